//! The flow of Overview: what came in, and who came out.

use super::Story;
use super::update::{PEOPLE, SOURCES};
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use crate::tui::widgets::{Bar, Panel, bars, bars_step, empty, panel};
use ratatui::layout::Rect;
use std::collections::HashSet;

/// The sources by their records.
pub(super) fn came_in(story: &Story, canvas: &mut Canvas, area: Rect) {
    let records: u64 = story.sources.iter().map(|s| s.records).sum();
    let systems: HashSet<&str> = story.sources.iter().map(|s| s.system.as_str()).collect();
    let facts = format!("{} records of {} systems", text::count(records), systems.len());
    let inner = panel(canvas, area, Panel::new("What came in").right(facts, Role::Muted));
    canvas.put(area, Target::Pane(SOURCES));
    let most = story.sources.iter().map(|s| s.records).max().unwrap_or(1).max(1);
    let mut sorted: Vec<_> = story.sources.iter().collect();
    sorted.sort_by_key(|s| std::cmp::Reverse((s.records, s.events)));
    let room = usize::from(inner.height);
    let shown = if sorted.len() > room { room.saturating_sub(1) } else { sorted.len() };
    let rows: Vec<Bar> = sorted
        .iter()
        .take(shown)
        .map(|source| Bar {
            label: source.name.clone(),
            value: source.records,
            share: source.records as f64 / most as f64,
            note: String::new(),
            role: Role::Bar,
        })
        .collect();
    let at = bars(canvas, inner, &rows, inner.width / 2, bars_step(sorted.len(), inner.height));
    // What brings no records brings events or ad spend: said where its bar would be.
    for (source, y) in sorted.iter().zip(at).filter(|(source, _)| source.records == 0) {
        let (n, unit) =
            if source.events > 0 { (source.events, "events") } else { (source.ad_spend, "days of ad spend") };
        let spans = vec![canvas.span(format!("  {} {unit}", text::count(n)), Role::Muted)];
        canvas.right(Rect { y, height: 1, ..inner }, spans);
    }
    if sorted.len() > shown && inner.height > 0 {
        let line = format!("and {} more", sorted.len() - shown);
        canvas.text(Rect { y: inner.bottom() - 1, height: 1, ..inner }, &line, Role::Faint);
    }
}

/// A share as whole percents; something is never nothing.
pub(super) fn share(share: f64) -> String {
    if share > 0.0 && share < 0.005 { "<1 %".into() } else { format!("{:.0} %", share * 100.0) }
}

/// The people by the number of sources they are in, and what is known to reach them by.
pub(super) fn came_out(story: &Story, canvas: &mut Canvas, area: Rect) {
    let people = &story.people;
    let facts = format!("{} people", text::count(people.profiles));
    let inner = panel(canvas, area, Panel::new("Who came out").right(facts, Role::Accent));
    canvas.put(area, Target::Pane(PEOPLE));
    if people.profiles == 0 {
        let run = canvas.key(Act::App(AppAct::Run));
        return empty(canvas, inner, "Nobody yet.", &[&format!("{run} folds the records into people.")]);
    }
    let total = people.profiles as f64;
    let most = people.by_sources.iter().map(|t| t.profiles).max().unwrap_or(1).max(1);
    let note = |n: u64| share(n as f64 / total);
    let spread: Vec<Bar> = people
        .by_sources
        .iter()
        .take(8)
        .map(|tally| Bar {
            label: format!("in {} {}", tally.of, if tally.of == 1 { "source" } else { "sources" }),
            value: tally.profiles,
            share: tally.profiles as f64 / most as f64,
            note: note(tally.profiles),
            role: if tally.of == 1 { Role::BarRest } else { Role::Accent },
        })
        .collect();
    let step = bars_step(spread.len(), inner.height.saturating_sub(5));
    let at = bars(canvas, inner, &spread, 14, step);
    let used = at.last().map_or(0, |y| y + 2 - inner.y);
    if used + 4 > inner.height {
        return;
    }
    let reach = [
        ("an e-mail", people.with_email),
        ("a phone", people.with_phone),
        ("an address", people.with_address),
    ];
    let below = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    canvas.text(below, "is known of them", Role::Muted);
    let rows: Vec<Bar> = reach
        .into_iter()
        .map(|(label, n)| Bar {
            label: label.into(),
            value: n,
            share: n as f64 / total,
            note: note(n),
            role: Role::Good,
        })
        .collect();
    bars(canvas, Rect { y: below.y + 1, height: below.height - 1, ..below }, &rows, 14, 1);
}
