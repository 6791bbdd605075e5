//! Match weights drawn: bits with their sign, and a bar left or right of a centre line.

use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::Span;

/// Bits with their sign: `+5.2`, `−16.0`.
#[must_use]
pub fn bits(weight: f64) -> String {
    let sign = if weight < -0.05 { "−" } else { "+" };
    format!("{sign}{:.1}", weight.abs())
}

/// A bar of `columns` with a line in its middle: to the right for one person, to the left for two.
#[must_use]
pub fn centred(canvas: &Canvas, share: f64, columns: usize) -> Vec<Span<'static>> {
    let half = columns / 2;
    if canvas.look.plain {
        return Vec::new();
    }
    let share = if share.is_finite() { share.clamp(-1.0, 1.0) } else { 0.0 };
    let least = usize::from(share.abs() > 0.0);
    let cells = ((share.abs() * half as f64).round() as usize).clamp(least, half.max(least));
    let (block, line) = if canvas.look.ascii { ("#", "|") } else { ("▆", "│") };
    let (left, right) = if share < 0.0 { (cells, 0) } else { (0, cells) };
    vec![
        Span::raw(" ".repeat(half.saturating_sub(left))),
        canvas.span(block.repeat(left), Role::Different),
        canvas.span(line, Role::Faint),
        canvas.span(block.repeat(right), Role::Same),
        Span::raw(" ".repeat(half.saturating_sub(right))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_carry_their_sign() {
        assert_eq!([5.24, -16.0, -0.01, 0.0].map(bits), ["+5.2", "−16.0", "+0.0", "+0.0"]);
    }
}
