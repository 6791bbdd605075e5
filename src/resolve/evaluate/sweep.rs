//! The same measures for every threshold: what the profiles would be if edges from so many bits on were merged.

use super::measure::{Quality, measure};
use crate::resolve::score::probability_of;
use serde::Serialize;

/// The profiles that a threshold would make.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threshold {
    /// Edges of at least this match weight (bits, prior included) are merged.
    pub weight: i32,
    /// The same as a match probability.
    pub probability: f64,
    /// Profiles with a measured record.
    pub profiles: u64,
    /// How good they are.
    #[serde(flatten)]
    pub quality: Quality,
}

/// An edge between two records, by index.
pub(super) struct Edge {
    pub(super) left: u32,
    pub(super) right: u32,
    /// Thousandths of a bit; `i32::MAX` for one that holds at any threshold (a rule's or a steward's).
    pub(super) weight: i32,
}

/// Thresholds from the strongest edge down to the weakest, in whole bits, at most this many.
const MOST: i32 = 40;

/// Adds edges as the threshold falls; `truth[i]` is the person of record `i`, `None` where it is not known.
pub(super) fn sweep(truth: &[Option<u32>], mut edges: Vec<Edge>) -> Vec<Threshold> {
    edges.sort_unstable_by_key(|edge| (-i64::from(edge.weight), edge.left, edge.right));
    let bits = |edge: &Edge| edge.weight.div_euclid(1000);
    let scored = || edges.iter().filter(|edge| edge.weight != i32::MAX);
    let (Some(highest), Some(lowest)) = (scored().map(bits).max(), scored().map(bits).min()) else {
        return Vec::new();
    };
    let known: Vec<u32> = truth.iter().flatten().copied().collect();
    let mut sets = Sets::new(truth.len());
    let mut next = 0;
    let mut thresholds = Vec::new();
    for weight in (lowest..=highest.saturating_add(1).min(lowest.saturating_add(MOST - 1))).rev() {
        while let Some(edge) = edges.get(next).filter(|edge| edge.weight >= weight.saturating_mul(1000)) {
            sets.join(edge.left, edge.right);
            next += 1;
        }
        let found: Vec<u32> =
            (0..truth.len() as u32).filter(|i| truth[*i as usize].is_some()).map(|i| sets.find(i)).collect();
        let mut distinct = found.clone();
        distinct.sort_unstable();
        distinct.dedup();
        thresholds.push(Threshold {
            weight,
            probability: probability_of(f64::from(weight)),
            profiles: distinct.len() as u64,
            quality: measure(found, known.iter().copied()),
        });
    }
    thresholds.reverse();
    thresholds
}

/// Disjoint sets of records.
struct Sets(Vec<u32>);

impl Sets {
    fn new(records: usize) -> Self {
        Self((0..records as u32).collect())
    }

    fn find(&mut self, mut i: u32) -> u32 {
        while self.0[i as usize] != i {
            let up = self.0[self.0[i as usize] as usize];
            self.0[i as usize] = up;
            i = up;
        }
        i
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_thresholds_merge_more() {
        let edge = |left, right, weight| Edge { left, right, weight };
        let truth = [Some(1), Some(1), Some(1), Some(2), None];
        let edges = vec![
            edge(0, 1, 5200),
            edge(2, 3, -900),
            edge(1, 2, 3000),
            edge(3, 4, 2000),
            edge(0, 4, i32::MAX),
        ];
        let table = sweep(&truth, edges);
        let by = |weight| table.iter().find(|t| t.weight == weight).unwrap();
        assert_eq!(table.iter().map(|t| t.weight).collect::<Vec<_>>(), (-1..=6).collect::<Vec<_>>());
        assert_eq!(by(6).profiles, 4);
        assert_eq!(by(5).profiles, 3);
        assert_eq!((by(3).profiles, by(3).quality.pairs.f1), (2, 1.0));
        assert_eq!((by(-1).profiles, by(-1).quality.pairs.precision), (1, 0.5));
        assert!((by(-1).probability - 1.0 / 3.0).abs() < 1e-12);
        // At 2 bits record 4, which the truth does not know, bridges 0 and 3.
        assert_eq!(by(2).profiles, 1);
    }

    #[test]
    fn nothing_scored_gives_no_table() {
        assert!(sweep(&[Some(1)], Vec::new()).is_empty());
    }
}
