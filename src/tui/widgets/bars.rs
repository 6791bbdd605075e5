//! A list of labelled bars: `label ▆▆▆▆ 1,204 31 %`.

use super::bar;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// One labelled bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// In front of it.
    pub label: String,
    /// The number behind it; a nought is left out.
    pub value: u64,
    /// Its length, as a share of the longest possible.
    pub share: f64,
    /// Behind the number.
    pub note: String,
    /// The meaning of its colour.
    pub role: Role,
}

/// Rows that `n` bars take where there are `rows` of them: with air between them when it fits.
#[must_use]
pub fn bars_step(n: usize, rows: u16) -> u16 {
    if n > 1 && usize::from(rows) + 1 >= 2 * n { 2 } else { 1 }
}

/// Draws the bars that fit, labels at most `label_most` wide; returns the row of each.
pub fn bars(canvas: &mut Canvas, area: Rect, rows: &[Bar], label_most: u16, step: u16) -> Vec<u16> {
    let widest =
        |texts: &mut dyn Iterator<Item = usize>| u16::try_from(texts.max().unwrap_or_default()).unwrap_or(0);
    let label = widest(&mut rows.iter().map(|row| text::width(&row.label))).min(label_most);
    let value = widest(&mut rows.iter().map(|row| text::count(row.value).len()));
    let note = widest(&mut rows.iter().map(|row| text::width(&row.note)));
    let room = area.width.saturating_sub(label + value + note + 3 + u16::from(note > 0));
    let mut at = Vec::new();
    for (row, y) in rows.iter().zip((area.y..area.bottom()).step_by(step.max(1).into())) {
        at.push(y);
        let line = Rect { y, height: 1, ..area };
        if canvas.look.plain {
            let number = if row.value > 0 {
                format!(": {} {}", text::count(row.value), row.note)
            } else {
                String::new()
            };
            canvas.text(line, &format!("{}{number}", row.label), Role::Text);
            continue;
        }
        canvas.text(Rect { width: label, ..line }, &row.label, Role::Text);
        let spot = Rect { x: area.x + label + 1, width: room, ..line };
        canvas.line(spot, canvas.span(bar(row.share, room, canvas.look.ascii), row.role));
        let spot = Rect { x: area.x + label + room + 2, width: value, ..line };
        if row.value > 0 {
            let spans = vec![canvas.span(text::count(row.value), Role::Strong)];
            canvas.right(spot, spans);
        }
        if note > 0 {
            let spot = Rect { x: spot.right() + 1, width: note, ..line };
            let spans = vec![canvas.span(row.note.clone(), Role::Muted)];
            canvas.right(spot, spans);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_get_air_when_it_fits() {
        assert_eq!(bars_step(5, 9), 2);
        assert_eq!(bars_step(5, 8), 1);
        assert_eq!(bars_step(1, 8), 1);
    }
}
