//! What Segments remembers.

use super::query::About;
use crate::segment::read::{DirectoryColumn, DirectoryOrder, DirectoryRow, SegmentList, SegmentRow};
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Grid, Sheet};
use std::sync::Arc;

/// Its state.
#[derive(Debug)]
pub struct Segments {
    pub(super) list: Remote<SegmentList>,
    /// Row ids are places in the list.
    pub(super) grid: Grid<SegmentRow>,
    pub(super) filter: FilterLine,
    /// Largest first, instead of by family.
    pub(super) by_size: bool,
    pub(super) about: Remote<Box<About>>,
    /// The segment that was last asked about.
    pub(super) about_of: Option<String>,
    pub(super) sheet: Sheet,
    pub(super) roster: Remote<Arc<[i64]>>,
    pub(super) rows: Remote<()>,
    pub(super) members: Grid<DirectoryRow>,
    /// The members' own filter.
    pub(super) within: FilterLine,
    pub(super) order: DirectoryOrder,
    /// The members have the keys.
    pub(super) in_members: bool,
    /// The members are on the screen; without room for them nobody asks for them.
    pub(super) members_shown: bool,
    /// The segment to go to once it is here.
    pub(super) seek: Option<String>,
    /// The member to go to once they are here.
    pub(super) seek_member: Option<i64>,
    pub(super) generation: u64,
}

impl Default for Segments {
    fn default() -> Self {
        Self {
            list: Remote::default(),
            grid: Grid::default(),
            filter: FilterLine::default(),
            by_size: false,
            about: Remote::default(),
            about_of: None,
            sheet: Sheet::default(),
            roster: Remote::default(),
            rows: Remote::default(),
            members: Grid::default(),
            within: FilterLine::default(),
            order: DirectoryOrder { by: DirectoryColumn::Revenue, descending: true },
            in_members: false,
            members_shown: false,
            seek: None,
            seek_member: None,
            generation: 0,
        }
    }
}

impl Segments {
    /// The segment under the cursor.
    pub(super) fn chosen(&self) -> Option<&SegmentRow> {
        self.grid.row()
    }

    /// The list in the order chosen, the cursor on the same segment.
    pub(super) fn arrange(&mut self) {
        let Some(list) = self.list.get() else { return };
        let mut rows: Vec<(i64, SegmentRow)> = (0..).zip(list.segments.iter().cloned()).collect();
        rows.retain(|(_, row)| self.filter.takes(&row.title, &[&row.family, &row.description]));
        if self.by_size {
            rows.sort_by_key(|(place, row)| (std::cmp::Reverse(row.size), *place));
        } else {
            let family = |name: &str| list.segments.iter().position(|row| row.family == name);
            rows.sort_by_key(|(place, row)| (family(&row.family), *place));
        }
        let sought = self.seek.take().map(|id| rows.iter().find(|(_, row)| row.id == id).map(|(n, _)| *n));
        self.grid.set_all(rows);
        match sought {
            Some(Some(place)) => drop(self.grid.go_to(place)),
            // It is gone, and with it whoever was looked for in it.
            Some(None) => {
                self.within.clear();
                (self.in_members, self.seek_member) = (false, None);
            }
            None => {}
        }
    }
}
