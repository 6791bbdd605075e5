//! Clusters: which records are one person, from weighted pairs, verdicts and constraints.
//!
//! The best pairs are joined first. Two groups become one only when nothing forbids it and the evidence between *all*
//! their records, not just the best pair, speaks for it: so a shared phone or a chain of weak links does not weld
//! strangers together. At last come the groups that the steward called the same.

use super::buckets::{by_key, parts, rows};
use super::forest::Forest;
use super::score::Weight;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// A pair that may join two groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub left: u32,
    pub right: u32,
    pub weight: Weight,
    /// A deterministic rule joins the two.
    pub certain: bool,
}

/// Parts that components are settled in: many, so that no thread is still at one when the others are done.
const PARTS: usize = 64;

/// Components whose records are fetched together.
const NEAR: usize = 32;

/// How much evidence it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bars {
    /// Two groups are joined from this weight on.
    pub merge_at: Weight,
    /// Likewise where a deterministic rule speaks for it.
    pub certain_at: Weight,
}

/// The heaviest pairs are heard first; a certain one as early as one that is just heavy enough.
pub(crate) fn rank(weight: Weight, certain: bool, merge_at: Weight) -> Weight {
    if certain { weight.max(merge_at) } else { weight }
}

/// The cluster each record is in, numbered in the order of their smallest records, and how many there are. `labels` are
/// as [`cluster`] gives them: a label is the smallest record of its cluster and comes first.
pub(crate) fn numbered(labels: &[u32]) -> (Vec<usize>, usize) {
    let (mut cluster_of, mut count) = (Vec::with_capacity(labels.len()), 0);
    for (i, &label) in labels.iter().enumerate() {
        if label as usize == i {
            cluster_of.push(count);
            count += 1;
        } else {
            cluster_of.push(cluster_of[label as usize]);
        }
    }
    (cluster_of, count)
}

/// The steward's word on pairs of records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdicts {
    pub same: Vec<(u32, u32)>,
    pub different: Vec<(u32, u32)>,
    pub unsure: Vec<(u32, u32)>,
    /// Groups that are as they are: nothing joins them, nothing tears them apart.
    pub locked: Vec<Vec<u32>>,
}

impl Verdicts {
    /// The groups that are locked, by their records: each with the smallest of its group.
    fn locks(&self) -> FxHashMap<u32, u32> {
        let of = |group: &Vec<u32>| {
            let first = group.iter().min().copied().unwrap_or_default();
            group.iter().map(move |record| (*record, first)).collect::<Vec<_>>()
        };
        self.locked.iter().flat_map(of).collect()
    }
}

/// Groups records. `links` are pairs from `merge_at` on and certain ones; `between` gives the weight of two groups of
/// records, and `fetch` may bring near what it takes to judge those that links connect. Returns for each record the smallest record of its group. Records that no link or verdict connects, however
/// far around, have nothing to do with each other: such components are settled side by side.
pub(crate) fn cluster(
    records: usize,
    links: &[Link],
    verdicts: &Verdicts,
    bars: Bars,
    fetch: impl Fn(&[Link]) + Sync,
    between: impl Fn(&[u32], &[u32]) -> Weight + Sync,
) -> Vec<u32> {
    let locks = verdicts.locks();
    // Who is locked has nothing to do with anybody.
    let is_free = |left: u32, right: u32| {
        locks.is_empty() || !(locks.contains_key(&left) || locks.contains_key(&right))
    };
    let called_same: Vec<(u32, u32)> =
        verdicts.same.iter().copied().filter(|(left, right)| is_free(*left, *right)).collect();
    let forest = Forest::new(records);
    links.par_iter().filter(|l| is_free(l.left, l.right)).for_each(|l| {
        forest.join(l.left, l.right);
    });
    for &(left, right) in &called_same {
        forest.join(left, right);
    }
    let roots = forest.roots();
    let root = |l: &Link| roots[l.left as usize];
    let free = |at: &u32| is_free(links[*at as usize].left, links[*at as usize].right);
    let free = rows(links.len()).into_iter().map(|row| row.filter(free).map(|at| links[at as usize]));
    let mut links = by_key(records, free.collect(), |l| root(l) as usize);
    let mut same: FxHashMap<u32, Vec<(u32, u32)>> = FxHashMap::default();
    for &pair in &called_same {
        same.entry(roots[pair.0 as usize]).or_default().push(pair);
    }
    let apart = Apart::new(verdicts);
    let none = Vec::new();
    let settle_all = |part: &mut [Link]| -> Vec<(u32, u32)> {
        let mut components = part.chunk_by_mut(|a, b| root(a) == root(b)).peekable();
        let mut settled = Vec::new();
        while components.peek().is_some() {
            let near: Vec<&mut [Link]> = components.by_ref().take(NEAR).collect();
            // A pair is judged already.
            near.iter().filter(|links| links.len() > 1).for_each(|links| fetch(links));
            for links in near {
                links.sort_unstable_by_key(|l| (-rank(l.weight, l.certain, bars.merge_at), l.left, l.right));
                let same = links.first().and_then(|l| same.get(&root(l))).unwrap_or(&none);
                settled.extend(settle(links, same, &apart, bars, &between));
            }
        }
        settled
    };
    let settled: Vec<Vec<(u32, u32)>> =
        parts(&mut links, PARTS, root).into_par_iter().with_max_len(1).map(settle_all).collect();
    let mut labels: Vec<u32> = (0..records as u32).collect();
    settled.into_iter().flatten().for_each(|(record, label)| labels[record as usize] = label);
    // What only the steward connects has no links to be settled with; links come in order of their roots.
    let is_linked = |wanted: u32| links.binary_search_by_key(&wanted, root).is_ok();
    for (_, pairs) in same.iter().filter(|(root, _)| !is_linked(**root)) {
        settle(&[], pairs, &apart, bars, &between).into_iter().for_each(|(r, l)| labels[r as usize] = l);
    }
    locks.into_iter().for_each(|(record, first)| labels[record as usize] = first);
    labels
}

