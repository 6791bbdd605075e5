//! How far stewards agree where two judged the same pair.

use super::said::Said;
use serde::Serialize;
use std::collections::BTreeMap;

/// How far two stewards agree on the pairs both judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Pairs that two judged, by every two stewards.
    pub pairs: u64,
    /// Of them judged alike.
    pub alike: u64,
    /// Scott's pi (1955): 0 as by chance, 1 always; `None` when all said the same of everything.
    pub beyond_chance: Option<f64>,
}

/// `None` while no pair was judged by two; who was unsure did not judge.
pub(super) fn agreement(said: &[Said]) -> Option<Agreement> {
    let mut by_pair: BTreeMap<(i64, i64), Vec<bool>> = BTreeMap::new();
    for (word, same) in said.iter().filter_map(|word| Some((word, word.same()?))) {
        by_pair.entry(word.pair).or_default().push(same);
    }
    let of_two: Vec<(bool, bool)> = by_pair
        .values()
        .flat_map(|words| (0..words.len()).flat_map(move |i| (0..i).map(move |j| (words[i], words[j]))))
        .collect();
    if of_two.is_empty() {
        return None;
    }
    let n = of_two.len() as f64;
    let alike = of_two.iter().filter(|(a, b)| a == b).count();
    let same = of_two.iter().flat_map(|(a, b)| [*a, *b]).filter(|word| *word).count() as f64 / (2.0 * n);
    // Who comes first of the two is no matter: both share one distribution.
    let by_chance = same * same + (1.0 - same) * (1.0 - same);
    let beyond_chance = (by_chance < 1.0).then(|| (alike as f64 / n - by_chance) / (1.0 - by_chance));
    Some(Agreement { pairs: of_two.len() as u64, alike: alike as u64, beyond_chance })
}
