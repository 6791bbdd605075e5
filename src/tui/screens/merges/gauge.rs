//! Weights drawn: a bar left or right of a centre line, and the scale on which the sum lies.

use crate::resolve::explain::PairExplanation;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::Span;

/// Bits with their sign: `+5.2`, `−16.0`.
pub(in crate::tui::screens) fn bits(weight: f64) -> String {
    let sign = if weight < -0.05 { "−" } else { "+" };
    format!("{sign}{:.1}", weight.abs())
}

/// A bar of `columns` with a line in its middle: to the right for one person, to the left for two.
pub(super) fn centred(canvas: &Canvas, share: f64, columns: usize) -> Vec<Span<'static>> {
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

/// Where the sum lies between what is held apart and what is merged: `apart ──?──────●──┃── merged`.
pub(super) fn gauge(canvas: &Canvas, explanation: &PairExplanation, columns: usize) -> Vec<Span<'static>> {
    let (head, tail) = ("apart ", " merged ");
    let room = columns.saturating_sub(head.len() + tail.len() + 1).min(60);
    if room < 12 || canvas.look.plain {
        return vec![Span::raw(" ".repeat(columns))];
    }
    // The doubtful part takes the middle half.
    let (low, high) = (explanation.review_at, explanation.merge_at.max(explanation.review_at + 1.0));
    let place = |weight: f64| {
        let share = 0.25 + 0.5 * (weight - low) / (high - low);
        (share.clamp(0.0, 1.0) * (room - 1) as f64).round() as usize
    };
    let (from, to, here) = (place(low), place(high), place(explanation.weight));
    let (rule, doubt, edge, dot) =
        if canvas.look.ascii { ("-", ".", "|", "o") } else { ("─", "┄", "┃", "●") };
    let mut spans = vec![canvas.span(head, Role::Different)];
    for column in 0..room {
        let doubtful = (from..=to).contains(&column);
        let (sign, role) = match column {
            c if c == here => (dot, Role::Accent),
            c if c == to => (edge, Role::Same),
            c if c == from => (edge, Role::Different),
            _ if doubtful => (doubt, Role::Faint),
            _ => (rule, Role::Faint),
        };
        spans.push(canvas.span(sign, role));
    }
    spans.push(canvas.span(tail, Role::Same));
    let used = head.len() + tail.len() + room;
    spans.push(Span::raw(" ".repeat(columns.saturating_sub(used))));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_carry_their_sign() {
        assert_eq!([5.24, -16.0, -0.01, 0.0].map(bits), ["+5.2", "−16.0", "+0.0", "+0.0"]);
    }
}
