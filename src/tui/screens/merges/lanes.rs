//! The lanes: parts of the queue a steward may want to work through on their own.

use super::query::Standing;
use super::state::{Lane, Merges};
use crate::resolve::read::{Band, FILTER_KEYS, Lot, QueueRow, ReviewFilter, pattern_named};
use crate::text;
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, GridView, Panel, Width, draw_filter, empty, panel, waited};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;

pub(super) const LANES: &str = "merges.lanes";
pub(super) const GRID: &str = "merges.grid";

/// All lanes there are now.
pub(super) fn lanes(standing: &Standing) -> Vec<Lane> {
    let counts = &standing.counts;
    let lane = |group, title: &str, pairs, filter| Lane { filter, group, title: title.to_owned(), pairs };
    let all = ReviewFilter::default();
    let mut lanes = vec![lane("all", "everything that waits", counts.waiting, all)];
    for (band, pairs) in &counts.bands {
        let filter = ReviewFilter { band: Some(*band), ..all };
        lanes.push(lane("probability", band.title(), *pairs, filter));
    }
    for (lot, title, pairs) in [
        (Lot::Unsure, "set aside as unsure", counts.unsure),
        (Lot::Contradicted, "decided, but later data speak against it", counts.contradicted),
    ] {
        lanes.push(lane("aside", title, pairs, ReviewFilter { lot, ..all }));
    }
    for pair in &counts.sources {
        let (a, b) = &pair.names;
        let title = if a == b { format!("{a}, twice") } else { format!("{a} – {b}") };
        let filter = ReviewFilter { sources: Some(pair.ids), ..all };
        lanes.push(lane("sources", &title, pair.pairs, filter));
    }
    lanes
}

/// The lane chosen, for titles; `None`: all that waits.
pub(super) fn title(filter: ReviewFilter, standing: Option<&Standing>) -> Option<String> {
    if filter == ReviewFilter::default() {
        return None;
    }
    if filter.pattern.is_some() {
        return Some("pairs that compare alike".into());
    }
    let known = standing.and_then(|standing| lanes(standing).into_iter().find(|lane| lane.filter == filter));
    Some(known.map_or_else(|| "a part of the queue".to_owned(), |lane| lane.title))
}

/// Before the name of a pattern in the session.
const ALIKE: &str = "alike:";

/// A filter as the session keeps it.
pub(super) fn written(filter: ReviewFilter) -> String {
    match filter {
        ReviewFilter { lot: Lot::Unsure, .. } => "unsure".into(),
        ReviewFilter { lot: Lot::Contradicted, .. } => "contradicted".into(),
        ReviewFilter { band: Some(band), .. } => band.title().into(),
        ReviewFilter { pattern: Some(pattern), .. } => format!("{ALIKE}{pattern:x}"),
        ReviewFilter { sources: Some((a, b)), .. } => format!("{a} {b}"),
        _ => String::new(),
    }
}

/// A filter the session kept; anything else is the whole queue.
pub(super) fn read(text: &str) -> ReviewFilter {
    let band = Band::ALL.into_iter().find(|band| band.title() == text);
    let pattern = text.strip_prefix(ALIKE).and_then(pattern_named);
    let sources = text.split_once(' ').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    let lot = match text {
        "unsure" => Lot::Unsure,
        "contradicted" => Lot::Contradicted,
        _ => Lot::Doubtful,
    };
    ReviewFilter { lot, band, sources, pattern }
}

const LANE_COLUMNS: &[Column<Lane>] = &[
    Column {
        id: "lane",
        title: "lane",
        width: Width::Between(12, 60),
        align: Align::Left,
        cell: |lane, canvas| {
            let role = if lane.pairs > 0 { Role::Text } else { Role::Faint };
            Cell::new(text::clean(&lane.title).into_owned(), canvas.style(role))
        },
    },
    Column {
        id: "pairs",
        title: "pairs",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |lane, canvas| {
            let role = if lane.pairs > 0 { Role::Strong } else { Role::Faint };
            Cell::new(text::count(lane.pairs), canvas.style(role))
        },
    },
];

fn name(canvas: &Canvas, name: &str) -> Cell<'static> {
    Cell::new(canvas.person("name", name), canvas.style(Role::Text))
}

