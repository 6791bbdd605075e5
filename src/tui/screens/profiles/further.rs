//! The tabs of one person that ask for more than the card: identifiers, journey, segments, history.

use super::detail::label;
use super::{Card, Extra, how};
use crate::journey::read::Timeline;
use crate::resolve::contact::Label;
use crate::resolve::read::{IdentifierRow, LedgerRow};
use crate::segment::read::SegmentName;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::{Line, Span};

/// The lines of the tab that this was asked for.
pub(super) fn lines<'t>(card: &Card, extra: &Extra, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    match extra {
        Extra::How(how) => how::lines(card, how, canvas, width),
        Extra::Identifiers(rows) => identifiers(rows, canvas, width),
        Extra::Journey(timeline) => journey(timeline, canvas, width),
        Extra::Segments(rows) => segments(rows, canvas, width),
        Extra::History(rows) => history(card, rows, canvas),
    }
}

/// Whose an identifier is that others hold too.
fn whose(row: &IdentifierRow) -> String {
    let people = text::count(row.profiles);
    match row.label {
        Label::Personal => format!("personal, in {people} profiles"),
        Label::Household => format!("household of {people} people"),
        Label::Shared => format!("shared by {people} people"),
        Label::Junk => format!("junk, held by {people} people"),
    }
}

fn identifiers<'t>(rows: &[IdentifierRow], canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let widest = rows.iter().map(|row| text::width(&label(&row.kind))).max().unwrap_or_default();
    let left = widest.clamp(8, 20) + 2;
    let room = usize::from(width).saturating_sub(left);
    let mut lines = Vec::new();
    for row in rows {
        let mut spans = vec![
            canvas.span(text::pad(&label(&row.kind), left), Role::Muted),
            canvas.span(text::truncate(&canvas.person(&row.kind, &row.value), room), Role::Strong),
        ];
        let whose = (row.profiles > 1).then(|| {
            let role = if row.label.is_silent() { Role::Warn } else { Role::Muted };
            canvas.span(whose(row), role)
        });
        let used: usize = spans.iter().map(|span| text::width(&span.content)).sum();
        match whose {
            Some(span) if used + 2 + text::width(&span.content) <= usize::from(width) => {
                spans.extend([Span::raw("  "), span]);
                lines.push(Line::from(spans));
            }
            whose => {
                lines.push(Line::from(spans));
                lines.extend(whose.map(|span| Line::from(vec![Span::raw(" ".repeat(left)), span])));
            }
        }
        let from = format!("in {}: {}", text::many(row.records, "record"), row.sources.join(", "));
        let told = text::wrap(&from, room);
        let short = format!("in {} of {} sources", text::many(row.records, "record"), row.sources.len());
        for line in if told.len() > 2 { vec![text::truncate(&short, room)] } else { told } {
            lines.push(Line::from(canvas.span(" ".repeat(left) + &line, Role::Faint)));
        }
    }
    if lines.is_empty() {
        lines.push(Line::from(canvas.span("No identifier is known: only name and address.", Role::Muted)));
    }
    lines
}

fn journey<'t>(timeline: &Timeline, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    if timeline.total == 0 {
        return vec![Line::from(canvas.span("No event has found this person.", Role::Muted))];
    }
    let mut lines = vec![
        Line::from(canvas.span(format!("{} events, latest first", text::count(timeline.total)), Role::Muted)),
        Line::default(),
    ];
    // In a narrow pane what happened matters more than its kind, which the sentence tells as well.
    let kinds = if width >= 56 { 13 } else { 0 };
    let mut day = None;
    for entry in &timeline.entries {
        if day != Some(entry.at.date()) {
            day = Some(entry.at.date());
            lines.push(Line::from(canvas.span(text::date(entry.at.date()), Role::Strong)));
        }
        let time = format!("  {:02}:{:02}  ", entry.at.hour(), entry.at.minute());
        let kind = text::pad(&label(&entry.kind), kinds);
        let room = usize::from(width).saturating_sub(9 + kinds);
        lines.push(Line::from(vec![
            canvas.span(time, Role::Faint),
            canvas.span(kind, Role::Accent),
            canvas.span(text::truncate(&entry.text, room), Role::Text),
        ]));
    }
    let more = timeline.total.saturating_sub(timeline.entries.len() as u64);
    if more > 0 {
        lines.push(Line::from(canvas.span(format!("and {} earlier ones", text::count(more)), Role::Faint)));
    }
    lines
}

fn segments<'t>(rows: &[SegmentName], canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let mut family = "";
    for segment in rows {
        if segment.family != family {
            family = &segment.family;
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::from(canvas.span(segment.family.clone(), Role::Muted)));
        }
        let room = usize::from(width).saturating_sub(2);
        lines.push(Line::from(
            canvas.span(format!("  {}", text::truncate(&segment.title, room)), Role::Strong),
        ));
    }
    if lines.is_empty() {
        lines.push(Line::from(canvas.span("In no segment.", Role::Muted)));
    }
    lines
}

fn history<'t>(card: &Card, rows: &[LedgerRow], canvas: &Canvas) -> Vec<Line<'t>> {
    let mut lines =
        vec![Line::from(canvas.span(format!("profile {}", card.profile_id), Role::Muted)), Line::default()];
    if rows.is_empty() {
        let sentence = "As it was first made: nothing has come in or gone since.";
        lines.push(Line::from(canvas.span(sentence, Role::Muted)));
    }
    for row in rows {
        let when = row.at.map_or_else(String::new, text::date_time);
        let what = match (row.change.as_str(), row.other_id) {
            ("merged", Some(other)) => {
                format!("profile {other} came in with {}", text::many(row.records, "record"))
            }
            ("split", Some(other)) => {
                format!("{} went to profile {other}", text::many(row.records, "record"))
            }
            (change, Some(other)) => format!("{change}, with profile {other}"),
            (change, None) => format!("{change} with {}", text::many(row.records, "record")),
        };
        lines.push(Line::from(vec![
            canvas.span(format!("{when}  "), Role::Faint),
            canvas.span(what, Role::Text),
            canvas.span(format!("  by {}", row.cause), Role::Muted),
        ]));
    }
    lines
}
