//! The one table: an order of ids built once per filter and sort, and rows fetched page by page as they show.
//!
//! Nothing costs more than what is on the screen: the order is a shared slice of ids, rows are kept by id in a
//! cache of 32 pages of 256, and rows not here yet are drawn as `·····`.

mod view;
mod width;

pub use view::{Align, Cell, Column, GridView};
pub use width::Width;

use crate::tui::action::ListAct;
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows a page.
pub const PAGE: usize = 256;
/// Pages fetched ahead of the last move: rows that lie scattered cost the same one or many at a time.
const AHEAD: usize = 3;
/// Rows kept.
const KEPT: usize = 32 * PAGE;

/// A list's state: order, cursor, scroll, marks, and the rows known so far.
#[derive(Debug, Clone)]
pub struct Grid<R> {
    order: Arc<[i64]>,
    rows: FxHashMap<i64, R>,
    asked: HashSet<usize>,
    marked: BTreeSet<i64>,
    cursor: usize,
    top: usize,
    height: usize,
    /// First scrolled column shown beside the frozen one.
    pub left: usize,
    forward: bool,
}

impl<R> Default for Grid<R> {
    fn default() -> Self {
        Self {
            order: Arc::from([]),
            rows: FxHashMap::default(),
            asked: HashSet::new(),
            marked: BTreeSet::new(),
            cursor: 0,
            top: 0,
            height: 20,
            left: 0,
            forward: true,
        }
    }
}

impl<R> Grid<R> {
    /// A new order. The cursor stays on its row when that is still there, else near where it was.
    pub fn set_order(&mut self, order: Arc<[i64]>) {
        let here = self.id();
        self.order = order;
        self.asked.clear();
        let kept = here.and_then(|id| self.order.iter().position(|other| *other == id));
        self.cursor = kept.unwrap_or(self.cursor).min(self.order.len().saturating_sub(1));
        self.show_cursor();
    }

    /// A new order seen from its beginning: another filter or sort.
    pub fn start_over(&mut self, order: Arc<[i64]>) {
        self.order = order;
        self.asked.clear();
        (self.cursor, self.top) = (0, 0);
    }

    /// All rows at once, for lists that are short.
    pub fn set_all(&mut self, rows: Vec<(i64, R)>) {
        let order = rows.iter().map(|(id, _)| *id).collect();
        self.rows = rows.into_iter().collect();
        self.set_order(order);
    }

    /// Forgets all rows (the workspace changed); marks and cursor stay.
    pub fn forget_rows(&mut self) {
        self.rows.clear();
        self.asked.clear();
    }

    /// Rows have come.
    pub fn put(&mut self, rows: impl IntoIterator<Item = (i64, R)>) {
        self.rows.extend(rows);
        if self.rows.len() > KEPT {
            let from = self.top.saturating_sub(KEPT / 4);
            let near: HashSet<i64> = self.order.iter().skip(from).take(KEPT / 2).copied().collect();
            self.rows.retain(|id, _| near.contains(id));
            self.asked.clear();
        }
    }

    /// The ids in order, shared.
    #[must_use]
    pub fn order(&self) -> Arc<[i64]> {
        self.order.clone()
    }

