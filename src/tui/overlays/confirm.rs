//! A question before something that matters: says what will change, and takes no for an answer.

use super::dialog;
use crate::tui::action::{Act, OverlayAct};
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use crate::tui::work::Work;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// What happens on yes.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// This work is done in the background.
    Work(Work),
    /// The program ends.
    Leave,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// The question: `Leave while files are loading?`
    pub title: String,
    /// What will change, a sentence a line.
    pub changes: Vec<String>,
    /// The deed, on its button: `Leave`.
    pub deed: String,
    /// What happens on yes.
    pub then: Then,
    /// Enter would take yes; never so from the start.
    pub yes: bool,
}

impl Confirm {
    /// A question whose default is Cancel.
    #[must_use]
    pub fn new(title: impl Into<String>, deed: impl Into<String>, then: Then) -> Self {
        Self { title: title.into(), changes: Vec::new(), deed: deed.into(), then, yes: false }
    }

    /// Says one thing that will change.
    #[must_use]
    pub fn change(mut self, sentence: impl Into<String>) -> Self {
        self.changes.push(sentence.into());
        self
    }

    pub(super) fn view(&self, canvas: &mut Canvas, area: Rect) {
        let width = 62.min(area.width);
        let room = usize::from(width.saturating_sub(6)).max(1);
        let lines: usize = self.changes.iter().map(|s| crate::text::width(s).div_ceil(room).max(1)).sum();
        let height = u16::try_from(lines).unwrap_or(area.height).saturating_add(6);
        let inner = dialog(canvas, area, width, height, &self.title);
        let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(3), ..inner };
        let text: Vec<Line> = self.changes.iter().map(|s| Line::raw(s.clone())).collect();
        canvas.draw(Paragraph::new(text).wrap(Wrap { trim: true }), body);
        let mut x = inner.x;
        let y = inner.bottom().saturating_sub(1);
        let buttons = [
            ("n", "Cancel", OverlayAct::No, !self.yes),
            ("y", self.deed.as_str(), OverlayAct::Yes, self.yes),
        ];
        for (key, word, act, chosen) in buttons {
            let label = format!(" [{key}] {word} ");
            let width = u16::try_from(crate::text::width(&label)).unwrap_or_default();
            let spot = Rect { x, y, width, height: 1 };
            let role = if chosen { Role::Selected } else { Role::Text };
            canvas.line(spot, Span::styled(label, canvas.style(role)));
            canvas.put(spot, Target::Hint(Act::Overlay(act)));
            if chosen {
                canvas.focus_at(x, y);
            }
            x += width + 2;
        }
    }
}
