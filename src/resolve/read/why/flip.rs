//! The single change that would turn the answer round: one comparison, at another level.

use crate::resolve::explain::Compared;
use crate::resolve::score::{milli, probability};
use serde::Serialize;

/// The most that are told.
const MOST: usize = 5;

/// What one change would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flip {
    /// The comparison, as in the model.
    pub attribute: String,
    /// Its level now; `missing` when nothing is known, `together` of two groups.
    pub from: String,
    /// The level that would do: the nearest one.
    pub to: String,
    /// The weight then, in bits.
    pub weight: f64,
    /// And the probability.
    pub probability: f64,
    /// Bits it would change.
    pub gain: f64,
}

/// Changes of one comparison that carry the pair over the weight from which it is merged (below it, when `one` says that
/// the two are one person), smallest first.
pub(super) fn pair(compared: &Compared, left: u32, right: u32, one: bool) -> Vec<Flip> {
    let corpus = &compared.corpus;
    let (a, b) = (corpus.row(left), corpus.row(right));
    let pattern = compared.comparisons.pattern(corpus, a, b);
    let weight = compared.weight(left, right);
    let merge_at = milli(compared.model.merge_at);
    if (weight >= merge_at) != one {
        return Vec::new();
    }
    let mut flips: Vec<(i32, Flip)> = Vec::new();
    for (at, comparison) in compared.comparisons.list.iter().enumerate() {
        let now = comparison.level(pattern);
        let levels = compared.model.levels(&comparison.attribute);
        let name = |level: usize| match level.checked_sub(1) {
            Some(level) => levels[level].name.clone(),
            None => "missing".to_owned(),
        };
        let same_kind = |level: usize| match (now.checked_sub(1), level.checked_sub(1)) {
            (Some(now), Some(level)) => levels[now].group == levels[level].group,
            _ => true,
        };
        let nearest = (0..=levels.len())
            .filter(|level| *level != now && same_kind(*level))
            .map(|level| {
                (compared.scorer.suppose(&compared.comparisons, pattern, a, b, corpus, (at, level)), level)
            })
            .filter(|(would, _)| (*would >= merge_at) != one)
            .min_by_key(|(would, level)| ((would - weight).abs(), *level));
        if let Some((would, level)) = nearest {
            let bits = |weight: i32| f64::from(weight) / 1000.0;
            let flip = Flip {
                attribute: comparison.attribute.clone(),
                from: name(now),
                to: name(level),
                weight: bits(would),
                probability: probability(would),
                gain: bits(would - weight),
            };
            flips.push(((would - weight).abs(), flip));
        }
    }
    smallest(flips)
}

/// The smallest changes first, no more than are told.
pub(super) fn smallest(mut flips: Vec<(i32, Flip)>) -> Vec<Flip> {
    flips.sort_by_key(|(change, _)| *change);
    flips.truncate(MOST);
    flips.into_iter().map(|(_, flip)| flip).collect()
}
