//! Optimal string alignment distance (insert, delete, replace, swap neighbours), bit-parallel: Hyyrö 2003.

use super::letter::{LETTERS, letter};
use super::spelling::Spelling;

/// Only this much of a longer value is compared.
const MAX: usize = 64;

/// Edits that turn one into the other. Values over 64 bytes are compared by their first 64.
#[inline]
pub(crate) fn edit_distance<'a, 'b>(left: impl Into<Spelling<'a>>, right: impl Into<Spelling<'b>>) -> u32 {
    let (left, right) = (left.into().cut(MAX), right.into().cut(MAX));
    match rests(left, right) {
        (_, 0, rest) | (_, rest, 0) => rest as u32,
        (_, 1, 1) => 1,
        (begin, a, b) if left.both_short(right) => {
            let places = |byte: &u8| u64::from(left.places_of(*byte) >> begin);
            edits(a, right.head[begin..begin + b].iter().map(places))
        }
        (begin, a, b) => bit_parallel(&left[begin..begin + a], &right[begin..begin + b]),
    }
}

/// True when one edit or none turns one into the other.
#[inline]
pub(crate) fn one_edit_apart<'a, 'b>(left: impl Into<Spelling<'a>>, right: impl Into<Spelling<'b>>) -> bool {
    let (left, right) = (left.into().cut(MAX), right.into().cut(MAX));
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    match rests(left, right) {
        (_, 0 | 1, 0 | 1) => true,
        (at, 2, 2) => left[at] == right[at + 1] && left[at + 1] == right[at],
        _ => false,
    }
}

/// Where two values begin to differ, and how much of each is left without what they begin and end with in common: as
/// many edits apart as they are.
#[inline]
fn rests(left: Spelling, right: Spelling) -> (usize, usize, usize) {
    let begin = left.common_begin(right);
    let end = left.common_end(right).min(left.len().min(right.len()) - begin);
    (begin, left.len() - begin - end, right.len() - begin - end)
}

/// Neither may be empty.
fn bit_parallel(left: &[u8], right: &[u8]) -> u32 {
    let mut positions = [0u64; LETTERS];
    for (i, &b) in left.iter().enumerate() {
        positions[letter(b)] |= 1 << i;
    }
    edits(left.len(), right.iter().map(|byte| positions[letter(*byte)]))
}

/// The edits that turn a value of `length` bytes, one or more, into one of whose bytes is told in turn where they stand
/// in the former, a bit a place.
#[inline]
fn edits(length: usize, positions: impl Iterator<Item = u64>) -> u32 {
    let last = 1u64 << (length - 1);
    let mut vertical_plus = u64::MAX;
    let mut vertical_minus = 0u64;
    let mut diagonal = 0u64;
    let mut previous = 0u64;
    let mut distance = length as u32;
    for now in positions {
        let swapped = (((!diagonal) & now) << 1) & previous;
        diagonal = (((now & vertical_plus).wrapping_add(vertical_plus)) ^ vertical_plus)
            | now
            | vertical_minus
            | swapped;
        let horizontal_plus = vertical_minus | !(diagonal | vertical_plus);
        let horizontal_minus = diagonal & vertical_plus;
        distance += u32::from(horizontal_plus & last != 0);
        distance -= u32::from(horizontal_minus & last != 0);
        let shifted_plus = (horizontal_plus << 1) | 1;
        vertical_minus = shifted_plus & diagonal;
        vertical_plus = (horizontal_minus << 1) | !(shifted_plus | diagonal);
        previous = now;
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook table, to check against.
    fn slow(a: &[u8], b: &[u8]) -> u32 {
        let mut d = vec![vec![0u32; b.len() + 1]; a.len() + 1];
        for (i, row) in d.iter_mut().enumerate() {
            row[0] = i as u32;
        }
        for (j, cell) in d[0].iter_mut().enumerate() {
            *cell = j as u32;
        }
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let cost = u32::from(a[i - 1] != b[j - 1]);
                d[i][j] = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + cost);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    d[i][j] = d[i][j].min(d[i - 2][j - 2] + 1);
                }
            }
        }
        d[a.len()][b.len()]
    }

    #[test]
    fn swaps_count_once() {
        assert_eq!(edit_distance(b"19560409", b"19560490"), 1);
        assert_eq!(edit_distance(b"smith", b"smyth"), 1);
        assert_eq!(edit_distance(b"", b"abc"), 3);
        assert_eq!(edit_distance(b"abc", b""), 3);
    }

    proptest! {
        #[test]
        fn equals_the_table(a in "[a-d]{0,20}", b in "[a-d]{0,20}") {
            check(&a, &b)?;
        }

        #[test]
        fn equals_the_table_where_little_differs(a in "[a-c]{0,4}", b in "[a-c]{0,4}") {
            check(&a, &b)?;
        }
    }

    fn check(a: &str, b: &str) -> Result<(), TestCaseError> {
        let edits = slow(a.as_bytes(), b.as_bytes());
        prop_assert_eq!(edit_distance(a.as_bytes(), b.as_bytes()), edits);
        prop_assert_eq!(one_edit_apart(a.as_bytes(), b.as_bytes()), edits <= 1);
        Ok(())
    }
}
