//! What people have in common, counted; choosing some of it narrows the list.

use super::state::{Pane, Profiles};
use super::update::FACETS;
use crate::segment::read::{Facet, FacetRow};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, GridView, Panel, Width, failed, loading, panel};
use ratatui::layout::Rect;

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Above the choices of one kind.
    Heading(&'static str),
    /// One of them, and whether it is chosen.
    Choice(FacetRow, bool),
}

/// The rows of the pane: the choices with a heading above each kind.
pub(super) fn entries(rows: &[FacetRow], chosen: &[Facet]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut group = "";
    for row in rows {
        if row.facet.group() != group {
            group = row.facet.group();
            entries.push(Entry::Heading(group));
        }
        entries.push(Entry::Choice(row.clone(), chosen.contains(&row.facet)));
    }
    entries
}

const COLUMNS: [Column<Entry>; 2] = [
    Column {
        id: "choice",
        title: "people who are",
        width: Width::Between(10, 30),
        align: Align::Left,
        cell: |entry, canvas| match entry {
            Entry::Heading(group) => Cell::new(*group, canvas.style(Role::Heading)),
            Entry::Choice(row, on) => {
                let sign = match (on, canvas.look.ascii) {
                    (true, false) => "✓ ",
                    (true, true) => "x ",
                    (false, _) => "  ",
                };
                let role = if *on { Role::Strong } else { Role::Text };
                let title = canvas.span(text::clean(&row.title).into_owned(), role);
                Cell { spans: vec![canvas.span(sign, Role::Marked), title] }
            }
        },
    },
    Column {
        id: "people",
        title: "people",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |entry, canvas| match entry {
            Entry::Heading(_) => Cell::new("", canvas.style(Role::Text)),
            Entry::Choice(row, _) => Cell::new(text::count(row.people), canvas.style(Role::Muted)),
        },
    },
];

/// Draws the pane.
pub(super) fn view(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    let focused = state.pane == Pane::Facets;
    let inner = panel(canvas, area, Panel::new("In common").focused(focused));
    canvas.drawn.shows(FACETS, inner.height.into());
    match state.facets_read.phase(canvas.now) {
        Phase::Failed(why) => return failed(canvas, inner, why),
        Phase::Loading(ms) => return loading(canvas, inner, "Counting", ms),
        _ => {}
    }
    let most = state.facets_read.get().into_iter().flatten().map(|row| row.people).max().unwrap_or_default();
    let digits = u16::try_from(text::count(most).len()).unwrap_or_default();
    let [choice, people] = COLUMNS;
    let columns = [choice, Column { width: Width::Fixed(digits.max(3)), ..people }];
    let view = GridView { pane: FACETS, columns: &columns, sort: None, focused, stale: false, bare: true };
    state.facets.draw(canvas, inner, &view);
}
