//! The pairs the model is taught with; chosen by hashes of record ids, so that input order does not matter.

use super::Session;
use crate::progress::Progress;
use crate::resolve::block::{Plan, walk_one};
use crate::resolve::compare::{Comparisons, Pattern};
use crate::resolve::corpus::Corpus;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Random pairs looked at for u.
const RANDOM_PAIRS: u64 = 500_000;
/// Pairs of one blocking rule looked at for m.
const SESSION_PAIRS: u64 = 60_000;
/// Rules with fewer pairs than this teach nothing.
const FEWEST_PAIRS: u64 = 10;

/// A session of random pairs: all there are when they are few. Stopped, fewer.
pub(crate) fn random_pairs(corpus: &Corpus, comparisons: &Comparisons, stop: &Progress) -> Session {
    let n = corpus.len() as u64;
    let all = n * n.saturating_sub(1) / 2;
    let pairs: Vec<(u32, u32)> = if all <= RANDOM_PAIRS {
        (0..n as u32).flat_map(|i| (i + 1..n as u32).map(move |j| (i, j))).collect()
    } else {
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_unstable_by_key(|&i| shuffle(corpus.record_ids[i as usize]));
        let rounds = RANDOM_PAIRS.div_ceil(n).max(1) as usize;
        (1..=rounds)
            .flat_map(|round| {
                let order = &order;
                let step = (round * round * 7919) % order.len();
                (0..order.len())
                    .filter(move |_| step != 0)
                    .map(move |i| (order[i], order[(i + step) % order.len()]))
            })
            .take(RANDOM_PAIRS as usize)
            .collect()
    };
    let patterns = pairs
        .par_chunks(16_384)
        .fold(FxHashMap::default, |mut counts: FxHashMap<Pattern, f64>, chunk| {
            for &(i, j) in chunk.iter().take_while(|_| !stop.is_cancelled()) {
                *counts.entry(comparisons.pattern(corpus, corpus.row(i), corpus.row(j))).or_default() += 1.0;
            }
            counts
        })
        .reduce(FxHashMap::default, |mut a, b| {
            for (pattern, count) in b {
                *a.entry(pattern).or_default() += count;
            }
            a
        });
    Session { patterns: sorted(patterns), excluded: 0, random: true }
}

/// One session a blocking rule that makes enough pairs. Stopped, they hold what was looked at before.
pub(crate) fn session_pairs(
    corpus: &Corpus,
    comparisons: &Comparisons,
    plan: &Plan,
    stop: &Progress,
) -> Vec<Session> {
    plan.rules
        .par_iter()
        .filter(|planned| planned.pairs >= FEWEST_PAIRS && planned.excluded != 0)
        .map(|planned| {
            let mut counts: FxHashMap<Pattern, f64> = FxHashMap::default();
            walk_one(planned, SESSION_PAIRS, |i, j| {
                if stop.is_cancelled() {
                    return;
                }
                *counts.entry(comparisons.pattern(corpus, corpus.row(i), corpus.row(j))).or_default() += 1.0;
            });
            Session { patterns: sorted(counts), excluded: planned.excluded, random: false }
        })
        .collect()
}

fn sorted(counts: FxHashMap<Pattern, f64>) -> Vec<(Pattern, f64)> {
    let mut patterns: Vec<(Pattern, f64)> = counts.into_iter().collect();
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    patterns
}

/// SplitMix64's finaliser: an order nobody chose.
fn shuffle(id: i64) -> u64 {
    let mut z = (id as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
