//! The line in which a filter is typed.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
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

    /// Whether a row stays: its name has the letters typed in their order, or another of its texts has them in a row.
    #[must_use]
    pub fn takes(&self, name: &str, others: &[&str]) -> bool {
        let wanted = self.text();
        wanted.is_empty()
            || SkimMatcherV2::default().fuzzy_match(name, wanted).is_some()
            || others.iter().any(|text| self.has(text))
    }

    /// Whether the text has what was typed in it, in a row.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.text().to_lowercase())
    }

    /// True while there is something to show.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.typing || !self.text().is_empty()
    }

    /// Takes the filter off. False: there was none.
    pub fn take_off(&mut self) -> bool {
        let shown = self.is_shown();
        self.clear();
        shown
    }

    /// Nothing typed, nothing being typed.
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

/// Draws the filter over a list that is all here, when it is shown, and says how many of how many rows it leaves;
/// returns the rest of the area.
pub fn filter_above(canvas: &mut Canvas, area: Rect, filter: &FilterLine, rows: (usize, usize)) -> Rect {
    if !filter.is_shown() || area.height == 0 {
        return area;
    }
    let (shown, all) = rows;
    let remark = match shown {
        0 => format!("none of {}", text::count(all)),
        n => format!("{} of {}", text::count(n), text::count(all)),
    };
    draw_filter(canvas, Rect { height: 1, ..area }, filter, &remark);
    Rect { y: area.y + 1, height: area.height - 1, ..area }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_their_order_or_words_as_they_are() {
        let mut filter = FilterLine::default();
        assert!(filter.takes("High value", &[]));
        filter.set(" hival ");
        assert!(filter.takes("High value", &[]) && !filter.takes("Lapsing", &["spends a lot"]));
        filter.set("SPENDS");
        assert!(filter.takes("High value", &["who spends most"]));
    }
}