/// Groups the records of one component, whose links come heaviest first. Returns each record and its label.
fn settle(
    links: &[Link],
    same: &[(u32, u32)],
    apart: &Apart,
    bars: Bars,
    between: &impl Fn(&[u32], &[u32]) -> Weight,
) -> Vec<(u32, u32)> {
    let ends = links.iter().map(|l| (l.left, l.right)).chain(same.iter().copied());
    let mut groups = Groups::new(ends.flat_map(|(a, b)| [a, b]).collect(), apart);
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
    for &(left, right) in same {
        let (a, b) = (groups.find(left), groups.find(right));
        if a != b && !groups.forbidden(a, b) {
            groups.join(a, b);
        }
    }
    groups.labels()
}

/// The weight of two groups as they were: groups only grow.
struct Judged {
    sizes: (usize, usize),
    weight: Weight,
}

/// The groups of one component, by position among its records.
struct Groups<'a> {
    /// Ascending.
    records: Vec<u32>,
    forest: Forest,
    /// By root; empty for others.
    members: Vec<Vec<u32>>,
    apart: &'a Apart,
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

impl<'a> Groups<'a> {
    fn new(mut records: Vec<u32>, apart: &'a Apart) -> Self {
        records.sort_unstable();
        records.dedup();
        let members = records.iter().map(|r| vec![*r]).collect();
        Self { forest: Forest::new(records.len()), records, members, apart }
    }

    /// The group a record is in.
    fn find(&self, record: u32) -> u32 {
        let position = self.records.partition_point(|r| *r < record);
        self.forest.find(position as u32)
    }

    fn members(&self, group: u32) -> &[u32] {
        &self.members[group as usize]
    }

    /// True when the steward holds two of their records apart.
    fn forbidden(&self, a: u32, b: u32) -> bool {
        self.apart.between(self.members(a), self.members(b))
    }

    fn join(&mut self, a: u32, b: u32) {
        let (root, other) = (a.min(b), a.max(b));
        let mut moved = std::mem::take(&mut self.members[other as usize]);
        self.members[root as usize].append(&mut moved);
        self.forest.join(root, other);
    }

    fn labels(self) -> Vec<(u32, u32)> {
        let roots = self.forest.roots();
        self.records.iter().zip(roots).map(|(r, root)| (*r, self.records[root as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(left: u32, right: u32, weight: Weight) -> Link {
        Link { left, right, weight, certain: false }
    }

    const FETCH: fn(&[Link]) = |_| ();
    const BARS: Bars = Bars { merge_at: 1_000, certain_at: -3_000 };

    #[test]
    fn a_weak_bridge_does_not_weld_two_people() {
        // 0-1 and 2-3 are strong pairs; 1-2 share a phone, but together the two people contradict each other.
        let links = vec![link(0, 1, 20_000), link(2, 3, 20_000), link(1, 2, 5_000)];
        let between = |a: &[u32], b: &[u32]| if a.len() + b.len() == 2 { 20_000 } else { -12_000 };
        assert_eq!(cluster(4, &links, &Verdicts::default(), BARS, FETCH, between), vec![0, 0, 2, 2]);
    }

    #[test]
    fn different_holds_through_any_chain_and_same_needs_no_weight() {
        let links = vec![link(0, 1, 20_000), link(1, 2, 20_000)];
        let verdicts = Verdicts { same: vec![(2, 3)], different: vec![(0, 3)], ..Verdicts::default() };
        assert_eq!(cluster(4, &links, &verdicts, BARS, FETCH, |_, _| 20_000), vec![0, 0, 2, 2]);
    }

    #[test]
    fn same_joins_whole_profiles_and_tears_no_record_out_of_its_own() {
        let links = vec![link(0, 1, 20_000), link(2, 3, 20_000)];
        let verdicts = Verdicts { same: vec![(1, 2)], ..Verdicts::default() };
        let between = |a: &[u32], b: &[u32]| if a.len() + b.len() == 2 { 20_000 } else { -12_000 };
        assert_eq!(cluster(4, &links, &verdicts, BARS, FETCH, between), vec![0, 0, 0, 0]);
    }

    #[test]
    fn a_locked_group_stays_as_it_is() {
        let links = vec![link(0, 1, 20_000), link(1, 2, 20_000), link(2, 3, 20_000), link(4, 5, 20_000)];
        let verdicts = Verdicts {
            same: vec![(3, 4)],
            different: vec![(1, 2)],
            unsure: vec![],
            locked: vec![vec![2, 1], vec![4, 6]],
        };
        assert_eq!(cluster(7, &links, &verdicts, BARS, FETCH, |_, _| 20_000), vec![0, 1, 1, 3, 4, 5, 4]);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let between = |_: &[u32], _: &[u32]| 9_000;
        let links = vec![link(0, 1, 9_000), link(1, 2, 9_000), link(3, 4, 9_000)];
        let mut back = links.clone();
        back.reverse();
        let verdicts = Verdicts::default();
        assert_eq!(
            cluster(5, &links, &verdicts, BARS, FETCH, between),
            cluster(5, &back, &verdicts, BARS, FETCH, between)
        );
    }
}
