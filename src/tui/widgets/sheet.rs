//! A sheet: more lines than the pane is high, scrolled by the motions of lists.

use crate::tui::action::ListAct;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// How far a sheet is scrolled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sheet {
    /// First line shown.
    pub top: usize,
    rows: usize,
    lines: usize,
}

impl Sheet {
    /// Learns the pane's height and the sheet's length.
    pub fn fit(&mut self, rows: usize, lines: usize) {
        self.rows = rows;
        self.lines = lines;
        self.top = self.top.min(lines.saturating_sub(rows));
    }

    /// True when there is more than the pane shows.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.lines > self.rows
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.lines.saturating_sub(self.rows));
    }

    /// Moves; false: not a motion.
    pub fn motion(&mut self, act: ListAct) -> bool {
        let page = isize::try_from(self.rows.saturating_sub(1).max(1)).unwrap_or(1);
        match act {
            ListAct::Down => self.scroll(1),
            ListAct::Up => self.scroll(-1),
            ListAct::PageDown => self.scroll(page),
            ListAct::PageUp => self.scroll(-page),
            ListAct::Top => self.top = 0,
            ListAct::Bottom => self.top = self.lines.saturating_sub(self.rows),
            ListAct::Middle => self.top = self.lines.saturating_sub(self.rows) / 2,
            _ => return false,
        }
        true
    }
}

/// Draws the lines from the sheet's top; a note on the frame below says how much more there is. The pane's rows
/// and the number of lines are noted under `pane` for [`Sheet::fit`].
pub fn draw_sheet(canvas: &mut Canvas, area: Rect, pane: &'static str, sheet: Sheet, lines: Vec<Line<'_>>) {
    canvas.drawn.shows(pane, area.height.into());
    canvas.drawn.lines(pane, lines.len());
    let total = lines.len();
    let rows = usize::from(area.height);
    let top = sheet.top.min(total.saturating_sub(rows));
    for (line, y) in lines.into_iter().skip(top).take(rows).zip(area.y..) {
        canvas.line(Rect { y, ..area }, line);
    }
    let below = total.saturating_sub(top + rows);
    if below > 0 && area.height > 0 && area.width > 12 {
        let sign = if canvas.look.ascii { "v" } else { "↓" };
        let spans = vec![canvas.span(format!(" {sign} {below} more "), Role::Muted)];
        // Without a frame it covers the end of the last line.
        let y = if framed(canvas, area) { area.bottom() } else { area.bottom() - 1 };
        canvas.right(Rect { y, height: 1, ..area }, spans);
    }
}

/// Whether the row below the area is the lower edge of its frame.
fn framed(canvas: &mut Canvas, area: Rect) -> bool {
    let below = Position { x: area.right() - 1, y: area.bottom() };
    canvas.frame.buffer_mut().cell(below).is_some_and(|cell| matches!(cell.symbol(), "─" | "-"))
}
