//! Clusters: which records are one person, from weighted pairs, verdicts and constraints.
//!
//! The best pairs are joined first. Two groups become one only when nothing forbids it and the evidence between *all*
//! their records, not just the best pair, speaks for it: so a shared phone or a chain of weak links does not weld
//! strangers together. At last come the groups that the steward called the same.

use super::score::Weight;
use rustc_hash::{FxHashMap, FxHashSet};

/// A pair that may join two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub left: u32,
    pub right: u32,
    pub weight: Weight,
    /// A deterministic rule joins the two.
    pub certain: bool,
}

/// How much evidence it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bars {
    /// Two groups are joined from this weight on.
    pub merge_at: Weight,
    /// Likewise where a deterministic rule speaks for it.
    pub certain_at: Weight,
}

impl Link {
    /// The heaviest are heard first; a certain one as early as one that is just heavy enough.
    fn rank(&self, bars: Bars) -> Weight {
        if self.certain { self.weight.max(bars.merge_at) } else { self.weight }
    }
}

/// The steward's word on pairs of records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdicts {
    pub same: Vec<(u32, u32)>,
    pub different: Vec<(u32, u32)>,
    pub unsure: Vec<(u32, u32)>,
}

/// Groups records. `links` are pairs from `merge_at` on and certain ones; `between` gives the weight of two groups of records. Returns for each record the smallest record of
/// its group.
pub(crate) fn cluster(
    records: usize,
    mut links: Vec<Link>,
    verdicts: &Verdicts,
    bars: Bars,
    between: impl Fn(&[u32], &[u32]) -> Weight,
) -> Vec<u32> {
    links.sort_unstable_by_key(|l| (-l.rank(bars), l.left, l.right));
    let mut groups = Groups::new(records, verdicts);
    let mut judged: FxHashMap<(u32, u32), Judged> = FxHashMap::default();
    for link in links {
        let (a, b) = (groups.find(link.left), groups.find(link.right));
        if a == b || groups.forbidden(a, b) {
            continue;
        }
        let pair = (a.min(b), a.max(b));
        let (left, right) = (groups.members(pair.0), groups.members(pair.1));
        let sizes = (left.len(), right.len());
        let weight = match judged.get(&pair) {
            _ if sizes == (1, 1) => link.weight,
            Some(known) if known.sizes == sizes => known.weight,
            _ => {
                let weight = between(left, right);
                judged.insert(pair, Judged { sizes, weight });
                weight
            }
        };
        if weight >= if link.certain { bars.certain_at } else { bars.merge_at } {
            groups.join(a, b);
        }
    }
    for &(left, right) in &verdicts.same {
        groups.join(left, right);
    }
    groups.labels()
}

/// The weight of two groups as they were: groups only grow.
struct Judged {
    sizes: (usize, usize),
    weight: Weight,
}

/// Union-find that knows each group's members and what must stay apart.
struct Groups {
    parent: Vec<u32>,
    members: FxHashMap<u32, Vec<u32>>,
    single: Vec<u32>,
    apart: Apart,
}

/// What the steward holds apart: records called the same stand for each other.
#[derive(Default)]
struct Apart {
    stands_for: FxHashMap<u32, u32>,
    apart: FxHashMap<u32, FxHashSet<u32>>,
}

impl Apart {
    fn new(verdicts: &Verdicts) -> Self {
        let mut this = Self::default();
        for &(a, b) in &verdicts.same {
            let (a, b) = (this.representative(a), this.representative(b));
            this.stands_for.insert(a.max(b), a.min(b));
        }
        for &(a, b) in &verdicts.different {
            let (a, b) = (this.representative(a), this.representative(b));
            this.apart.entry(a).or_default().insert(b);
            this.apart.entry(b).or_default().insert(a);
        }
        this
    }

    fn representative(&self, mut record: u32) -> u32 {
        while let Some(&up) = self.stands_for.get(&record).filter(|up| **up != record) {
            record = up;
        }
        record
    }

    /// True when a record of the one group must not be with a record of the other.
    fn between(&self, left: &[u32], right: &[u32]) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        left.iter()
            .filter_map(|m| self.apart.get(&self.representative(*m)))
            .any(|apart| right.iter().any(|other| apart.contains(&self.representative(*other))))
    }
}

impl Groups {
    fn new(records: usize, verdicts: &Verdicts) -> Self {
        let parent: Vec<u32> = (0..records as u32).collect();
        Self { single: parent.clone(), parent, members: FxHashMap::default(), apart: Apart::new(verdicts) }
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

    fn forbidden(&self, a: u32, b: u32) -> bool {
        self.apart.between(self.members(a), self.members(b))
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
        Link { left, right, weight, certain: false }
    }

    const BARS: Bars = Bars { merge_at: 1_000, certain_at: -3_000 };

    #[test]
    fn a_weak_bridge_does_not_weld_two_people() {
        // 0-1 and 2-3 are strong pairs; 1-2 share a phone, but together the two people contradict each other.
        let links = vec![link(0, 1, 20_000), link(2, 3, 20_000), link(1, 2, 5_000)];
        let between = |a: &[u32], b: &[u32]| if a.len() + b.len() == 2 { 20_000 } else { -12_000 };
        assert_eq!(cluster(4, links, &Verdicts::default(), BARS, between), vec![0, 0, 2, 2]);
    }

    #[test]
    fn different_holds_through_any_chain_and_same_needs_no_weight() {
        let links = vec![link(0, 1, 20_000), link(1, 2, 20_000)];
        let verdicts = Verdicts { same: vec![(2, 3)], different: vec![(0, 3)], unsure: vec![] };
        assert_eq!(cluster(4, links, &verdicts, BARS, |_, _| 20_000), vec![0, 0, 2, 2]);
    }

    #[test]
    fn same_joins_whole_profiles_and_tears_no_record_out_of_its_own() {
        let links = vec![link(0, 1, 20_000), link(2, 3, 20_000)];
        let verdicts = Verdicts { same: vec![(1, 2)], ..Verdicts::default() };
        let between = |a: &[u32], b: &[u32]| if a.len() + b.len() == 2 { 20_000 } else { -12_000 };
        assert_eq!(cluster(4, links, &verdicts, BARS, between), vec![0, 0, 0, 0]);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let between = |_: &[u32], _: &[u32]| 9_000;
        let links = vec![link(0, 1, 9_000), link(1, 2, 9_000), link(3, 4, 9_000)];
        let mut back = links.clone();
        back.reverse();
        let verdicts = Verdicts::default();
        assert_eq!(cluster(5, links, &verdicts, BARS, between), cluster(5, back, &verdicts, BARS, between));
    }
}
