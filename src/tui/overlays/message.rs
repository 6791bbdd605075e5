//! A message that must be put away: errors and what to do about them.

use super::dialog;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The heading: `Could not load the files`.
    pub title: String,
    /// What happened, and what to do.
    pub body: String,
}

impl Message {
    pub(super) fn view(&self, canvas: &mut Canvas, area: Rect) {
        let width = 70.min(area.width);
        let room = usize::from(width.saturating_sub(6)).max(1);
        let rows: usize = self.body.lines().map(|line| text::width(line).div_ceil(room).max(1)).sum();
        let height = u16::try_from(rows).unwrap_or(area.height).saturating_add(5);
        let inner = dialog(canvas, area, width, height, &self.title);
        let lines: Vec<Line> =
            self.body.lines().map(|line| Line::raw(text::clean(line).into_owned())).collect();
        let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(2), ..inner };
        canvas.draw(Paragraph::new(lines).wrap(Wrap { trim: true }), body);
        let spot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        canvas.text(spot, "Enter closes this", Role::Muted);
    }
}
