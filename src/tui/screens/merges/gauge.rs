//! The scale on which the sum of the weights lies.

use crate::resolve::explain::PairExplanation;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::Span;

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
