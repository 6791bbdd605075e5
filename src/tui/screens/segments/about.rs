//! One segment from outside: what it means, how large it is, where its members are, what they spent.

use super::query::About;
use super::state::Segments;
use crate::segment::read::{Part, SegmentRow};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::{Line, Span};

/// Columns that a breakdown takes at least beside another one.
const BLOCK: usize = 25;
/// Values of each breakdown.
const MOST: usize = 6;

/// The lines about the segment under the cursor.
pub(super) fn lines(state: &Segments, row: &SegmentRow, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let room = usize::from(width);
    let mut lines = Vec::new();
    for line in text::wrap(&row.description, room) {
        lines.push(Line::from(canvas.span(line, Role::Text)));
    }
    lines.push(Line::default());
    lines.push(size(row, canvas, room));
    if let Some(about) = state.about.get().filter(|about| about.id == row.id) {
        let told = spent(about).unwrap_or_default();
        lines.extend(text::wrap(&told, room).into_iter().map(|l| Line::from(canvas.span(l, Role::Muted))));
    }
    lines.push(Line::default());
    lines.push(Line::from(canvas.span("Who belongs to it", Role::Heading)));
    for line in text::wrap(&row.definition, room) {
        lines.push(Line::from(canvas.span(line, Role::Text)));
    }
    if let Some(day) = state.list.get().and_then(|list| list.reference) {
        let note = format!("Days are counted from the newest event, {}.", text::date(day.date()));
        lines.extend(text::wrap(&note, room).into_iter().map(|l| Line::from(canvas.span(l, Role::Faint))));
    }
    if let Some(about) = state.about.get().filter(|about| about.id == row.id) {
        let parts = [
            ("By country", &about.countries, "not known"),
            ("By channel", &about.channels, "none"),
            ("Known to", &about.systems, "none"),
        ];
        // Side by side, as many as there is room for.
        let side_by_side = (room / BLOCK).clamp(1, parts.len());
        let columns = (room - 2 * (side_by_side - 1)) / side_by_side;
        let blocks: Vec<Vec<Line>> =
            parts.iter().map(|(title, parts, none)| block(title, parts, none, canvas, columns)).collect();
        lines.push(Line::default());
        let rows = blocks.chunks(side_by_side).map(|row| beside(row, columns));
        lines.extend(below(rows.collect()));
    }
    lines
}

fn size(row: &SegmentRow, canvas: &Canvas, room: usize) -> Line<'static> {
    let people = if row.size == 1 { "person" } else { "people" };
    let told = format!("{} {people}, {} of all  ", text::count(row.size), text::percent(row.share));
    let left = u16::try_from(room.saturating_sub(text::width(&told)).min(40)).unwrap_or_default();
    Line::from(vec![canvas.span(told, Role::Strong), canvas.span(canvas.bar(row.share, left), Role::Bar)])
}

fn spent(about: &About) -> Option<String> {
    let most = about.takings.first()?;
    let money = text::money(most.revenue, most.currency.as_deref());
    let each = text::money(most.revenue / most.buyers.max(1) as f64, most.currency.as_deref());
    let mut told = format!("spent {money} in {} orders, {each} a buyer", text::count(most.orders));
    let others = about.takings.len() - 1;
    if others > 0 {
        told = format!("{told}, and more in {others} other currencies");
    }
    Some(told)
}

fn block(title: &str, parts: &[Part], none: &str, canvas: &Canvas, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(canvas.span(title.to_owned(), Role::Heading))];
    let name =
        |part: &Part| part.value.as_ref().map_or_else(|| none.to_owned(), |v| text::clean(v).into_owned());
    let widest = parts.iter().take(MOST).map(|part| text::width(&name(part))).max().unwrap_or_default();
    let label = widest.clamp(4, columns / 2);
    let number =
        parts.iter().take(MOST).map(|part| text::count(part.members).len()).max().unwrap_or_default();
    let most = parts.iter().map(|part| part.share).fold(0.0, f64::max).max(1e-9);
    let room =
        u16::try_from(if canvas.look.plain { 0 } else { columns.saturating_sub(label + number + 8).min(30) })
            .unwrap_or_default();
    for part in parts.iter().take(MOST) {
        let shown = text::truncate(&name(part), label);
        let gap = label.saturating_sub(text::width(&shown));
        let glyphs = canvas.bar(part.share / most, room);
        let rest = usize::from(room).saturating_sub(text::width(&glyphs));
        lines.push(Line::from(vec![
            canvas.span(shown, if part.value.is_some() { Role::Text } else { Role::Faint }),
            Span::raw(" ".repeat(gap + 1)),
            canvas.span(glyphs, Role::Bar),
            Span::raw(" ".repeat(rest)),
            canvas.span(format!(" {:>number$}", text::count(part.members)), Role::Strong),
            canvas.span(format!(" {:>3.0} %", part.share * 100.0), Role::Muted),
        ]));
    }
    if parts.is_empty() {
        lines.push(Line::from(canvas.span("nothing to count", Role::Faint)));
    }
    let more = parts.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(Line::from(canvas.span(format!("and {} more", text::count(more)), Role::Faint)));
    }
    lines
}

fn below(blocks: Vec<Vec<Line<'static>>>) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(block);
    }
    lines
}

fn beside(blocks: &[Vec<Line<'static>>], columns: usize) -> Vec<Line<'static>> {
    let rows = blocks.iter().map(Vec::len).max().unwrap_or_default();
    (0..rows)
        .map(|row| {
            let mut spans: Vec<Span> = Vec::new();
            for block in blocks {
                let line = block.get(row).cloned().unwrap_or_default();
                let gap = (columns + 2).saturating_sub(line.width());
                spans.extend(line.spans);
                spans.push(Span::raw(" ".repeat(gap)));
            }
            Line::from(spans)
        })
        .collect()
}
