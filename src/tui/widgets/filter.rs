//! The line in which a filter is typed.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// A filter's text, and whether it is being typed.
#[derive(Debug, Clone, Default)]
pub struct FilterLine {
    /// The text with its cursor.
    pub input: Input,
    /// The keys go into it.
    pub typing: bool,
}

impl FilterLine {
    /// The text without the blanks around it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value().trim()
    }

    /// True while there is something to show.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.typing || !self.text().is_empty()
    }

    /// Takes the filter off.
    pub fn clear(&mut self) {
        self.input = Input::default();
        self.typing = false;
    }

    /// Puts text in its place.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
    }
}

/// Types pasted text: one line, cleaned.
pub fn paste(input: &mut Input, pasted: &str) {
    for c in text::clean(pasted.trim()).chars() {
        input.handle(InputRequest::InsertChar(c));
    }
}

/// Draws `/text` with the text cursor while it is typed, and a remark on the right.
pub fn draw_filter(canvas: &mut Canvas, area: Rect, filter: &FilterLine, remark: &str) {
    let remark_role = if filter.typing { Role::Muted } else { Role::Faint };
    let taken = if remark.is_empty() {
        0
    } else {
        let spans = vec![canvas.span(remark.to_owned(), remark_role)];
        canvas.right(area, spans) + 1
    };
    canvas.text(area, "/", Role::Key);
    let room = area.width.saturating_sub(2 + taken);
    draw_input(canvas, Rect { x: area.x + 2, width: room, ..area }, &filter.input, filter.typing);
}

/// Draws an input line, scrolled so that its cursor shows.
pub fn draw_input(canvas: &mut Canvas, area: Rect, input: &Input, typing: bool) {
    let width = usize::from(area.width.max(1));
    let scroll = input.visual_scroll(width.saturating_sub(1));
    let mut skipped = 0;
    let shown: String = input
        .value()
        .chars()
        .skip_while(|c| {
            let skip = skipped < scroll;
            skipped += if skip { text::width(&c.to_string()) } else { 0 };
            skip
        })
        .collect();
    canvas.text(area, &shown, Role::Input);
    if typing {
        let column = input.visual_cursor().saturating_sub(scroll).min(width - 1);
        canvas.cursor_at(area.x + u16::try_from(column).unwrap_or_default(), area.y);
    }
}