pub(super) const COLUMNS: &[Column<QueueRow>] = &[
    Column {
        id: "left",
        title: "left",
        width: Width::Between(14, 26),
        align: Align::Left,
        cell: |row, canvas| name(canvas, &row.left_name),
    },
    Column {
        id: "right",
        title: "right",
        width: Width::Between(14, 26),
        align: Align::Left,
        cell: |row, canvas| name(canvas, &row.right_name),
    },
    Column {
        id: "probability",
        title: "same",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |row, canvas| {
            let probability = crate::resolve::read::probability_of(row.weight);
            let role = if probability >= 0.5 { Role::Same } else { Role::Different };
            Cell::new(format!("{:.0} %", probability * 100.0), canvas.style(role))
        },
    },
    Column {
        id: "sources",
        title: "sources",
        width: Width::Between(18, 44),
        align: Align::Left,
        cell: |row, canvas| Cell {
            spans: vec![
                canvas.span(text::clean(&row.left_source).into_owned(), Role::Muted),
                Span::styled(" – ", canvas.style(Role::Faint)),
                canvas.span(text::clean(&row.right_source).into_owned(), Role::Muted),
            ],
        },
    },
    Column {
        id: "since",
        title: "waits since",
        width: Width::Fixed(11),
        align: Align::Left,
        cell: |row, canvas| {
            let since = row.since.map_or_else(|| "–".to_owned(), |since| text::date(since.date()));
            Cell::new(since, canvas.style(Role::Muted))
        },
    },
];

/// The view of the queue: lanes on the left, their pairs on the right.
pub(super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    if canvas.class == Class::Narrow || canvas.zoom {
        return if state.in_lanes {
            draw_lanes(state, canvas, area)
        } else {
            draw_queue(state, canvas, area, true)
        };
    }
    let share = if state.in_lanes { 55 } else { 40 };
    let split = Layout::horizontal([Constraint::Percentage(share), Constraint::Fill(1)]);
    let [left, right] = split.areas(area);
    draw_lanes(state, canvas, left);
    draw_queue(state, canvas, right, !state.in_lanes);
}

fn draw_lanes(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Lanes").focused(state.in_lanes));
    canvas.put(area, Target::Pane(LANES));
    let view = GridView {
        pane: LANES,
        columns: LANE_COLUMNS,
        sort: None,
        focused: state.in_lanes,
        stale: false,
        bare: false,
    };
    state.lanes.draw(canvas, inner, &view);
}

/// The pairs of the lane chosen.
pub(super) fn draw_queue(state: &Merges, canvas: &mut Canvas, area: Rect, focused: bool) {
    let title = title(state.filter, state.standing.get().map(Box::as_ref));
    let fact = format!("{} waiting", text::count(state.order.len()));
    let frame = Panel::new(title.unwrap_or_else(|| "Queue, most useful first".into()));
    let inner = panel(canvas, area, frame.right(fact, Role::Muted).focused(focused));
    canvas.put(area, Target::Pane(GRID));
    let inner = filtered(state, canvas, inner);
    if let Phase::Failed(why) = state.queue.phase(canvas.now)
        && !state.typed.text().is_empty()
    {
        return empty(canvas, inner, &text::clean(why), &["Esc takes the filter off."]);
    }
    if state.grid.is_empty() {
        if matches!(state.queue.phase(canvas.now), Phase::Ready) {
            let narrowed = !state.typed.text().is_empty();
            let why = if narrowed { "No pair that waits has that." } else { "No pair is in this lane." };
            empty(canvas, inner, why, if narrowed { &["Esc takes the filter off."] } else { &[] });
        }
        return;
    }
    let late = |phase| matches!(phase, Phase::Stale(ms) if ms >= PATIENCE_MS);
    let stale = late(state.rows.phase(canvas.now)) || late(state.queue.phase(canvas.now));
    let view = GridView { pane: GRID, columns: COLUMNS, sort: None, focused, stale, bare: false };
    state.grid.draw(canvas, inner, &view);
}

/// What is typed, above the list, and how many pairs it leaves.
fn filtered(state: &Merges, canvas: &mut Canvas, area: Rect) -> Rect {
    if !state.typed.is_shown() || area.height == 0 {
        return area;
    }
    let remark = match state.queue.phase(canvas.now) {
        // What can be typed.
        _ if state.typed.text().is_empty() => {
            text::truncate(FILTER_KEYS, usize::from(area.width).saturating_sub(6))
        }
        Phase::Loading(ms) | Phase::Stale(ms) => waited(ms, canvas.look.ascii).unwrap_or_default(),
        Phase::Ready => text::many(state.order.len() as u64, "pair"),
        _ => String::new(),
    };
    draw_filter(canvas, Rect { height: 1, ..area }, &state.typed, &remark);
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_survive_the_session() {
        let all = ReviewFilter::default();
        for filter in [
            all,
            ReviewFilter { lot: Lot::Unsure, ..all },
            ReviewFilter { lot: Lot::Contradicted, ..all },
            ReviewFilter { band: Some(Band::RatherSame), ..all },
            ReviewFilter { sources: Some((2, 7)), ..all },
            ReviewFilter { pattern: Some(u64::MAX - 1), ..all },
        ] {
            assert_eq!(read(&written(filter)), filter);
        }
        assert_eq!(read("nonsense"), all);
    }
}
