//! Lines that the detail of an event and the sum of a period share.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL: usize = 11;

/// Text against the right edge of so many columns.
pub(super) fn right(content: &str, columns: usize) -> String {
    let shown = text::truncate(content, columns);
    let gap = columns.saturating_sub(text::width(&shown));
    " ".repeat(gap) + &shown
}

/// `label      value`, the value going on below where it is long.
pub(super) fn fact(
    label: &str,
    value: &str,
    role: Role,
    canvas: &Canvas,
    width: usize,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL).max(8);
    let mut lines = Vec::new();
    for (n, part) in text::wrap(value, room).into_iter().enumerate() {
        let label = if n == 0 { label } else { "" };
        lines.push(Line::from(vec![
            canvas.span(text::pad(label, LABEL), Role::Muted),
            canvas.span(part, role),
        ]));
    }
    lines
}

/// A heading with air above.
pub(super) fn heading(lines: &mut Vec<Line<'static>>, title: String, canvas: &Canvas) {
    lines.push(Line::default());
    lines.push(Line::from(canvas.span(title, Role::Heading)));
}

/// A counted thing with its bar: `◆ orders  ▆▆▆▆  12`.
pub(super) struct Count {
    pub(super) sign: Span<'static>,
    pub(super) title: String,
    pub(super) n: u64,
    pub(super) style: Style,
}

/// The counted things as lines, their bars in proportion.
pub(super) fn counts(rows: Vec<Count>, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let most = rows.iter().map(|row| row.n).max().unwrap_or(1).max(1);
    let label = rows.iter().map(|row| text::width(&row.title)).max().unwrap_or_default().min(width / 2);
    let room = if canvas.look.plain { 0 } else { width.saturating_sub(label + 12).min(40) };
    rows.into_iter()
        .map(|row| {
            let glyphs = canvas.bar(row.n as f64 / most as f64, u16::try_from(room).unwrap_or_default());
            let rest = room.saturating_sub(text::width(&glyphs));
            Line::from(vec![
                row.sign,
                Span::raw(" "),
                canvas.span(text::pad(&row.title, label), Role::Text),
                Span::raw(" "),
                Span::styled(glyphs, row.style),
                Span::raw(" ".repeat(rest)),
                canvas.span(right(&text::count(row.n), 7), Role::Strong),
            ])
        })
        .collect()
}
