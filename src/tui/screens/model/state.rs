//! What Model remembers.

use crate::resolve::read::MatchModel;
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Sheet};

/// The tabs of the sheet.
pub(super) const TABS: [&str; 3] = ["weights", "blocking", "training"];

/// Its state.
#[derive(Debug, Default)]
pub struct Model {
    pub(super) model: Remote<Option<Box<MatchModel>>>,
    /// The threshold looked at, in bits; `None`: the one in force.
    pub(super) threshold: Option<i32>,
    pub(super) tab: usize,
    pub(super) sheet: Sheet,
    /// What of the tab is shown.
    pub(super) filter: FilterLine,
    pub(super) generation: u64,
}

impl Model {
    /// The threshold looked at.
    pub(super) fn looked_at(&self, model: &MatchModel) -> i32 {
        self.threshold.unwrap_or(model.merge_at.round() as i32)
    }
}
