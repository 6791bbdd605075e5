//! What Sources remembers.

use super::Inside;
use crate::ingest::read::SourceRow;
use crate::tui::remote::Remote;
use crate::tui::widgets::{Grid, Sheet};

/// The tabs of the detail.
pub(super) const TABS: [&str; 3] = ["files", "columns", "rejects"];

/// Its state.
#[derive(Debug, Default)]
pub struct Sources {
    pub(super) list: Remote<()>,
    pub(super) grid: Grid<SourceRow>,
    pub(super) inside: Remote<Box<Inside>>,
    pub(super) tab: usize,
    pub(super) sheet: Sheet,
    /// The detail has the keys.
    pub(super) in_detail: bool,
    pub(super) generation: u64,
}
