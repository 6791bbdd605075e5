//! A value as similarities take it. Most values are short: their letters lie in one register, and a letter is looked
//! for in all places at once.

use std::ops::Deref;
use wide::u8x16;

/// So many bytes are short.
pub(super) const SHORT: usize = 16;

/// The first bytes of a value, zeros behind them unless it was cut.
pub(crate) type Head = [u8; SHORT];

/// A folded value. Reads as its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling<'a> {
    pub(super) head: Head,
    text: &'a [u8],
}

impl<'a> Spelling<'a> {
    /// A value whose head is at hand.
    #[inline]
    pub(crate) fn new(head: Head, text: &'a [u8]) -> Self {
        Self { head, text }
    }

    /// As much of it, from its beginning; behind that, the head keeps what it had.
    #[inline]
    pub(crate) fn cut(self, length: usize) -> Self {
        Self { text: &self.text[..self.text.len().min(length)], ..self }
    }

    /// True when the heads are all there is of both.
    #[inline]
    pub(super) fn both_short(self, other: Self) -> bool {
        self.text.len().max(other.text.len()) <= SHORT
    }

    /// Where a byte stands in the head, a bit a place; what stands behind the end may show too.
    #[inline]
    pub(super) fn places_of(self, byte: u8) -> u32 {
        u8x16::new(self.head).simd_eq(u8x16::splat(byte)).to_bitmask()
    }

    /// Bytes at the beginning that are the same in both.
    #[inline]
    pub(crate) fn common_begin(self, other: Self) -> usize {
        let apart = u128::from_le_bytes(self.head) ^ u128::from_le_bytes(other.head);
        let shorter = self.text.len().min(other.text.len());
        match (apart.trailing_zeros() / 8) as usize {
            SHORT if shorter > SHORT => same(self.text.iter().zip(other.text)),
            common => common.min(shorter),
        }
    }

    /// Bytes at the end that are the same in both.
    #[inline]
    pub(crate) fn common_end(self, other: Self) -> usize {
        if !self.both_short(other) {
            return same(self.text.iter().rev().zip(other.text.iter().rev()));
        }
        let apart = self.at_the_end() ^ other.at_the_end();
        ((apart.leading_zeros() / 8) as usize).min(self.text.len()).min(other.text.len())
    }

    /// The head of a short value, moved so that its last byte is the highest.
    #[inline]
    fn at_the_end(self) -> u128 {
        // None of an empty value.
        u128::from_le_bytes(self.head).checked_shl(8 * (SHORT - self.text.len()) as u32).unwrap_or_default()
    }
}

/// How many are the same until the first that are not.
fn same<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn beginnings_and_ends_are_what_the_text_tells(
            (begin, end) in ("[ab]{0,20}", "[ab]{0,20}"),
            (a, b) in ("[ab]{0,3}", "[ab]{0,3}"),
        ) {
            let (a, b) = (format!("{begin}{a}{end}"), format!("{begin}{b}{end}"));
            let (x, y) = (Spelling::from(a.as_bytes()), Spelling::from(b.as_bytes()));
            let begin = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let end = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
            prop_assert_eq!((x.common_begin(y), x.common_end(y)), (begin, end));
            prop_assert_eq!(&*x, a.as_bytes());
        }
    }
}
