//! Survivorship: which record's value becomes the golden one, and by which rule.
//!
//! `most sources` wins (a value that several systems agree on), then most records, then the fullest spelling, then the
//! most recent. An address is chosen as a whole, the most recent complete one, so that no street ends in another city.
//! What a steward chose by hand goes before all of these.

mod alike;
mod by_hand;
mod candidates;
mod rivals;
mod tidy;

pub(crate) use alike::Alike;
pub use by_hand::{ADDRESS, Chosen, chosen_as};
pub use candidates::Candidate;
pub(crate) use rivals::{Claim, Rivalry, place};

use super::attribute::Attribute;
use super::input::{Choice as ByHand, Input, RawColumn};
use super::texts::Texts;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::hint::black_box;
use tidy::{groups, tidier};

/// One value of a golden record, with its lineage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoldenValue {
    /// The attribute: `given_name`, `email`, …
    pub attribute: &'static str,
    /// The chosen value, tidied for people.
    pub value: String,
    /// The record it came from.
    pub record_id: i64,
    /// The survivorship rule that chose it: `only value`, `all agree`, `most sources`, `most records`, `fullest`,
    /// `most recent`; `chosen`: a steward did.
    pub rule: &'static str,
    /// How many records of the profile carry any value of this attribute.
    pub filled: usize,
    /// How many distinct values they carry.
    pub distinct: usize,
    /// The steward's word, where she chose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
}

/// The attributes a golden record has, in its order.
const WANTED: [(Attribute, &str, Kind); 13] = [
    (Attribute::GivenName, "given_name", Kind::Single),
    (Attribute::FamilyName, "family_name", Kind::Single),
    (Attribute::FullName, "full_name", Kind::Single),
    (Attribute::BirthDate, "birth_date", Kind::Single),
    (Attribute::Gender, "gender", Kind::Single),
    (Attribute::Email, "email", Kind::Single),
    (Attribute::Phone, "phone", Kind::Single),
    (Attribute::Street, "street", Kind::Street),
    (Attribute::City, "city", Kind::AddressPart),
    (Attribute::Region, "region", Kind::AddressPart),
    (Attribute::Postcode, "postcode", Kind::AddressPart),
    (Attribute::Country, "country", Kind::AddressPart),
    (Attribute::Company, "company", Kind::Single),
];

/// The values of a golden record alone, in the order of the attributes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct GoldenLine<'a>([Option<&'a str>; WANTED.len()]);

impl<'a> GoldenLine<'a> {
    /// Of values with their lineage.
    pub(crate) fn of(values: &'a [GoldenValue]) -> Self {
        Self(WANTED.map(|(_, name, _)| values.iter().find(|v| v.attribute == name).map(|v| v.value.as_str())))
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, attribute: &str) -> Option<&'a str> {
        self.0[WANTED.iter().position(|(_, name, _)| *name == attribute)?]
    }
}

/// Chooses golden values; built once for any number of profiles.
pub(crate) struct Survivorship<'a> {
    input: &'a Input,
    columns: Vec<Prepared<'a>>,
    /// By row: what was chosen from it by hand, the newest first.
    by_hand: FxHashMap<u32, Vec<&'a ByHand>>,
}

/// A column with the group each spelling belongs to.
struct Prepared<'a> {
    /// Its place in [`WANTED`].
    place: usize,
    ids: &'a [u32],
    /// By value id: as it came.
    came: &'a Texts,
    /// By value id: equal for values that mean the same; 0 = none.
    group: Vec<u32>,
    /// By value id: as people write it; empty where they write all as they came.
    tidy: Vec<Cow<'a, str>>,
    kind: Kind,
}

impl Prepared<'_> {
    /// The value of a row that says something.
    fn value(&self, row: u32) -> Option<u32> {
        let value = self.ids[row as usize];
        (self.group[value as usize] != 0).then_some(value)
    }

    /// A value as people write it.
    fn tidied(&self, value: u32) -> &str {
        match self.tidy.get(value as usize) {
            Some(tidy) => tidy,
            None => self.came.get(value),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    /// The first of the address; the others follow its record.
    Street,
    AddressPart,
}

/// A candidate value within one profile.
#[derive(Clone, Copy)]
pub(crate) struct Carried {
    group: u32,
    value: u32,
    row: u32,
    source: i32,
    recency: i64,
    record: i64,
}

/// The candidate that was chosen.
struct Choice<'a> {
    of: Carried,
    rule: &'static str,
    filled: usize,
    distinct: usize,
    by_hand: Option<&'a ByHand>,
}

