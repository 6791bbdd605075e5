//! Given and family names: exact, nickname, close spelling, initial, swapped.

use crate::resolve::corpus::{Corpus, GivenNames, field};
use crate::resolve::dictionary::Dictionary;
use crate::resolve::similarity::{edit_distance, jaro_winkler};

/// For each given name the family name of the same spelling, so that swapped names are found by ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crossed {
    family_of: Vec<u32>,
}

impl Crossed {
    pub(crate) fn new(corpus: &Corpus) -> Self {
        let family = &corpus.family;
        let by_text: rustc_hash::FxHashMap<&[u8], u32> =
            (1..family.len() as u32).map(|id| (family.get(id), id)).collect();
        let given = &corpus.given.names;
        let mut joined = Vec::new();
        let family_of = (0..given.len() as u32)
            .map(|id| {
                joined.clear();
                joined.extend(given.get(id).iter().filter(|b| **b != b' '));
                by_text.get(joined.as_slice()).copied().unwrap_or(0)
            })
            .collect();
        Self { family_of }
    }

    /// True when each side's given name is the other's family name, at least closely; a missing given name agrees
    /// with anything.
    #[inline]
    fn swapped(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> bool {
        let (ga, gb) = (left[field::GIVEN], right[field::GIVEN]);
        let (fa, fb) = (left[field::FAMILY], right[field::FAMILY]);
        if fa == 0 || fb == 0 || (ga == 0 && gb == 0) {
            return false;
        }
        // What is the same but for blanks is alike enough for the sketches.
        let crossed = |given: u32, family: u32| {
            let names = &corpus.given.names;
            names.sketch(given).may_reach(corpus.family.sketch(family), CROSSED)
                && (self.family_of[given as usize] == family
                    || jaro_winkler(names.spelling(given), corpus.family.spelling(family)) >= CROSSED)
        };
        if ga == 0 || gb == 0 {
            return self.family_of[gb as usize] == fa && gb != 0
                || self.family_of[ga as usize] == fb && ga != 0;
        }
        crossed(ga, fb) && crossed(gb, fa)
    }
}

/// Swapped names may be misspelt too, down to this similarity.
const CROSSED: f64 = 0.88;

/// Names in scripts that can't be turned into one another surely: a difference then says nothing.
#[inline]
fn foreign(left: &[u32], right: &[u32]) -> bool {
    left[field::TRAITS] >> 6 != right[field::TRAITS] >> 6
}

/// The level of family names that says the names are swapped.
pub(crate) const SWAPPED: usize = 4;

/// 1 exact, 2 nickname or part, 3 close spelling, 4 initial, 5 similar, 6 different; nothing where given and family
/// name are swapped, which the family name says for both.
#[inline]
pub(super) fn given(corpus: &Corpus, crossed: &Crossed, left: &[u32], right: &[u32]) -> u64 {
    match given_spelling(corpus, crossed, left, right) {
        5 | 6 if foreign(left, right) => 0,
        level => level,
    }
}

#[inline]
fn given_spelling(corpus: &Corpus, crossed: &Crossed, left: &[u32], right: &[u32]) -> u64 {
    let (a, b) = (left[field::GIVEN], right[field::GIVEN]);
    if a == 0 || b == 0 {
        return 0;
    }
    let (ga, gb) = (left[field::TRAITS] & 15, right[field::TRAITS] & 15);
    if ga != 0 && gb != 0 && ga != gb {
        return 6;
    }
    if a == b {
        return 1;
    }
    let names = &corpus.given;
    if names.names.sketch(a).is_numbered_apart(names.names.sketch(b)) {
        return 6;
    }
    if names.first[a as usize].stands_for(&names.first[b as usize]) {
        return 2;
    }
    if let Some(level) = first_words(names, a, b) {
        return level;
    }
    let spelling = spelling(&names.names, a, b);
    if spelling == 1 {
        return 3;
    }
    if crossed.swapped(corpus, left, right) {
        return 0;
    }
    if spelling == 2 { 5 } else { 6 }
}

/// The level of given names whose first words say it: an initial, the same word, or one that the other begins with.
#[inline]
fn first_words(names: &GivenNames, a: u32, b: u32) -> Option<u64> {
    let (length_a, length_b) = (names.first[a as usize].length, names.first[b as usize].length);
    let shorter = usize::from(length_a.min(length_b));
    let common = names.names.spelling(a).common_begin(names.names.spelling(b));
    match shorter {
        1 => Some(if common > 0 { 4 } else { 6 }),
        _ => (common >= shorter && (length_a == length_b || shorter >= 3)).then_some(2),
    }
}

/// 1 exact, 2 close spelling, 3 part (double names), 4 swapped, 5 similar, 6 different.
#[inline]
pub(super) fn family(corpus: &Corpus, crossed: &Crossed, left: &[u32], right: &[u32]) -> u64 {
    match family_spelling(corpus, crossed, left, right) {
        5 | 6 if foreign(left, right) => 0,
        level => level,
    }
}

#[inline]
fn family_spelling(corpus: &Corpus, crossed: &Crossed, left: &[u32], right: &[u32]) -> u64 {
    let (a, b) = (left[field::FAMILY], right[field::FAMILY]);
    if a == 0 || b == 0 {
        return 0;
    }
    if a == b {
        return 1;
    }
    if corpus.family.sketch(a).is_numbered_apart(corpus.family.sketch(b)) {
        return 6;
    }
    let spelling = spelling(&corpus.family, a, b);
    if spelling == 1 {
        return 2;
    }
    let (x, y) = (corpus.family.spelling(a), corpus.family.spelling(b));
    let shorter = x.len().min(y.len());
    if shorter >= 4 && (x.common_begin(y) == shorter || x.common_end(y) == shorter) {
        return 3;
    }
    if crossed.swapped(corpus, left, right) {
        return SWAPPED as u64;
    }
    if spelling == 2 || (shorter == 1 && x[0] == y[0]) { 5 } else { 6 }
}

/// 1 same, 2 different; nothing when the given names already agree.
#[inline]
pub(super) fn gender(left: &[u32], right: &[u32]) -> u64 {
    let (a, b) = (left[field::TRAITS] >> 4 & 3, right[field::TRAITS] >> 4 & 3);
    if a == 0 || b == 0 || left[field::GIVEN] == right[field::GIVEN] {
        return 0;
    }
    if a == b { 1 } else { 2 }
}

/// 1 close, 2 similar, 3 neither.
#[inline]
fn spelling(dictionary: &Dictionary, a: u32, b: u32) -> u8 {
    if !dictionary.sketch(a).may_reach(dictionary.sketch(b), 0.82) {
        return 3;
    }
    let (x, y) = (dictionary.spelling(a), dictionary.spelling(b));
    let similarity = jaro_winkler(x, y);
    if similarity >= 0.92 {
        return 1;
    }
    if similarity < 0.7 {
        return 3;
    }
    let edits = edit_distance(x, y);
    let shorter = x.len().min(y.len());
    if edits <= 1 && shorter >= 4 {
        1
    } else if similarity >= 0.82 || (edits == 2 && shorter >= 6) {
        2
    } else {
        3
    }
}
