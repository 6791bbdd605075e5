//! Comparison patterns that are known from edges, so that a pair is not compared again whenever groups are judged.

use crate::resolve::compare::Pattern;
use std::hint::black_box;

/// Patterns by pair of records.
pub(crate) struct Patterns {
    /// By the smaller record: where its pairs begin.
    begins: Vec<u32>,
    /// The larger record and the pattern, ascending for each smaller one.
    pairs: Vec<(u32, Pattern)>,
}

impl Patterns {
    /// Nothing is known.
    pub(crate) fn none() -> Self {
        Self { begins: Vec::new(), pairs: Vec::new() }
    }

    /// Of pairs in ascending order, the smaller record first; a pattern of 0 says nothing and is left out.
    pub(crate) fn of_pairs(records: usize, pairs: impl Iterator<Item = (u32, u32, Pattern)>) -> Self {
        let mut this = Self { begins: Vec::with_capacity(records + 1), pairs: Vec::new() };
        for (left, right, pattern) in pairs.filter(|pair| pair.2 != 0) {
            this.begins.resize(left as usize + 1, this.pairs.len() as u32);
            this.pairs.push((right, pattern));
        }
        this.begins.resize(records + 1, this.pairs.len() as u32);
        this
    }

    /// Reads where the pairs of these records are: all at once takes as long as one alone.
    pub(crate) fn fetch(&self, records: impl Iterator<Item = u32>) {
        let begin =
            |record: u32| self.begins.get(record as usize).and_then(|at| self.pairs.get(*at as usize));
        black_box(records.fold(0, |sum, record| sum ^ begin(record).map_or(0, |pair| pair.0)));
    }

    /// The pattern of two records, `left` the smaller one.
    pub(crate) fn of(&self, left: u32, right: u32) -> Option<Pattern> {
        let begin = *self.begins.get(left as usize)? as usize;
        let end = *self.begins.get(left as usize + 1)? as usize;
        let pairs = &self.pairs[begin..end];
        pairs.binary_search_by_key(&right, |pair| pair.0).ok().map(|at| pairs[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_found_and_nothing_else() {
        let patterns = Patterns::of_pairs(5, [(0, 2, 7), (0, 4, 8), (2, 3, 9), (3, 4, 0)].into_iter());
        let found = |left, right| patterns.of(left, right);
        assert_eq!([found(0, 2), found(0, 4), found(2, 3)], [Some(7), Some(8), Some(9)]);
        assert_eq!([found(0, 1), found(1, 2), found(3, 4), found(4, 4)], [None; 4]);
        assert_eq!(Patterns::none().of(0, 1), None);
    }
}