    /// How many rows the order has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Index of the row under the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Id of the row under the cursor.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        self.order.get(self.cursor).copied()
    }

    /// The row under the cursor, when it is here.
    #[must_use]
    pub fn row(&self) -> Option<&R> {
        self.id().and_then(|id| self.rows.get(&id))
    }

    /// A row by its id, when it is here.
    #[must_use]
    pub fn get(&self, id: i64) -> Option<&R> {
        self.rows.get(&id)
    }

    /// Ids of the marked rows; of the one under the cursor when none is.
    #[must_use]
    pub fn taken(&self) -> Vec<i64> {
        if self.marked().is_empty() {
            self.id().into_iter().collect()
        } else {
            self.marked().iter().copied().collect()
        }
    }

    /// The marked ids.
    #[must_use]
    pub fn marked(&self) -> &BTreeSet<i64> {
        &self.marked
    }

    /// Indices of the rows shown, the last one exclusive.
    #[must_use]
    pub fn shown(&self) -> Range<usize> {
        self.top..(self.top + self.height).min(self.order.len())
    }

    /// Learns how many rows the pane has; the row under the cursor stays on the screen.
    pub fn fit(&mut self, rows: usize) {
        self.height = rows.max(1);
        self.show_cursor();
    }

    /// Puts the cursor on a row.
    pub fn go(&mut self, index: usize) {
        let index = index.min(self.order.len().saturating_sub(1));
        self.forward = index >= self.cursor;
        self.cursor = index;
        self.show_cursor();
    }

    /// Puts the cursor on the row with this id. False: it is not in the order.
    pub fn go_to(&mut self, id: i64) -> bool {
        let found = self.order.iter().position(|other| *other == id);
        if let Some(index) = found {
            self.go(index);
        }
        found.is_some()
    }

    /// Scrolls without moving the cursor further than it must.
    pub fn scroll(&mut self, by: isize) {
        let last = self.order.len().saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(by).min(last);
        self.forward = by > 0;
        let bottom = (self.top + self.height).saturating_sub(1).min(self.order.len().saturating_sub(1));
        self.cursor = self.cursor.clamp(self.top.min(bottom), bottom);
    }

    /// Moves or marks; false: not a motion.
    pub fn motion(&mut self, act: ListAct) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        let last = self.order.len().saturating_sub(1);
        match act {
            ListAct::Down => self.go(self.cursor + 1),
            ListAct::Up => self.go(self.cursor.saturating_sub(1)),
            ListAct::PageDown => self.go(self.cursor + page),
            ListAct::PageUp => self.go(self.cursor.saturating_sub(page)),
            ListAct::Top => self.go(0),
            ListAct::Bottom => self.go(last),
            ListAct::Middle => self.go(last / 2),
            ListAct::Left => self.left = self.left.saturating_sub(1),
            ListAct::Right => self.left += 1,
            ListAct::Mark => {
                if let Some(id) = self.id() {
                    if !self.marked.remove(&id) {
                        self.marked.insert(id);
                    }
                    self.go(self.cursor + 1);
                }
            }
            ListAct::Unmark => self.marked.clear(),
            _ => return false,
        }
        true
    }

    /// Ids to fetch now: those shown that are neither here nor asked for, and some pages in the direction of
    /// the last move, as soon as the next one is missing. Empty: nothing to do. They count as asked for from now on.
    pub fn wanted(&mut self) -> Vec<i64> {
        if self.order.is_empty() {
            return Vec::new();
        }
        let shown = self.shown();
        let (first, last) = (shown.start / PAGE, shown.end.saturating_sub(1) / PAGE);
        let next = if self.forward { last + 1 } else { first.saturating_sub(1) };
        if (first..=last).chain([next]).all(|page| self.asked.contains(&page)) {
            return Vec::new();
        }
        let around =
            if self.forward { first..last + 1 + AHEAD } else { first.saturating_sub(AHEAD)..last + 1 };
        let mut wanted = Vec::new();
        for page in around {
            let ids = page * PAGE..((page + 1) * PAGE).min(self.order.len());
            if ids.is_empty() || self.asked.contains(&page) {
                continue;
            }
            self.asked.insert(page);
            wanted.extend(self.order[ids].iter().filter(|id| !self.rows.contains_key(id)));
        }
        wanted
    }

    /// The pages asked for will not come (the question was given up): they may be asked for again.
    pub fn unasked(&mut self) {
        self.asked.clear();
    }

    fn show_cursor(&mut self) {
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + self.height {
            self.top = self.cursor + 1 - self.height;
        }
        self.top = self.top.min(self.order.len().saturating_sub(self.height.min(self.order.len())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(n: i64) -> Grid<()> {
        let mut grid = Grid::default();
        grid.set_order((0..n).map(|i| i * 10).collect());
        grid.fit(10);
        grid
    }

    #[test]
    fn motions_keep_the_cursor_on_the_screen() {
        let mut grid = grid(1000);
        for (act, cursor) in [
            (ListAct::Down, 1),
            (ListAct::PageDown, 10),
            (ListAct::Bottom, 999),
            (ListAct::Down, 999),
            (ListAct::PageUp, 990),
            (ListAct::Middle, 499),
            (ListAct::Top, 0),
            (ListAct::Up, 0),
        ] {
            assert!(grid.motion(act));
            assert_eq!(grid.cursor(), cursor, "{act:?}");
            assert!(grid.shown().contains(&cursor), "{act:?}");
        }
        assert!(!grid.motion(ListAct::Filter));
    }

    #[test]
    fn pages_are_asked_for_once_with_some_ahead() {
        let mut grid = grid(5000);
        assert_eq!(grid.wanted().len(), (1 + AHEAD) * PAGE);
        assert!(grid.wanted().is_empty());
        grid.motion(ListAct::Bottom);
        assert_eq!(grid.wanted().len(), 5000 % PAGE);
        grid.motion(ListAct::PageUp);
        assert_eq!(grid.wanted().len(), AHEAD * PAGE, "those before, as we go up");
    }

    #[test]
    fn the_cursor_stays_on_its_row_in_a_new_order() {
        let mut grid = grid(100);
        grid.go(40);
        grid.set_order([7, 400, 9].into());
        assert_eq!(grid.id(), Some(400));
        grid.set_order([1, 2].into());
        assert_eq!(grid.id(), Some(2));
        grid.set_order([].into());
        assert_eq!(grid.id(), None);
    }

    #[test]
    fn rows_far_away_are_dropped_and_may_be_asked_for_again() {
        let mut grid = Grid::default();
        grid.set_order((0..20_000).collect());
        grid.put((0..8192).map(|i| (i, ())));
        grid.go(15_000);
        grid.put((14_848..15_104).map(|i| (i, ())));
        assert!(grid.get(0).is_none() && grid.get(15_000).is_some());
        grid.go(0);
        assert!(!grid.wanted().is_empty());
    }

    #[test]
    fn marks_are_ids() {
        let mut grid = grid(10);
        grid.motion(ListAct::Mark);
        grid.motion(ListAct::Mark);
        grid.set_order([10, 0].into());
        assert_eq!(grid.marked().iter().copied().collect::<Vec<_>>(), [0, 10]);
        grid.motion(ListAct::Unmark);
        assert!(grid.marked().is_empty());
    }
}
