//! Pairs by match weight, in bars of whole bits.

use super::engine::{Edge, NO_RULE};
use super::score::{Evidence, Weight};
use std::collections::BTreeMap;

/// Pairs by whole bits of weight.
pub(crate) type Histogram = BTreeMap<i32, u64>;

/// Weights are counted by whole bits from minus to plus so many.
pub(super) const BITS: i32 = 60;

/// Takes the edges out of the histogram, at their first weights.
pub(super) fn without_edges(mut histogram: Histogram, edges: &[Vec<(Edge, Evidence)>]) -> Histogram {
    for (edge, _) in edges.iter().flatten() {
        if let Some(pairs) = histogram.get_mut(&bin(edge.weight)) {
            *pairs -= 1;
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
    for edge in edges.iter().filter(|e| e.rule != NO_RULE) {
        *histogram.entry(bin(edge.weight)).or_default() += 1;
    }
    histogram
}

/// The bar of the histogram a weight belongs to: whole bits, rounded down.
pub(super) fn bin(weight: Weight) -> i32 {
    weight.div_euclid(1000).clamp(-BITS, BITS)
}
