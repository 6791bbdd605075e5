//! What surrounds the pair: the other records of both profiles, what both people did and the segments they are in, and the
//! rows as they came.

use super::query::Deeds;
use crate::journey::read::{Behaviour, Entry};
use crate::resolve::read::{PairView, Side, attribute_title};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::{Line, Span};

/// Columns between the two sides.
const GAP: usize = 2;

/// The lines, both sides beside each other.
pub(super) fn lines(
    view: &PairView,
    deeds: Option<&Deeds>,
    canvas: &Canvas,
    width: u16,
) -> Vec<Line<'static>> {
    let half = usize::from(width).saturating_sub(GAP) / 2;
    let one = view.left.profile_id.is_some() && view.left.profile_id == view.right.profile_id;
    let mut lines = Vec::new();
    if let Some(deeds) =
        deeds.map(|deeds| &deeds.behaviour).filter(|deeds| deeds.last.iter().any(|last| !last.is_empty()))
    {
        lines.push(Line::from(canvas.span("What they did last", Role::Heading)));
        lines.extend(in_common(deeds, canvas));
        let [left, right] = deeds.last.each_ref().map(|last| did(last, canvas, half));
        lines.extend(side_by_side(left, if one { Vec::new() } else { right }, half));
        lines.push(Line::default());
    }
    let (left, right) = (others(&view.left, canvas, half), others(&view.right, canvas, half));
    if one {
        lines.push(Line::from(canvas.span("Other records of the profile both are in", Role::Heading)));
        lines.extend(side_by_side(left, Vec::new(), half));
    } else {
        lines.push(Line::from(canvas.span("Other records of their profiles", Role::Heading)));
        lines.extend(side_by_side(left, right, half));
    }
    lines.push(Line::default());
    if let Some(Deeds { segments, .. }) = deeds {
        lines.extend(in_segments(segments, one, canvas, half));
    }
    lines.extend(rows(view, canvas, width));
    lines
}

/// The rows as they came, beside each other.
pub(super) fn rows(view: &PairView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let half = usize::from(width).saturating_sub(GAP) / 2;
    let mut lines = vec![Line::from(canvas.span("The rows as they came", Role::Heading))];
    lines.extend(side_by_side(raw(&view.left, canvas, half), raw(&view.right, canvas, half), half));
    lines
}

/// The segments either is in: those of one side alone are what a word on the pair may change.
fn in_segments(segments: &[Vec<String>; 2], one: bool, canvas: &Canvas, half: usize) -> Vec<Line<'static>> {
    let [left, right] = segments;
    if left.is_empty() && right.is_empty() {
        return Vec::new();
    }
    let heading = if one {
        "Segments of the profile both are in: counted anew should they come apart"
    } else {
        "Segments: those of one side alone are counted anew should they become one"
    };
    let mut lines = canvas.paragraph(heading, 0, half * 2 + GAP, Role::Heading);
    let told = |mine: &[String], others: &[String]| -> Cells {
        let only = mine.iter().filter(|title| one || !others.contains(title));
        let titles: Vec<String> = only.map(|title| text::clean(title).into_owned()).collect();
        let (sign, role) = if one { ("", Role::Text) } else { ("≠ ", Role::Different) };
        let lines = wrap(&titles, half.saturating_sub(2));
        lines.into_iter().map(|line| vec![canvas.span(format!("{sign}{line}"), role)]).collect()
    };
    let other = if one { Vec::new() } else { told(right, left) };
    let both: Vec<String> = left.iter().filter(|title| right.contains(title)).cloned().collect();
    lines.extend(side_by_side(told(left, right), other, half));
    if !one && !both.is_empty() {
        let line = format!("= both: {}", text::clean(&both.join(", ")));
        lines.extend(canvas.paragraph(&line, 0, half * 2 + GAP, Role::Same));
    }
    lines.push(Line::default());
    lines
}

/// What both used and bought.
fn in_common(deeds: &Behaviour, canvas: &Canvas) -> Vec<Line<'static>> {
    let used = deeds.shared.iter().map(|(kind, n)| match n {
        1 => format!("the same {}", thing(kind)),
        n => format!("{} times the same {}", text::count(*n), thing(kind)),
    });
    let used: Vec<String> = used.collect();
    let bought: Vec<_> = deeds.bought.iter().map(|title| text::clean(title).into_owned()).collect();
    [("both used ", used), ("both bought ", bought)]
        .into_iter()
        .filter(|(_, things)| !things.is_empty())
        .map(|(word, things)| Line::from(canvas.span(format!("= {word}{}", things.join(", ")), Role::Same)))
        .collect()
}

