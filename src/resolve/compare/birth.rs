//! Dates of birth: typed wrongly, day and month swapped, or another date.

use crate::resolve::corpus::Corpus;
use crate::resolve::similarity::edit_distance;

/// Born so many years apart, two people may be parent and child.
const GENERATION: u32 = 15;

/// 1 exact, 2 close (one slip, or day and month swapped), 3 similar (two slips), 4 same year or same day of
/// the year, 5 different, 6 different by a generation or more.
#[inline]
pub(super) fn birth(corpus: &Corpus, left: u32, right: u32) -> u64 {
    if left == 0 || right == 0 {
        return 0;
    }
    let (a, b) = (&corpus.births[left as usize], &corpus.births[right as usize]);
    if a.date == b.date {
        return 1;
    }
    if a.other == b.date || b.other == a.date || (a.other != 0 && a.other == b.other) {
        return 2;
    }
    let (x, y) = (&a.written, &b.written);
    let same = |from: usize, to: usize| x[from..to] == y[from..to];
    let (year, month, day) = (same(0, 4), same(4, 6), same(6, 8));
    if year && x[4..6] == y[6..8] && x[6..8] == y[4..6] {
        return 2;
    }
    match edit_distance(x, y) {
        1 => 2,
        2 => 3,
        _ if year && (month || day) => 3,
        _ if year || (month && day) => 4,
        _ if (a.date / 10_000).abs_diff(b.date / 10_000) < GENERATION => 5,
        _ => 6,
    }
}
