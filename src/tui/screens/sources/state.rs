//! What Sources remembers.

use super::Inside;
use crate::ingest::read::SourceRow;
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Grid, Sheet};

/// The tabs of the detail.
pub(super) const TABS: [&str; 3] = ["files", "columns", "rejects"];

/// Its state.
#[derive(Debug, Default)]
pub struct Sources {
    pub(super) list: Remote<Vec<SourceRow>>,
    /// Those of the list that the filter leaves.
    pub(super) grid: Grid<SourceRow>,
    pub(super) filter: FilterLine,
    pub(super) inside: Remote<Box<Inside>>,
    pub(super) tab: usize,
    pub(super) sheet: Sheet,
    /// The detail has the keys.
    pub(super) in_detail: bool,
    /// The source the last session ended with.
    pub(super) seek: Option<i64>,
    pub(super) generation: u64,
}

impl Sources {
    /// The list as the filter leaves it, the cursor on the same source.
    pub(super) fn arrange(&mut self) {
        let Some(list) = self.list.get() else { return };
        let taken = list.iter().filter(|row| self.filter.takes(&row.name, &[&row.system, &row.connector]));
        self.grid.set_all(taken.map(|row| (row.source_id.into(), row.clone())).collect());
        if let Some(id) = self.seek.take() {
            self.grid.go_to(id);
        }
    }
}
