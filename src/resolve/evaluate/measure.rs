//! Precision, recall and F1, of pairs and B-cubed, from how two partitions of the same records overlap.

use rustc_hash::FxHashMap;
use serde::Serialize;
use std::hash::Hash;

/// Precision, recall and their harmonic mean, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Of what was put together, how much belongs together.
    pub precision: f64,
    /// Of what belongs together, how much was put together.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// How well a partition of records meets the true one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// Over all pairs of records: two records in one profile, two records of one person.
    pub pairs: Scores,
    /// Averaged over records: the share of the record's profile that is its person's, and the other way round.
    pub bcubed: Scores,
}

impl Scores {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }
}

/// Compares the partition `found` with the partition `truth`: labels of the same records in the same order.
/// Where there is nothing to be wrong about (no pair found, or none true), the share is 1.
pub(super) fn measure<F, T>(found: impl IntoIterator<Item = F>, truth: impl IntoIterator<Item = T>) -> Quality
where
    F: Copy + Eq + Hash,
    T: Copy + Eq + Hash,
{
    let mut both: FxHashMap<(F, T), u64> = FxHashMap::default();
    for label in found.into_iter().zip(truth) {
        *both.entry(label).or_default() += 1;
    }
    let mut by_found: FxHashMap<F, u64> = FxHashMap::default();
    let mut by_truth: FxHashMap<T, u64> = FxHashMap::default();
    for (&(f, t), &n) in &both {
        *by_found.entry(f).or_default() += n;
        *by_truth.entry(t).or_default() += n;
    }
    let hits = pairs(both.values());
    let pair_scores =
        Scores::new(share(hits, pairs(by_found.values())), share(hits, pairs(by_truth.values())));

    let records: u64 = both.values().sum();
    // Summed in a fixed order, so that the same data give the same bits.
    let mut cells: Vec<(u64, u64, u64)> =
        both.iter().map(|(&(f, t), &n)| (n, by_found[&f], by_truth[&t])).collect();
    cells.sort_unstable();
    let average = |size: fn(&(u64, u64, u64)) -> u64| {
        let sum: f64 = cells.iter().map(|cell| (cell.0 * cell.0) as f64 / size(cell) as f64).sum();
        if records == 0 { 1.0 } else { sum / records as f64 }
    };
    let bcubed = Scores::new(average(|cell| cell.1), average(|cell| cell.2));
    Quality { pairs: pair_scores, bcubed }
}

fn pairs<'a>(sizes: impl Iterator<Item = &'a u64>) -> u64 {
    sizes.map(|n| n * (n - 1) / 2).sum()
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_textbook_example() {
        // Amigó et al. 2009 style, by hand: {a a b} {b b} against {a a} {b b b}.
        let quality = measure([1, 1, 1, 2, 2], ["a", "a", "b", "b", "b"]);
        assert!(close(quality.pairs.precision, 2.0 / 4.0));
        assert!(close(quality.pairs.recall, 2.0 / 4.0));
        assert!(close(quality.bcubed.precision, (2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 2.0) / 5.0));
        assert!(close(quality.bcubed.recall, (2.0 + 1.0 / 3.0 + 2.0 / 3.0 * 2.0) / 5.0));
    }

    #[test]
    fn the_extremes() {
        let same = measure([1, 1, 2], [7, 7, 8]);
        assert_eq!((same.pairs.f1, same.bcubed.f1), (1.0, 1.0));
        let apart = measure([1, 2, 3], [7, 7, 7]);
        assert_eq!((apart.pairs.precision, apart.pairs.recall, apart.pairs.f1), (1.0, 0.0, 0.0));
        let heap = measure([1, 1, 1], [7, 8, 9]);
        assert_eq!((heap.pairs.precision, heap.pairs.recall), (0.0, 1.0));
        assert!(close(heap.bcubed.precision, 1.0 / 3.0));
        let nothing = measure([0; 0], [0; 0]);
        assert_eq!(nothing.pairs.f1, 1.0);
    }

    proptest! {
        #[test]
        fn agrees_with_counting_every_pair(labels in prop::collection::vec((0..6u8, 0..6u8), 1..40)) {
            let quality = measure(labels.iter().map(|l| l.0), labels.iter().map(|l| l.1));
            let (mut hits, mut found, mut truth) = (0, 0, 0);
            for (i, a) in labels.iter().enumerate() {
                for b in &labels[i + 1..] {
                    found += u64::from(a.0 == b.0);
                    truth += u64::from(a.1 == b.1);
                    hits += u64::from(a == b);
                }
            }
            prop_assert!(close(quality.pairs.precision, share(hits, found)));
            prop_assert!(close(quality.pairs.recall, share(hits, truth)));
            let per_record = |same: fn(&(u8, u8), &(u8, u8)) -> bool| {
                let of = |a: &(u8, u8)| {
                    let whole = labels.iter().filter(|b| same(a, b)).count();
                    labels.iter().filter(|b| a == *b).count() as f64 / whole as f64
                };
                labels.iter().map(of).sum::<f64>() / labels.len() as f64
            };
            prop_assert!(close(quality.bcubed.precision, per_record(|a, b| a.0 == b.0)));
            prop_assert!(close(quality.bcubed.recall, per_record(|a, b| a.1 == b.1)));
        }
    }
}
