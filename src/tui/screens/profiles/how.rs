//! How a person's records hold together: the ties in the order they were joined, what stewards said, and where it would
//! come apart.

use super::Card;
use super::detail::label;
use crate::resolve::read::{Cut, Half, How, RecordPlace, Tie};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::bits;
use ratatui::text::{Line, Span};

pub(super) fn lines<'t>(card: &Card, how: &How, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let width = usize::from(width);
    if how.ties.is_empty() {
        let sentence = match how.records {
            1 => "A single record: nothing had to be joined.",
            _ => "Nothing is known that holds the records together. A run will tell.",
        };
        return vec![Line::from(canvas.span(sentence, Role::Muted))];
    }
    let mut lines = Vec::new();
    for (at, tie) in how.ties.iter().enumerate() {
        let weakest = how.cut.as_ref().is_some_and(|cut| cut.tie == at);
        lines.extend(joined(tie, at, weakest, canvas, width));
    }
    if how.further > 0 {
        let sentence = format!("{} further pairs of its records speak for it too", text::count(how.further));
        lines.extend(canvas.paragraph(&sentence, 0, width, Role::Faint));
    }
    for said in &how.decisions {
        let what = match said.verdict.as_str() {
            "same" => "same person",
            "different" => "different people",
            _ => "unsure",
        };
        let when = said.at.map_or_else(String::new, |at| format!(" on {}", text::date(at.date())));
        let sentence = format!("decision {}: {what}, by {}{when}", said.decision_id, text::clean(&said.who));
        lines.extend(canvas.paragraph(&sentence, 0, width, Role::Accent));
    }
    if let Some(cut) = &how.cut {
        lines.push(Line::default());
        lines.extend(halves(card, cut, canvas, width));
    }
    lines
}

/// One tie: the pair, and below it what it joined.
fn joined<'t>(tie: &Tie, at: usize, weakest: bool, canvas: &Canvas, width: usize) -> Vec<Line<'t>> {
    let room = width.saturating_sub(13) / 2;
    let shown = |place: &RecordPlace| {
        text::truncate(&format!("{} {}", place.source, canvas.person("key", &place.native_key)), room)
    };
    let role = if weakest { Role::Warn } else { Role::Same };
    let glyph = if tie.decision.is_some() { "!" } else { "=" };
    let by = match (tie.decision, &tie.rule) {
        (Some(decision), _) => format!("by decision {decision}"),
        (None, Some(rule)) => format!("found by {}", text::clean(rule)),
        (None, None) => tie.evidence.clone(),
    };
    let pieces = match (tie.sizes, tie.together) {
        ((1, 1), _) => String::new(),
        ((a, b), Some(together)) => format!("; joins {a} + {b} records, {} together", bits(together)),
        ((a, b), None) => format!("; joins {a} + {b} records"),
    };
    let mut note = format!("{by}{pieces}");
    if tie.evidence == "deterministic" {
        note = format!("certain; {note}");
    }
    if weakest {
        note = format!("weakest: {note}");
    }
    let mut lines = vec![Line::from(vec![
        canvas.span(format!("{:>3} ", at + 1), Role::Faint),
        canvas.span(format!("{:>6} ", bits(tie.weight)), role),
        canvas.span(shown(&tie.left), Role::Text),
        canvas.span(format!(" {glyph} "), role),
        canvas.span(shown(&tie.right), Role::Text),
    ])];
    lines.extend(canvas.paragraph(&note, 11, width, if weakest { Role::Warn } else { Role::Faint }));
    lines
}

/// The two people it would come apart into, attribute by attribute.
fn halves<'t>(card: &Card, cut: &Cut, canvas: &Canvas, width: usize) -> Vec<Line<'t>> {
    let sentence = format!("it would come apart into these ({} between them)", bits(cut.weight));
    let mut lines = canvas.paragraph(&sentence, 0, width, Role::Heading);
    let [left, right] = &cut.halves;
    let column = (width.saturating_sub(13) / 2).min(40);
    let sources = |half: &Half| {
        let mut names: Vec<&str> = Vec::new();
        for record in card.records.iter().filter(|record| half.records.contains(&record.record_id)) {
            if !names.contains(&record.source.as_str()) {
                names.push(&record.source);
            }
        }
        format!("{} of {}", half.records.len(), names.join(", "))
    };
    lines.push(Line::from(vec![
        canvas.span(text::pad("records", 13), Role::Muted),
        canvas.span(text::pad(&sources(left), column.saturating_sub(1)), Role::Title),
        Span::raw(" "),
        canvas.span(text::pad(&sources(right), column), Role::Title),
    ]));
    let mut names: Vec<&'static str> = Vec::new();
    for value in left.golden.iter().chain(&right.golden) {
        if !names.contains(&value.attribute) {
            names.push(value.attribute);
        }
    }
    for name in names {
        let of =
            |half: &Half| half.golden.iter().find(|value| value.attribute == name).map(|v| v.value.clone());
        let (a, b) = (of(left), of(right));
        let role = match (&a, &b) {
            (Some(a), Some(b)) if a != b => Role::Different,
            _ => Role::Text,
        };
        let shown =
            |value: Option<String>| value.map_or_else(|| "–".to_owned(), |value| canvas.person(name, &value));
        lines.push(Line::from(vec![
            canvas.span(text::pad(&label(name), 13), Role::Muted),
            canvas.span(text::pad(&shown(a), column.saturating_sub(1)), role),
            Span::raw(" "),
            canvas.span(text::pad(&shown(b), column), role),
        ]));
    }
    lines
}
