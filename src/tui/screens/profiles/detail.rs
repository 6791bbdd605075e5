//! One person from inside: the tabs beside the list.

use super::state::{Pane, TABS};
use super::update::DETAIL;
use super::{Card, Profiles, further, golden, records, what_if, why};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, failed, loading, pane_tabs, panel};
use ratatui::layout::Rect;

pub(super) fn view(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    if let Some(change) = &state.change {
        return what_if::view(state, change, canvas, area);
    }
    if let Some(two) = state.why_of {
        return why::view(state, two, canvas, area);
    }
    let card = state.shown();
    let title = card.map_or_else(String::new, |card| name(card, canvas));
    let fact = card.map_or_else(String::new, |card| {
        let sources = if card.row.sources == 1 { "source" } else { "sources" };
        format!("{} in {} {sources}", text::many(card.row.records.into(), "record"), card.row.sources)
    });
    let inner =
        panel(canvas, area, Panel::new(title).right(fact, Role::Muted).focused(state.pane == Pane::Detail));
    canvas.put(area, Target::Pane(DETAIL));
    let titles: Vec<String> = TABS.iter().map(|(tab, _)| (*tab).to_owned()).collect();
    pane_tabs(canvas, inner, DETAIL, &titles, state.tab);
    let body = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    let phase = state.card.phase(canvas.now);
    match (phase, card) {
        (Phase::Failed(why), _) => return failed(canvas, body, why),
        (Phase::Loading(ms), None) => return loading(canvas, body, "Looking inside", ms),
        (_, None) => return,
        _ => {}
    }
    let Some(card) = card else { return };
    let lines = match (TABS[state.tab].1, state.extra.get()) {
        (None, _) if state.tab == 0 => golden::lines(card, canvas, body.width),
        (None, _) => records::lines(card, canvas, body.width, state.left),
        (Some(_), Some((id, extra))) if *id == card.profile_id => {
            further::lines(card, extra, canvas, body.width)
        }
        (Some(_), _) => {
            return match state.extra.phase(canvas.now) {
                Phase::Failed(why) => failed(canvas, body, why),
                Phase::Loading(ms) | Phase::Stale(ms) => loading(canvas, body, "Looking further", ms),
                _ => {}
            };
        }
    };
    draw_sheet(canvas, body, DETAIL, state.sheet, lines);
    if phase.is_stale() {
        canvas.fill(body, canvas.style(Role::Faint));
    }
}

pub(super) fn name(card: &Card, canvas: &Canvas) -> String {
    let shown = card.row.name.as_ref().map(|name| canvas.person("name", name));
    shown.unwrap_or_else(|| format!("profile {}", card.profile_id))
}

/// A label for people: `given_name` → `given name`.
pub(in crate::tui::screens) fn label(attribute: &str) -> String {
    match attribute {
        "email" => "e-mail".into(),
        other => other.replace('_', " "),
    }
}
