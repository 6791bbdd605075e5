//! What a pair would weigh if one of its comparisons came out otherwise.

use super::{Scorer, Weight};
use crate::resolve::compare::{Comparisons, Pattern};
use crate::resolve::corpus::Corpus;

impl Scorer {
    /// The match weight of a pair if comparison `at` came out at `level`. How rare the value of an agreement would be
    /// that is not there, nobody knows: it weighs like the left record's own value.
    pub(crate) fn suppose(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
        (at, level): (usize, usize),
    ) -> Weight {
        let mut sum = self.evidence(comparisons, pattern, left, right, corpus);
        let (comparison, table) = (&comparisons.list[at], &self.tables[at]);
        let is = table.evidence(comparison.level(pattern), corpus, left, right);
        let would = table.evidence(level, corpus, left, left);
        sum.same += would.same - is.same;
        sum.household += would.household - is.household;
        self.total(sum)
    }
}
