//! What views draw with: the frame, the theme, the look, and the map of what lies where.

use super::action::{Act, Keymap};
use super::hits::{Drawn, Target};
use super::msg::Moment;
use super::theme::{Role, Theme};
use super::widgets::bar;
use crate::govern::mask;
use crate::text;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// From 60 columns: one pane.
    Narrow,
    /// From 80: list and detail.
    Normal,
    /// From 120: list, detail, facets.
    Wide,
}

/// From this many columns on list, detail and facets stand side by side whichever has the keys.
pub const THREE_PANES: u16 = 160;

impl Class {
    /// The class of a frame this many columns wide.
    #[must_use]
    pub fn of(columns: u16) -> Self {
        match columns {
            ..80 => Self::Narrow,
            80..120 => Self::Normal,
            _ => Self::Wide,
        }
    }
}

/// Settings that change how everything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Frames and bars in ASCII.
    pub ascii: bool,
    /// For screen readers: no frames, and the hardware cursor on the focused row.
    pub plain: bool,
    /// Personal data is masked.
    pub masked: bool,
    /// Nothing may be written.
    pub read_only: bool,
}

/// A frame being drawn.
pub struct Canvas<'a, 'f> {
    /// ratatui's frame.
    pub frame: &'a mut Frame<'f>,
    /// Styles by meaning.
    pub theme: &'a Theme,
    /// How to draw.
    pub look: Look,
    /// What time it is.
    pub now: Moment,
    /// How much room there is.
    pub class: Class,
    /// The focused pane alone.
    pub zoom: bool,
    /// Which keys do what, for hints in texts.
    pub keymap: &'a Keymap,
    /// What lies where, being noted.
    pub drawn: &'a mut Drawn,
}

impl Canvas<'_, '_> {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// A span in a role's style.
    #[must_use]
    pub fn span<'t>(&self, text: impl Into<std::borrow::Cow<'t, str>>, role: Role) -> Span<'t> {
        Span::styled(text, self.style(role))
    }

    /// The first key of an action, for texts such as `press Ctrl-O`.
    #[must_use]
    pub fn key(&self, act: Act) -> String {
        let key = self.keymap.keys(act).into_iter().next().unwrap_or_else(|| "Ctrl-P".into());
        if !self.look.ascii {
            return key;
        }
        let arrows = [("←", "Left"), ("→", "Right"), ("↑", "Up"), ("↓", "Down")];
        arrows.into_iter().fold(key, |key, (arrow, word)| key.replace(arrow, word))
    }

    /// Draws a widget.
    pub fn draw(&mut self, widget: impl Widget, area: Rect) {
        self.frame.render_widget(widget, area);
    }

    /// Draws one line at the top of `area`, cut at its right edge.
    pub fn line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        let area = area.intersection(self.frame.area());
        if area.height > 0 && area.width > 0 {
            self.frame.render_widget(line.into(), Rect { height: 1, ..area });
        }
    }

    /// Draws plain text, cleaned and cut with `…`.
    pub fn text(&mut self, area: Rect, content: &str, role: Role) {
        let style = self.style(role);
        self.line(area, Span::styled(text::truncate(content, area.width.into()), style));
    }

    /// Draws text against the right edge; returns the columns it took.
    pub fn right(&mut self, area: Rect, spans: Vec<Span<'_>>) -> u16 {
        let width: usize = spans.iter().map(|s| text::width(&s.content)).sum();
        let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
        let x = area.right() - width;
        self.line(Rect { x, width, ..area }, Line::from(spans));
        width
    }

    /// Fills an area's ground.
    pub fn fill(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.frame.area());
        self.frame.buffer_mut().set_style(area, style);
    }

    /// Notes what lies here.
    pub fn put(&mut self, area: Rect, target: Target) {
        self.drawn.put(area, target);
    }

    /// A bar's glyphs; none for screen readers, who get the number beside it.
    #[must_use]
    pub fn bar(&self, share: f64, columns: u16) -> String {
        if self.look.plain { String::new() } else { bar(share, columns, self.look.ascii) }
    }

    /// A sentence in as many lines as it needs, `left` columns from the left.
    #[must_use]
    pub fn paragraph(&self, sentence: &str, left: usize, width: usize, role: Role) -> Vec<Line<'static>> {
        let lines = text::wrap(sentence, width.saturating_sub(left).max(10)).into_iter();
        lines.map(|line| Line::from(self.span(" ".repeat(left) + &line, role))).collect()
    }

    /// A personal value as it may be shown: masked when masks are on, else cleaned.
    #[must_use]
    pub fn person(&self, attribute: &str, value: &str) -> String {
        person(self.look.masked, attribute, value)
    }

    /// The focused row is here: screen readers follow the hardware cursor.
    pub fn focus_at(&mut self, column: u16, row: u16) {
        if self.look.plain {
            self.frame.set_cursor_position(Position::new(column, row));
        }
    }

    /// The text cursor is here.
    pub fn cursor_at(&mut self, column: u16, row: u16) {
        self.frame.set_cursor_position(Position::new(column, row));
    }
}

/// A personal value as it may be shown. `attribute` is a column of records or an identifier's kind.
#[must_use]
pub fn person(masked: bool, attribute: &str, value: &str) -> String {
    if masked { mask(attribute, value) } else { text::clean(value).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_by_columns() {
        assert_eq!(
            [60, 79, 80, 119, 120].map(Class::of),
            [Class::Narrow, Class::Narrow, Class::Normal, Class::Normal, Class::Wide]
        );
    }
}
