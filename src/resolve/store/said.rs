//! The steward's word on two records is her word on the two profiles they are in: nobody is asked about those again by
//! way of other records.

use crate::resolve::cluster::Verdicts;
use crate::resolve::score::Weight;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::mem;

/// What was said of two groups that are not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    /// Not to be told yet.
    Unsure,
    /// Two people.
    Apart,
}

/// The words in force, by the two groups they are on.
pub(crate) struct Said<K>(FxHashMap<(K, K), Word>);

impl<K: Copy + Ord + Hash> Said<K> {
    /// `group` tells where a record is; words on records that are nowhere say nothing.
    pub(crate) fn new(
        words: impl IntoIterator<Item = (i64, i64, Word)>,
        group: impl Fn(i64) -> Option<K>,
    ) -> Self {
        let mut said = FxHashMap::default();
        for (left, right, word) in words {
            let (Some(a), Some(b)) = (group(left), group(right)) else { continue };
            // "Two people" outdoes "not to be told yet".
            let known = said.entry((a.min(b), a.max(b))).or_insert(word);
            *known = word.max(*known);
        }
        Self(said)
    }

    pub(crate) fn between(&self, a: K, b: K) -> Option<Word> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(a.min(b), a.max(b))).copied()
    }
}

impl Said<u32> {
    /// Of a whole run: by the labels of its clusters.
    pub(crate) fn of(verdicts: &Verdicts, clusters: &[u32]) -> Self {
        let words = |pairs: &[(u32, u32)], word| {
            pairs.iter().map(move |(a, b)| (i64::from(*a), i64::from(*b), word)).collect::<Vec<_>>()
        };
        let mut all = words(&verdicts.unsure, Word::Unsure);
        all.extend(words(&verdicts.different, Word::Apart));
        Self::new(all, |record| clusters.get(record as usize).copied())
    }
}

/// What becomes of edges, each given by the groups its records are in (`None`: not known) and its weight, in the order
/// of their records: `merged`, `review`, `implied`, `apart`, `unsure` or `weak`, as in table `edges`.
pub(crate) fn states<K: Copy + Ord + Hash + Send + Sync>(
    edges: impl IndexedParallelIterator<Item = (Option<(K, K)>, Weight)> + Clone,
    said: &Said<K>,
    review_at: Weight,
) -> Vec<&'static str> {
    let mut states: Vec<&'static str> = edges
        .clone()
        .map(|(groups, weight)| {
            let together = groups.is_some_and(|(a, b)| a == b);
            state(together, weight, review_at, groups.and_then(|(a, b)| said.between(a, b)))
        })
        .collect();
    let waiting = edges.zip(&states).enumerate().filter(|(_, (_, state))| **state == "review");
    let doubts: Vec<Doubt<K>> = waiting
        .filter_map(|(edge, ((groups, weight), _))| Some(Doubt { groups: groups?, weight, edge }))
        .collect();
    let implied = implied(doubts);
    implied.into_iter().for_each(|edge| states[edge] = "implied");
    states
}

fn state(together: bool, weight: Weight, review_at: Weight, said: Option<Word>) -> &'static str {
    match said {
        _ if together => "merged",
        Some(Word::Apart) => "apart",
        Some(Word::Unsure) => "unsure",
        None if weight >= review_at => "review",
        None => "weak",
    }
}

/// An edge between two groups that waits for review.
#[derive(Debug, Clone, Copy)]
struct Doubt<K> {
    /// The groups, in whatever order.
    groups: (K, K),
    weight: Weight,
    /// Its place in the caller's list.
    edge: usize,
}

/// The edges that need not be asked about, because another edge between the same two groups is: the one that is least
/// certain, the first of equals.
fn implied<K: Copy + Ord + Hash>(doubts: impl IntoIterator<Item = Doubt<K>>) -> Vec<usize> {
    let mut asked: FxHashMap<(K, K), Doubt<K>> = FxHashMap::default();
    let mut implied = Vec::new();
    for doubt in doubts {
        let (a, b) = doubt.groups;
        let best = asked.entry((a.min(b), a.max(b))).or_insert(doubt);
        if best.edge == doubt.edge {
            continue;
        }
        let loser = if doubt.weight.abs() < best.weight.abs() { mem::replace(best, doubt) } else { doubt };
        implied.push(loser.edge);
    }
    implied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_on_two_records_is_one_on_their_groups() {
        let verdicts =
            Verdicts { different: vec![(1, 4)], unsure: vec![(0, 3), (2, 5)], ..Verdicts::default() };
        let said = Said::of(&verdicts, &[0, 0, 2, 3, 3, 5]);
        assert_eq!(said.between(3, 0), Some(Word::Apart), "the stronger word");
        assert_eq!(said.between(2, 5), Some(Word::Unsure));
        assert_eq!(said.between(0, 2), None);
    }

    #[test]
    fn of_two_groups_one_pair_is_asked_about() {
        let doubt = |a, b, weight, edge| Doubt { groups: (a, b), weight, edge };
        let doubts = [doubt(1, 2, -3_000, 0), doubt(2, 1, 500, 1), doubt(1, 3, 900, 2), doubt(1, 2, -500, 3)];
        assert_eq!(implied(doubts), [0, 3]);
    }
}
