//! How good a model is on decided pairs, with intervals.

use super::fit::surprise;
use serde::Serialize;

/// 97.5 % of a normal distribution lie below so many standard deviations.
const Z: f64 = 1.96;
/// Samples drawn with replacement.
const DRAWS: usize = 1_000;

/// Errors of one sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Errors {
    /// How many.
    pub count: usize,
    /// Of how many that could have been.
    pub of: usize,
    /// Their share.
    pub rate: f64,
    /// The share is above this in 97.5 % of cases (Wilson).
    pub low: f64,
    /// And below this.
    pub high: f64,
}

/// One model on decided pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Mean surprise at a decision, in nats: 0 is foreknowledge, 0.69 a coin.
    pub log_loss: f64,
    /// Share of decisions it would have taken alike, merging from the threshold on.
    pub accuracy: f64,
    /// Different people it would merge.
    pub false_merges: Errors,
    /// The same person it would not merge.
    pub missed_matches: Errors,
}

/// A difference with its interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Difference {
    /// The difference itself.
    pub value: f64,
    /// 95 % of samples of the same profiles lie above this …
    pub low: f64,
    /// … and below this.
    pub high: f64,
}

/// A decided pair as a model sees it: bits, whether the two are one person, and which group of profiles it is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub bits: f64,
    pub same: bool,
    pub group: usize,
}

pub(super) fn measure(seen: &[Seen], merge_at: f64) -> Measures {
    let errors = |wrong: &dyn Fn(&Seen) -> bool, of: &dyn Fn(&Seen) -> bool| {
        let all = seen.iter().filter(|s| of(s)).count();
        wilson(seen.iter().filter(|s| wrong(s)).count(), all)
    };
    let merged = |s: &Seen| s.bits >= merge_at;
    let right = seen.iter().filter(|s| merged(s) == s.same).count();
    let count = (seen.len() as f64).max(1.0);
    Measures {
        log_loss: seen.iter().map(|s| surprise(s.bits, s.same)).sum::<f64>() / count,
        accuracy: right as f64 / count,
        false_merges: errors(&|s| !s.same && merged(s), &|s| !s.same),
        missed_matches: errors(&|s| s.same && !merged(s), &|s| s.same),
    }
}

fn wilson(count: usize, of: usize) -> Errors {
    if of == 0 {
        return Errors { high: 1.0, ..Errors::default() };
    }
    let (n, p) = (of as f64, count as f64 / of as f64);
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Errors { count, of, rate: p, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

/// By how much the log loss of `after` is lower than that of `before`, with an interval from drawing whole groups of
/// profiles again and again: decisions on one profile are not independent.
pub(super) fn gain(before: &[Seen], after: &[Seen]) -> Difference {
    let groups = before.iter().map(|s| s.group + 1).max().unwrap_or(0);
    let mut by_group = vec![(0.0, 0.0); groups];
    for (b, a) in before.iter().zip(after) {
        let sum = &mut by_group[b.group];
        *sum = (sum.0 + surprise(b.bits, b.same) - surprise(a.bits, a.same), sum.1 + 1.0);
    }
    let mean = |sums: &mut dyn Iterator<Item = (f64, f64)>| {
        let total = sums.fold((0.0, 0.0), |t, s| (t.0 + s.0, t.1 + s.1));
        if total.1 > 0.0 { total.0 / total.1 } else { 0.0 }
    };
    let value = mean(&mut by_group.iter().copied());
    let mut dice = Dice(0x5eed);
    let mut drawn: Vec<f64> = (0..if groups > 0 { DRAWS } else { 0 })
        .map(|_| mean(&mut (0..groups).map(|_| by_group[dice.below(groups)])))
        .collect();
    drawn.sort_by(f64::total_cmp);
    let at = |share: f64| drawn.get((share * drawn.len() as f64) as usize).copied().unwrap_or(0.0);
    Difference { value, low: at(0.025), high: at(0.975) }
}

/// SplitMix64: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_at_the_threshold() {
        let seen = |bits: f64, same: bool, group: usize| Seen { bits, same, group };
        let all = [seen(5.0, true, 0), seen(5.0, false, 1), seen(-5.0, true, 2), seen(0.5, true, 3)];
        let m = measure(&all, 1.0);
        assert_eq!((m.false_merges.count, m.false_merges.of), (1, 1));
        assert_eq!((m.missed_matches.count, m.missed_matches.of), (2, 3));
        assert!((m.accuracy - 0.25).abs() < 1e-9);
        assert!(
            m.missed_matches.low < m.missed_matches.rate && m.missed_matches.rate < m.missed_matches.high
        );
    }

    #[test]
    fn a_better_model_is_better_beyond_chance_and_an_equal_one_is_not() {
        let seen = |bits: f64| -> Vec<Seen> {
            let one = |i: usize| Seen {
                bits: if i.is_multiple_of(2) { bits } else { -bits },
                same: i.is_multiple_of(2),
                group: i / 3,
            };
            (0..90).map(one).collect()
        };
        let better = gain(&seen(1.0), &seen(4.0));
        assert!(better.low > 0.0 && better.low <= better.value && better.value <= better.high, "{better:?}");
        assert_eq!(gain(&seen(1.0), &seen(1.0)), Difference::default());
        assert_eq!(gain(&[], &[]), Difference::default());
    }
}
