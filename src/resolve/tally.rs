//! What a walk over all candidates counts: pairs by pattern, by weight and by rule.

use super::compare::{Comparisons, Pattern};
use super::estimate::Session;
use super::histogram::{BITS, Histogram, bin};
use super::score::{Scorer, Stated, Weight};
use rustc_hash::FxHashMap;

/// Counts of some candidates. Each pattern is looked up once a pair, with what it says whoever the two are.
pub(super) struct Tally {
    patterns: FxHashMap<Pattern, (u32, Stated)>,
    by_bits: Vec<u64>,
    /// Pairs and matches of each rule.
    pub by_rule: Vec<(u64, u64)>,
}

impl Tally {
    pub(super) fn new(rules: usize) -> Self {
        let by_bits = vec![0; 2 * BITS as usize + 1];
        Self { patterns: FxHashMap::default(), by_bits, by_rule: vec![(0, 0); rules] }
    }

    /// Counts a pair with this pattern. Returns what its pattern says.
    #[inline]
    pub(super) fn pattern(&mut self, scorer: &Scorer, comparisons: &Comparisons, pattern: Pattern) -> Stated {
        let (count, stated) =
            self.patterns.entry(pattern).or_insert_with(|| (0, scorer.stated(comparisons, pattern)));
        *count += 1;
        *stated
    }

    /// Counts a pair of this rule and weight.
    #[inline]
    pub(super) fn pair(&mut self, rule: usize, weight: Weight, matches: bool) {
        let bits = bin(weight);
        self.by_bits[(bits + BITS) as usize] += 1;
        let (pairs, matched) = &mut self.by_rule[rule];
        *pairs += 1;
        *matched += u64::from(matches);
    }

    /// Adds what another one counted.
    pub(super) fn add(&mut self, other: Self) {
        for (pattern, (count, stated)) in other.patterns {
            self.patterns.entry(pattern).or_insert((0, stated)).0 += count;
        }
        self.by_bits.iter_mut().zip(other.by_bits).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.by_rule.iter_mut().zip(other.by_rule) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }

    /// Pairs by whole bits of weight; weights no pair has are left out.
    pub(super) fn histogram(&self) -> Histogram {
        (-BITS..).zip(&self.by_bits).filter(|(_, n)| **n > 0).map(|(bits, n)| (bits, *n)).collect()
    }

    /// Pairs by pattern.
    pub(super) fn session(&self) -> Session {
        let mut patterns: Vec<(Pattern, f64)> =
            self.patterns.iter().map(|(pattern, (count, _))| (*pattern, f64::from(*count))).collect();
        patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
        Session { patterns, excluded: 0, random: false }
    }
}
