//! A pane: a calm frame with a title on the left and a fact on the right.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// What a pane says on its frame.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    title: String,
    right: Vec<(String, Role)>,
    focused: bool,
}

impl Panel {
    /// A pane with a title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// A fact on the right: `1-40 of 3,876`.
    #[must_use]
    pub fn right(mut self, fact: impl Into<String>, role: Role) -> Self {
        let fact = fact.into();
        if !fact.is_empty() {
            self.right.push((fact, role));
        }
        self
    }

    /// Whether it has the keys.
    #[must_use]
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }
}

/// Draws the frame; what it leaves inside is returned, with a column of air on both sides.
pub fn panel(canvas: &mut Canvas, area: Rect, panel: Panel) -> Rect {
    let role = if panel.focused { Role::BorderFocus } else { Role::Border };
    let style = canvas.style(role);
    if canvas.look.plain {
        canvas.text(area, &panel.title, Role::Title);
        let facts: Vec<Span> =
            panel.right.iter().map(|(fact, role)| canvas.span(fact.clone(), *role)).collect();
        canvas.right(area, facts);
        return Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    }
    let set = if canvas.look.ascii { ASCII } else { border::ROUNDED };
    canvas.draw(Block::bordered().border_set(set).border_style(style), area);
    let edge = Rect { x: area.x + 2, width: area.width.saturating_sub(4), height: 1, ..area };
    let mut taken = 0;
    if !panel.right.is_empty() {
        let mut facts = vec![Span::raw(" ")];
        for (fact, role) in &panel.right {
            facts.push(canvas.span(fact.clone(), *role));
            facts.push(Span::raw(" "));
        }
        let needed: usize = facts.iter().map(|s| text::width(&s.content)).sum();
        if needed + text::width(&panel.title) + 4 <= edge.width.into() {
            taken = canvas.right(edge, facts) + 1;
        }
    }
    if !panel.title.is_empty() {
        let room = usize::from(edge.width.saturating_sub(taken + 2));
        let role = if panel.focused { Role::Accent } else { Role::Title };
        let title = canvas.span(text::truncate(&panel.title, room), role);
        canvas.line(edge, Line::from(vec![Span::raw(" "), title, Span::raw(" ")]));
    }
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}
