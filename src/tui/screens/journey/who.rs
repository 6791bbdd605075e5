//! The head of the screen: who it is, in two lines.

use super::Journey;
use super::query::Life;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Segments are named where there are so many columns for them.
const SEGMENTS: usize = 16;

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
    let places = places(state);
    let facts = facts(life, canvas);
    // What is known is told whole, in fewer words where there is little room.
    let fits =
        |fact: &String, place: &String| text::width(fact) + 2 + text::width(place) <= usize::from(area.width);
    let tried = places.iter().flat_map(|place| facts.iter().map(move |fact| (fact, place)));
    let (fact, place) = match tried.into_iter().find(|(fact, place)| fits(fact, place)) {
        Some((fact, place)) => (fact.clone(), place.clone()),
        None => (facts.last().cloned().unwrap_or_default(), String::new()),
    };
    let taken = canvas.right(row(1), vec![canvas.span(place, Role::Faint)]) + 2;
    let room = Rect { width: area.width.saturating_sub(taken), ..row(1) };
    let left = usize::from(room.width).saturating_sub(text::width(&fact));
    let mut spans = vec![canvas.span(fact, Role::Muted)];
    if left >= SEGMENTS {
        spans.extend(segments(life, canvas));
    }
    cut(spans, canvas, room);
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

/// `person 3 of 100` among those one can step through, and shorter.
fn places(state: &Journey) -> [String; 2] {
    let at = state.who.and_then(|id| state.among.iter().position(|other| *other == id));
    let short = at.map(|at| format!("{} of {}", text::count(at + 1), text::count(state.among.len())));
    let long = short.as_ref().map(|short| format!("person {short}"));
    [long.unwrap_or_default(), short.unwrap_or_default()]
}

/// How much there is of the journey and when it was, at full length and shorter and shorter.
fn facts(life: &Life, canvas: &Canvas) -> Vec<String> {
    let steps = &life.trace.steps;
    let total = steps.len() as u64 + life.trace.older;
    let counted = |n: u64, word: &str| format!("{} {word}{}", text::count(n), if n == 1 { "" } else { "s" });
    let events = counted(total, "event");
    let sessions = life.metrics.as_ref().map(|metrics| counted(metrics.sessions.into(), "session"));
    let points = life.metrics.as_ref().and_then(|metrics| metrics.points);
    let points = points.map(|points| format!("{} points", text::decimal(points, 0)));
    let dates = steps
        .first()
        .zip(steps.last())
        .map(|(first, last)| format!("{} to {}", text::date(first.at.date()), text::date(last.at.date())));
    let ago = steps.last().map(|last| format!("last {}", text::ago(last.at, canvas.now.utc)));
    let older =
        (life.trace.older > 0).then(|| format!("the {} oldest left out", text::count(life.trace.older)));
    let told = |parts: &[&Option<String>]| {
        let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        [&[events.as_str()], parts.as_slice()].concat().join(" · ")
    };
    vec![
        told(&[&sessions, &points, &dates, &ago, &older]),
        told(&[&sessions, &points, &dates, &older]),
        told(&[&sessions, &dates, &older]),
        told(&[&dates, &older]),
    ]
}

fn segments(life: &Life, canvas: &Canvas) -> Vec<Span<'static>> {
    let titles: Vec<&str> = life.segments.iter().map(|segment| segment.title.as_str()).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let told = text::clean(&titles.join(", ")).into_owned();
    vec![canvas.span(" · ", Role::Faint), canvas.span(told, Role::Faint)]
}
