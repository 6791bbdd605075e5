//! The golden record: each value with the rule and the record it was chosen by, and what is known of the person beside.

use super::Card;
use super::columns::lock_sign;
use super::detail::label;
use crate::resolve::read::Household;
use crate::resolve::survive::{GoldenValue, chosen_as};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::{Line, Span};

/// The lines of the tab.
pub(super) fn lines<'t>(card: &Card, canvas: &Canvas, width: u16, cursor: Option<usize>) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let width = usize::from(width);
    // The value matters more than the rule it was chosen by, and that more than the record it comes from.
    let roomy = width >= 48;
    let shown: Vec<String> =
        card.golden.iter().map(|value| canvas.person(value.attribute, &value.value)).collect();
    let widest = shown.iter().map(|value| text::width(value)).max().unwrap_or_default();
    let values = if roomy { widest.clamp(12, width - 13 - 16) } else { width.saturating_sub(13 + 2) };
    let left = width.saturating_sub(13 + values + 3);
    let rules = card.golden.iter().map(|value| text::width(value.rule)).max().unwrap_or_default();
    let source = |value: &GoldenValue| {
        let from = card.records.iter().find(|record| record.record_id == value.record_id);
        from.map_or_else(
            || value.rule.to_owned(),
            |record| format!("{} {}", text::pad(value.rule, rules), record.source),
        )
    };
    let several = |value: &GoldenValue| match value.distinct {
        0 | 1 => source(value),
        n => format!("{}, {n} values in {} records", source(value), value.filled),
    };
    // The same for every value, so that the columns stand.
    let all_fit = card.golden.iter().all(|value| text::width(&several(value)) <= left);
    let told = |value: &GoldenValue| match left {
        _ if all_fit => several(value),
        24.. => source(value),
        _ => value.rule.to_owned(),
    };
    for (index, (value, shown)) in card.golden.iter().zip(&shown).enumerate() {
        let shown = text::pad(shown, values);
        let (sign, role) = if value.distinct > 1 { ("≠", Role::Different) } else { (" ", Role::Faint) };
        // What a steward chose is told in full below.
        let rule = if value.chosen.is_some() { "chosen by hand".to_owned() } else { told(value) };
        let here = cursor == Some(index);
        let mark = match (here, canvas.look.ascii) {
            (true, false) => "▌",
            (true, true) => ">",
            _ => "",
        };
        let title = text::pad(&format!("{mark}{}", label(value.attribute)), 13);
        lines.push(Line::from(vec![
            canvas.span(title, if here { Role::Selected } else { Role::Muted }),
            canvas.span(shown, Role::Strong),
            Span::raw(" "),
            canvas.span(sign, role),
            Span::raw(" "),
            canvas.span(text::truncate(&rule, left), role),
        ]));
    }
    let mut told: Vec<String> = Vec::new();
    for value in &card.golden {
        let Some(chosen) = &value.chosen else { continue };
        let title = chosen_as(value.attribute).map_or_else(String::new, label);
        let sentence = format!("{title} {}", chosen.sentence());
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    told.extend(card.lock.as_ref().map(|lock| format!("{} {}", lock_sign(canvas), lock.sentence)));
    if !told.is_empty() {
        lines.push(Line::default());
    }
    for sentence in told {
        lines.extend(canvas.paragraph(&sentence, 0, width, Role::Accent));
    }
    let fact = |lines: &mut Vec<Line<'t>>, label: &str, value: String| {
        for (n, part) in text::wrap(&value, width.saturating_sub(13).max(8)).into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            lines.push(Line::from(vec![
                canvas.span(text::pad(label, 13), Role::Muted),
                canvas.span(part, Role::Text),
            ]));
        }
    };
    if let Some(home) = &card.household {
        lines.push(Line::default());
        fact(&mut lines, "household", household(card, home, canvas));
    }
    if let Some(metrics) = &card.metrics {
        lines.push(Line::default());
        let money = text::money(metrics.revenue, metrics.currency.as_deref());
        fact(&mut lines, "bought", format!("{money} in {} orders", text::count(metrics.orders)));
        if let Some(points) = metrics.points {
            fact(&mut lines, "loyalty", format!("{} points", text::decimal(points, 0)));
        }
        if let (Some(first), Some(last)) = (metrics.first_seen, metrics.last_seen) {
            let seen = format!("{} to {}", text::date(first.date()), text::date(last.date()));
            fact(&mut lines, "seen", format!("{seen}, {}", text::ago(last, canvas.now.utc)));
        }
        if let Some((r, f, m)) = metrics.rfm {
            fact(&mut lines, "out of 5", format!("recency {r}, frequency {f}, value {m}"));
        }
    }
    if card.row.review > 0 {
        lines.push(Line::default());
        let (pairs, wait) = if card.row.review == 1 { ("pair", "waits") } else { ("pairs", "wait") };
        let sentence = format!("? {} doubtful {pairs} {wait} for review", text::count(card.row.review));
        lines.push(Line::from(canvas.span(sentence, Role::Warn)));
    }
    lines
}

/// How many live there, and the others by name.
fn household(card: &Card, home: &Household, canvas: &Canvas) -> String {
    let others: Vec<String> = home
        .people
        .iter()
        .filter(|(id, _)| *id != card.profile_id)
        .take(6)
        .map(|(id, name)| name.as_ref().map_or_else(|| format!("P{id}"), |name| canvas.person("name", name)))
        .collect();
    format!("{} people, with {}", text::count(home.people.len() as u64), others.join(", "))
}
