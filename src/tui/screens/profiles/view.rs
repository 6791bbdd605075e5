//! How Profiles looks: the list, and beside it one person.

use super::columns::{COLUMNS, id_of};
use super::state::{Pane, Profiles};
use super::update::GRID;
use super::{detail, facets};
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class, THREE_PANES};
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{GridView, Panel, draw_filter, empty, failed, loading, panel, waited};
use ratatui::layout::{Constraint, Layout, Rect};

pub(super) fn view(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    if canvas.class == Class::Narrow || canvas.zoom {
        return match state.pane {
            Pane::List => list(state, canvas, area),
            Pane::Detail => detail::view(state, canvas, area),
            Pane::Facets => facets::view(state, canvas, area),
        };
    }
    let inside = state.pane == Pane::Detail;
    if canvas.class == Class::Wide && (area.width >= THREE_PANES || !inside) {
        let choice = if area.width >= THREE_PANES { 34 } else { 26 };
        let split = [Constraint::Length(choice), Constraint::Fill(12), Constraint::Fill(10)];
        let [left, middle, right] = Layout::horizontal(split).areas(area);
        facets::view(state, canvas, left);
        list(state, canvas, middle);
        return detail::view(state, canvas, right);
    }
    // Whoever looks inside needs the room for that.
    let share = if inside { 40 } else { 55 };
    let [left, right] = Layout::horizontal([Constraint::Percentage(share), Constraint::Fill(1)]).areas(area);
    list(state, canvas, left);
    if state.pane == Pane::Facets {
        facets::view(state, canvas, right);
    } else {
        detail::view(state, canvas, right);
    }
}

fn list(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    let focused = state.pane == Pane::List;
    let mut frame = Panel::new("People").focused(focused);
    let marked = state.grid.marked().len();
    if let Some(taken) = &state.taken {
        frame = frame.right(format!("taken: {}", taken.title()), Role::Marked);
    } else if marked > 0 {
        frame = frame.right(format!("{} marked", text::count(marked)), Role::Marked);
    }
    let inner = panel(canvas, area, frame.right(position(state), Role::Muted));
    let filter = u16::from(state.filter.is_shown());
    if filter > 0 {
        let remark = remark(state, canvas);
        draw_filter(canvas, Rect { height: 1, ..inner }, &state.filter, &remark);
    }
    let body = Rect { y: inner.y + filter, height: inner.height - filter.min(inner.height), ..inner };
    match state.all.phase(canvas.now) {
        Phase::Failed(why) => return failed(canvas, body, why),
        Phase::Loading(ms) if state.grid.is_empty() => {
            return loading(canvas, body, "Sorting the people", ms);
        }
        _ if state.grid.is_empty() => return nobody(state, canvas, body),
        _ => {}
    }
    let stale = [state.all.phase(canvas.now), state.found.phase(canvas.now)].iter().any(Phase::is_stale);
    let view = GridView {
        pane: GRID,
        columns: COLUMNS,
        sort: Some((id_of(state.order.by), state.order.descending)),
        focused,
        stale,
        bare: false,
    };
    state.grid.draw(canvas, body, &view);
}

/// `12 of 3,876`, with `≥` while the whole order is on its way.
fn position(state: &Profiles) -> String {
    if state.grid.is_empty() {
        return String::new();
    }
    let whole = state.all.get().is_some() || !state.filter.text().is_empty();
    let total = if whole {
        text::count(state.grid.len())
    } else {
        format!("≥ {}…", text::count(state.grid.len()))
    };
    format!("{} of {total}", text::count(state.grid.cursor() + 1))
}

fn remark(state: &Profiles, canvas: &Canvas) -> String {
    for since in [state.index.phase(canvas.now), state.found.phase(canvas.now)] {
        if let Phase::Loading(ms) | Phase::Stale(ms) = since
            && let Some(sign) = waited(ms, canvas.look.ascii)
        {
            return sign;
        }
    }
    match state.found.get() {
        Some(found) if !state.filter.text().is_empty() => {
            let loose = found.ids.len() - found.plain.min(found.ids.len());
            let plain = text::count(found.plain);
            if loose > 0 { format!("{plain} + {loose} similar") } else { format!("{plain} found") }
        }
        _ => String::new(),
    }
}

fn nobody(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    if !state.choices.is_empty() && matches!(state.all.phase(canvas.now), Phase::Ready) {
        let everybody = canvas.key(Act::Profiles(super::Act::Everybody));
        let todo = format!("{everybody} shows everybody again.");
        return empty(canvas, area, "Nobody has all of this in common.", &[&todo]);
    }
    if !state.filter.text().is_empty() {
        if state.found.get().is_some() && state.found.since().is_none() {
            let why = format!("Nobody matches {}.", text::clean(state.filter.text()));
            empty(canvas, area, &why, &["Esc takes the filter off."]);
        }
        return;
    }
    if !matches!(state.all.phase(canvas.now), Phase::Ready) {
        return;
    }
    let load = canvas.key(Act::App(AppAct::Load));
    let run = canvas.key(Act::App(AppAct::Run));
    let todo = [format!("{load} loads exports, {run} folds their records into people.")];
    empty(canvas, area, "Nobody is here yet.", &[&todo[0]]);
}
