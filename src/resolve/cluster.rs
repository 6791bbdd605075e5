//! Clusters: which records are one person, from weighted pairs, verdicts and constraints.
//!
//! The best pairs are joined first. Two groups become one only when the steward said so, or when nothing forbids it
//! and the evidence between *all* their records, not just the best pair, speaks for it on average: so a shared phone
//! or a chain of weak links does not weld strangers together.

use super::score::Weight;
use rustc_hash::{FxHashMap, FxHashSet};

/// A pair that may join two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub left: u32,
    pub right: u32,
    pub weight: Weight,
}

/// The steward's word on pairs of records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdicts {
    pub same: Vec<(u32, u32)>,
    pub different: Vec<(u32, u32)>,
    pub unsure: Vec<(u32, u32)>,
}

/// One pair's evidence can't outweigh all others by more than this when groups are judged.
const LOUDEST: Weight = 15_000;
/// Groups are judged by at most this many pairs of records.
const JUDGED_PAIRS: usize = 400;

/// Groups records. `links` are the pairs at or above the merge threshold; `weight` gives the weight of any pair;
/// groups are joined when the average weight between them is at least `average_at`. Returns for each record the
/// smallest record of its group.
pub(crate) fn cluster(
    records: usize,
    mut links: Vec<Link>,
    verdicts: &Verdicts,
    average_at: Weight,
    weight: impl Fn(u32, u32) -> Weight,
) -> Vec<u32> {
    links.sort_unstable_by(|a, b| b.weight.cmp(&a.weight).then((a.left, a.right).cmp(&(b.left, b.right))));
    let mut groups = Groups::new(records, verdicts);
    for &(left, right) in &verdicts.same {
        groups.join(left, right);
    }
    for link in links {
        let (a, b) = (groups.find(link.left), groups.find(link.right));
        if a == b || groups.forbidden(a, b) {
            continue;
        }
        let (of_a, of_b) = (groups.members(a), groups.members(b));
        let joined = if of_a.len() == 1 && of_b.len() == 1 {
            true
        } else {
            average(of_a, of_b, &weight) >= average_at
        };
        if joined {
            groups.join(a, b);
        }
    }
    groups.labels()
}

/// Mean weight of the pairs between two groups, each heard at most so loud.
fn average(left: &[u32], right: &[u32], weight: &impl Fn(u32, u32) -> Weight) -> Weight {
    let all = left.len() * right.len();
    let step = all.div_ceil(JUDGED_PAIRS).max(1);
    let (mut sum, mut count) = (0i64, 0i64);
    for k in (0..all).step_by(step) {
        let (a, b) = (left[k / right.len()], right[k % right.len()]);
        sum += i64::from(weight(a.min(b), a.max(b)).clamp(-LOUDEST, LOUDEST));
        count += 1;
    }
    (sum / count.max(1)) as Weight
}

/// Union-find that knows each group's members and what must stay apart.
struct Groups {
    parent: Vec<u32>,
    members: FxHashMap<u32, Vec<u32>>,
    single: Vec<u32>,
    apart: FxHashMap<u32, FxHashSet<u32>>,
}

impl Groups {
    fn new(records: usize, verdicts: &Verdicts) -> Self {
        let mut apart: FxHashMap<u32, FxHashSet<u32>> = FxHashMap::default();
        for &(a, b) in &verdicts.different {
            apart.entry(a).or_default().insert(b);
            apart.entry(b).or_default().insert(a);
        }
        let parent: Vec<u32> = (0..records as u32).collect();
        Self { single: parent.clone(), parent, members: FxHashMap::default(), apart }
    }

    fn find(&mut self, mut i: u32) -> u32 {
        while self.parent[i as usize] != i {
            let up = self.parent[self.parent[i as usize] as usize];
            self.parent[i as usize] = up;
            i = up;
        }
        i
    }

    fn members(&self, root: u32) -> &[u32] {
        let i = root as usize;
        self.members.get(&root).map_or(&self.single[i..=i], Vec::as_slice)
    }

    /// True when the steward holds two of their records apart.
    fn forbidden(&self, a: u32, b: u32) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let others = self.members(b);
        self.members(a)
            .iter()
            .any(|m| self.apart.get(m).is_some_and(|apart| others.iter().any(|o| apart.contains(o))))
    }

    /// Joins unless the steward forbids it; the smaller root stays.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b || self.forbidden(a, b) {
            return;
        }
        let (root, other) = (a.min(b), a.max(b));
        let mut moved = self.members.remove(&other).unwrap_or_else(|| vec![other]);
        self.members.entry(root).or_insert_with(|| vec![root]).append(&mut moved);
        self.parent[other as usize] = root;
    }

    fn labels(mut self) -> Vec<u32> {
        (0..self.parent.len() as u32).map(|i| self.find(i)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(left: u32, right: u32, weight: Weight) -> Link {
        Link { left, right, weight }
    }

    #[test]
    fn a_weak_bridge_does_not_weld_two_people() {
        // 0-1 and 2-3 are strong pairs; 1-2 share a phone, the others contradict each other.
        let links = vec![link(0, 1, 20_000), link(2, 3, 20_000), link(1, 2, 5_000)];
        let weight = |a: u32, b: u32| match (a, b) {
            (0, 1) | (2, 3) => 20_000,
            (1, 2) => 5_000,
            _ => -12_000,
        };
        assert_eq!(cluster(4, links, &Verdicts::default(), 0, weight), vec![0, 0, 2, 2]);
    }

    #[test]
    fn different_holds_through_any_chain_and_same_needs_no_weight() {
        let links = vec![link(0, 1, 20_000), link(1, 2, 20_000)];
        let verdicts = Verdicts { same: vec![(2, 3)], different: vec![(0, 3)], unsure: vec![] };
        assert_eq!(cluster(4, links, &verdicts, 0, |_, _| 20_000), vec![0, 0, 2, 2]);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let weight = |_: u32, _: u32| 9_000;
        let links = vec![link(0, 1, 9_000), link(1, 2, 9_000), link(3, 4, 9_000)];
        let mut back = links.clone();
        back.reverse();
        let verdicts = Verdicts::default();
        assert_eq!(cluster(5, links, &verdicts, 0, weight), cluster(5, back, &verdicts, 0, weight));
    }
}