impl<'a> Survivorship<'a> {
    /// Prepares the attributes the records have.
    pub(crate) fn new(input: &'a Input) -> Self {
        let columns = WANTED
            .into_par_iter()
            .enumerate()
            .filter_map(|(place, (attribute, name, kind))| {
                let RawColumn { dictionary, ids } = input.column(&attribute)?;
                let (came, group) = (dictionary, groups(name, dictionary));
                let tidy = tidier(name).map_or_else(Vec::new, |tidy| came.par_iter().map(tidy).collect());
                Some(Prepared { place, ids, came, group, tidy, kind })
            })
            .collect();
        Self { input, columns, by_hand: by_hand::by_hand(input) }
    }

    /// The golden record of the records in these rows, in the order of attributes.
    pub(crate) fn golden(&self, rows: &[u32]) -> Vec<GoldenValue> {
        let mut golden = Vec::new();
        self.choose(rows, &mut Vec::new(), |prepared, choice| {
            golden.push(GoldenValue {
                attribute: WANTED[prepared.place].1,
                value: prepared.tidied(choice.of.value).to_owned(),
                record_id: self.input.record_ids[choice.of.row as usize],
                rule: choice.rule,
                filled: choice.filled,
                distinct: choice.distinct,
                chosen: choice.by_hand.map(|word| Chosen {
                    decision_id: word.decision_id,
                    who: word.who.clone(),
                    day: word.day.clone(),
                    reason: word.reason.clone(),
                }),
            });
        });
        if golden.iter().any(|g| g.attribute == "given_name" || g.attribute == "family_name") {
            golden.retain(|g| g.attribute != "full_name");
        }
        golden
    }

    /// Reads what these rows say: all at once takes as long as one alone.
    pub(crate) fn fetch(&self, rows: impl Iterator<Item = u32> + Clone) {
        for Prepared { ids, group, .. } in &self.columns {
            black_box(rows.clone().fold(0, |sum, row| sum ^ group[ids[row as usize] as usize]));
        }
    }

    /// The same without lineage; `room` is of use to the next call.
    pub(crate) fn line(&self, rows: &[u32], room: &mut Vec<Carried>) -> GoldenLine<'_> {
        let mut line = GoldenLine::default();
        let words = self.words(rows);
        let address_row = self.chosen_home(&words).map(|(row, _)| row).or_else(|| self.address_row(rows));
        for prepared in &self.columns {
            let value = match prepared.kind {
                Kind::Single => self.single(prepared, rows, &words, room),
                _ => address_row.and_then(|row| prepared.value(row)),
            };
            line.0[prepared.place] = value.map(|value| prepared.tidied(value));
        }
        let [given, family, full, ..] = &mut line.0;
        if given.is_some() || family.is_some() {
            *full = None;
        }
        line
    }

    /// The surviving value of an attribute that is chosen by itself: as [`choose`](Self::choose) does, but where all say
    /// the same there is nothing to choose.
    fn single(
        &self,
        prepared: &Prepared,
        rows: &[u32],
        words: &[(u32, &ByHand)],
        room: &mut Vec<Carried>,
    ) -> Option<u32> {
        let mut values = rows.iter().filter_map(|&row| prepared.value(row));
        let first = values.next()?;
        if values.all(|value| value == first) {
            return Some(first);
        }
        self.carry(prepared, rows, room);
        let fixed = prepared.word(room, words).map(|(row, _)| row);
        choose(room, fixed).map(|choice| choice.of.value)
    }

    /// The word on the address, and the row it was said of.
    fn chosen_home<'w>(&self, words: &[(u32, &'w ByHand)]) -> Option<(u32, &'w ByHand)> {
        words.iter().find_map(|(row, word)| self.is_home(*row, word).then_some((*row, *word)))
    }

    fn choose<'s>(
        &'s self,
        rows: &[u32],
        room: &mut Vec<Carried>,
        mut take: impl FnMut(&'s Prepared<'a>, Choice<'s>),
    ) {
        let words = self.words(rows);
        let home = self.chosen_home(&words);
        let address_row = home.map(|(row, _)| row).or_else(|| self.address_row(rows));
        for prepared in &self.columns {
            self.carry(prepared, rows, room);
            let (fixed, by_hand) = match prepared.kind {
                Kind::Single => {
                    let word = prepared.word(room, &words);
                    (word.map(|(row, _)| row), word.map(|(_, word)| word))
                }
                _ => (address_row, home.map(|(_, word)| word)),
            };
            if let Some(choice) = choose(room, fixed) {
                let rule = if by_hand.is_some() { "chosen" } else { choice.rule };
                take(prepared, Choice { rule, by_hand, ..choice });
            }
        }
    }

    /// What these rows say, in the place of what was in `room`.
    fn carry(&self, prepared: &Prepared, rows: &[u32], room: &mut Vec<Carried>) {
        room.clear();
        room.extend(rows.iter().filter_map(|&row| self.carried(prepared, row)));
    }

    fn carried(&self, prepared: &Prepared, row: u32) -> Option<Carried> {
        prepared.value(row).map(|value| Carried {
            group: prepared.group[value as usize],
            value,
            row,
            source: self.input.sources[row as usize],
            recency: self.recency(row),
            record: self.input.record_ids[row as usize],
        })
    }

    fn recency(&self, row: u32) -> i64 {
        self.input.recency.get(row as usize).copied().unwrap_or(0)
    }

    /// The record whose address counts: the most complete one, the most recent among equals, the first among those.
    fn address_row(&self, rows: &[u32]) -> Option<u32> {
        let parts = || self.columns.iter().filter(|c| c.kind != Kind::Single);
        let count = parts().count();
        let filled = |row: u32| {
            let has = parts().filter(|p| p.value(row).is_some());
            // Without its street an address is only a place.
            has.map(|p| if p.kind == Kind::Street { 1 + count } else { 1 }).sum()
        };
        let enough = |n: usize| n.min(count + 3);
        let candidates = rows.iter().map(|&row| (row, filled(row))).filter(|(_, filled)| *filled > 0);
        let best = candidates.max_by_key(|&(row, filled)| {
            let first = Reverse(self.input.record_ids[row as usize]);
            (enough(filled), self.recency(row), filled, first)
        });
        best.map(|(row, _)| row)
    }
}

