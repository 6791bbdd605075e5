//! What was learned from a steward's decisions, laid over the weights that were found without labels.

use super::{Scorer, Weight, milli};
use crate::resolve::compare::Comparisons;
use crate::resolve::model::{Learned, Model};

/// What is done to a sum, beyond the levels: in thousandths of a bit, shares in thousandths.
pub(super) struct Overlay {
    constant: Weight,
    household: i64,
    gain: i64,
    shift: Weight,
}

impl Overlay {
    /// The match weight from what speaks for one person and what a household would share anyway.
    #[inline]
    pub(super) fn total(&self, same: Weight, household: Weight) -> Weight {
        let sum = i64::from(same + self.constant) - (i64::from(household) * self.household).div_euclid(1000);
        (sum * self.gain).div_euclid(1000) as Weight + self.shift
    }
}

impl Scorer {
    /// Lays what was learned over the levels and the sum.
    pub(super) fn lay(&mut self, learned: &Learned, comparisons: &Comparisons, model: &Model) {
        for level in &learned.levels {
            let known = model.levels(&level.attribute).iter().position(|l| l.name == level.level);
            let table = comparisons.list.iter().position(|c| c.attribute == level.attribute);
            if let (Some(at), Some(table)) = (known, table) {
                self.tables[table].same[at + 1] += milli(level.bits);
            }
        }
        self.overlay = Some(Overlay {
            constant: milli(learned.constant),
            household: i64::from(milli(learned.household)),
            gain: i64::from(milli(learned.gain)),
            shift: milli(learned.shift),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlay_that_says_nothing_changes_nothing() {
        let none = Overlay { constant: 0, household: 1000, gain: 1000, shift: 0 };
        for (same, household) in [(12_345, 678), (-12_345, 678), (0, 0), (-1, 1)] {
            assert_eq!(none.total(same, household), same - household);
        }
        let half = Overlay { constant: 500, household: 0, gain: 500, shift: -100 };
        assert_eq!(half.total(1_500, 9_999), 900);
    }
}