/// What an identifier of events stands for.
fn thing(kind: &str) -> String {
    match kind {
        "ga_client" | "anonymous" | "device" | "cookie" => "device".into(),
        "user" => "log-in".into(),
        other => attribute_title(other),
    }
}

fn did(last: &[Entry], canvas: &Canvas, columns: usize) -> Cells {
    if last.is_empty() {
        return vec![vec![canvas.span("nothing is known", Role::Faint)]];
    }
    let cell = |entry: &Entry| {
        let (day, worth) = (text::date(entry.at.date()), entry.worth.clone().unwrap_or_default());
        let room = columns.saturating_sub(text::width(&day) + text::width(&worth) + 2);
        vec![
            canvas.span(format!("{day} "), Role::Muted),
            canvas.span(text::pad(&entry.text, room), Role::Text),
            canvas.span(format!(" {worth}"), Role::Strong),
        ]
    };
    last.iter().map(cell).collect()
}

type Cells = Vec<Vec<Span<'static>>>;

fn side_by_side(left: Cells, right: Cells, half: usize) -> Vec<Line<'static>> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut spans = left.next().unwrap_or_default();
            let used: usize = spans.iter().map(|span| text::width(&span.content)).sum();
            spans.push(Span::raw(" ".repeat((half + GAP).saturating_sub(used))));
            spans.extend(right.next().unwrap_or_default());
            Line::from(spans)
        })
        .collect()
}

fn others(side: &Side, canvas: &Canvas, columns: usize) -> Cells {
    if side.others.is_empty() {
        return vec![vec![canvas.span("none: the record is alone", Role::Faint)]];
    }
    let mut cells: Cells = Vec::new();
    for other in &side.others {
        cells.push(vec![canvas.span(text::truncate(&other.source, columns), Role::Title)]);
        for line in wrap(&facts(&other.values, canvas), columns.saturating_sub(2)) {
            cells.push(vec![canvas.span(format!("  {line}"), Role::Text)]);
        }
    }
    let more = side.others_total.saturating_sub(side.others.len());
    if more > 0 {
        cells.push(vec![canvas.span(format!("and {} more", text::count(more)), Role::Faint)]);
    }
    cells
}

/// A record's values, those that tell people apart first.
fn facts(values: &[(&'static str, String)], canvas: &Canvas) -> Vec<String> {
    let hide = ["gender", "region", "country"];
    let value = |name: &str| values.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
    let name =
        [value("given_name"), value("family_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() { value("full_name").unwrap_or_default().to_owned() } else { name };
    let mut facts = Vec::new();
    if !name.is_empty() {
        facts.push(canvas.person("name", &name));
    }
    for (attribute, value) in values {
        if !attribute.ends_with("_name") && !hide.contains(attribute) {
            facts.push(canvas.person(attribute, value));
        }
    }
    facts
}

/// Facts with a dot between them, in lines no wider than `columns`.
fn wrap(facts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        let fact = text::truncate(fact, columns);
        match lines.last_mut() {
            Some(line) if text::width(line) + 3 + text::width(&fact) <= columns => {
                line.push_str(" · ");
                line.push_str(&fact);
            }
            _ => lines.push(fact),
        }
    }
    lines
}

fn raw(side: &Side, canvas: &Canvas, columns: usize) -> Cells {
    let place = format!("{} line {}", side.record.file, text::count(side.record.line));
    let mut cells = vec![vec![canvas.span(text::truncate(&place, columns), Role::Faint)]];
    let widest = side.raw.iter().map(|(column, _)| text::width(column)).max().unwrap_or_default();
    let label = widest.min(columns * 2 / 5);
    for (column, value) in &side.raw {
        let column = text::truncate(column, label);
        let gap = " ".repeat(label.saturating_sub(text::width(&column)) + 1);
        let shown = canvas.person("raw", value);
        cells.push(vec![
            canvas.span(column + &gap, Role::Muted),
            canvas.span(text::truncate(&shown, columns.saturating_sub(label + 1)), Role::Text),
        ]);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_share_lines_where_they_fit() {
        let facts = ["Ann Ray", "a@x.org", "+44 20 7946 0000"].map(str::to_owned);
        assert_eq!(wrap(&facts, 20), ["Ann Ray · a@x.org", "+44 20 7946 0000"]);
        assert_eq!(wrap(&facts, 8), ["Ann Ray", "a@x.org", "+44 20 …"]);
    }
}
