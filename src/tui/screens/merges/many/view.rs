//! How the patterns look: the list, and beside or below it the one under the cursor with its examples.

use super::super::board::{Look, Subject, foot};
use super::super::pair::{Columns, attribute, sign};
use super::super::state::Merges;
use super::super::{Act, preview};
use super::{Many, PatternView};
use crate::resolve::decide::ManyOutcome;
use crate::resolve::explain::Agreement;
use crate::resolve::read::{Example, PatternRow, attribute_title, in_words};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width, draw_sheet, waited};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

const COLUMNS: &[Column<PatternRow>] = &[
    Column {
        id: "pattern",
        title: "pairs that compare alike",
        width: Width::Between(30, 160),
        align: Align::Left,
        cell: pattern,
    },
    Column {
        id: "pairs",
        title: "pairs",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.pairs), canvas.style(Role::Strong)),
    },
    Column {
        id: "same",
        title: "same",
        width: Width::Fixed(5),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.probability >= 0.5 { Role::Same } else { Role::Different };
            Cell::new(format!("{:.0} %", row.probability * 100.0), canvas.style(role))
        },
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.records), canvas.style(Role::Muted)),
    },
];

/// `= given name  ≠ e-mail  ≈ birth date`, or in words where signs can't be seen.
fn pattern(row: &PatternRow, canvas: &Canvas) -> Cell<'static> {
    if canvas.look.plain || row.levels.is_empty() {
        return Cell::new(row.words.clone(), canvas.style(Role::Text));
    }
    let mut spans: Vec<Span> = Vec::new();
    for level in &row.levels {
        let (glyph, _, role) = sign(level.agreement);
        let gap = if spans.is_empty() { "" } else { "  " };
        spans.push(canvas.span(format!("{gap}{glyph} "), role));
        spans.push(canvas.span(attribute_title(&level.attribute), Role::Text));
    }
    Cell { spans }
}

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let many = &state.many;
    let grid = &many.board.grid;
    let pairs: u64 = grid.order().iter().filter_map(|id| grid.get(*id)).map(|row| row.pairs).sum();
    let look = Look {
        title: "Many at once",
        fact: format!("{}, {}", text::many(grid.len() as u64, "pattern"), text::many(pairs, "pair")),
        columns: COLUMNS,
        reading: "Looking which pairs compare alike",
        none: "No two pairs that wait compare alike.",
    };
    many.board.draw(canvas, area, [46, 38], look, |canvas, area| inside(many, canvas, area));
}

fn inside(many: &Many, canvas: &mut Canvas, area: Rect) {
    let opened = many.board.open(canvas, area, "Some of them", "Choosing examples");
    let Some((inner, row, view)) = opened else { return };
    let foreseen = foreseen(many, canvas, inner.width.into());
    let sheet = foot(canvas, inner, foreseen);
    let lines = lines(row, view, canvas, inner.width);
    draw_sheet(canvas, sheet, PatternRow::SHEET, many.board.sheet, lines);
}

fn lines(row: &PatternRow, view: &PatternView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let columns = usize::from(width);
    let mut lines = canvas.paragraph(&row.words, 0, columns, Role::Strong);
    let share = |p: f64| format!("{:.0} %", p * 100.0);
    let odds = format!(
        "{} the same person ({} to {}): {}",
        share(row.probability),
        share(row.lowest),
        share(row.highest),
        in_words(row.probability)
    );
    lines.extend(canvas.paragraph(&odds, 0, columns, Role::Text));
    let (profiles, records) = (text::count(row.profiles), text::count(row.records));
    let mut reach =
        format!("{} pairs between {profiles} profiles with {records} records", text::count(row.pairs));
    if (view.pairs.len() as u64) < row.pairs {
        reach = format!("{reach}; the {} worth most are decided on at once", text::count(view.pairs.len()));
    }
    lines.extend(canvas.paragraph(&reach, 0, columns, Role::Muted));
    for (n, example) in (1..).zip(&view.examples) {
        lines.push(Line::default());
        lines.extend(shown(n, view.examples.len(), example, canvas, width));
    }
    lines
}

fn shown(n: usize, of: usize, example: &Example, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let columns = Columns::of(width.into());
    let sources = format!("{} – {}", example.left_source, example.right_source);
    let mut lines = vec![Line::from(vec![
        canvas.span(format!("{n} of {of}  "), Role::Heading),
        canvas.span(format!("{:.0} %  ", example.probability * 100.0), Role::Strong),
        canvas.span(text::clean(&sources).into_owned(), Role::Muted),
    ])];
    let (said, missing): (Vec<_>, Vec<_>) =
        example.attributes.iter().partition(|row| row.agreement != Agreement::Missing);
    let scale = said.iter().map(|row| row.weight.abs()).fold(4.0, f64::max);
    lines.extend(said.into_iter().flat_map(|row| attribute(row, canvas, columns, scale)));
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(|row| attribute_title(&row.attribute)).collect();
        let note = format!("only one of them has: {}", names.join(", "));
        lines.push(Line::from(canvas.span(text::truncate(&note, width.into()), Role::Faint)));
    }
    lines
}

/// What either word on all of them would change, for the bottom.
fn foreseen(many: &Many, canvas: &Canvas, columns: usize) -> Vec<Line<'static>> {
    let note = |text: &str, role| vec![Line::from(canvas.span(text::truncate(text, columns), role))];
    let Some(known) = many.known() else {
        return match many.foreseen.phase(canvas.now) {
            Phase::Failed(why) => note(&format!("! {}", text::clean(why)), Role::Bad),
            Phase::Loading(ms) | Phase::Stale(ms) => {
                let sign = waited(ms, canvas.look.ascii).unwrap_or_default();
                note(&format!("Working out what one word on all of them changes  {sign}"), Role::Muted)
            }
            _ => vec![Line::default()],
        };
    };
    let words = [
        (Act::AllSame, "same ", Role::Same, &known.same),
        (Act::AllDifferent, "apart", Role::Different, &known.different),
    ];
    let told = |(act, word, role, outcome): (Act, &str, Role, &ManyOutcome)| {
        let key = preview::key(canvas, act);
        let quiet = outcome.outcome.keeps_profiles();
        preview::told(canvas, &key, word, role, &outcome.coming(), quiet, columns)
    };
    words.into_iter().map(told).collect()
}
