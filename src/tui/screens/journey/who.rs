//! The head of the screen: who it is, in two lines.

use super::Journey;
use super::query::Life;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The person's name as it may be shown.
pub(super) fn name(life: &Life, show: impl Fn(&str, &str) -> String) -> String {
    let name = life.row.name.as_ref().map(|name| show("name", name));
    name.unwrap_or_else(|| format!("profile {}", life.row.profile_id))
}

/// Draws it into two rows.
pub(super) fn view(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect) {
    let row = |y| Rect { y: area.y + y, height: 1, ..area };
    let value = worth(life, canvas);
    let taken = canvas.right(row(0), value) + 2;
    let named = name(life, |attribute, value| canvas.person(attribute, value));
    let id = format!("  profile {}", life.row.profile_id);
    let mut spans = vec![canvas.span(named, Role::Accent), canvas.span(id, Role::Muted)];
    let known = [("email", &life.row.email), ("city", &life.row.city), ("phone", &life.row.phone)];
    for (attribute, value) in known {
        if let Some(value) = value {
            spans.push(canvas.span(" · ", Role::Faint));
            spans.push(canvas.span(canvas.person(attribute, value), Role::Text));
        }
    }
    cut(spans, canvas, Rect { width: area.width.saturating_sub(taken), ..row(0) });
    let place = place(state, canvas);
    let taken = canvas.right(row(1), place) + 2;
    let facts = facts(life, canvas);
    cut(facts, canvas, Rect { width: area.width.saturating_sub(taken), ..row(1) });
}

/// One line of spans, those at its end left out or cut where there is no room for them.
fn cut(spans: Vec<Span<'static>>, canvas: &mut Canvas, area: Rect) {
    let mut room = usize::from(area.width);
    let mut shown = Vec::new();
    for span in spans {
        let content = text::truncate(&span.content, room);
        room -= text::width(&content).min(room);
        shown.push(Span::styled(content, span.style));
    }
    canvas.line(area, Line::from(shown));
}

fn worth(life: &Life, canvas: &Canvas) -> Vec<Span<'static>> {
    let orders = life.row.orders.unwrap_or_default();
    match life.row.revenue.filter(|_| orders > 0) {
        Some(money) => {
            let word = if orders == 1 { "order" } else { "orders" };
            vec![
                canvas.span(text::money(money, life.row.currency.as_deref()), Role::Strong),
                canvas.span(format!(" in {} {word}", text::count(orders)), Role::Muted),
            ]
        }
        None => vec![canvas.span("no order", Role::Muted)],
    }
}

/// `3 of 100` among those one can step through.
fn place(state: &Journey, canvas: &Canvas) -> Vec<Span<'static>> {
    let at = state.who.and_then(|id| state.among.iter().position(|other| *other == id));
    let shown = at.map(|at| format!("person {} of {}", text::count(at + 1), text::count(state.among.len())));
    vec![canvas.span(shown.unwrap_or_default(), Role::Faint)]
}

fn facts(life: &Life, canvas: &Canvas) -> Vec<Span<'static>> {
    let steps = &life.trace.steps;
    let total = steps.len() as u64 + life.trace.older;
    let counted = |n: u64, word: &str| format!("{} {word}{}", text::count(n), if n == 1 { "" } else { "s" });
    let mut parts = vec![counted(total, "event")];
    if let Some(metrics) = &life.metrics {
        parts.push(counted(metrics.sessions.into(), "session"));
        if let Some(points) = metrics.points {
            parts.push(format!("{} points", text::decimal(points, 0)));
        }
    }
    if let (Some(first), Some(last)) = (steps.first(), steps.last()) {
        let ago = text::ago(last.at, canvas.now.utc);
        parts.push(format!("{} to {} ({ago})", text::date(first.at.date()), text::date(last.at.date())));
    }
    if life.trace.older > 0 {
        parts.push(format!("the {} oldest left out", text::count(life.trace.older)));
    }
    let titles: Vec<&str> = life.segments.iter().map(|segment| segment.title.as_str()).collect();
    let mut spans = vec![canvas.span(parts.join(" · "), Role::Muted)];
    if !titles.is_empty() {
        spans.push(canvas.span(" · ", Role::Faint));
        spans.push(canvas.span(text::clean(&titles.join(", ")).into_owned(), Role::Faint));
    }
    spans
}
