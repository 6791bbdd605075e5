//! How golden values in conflict look: the list, and the one under the cursor with everybody who says which value.

use super::super::Act;
use super::super::board::{Look, Subject, foot};
use super::super::columns::{of_profile, profile, records, revenue};
use super::super::preview;
use super::super::state::Merges;
use super::Golden;
use crate::resolve::read::{Claimed, ConflictRow, ConflictView, attribute_title};
use crate::resolve::survive::{ADDRESS, chosen_as};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width, draw_sheet};
use ratatui::layout::Rect;
use ratatui::text::Line;

of_profile!(ConflictRow);

const COLUMNS: &[Column<ConflictRow>] = &[
    profile(10, 26),
    Column {
        id: "value",
        title: "value",
        width: Width::Fixed(11),
        align: Align::Left,
        cell: |row, canvas| Cell::new(attribute_title(row.attribute), canvas.style(Role::Muted)),
    },
    Column {
        id: "golden",
        title: "golden",
        width: Width::Between(10, 40),
        align: Align::Left,
        cell: |row, canvas| Cell::new(canvas.person(row.attribute, &row.golden), canvas.style(Role::Strong)),
    },
    Column {
        id: "other",
        title: "or",
        width: Width::Between(10, 40),
        align: Align::Left,
        cell: |row, canvas| {
            Cell::new(canvas.person(row.attribute, &row.rival), canvas.style(Role::Different))
        },
    },
    Column {
        id: "doubt",
        title: "doubt",
        width: Width::Fixed(5),
        align: Align::Right,
        cell: |row, canvas| Cell::new(format!("{:.0} %", row.doubt * 100.0), canvas.style(Role::Warn)),
    },
    records(),
    revenue(),
];

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let golden = &state.golden;
    let look = Look {
        title: "Which value is right?",
        fact: text::many(golden.board.grid.len() as u64, "golden value"),
        columns: COLUMNS,
        reading: "Looking for golden values in conflict",
        none: "No golden value is in conflict with another of the same standing.",
    };
    golden.board.draw(canvas, area, [56, 42], look, |canvas, area| inside(golden, canvas, area));
}

fn inside(golden: &Golden, canvas: &mut Canvas, area: Rect) {
    let opened = golden.board.open(canvas, area, "Who says what", "Looking who says what");
    let Some((inner, row, view)) = opened else { return };
    let keys = keys(golden, view, canvas, inner.width.into());
    let sheet = foot(canvas, inner, keys);
    let lines = lines(golden, row, view, canvas, inner.width);
    draw_sheet(canvas, sheet, ConflictRow::SHEET, golden.board.sheet, lines);
}

fn lines(
    golden: &Golden,
    row: &ConflictRow,
    view: &ConflictView,
    canvas: &Canvas,
    width: u16,
) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let why = format!("! {}: {}", attribute_title(row.attribute), row.why);
    let mut lines = canvas.paragraph(&why, 0, width, Role::Warn);
    for (place, claim) in view.claims.iter().enumerate() {
        lines.push(head(golden, row, place, claim, canvas, width));
        lines.extend(carriers(row, claim, canvas, width));
    }
    lines.push(Line::default());
    lines.extend(otherwise(row, view, canvas, width));
    lines
}

/// The value, and whether it is golden.
fn head(
    golden: &Golden,
    row: &ConflictRow,
    place: usize,
    claim: &Claimed,
    canvas: &Canvas,
    width: usize,
) -> Line<'static> {
    let mark = match (golden.board.in_sheet && golden.at() == place, canvas.look.ascii) {
        (true, false) => "▌",
        (true, true) => ">",
        _ => " ",
    };
    let said = text::many(claim.carriers.len() as u64, "record");
    let note = match place {
        0 => format!("  golden now, by the rule {}; {said}", row.rule),
        _ => format!("  {said}"),
    };
    let room = width.saturating_sub(1 + text::width(&note)).max(12);
    let value = text::truncate(&canvas.person(row.attribute, &claim.value), room);
    let role = if place == 0 { Role::Same } else { Role::Different };
    Line::from(vec![
        canvas.span(mark, Role::Accent),
        canvas.span(value, role),
        canvas.span(note, Role::Muted),
    ])
}

