//! How quality looks: what is measured on top, the pair to judge below it.

use super::super::pair::{cells, fill, sign};
use super::super::sides;
use super::super::state::Merges;
use super::Quality;
use crate::resolve::explain::Agreement;
use crate::resolve::quality::{PRECISION, QualityReport, RECALL, Rate};
use crate::resolve::read::{AttributePair, PairView, attribute_title};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, empty, failed, loading, panel};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

pub(in super::super) const SHEET: &str = "merges.sample_sheet";
/// Lines of the screen from which the report tells all of it.
const ROOMY: u16 = 28;
/// Columns of the names on the left.
const LABEL: usize = 13;
/// Columns an interval in words takes: `100.0 % (100.0 to 100.0)`.
const WORDS: usize = 25;

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let quality = &state.quality;
    let report = quality.report.get().map(|report| lines(report, canvas, area));
    let height = report.as_ref().map_or(3, Vec::len) as u16 + 2;
    if canvas.zoom {
        return pair(quality, canvas, area);
    }
    let [top, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    let fact = quality.report.get().map(|report| report.judged()).unwrap_or_default();
    let inner = panel(canvas, top, Panel::new("How good the profiles are").right(fact, Role::Muted));
    match (report, quality.report.phase(canvas.now)) {
        (_, Phase::Failed(why)) => failed(canvas, inner, why),
        (Some(lines), _) => {
            for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
                canvas.line(Rect { y, height: 1, ..inner }, line);
            }
        }
        (None, Phase::Loading(ms)) => loading(canvas, inner, "Drawing a sample", ms),
        _ => {}
    }
    pair(quality, canvas, below);
}

/// What is measured: three lines, and more where there is room.
fn lines(report: &QualityReport, canvas: &Canvas, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines = Vec::new();
    match &report.measured {
        Some(measured) => {
            let floor = floor(measured.precision.low.min(measured.recall.low));
            lines.push(rate("precision", measured.precision, PRECISION, floor, canvas, width));
            lines.push(rate("recall", measured.recall, RECALL, floor, canvas, width));
            let role = if measured.enough { Role::Good } else { Role::Text };
            lines.push(told("sample", measured.verdict(), role, canvas, width));
        }
        None => {
            let how = "Nothing is judged yet: what you say of the pairs below measures the profiles.";
            lines.push(Line::from(canvas.span(text::truncate(how, width), Role::Text)));
        }
    }
    if area.height < ROOMY {
        return lines;
    }
    if let Some(agreement) = &report.agreement {
        lines.push(told("stewards", agreement.words(), Role::Text, canvas, width));
    }
    lines.push(told("found", report.repairs.found(), Role::Text, canvas, width));
    lines.push(told("mended", report.repairs.decided(), Role::Text, canvas, width));
    let pace: Vec<String> = report
        .pace
        .iter()
        .take(3)
        .map(|pace| format!("{}: {}", text::clean(&pace.who), pace.words()))
        .collect();
    if !pace.is_empty() {
        lines.push(told("pace", pace.join(" · "), Role::Text, canvas, width));
    }
    if let [.., before, now] = report.history.as_slice() {
        let before = format!(
            "run {}: precision {}, recall {}; run {}: {}, {}",
            before.run_id,
            text::percent(before.precision.value),
            text::percent(before.recall.value),
            now.run_id,
            text::percent(now.precision.value),
            text::percent(now.recall.value)
        );
        lines.push(told("runs", before, Role::Text, canvas, width));
    }
    lines
}

fn told(label: &str, told: String, role: Role, canvas: &Canvas, width: usize) -> Line<'static> {
    Line::from(vec![
        canvas.span(text::pad(label, LABEL), Role::Muted),
        canvas.span(text::truncate(&told, width.saturating_sub(LABEL)), role),
    ])
}

/// Where the scale begins: the next ten points below everything on it.
fn floor(low: f64) -> f64 {
    ((low * 10.0).floor() / 10.0).clamp(0.0, 0.9)
}

/// The figure in words, on a scale up to 100 %, and with room what it means.
fn rate(label: &str, rate: Rate, means: &str, floor: f64, canvas: &Canvas, width: usize) -> Line<'static> {
    let mut spans = vec![
        canvas.span(text::pad(label, LABEL), Role::Muted),
        canvas.span(text::pad(&rate.words(), WORDS), Role::Strong),
    ];
    let rest = width.saturating_sub(LABEL + WORDS);
    let means = if rest >= text::width(means) + 40 { format!("  {means}") } else { String::new() };
    spans.extend(scale(rate, floor, canvas, rest.saturating_sub(text::width(&means)).min(60)));
    spans.push(canvas.span(means, Role::Muted));
    Line::from(spans)
}

