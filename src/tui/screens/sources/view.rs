//! How Sources looks: the exports above, one of them from inside below.

use super::state::TABS;
use super::update::{DETAIL, GRID};
use super::{Sources, inside};
use crate::ingest::read::SourceRow;
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{
    Align, Cell, Column, GridView, Panel, Width, draw_sheet, empty, failed, filter_above, loading, pane_tabs,
    panel,
};
use ratatui::layout::{Constraint, Layout, Rect};

pub(super) fn view(state: &Sources, canvas: &mut Canvas, area: Rect) {
    match state.list.phase(canvas.now) {
        Phase::Failed(why) => return failed(canvas, area, why),
        Phase::Loading(ms) => return loading(canvas, area, "Reading the sources", ms),
        _ if state.grid.is_empty() && !state.filter.is_shown() => {
            let load = canvas.key(Act::App(AppAct::Load));
            let todo = [
                format!("{load} loads a file or a folder of exports."),
                "What each file is, is recognised by its columns.".to_owned(),
            ];
            return empty(canvas, area, "No source is loaded yet.", &[&todo[0], &todo[1]]);
        }
        _ => {}
    }
    if canvas.class == Class::Narrow || canvas.zoom {
        return if state.in_detail { detail(state, canvas, area) } else { list(state, canvas, area) };
    }
    // As high as without a filter, so that nothing jumps while it is typed.
    let all = state.list.get().map_or(0, Vec::len);
    let filter = u16::from(state.filter.is_shown());
    let rows = u16::try_from(all).unwrap_or(u16::MAX).saturating_add(3 + filter);
    let split = [Constraint::Length(rows.min(area.height / 2)), Constraint::Fill(1)];
    let [above, below] = Layout::vertical(split).areas(area);
    list(state, canvas, above);
    detail(state, canvas, below);
}

fn number(n: u64, canvas: &Canvas) -> Cell<'static> {
    if n == 0 {
        Cell::new("–", canvas.style(Role::Faint))
    } else {
        Cell::new(text::count(n), canvas.style(Role::Text))
    }
}

const COLUMNS: &[Column<SourceRow>] = &[
    Column {
        id: "name",
        title: "source",
        width: Width::Between(18, 34),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.name.clone(), canvas.style(Role::Strong)),
    },
    Column {
        id: "system",
        title: "system",
        width: Width::Between(10, 20),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.system.clone(), canvas.style(Role::Muted)),
    },
    Column {
        id: "rows",
        title: "rows",
        width: Width::Between(5, 12),
        align: Align::Right,
        cell: |row, canvas| number(row.rows, canvas),
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Between(5, 12),
        align: Align::Right,
        cell: |row, canvas| number(row.records, canvas),
    },
    Column {
        id: "events",
        title: "events",
        width: Width::Between(5, 12),
        align: Align::Right,
        cell: |row, canvas| number(row.events, canvas),
    },
    Column {
        id: "rejects",
        title: "rejects",
        width: Width::Between(7, 10),
        align: Align::Right,
        cell: |row, canvas| {
            if row.rejects == 0 {
                Cell::new("none", canvas.style(Role::Faint))
            } else {
                Cell::new(text::count(row.rejects), canvas.style(Role::Warn))
            }
        },
    },
    Column {
        id: "loaded",
        title: "loaded",
        width: Width::Between(9, 14),
        align: Align::Right,
        cell: |row, canvas| {
            let ago = row.loaded_at.map_or_else(|| "–".to_owned(), |at| text::ago(at, canvas.now.utc));
            Cell::new(ago, canvas.style(Role::Muted))
        },
    },
    Column {
        id: "orders",
        title: "orders",
        width: Width::Between(7, 11),
        align: Align::Right,
        cell: |row, canvas| number(row.orders, canvas),
    },
    Column {
        id: "consents",
        title: "consents",
        width: Width::Between(7, 11),
        align: Align::Right,
        cell: |row, canvas| number(row.consents, canvas),
    },
    Column {
        id: "region",
        title: "region",
        width: Width::Fixed(6),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.region.clone().unwrap_or_default(), canvas.style(Role::Muted)),
    },
];

fn list(state: &Sources, canvas: &mut Canvas, area: Rect) {
    let facts = format!("{} sources", text::count(state.grid.len()));
    let inner =
        panel(canvas, area, Panel::new("Sources").right(facts, Role::Muted).focused(!state.in_detail));
    let all = state.list.get().map_or(0, Vec::len);
    let inner = filter_above(canvas, inner, &state.filter, (state.grid.len(), all));
    let view = GridView {
        pane: GRID,
        columns: COLUMNS,
        sort: None,
        focused: !state.in_detail,
        stale: state.list.phase(canvas.now).is_stale(),
        bare: false,
    };
    state.grid.draw(canvas, inner, &view);
}

fn detail(state: &Sources, canvas: &mut Canvas, area: Rect) {
    let title = state.grid.row().map_or_else(String::new, |row| row.name.clone());
    let inner = panel(canvas, area, Panel::new(title).focused(state.in_detail));
    canvas.put(area, Target::Pane(DETAIL));
    let source = state.grid.row();
    let rejects = source.map_or(0, |row| row.rejects);
    let titles: Vec<String> = TABS
        .iter()
        .map(|tab| {
            if *tab == "rejects" && rejects > 0 {
                format!("rejects {}", text::count(rejects))
            } else {
                (*tab).into()
            }
        })
        .collect();
    pane_tabs(canvas, inner, DETAIL, &titles, state.tab);
    let body = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    match (state.inside.phase(canvas.now), state.inside.get()) {
        (Phase::Failed(why), _) => failed(canvas, body, why),
        (Phase::Loading(ms), _) => loading(canvas, body, "Looking inside", ms),
        (_, Some(inside)) => {
            let lines = match state.tab {
                0 => inside::files(inside, canvas, body.width),
                1 => inside::columns(inside, canvas, body.width),
                _ => inside::rejected(inside, canvas, body.width, rejects),
            };
            draw_sheet(canvas, body, DETAIL, state.sheet, lines);
        }
        _ => {}
    }
}
