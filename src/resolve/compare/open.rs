//! Identifiers and extra attributes, compared by what they are.

use super::best_of;
use crate::resolve::corpus::OpenAttribute;
use crate::resolve::dictionary::Dictionary;
use crate::resolve::similarity::{edit_distance, jaro_winkler};

/// Identifiers: 1 exact, 2 different. Extras: 1 exact, 2 close spelling, 3 similar, 4 different.
pub(super) fn open(attribute: &OpenAttribute, left: u32, right: u32) -> u64 {
    if left == right && left != 0 {
        return 1;
    }
    let sets = &attribute.values.sets;
    if attribute.identifier {
        return best_of(sets.get(&left), sets.get(&right), 2, |_, _| 2);
    }
    best_of(sets.get(&left), sets.get(&right), 4, |a, b| spelling(&attribute.values.values, a, b))
}

/// The same levels for a plain text column.
pub(super) fn text(values: &Dictionary, left: u32, right: u32) -> u64 {
    match (left, right) {
        (0, _) | (_, 0) => 0,
        _ if left == right => 1,
        _ => spelling(values, left, right),
    }
}

fn spelling(values: &Dictionary, a: u32, b: u32) -> u64 {
    if !values.sketch(a).may_reach(values.sketch(b), 0.8) {
        return 4;
    }
    let (x, y) = (values.spelling(a), values.spelling(b));
    let shorter = x.len().min(y.len());
    let digits = x.iter().chain(y.iter()).filter(|b| b.is_ascii_digit()).count() * 2 > x.len() + y.len();
    let edits = edit_distance(x, y);
    if digits {
        // Numbers differ by slips of the finger; similar spelling means nothing.
        return match edits {
            1 if shorter >= 4 => 2,
            2 if shorter >= 6 => 3,
            _ => 4,
        };
    }
    let similarity = jaro_winkler(x, y);
    if similarity >= 0.92 || (edits <= 1 && shorter >= 4) {
        2
    } else if similarity >= 0.8 {
        3
    } else {
        4
    }
}