/// `80 % ────━━━●━─ 100 %`; nothing for screen readers.
fn scale(rate: Rate, floor: f64, canvas: &Canvas, columns: usize) -> Vec<Span<'static>> {
    let (from, to) = (format!("{:>3.0} % ", floor * 100.0), " 100 %");
    let room = columns.saturating_sub(from.len() + to.len());
    if room < 10 || canvas.look.plain {
        return Vec::new();
    }
    let place = |share: f64| {
        let share = ((share - floor) / (1.0 - floor)).clamp(0.0, 1.0);
        (share * (room - 1) as f64).round() as usize
    };
    let (low, guess, high) = (place(rate.low), place(rate.value), place(rate.high));
    let (rule, range, dot) = if canvas.look.ascii { ("-", "=", "o") } else { ("─", "━", "●") };
    let mut spans = vec![canvas.span(from, Role::Faint)];
    spans.extend((0..room).map(|column| match column {
        c if c == guess => canvas.span(dot, Role::Accent),
        c if (low..=high).contains(&c) => canvas.span(range, Role::Bar),
        _ => canvas.span(rule, Role::BarRest),
    }));
    spans.push(canvas.span(to, Role::Faint));
    spans
}

/// The pair to judge, without anything that tells what the model thinks of it.
fn pair(quality: &Quality, canvas: &mut Canvas, area: Rect) {
    let title =
        if canvas.look.read_only { "Same person? (read-only)" } else { "Same person? Judge by what you see" };
    let fact = if quality.at.is_some() { "drawn at random" } else { "" };
    let inner = panel(canvas, area, Panel::new(title).right(fact, Role::Muted).focused(true));
    canvas.put(area, Target::Pane(SHEET));
    let Some(view) = quality.pair() else {
        return missing(quality, canvas, inner);
    };
    let mut lines = records(view, canvas, inner.width.into());
    lines.push(Line::default());
    lines.extend(sides::rows(view, canvas, inner.width));
    draw_sheet(canvas, inner, SHEET, quality.sheet, lines);
}

fn missing(quality: &Quality, canvas: &mut Canvas, area: Rect) {
    match (quality.at, quality.ahead.phase(canvas.now)) {
        (Some(_), Phase::Failed(why)) => return failed(canvas, area, why),
        (Some(_), Phase::Loading(ms) | Phase::Stale(ms)) => {
            return loading(canvas, area, "Reading the records", ms);
        }
        _ => {}
    }
    let Some(report) = quality.report.get().filter(|_| quality.report.since().is_none()) else { return };
    if report.strata.is_empty() {
        let todo = "A run makes profiles; then there are pairs to judge.";
        return empty(canvas, area, "There is nothing to measure yet.", &[todo]);
    }
    empty(canvas, area, "Every pair was judged.", &["Esc goes back to the queue."]);
}

/// Both records attribute by attribute, with what differs marked.
fn records(view: &PairView, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let column = (width.saturating_sub(LABEL + 12) / 2).min(60);
    let sources = [&view.left.record.source, &view.right.record.source];
    let mut head = vec![canvas.span(text::pad("source", LABEL), Role::Muted)];
    head.extend(sources.map(|source| canvas.span(text::pad(source, column) + " ", Role::Title)));
    let mut lines = vec![Line::from(head)];
    // What only one of them has comes last, and identifiers of that kind stand in the rows below.
    let (told, silent): (Vec<_>, Vec<_>) =
        view.attributes.iter().partition(|row| row.left.is_some() && row.right.is_some());
    let silent = silent.into_iter().filter(|row| !row.attribute.starts_with("id:"));
    for row in told.into_iter().chain(silent) {
        lines.extend(attribute(row, canvas, column));
    }
    lines
}

fn attribute(row: &AttributePair, canvas: &Canvas, column: usize) -> Vec<Line<'static>> {
    let kind = row.attribute.split_once(':').map_or(row.attribute.as_str(), |(_, kind)| kind);
    let shown = |value: &Option<String>| value.as_ref().map(|value| canvas.person(kind, value));
    let (left, right) = (shown(&row.left), shown(&row.right));
    // What the model left out is as visible here as what it weighed.
    let agreement = match (&left, &right, row.agreement) {
        (Some(a), Some(b), Agreement::Missing) if a == b => Agreement::Same,
        (Some(_), Some(_), Agreement::Missing) => Agreement::Different,
        (_, _, agreement) => agreement,
    };
    let (a, b) = cells(canvas, column, agreement, left.as_deref(), right.as_deref());
    let (glyph, word, role) = sign(agreement);
    (0..a.len().max(b.len()).max(1))
        .map(|n| {
            let title = if n == 0 { attribute_title(&row.attribute) } else { String::new() };
            let mut spans = vec![canvas.span(text::pad(&title, LABEL), Role::Muted)];
            spans.extend(fill(a.get(n), column));
            spans.extend(fill(b.get(n), column));
            if n == 0 {
                spans.push(canvas.span(format!("{glyph} {word}"), role));
            }
            Line::from(spans)
        })
        .collect()
}
