//! A line of text asked for.

use super::dialog;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::draw_input;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};
use tui_input::Input;

/// A line of text asked for; it comes back under its purpose.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What the text is for: the app's own start with `app.`, others go to the screen shown.
    pub purpose: &'static str,
    /// The heading.
    pub title: String,
    /// One sentence of help.
    pub hint: String,
    /// The line.
    pub input: Input,
}

impl Prompt {
    /// Asks for a line.
    #[must_use]
    pub fn new(purpose: &'static str, title: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { purpose, title: title.into(), hint: hint.into(), input: Input::default() }
    }

    pub(super) fn view(&self, canvas: &mut Canvas, area: Rect) {
        let inner = dialog(canvas, area, 70, 7, &self.title);
        canvas.text(Rect { y: inner.y + 1, ..inner }, "›", Role::Key);
        let line = Rect { x: inner.x + 2, y: inner.y + 1, width: inner.width.saturating_sub(2), height: 1 };
        draw_input(canvas, line, &self.input, true);
        let hint =
            Paragraph::new(self.hint.clone()).style(canvas.style(Role::Muted)).wrap(Wrap { trim: true });
        canvas.draw(hint, Rect { y: inner.y + 3, height: inner.height.saturating_sub(3), ..inner });
    }
}
