//! Golden values that stewards chose by hand. A choice goes with the record it was made on, wherever that is; where two
//! meet in one profile, the newer holds. It rests while no record of the profile carries the value.

use super::super::by_whom::by_whom;
use super::super::input::{Choice as ByHand, Input};
use super::tidy::meaning;
use super::{Carried, Kind, Prepared, Survivorship, WANTED};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;

/// Who chose a golden value by hand, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// The number of the word.
    pub decision_id: i64,
    /// The steward.
    pub who: String,
    /// The day, UTC.
    pub day: String,
    /// In her words.
    pub reason: Option<String>,
}

impl Chosen {
    /// For people: `chosen by maria on 2026-11-23: newest card`.
    #[must_use]
    pub fn sentence(&self) -> String {
        by_whom("chosen", &self.who, &self.day, self.reason.as_deref())
    }
}

/// The name by which all parts of an address are chosen at once.
pub const ADDRESS: &str = "address";

/// The name by which a golden value of this attribute is chosen.
#[must_use]
pub fn chosen_as(attribute: &str) -> Option<&'static str> {
    if attribute == ADDRESS {
        return Some(ADDRESS);
    }
    let (_, name, kind) = WANTED.iter().find(|(_, name, _)| *name == attribute)?;
    Some(if *kind == Kind::Single { *name } else { ADDRESS })
}

impl<'a> Survivorship<'a> {
    /// What was chosen by hand from these rows, the newest first.
    pub(super) fn words(&self, rows: &[u32]) -> Vec<(u32, &'a ByHand)> {
        if self.by_hand.is_empty() {
            return Vec::new();
        }
        let of = |row: u32| self.by_hand.get(&row).into_iter().flatten().map(move |word| (row, *word));
        let mut words: Vec<(u32, &ByHand)> = rows.iter().copied().flat_map(of).collect();
        words.sort_unstable_by_key(|(_, word)| Reverse(word.decision_id));
        words
    }

    /// Whether this is the address chosen, and the record still gives it.
    pub(super) fn is_home(&self, row: u32, word: &ByHand) -> bool {
        word.attribute == ADDRESS && self.address(row, false) == word.value
    }
}

impl Prepared<'_> {
    /// The newest of these words that makes a value golden among those carried, and the row of that value.
    pub(super) fn word<'w>(
        &self,
        carried: &[Carried],
        words: &[(u32, &'w ByHand)],
    ) -> Option<(u32, &'w ByHand)> {
        words.iter().find_map(|(row, word)| self.heeded(carried, *row, word))
    }

    /// The row whose value a word of a steward makes golden: the one she chose it from, else another that carries the
    /// same; `None`: nobody does any more, or the word is on something else.
    fn heeded<'w>(&self, carried: &[Carried], row: u32, word: &'w ByHand) -> Option<(u32, &'w ByHand)> {
        let name = WANTED[self.place].1;
        if word.attribute != name {
            return None;
        }
        let wanted = meaning(name, &word.value);
        let same = carried.iter().filter(|c| meaning(name, self.came.get(c.value)) == wanted);
        same.min_by_key(|c| (c.row != row, c.record)).map(|c| (c.row, word))
    }
}

/// What stewards chose from each row of the input, the newest first.
pub(super) fn by_hand(input: &Input) -> FxHashMap<u32, Vec<&ByHand>> {
    let mut by_hand: FxHashMap<u32, Vec<&ByHand>> = FxHashMap::default();
    if input.choices.is_empty() {
        return by_hand;
    }
    let mut of: FxHashMap<i64, Vec<&ByHand>> = FxHashMap::default();
    input.choices.iter().for_each(|word| of.entry(word.record_id).or_default().push(word));
    for (record, row) in input.record_ids.iter().zip(0..) {
        if let Some(words) = of.remove(record) {
            by_hand.insert(row, words);
        }
    }
    by_hand
}
