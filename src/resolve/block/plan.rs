//! Which rules a run can afford, and the blocks each makes.

use super::key::{Parts, SEVERAL, join};
use super::rule::{Part, Rule};
use crate::progress::Progress;
use crate::resolve::compare::Comparisons;
use crate::resolve::corpus::Corpus;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// A rule with its blocks.
pub(crate) struct PlannedRule {
    pub rule: Rule,
    /// Comparisons it fixes.
    pub excluded: u64,
    /// Records, block after block.
    pub members: Vec<u32>,
    /// Where each block ends in `members`.
    pub ends: Vec<u32>,
    /// The key of each block.
    block_keys: Vec<u32>,
    /// Of them, those of blocks that were made smaller.
    finer: FxHashSet<u32>,
    /// Pairs inside its blocks, also those an earlier rule makes.
    pub pairs: u64,
    /// Blocks that were too big even after refining, or had to be refined.
    pub oversized: u64,
    /// The keys of blocks that were too big, by the round that made them smaller or skipped them.
    pub(super) crowded: Vec<Vec<u32>>,
    /// Keys in force by record, for telling whether the rule brings two records together.
    keys: Membership,
}

enum Membership {
    /// One key a record; 0 = none.
    One(Vec<u32>),
    /// Sorted keys of record `i` between `ends[i-1]` and `ends[i]`.
    Many { keys: Vec<u32>, ends: Vec<u32> },
}

/// All rules of a run, in order.
pub(crate) struct Plan {
    pub rules: Vec<PlannedRule>,
    pub left_out: Vec<LeftOut>,
    /// Rules in force that bring no two records together so far.
    pub idle: Vec<PlannedRule>,
}

/// A rule that is not used.
pub(crate) struct LeftOut {
    pub name: String,
    /// Pairs it would have made.
    pub pairs: u64,
    pub why: &'static str,
}

/// Pairs that any run can afford, and any of its rules.
const ALWAYS_AFFORDABLE: u64 = 4_000_000;

/// Pairs a run of `records` may compare in all.
fn affordable(records: usize) -> u64 {
    (24 * records as u64).max(ALWAYS_AFFORDABLE)
}

/// Chooses from `rules`, in their order, as many as the run can afford. Stopped, it has blocks of none of the rest.
pub(crate) fn plan(corpus: &Corpus, comparisons: &Comparisons, rules: Vec<Rule>, stop: &Progress) -> Plan {
    let mut left = affordable(corpus.len());
    let biggest = (left / 200).max(1000);
    let parts = Parts::new(corpus, &rules);
    let mut plan = Plan { rules: Vec::new(), left_out: Vec::new(), idle: Vec::new() };
    let planned: Vec<PlannedRule> = rules
        .into_par_iter()
        .with_max_len(1)
        .filter(|_| !stop.is_cancelled())
        .map(|rule| {
            let everything = rule.keys == [Part::Everything];
            let limit = if everything { u64::MAX } else { biggest };
            PlannedRule::new(corpus, comparisons, &parts, rule, limit)
        })
        .collect();
    for planned in planned {
        if planned.pairs <= left {
            left -= planned.pairs;
            if planned.pairs > 0 { plan.rules.push(planned) } else { plan.idle.push(planned) }
        } else {
            plan.left_out.push(LeftOut {
                name: planned.rule.name,
                pairs: planned.pairs,
                why: "costs too much",
            });
        }
    }
    plan
}

pub(super) fn pairs_of(size: usize) -> u64 {
    let size = size as u64;
    size * size.saturating_sub(1) / 2
}