/// The value that survives; with `fixed`, that row's. Leaves the values in another order.
fn choose<'a>(candidates: &mut [Carried], fixed: Option<u32>) -> Option<Choice<'a>> {
    let filled = candidates.len();
    candidates.sort_unstable_by_key(|c| (c.group, c.source));
    let distinct = candidates.chunk_by(same_group).count();
    let choice = |of: Carried, rule| Some(Choice { of, rule, filled, distinct, by_hand: None });
    if let Some(row) = fixed {
        let of = *candidates.iter().find(|c| c.row == row)?;
        return choice(
            of,
            match (filled, distinct) {
                (1, _) => "only value",
                (_, 1) => "all agree",
                _ => "most recent",
            },
        );
    }
    if let [only] = *candidates {
        return choice(only, "only value");
    }
    let (mut best, mut second, mut chosen) = (None, None, 0..0);
    let mut begin = 0;
    for group in candidates.chunk_by(same_group) {
        let sources = group.chunk_by(|a, b| a.source == b.source).count();
        let recency = group.iter().map(|c| c.recency).max();
        // Of equals the one with the first record, in whatever order they were read.
        let rank = Some((sources, group.len(), recency, group.iter().map(|c| Reverse(c.record)).max()));
        let range = begin..begin + group.len();
        begin = range.end;
        if rank >= best {
            (second, best, chosen) = (best, rank, range);
        } else {
            second = second.max(rank);
        }
    }
    let rule = match (best?, second) {
        (_, None) => "all agree",
        (best, Some(second)) if best.0 > second.0 => "most sources",
        (best, Some(second)) if best.1 > second.1 => "most records",
        _ => "most recent",
    };
    // Among spellings of the same value the most frequent, then the most recent, then the first.
    let group = candidates.get_mut(chosen)?;
    group.sort_unstable_by_key(|c| c.value);
    let spellings = group.chunk_by(|a, b| a.value == b.value);
    let spellings = spellings.flat_map(|same| same.iter().map(|c| (same.len(), c)));
    let of = spellings.max_by_key(|(times, c)| (*times, c.recency, Reverse(c.record)))?.1;
    choice(*of, rule)
}

fn same_group(a: &Carried, b: &Carried) -> bool {
    a.group == b.group
}

#[cfg(test)]
mod tests;
