//! Eight bytes that say without looking at two values that they can't be alike.

/// Which characters a value holds (letters, digits, the rest as one class), how many kinds of them, and how long it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sketch(u64);

const LENGTH_SHIFT: u32 = 56;
const KINDS_SHIFT: u32 = 48;
const CHARACTERS: u64 = (1 << KINDS_SHIFT) - 1;
const DIGITS: u64 = 0x3ff << 26;

/// Far below one match, far above what rounding adds.
const TOLERANCE: f64 = 1e-6;

impl Sketch {
    /// The sketch of a folded value.
    pub(crate) fn of(value: &[u8]) -> Self {
        let mut bits = 0u64;
        for &b in value {
            let class = match b {
                b'a'..=b'z' => u32::from(b - b'a'),
                b'0'..=b'9' => 26 + u32::from(b - b'0'),
                _ => 36,
            };
            bits |= 1 << class;
        }
        let kinds = u64::from(bits.count_ones());
        Self(bits | kinds << KINDS_SHIFT | (value.len().min(255) as u64) << LENGTH_SHIFT)
    }

    /// True when both have digits and not the same ones: "Anna 1" and "Anna 2" are counted, not misspelt.
    #[inline]
    pub(crate) fn is_numbered_apart(self, other: Self) -> bool {
        let (a, b) = (self.0 & DIGITS, other.0 & DIGITS);
        a != 0 && b != 0 && a != b
    }

    /// False when the Jaro-Winkler similarity is surely below `at_least`: too few characters in common.
    #[inline]
    pub(crate) fn may_reach(self, other: Self, at_least: f64) -> bool {
        let common = (self.0 & other.0 & CHARACTERS).count_ones() as i32;
        // One byte at least of each kind that the other has none of is matched by nothing.
        let length = |of: Self| (of.0 >> LENGTH_SHIFT) as i32;
        let most = |of: Self| length(of) - (of.0 >> KINDS_SHIFT & 0xff) as i32 + common;
        let matches = most(self).min(most(other));
        if matches <= 0 {
            return false;
        }
        let (a, b, matches) = (f64::from(length(self)), f64::from(length(other)), f64::from(matches));
        // (matches / a + matches / b + 1) / 3, with the longest prefix counted extra, without dividing.
        let jaro = (at_least - 0.4) / 0.6;
        matches * (a + b) >= (3.0 * jaro - 1.0) * a * b - TOLERANCE
    }
}

#[cfg(test)]
mod tests {
    use super::super::jaro_winkler;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbered_names_are_counted_not_misspelt() {
        let apart = |a: &str, b: &str| Sketch::of(a.as_bytes()).is_numbered_apart(Sketch::of(b.as_bytes()));
        assert!(apart("anna1", "anna2") && apart("test 12", "test 13"));
        assert!(!apart("anna", "anna2") && !apart("berg1", "bergh1") && !apart("anna", "anne"));
    }

    proptest! {
        #[test]
        fn never_rejects_what_is_alike(a in "[a-z0-9 ]{1,30}", b in "[a-z0-9 ]{1,30}") {
            let similarity = jaro_winkler(a.as_bytes(), b.as_bytes());
            let sketches = (Sketch::of(a.as_bytes()), Sketch::of(b.as_bytes()));
            for at_least in [0.7, 0.8, 0.88, 0.92] {
                if similarity >= at_least {
                    prop_assert!(sketches.0.may_reach(sketches.1, at_least));
                }
            }
        }
    }
}
