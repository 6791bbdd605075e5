//! Rules that cost much and find little are left out, once a trained model can tell.

use super::plan::{LeftOut, Plan, PlannedRule, pairs_of};
use rayon::prelude::*;

/// As long as a run compares no more pairs than this, no rule is left out.
const CHEAP: u64 = 3_000_000;
/// A rule is worth its cost when it finds a match in so many pairs.
const PAIRS_A_MATCH: f64 = 1_000.0;
/// Pairs of a rule that are looked at.
const SAMPLE: u64 = 10_000;

/// Leaves out the rules that find less than one match in [`PAIRS_A_MATCH`] pairs beyond what earlier rules find.
/// `probability` tells how likely two records match.
pub(crate) fn prune(plan: &mut Plan, probability: impl Fn(u32, u32) -> f64 + Sync) {
    let mut pairs: u64 = plan.rules.iter().map(|r| r.pairs).sum();
    let mut kept: Vec<PlannedRule> = Vec::new();
    for rule in std::mem::take(&mut plan.rules) {
        if pairs > CHEAP && matches_a_pair(&kept, &rule, &probability) * PAIRS_A_MATCH < 1.0 {
            pairs -= rule.pairs;
            plan.left_out.push(LeftOut { name: rule.rule.name, pairs: rule.pairs, why: "finds too little" });
        } else {
            kept.push(rule);
        }
    }
    plan.rules = kept;
}

/// Expected matches in each pair of a rule that no earlier rule makes, from an even sample of all its pairs.
fn matches_a_pair(
    earlier: &[PlannedRule],
    rule: &PlannedRule,
    probability: &(impl Fn(u32, u32) -> f64 + Sync),
) -> f64 {
    let sample = even_sample(rule.blocks().map(|(_, block)| block), rule.pairs.div_ceil(SAMPLE).max(1));
    let found: Vec<f64> = sample
        .par_iter()
        .map(|&(left, right)| {
            let known = earlier.iter().any(|r| r.common_key(left, right).is_some());
            if known { 0.0 } else { probability(left, right) }
        })
        .collect();
    found.iter().sum::<f64>() / (sample.len() as f64).max(1.0)
}

/// Every `step`th pair of these blocks: of big blocks as many as of small ones with as many pairs.
fn even_sample<'a>(blocks: impl Iterator<Item = &'a [u32]>, step: u64) -> Vec<(u32, u32)> {
    let mut sample = Vec::new();
    // Pairs to pass over before the next one.
    let mut over = 0;
    for block in blocks {
        let pairs = pairs_of(block.len());
        if over >= pairs {
            over -= pairs;
            continue;
        }
        for (i, &left) in block.iter().enumerate() {
            let later = &block[i + 1..];
            let wanted =
                later.iter().skip(usize::try_from(over).unwrap_or(usize::MAX)).step_by(step as usize);
            let before = sample.len();
            sample.extend(wanted.map(|&right| (left.min(right), left.max(right))));
            over = over + (sample.len() - before) as u64 * step - later.len() as u64;
        }
    }
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_takes_pairs_evenly_from_big_and_small_blocks() {
        let blocks: [&[u32]; 3] = [&[5, 3], &[0, 1, 2, 4], &[6, 7, 8]];
        let sample = |step| even_sample(blocks.into_iter(), step);
        let all = [(3, 5), (0, 1), (0, 2), (0, 4), (1, 2), (1, 4), (2, 4), (6, 7), (6, 8), (7, 8)];
        assert_eq!(sample(1), all);
        assert_eq!(sample(3), [all[0], all[3], all[6], all[9]]);
        assert_eq!(sample(100), [all[0]]);
    }
}
