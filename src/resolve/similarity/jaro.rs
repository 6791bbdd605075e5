//! Jaro-Winkler similarity (Jaro 1989, Winkler 1990), bit-parallel for up to 64 bytes.

use super::letter::{LETTERS, letter};

/// Only this much of a longer value is compared; names and streets are shorter.
const MAX: usize = 64;

/// Similarity from 0 (nothing in common) to 1 (equal). Common prefixes of up to four bytes count extra (p = 0.1),
/// as Winkler has it, only when the Jaro similarity is above 0.7.
pub(crate) fn jaro_winkler(left: &[u8], right: &[u8]) -> f64 {
    let left = &left[..left.len().min(MAX)];
    let right = &right[..right.len().min(MAX)];
    let jaro = jaro(left, right);
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = left.iter().zip(right).take(4).take_while(|(a, b)| a == b).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

fn jaro(left: &[u8], right: &[u8]) -> f64 {
    if left.is_empty() || right.is_empty() {
        return if left.len() == right.len() { 1.0 } else { 0.0 };
    }
    let window = (left.len().max(right.len()) / 2).saturating_sub(1);
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
    if matches == 0 {
        return 0.0;
    }
    let mut transposed = 0u32;
    let (mut a, mut b) = (matched_left, matched_right);
    while a != 0 {
        let (i, j) = (a.trailing_zeros() as usize, b.trailing_zeros() as usize);
        transposed += u32::from(left[i] != right[j]);
        a &= a - 1;
        b &= b - 1;
    }
    let m = f64::from(matches);
    let t = f64::from(transposed / 2);
    (m / left.len() as f64 + m / right.len() as f64 + (m - t) / m) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn long_values_are_cut_not_wrong() {
        let long = "a".repeat(200);
        assert!((jaro_winkler(long.as_bytes(), long.as_bytes()) - 1.0).abs() < 1e-9);
    }
}
