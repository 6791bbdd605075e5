//! One person from inside: the tabs beside the list.

use super::columns::lock_sign;
use super::state::{GOLDEN, Pane, TABS};
use super::update::DETAIL;
use super::{Card, Profiles, choose, further, golden, records, what_if, why};
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
        let fact =
            format!("{} in {} {sources}", text::many(card.row.records.into(), "record"), card.row.sources);
        if card.lock.is_some() { format!("{} locked, {fact}", lock_sign(canvas)) } else { fact }
    });
    let (fact, role) = match state.selected.len() {
        0 => (fact, Role::Muted),
        n => (
            format!(
                "{n} of {} selected",
                text::many(card.map_or(0, |card| card.records.len()) as u64, "record")
            ),
            Role::Marked,
        ),
    };
    let inner = panel(canvas, area, Panel::new(title).right(fact, role).focused(state.pane == Pane::Detail));
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
        (None, _) if state.tab == GOLDEN => match &state.picker {
            Some(picker) => match state.candidates.phase(canvas.now) {
                Phase::Failed(why) => return failed(canvas, body, why),
                Phase::Loading(ms) => return loading(canvas, body, "Looking what the records carry", ms),
                _ => choose::lines(state, picker, canvas, body.width),
            },
            None => {
                let cursor = (state.pane == Pane::Detail).then_some(state.value);
                golden::lines(card, canvas, body.width, cursor)
            }
        },
        (None, _) => {
            let at = records::At {
                cursor: state.record,
                focused: state.pane == Pane::Detail,
                selected: &state.selected,
            };
            records::put(card, canvas, body, &at);
            records::lines(card, canvas, body.width, &at)
        }
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
    let row = match (&state.picker, state.tab) {
        (Some(picker), GOLDEN) => Some(picker.cursor + choose::HEAD),
        (None, GOLDEN) => Some(state.value),
        _ => None,
    };
    if let Some(row) =
        row.and_then(|row| row.checked_sub(state.sheet.top)).filter(|_| state.pane == Pane::Detail)
    {
        canvas.focus_at(body.x, body.y + (row as u16).min(body.height.saturating_sub(1)));
    }
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
