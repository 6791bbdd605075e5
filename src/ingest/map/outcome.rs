//! What became of a row, and how many rows met which end.

use std::collections::BTreeMap;

/// What became of a row.
pub(crate) enum Outcome {
    /// It became something.
    Mapped,
    /// It is none of this map's business.
    NotMeant,
    /// It is, and is passed over: why.
    PassedOver(String),
    /// It is, but can't be used: why.
    Rejected(String),
}

/// Rows by what became of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub read: u64,
    pub mapped: u64,
    /// Rows passed over, by reason.
    pub ignored: BTreeMap<String, u64>,
    /// Rows rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
}

/// Reasons counted apart; a file of garbage gives a new one a row.
const REASONS: usize = 1_000;

impl Tally {
    pub(crate) fn ignore(&mut self, reason: &str, rows: u64) {
        count(&mut self.ignored, reason, rows);
    }

    pub(crate) fn reject(&mut self, reason: &str) {
        count(&mut self.rejected, reason, 1);
    }

    pub(crate) fn rows_ignored(&self) -> u64 {
        self.ignored.values().sum()
    }

    pub(crate) fn rows_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Rows of which it is known what became.
    pub(crate) fn accounted(&self) -> u64 {
        self.mapped + self.rows_ignored() + self.rows_rejected()
    }
}

fn count(reasons: &mut BTreeMap<String, u64>, reason: &str, rows: u64) {
    if let Some(known) = reasons.get_mut(reason) {
        *known += rows;
    } else if reasons.len() < REASONS {
        reasons.insert(reason.to_owned(), rows);
    } else {
        *reasons.entry("other reasons".to_owned()).or_default() += rows;
    }
}
