//! One source from inside: its files, what became of its columns, and the rows that could not be used.

use super::Inside;
use crate::ingest::counted_in;
use crate::ingest::read::LoadRow;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::Line;

fn label<'t>(canvas: &Canvas, label: &'static str, value: String) -> Line<'t> {
    Line::from(vec![canvas.span(format!("{label:<12}"), Role::Muted), canvas.span(value, Role::Text)])
}

pub(super) fn files<'t>(inside: &Inside, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for load in &inside.loads {
        lines.extend(file(load, canvas, width));
        lines.push(Line::default());
    }
    lines
}

fn file<'t>(load: &LoadRow, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let room = usize::from(width.saturating_sub(12));
    let name = load.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut title = vec![canvas.span(text::truncate(name, width.into()), Role::Strong)];
    if !load.current {
        title.push(canvas.span("  replaced by a later load", Role::Faint));
    }
    let when = load.loaded_at.map_or_else(String::new, |at| {
        format!("{} ({})", text::date_time(at), text::ago(at, canvas.now.utc))
    });
    let sum = format!(
        "{} rows = {} used + {} ignored + {} rejected",
        text::count(load.rows),
        text::count(load.mapped),
        text::count(load.ignored),
        text::count(load.rejects)
    );
    let format = format!("{}, {}", load.detail, text::bytes(load.bytes));
    let facts = [
        ("rows", sum),
        ("format", format),
        ("recognised", load.evidence.clone()),
        ("loaded", when),
        ("path", load.path.clone()),
    ];
    let mut lines = vec![Line::from(title)];
    for (name, value) in facts {
        let names = [name].into_iter().chain(std::iter::repeat(""));
        lines.extend(names.zip(text::wrap(&value, room)).map(|(name, part)| label(canvas, name, part)));
    }
    lines
}

/// Columns for what a column became, at most.
const TARGET: usize = 24;
const UNUSED: &str = "kept in the raw row";

pub(super) fn columns<'t>(inside: &Inside, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let Some(load) = inside.loads.first() else { return Vec::new() };
    let widest = load.mapping.iter().map(|m| text::width(&m.column)).max().unwrap_or(10);
    let left = widest.min(usize::from(width) / 2).max(10);
    let longest = load.mapping.iter().map(|m| text::width(&m.target)).max().unwrap_or_default();
    let target_width = longest.clamp(UNUSED.len(), TARGET);
    let most = load.mapping.iter().map(|m| m.filled).max().unwrap_or_default();
    let digits = text::count(most).len();
    let arrow = if canvas.look.ascii { "->" } else { "→" };
    let mut lines = Vec::new();
    for column in &load.mapping {
        let unused = matches!(column.target.as_str(), "" | "ignore" | "ignored" | "unused");
        let (target, role) =
            if unused { (UNUSED, Role::Faint) } else { (column.target.as_str(), Role::Accent) };
        let mut spans = vec![
            canvas.span(text::pad(&column.column, left), Role::Text),
            canvas.span(format!("  {arrow} "), Role::Faint),
            canvas.span(text::pad(target, target_width), role),
            canvas.span(format!("  {:>digits$} filled", text::count(column.filled)), Role::Muted),
        ];
        let room = usize::from(width).saturating_sub(left + target_width + digits + 15);
        if !column.reason.is_empty() && room > 12 {
            spans.push(canvas.span(format!("  {}", text::truncate(&column.reason, room)), Role::Faint));
        }
        lines.push(Line::from(spans));
    }
    lines
}

pub(super) fn rejected<'t>(inside: &Inside, canvas: &Canvas, width: u16, total: u64) -> Vec<Line<'t>> {
    if inside.rejects.is_empty() {
        return vec![Line::from(canvas.span("Every row could be used.", Role::Good))];
    }
    let room = usize::from(width);
    let mut lines = Vec::new();
    // Each reason in full once; with the rows below only its beginning.
    for reason in &inside.reasons {
        let counts = [format!("{:>6}  ", text::count(reason.rows))].into_iter();
        let counts = counts.chain(std::iter::repeat(" ".repeat(8)));
        let told = text::wrap(&reason.reason, room.saturating_sub(8).max(10));
        lines.extend(counts.zip(told).map(|(count, part)| {
            Line::from(vec![canvas.span(count, Role::Warn), canvas.span(part, Role::Text)])
        }));
    }
    lines.push(Line::default());
    for reject in &inside.rejects {
        let file = reject.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let place = format!("{file} {} {}", counted_in(&reject.detail), text::count(reject.line));
        let rest = room.saturating_sub(text::width(&place) + 2);
        lines.push(Line::from(vec![
            canvas.span(place, Role::Strong),
            canvas.span(format!("  {}", text::truncate(&reject.reason, rest)), Role::Muted),
        ]));
        lines.push(Line::from(canvas.span(
            format!("  {}", text::truncate(&canvas.person("raw", &reject.raw), room.saturating_sub(2))),
            Role::Text,
        )));
    }
    let left = total.saturating_sub(inside.rejects.len() as u64);
    if left > 0 {
        lines.push(Line::from(canvas.span(format!("and {} more", text::count(left)), Role::Faint)));
    }
    lines
}
