//! Bytes of folded text as numbers below 64, so that a table by character is small.

/// How many there are.
pub(super) const LETTERS: usize = 64;

/// The number of a byte: letters from 33 on, digits from 16 on, signs below and between. Capital letters, which folded
/// text has none of, count as small ones.
#[inline]
pub(super) fn letter(byte: u8) -> usize {
    usize::from((byte & 31) | (byte >> 1 & 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folded_text_holds_stays_apart() {
        let mut seen = [false; LETTERS];
        for byte in b"abcdefghijklmnopqrstuvwxyz0123456789 +-.@_'/&,#" {
            assert!(!std::mem::replace(&mut seen[letter(*byte)], true), "{}", *byte as char);
        }
    }
}
