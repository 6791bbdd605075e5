//! The weight of two groups of records: what speaks for and against their being one person, taken together.

use super::patterns::Patterns;
use super::{Evidence, Scorer, Weight};
use crate::resolve::compare::Comparisons;
use crate::resolve::corpus::Corpus;

/// Groups are judged by at most this many pairs of records.
const JUDGED_PAIRS: usize = 400;

impl Scorer {
    /// The match weight of two groups of records. Each comparison counts once, however many pairs of records there
    /// are, with three parts of its mean agreement and one part of its best: a record that lacks a value neither helps
    /// nor harms, and one contact in common does not outshout all else.
    pub(crate) fn between(
        &self,
        comparisons: &Comparisons,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
        patterns: &Patterns,
    ) -> Weight {
        self.group_total(outcome(&self.hear(comparisons, left, right, corpus, patterns)))
    }

    /// The same in parts.
    pub(crate) fn between_parts(
        &self,
        comparisons: &Comparisons,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Between {
        let heard = self.hear(comparisons, left, right, corpus, &Patterns::none());
        let without = |i: usize| {
            let mut rest = heard.clone();
            rest[i] = Heard::default();
            self.group_total(outcome(&rest))
        };
        Between {
            weight: self.group_total(outcome(&heard)),
            steps: heard.iter().map(|h| Heard::outcome(h.best.0, h.sum.0, h.pairs)).collect(),
            without: (0..heard.len()).map(without).collect(),
        }
    }

    fn hear(
        &self,
        comparisons: &Comparisons,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
        patterns: &Patterns,
    ) -> Vec<Heard> {
        let mut heard = vec![Heard::default(); self.tables.len()];
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b)));
        let step = (left.len() * right.len()).div_ceil(JUDGED_PAIRS).max(1);
        for (a, b) in pairs.step_by(step) {
            let known = patterns.of(a.min(b), a.max(b));
            let (a, b) = (corpus.row(a.min(b)), corpus.row(a.max(b)));
            let pattern = known.unwrap_or_else(|| comparisons.pattern(corpus, a, b));
            for ((comparison, table), heard) in comparisons.list.iter().zip(&self.tables).zip(&mut heard) {
                let level = comparison.level(pattern);
                if level != 0 {
                    heard.add(table.evidence(level, corpus, a, b));
                }
            }
        }
        heard
    }
}

/// The weight of two groups of records, in parts.
pub(crate) struct Between {
    pub weight: Weight,
    /// What each comparison adds.
    pub steps: Vec<Weight>,
    /// The weight if nothing were known of that comparison.
    pub without: Vec<Weight>,
}

fn outcome(heard: &[Heard]) -> Evidence {
    let mut sum = Evidence::default();
    for heard in heard {
        sum.same += Heard::outcome(heard.best.0, heard.sum.0, heard.pairs);
        sum.household += Heard::outcome(heard.best.1, heard.sum.1, heard.pairs);
    }
    sum
}

/// What one comparison says of two groups: as the same person, and as people of one household.
#[derive(Clone, Copy, Default)]
struct Heard {
    best: (Weight, Weight),
    sum: (i64, i64),
    pairs: i64,
}

impl Heard {
    fn add(&mut self, Evidence { same, household }: Evidence) {
        if self.pairs == 0 || (same, household) > self.best {
            self.best = (same, household);
        }
        self.sum.0 += i64::from(same);
        self.sum.1 += i64::from(household);
        self.pairs += 1;
    }

    fn outcome(best: Weight, sum: i64, pairs: i64) -> Weight {
        if pairs == 0 { 0 } else { ((i64::from(best) + 3 * (sum / pairs)) / 4) as Weight }
    }
}
