//! The records of a person side by side: a row an attribute, a column a record, `=` or `≠` against the golden value.

use super::Card;
use super::detail::label;
use super::update::DETAIL;
use crate::text;
use crate::tui::action::{Act, AppAct, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use crate::value::country;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

const LABEL: usize = 12;
/// Columns a record takes at least.
const LEAST: usize = 16;

/// Where the steward is among the records.
pub(super) struct At<'s> {
    pub cursor: usize,
    pub focused: bool,
    pub selected: &'s BTreeSet<i64>,
}

/// Which records are shown: the first, how many, and how wide each is. That under the cursor is among them.
fn frame(card: &Card, width: u16, at: &At) -> (usize, usize, usize) {
    let room = usize::from(width).saturating_sub(LABEL);
    let all = card.records.len();
    let fit = (room / LEAST).clamp(1, all.max(1));
    let left = at.cursor.saturating_sub(fit / 2).min(all.saturating_sub(fit));
    (left, fit, (room / fit).min(38))
}

/// Notes where each record is, for the mouse.
pub(super) fn put(card: &Card, canvas: &mut Canvas, area: Rect, at: &At) {
    let (left, fit, column) = frame(card, area.width, at);
    for (index, place) in (left..card.records.len()).take(fit).zip(0..) {
        let x = area.x + (LABEL + place * column) as u16;
        canvas.put(Rect { x, width: column as u16, ..area }, Target::Column(DETAIL, index));
    }
}

/// The lines, with the record under the cursor among those shown.
pub(super) fn lines<'t>(card: &Card, canvas: &Canvas, width: u16, at: &At) -> Vec<Line<'t>> {
    let (left, fit, column) = frame(card, width, at);
    let shown: Vec<_> = card.records.iter().skip(left).take(fit).collect();
    let cell = |text: &str| {
        let cut = text::truncate(text, column.saturating_sub(2));
        let gap = column.saturating_sub(text::width(&cut));
        (cut, " ".repeat(gap))
    };
    let mut head = vec![Span::raw(" ".repeat(LABEL))];
    let mut keys = vec![canvas.span(format!("{:LABEL$}", "key"), Role::Muted)];
    let mut files = vec![canvas.span(format!("{:LABEL$}", "line"), Role::Muted)];
    for (index, record) in (left..).zip(&shown) {
        let here = at.focused && index == at.cursor;
        let sign = match (at.selected.contains(&record.record_id), here, canvas.look.ascii) {
            (true, _, false) => "◆ ",
            (true, _, true) => "* ",
            (false, true, false) => "▌ ",
            (false, true, true) => "> ",
            _ => "",
        };
        let role = if here {
            Role::Selected
        } else if sign.is_empty() {
            Role::Title
        } else {
            Role::Marked
        };
        let (name, gap) = cell(&format!("{sign}{}", record.source));
        head.extend([canvas.span(name, role), Span::raw(gap)]);
        let (key, gap) = cell(&canvas.person("key", &record.native_key));
        keys.extend([canvas.span(key, Role::Faint), Span::raw(gap)]);
        let (file, gap) = cell(&format!("{}:{}", record.file, record.line));
        files.extend([canvas.span(file, Role::Faint), Span::raw(gap)]);
    }
    let mut lines = vec![Line::from(head), Line::from(keys), Line::from(files)];
    for attribute in attributes(card) {
        let golden = card.golden.iter().find(|value| value.attribute == attribute);
        let values: Vec<_> = card.records.iter().filter_map(|record| value(record, attribute)).collect();
        let several = values.iter().any(|other| !alike(attribute, other, values[0]));
        let mut spans = vec![canvas.span(format!("{:LABEL$}", label(attribute)), Role::Muted)];
        for record in &shown {
            let Some(found) = value(record, attribute) else {
                let (dash, gap) = cell("–");
                spans.extend([canvas.span(dash, Role::Faint), Span::raw(gap)]);
                continue;
            };
            let same = golden.is_none_or(|golden| alike(attribute, found, &golden.value));
            let (sign, role) = match (several, same) {
                (false, _) => ("", Role::Text),
                (true, true) => ("= ", Role::Same),
                (true, false) => ("≠ ", Role::Different),
            };
            let (shown, gap) = cell(&format!("{sign}{}", canvas.person(attribute, found)));
            spans.extend([canvas.span(shown, role), Span::raw(gap)]);
        }
        lines.push(Line::from(spans));
    }
    if at.focused && card.records.len() > 1 && !canvas.look.read_only {
        let [mark, split, take] =
            [Act::List(ListAct::Mark), Act::Profiles(super::Act::Split), Act::Profiles(super::Act::Take)]
                .map(|act| canvas.key(act));
        let remark = match at.selected.len() {
            0 => format!("{mark} selects a record, to split it off or to move it"),
            n => format!(
                "{} selected; {split} splits {it} off, {take} takes {it} to another profile",
                text::many(n as u64, "record"),
                it = if n == 1 { "it" } else { "them" }
            ),
        };
        lines.push(Line::default());
        lines.extend(canvas.paragraph(&remark, 0, width.into(), Role::Muted));
    }
    if card.records.len() > fit {
        let from = left + 1;
        let zoom = canvas.key(Act::App(AppAct::Zoom));
        let [left_key, right_key] = [ListAct::Left, ListAct::Right].map(|act| canvas.key(Act::List(act)));
        let to = left + fit;
        let remark = format!(
            "records {from}-{to} of {}; {left_key} {right_key} move, {zoom} shows them wide",
            card.records.len()
        );
        lines.push(Line::default());
        lines.extend(canvas.paragraph(&remark, 0, width.into(), Role::Muted));
    }
    lines
}

fn value<'r>(record: &'r crate::resolve::read::RecordRow, attribute: &str) -> Option<&'r str> {
    record.values.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value.as_str())
}

/// The attributes any record has, in the order of the schema.
fn attributes(card: &Card) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for record in &card.records {
        let mut at = 0;
        for (name, _) in &record.values {
            match names.iter().position(|known| known == name) {
                Some(found) => at = found + 1,
                None => {
                    names.insert(at.min(names.len()), name);
                    at += 1;
                }
            }
        }
    }
    names
}

/// Whether two values say the same: letters and digits only, without case; phones by their last digits,
/// countries by their code.
fn alike(attribute: &str, left: &str, right: &str) -> bool {
    if attribute == "country"
        && let (Some(left), Some(right)) = (country::code(left), country::code(right))
    {
        return left == right;
    }
    let core = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (left, right) = (core(left), core(right));
    if attribute == "phone" {
        let tail = |digits: &str| digits.chars().rev().take(8).collect::<String>();
        return tail(&left) == tail(&right);
    }
    left == right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_of_the_same_value_is_no_conflict() {
        assert!(alike("email", "Ann@X.com", "ann@x.com"));
        assert!(alike("phone", "+49 170 1234567", "0170-1234567"));
        assert!(alike("country", "United Kingdom", "GB"));
        assert!(!alike("country", "France", "GB"));
        assert!(!alike("given_name", "Ann", "Anna"));
    }
}