impl PlannedRule {
    fn new(corpus: &Corpus, comparisons: &Comparisons, parts: &Parts, mut rule: Rule, biggest: u64) -> Self {
        let mut entries = parts.entries(corpus, &rule);
        radsort::sort_by_key(&mut entries, |e| e.0);
        let allowed =
            rule.pairs_a_record.map(|pairs| (u64::from(pairs) * corpus.len() as u64).max(ALWAYS_AFFORDABLE));
        let within =
            allowed.map(|allowed| largest_within(blocks(&entries).map(|(from, to)| to - from), allowed));
        let mut biggest_now = biggest.min(within.map_or(u64::MAX, pairs_of));
        let mut crowded: Vec<Vec<u32>> = Vec::new();
        let mut made_smaller = FxHashSet::default();
        for round in 0.. {
            let too_big: Vec<(usize, usize)> =
                blocks(&entries).filter(|(from, to)| pairs_of(to - from) > biggest_now).collect();
            if too_big.is_empty() {
                break;
            }
            crowded.push(too_big.iter().map(|(from, _)| entries[*from].0).collect());
            most_filled_first(rule.refine.get_mut(round..).unwrap_or_default(), |part| {
                let records = too_big.par_iter().flat_map(|(from, to)| &entries[*from..*to]);
                records.filter(|entry| parts.refinement(corpus, part, entry.1) != 0).count()
            });
            let finer = rule.refine.get(round);
            for (from, to) in too_big {
                entries[from..to].par_iter_mut().for_each(|entry| {
                    entry.0 = finer.map_or(0, |part| join(entry.0, parts.refinement(corpus, *part, entry.1)));
                });
                made_smaller.extend(entries[from..to].iter().map(|entry| entry.0));
            }
            radsort::sort_by_key(&mut entries, |e| e.0);
            biggest_now = biggest;
        }
        let entries: Vec<(u32, u32)> = entries.into_iter().filter(|e| e.0 != 0).collect();
        let mut members = Vec::with_capacity(entries.len());
        let (mut ends, mut block_keys, mut pairs) = (Vec::new(), Vec::new(), 0);
        for (from, to) in blocks(&entries).filter(|(from, to)| to - from > 1) {
            members.extend(entries[from..to].iter().map(|e| e.1));
            ends.push(members.len() as u32);
            block_keys.push(entries[from].0);
            pairs += pairs_of(to - from);
        }
        let many = rule.keys.iter().any(|p| p.is_many());
        let keys = Membership::new(corpus.len(), &entries, many);
        let excluded = rule.excluded(comparisons);
        let oversized = crowded.iter().map(|round| round.len() as u64).sum();
        Self {
            rule,
            excluded,
            members,
            ends,
            block_keys,
            finer: made_smaller,
            pairs,
            oversized,
            crowded,
            keys,
        }
    }

    /// Every key in force with the record that has it, in order of the records.
    pub(super) fn entries(&self) -> Vec<(u32, u32)> {
        match &self.keys {
            Membership::One(keys) => keys
                .iter()
                .zip(0..)
                .filter(|(key, _)| **key != 0)
                .map(|(key, record)| (*key, record))
                .collect(),
            Membership::Many { keys, ends } => {
                let mut from = 0;
                let mut entries = Vec::with_capacity(keys.len());
                for (end, record) in ends.iter().zip(0..) {
                    entries.extend(keys[from..*end as usize].iter().map(|key| (*key, record)));
                    from = *end as usize;
                }
                entries
            }
        }
    }

    /// The record's key by this rule: 0 = none, [`SEVERAL`] = more than one.
    pub(super) fn key_of(&self, record: u32) -> u32 {
        match &self.keys {
            Membership::One(keys) => keys[record as usize],
            Membership::Many { keys, ends } => {
                let from = if record == 0 { 0 } else { ends[record as usize - 1] as usize };
                match &keys[from..ends[record as usize] as usize] {
                    [] => 0,
                    [key] => *key,
                    _ => SEVERAL,
                }
            }
        }
    }

    /// The key by which this rule brings the two records together (the smallest, when several do).
    #[inline]
    pub(crate) fn common_key(&self, left: u32, right: u32) -> Option<u32> {
        match &self.keys {
            Membership::One(keys) => {
                Some(keys[left as usize]).filter(|k| *k != 0 && *k == keys[right as usize])
            }
            Membership::Many { keys, ends } => {
                let of = |i: u32| {
                    let from = if i == 0 { 0 } else { ends[i as usize - 1] as usize };
                    &keys[from..ends[i as usize] as usize]
                };
                let right = of(right);
                of(left).iter().copied().find(|k| right.contains(k))
            }
        }
    }

