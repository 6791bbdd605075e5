//! How Sources looks: the exports above, one of them from inside below.

use super::state::TABS;
use super::update::{DETAIL, GRID};
use super::{Inside, Sources};
use crate::ingest::read::{LoadRow, SourceRow};
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
use ratatui::text::{Line, Span};

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
        width: Width::Between(18, 26),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.name.clone(), canvas.style(Role::Strong)),
    },
    Column {
        id: "system",
        title: "system",
        width: Width::Between(10, 16),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.system.clone(), canvas.style(Role::Muted)),
    },
    Column {
        id: "rows",
        title: "rows",
        width: Width::Fixed(9),
        align: Align::Right,
        cell: |row, canvas| number(row.rows, canvas),
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(9),
        align: Align::Right,
        cell: |row, canvas| number(row.records, canvas),
    },
    Column {
        id: "events",
        title: "events",
        width: Width::Fixed(9),
        align: Align::Right,
        cell: |row, canvas| number(row.events, canvas),
    },
    Column {
        id: "rejects",
        title: "rejects",
        width: Width::Fixed(7),
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
        width: Width::Fixed(13),
        align: Align::Right,
        cell: |row, canvas| {
            let ago = row.loaded_at.map_or_else(|| "–".to_owned(), |at| text::ago(at, canvas.now.utc));
            Cell::new(ago, canvas.style(Role::Muted))
        },
    },
    Column {
        id: "orders",
        title: "orders",
        width: Width::Fixed(8),
        align: Align::Right,
        cell: |row, canvas| number(row.orders, canvas),
    },
    Column {
        id: "consents",
        title: "consents",
        width: Width::Fixed(8),
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
        stale: matches!(state.list.phase(canvas.now), Phase::Stale(ms) if ms >= crate::tui::remote::PATIENCE_MS),
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
                0 => files(inside, canvas, body.width),
                1 => columns(inside, canvas, body.width),
                _ => rejected(inside, canvas, body.width, rejects),
            };
            draw_sheet(canvas, body, DETAIL, state.sheet, lines);
        }
        _ => {}
    }
}

fn label<'t>(canvas: &Canvas, label: &'static str, value: String) -> Line<'t> {
    Line::from(vec![canvas.span(format!("{label:<12}"), Role::Muted), canvas.span(value, Role::Text)])
}

fn files<'t>(inside: &Inside, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for load in &inside.loads {
        lines.extend(file(load, canvas, width));
        lines.push(Line::default());
    }
    lines
}

fn file<'t>(load: &LoadRow, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let room = usize::from(width.saturating_sub(12));
    let name = load.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut title = vec![canvas.span(text::truncate(name, width.into()), Role::Strong)];
    if !load.current {
        title.push(canvas.span("  replaced by a later load", Role::Faint));
    }
    let when = load.loaded_at.map_or_else(String::new, |at| {
        format!("{} ({})", text::date_time(at), text::ago(at, canvas.now.utc))
    });
    let sum = format!(
        "{} rows = {} used + {} skipped + {} rejected",
        text::count(load.rows),
        text::count(load.mapped),
        text::count(load.ignored),
        text::count(load.rejects)
    );
    let format = format!("{}, {}", load.detail, text::bytes(load.bytes));
    let facts = [
        ("rows", sum),
        ("format", format),
        ("recognised", load.evidence.clone()),
        ("loaded", when),
        ("path", load.path.clone()),
    ];
    let mut lines = vec![Line::from(title)];
    for (name, value) in facts {
        let names = [name].into_iter().chain(std::iter::repeat(""));
        lines.extend(names.zip(text::wrap(&value, room)).map(|(name, part)| label(canvas, name, part)));
    }
    lines
}

/// Columns for what a column became, at most.
const TARGET: usize = 24;
const UNUSED: &str = "kept in the raw row";

fn columns<'t>(inside: &Inside, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let Some(load) = inside.loads.first() else { return Vec::new() };
    let widest = load.mapping.iter().map(|m| text::width(&m.column)).max().unwrap_or(10);
    let left = widest.min(usize::from(width) / 2).max(10);
    let longest = load.mapping.iter().map(|m| text::width(&m.target)).max().unwrap_or_default();
    let target_width = longest.clamp(UNUSED.len(), TARGET);
    let most = load.mapping.iter().map(|m| m.filled).max().unwrap_or_default();
    let digits = text::count(most).len();
    let arrow = if canvas.look.ascii { "->" } else { "→" };
    let mut lines = Vec::new();
    for column in &load.mapping {
        let unused = matches!(column.target.as_str(), "" | "ignore" | "ignored" | "unused");
        let (target, role) =
            if unused { (UNUSED, Role::Faint) } else { (column.target.as_str(), Role::Accent) };
        let name = text::truncate(&column.column, left);
        let pad = left.saturating_sub(text::width(&name));
        let target = text::truncate(target, target_width);
        let gap = target_width.saturating_sub(text::width(&target));
        let mut spans = vec![
            canvas.span(name, Role::Text),
            Span::raw(" ".repeat(pad)),
            canvas.span(format!("  {arrow} "), Role::Faint),
            canvas.span(target, role),
            Span::raw(" ".repeat(gap)),
            canvas.span(format!("  {:>digits$} filled", text::count(column.filled)), Role::Muted),
        ];
        let room = usize::from(width).saturating_sub(left + target_width + digits + 15);
        if !column.reason.is_empty() && room > 12 {
            spans.push(canvas.span(format!("  {}", text::truncate(&column.reason, room)), Role::Faint));
        }
        lines.push(Line::from(spans));
    }
    lines
}

fn rejected<'t>(inside: &Inside, canvas: &Canvas, width: u16, total: u64) -> Vec<Line<'t>> {
    if inside.rejects.is_empty() {
        return vec![Line::from(canvas.span("Every row could be used.", Role::Good))];
    }
    let room = usize::from(width);
    let mut lines = Vec::new();
    // Each reason in full once; with the rows below only its beginning.
    for reason in &inside.reasons {
        let counts = [format!("{:>6}  ", text::count(reason.rows))].into_iter();
        let counts = counts.chain(std::iter::repeat(" ".repeat(8)));
        let told = text::wrap(&reason.reason, room.saturating_sub(8).max(10));
        lines.extend(counts.zip(told).map(|(count, part)| {
            Line::from(vec![canvas.span(count, Role::Warn), canvas.span(part, Role::Text)])
        }));
    }
    lines.push(Line::default());
    for reject in &inside.rejects {
        let file = reject.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let place = format!("{file} line {}", text::count(reject.line));
        let rest = room.saturating_sub(text::width(&place) + 2);
        lines.push(Line::from(vec![
            canvas.span(place, Role::Strong),
            canvas.span(format!("  {}", text::truncate(&reject.reason, rest)), Role::Muted),
        ]));
        lines.push(Line::from(canvas.span(
            format!("  {}", text::truncate(&canvas.person("raw", &reject.raw), room.saturating_sub(2))),
            Role::Text,
        )));
    }
    let left = total.saturating_sub(inside.rejects.len() as u64);
    if left > 0 {
        lines.push(Line::from(canvas.span(format!("and {} more", text::count(left)), Role::Faint)));
    }
    lines
}
