//! The pairs the model is taught with; chosen by hashes of record ids, so that input order does not matter.

use super::Session;
use crate::progress::Progress;
use crate::resolve::block::{Plan, PlannedRule, first_pairs};
use crate::resolve::compare::{Comparisons, Pattern};
use crate::resolve::corpus::{Corpus, FETCHED};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Random pairs looked at for u.
const RANDOM_PAIRS: u64 = 500_000;
/// Pairs of one blocking rule looked at for m.
const SESSION_PAIRS: usize = 60_000;
/// Rules with fewer pairs than this teach nothing.
const FEWEST_PAIRS: u64 = 10;

/// A session of random pairs: all there are when they are few. Stopped, fewer.
pub(crate) fn random_pairs(corpus: &Corpus, comparisons: &Comparisons, stop: &Progress) -> Session {
    let n = corpus.len() as u64;
    let all = n * n.saturating_sub(1) / 2;
    let pairs: Vec<(u32, u32)> = if all <= RANDOM_PAIRS {
        (0..n as u32).flat_map(|i| (i + 1..n as u32).map(move |j| (i, j))).collect()
    } else {
        let rounds = RANDOM_PAIRS.div_ceil(n).max(1) as usize;
        let step = |round: usize| (round * round * 7919) % n as usize;
        // Of many records only the first ones are looked at.
        let order = first_of(corpus, if rounds == 1 { RANDOM_PAIRS as usize + step(1) } else { n as usize });
        (1..=rounds)
            .flat_map(|round| {
                let (order, step) = (&order, step(round));
                (0..n as usize)
                    .filter(move |_| step != 0)
                    .map(move |i| (order[i], order[(i + step) % n as usize]))
            })
            .take(RANDOM_PAIRS as usize)
            .collect()
    };
    let patterns = patterns(corpus, comparisons, &pairs, stop);
    Session { patterns, excluded: 0, random: true }
}

/// One session a blocking rule that makes enough pairs. Stopped, they hold what was looked at before.
pub(crate) fn session_pairs(
    corpus: &Corpus,
    comparisons: &Comparisons,
    plan: &Plan,
    stop: &Progress,
) -> Vec<Session> {
    let taught = plan.rules.par_iter().filter(|rule| rule.pairs >= FEWEST_PAIRS && rule.excluded != 0);
    let session = |planned: &PlannedRule| {
        // Pairs of blocks that were made smaller agree on more than the model knows of.
        let pairs = first_pairs(planned.whole_blocks(), SESSION_PAIRS);
        let patterns = patterns(corpus, comparisons, &pairs, stop);
        Session { patterns, excluded: planned.excluded, random: false }
    };
    taught.map(session).collect()
}

/// How many of these pairs have each pattern, by pattern.
fn patterns(
    corpus: &Corpus,
    comparisons: &Comparisons,
    pairs: &[(u32, u32)],
    stop: &Progress,
) -> Vec<(Pattern, f64)> {
    let count = |mut counts: FxHashMap<Pattern, f64>, some: &[(u32, u32)]| {
        for pattern in comparisons.patterns(corpus, some) {
            *counts.entry(pattern).or_default() += 1.0;
        }
        counts
    };
    let both = |mut a: FxHashMap<Pattern, f64>, b: FxHashMap<Pattern, f64>| {
        b.into_iter().for_each(|(pattern, count)| *a.entry(pattern).or_default() += count);
        a
    };
    let some = pairs.par_chunks(FETCHED).filter(|_| !stop.is_cancelled());
    sorted(some.fold(FxHashMap::default, count).reduce(FxHashMap::default, both))
}

fn sorted(counts: FxHashMap<Pattern, f64>) -> Vec<(Pattern, f64)> {
    let mut patterns: Vec<(Pattern, f64)> = counts.into_iter().collect();
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    patterns
}

/// So many records (at most all), the first ones in an order nobody chose.
fn first_of(corpus: &Corpus, records: usize) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> =
        corpus.record_ids.par_iter().zip(0..corpus.len() as u32).map(|(id, i)| (shuffle(*id), i)).collect();
    if records < order.len() {
        order.select_nth_unstable(records);
        order.truncate(records);
    }
    order.par_sort_unstable();
    order.into_iter().map(|(_, i)| i).collect()
}

/// SplitMix64's finaliser: an order nobody chose.
fn shuffle(id: i64) -> u64 {
    let mut z = (id as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