    /// Lets go of the blocks, when all pairs in them are made; which pairs they hold can still be told.
    pub(crate) fn forget_blocks(&mut self) {
        (self.members, self.ends, self.block_keys) = Default::default();
    }

    /// The blocks whose records agree on what the rule says and nothing more.
    pub(crate) fn whole_blocks(&self) -> impl Iterator<Item = &[u32]> {
        self.blocks().filter(|(key, _)| !self.finer.contains(key)).map(|(_, block)| block)
    }

    /// The blocks: key and records of each.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.some_blocks(0..self.ends.len())
    }

    /// Of the blocks those at these places.
    pub(super) fn some_blocks(&self, places: Range<usize>) -> impl Iterator<Item = (u32, &[u32])> {
        let mut from = if places.start == 0 { 0 } else { self.ends[places.start - 1] };
        self.ends[places.clone()].iter().zip(&self.block_keys[places]).map(move |(&to, &key)| {
            let block = &self.members[from as usize..to as usize];
            from = to;
            (key, block)
        })
    }
}

impl Membership {
    fn new(records: usize, entries: &[(u32, u32)], many: bool) -> Self {
        if !many {
            let mut keys = vec![0; records];
            for &(key, record) in entries {
                keys[record as usize] = key;
            }
            return Self::One(keys);
        }
        let mut by_record: Vec<(u32, u32)> = entries.iter().map(|&(key, record)| (record, key)).collect();
        radsort::sort_by_key(&mut by_record, |e| e.0);
        let mut ends = vec![0u32; records];
        for &(record, _) in &by_record {
            ends[record as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        Self::Many { keys: by_record.into_iter().map(|e| e.1).collect(), ends }
    }
}

/// The size up to which blocks of these sizes make no more pairs than allowed in all.
fn largest_within(sizes: impl Iterator<Item = usize>, allowed: u64) -> usize {
    let mut blocks: BTreeMap<usize, u64> = BTreeMap::new();
    sizes.for_each(|size| *blocks.entry(size).or_default() += 1);
    let mut pairs = 0;
    let fits = |(size, count): &(usize, u64)| {
        pairs += pairs_of(*size) * count;
        pairs <= allowed
    };
    blocks.into_iter().take_while(fits).last().map_or(0, |(size, _)| size)
}

/// Puts the key that most records have before the others; of equals the first.
fn most_filled_first(refine: &mut [Part], records: impl Fn(Part) -> usize) {
    let filled = refine.iter().enumerate().map(|(at, part)| (records(*part), Reverse(at)));
    if let Some((_, Reverse(at))) = filled.max() {
        refine[..=at].rotate_right(1);
    }
}

/// Ranges of equal keys, without key 0.
fn blocks(entries: &[(u32, u32)]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let key = entries.get(from)?.0;
        let start = from;
        from += entries[from..].iter().take_while(|e| e.0 == key).count();
        Some((key, start, from))
    })
    .filter(|(key, ..)| *key != 0)
    .map(|(_, from, to)| (from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_biggest_blocks_are_too_big_when_all_make_too_many_pairs() {
        let sizes = || [2, 3, 3, 5, 20].into_iter();
        // 1, 3, 3, 10 and 190 pairs.
        let within = |allowed| largest_within(sizes(), allowed);
        assert_eq!(
            [within(0), within(6), within(7), within(17), within(206), within(207)],
            [0, 2, 3, 5, 5, 20]
        );
    }

    #[test]
    fn blocks_are_made_smaller_by_the_key_that_most_records_have() {
        let order = |filled: [usize; 3]| {
            let mut refine = [Part::BirthYear, Part::City, Part::Postcode];
            let at = |part| [Part::BirthYear, Part::City, Part::Postcode].iter().position(|p| *p == part);
            most_filled_first(&mut refine, |part| filled[at(part).unwrap()]);
            refine
        };
        assert_eq!(order([7, 7, 7]), [Part::BirthYear, Part::City, Part::Postcode]);
        assert_eq!(order([1, 9, 8]), [Part::City, Part::BirthYear, Part::Postcode]);
        assert_eq!(order([1, 2, 3]), [Part::Postcode, Part::BirthYear, Part::City]);
    }
}
