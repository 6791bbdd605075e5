//! Rules that cost much and find little are left out, once a trained model can tell.

use super::plan::{LeftOut, Plan, PlannedRule};
use super::walk::walk_one;
use rayon::prelude::*;

/// As long as a run compares no more pairs than this, no rule is left out.
const CHEAP: u64 = 3_000_000;
/// A rule is worth its cost when it finds a match in so many pairs.
const PAIRS_A_MATCH: f64 = 1_000.0;
/// Pairs of a rule that are looked at.
const SAMPLE: u64 = 20_000;

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

/// Expected matches in each pair of a rule that no earlier rule makes, from a sample of whole blocks.
fn matches_a_pair(
    earlier: &[PlannedRule],
    rule: &PlannedRule,
    probability: &(impl Fn(u32, u32) -> f64 + Sync),
) -> f64 {
    let mut sample = Vec::new();
    walk_one(rule, SAMPLE, |left, right| sample.push((left, right)));
    let found: Vec<f64> = sample
        .par_iter()
        .map(|&(left, right)| {
            let known = earlier.iter().any(|r| r.common_key(left, right).is_some());
            if known { 0.0 } else { probability(left, right) }
        })
        .collect();
    found.iter().sum::<f64>() / (sample.len() as f64).max(1.0)
}
