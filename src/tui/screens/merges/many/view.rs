//! How the patterns look: the list, and beside or below it the one under the cursor with its examples.

use super::super::pair::{Columns, attribute, sign};
use super::super::state::Merges;
use super::super::{Act, preview};
use super::{GRID, Many, PatternView, SHEET};
use crate::resolve::explain::Agreement;
use crate::resolve::read::{Example, PatternRow, attribute_title, in_words};
use crate::text;
use crate::tui::action::Act as Any;
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{
    Align, Cell, Column, GridView, Panel, Width, draw_sheet, empty, failed, loading, panel, waited,
};
use ratatui::layout::{Constraint, Layout, Rect};
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
    if canvas.zoom || canvas.class == Class::Narrow || canvas.look.plain {
        return if many.in_sheet { inside(many, canvas, area) } else { list(many, canvas, area) };
    }
    let [one, other] = if canvas.class == Class::Wide {
        Layout::horizontal([Constraint::Percentage(46), Constraint::Fill(1)]).areas(area)
    } else {
        Layout::vertical([Constraint::Percentage(38), Constraint::Fill(1)]).areas(area)
    };
    list(many, canvas, one);
    inside(many, canvas, other);
}

fn list(many: &Many, canvas: &mut Canvas, area: Rect) {
    let pairs: u64 = many.grid.order().iter().filter_map(|id| many.grid.get(*id)).map(|row| row.pairs).sum();
    let fact = match many.grid.len() {
        0 => String::new(),
        n => format!("{}, {}", text::many(n as u64, "pattern"), text::many(pairs, "pair")),
    };
    let frame = Panel::new("Many at once, most useful first").right(fact, Role::Muted);
    let inner = panel(canvas, area, frame.focused(!many.in_sheet));
    canvas.put(area, Target::Pane(GRID));
    let phase = many.list.phase(canvas.now);
    match phase {
        Phase::Failed(why) => return failed(canvas, inner, why),
        Phase::Loading(ms) => return loading(canvas, inner, "Looking which pairs compare alike", ms),
        Phase::Ready if many.grid.is_empty() => {
            return empty(
                canvas,
                inner,
                "No two pairs that wait compare alike.",
                &["Esc goes back to the pair."],
            );
        }
        _ => {}
    }
    let stale = matches!(phase, Phase::Stale(ms) if ms >= PATIENCE_MS);
    let focused = !many.in_sheet;
    let view = GridView { pane: GRID, columns: COLUMNS, sort: None, focused, stale, bare: false };
    many.grid.draw(canvas, inner, &view);
}

fn inside(many: &Many, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Some of them").focused(many.in_sheet));
    canvas.put(area, Target::Pane(SHEET));
    let Some((row, view)) = many.chosen() else {
        return match many.inside.phase(canvas.now) {
            Phase::Failed(why) => failed(canvas, inner, why),
            Phase::Loading(ms) | Phase::Stale(ms) => loading(canvas, inner, "Choosing examples", ms),
            _ => {}
        };
    };
    let bottom = foreseen(many, canvas, inner);
    let sheet = Rect { height: inner.height.saturating_sub(bottom), ..inner };
    draw_sheet(canvas, sheet, SHEET, many.sheet, lines(row, view, canvas, inner.width));
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

/// What either word on all of them would change, at the bottom; returns the lines that takes.
fn foreseen(many: &Many, canvas: &mut Canvas, area: Rect) -> u16 {
    let note = |canvas: &mut Canvas, text: &str, role| {
        canvas.text(Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, text, role);
        1
    };
    let Some(known) = many.known() else {
        return match many.foreseen.phase(canvas.now) {
            Phase::Failed(why) => note(canvas, &format!("! {}", text::clean(why)), Role::Bad),
            Phase::Loading(ms) | Phase::Stale(ms) => {
                let sign = waited(ms, canvas.look.ascii).unwrap_or_default();
                note(
                    canvas,
                    &format!("Working out what one word on all of them changes  {sign}"),
                    Role::Muted,
                )
            }
            _ => 1,
        };
    };
    let words = [
        (Act::AllSame, "same", Role::Same, &known.same),
        (Act::AllDifferent, "apart", Role::Different, &known.different),
    ];
    let mut lines = Vec::new();
    for (act, word, role, outcome) in words {
        let key = if canvas.look.read_only { "if".to_owned() } else { canvas.key(Any::Merges(act)) };
        let quiet = outcome.outcome.keeps_profiles();
        lines.push(preview::told(canvas, &key, word, role, &outcome.coming(), quiet, area.width.into()));
    }
    let height = u16::try_from(lines.len()).unwrap_or(area.height).min(area.height);
    for (line, y) in lines.into_iter().zip(area.bottom() - height..) {
        canvas.line(Rect { y, height: 1, ..area }, line);
    }
    height
}
