//! Street and place as one comparison: they are right, wrong and out of date together.
//!
//! Level = 5 × street + place. Street: 0 missing, 1 different, 2 same street at another number, 3 close, 4 exact.
//! Place: 0 missing, 1 different, 2 near (postcode one slip off, city close, or region alone), 3 postcode or city
//! the same but not both, 4 all that is there the same.

use crate::resolve::corpus::{Corpus, field};
use crate::resolve::dictionary::Dictionary;
use crate::resolve::similarity::{Spelling, edit_distance, jaro_winkler, one_edit_apart};

/// Number of places.
pub(crate) const PLACES: u64 = 5;

/// True for levels at which the two places are near each other at least.
pub(crate) fn place_agrees(level: usize) -> bool {
    level as u64 % PLACES >= 2
}

/// True for levels at which the street is the same, number and all.
pub(crate) fn street_agrees(level: usize) -> bool {
    level as u64 / PLACES == 4
}

/// What is left of a level when only the places are compared.
pub(crate) fn place_alone(level: usize) -> usize {
    level % PLACES as usize
}

#[inline]
pub(super) fn address(corpus: &Corpus, left: &[u32], right: &[u32]) -> u64 {
    PLACES * street(corpus, left[field::STREET], right[field::STREET]) + place(corpus, left, right)
}

#[inline]
fn street(corpus: &Corpus, left: u32, right: u32) -> u64 {
    if left == 0 || right == 0 {
        return 0;
    }
    if left == right {
        return 4;
    }
    let (name_a, number_a) = corpus.streets.parts[left as usize];
    let (name_b, number_b) = corpus.streets.parts[right as usize];
    if name_a == 0 || name_b == 0 {
        return 0;
    }
    let same_name = name_a == name_b;
    if !same_name && !alike(&corpus.streets.names, name_a, name_b) {
        return 1;
    }
    if number_a != number_b && number_a != 0 && number_b != 0 {
        let numbers = &corpus.streets.numbers;
        let (x, y) = (numbers.spelling(number_a), numbers.spelling(number_b));
        let slip =
            one_edit_apart(x, y) && (x.len().max(y.len()) >= 3 || x.common_begin(y) == x.len().min(y.len()));
        return if slip { 3 } else { 2 };
    }
    if same_name { 4 } else { 3 }
}

#[inline]
fn place(corpus: &Corpus, left: &[u32], right: &[u32]) -> u64 {
    let (post_a, post_b) = (left[field::POSTCODE], right[field::POSTCODE]);
    let (city_a, city_b) = (left[field::CITY], right[field::CITY]);
    let post = if post_a == 0 || post_b == 0 {
        None
    } else if post_a == post_b {
        Some(2)
    } else {
        Some(u64::from(postcode_near(corpus.postcodes.spelling(post_a), corpus.postcodes.spelling(post_b))))
    };
    let city = if city_a == 0 || city_b == 0 {
        None
    } else if city_a == city_b {
        Some(2)
    } else {
        Some(u64::from(alike(&corpus.cities, city_a, city_b)))
    };
    match (post, city) {
        (None, None) => {
            let (a, b) = (left[field::REGION], right[field::REGION]);
            if a == 0 || b == 0 { abroad(left, right) } else { 1 + u64::from(a == b) }
        }
        (Some(2), None | Some(1 | 2)) | (None | Some(1), Some(2)) => 4,
        (Some(2), _) | (_, Some(2)) => 3,
        (Some(0) | None, Some(0) | None) => 1,
        _ => 2,
    }
}

/// Of countries alone only a difference says something.
fn abroad(left: &[u32], right: &[u32]) -> u64 {
    let (a, b) = (left[field::COUNTRY], right[field::COUNTRY]);
    u64::from(a != 0 && b != 0 && a != b)
}

/// One slip, or the same but for the last part (British outward code, US ZIP without +4).
#[inline]
fn postcode_near(a: Spelling, b: Spelling) -> bool {
    let common = a.common_begin(b);
    one_edit_apart(a, b) || (common >= 5 || (common >= 3 && a.len().min(b.len()) >= 5))
}

#[inline]
fn alike(values: &Dictionary, a: u32, b: u32) -> bool {
    if !values.sketch(a).may_reach(values.sketch(b), 0.88) {
        return false;
    }
    let (x, y) = (values.spelling(a), values.spelling(b));
    let shorter = x.len().min(y.len());
    jaro_winkler(x, y) >= 0.9 && edit_distance(x, y) <= 1 + shorter as u32 / 5
        || (shorter >= 5 && one_edit_apart(x, y))
        || (shorter >= 6 && x.common_begin(y) == shorter)
}
