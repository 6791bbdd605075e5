//! Upright bars with a label below and the number above, an eighth of a row exact.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws the columns side by side over the whole width of `area`; the highest one fills its height.
pub fn columns(canvas: &mut Canvas, area: Rect, values: &[(String, u64)], role: Role) {
    if values.is_empty() || area.height < 3 {
        return;
    }
    let step = area.width / u16::try_from(values.len()).unwrap_or(u16::MAX).max(1);
    let width = step.saturating_sub(2).clamp(1, 12);
    let most = values.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let height = area.height - 2;
    for ((label, n), x) in values.iter().zip((area.x..).step_by(step.max(1).into())) {
        let eighths = ((*n as f64 / most as f64) * f64::from(height) * 8.0).round() as usize;
        let eighths = if *n > 0 { eighths.max(1) } else { 0 };
        let spot = |y: u16| Rect { x, y, width: step.min(area.right().saturating_sub(x)), height: 1 };
        canvas.text(spot(area.bottom() - 1), label, Role::Muted);
        for level in 0..height {
            let part = eighths.saturating_sub(usize::from(level) * 8).min(8);
            let glyph = if canvas.look.ascii { if part >= 4 { "#" } else { " " } } else { EIGHTHS[part] };
            if part > 0 {
                let glyphs = glyph.repeat(width.into());
                canvas.line(spot(area.bottom() - 2 - level), canvas.span(glyphs, role));
            }
        }
        let full = u16::try_from(eighths.div_ceil(8)).unwrap_or(height).min(height);
        canvas.text(spot(area.bottom() - 2 - full), &text::count(*n), Role::Text);
    }
}
