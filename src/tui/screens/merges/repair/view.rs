//! How suspicious profiles look: the list with the reasons, and the one under the cursor with its weakest bridge and
//! both halves side by side.

use super::super::board::{Look, Subject, foot};
use super::super::columns::{of_profile, profile, revenue};
use super::super::pair::{cells, fill, sign};
use super::super::state::Merges;
use super::super::{Act, preview};
use super::Repair;
use crate::resolve::explain::Agreement;
use crate::resolve::read::{Half, RecordPlace, SuspectRow, SuspectView, attribute_title};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width, bits, draw_sheet};
use ratatui::layout::Rect;
use ratatui::text::Line;

of_profile!(SuspectRow);

const COLUMNS: &[Column<SuspectRow>] = &[
    profile(18, 30),
    Column {
        id: "doubt",
        title: "doubt",
        width: Width::Fixed(5),
        align: Align::Right,
        cell: |row, canvas| Cell::new(format!("{:.0} %", row.doubt * 100.0), canvas.style(Role::Warn)),
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.records), canvas.style(Role::Strong)),
    },
    Column {
        id: "why",
        title: "why",
        width: Width::Between(20, 120),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.why.join("; "), canvas.style(Role::Muted)),
    },
    revenue(),
];

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let repair = &state.repair;
    let look = Look {
        title: "Several people in one?",
        fact: text::many(repair.grid.len() as u64, "profile"),
        columns: COLUMNS,
        reading: "Looking through the profiles",
        none: "No profile looks like several people.",
    };
    repair.draw(canvas, area, [46, 34], look, |canvas, area| inside(repair, canvas, area));
}

fn inside(repair: &Repair, canvas: &mut Canvas, area: Rect) {
    let reading = "Looking how the profile holds together";
    let opened = repair.open(canvas, area, "Where it would come apart", reading);
    let Some((inner, row, view)) = opened else { return };
    let coming = coming(view, canvas, inner.width.into());
    let sheet = foot(canvas, inner, coming);
    draw_sheet(canvas, sheet, SuspectRow::SHEET, repair.sheet, lines(row, view, canvas, inner.width));
}

fn lines(row: &SuspectRow, view: &SuspectView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let mut lines = Vec::new();
    for why in &row.why {
        lines.extend(canvas.paragraph(&format!("! {why}"), 0, width, Role::Warn));
    }
    let Some(cut) = &view.how.cut else {
        lines.extend(canvas.paragraph(
            "Nothing is known that holds its records together.",
            0,
            width,
            Role::Muted,
        ));
        return lines;
    };
    if let Some(tie) = view.how.ties.get(cut.tie) {
        let shown =
            |place: &RecordPlace| format!("{} {}", place.source, canvas.person("key", &place.native_key));
        let bridge = format!(
            "weakest bridge: {} – {} ({} bits; {} between the halves)",
            shown(&tie.left),
            shown(&tie.right),
            bits(tie.weight),
            bits(cut.weight)
        );
        lines.extend(canvas.paragraph(&bridge, 0, width, Role::Text));
    }
    lines.push(Line::default());
    let size = |half: &Half| text::many(half.records.len() as u64, "record");
    lines.extend(halves(
        &cut.halves,
        ["halves".to_owned(), size(&cut.halves[0]), size(&cut.halves[1])],
        canvas,
        width,
    ));
    lines
}

/// Columns of the attributes' names.
const LABEL: usize = 13;

/// Two golden records with what they are called, attribute by attribute, with what differs marked.
pub(in super::super) fn halves(
    both: &[Half; 2],
    heads: [String; 3],
    canvas: &Canvas,
    width: usize,
) -> Vec<Line<'static>> {
    let column = (width.saturating_sub(LABEL + 4) / 2).min(48);
    let [left, right] = both;
    let head = |text: &str| canvas.span(text::pad(text, column) + " ", Role::Title);
    let mut lines = vec![Line::from(vec![
        canvas.span(text::pad(&heads[0], LABEL), Role::Muted),
        head(&heads[1]),
        head(&heads[2]),
    ])];
    let mut names: Vec<&'static str> = Vec::new();
    for value in left.golden.iter().chain(&right.golden) {
        if !names.contains(&value.attribute) {
            names.push(value.attribute);
        }
    }
    for name in names {
        let of = |half: &Half| {
            let found = half.golden.iter().find(|value| value.attribute == name);
            found.map(|value| canvas.person(name, &value.value))
        };
        let (a, b) = (of(left), of(right));
        let agreement = match (&a, &b) {
            (Some(a), Some(b)) if a == b => Agreement::Same,
            (Some(_), Some(_)) => Agreement::Different,
            _ => Agreement::Missing,
        };
        let (glyph, _, role) = sign(agreement);
        let (a, b) = cells(canvas, column, agreement, a.as_deref(), b.as_deref());
        for n in 0..a.len().max(b.len()).max(1) {
            let title = if n == 0 { attribute_title(name) } else { String::new() };
            let mut spans = vec![canvas.span(text::pad(&title, LABEL), Role::Muted)];
            spans.extend(fill(a.get(n), column));
            spans.extend(fill(b.get(n), column));
            if n == 0 {
                spans.push(canvas.span(glyph, role));
            }
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// What the cut would change, and what else can be said.
fn coming(view: &SuspectView, canvas: &Canvas, columns: usize) -> Vec<Line<'static>> {
    let line = |act, word, role, told: &str, quiet| {
        preview::told(canvas, &preview::key(canvas, act), word, role, told, quiet, columns)
    };
    let cut = match &view.cut {
        Some(Ok(coming)) => line(Act::Cut, "cut ", Role::Different, &coming.outcome.coming(), false),
        Some(Err(why)) => line(Act::Cut, "cut ", Role::Faint, why, true),
        None => return Vec::new(),
    };
    let kept = "it is one person, and is not asked about again";
    vec![cut, line(Act::Same, "same", Role::Same, kept, true)]
}
