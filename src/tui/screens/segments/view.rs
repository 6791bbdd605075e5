//! How Segments looks: the list, what the chosen one means, and its members.

use super::about;
use super::state::Segments;
use super::update::{GRID, MEMBERS, SHEET};
use crate::segment::read::SegmentRow;
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::screens::profiles::columns::{COLUMNS as PEOPLE, id_of};
use crate::tui::theme::Role;
use crate::tui::widgets::{
    Align, Cell, Column, GridView, Panel, Width, draw_sheet, empty, failed, filter_above, loading, panel,
};
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns of a share's bar in the list.
const BAR: u16 = 8;

pub(super) fn view(state: &Segments, canvas: &mut Canvas, area: Rect) {
    match state.list.phase(canvas.now) {
        Phase::Failed(why) if state.grid.is_empty() => return failed(canvas, area, why),
        Phase::Loading(ms) => return loading(canvas, area, "Reading the segments", ms),
        Phase::Ready if state.grid.is_empty() && !state.filter.is_shown() => {
            let run = canvas.key(Act::App(AppAct::Run));
            let todo = format!("{run} fills the ready-made ones from the people and what they did.");
            return empty(canvas, area, "No segment has been filled yet.", &[&todo]);
        }
        Phase::Idle => return,
        _ => {}
    }
    if canvas.zoom || canvas.class == Class::Narrow {
        return if state.in_members { members(state, canvas, area) } else { list(state, canvas, area) };
    }
    if canvas.class == Class::Normal {
        if state.in_members {
            return members(state, canvas, area);
        }
        let [left, right] = Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(area);
        list(state, canvas, left);
        return explained(state, canvas, right);
    }
    let [left, right] = Layout::horizontal([Constraint::Percentage(46), Constraint::Fill(1)]).areas(area);
    list(state, canvas, left);
    let wanted = about_height(state, canvas, right.width);
    // Whoever looks at the members sees more of them than of what the segment means.
    let most = if state.in_members { area.height / 3 } else { area.height.saturating_sub(8) };
    let [top, below] =
        Layout::vertical([Constraint::Length(wanted.min(most)), Constraint::Fill(1)]).areas(right);
    explained(state, canvas, top);
    members(state, canvas, below);
}

fn about_height(state: &Segments, canvas: &Canvas, width: u16) -> u16 {
    let lines =
        state.chosen().map_or(10, |row| about::lines(state, row, canvas, width.saturating_sub(4)).len());
    // As long as the breakdown is on its way its room is kept, so that nothing jumps.
    u16::try_from(lines.max(16)).unwrap_or(u16::MAX).saturating_add(2)
}

const COLUMNS: [Column<SegmentRow>; 5] = [
    Column {
        id: "title",
        title: "segment",
        width: Width::Between(20, 40),
        align: Align::Left,
        cell: |row, canvas| {
            let role = if row.size > 0 { Role::Strong } else { Role::Faint };
            Cell::new(text::clean(&row.title).into_owned(), canvas.style(role))
        },
    },
    Column {
        id: "size",
        title: "people",
        width: Width::Between(6, 11),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.size > 0 { Role::Text } else { Role::Faint };
            Cell::new(text::count(row.size), canvas.style(role))
        },
    },
    Column {
        id: "percent",
        title: "share",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::percent(row.share), canvas.style(Role::Muted)),
    },
    Column {
        id: "share",
        title: "of all",
        width: Width::Fixed(BAR),
        align: Align::Left,
        cell: |row, canvas| Cell::new(canvas.bar(row.share, BAR), canvas.style(Role::Bar)),
    },
    Column {
        id: "family",
        title: "family",
        width: Width::Between(10, 12),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::clean(&row.family).into_owned(), canvas.style(Role::Muted)),
    },
];

fn list(state: &Segments, canvas: &mut Canvas, area: Rect) {
    let people = state.list.get().map_or(0, |list| list.profiles);
    let frame = Panel::new("Segments").right(format!("of {} people", text::count(people)), Role::Muted);
    let inner = panel(canvas, area, frame.focused(!state.in_members));
    let all = state.list.get().map_or(0, |list| list.segments.len());
    let inner = filter_above(canvas, inner, &state.filter, (state.grid.len(), all));
    let view = GridView {
        pane: GRID,
        columns: if canvas.look.plain { &COLUMNS[..3] } else { &COLUMNS },
        sort: state.by_size.then_some(("size", true)),
        focused: !state.in_members,
        stale: state.list.phase(canvas.now).is_stale(),
        bare: false,
    };
    state.grid.draw(canvas, inner, &view);
}

fn explained(state: &Segments, canvas: &mut Canvas, area: Rect) {
    let Some(row) = state.chosen() else { return };
    let frame = Panel::new(text::clean(&row.title).into_owned()).right(row.family.clone(), Role::Faint);
    let inner = panel(canvas, area, frame);
    canvas.put(area, Target::Pane(SHEET));
    let lines = about::lines(state, row, canvas, inner.width);
    draw_sheet(canvas, inner, SHEET, state.sheet, lines);
    if state.about.phase(canvas.now).is_stale() {
        canvas.fill(inner, canvas.style(Role::Faint));
    }
}

fn members(state: &Segments, canvas: &mut Canvas, area: Rect) {
    let title = state.chosen().map_or_else(String::new, |row| format!("In {}", text::clean(&row.title)));
    let mut frame = Panel::new(title).focused(state.in_members);
    let marked = state.members.marked().len();
    if marked > 0 {
        frame = frame.right(format!("{} marked", text::count(marked)), Role::Marked);
    }
    if !state.members.is_empty() {
        let at = text::count(state.members.cursor() + 1);
        frame = frame.right(format!("{at} of {}", text::count(state.members.len())), Role::Muted);
    }
    let inner = panel(canvas, area, frame);
    canvas.put(area, Target::Pane(MEMBERS));
    let all = state.chosen().map_or(0, |row| usize::try_from(row.size).unwrap_or(usize::MAX));
    let inner = filter_above(canvas, inner, &state.within, (state.members.len(), all));
    canvas.drawn.shows(MEMBERS, inner.height.saturating_sub(1).into());
    let phase = state.roster.phase(canvas.now);
    match phase {
        Phase::Failed(why) => return failed(canvas, inner, why),
        Phase::Loading(ms) => return loading(canvas, inner, "Sorting the members", ms),
        Phase::Ready if state.members.is_empty() && state.within.is_shown() => {
            let why = format!("None of them matches {}.", text::clean(state.within.text()));
            return empty(canvas, inner, &why, &["Esc takes the filter off."]);
        }
        Phase::Ready if state.members.is_empty() => return empty(canvas, inner, "Nobody is in it now.", &[]),
        _ => {}
    }
    let view = GridView {
        pane: MEMBERS,
        columns: PEOPLE,
        sort: Some((id_of(state.order.by), state.order.descending)),
        focused: state.in_members,
        stale: phase.is_stale(),
        bare: false,
    };
    state.members.draw(canvas, inner, &view);
}
