//! Seeded chance: every household, person and record throws its own dice, so that nothing depends on order or threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a set of dice is for. Each use has a stream of its own: a new error kind leaves the population alone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Household = 1,
    Office,
    Life,
    Records,
    Orders,
    Journey,
    Ads,
}

/// One independent stream of random numbers. Integer arithmetic only, so that every machine throws the same.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `purpose` for the thing with number `index`.
    pub(super) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
        key[16..24].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// 0 ≤ result < `n` (0 when `n` is 0).
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// `low` ≤ result ≤ `high`.
    #[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss)]
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(0) as u64 + 1) as i64
    }

    /// True `per_mille` times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// An index into something of `len` items.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// One of `items`, each as likely; `items` must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// The index of one of `weights`, each as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u64 = weights.iter().map(|&w| u64::from(w)).sum();
        let mut throw = self.below(total);
        for (index, &weight) in weights.iter().enumerate() {
            if throw < u64::from(weight) {
                return index;
            }
            throw -= u64::from(weight);
        }
        0
    }
}

/// Items of which early ones come up more often, as with names: weight of the item at rank r is 1 / (r + flatness).
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    cumulative: Vec<u64>,
}

impl Ranked {
    pub(super) fn new(len: usize, flatness: u64) -> Self {
        let mut sum = 0;
        let cumulative = (0..len as u64)
            .map(|rank| {
                sum += 1_000_000_000 / (rank + flatness.max(1));
                sum
            })
            .collect();
        Self { cumulative }
    }

    /// The index of an item; 0 when there is none.
    pub(super) fn throw(&self, dice: &mut Dice) -> usize {
        let total = self.cumulative.last().copied().unwrap_or(0);
        let throw = dice.below(total);
        self.cumulative.partition_point(|&upto| upto <= throw).min(self.cumulative.len().saturating_sub(1))
    }
}

/// FNV-1a: the same hash of a text on every machine.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Mixes a number into 64 well-spread bits, one to one (the finisher of splitmix64).
pub(super) fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Scatters numbers below 2^(2 × `half`) over the same range, one to one: running numbers become ids that tell nothing.
pub(super) fn scatter(key: u64, number: u64, half: u32) -> u64 {
    let mask = (1_u64 << half) - 1;
    let (mut left, mut right) = ((number >> half) & mask, number & mask);
    for round in 0..4 {
        let next = left ^ (mix(right ^ key.rotate_left(round * 16) ^ u64::from(round)) & mask);
        (left, right) = (right, next);
    }
    (left << half) | right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scattering_is_one_to_one_and_keeps_the_range() {
        let mut seen: Vec<u64> = (0..10_000).map(|n| scatter(7, n, 20)).collect();
        assert!(seen.iter().all(|&n| n < 1 << 40));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10_000);
    }

    #[test]
    fn early_items_come_up_more_often() {
        let ranked = Ranked::new(100, 5);
        let mut dice = Dice::new(1, Purpose::Household, 0);
        let mut counts = [0_u32; 100];
        for _ in 0..20_000 {
            counts[ranked.throw(&mut dice)] += 1;
        }
        assert!(counts[0] > 3 * counts[50] && counts[99] > 0);
    }

    #[test]
    fn streams_differ_by_purpose_and_index() {
        let first = Dice::new(1, Purpose::Household, 0).bits();
        assert_ne!(first, Dice::new(1, Purpose::Life, 0).bits());
        assert_ne!(first, Dice::new(1, Purpose::Household, 1).bits());
        assert_eq!(first, Dice::new(1, Purpose::Household, 0).bits());
    }
}
