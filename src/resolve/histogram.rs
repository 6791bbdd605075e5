//! Pairs by match weight, in bars of whole bits.

use super::edge::{Edge, NO_RULE};
use super::score::{Evidence, Weight};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Pairs by whole bits of weight.
pub(crate) type Histogram = BTreeMap<i32, u64>;

/// Weights are counted by whole bits from minus to plus so many.
pub(super) const BITS: i32 = 60;

/// Takes the edges out of the histogram, at their first weights.
pub(super) fn without_edges(mut histogram: Histogram, edges: &[Vec<(Edge, Evidence)>]) -> Histogram {
    for (bits, taken) in bars(edges.par_iter().flatten().map(|(edge, _)| edge)) {
        if let Some(pairs) = histogram.get_mut(&bits) {
            *pairs -= taken;
        }
    }
    histogram.retain(|_, pairs| *pairs > 0);
    histogram
}

/// The histogram of pairs that are no edges, their weights moved by a change of the prior.
pub(super) fn shifted(histogram: Histogram, by: Weight) -> Histogram {
    let bits = (f64::from(by) / 1000.0).round() as i32;
    histogram.into_iter().map(|(bin, pairs)| (bin + bits, pairs)).collect()
}

/// Adds the edges, at their last weights.
pub(super) fn with_edges(mut histogram: Histogram, edges: &[Edge]) -> Histogram {
    for (bits, added) in bars(edges.par_iter().filter(|e| e.rule != NO_RULE)) {
        *histogram.entry(bits).or_default() += added;
    }
    histogram
}

/// How many edges there are of each weight.
fn bars<'a>(edges: impl ParallelIterator<Item = &'a Edge>) -> impl Iterator<Item = (i32, u64)> {
    let none = || vec![0; 2 * BITS as usize + 1];
    let counted = |mut bars: Vec<u64>, edge: &Edge| {
        bars[(bin(edge.weight) + BITS) as usize] += 1;
        bars
    };
    let both = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(sum, more)| *sum += more);
        a
    };
    let bars = edges.fold(none, counted).reduce(none, both);
    (-BITS..).zip(bars).filter(|(_, edges)| *edges > 0)
}

/// The bar of the histogram a weight belongs to: whole bits, rounded down.
pub(super) fn bin(weight: Weight) -> i32 {
    weight.div_euclid(1000).clamp(-BITS, BITS)
}
