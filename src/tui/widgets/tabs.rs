//! Tabs inside a pane.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns between two titles.
const GAP: usize = 3;

/// Draws the titles in one line, the chosen one underlined, and notes them as targets. Where not all fit, those
/// around the chosen one are drawn, with signs that there are more.
pub fn pane_tabs(canvas: &mut Canvas, area: Rect, pane: &'static str, titles: &[String], chosen: usize) {
    let widths: Vec<usize> = titles.iter().map(|title| text::width(title)).collect();
    let shown = window(&widths, chosen, area.width.into());
    let mut x = area.x;
    if shown.start > 0 {
        canvas.text(
            Rect { x, width: 1, height: 1, ..area },
            if canvas.look.ascii { "<" } else { "‹" },
            Role::Muted,
        );
        x += 2;
    }
    for i in shown.clone() {
        let width = u16::try_from(widths[i]).unwrap_or_default().min(area.right().saturating_sub(x));
        let mut style = canvas.style(if i == chosen { Role::Accent } else { Role::Muted });
        if i == chosen {
            style = style.underlined();
        }
        let spot = Rect { x, width, height: 1, ..area };
        canvas.line(spot, Line::from(Span::styled(text::truncate(&titles[i], width.into()), style)));
        canvas.put(spot, Target::PaneTab(pane, i));
        x += width + GAP as u16;
        if i + 1 < shown.end && x < area.right() {
            let dot = if canvas.look.ascii { "|" } else { "·" };
            canvas.text(Rect { x: x - 2, width: 1, height: 1, ..area }, dot, Role::Faint);
        }
    }
    if shown.end < titles.len() && area.width > 0 {
        let sign = if canvas.look.ascii { ">" } else { "›" };
        canvas.text(Rect { x: area.right() - 1, width: 1, height: 1, ..area }, sign, Role::Muted);
    }
}

/// The run of titles around the chosen one that fits into `room`, with two columns kept for each sign of more.
fn window(widths: &[usize], chosen: usize, room: usize) -> std::ops::Range<usize> {
    let needs = |run: &std::ops::Range<usize>| {
        let signs = 2 * (usize::from(run.start > 0) + usize::from(run.end < widths.len()));
        widths[run.clone()].iter().sum::<usize>() + GAP * run.len().saturating_sub(1) + signs
    };
    let mut run = 0..widths.len();
    while needs(&run) > room && run.len() > 1 {
        if run.end - 1 > chosen { run.end -= 1 } else { run.start += 1 }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_tab_is_always_among_those_shown() {
        let widths = [6, 7, 3, 7, 8];
        assert_eq!(window(&widths, 0, 60), 0..5);
        assert_eq!(window(&widths, 0, 24), 0..3);
        assert_eq!(window(&widths, 4, 24), 3..5);
        assert_eq!(window(&widths, 2, 1), 2..3);
    }
}
