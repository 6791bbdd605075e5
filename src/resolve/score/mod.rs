//! Match weights as integers: thousandths of a bit, summed in a fixed order, the same on any machine.

mod between;
mod learned;
mod names;
mod patterns;
mod suppose;
mod table;

use super::compare::{Comparison, Comparisons, Pattern};
use super::contact::Silent;
use super::corpus::Corpus;
use super::frequency::Frequencies;
use super::model::Model;
use learned::Overlay;
pub(crate) use patterns::Patterns;
use rayon::prelude::*;
use table::Table;

/// Thousandths of a bit.
pub(crate) type Weight = i32;

/// Bits to thousandths.
pub(crate) fn milli(bits: f64) -> Weight {
    (bits * 1000.0).round() as Weight
}

/// 2^w / (1 + 2^w).
pub(crate) fn probability(weight: Weight) -> f64 {
    probability_of(f64::from(weight) / 1000.0)
}

/// The match probability of a weight in bits: 2^w / (1 + 2^w).
#[must_use]
pub fn probability_of(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Scores patterns of pairs.
pub(crate) struct Scorer {
    tables: Vec<Table>,
    prior: Weight,
    household_prior: Weight,
    softplus: Vec<Weight>,
    /// What was learned from decisions, when it is in use.
    overlay: Option<Overlay>,
}

/// What comparisons say: for one person and for two of one household, each against two people at random.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub same: Weight,
    pub household: Weight,
}

impl Evidence {
    fn add(&mut self, other: Self) {
        self.same += other.same;
        self.household += other.household;
    }
}

/// What a pattern says whoever the two are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stated {
    evidence: Evidence,
    /// Comparisons (bit by index) whose weight depends on the values too; not counted yet.
    open: u64,
}

/// A score in its parts.
pub(crate) struct Parts {
    /// Per comparison: level weight and frequency adjustment.
    pub steps: Vec<(Weight, Weight)>,
    /// What is taken off because people of one household agree like this too.
    pub household: Weight,
    pub prior: Weight,
    /// What decisions taught beyond the levels; 0 when nothing learned is in use.
    pub learned: Weight,
}

/// log2(1 + 2^x) is tabulated for |x| up to this many thousandths of a bit.
const SOFTPLUS_REACH: Weight = 20_000;

impl Scorer {
    /// `trained` gives the weights, `shipped` how common values of each kind usually are.
    pub(crate) fn new(
        corpus: &Corpus,
        comparisons: &Comparisons,
        trained: &Model,
        shipped: &Model,
        frequencies: &Frequencies,
    ) -> Self {
        let table = |comparison| Table::new(corpus, comparison, trained, shipped, frequencies);
        let tables = comparisons.list.par_iter().map(table).collect();
        let softplus = (-SOFTPLUS_REACH..=SOFTPLUS_REACH)
            .map(|x| milli((1.0 + (f64::from(x) / 1000.0).exp2()).log2()))
            .collect();
        let mut scorer = Self { tables, prior: 0, household_prior: 0, softplus, overlay: None };
        scorer.set_priors(trained);
        if let Some(learned) = &trained.learned {
            scorer.lay(learned, comparisons, trained);
        }
        scorer
    }

    /// Agreement on these contacts counts for little or nothing.
    pub(crate) fn silencing(mut self, silent: &Silent) -> Self {
        self.tables.iter_mut().for_each(|table| table.silence(silent));
        self
    }

    /// The match weight of a pair, prior included.
    pub(crate) fn weight(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Weight {
        self.total(self.evidence(comparisons, pattern, left, right, corpus))
    }

    /// What the comparisons of a pair say, without the priors.
    pub(crate) fn evidence(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Evidence {
        self.evidence_beside(self.stated(comparisons, pattern), comparisons, pattern, left, right, corpus)
    }

    /// What a pattern says whoever the two are.
    pub(crate) fn stated(&self, comparisons: &Comparisons, pattern: Pattern) -> Stated {
        let mut stated = Stated::default();
        for (i, (comparison, table)) in comparisons.list.iter().zip(&self.tables).enumerate() {
            match table.fixed(comparison.level(pattern)) {
                Some(said) => stated.evidence.add(said),
                None => stated.open |= 1 << i,
            }
        }
        stated
    }

    /// What the comparisons of a pair say, given what its pattern says.
    #[inline]
    pub(crate) fn evidence_beside(
        &self,
        stated: Stated,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Evidence {
        let Stated { evidence: mut sum, mut open } = stated;
        while open != 0 {
            let i = open.trailing_zeros() as usize;
            open &= open - 1;
            let level = comparisons.list[i].level(pattern);
            sum.add(self.tables[i].evidence(level, corpus, left, right));
        }
        sum
    }

    /// The match weight of a pair with this evidence.
    #[inline]
    pub(crate) fn total(&self, evidence: Evidence) -> Weight {
        let (same, household) = self.sides(evidence);
        match &self.overlay {
            Some(overlay) => overlay.total(same, household),
            None => same - household,
        }
    }

    /// The match weight of two groups with this evidence: what decisions taught of the sum was taught on pairs.
    fn group_total(&self, evidence: Evidence) -> Weight {
        let (same, household) = self.sides(evidence);
        same - household
    }

    /// What speaks for one person, and what is taken off it because people of one household agree like this too.
    #[inline]
    fn sides(&self, evidence: Evidence) -> (Weight, Weight) {
        (self.prior + evidence.same, self.log_one_plus(self.household_prior + evidence.household))
    }

    /// Sets the priors to those of the model.
    pub(crate) fn set_priors(&mut self, model: &Model) {
        let random = (1.0 - model.prior - model.household).max(1e-12);
        self.prior = milli((model.prior / random).log2());
        self.household_prior = milli((model.household / random).log2());
    }

    /// The match weight of a pair, in parts.
    pub(crate) fn parts(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Parts {
        let evidence = self.evidence(comparisons, pattern, left, right, corpus);
        let step = |(comparison, table): (&Comparison, &Table)| {
            let level = comparison.level(pattern);
            let said = table.evidence(level, corpus, left, right).same;
            (table.same[level], said - table.same[level])
        };
        let household = self.log_one_plus(self.household_prior + evidence.household);
        Parts {
            steps: comparisons.list.iter().zip(&self.tables).map(step).collect(),
            household: -household,
            prior: self.prior,
            learned: self.total(evidence) - (self.prior + evidence.same - household),
        }
    }

    #[inline]
    fn log_one_plus(&self, x: Weight) -> Weight {
        if x > SOFTPLUS_REACH {
            x
        } else if x < -SOFTPLUS_REACH {
            0
        } else {
            self.softplus[(x + SOFTPLUS_REACH) as usize]
        }
    }
}
