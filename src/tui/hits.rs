//! What the last frame shows where: clicks are looked up here, and lists learn how many rows they have.

use super::action::Act;
use super::screens::ScreenId;
use ratatui::layout::{Position, Rect};

/// Something on the screen that a mouse can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A tab at the top.
    Tab(ScreenId),
    /// A word in the footer.
    Hint(Act),
    /// A row of a list, by its index in the whole list.
    Row(&'static str, usize),
    /// A column heading of a list.
    Column(&'static str, usize),
    /// Somewhere in a pane.
    Pane(&'static str),
    /// An entry of a menu.
    Entry(usize),
    /// A tab inside a pane.
    PaneTab(&'static str, usize),
    /// Beside an overlay.
    Beside,
}

/// The map of one frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    targets: Vec<(Rect, Target)>,
    rows: Vec<(&'static str, usize)>,
    lines: Vec<(&'static str, usize)>,
}

impl Drawn {
    /// Notes that `target` is at `area`; later notes lie on top of earlier ones.
    pub fn put(&mut self, area: Rect, target: Target) {
        self.targets.push((area, target));
    }

    /// Notes how many rows the pane shows.
    pub fn shows(&mut self, pane: &'static str, rows: usize) {
        self.rows.push((pane, rows));
    }

    /// Notes how many lines the pane's sheet has.
    pub fn lines(&mut self, pane: &'static str, lines: usize) {
        self.lines.push((pane, lines));
    }

    /// The pane's rows and its sheet's lines; `None`: it was not drawn.
    #[must_use]
    pub fn sheet(&self, pane: &str) -> Option<(usize, usize)> {
        let lines = self.lines.iter().rev().find(|(name, _)| *name == pane).map(|(_, lines)| *lines)?;
        Some((self.rows(pane)?, lines))
    }

    /// True when every pane shows as many rows as in the other frame.
    #[must_use]
    pub fn same_rows(&self, other: &Self) -> bool {
        self.rows == other.rows && self.lines == other.lines
    }

    /// What lies at a cell: the uppermost target.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Target> {
        let here = Position::new(column, row);
        self.targets.iter().rev().find(|(area, _)| area.contains(here)).map(|(_, target)| *target)
    }

    /// How many rows the pane shows; `None`: it was not drawn.
    #[must_use]
    pub fn rows(&self, pane: &str) -> Option<usize> {
        self.rows.iter().rev().find(|(name, _)| *name == pane).map(|(_, rows)| *rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uppermost_target_is_found() {
        let mut drawn = Drawn::default();
        drawn.put(Rect::new(0, 0, 10, 10), Target::Pane("list"));
        drawn.put(Rect::new(2, 3, 5, 1), Target::Row("list", 7));
        assert_eq!(drawn.at(3, 3), Some(Target::Row("list", 7)));
        assert_eq!(drawn.at(3, 4), Some(Target::Pane("list")));
        assert_eq!(drawn.at(30, 4), None);
    }
}