/// Records shown of each value.
const CARRIERS: usize = 5;

/// Who says it: source, key, when, and as it is written there where that is another way.
fn carriers(row: &ConflictRow, claim: &Claimed, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let sources = claim.carriers.iter().map(|carrier| text::width(&carrier.source)).max().unwrap_or_default();
    let sources = sources.min(width / 3);
    for carrier in claim.carriers.iter().take(CARRIERS) {
        let day = carrier.at.map_or_else(|| "undated   ".to_owned(), |at| text::date(at.date()));
        let head = format!("   {}  {day}  ", text::pad(&text::clean(&carrier.source), sources));
        let key = canvas.person("key", &carrier.native_key);
        let written = canvas.person(row.attribute, &carrier.written);
        let rest = if carrier.written == claim.value { key } else { format!("{key}  as {written}") };
        let room = width.saturating_sub(text::width(&head));
        lines.push(Line::from(vec![
            canvas.span(head, Role::Muted),
            canvas.span(text::truncate(&rest, room), Role::Text),
        ]));
    }
    if claim.carriers.len() > CARRIERS {
        let more = format!("   and {} more", text::count(claim.carriers.len() - CARRIERS));
        lines.push(Line::from(canvas.span(more, Role::Faint)));
    }
    lines
}

/// What else is golden of the person: it often tells which is right.
fn otherwise(row: &ConflictRow, view: &ConflictView, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    const LABEL: usize = 13;
    let of = |name: &str| view.golden.iter().find(|value| value.attribute == name);
    let mut told: Vec<(String, String)> = Vec::new();
    for value in view.golden.iter().filter(|value| chosen_as(value.attribute) != Some(row.attribute)) {
        match chosen_as(value.attribute) {
            Some(ADDRESS) if value.attribute == "street" || of("street").is_none() => {
                let parts = view.golden.iter().filter(|part| chosen_as(part.attribute) == Some(ADDRESS));
                let parts: Vec<&str> = parts.map(|part| part.value.as_str()).collect();
                if !told.iter().any(|(label, _)| label == ADDRESS) {
                    told.push((ADDRESS.to_owned(), canvas.person(ADDRESS, &parts.join(", "))));
                }
            }
            Some(ADDRESS) | None => {}
            Some(name) => told.push((attribute_title(name), canvas.person(name, &value.value))),
        }
    }
    let mut lines = vec![Line::from(canvas.span("golden otherwise", Role::Heading))];
    lines.extend(told.into_iter().map(|(label, value)| {
        Line::from(vec![
            canvas.span(text::pad(&label, LABEL), Role::Muted),
            canvas.span(text::truncate(&value, width.saturating_sub(LABEL)), Role::Text),
        ])
    }));
    lines
}

/// What either key does.
fn keys(golden: &Golden, view: &ConflictView, canvas: &Canvas, columns: usize) -> Vec<Line<'static>> {
    let value = |place: usize| {
        let claim = view.claims.get(place)?;
        Some(canvas.person(view.attribute, &claim.value))
    };
    let (Some(own), Some(other)) = (value(0), value(golden.at())) else {
        return vec![Line::from(canvas.span("It is no question any more.", Role::Muted))];
    };
    let line = |act, word, role, coming: String| {
        preview::told(canvas, &preview::key(canvas, act), word, role, &coming, false, columns)
    };
    let mut lines = vec![line(Act::AsItIs, "as it is", Role::Same, format!("{own} stays: asked no more"))];
    lines.push(line(Act::TakeOther, "take    ", Role::Different, format!("{other} is golden, in every run")));
    lines
}
