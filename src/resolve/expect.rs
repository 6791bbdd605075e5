//! What the model expects of a threshold: how many of the pairs above it are right, how many of all matches they are;
//! and the thresholds that follow.

use serde::{Deserialize, Serialize};

/// How thresholds are chosen from what the model expects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdRule {
    /// True: a training takes the thresholds so chosen; false: they are only shown beside those of the file.
    pub in_force: bool,
    /// Of the pairs that are merged, at least this share is to be right.
    pub precision: f64,
    /// Lowest and highest weight to merge from.
    pub merge_between: [f64; 2],
    /// Of all matches among the pairs compared, at most this share is to lie below review.
    pub missed: f64,
    /// Lowest and highest weight to review from.
    pub review_between: [f64; 2],
}

/// What the model expects of the pairs from a weight on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expected {
    /// Whole bits.
    pub weight: i32,
    /// Pairs of at least this weight.
    pub pairs: u64,
    /// Share of them that are one person.
    pub precision: f64,
    /// Share of all matches, among the pairs compared, that they are.
    pub recall: f64,
}

/// The thresholds the rule leads to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Thresholds {
    /// Bits from which pairs are merged.
    pub merge_at: f64,
    /// Bits from which pairs wait for review.
    pub review_at: f64,
}

/// The expectation for every whole bit the pairs reach, lowest first. `histogram` holds pairs by whole bits, rounded
/// down.
#[must_use]
pub fn curve(histogram: &[(i32, u64)]) -> Vec<Expected> {
    let matches = |&(bits, pairs): &(i32, u64)| pairs as f64 / (1.0 + (-(f64::from(bits) + 0.5)).exp2());
    let all: f64 = histogram.iter().map(matches).sum();
    let (Some(first), Some(last)) =
        (histogram.iter().map(|h| h.0).min(), histogram.iter().map(|h| h.0).max())
    else {
        return Vec::new();
    };
    let (mut pairs, mut found) = (0, 0.0);
    let mut curve: Vec<Expected> = (first..=last)
        .rev()
        .map(|weight| {
            for bar in histogram.iter().filter(|h| h.0 == weight) {
                pairs += bar.1;
                found += matches(bar);
            }
            Expected {
                weight,
                pairs,
                precision: if pairs == 0 { 1.0 } else { found / pairs as f64 },
                recall: if all > 0.0 { found / all } else { 1.0 },
            }
        })
        .collect();
    curve.reverse();
    curve
}

/// The expectation at a weight; that of the nearest bit when it is not a whole one.
#[must_use]
pub fn at(curve: &[Expected], weight: f64) -> Option<Expected> {
    let (first, last) = (curve.first()?, curve.last()?);
    let bits = weight.round() as i32;
    if bits > last.weight {
        return Some(Expected { weight: bits, pairs: 0, precision: 1.0, recall: 0.0 });
    }
    let index = (bits.max(first.weight) - first.weight) as usize;
    curve.get(index).map(|found| Expected { weight: bits, ..*found })
}

/// The lowest weight that keeps the precision, and the highest one that misses no more than it may.
#[must_use]
pub fn choose(rule: &ThresholdRule, curve: &[Expected]) -> Thresholds {
    let bits = |between: [f64; 2]| between[0].ceil() as i32..=between[1].floor() as i32;
    let merge_at = bits(rule.merge_between)
        .find(|w| at(curve, f64::from(*w)).is_none_or(|e| e.precision >= rule.precision))
        .map_or(rule.merge_between[1], f64::from);
    let review_at = bits(rule.review_between)
        .rev()
        .find(|w| at(curve, f64::from(*w)).is_none_or(|e| 1.0 - e.recall <= rule.missed))
        .map_or(rule.review_between[0], f64::from);
    Thresholds { merge_at, review_at: review_at.min(merge_at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: ThresholdRule = ThresholdRule {
        in_force: true,
        precision: 0.99,
        merge_between: [-2.0, 6.0],
        missed: 0.01,
        review_between: [-10.0, 0.0],
    };

    #[test]
    fn precision_rises_and_recall_falls_with_the_threshold() {
        let curve = curve(&[(-10, 100_000), (-3, 40), (0, 20), (3, 20), (12, 900)]);
        assert_eq!((curve[0].weight, curve.len()), (-10, 23));
        assert_eq!(curve[0].pairs, 100_980);
        assert!((curve[0].recall - 1.0).abs() < 1e-12);
        assert!(
            curve.windows(2).all(|w| w[0].recall >= w[1].recall && w[0].precision <= w[1].precision + 1e-12)
        );
        let top = at(&curve, 12.0).unwrap();
        assert!(top.pairs == 900 && top.precision > 0.9998, "{top:?}");
        assert_eq!(at(&curve, 40.0).unwrap().pairs, 0);
    }

    #[test]
    fn the_thresholds_keep_what_the_rule_asks() {
        let curve = curve(&[(-12, 100_000), (-3, 40), (0, 30), (3, 20), (12, 900)]);
        let chosen = choose(&RULE, &curve);
        assert!(at(&curve, chosen.merge_at).unwrap().precision >= 0.99);
        assert!(at(&curve, chosen.merge_at - 1.0).unwrap().precision < 0.99, "{chosen:?}");
        assert!(1.0 - at(&curve, chosen.review_at).unwrap().recall <= 0.01 || chosen.review_at == -10.0);
        let none = choose(&RULE, &[]);
        assert_eq!((none.merge_at, none.review_at), (-2.0, -2.0));
        let hopeless = choose(&RULE, &super::curve(&[(3, 100_000)]));
        assert_eq!(hopeless.merge_at, 4.0);
    }
}
