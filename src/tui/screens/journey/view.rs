//! How Journey looks: who it is, the strip of the whole life, the list, and what is under its cursor.

use super::columns::{EVENTS, GROUPS};
use super::query::Life;
use super::state::{Journey, Pane};
use super::update::LIST;
use super::zoom::Zoom;
use super::{Act, detail, facets, strip, who};
use crate::text;
use crate::tui::action::{Act as Any, AppAct};
use crate::tui::canvas::{Canvas, Class, THREE_PANES};
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{GridView, Panel, empty, failed, loading, panel};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

pub(super) fn view(state: &Journey, canvas: &mut Canvas, area: Rect) {
    let Some(life) = state.life() else { return nobody(state, canvas, area) };
    if canvas.zoom {
        return focused(state, life, canvas, area);
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    who::view(state, life, canvas, Rect { height: 2, ..inner });
    let mut top = 2;
    if life.trace.steps.is_empty() {
        let rest = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
        let next = canvas.key(Any::Journey(Act::NextPerson));
        let todo = [
            "Events find their person by the identifiers both carry.".to_owned(),
            format!("{next} shows the next person."),
        ];
        return empty(canvas, rest, "No event has found this person.", &[&todo[0], &todo[1]]);
    }
    // Where there is one pane at a time, what is under the cursor has the room of the strip too.
    let inside = canvas.class != Class::Wide && state.pane == Pane::Detail;
    if area.height >= 14 && !inside && !canvas.look.plain {
        let lanes = if area.height >= 24 { 7 } else { 4 };
        let rows = strip::rows(life, lanes);
        top += u16::from(area.height >= 24);
        strip::view(state, life, canvas, Rect { y: area.y + top, height: rows, ..inner }, lanes);
        top += rows;
    }
    if !state.filter.is_open() {
        filter_line(state, life, canvas, Rect { y: area.y + top, height: 1, ..inner });
        top += 1;
    }
    let rest = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
    panes(state, life, canvas, rest);
    if state.life.phase(canvas.now).is_stale() {
        canvas.fill(area, canvas.style(Role::Faint));
    }
}

fn panes(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect) {
    if canvas.class != Class::Wide {
        return focused(state, life, canvas, area);
    }
    if area.width >= THREE_PANES {
        let split = [Constraint::Length(34), Constraint::Fill(12), Constraint::Fill(8)];
        let [left, middle, right] = Layout::horizontal(split).areas(area);
        facets::view(state, canvas, left);
        list(state, life, canvas, middle);
        return detail::view(state, canvas, right);
    }
    // Whoever looks inside needs the room for that.
    let share = if state.pane == Pane::Detail { 52 } else { 70 };
    let [left, right] = Layout::horizontal([Constraint::Percentage(share), Constraint::Fill(1)]).areas(area);
    list(state, life, canvas, left);
    if state.pane == Pane::Facets {
        facets::view(state, canvas, right);
    } else {
        detail::view(state, canvas, right);
    }
}

/// The pane that has the keys, alone.
fn focused(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect) {
    match state.pane {
        Pane::List => list(state, life, canvas, area),
        Pane::Detail => detail::view(state, canvas, area),
        Pane::Facets => facets::view(state, canvas, area),
    }
}

/// What is shown, and how much of all.
fn filter_line(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect) {
    let all = canvas.key(Any::Journey(Act::Everything));
    let counted =
        format!("{} of {} events", text::count(state.chosen.len()), text::count(life.trace.steps.len()));
    let spans = vec![
        canvas.span(counted, Role::Strong),
        canvas.span(format!("  {all}"), Role::Key),
        canvas.span(" shows all", Role::Muted),
    ];
    let taken = canvas.right(area, spans) + 2;
    let told =
        text::truncate(&format!("only {}", state.filter.told()), (area.width - taken.min(area.width)).into());
    canvas.line(area, Line::from(canvas.span(told, Role::Marked)));
}

fn list(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect) {
    let focused = state.pane == Pane::List;
    let single = state.zoom == Zoom::Events;
    let order = if state.oldest_first { "oldest first" } else { "newest first" };
    let (at, len) = if single {
        (state.grid.cursor(), state.grid.len())
    } else {
        (state.groups.cursor(), state.groups.len())
    };
    let mut frame = Panel::new(state.zoom.title()).focused(focused);
    if len > 0 {
        let fact = format!("{} of {}, {order}", text::count(at + 1), text::count(len));
        frame = frame.right(fact, Role::Muted);
    }
    let inner = panel(canvas, area, frame);
    canvas.put(area, Target::Pane(LIST));
    canvas.drawn.shows(LIST, inner.height.saturating_sub(1).into());
    if state.chosen.is_empty() {
        let all = canvas.key(Any::Journey(Act::Everything));
        let (why, todo) = (
            format!("None of {} events is of these.", text::count(life.trace.steps.len())),
            format!("{all} shows all."),
        );
        return empty(canvas, inner, &why, &[&todo]);
    }
    match state.rows.phase(canvas.now) {
        Phase::Failed(why) if single && state.grid.row().is_none() => return failed(canvas, inner, why),
        _ => {}
    }
    let sort = Some(("at", !state.oldest_first));
    if single {
        let view = GridView { pane: LIST, columns: EVENTS, sort, focused, stale: false, bare: false };
        state.grid.draw(canvas, inner, &view);
    } else {
        let sort = Some(("period", !state.oldest_first));
        let view = GridView { pane: LIST, columns: GROUPS, sort, focused, stale: false, bare: false };
        state.groups.draw(canvas, inner, &view);
    }
}

/// No journey to show: on its way, failed, or none at all.
fn nobody(state: &Journey, canvas: &mut Canvas, area: Rect) {
    match (state.lively.phase(canvas.now), state.life.phase(canvas.now)) {
        (Phase::Failed(why), _) | (_, Phase::Failed(why)) => failed(canvas, area, why),
        (Phase::Loading(ms), _) => loading(canvas, area, "Looking for a lively journey", ms),
        (_, Phase::Loading(ms) | Phase::Stale(ms)) => loading(canvas, area, "Reading the journey", ms),
        (_, Phase::Ready) => {
            let people = canvas.key(Any::App(AppAct::Show(super::ScreenId::Profiles)));
            let todo = format!("It was folded into another one. {people} shows all people.");
            empty(canvas, area, "This profile is not there any more.", &[&todo]);
        }
        (Phase::Ready, Phase::Idle) => {
            let load = canvas.key(Any::App(AppAct::Load));
            let run = canvas.key(Any::App(AppAct::Run));
            let todo = [
                format!("{load} loads what people did: orders, visits, e-mails, receipts."),
                format!("{run} binds it to the people."),
            ];
            empty(canvas, area, "Nobody has a journey yet.", &[&todo[0], &todo[1]]);
        }
        _ => {}
    }
}
