//! Characters two columns wide leave nothing behind: when one goes, both its columns are written.
//!
//! ratatui writes only what changed, and thinks the second column of such a character blank already (ratatui#2585);
//! a terminal that does not blank it by itself would keep half a character there.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Position;
use unicode_width::UnicodeWidthStr;

/// The second columns of the last frame's wide characters.
#[derive(Debug, Default)]
pub(super) struct Wide(Vec<Position>);

fn is_wide(buffer: &Buffer, at: Position) -> bool {
    buffer.cell(at).is_some_and(|cell| !cell.symbol().is_ascii() && cell.symbol().width() > 1)
}

impl Wide {
    /// Marks the columns that a wide character of the last frame left, and notes those of this one.
    pub(super) fn settle(&mut self, buffer: &mut Buffer) {
        for second in std::mem::take(&mut self.0) {
            let first = Position { x: second.x.saturating_sub(1), ..second };
            if !is_wide(buffer, first)
                && let Some(cell) = buffer.cell_mut(second)
            {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
        let area = buffer.area;
        let first = area.positions().filter(|at| at.x + 1 < area.right() && is_wide(buffer, *at));
        self.0 = first.map(|at| Position { x: at.x + 1, ..at }).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn what_a_wide_character_leaves_is_written() {
        let area = Rect::new(0, 0, 6, 1);
        let mut wide = Wide::default();
        let mut before = Buffer::empty(area);
        before.set_string(0, 0, "王x", Style::new());
        wide.settle(&mut before);
        let mut after = Buffer::empty(area);
        after.set_string(2, 0, "x", Style::new());
        wide.settle(&mut after);
        let written: Vec<u16> = before.diff(&after).into_iter().map(|(x, ..)| x).collect();
        assert_eq!(written, [0, 1]);
        let mut again = Buffer::empty(area);
        again.set_string(2, 0, "x", Style::new());
        wide.settle(&mut again);
        assert!(before.diff(&again).iter().all(|(x, ..)| *x == 0), "only once");
    }
}
