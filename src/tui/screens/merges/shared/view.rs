//! How shared contacts look: the list, and the one under the cursor with those who hold it.

use super::super::Act;
use super::super::board::{Look, Subject, foot};
use super::super::state::Merges;
use super::Shared;
use crate::resolve::contact::{ContactRow, ContactView, Label};
use crate::text;
use crate::tui::action::Act as Any;
use crate::tui::canvas::{Canvas, person};
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width, draw_sheet};
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The value as it may be shown.
fn shown(row: &ContactRow, masked: bool) -> String {
    person(masked, &row.kind, &row.written)
}

const COLUMNS: &[Column<ContactRow>] = &[
    Column {
        id: "contact",
        title: "contact",
        width: Width::Between(22, 60),
        align: Align::Left,
        cell: |row, canvas| Cell::new(shown(row, canvas.look.masked), canvas.style(Role::Text)),
    },
    Column {
        id: "kind",
        title: "kind",
        width: Width::Between(7, 16),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::clean(&row.kind).into_owned(), canvas.style(Role::Muted)),
    },
    Column {
        id: "label",
        title: "whose",
        width: Width::Fixed(9),
        align: Align::Left,
        cell: |row, canvas| {
            let role = if row.cause == "steward" { Role::Accent } else { Role::Strong };
            Cell::new(row.label.as_str(), canvas.style(role))
        },
    },
    Column {
        id: "profiles",
        title: "profiles",
        width: Width::Fixed(8),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.profiles), canvas.style(Role::Strong)),
    },
    Column {
        id: "households",
        title: "households",
        width: Width::Fixed(10),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.households), canvas.style(Role::Muted)),
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.records), canvas.style(Role::Muted)),
    },
];

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let shared = &state.shared;
    let look = Look {
        title: "Shared by many",
        fact: text::many(shared.grid.len() as u64, "contact"),
        columns: COLUMNS,
        reading: "Looking who shares what",
        none: "No contact is shared by people who have nothing in common.",
    };
    shared.draw(canvas, area, [58, 50], look, |canvas, area| inside(shared, canvas, area));
}

fn inside(shared: &Shared, canvas: &mut Canvas, area: Rect) {
    let opened = shared.open(canvas, area, "Who holds it", "Looking who holds it");
    let Some((inner, _, view)) = opened else { return };
    let keys = keys(canvas, inner.width);
    let sheet = foot(canvas, inner, keys);
    draw_sheet(canvas, sheet, ContactRow::SHEET, shared.sheet, lines(view, canvas, inner.width));
}

fn lines(view: &ContactView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let row = &view.row;
    let mut lines = canvas.paragraph(&shown(row, canvas.look.masked), 0, width, Role::Strong);
    let because = format!("{} {}, because {}", text::clean(&row.kind), row.label.as_str(), view.because);
    lines.extend(canvas.paragraph(&because, 0, width, Role::Text));
    if let Some(word) = &view.word {
        let said = format!(
            "{} says it is {}: in force from the next run on",
            text::clean(&word.who),
            word.label.as_str()
        );
        lines.extend(canvas.paragraph(&said, 0, width, Role::Accent));
    }
    lines.push(Line::default());
    let room = width.saturating_sub(18);
    for holder in &view.holders {
        let name =
            holder.name.as_ref().map_or_else(|| "(no name)".to_owned(), |name| canvas.person("name", name));
        let records = text::many(holder.records, "record");
        lines.push(Line::from(vec![
            canvas.span(text::pad(&name, room) + " ", Role::Text),
            canvas.span(records, Role::Muted),
        ]));
    }
    lines
}

/// The keys that say whose it is.
fn keys(canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    if canvas.look.read_only {
        return Vec::new();
    }
    let mut spans = Vec::new();
    for label in Label::ALL {
        spans.push(canvas.span(canvas.key(Any::Merges(Act::Relabel(label))), Role::Key));
        spans.push(canvas.span(format!(" {}  ", label.as_str()), Role::Text));
    }
    let used: usize = spans.iter().map(|span| text::width(&span.content)).sum();
    if used + 22 <= usize::from(width) {
        spans.push(canvas.span("(from the next run on)", Role::Faint));
    }
    vec![Line::from(spans)]
}
