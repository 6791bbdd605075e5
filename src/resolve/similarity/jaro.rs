//! Jaro-Winkler similarity (Jaro 1989, Winkler 1990), bit-parallel for up to 64 bytes.

use super::letter::{LETTERS, letter};
use super::spelling::{SHORT, Spelling};

/// Only this much of a longer value is compared; names and streets are shorter.
const MAX: usize = 64;

/// Similarity from 0 (nothing in common) to 1 (equal). Common prefixes of up to four bytes count extra (p = 0.1),
/// as Winkler has it, only when the Jaro similarity is above 0.7.
#[inline]
pub(crate) fn jaro_winkler<'a, 'b>(left: impl Into<Spelling<'a>>, right: impl Into<Spelling<'b>>) -> f64 {
    let (left, right) = (left.into().cut(MAX), right.into().cut(MAX));
    let jaro = if left.both_short(right) { jaro_of_short(left, right) } else { jaro(&left, &right) };
    if jaro <= 0.7 {
        return jaro;
    }
    jaro + left.common_begin(right).min(4) as f64 * 0.1 * (1.0 - jaro)
}

/// How far apart equal letters may stand.
#[inline]
fn window(left: usize, right: usize) -> usize {
    (left.max(right) / 2).saturating_sub(1)
}

#[inline]
fn jaro_of_short(left: Spelling, right: Spelling) -> f64 {
    let window = window(left.len(), right.len());
    let all = (1u32 << right.len()) - 1;
    let near = (2 << (2 * window)) - 1;
    let (mut free, mut matched) = (all, 0u32);
    for (i, &byte) in left.head[..left.len()].iter().enumerate() {
        let found = right.places_of(byte) & (near << i >> window) & free;
        free ^= found & found.wrapping_neg();
        matched |= u32::from(found != 0) << i;
    }
    let matches = matched.count_ones();
    let (mut a, mut b) = (matched, all ^ free);
    let mut transposed = 0;
    while a != 0 {
        let (i, j) = (a.trailing_zeros() as usize, b.trailing_zeros() as usize);
        transposed += u32::from(left.head[i % SHORT] != right.head[j % SHORT]);
        a &= a - 1;
        b &= b.wrapping_sub(1);
    }
    similarity((left.len(), right.len()), matches, transposed)
}

/// Jaro's similarity of two values of these lengths with so many letters in common, so many of them out of order.
#[inline]
fn similarity((left, right): (usize, usize), matches: u32, out_of_order: u32) -> f64 {
    if matches == 0 {
        return if left == 0 && right == 0 { 1.0 } else { 0.0 };
    }
    let m = f64::from(matches);
    let t = f64::from(out_of_order / 2);
    (m / left as f64 + m / right as f64 + (m - t) / m) / 3.0
}

fn jaro(left: &[u8], right: &[u8]) -> f64 {
    let window = window(left.len(), right.len());
    // Positions of each byte of `right`, one bit a position; only bytes that occur in it are ever read.
    let mut positions = [0u64; LETTERS];
    for (i, &b) in right.iter().enumerate() {
        positions[letter(b)] |= 1 << i;
    }
    let all = if right.len() == MAX { u64::MAX } else { (1 << right.len()) - 1 };
    let mut matched_left = 0u64;
    let mut matched_right = 0u64;
    for (i, &b) in left.iter().enumerate() {
        let low = i.saturating_sub(window);
        let high = i + window + 1;
        let mut reach = if high >= MAX { u64::MAX } else { (1 << high) - 1 };
        if low >= MAX {
            break;
        }
        reach &= !((1u64 << low) - 1) & all;
        let candidates = positions[letter(b)] & reach & !matched_right;
        if candidates != 0 {
            matched_right |= candidates & candidates.wrapping_neg();
            matched_left |= 1 << i;
        }
    }
    let matches = matched_left.count_ones();
    let mut transposed = 0u32;
    let (mut a, mut b) = (matched_left, matched_right);
    while a != 0 {
        let (i, j) = (a.trailing_zeros() as usize, b.trailing_zeros() as usize);
        transposed += u32::from(left[i] != right[j]);
        a &= a - 1;
        b &= b - 1;
    }
    similarity((left.len(), right.len()), matches, transposed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(left: &str, right: &str, want: f64) {
        let got = jaro_winkler(left.as_bytes(), right.as_bytes());
        assert!((got - want).abs() < 0.001, "{left} {right}: {got}");
        let back = jaro_winkler(right.as_bytes(), left.as_bytes());
        assert!((got - back).abs() < 0.02, "{left} {right}: {got} {back}");
    }

    #[test]
    fn published_values() {
        near("martha", "marhta", 0.961);
        near("dwayne", "duane", 0.840);
        near("dixon", "dicksonx", 0.813);
        near("", "", 1.0);
        near("abc", "xyz", 0.0);
    }

    proptest! {
        #[test]
        fn short_values_are_as_alike_in_one_register_as_in_a_table(a in "[a-e ]{0,16}", b in "[a-e ]{0,16}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(jaro_of_short(a.into(), b.into()).to_bits(), jaro(a, b).to_bits());
        }
    }

    #[test]
    fn long_values_are_cut_not_wrong() {
        let long = "a".repeat(200);
        assert!((jaro_winkler(long.as_bytes(), long.as_bytes()) - 1.0).abs() < 1e-9);
    }
}
