//! A value as similarities take it. Most values are short: their letters lie in one register, and a letter is looked
//! for in all places at once.

use std::ops::Deref;
use wide::u8x16;

/// So many bytes are short.
pub(crate) const SHORT: usize = 16;

/// The first bytes of a value, zeros behind them.
pub(crate) type Head = [u8; SHORT];

/// A folded value. Reads as its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling<'a> {
    head: Head,
    text: &'a [u8],
}

impl<'a> Spelling<'a> {
    /// A value whose head is at hand.
    #[inline]
    pub(crate) fn new(head: Head, text: &'a [u8]) -> Self {
        Self { head, text }
    }

    /// Bytes at the beginning that are the same in both, as far as the heads tell.
    #[inline]
    pub(crate) fn common_head(self, other: Self) -> usize {
        common_begin(self.head, other.head).min(self.text.len()).min(other.text.len())
    }

    /// True when both end with the same so many bytes.
    #[inline]
    pub(crate) fn ends_alike(self, other: Self, count: usize) -> bool {
        match self.both_short(other) {
            Some((a, b)) => a.length.min(b.length) >= count && a.common_end(b) >= count,
            None => {
                let end = |text: &'_ [u8]| text.len().checked_sub(count);
                end(self.text).zip(end(other.text)).is_some_and(|(a, b)| self.text[a..] == other.text[b..])
            }
        }
    }

    /// The letters of two short values; `None` when one is longer.
    #[inline]
    pub(super) fn both_short(self, other: Self) -> Option<(Short, Short)> {
        let is_short = self.text.len().max(other.text.len()) <= SHORT;
        is_short.then(|| (Short::new(self.head, self.text.len()), Short::new(other.head, other.text.len())))
    }
}

impl<'a> From<&'a [u8]> for Spelling<'a> {
    #[inline]
    fn from(text: &'a [u8]) -> Self {
        Self { head: head(text), text }
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Spelling<'a> {
    #[inline]
    fn from(text: &'a [u8; N]) -> Self {
        Self::from(&text[..])
    }
}

impl Deref for Spelling<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.text
    }
}

/// The head of a value.
#[inline]
pub(crate) fn head(text: &[u8]) -> Head {
    let mut head = [0; SHORT];
    let length = text.len().min(SHORT);
    head[..length].copy_from_slice(&text[..length]);
    head
}

#[inline]
fn common_begin(left: Head, right: Head) -> usize {
    let apart = u128::from_le_bytes(left) ^ u128::from_le_bytes(right);
    (apart.trailing_zeros() / 8) as usize
}

/// The letters of a short value.
#[derive(Clone, Copy)]
pub(super) struct Short {
    pub bytes: Head,
    pub length: usize,
}

impl Short {
    fn new(bytes: Head, length: usize) -> Self {
        Self { bytes, length }
    }

    #[inline]
    pub(super) fn letters(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Where a byte stands, a bit a place; what stands behind the end may show too.
    #[inline]
    pub(super) fn places_of(self, byte: u8) -> u32 {
        u8x16::new(self.bytes).simd_eq(u8x16::splat(byte)).to_bitmask()
    }

    /// Bytes at the beginning that are the same in both; more than there are, when all are.
    #[inline]
    pub(super) fn common_begin(self, other: Self) -> usize {
        common_begin(self.bytes, other.bytes)
    }

    /// Bytes at the end that are the same in both.
    #[inline]
    pub(super) fn common_end(self, other: Self) -> usize {
        let apart = self.moved_to_end() ^ other.moved_to_end();
        (apart.leading_zeros() / 8) as usize
    }

    #[inline]
    fn moved_to_end(self) -> u128 {
        // None of an empty value.
        u128::from_le_bytes(self.bytes).checked_shl(8 * (SHORT - self.length) as u32).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn heads_and_ends_tell_what_the_text_tells(a in "[ab]{0,20}", b in "[ab]{0,20}", count in 0..9usize) {
            let (x, y) = (Spelling::from(a.as_bytes()), Spelling::from(b.as_bytes()));
            let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            prop_assert_eq!(x.common_head(y), common.min(SHORT));
            let end = |text: &str| text.len().checked_sub(count).map(|at| text[at..].to_owned());
            prop_assert_eq!(x.ends_alike(y, count), end(&a).is_some() && end(&a) == end(&b));
            prop_assert_eq!(&*x, a.as_bytes());
        }
    }
}
