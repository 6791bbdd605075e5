//! The lower half of Overview: what waits for somebody, the segments, how fresh it all is, and what people did.

use super::Story;
use super::flow::share;
use crate::pipeline::Freshness;
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Bar, Panel, bars, bars_step, columns, panel};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What waits for a decision or a remedy, and what people spent.
pub(super) fn waiting(story: &Story, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("At a glance"));
    let rejects: u64 = story.sources.iter().map(|s| s.rejects).sum();
    let people = &story.people;
    let tone = |n: u64| if n > 0 { Role::Warn } else { Role::Good };
    let stale = story.freshness.iter().filter(|(_, state)| *state != Freshness::Fresh).count();
    let run = canvas.key(Act::App(AppAct::Run));
    let mut facts = Vec::new();
    if stale > 0 {
        let todo =
            if canvas.look.read_only { "stages stale".to_owned() } else { format!("stages to run: {run}") };
        facts.push((text::count(stale), Role::Warn, todo));
    }
    facts.extend([
        (text::count(people.review), tone(people.review), "pairs to review".to_owned()),
        (text::count(people.decisions), Role::Strong, "decisions made".to_owned()),
        (text::count(rejects), tone(rejects), "rows rejected".to_owned()),
    ]);
    // Each has one main currency.
    let buyers: u64 = story.takings.iter().map(|takings| takings.buyers).sum();
    if buyers > 0 {
        facts.push((text::count(buyers), Role::Strong, "people ordered".to_owned()));
    }
    for takings in story.takings.iter().take(3) {
        let code = takings.currency.as_deref().map_or_else(|| "in sales".into(), text::clean);
        let orders = format!("{code} from {} orders", text::count(takings.orders));
        facts.push((text::decimal(takings.revenue, 0), Role::Strong, orders));
    }
    facts.truncate(inner.height.into());
    let widest = facts.iter().map(|(number, ..)| number.len()).max().unwrap_or_default();
    for ((number, role, what), y) in facts.into_iter().zip(inner.y..) {
        let number = canvas.span(format!("{number:>widest$}"), role);
        let what = canvas
            .span(text::truncate(&what, usize::from(inner.width).saturating_sub(widest + 2)), Role::Text);
        canvas.line(Rect { y, height: 1, ..inner }, Line::from(vec![number, Span::raw("  "), what]));
    }
}

/// The largest segments.
pub(super) fn segments(story: &Story, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Segments").right("share of all people", Role::Faint));
    let mut rows: Vec<_> =
        story.segments.segments.iter().filter(|s| s.family != "rfm" && s.size > 0).collect();
    rows.sort_by_key(|s| std::cmp::Reverse(s.size));
    if rows.is_empty() {
        return canvas.text(inner, "No segment has been computed yet", Role::Muted);
    }
    let rows: Vec<Bar> = rows
        .into_iter()
        .take(inner.height.into())
        .map(|s| Bar {
            label: s.title.clone(),
            value: s.size,
            share: s.share,
            note: share(s.share),
            role: Role::Bar,
        })
        .collect();
    let step = bars_step(rows.len(), inner.height);
    bars(canvas, inner, &rows, 20, step);
}

/// Which stages are up to date, and when each ran.
pub(super) fn freshness(story: &Story, canvas: &mut Canvas, area: Rect) {
    let stale = story.freshness.iter().any(|(_, state)| *state != Freshness::Fresh);
    let run = canvas.key(Act::App(AppAct::Run));
    let mut frame = Panel::new("How fresh it is");
    if stale && !canvas.look.read_only {
        frame = frame.right(format!("{run} brings it up to date"), Role::Warn);
    }
    let inner = panel(canvas, area, frame);
    for ((stage, state), y) in story.freshness.iter().zip(inner.y..inner.bottom()) {
        let line = Rect { y, height: 1, ..inner };
        let (sign, role) = match (state, canvas.look.ascii) {
            (Freshness::Fresh, false) => ("✓", Role::Good),
            (Freshness::Fresh, true) => ("=", Role::Good),
            (Freshness::Stale, _) => ("!", Role::Warn),
            (Freshness::Never, _) => ("-", Role::Faint),
        };
        let name = canvas.span(format!(" {}", stage.name()), Role::Text);
        canvas.line(line, Line::from(vec![canvas.span(sign, role), name]));
        let ran = story.stages.iter().find(|row| row.name == stage.name());
        let spans = match (ran, state) {
            (Some(row), Freshness::Stale) => {
                vec![canvas.span(format!("stale, {}", ago(row.finished_at, canvas)), Role::Warn)]
            }
            (Some(row), _) => vec![
                canvas.span(format!("{}  ", text::seconds(row.seconds)), Role::Faint),
                canvas.span(format!("{:>11}", ago(row.finished_at, canvas)), Role::Muted),
            ],
            (None, _) => vec![canvas.span("not yet", Role::Faint)],
        };
        canvas.right(line, spans);
    }
}

fn ago(at: Option<jiff::civil::DateTime>, canvas: &Canvas) -> String {
    at.map_or_else(|| "never".to_owned(), |at| text::ago(at, canvas.now.utc))
}

/// Events by month, one column each.
pub(super) fn activity(story: &Story, canvas: &mut Canvas, area: Rect) {
    let mut months: Vec<(String, u64)> = Vec::new();
    for row in &story.activity {
        let label = row.month.strftime("%b %y").to_string();
        match months.last_mut().filter(|(last, _)| *last == label) {
            Some((_, events)) => *events += row.events,
            None => months.push((label, row.events)),
        }
    }
    let fit = usize::from(area.width.saturating_sub(4) / 9).max(1);
    let months = &months[months.len().saturating_sub(fit)..];
    let total: u64 = months.iter().map(|(_, events)| events).sum();
    let facts = format!("{} events in {} months", text::count(total), months.len());
    let inner = panel(canvas, area, Panel::new("What they did").right(facts, Role::Muted));
    columns(canvas, inner, months, Role::Close);
}
