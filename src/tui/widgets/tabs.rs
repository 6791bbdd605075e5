//! Tabs inside a pane.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the titles in one line, the chosen one marked by colour and brackets of light; notes them as targets.
pub fn pane_tabs(canvas: &mut Canvas, area: Rect, pane: &'static str, titles: &[String], chosen: usize) {
    let full: usize = titles.iter().map(|t| text::width(t) + 3).sum();
    let short = full > usize::from(area.width);
    let mut x = area.x;
    for (i, title) in titles.iter().enumerate() {
        let here = i == chosen;
        let word = if short && !here { text::truncate(title, 5) } else { title.clone() };
        let width = u16::try_from(text::width(&word)).unwrap_or_default();
        if x + width > area.right() {
            break;
        }
        let role = if here { Role::Accent } else { Role::Muted };
        let mut style = canvas.style(role);
        if here {
            style = style.underlined();
        }
        let spot = Rect { x, width, height: 1, ..area };
        canvas.line(spot, Line::from(Span::styled(word, style)));
        canvas.put(spot, Target::PaneTab(pane, i));
        x += width + 3;
        if i + 1 < titles.len() && x < area.right() {
            let dot = if canvas.look.ascii { "|" } else { "·" };
            canvas.text(Rect { x: x - 2, width: 1, height: 1, ..area }, dot, Role::Faint);
        }
    }
}
