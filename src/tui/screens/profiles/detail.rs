//! One person from inside: the tabs beside the list.

use super::state::{Pane, TABS};
use super::update::DETAIL;
use super::{Card, Extra, Profiles};
use super::{how, records, what_if, why};
use crate::journey::read::Timeline;
use crate::resolve::contact::Label;
use crate::resolve::read::{Household, IdentifierRow, LedgerRow};
use crate::resolve::survive::GoldenValue;
use crate::segment::read::SegmentName;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, failed, loading, pane_tabs, panel};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(super) fn view(state: &Profiles, canvas: &mut Canvas, area: Rect) {
    if let Some(change) = &state.change {
        return what_if::view(state, change, canvas, area);
    }
    if let Some(two) = state.why_of {
        return why::view(state, two, canvas, area);
    }
    let card = state.shown();
    let title = card.map_or_else(String::new, |card| name(card, canvas));
    let fact = card.map_or_else(String::new, |card| {
        let sources = if card.row.sources == 1 { "source" } else { "sources" };
        format!("{} in {} {sources}", records_of(card.row.records), card.row.sources)
    });
    let inner =
        panel(canvas, area, Panel::new(title).right(fact, Role::Muted).focused(state.pane == Pane::Detail));
    canvas.put(area, Target::Pane(DETAIL));
    let titles: Vec<String> = TABS.iter().map(|(tab, _)| (*tab).to_owned()).collect();
    pane_tabs(canvas, inner, DETAIL, &titles, state.tab);
    let body = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    let phase = state.card.phase(canvas.now);
    match (phase, card) {
        (Phase::Failed(why), _) => return failed(canvas, body, why),
        (Phase::Loading(ms), None) => return loading(canvas, body, "Looking inside", ms),
        (_, None) => return,
        _ => {}
    }
    let Some(card) = card else { return };
    let lines = match (TABS[state.tab].1, state.extra.get()) {
        (None, _) if state.tab == 0 => golden(card, canvas, body.width),
        (None, _) => records::lines(card, canvas, body.width, state.left),
        (Some(_), Some((id, extra))) if *id == card.profile_id => further(card, extra, canvas, body.width),
        (Some(_), _) => {
            return match state.extra.phase(canvas.now) {
                Phase::Failed(why) => failed(canvas, body, why),
                Phase::Loading(ms) | Phase::Stale(ms) => loading(canvas, body, "Looking further", ms),
                _ => {}
            };
        }
    };
    draw_sheet(canvas, body, DETAIL, state.sheet, lines);
    if matches!(phase, Phase::Stale(ms) if ms >= PATIENCE_MS) {
        canvas.fill(body, canvas.style(Role::Faint));
    }
}

fn further<'t>(card: &Card, extra: &Extra, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    match extra {
        Extra::How(how) => how::lines(card, how, canvas, width),
        Extra::Identifiers(rows) => identifiers(rows, canvas, width),
        Extra::Journey(timeline) => journey(timeline, canvas, width),
        Extra::Segments(rows) => segments(rows, canvas, width),
        Extra::History(rows) => history(card, rows, canvas),
    }
}

pub(super) fn name(card: &Card, canvas: &Canvas) -> String {
    let shown = card.row.name.as_ref().map(|name| canvas.person("name", name));
    shown.unwrap_or_else(|| format!("profile {}", card.profile_id))
}

/// A label for people: `given_name` → `given name`.
pub(in crate::tui::screens) fn label(attribute: &str) -> String {
    match attribute {
        "email" => "e-mail".into(),
        other => other.replace('_', " "),
    }
}

pub(super) fn pad(text: &str, columns: usize) -> String {
    let text = text::truncate(text, columns);
    let gap = columns.saturating_sub(text::width(&text));
    text + &" ".repeat(gap)
}

fn golden<'t>(card: &Card, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let width = usize::from(width);
    // The value matters more than the rule it was chosen by, and that more than the record it comes from.
    let roomy = width >= 48;
    let shown: Vec<String> =
        card.golden.iter().map(|value| canvas.person(value.attribute, &value.value)).collect();
    let widest = shown.iter().map(|value| text::width(value)).max().unwrap_or_default();
    let values = if roomy { widest.clamp(12, width - 13 - 16) } else { width.saturating_sub(13 + 2) };
    let left = width.saturating_sub(13 + values + 3);
    let source = |value: &GoldenValue| {
        let from = card.records.iter().find(|record| record.record_id == value.record_id);
        from.map_or_else(
            || value.rule.to_owned(),
            |record| format!("{} {}", pad(value.rule, 13), record.source),
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
    for (value, shown) in card.golden.iter().zip(&shown) {
        let shown = pad(shown, values);
        let (sign, role) = if value.distinct > 1 { ("≠", Role::Different) } else { (" ", Role::Faint) };
        let rule = told(value);
        lines.push(Line::from(vec![
            canvas.span(pad(&label(value.attribute), 13), Role::Muted),
            canvas.span(shown, Role::Strong),
            Span::raw(" "),
            canvas.span(sign, role),
            Span::raw(" "),
            canvas.span(text::truncate(&rule, left), role),
        ]));
    }
    let fact = |lines: &mut Vec<Line<'t>>, label: &str, value: String| {
        for (n, part) in text::wrap(&value, width.saturating_sub(13).max(8)).into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            lines.push(Line::from(vec![
                canvas.span(pad(label, 13), Role::Muted),
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

/// `1 record`, `8 records`.
fn records_of(n: impl Into<u64>) -> String {
    let n = n.into();
    format!("{} {}", text::count(n), if n == 1 { "record" } else { "records" })
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

fn identifiers<'t>(rows: &[IdentifierRow], canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let widest = rows.iter().map(|row| text::width(&label(&row.kind))).max().unwrap_or_default();
    let left = widest.clamp(8, 20) + 2;
    let room = usize::from(width).saturating_sub(left);
    let mut lines = Vec::new();
    for row in rows {
        let mut spans = vec![
            canvas.span(pad(&label(&row.kind), left), Role::Muted),
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
        let from = format!("in {}: {}", records_of(row.records), row.sources.join(", "));
        let told = text::wrap(&from, room);
        let short = format!("in {} of {} sources", records_of(row.records), row.sources.len());
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
        let kind = pad(&label(&entry.kind), kinds);
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
            ("merged", Some(other)) => format!("profile {other} came in with {}", records_of(row.records)),
            ("split", Some(other)) => format!("{} went to profile {other}", records_of(row.records)),
            (change, Some(other)) => format!("{change}, with profile {other}"),
            (change, None) => format!("{change} with {}", records_of(row.records)),
        };
        lines.push(Line::from(vec![
            canvas.span(format!("{when}  "), Role::Faint),
            canvas.span(what, Role::Text),
            canvas.span(format!("  by {}", row.cause), Role::Muted),
        ]));
    }
    lines
}
