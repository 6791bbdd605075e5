//! Pairs that were compared and are worth remembering.

use super::cluster::rank;
use super::compare::Pattern;
use super::score::Weight;

/// The rule of pairs that no blocking rule found, but a steward did.
pub(crate) const NO_RULE: i16 = -1;

/// A pair that was compared and is worth remembering.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Indices into the corpus, left < right.
    pub left: u32,
    pub right: u32,
    pub weight: Weight,
    pub pattern: Pattern,
    /// Index of the blocking rule that found it; [`NO_RULE`] when only a decision did.
    pub rule: i16,
    /// A deterministic rule joins the two.
    pub certain: bool,
    /// It is heavy enough to merge only by what was learned from decisions.
    pub learned: bool,
}

impl Edge {
    /// The weight it joins records by: at least that of a merge when a deterministic rule speaks for it.
    pub(crate) fn joining_weight(&self, merge_at: Weight) -> Weight {
        rank(self.weight, self.certain, merge_at)
    }
}
