//! A few pairs of a pattern to look at before all are decided on: spread evenly over their weights, always the same.

use super::super::pair::{AttributePair, attribute};
use super::super::profile::records_of;
use super::super::review::Pair;
use crate::resolve::ResolveError;
use crate::resolve::explain::{self, Compared, HOUSEHOLD, Known, LEARNED};
use crate::resolve::store;
use duckdb::Connection;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many are shown.
const SHOWN: usize = 5;

/// One pair of a pattern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The record with the smaller id.
    pub left_record: i64,
    /// The other one.
    pub right_record: i64,
    /// The left record's source.
    pub left_source: String,
    /// The right record's.
    pub right_source: String,
    /// Match weight in bits.
    pub weight: f64,
    /// Match probability.
    pub probability: f64,
    /// The attributes at least one of them has, in the model's order.
    pub attributes: Vec<AttributePair>,
}

/// Up to five of these pairs (given with their weights), the least probable first.
///
/// # Errors
/// When a record is not there, nothing was resolved yet, or DuckDB refuses.
pub fn examples(conn: &Connection, pairs: &[(Pair, i32)]) -> Result<Vec<Example>, ResolveError> {
    let chosen = spread(pairs);
    let ids: BTreeSet<i64> = chosen.iter().flat_map(|pair| [pair.left, pair.right]).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let compared = Compared::load(conn, store::load_model(conn)?, &ids)?;
    let records = records_of(conn, &ids)?;
    let place = |id: i64| ids.partition_point(|record| *record < id) as u32;
    let record = |id: i64| {
        let found = records.iter().find(|row| row.record_id == id);
        found.ok_or_else(|| ResolveError::NoSuchRecord(id.to_string()))
    };
    let example = |pair: Pair| {
        let nothing = Known { rule: None, left_profile: None, right_profile: None, verdict: None };
        let told = explain::told(&compared, place(pair.left), place(pair.right), nothing);
        let (left, right) = (record(pair.left)?, record(pair.right)?);
        let steps = told.steps.iter().filter(|s| s.attribute != HOUSEHOLD && s.attribute != LEARNED);
        Ok(Example {
            left_record: pair.left,
            right_record: pair.right,
            left_source: left.source.clone(),
            right_source: right.source.clone(),
            weight: told.weight,
            probability: told.probability,
            attributes: steps
                .map(|step| attribute(step, left, right))
                .filter(|row| row.left.is_some() || row.right.is_some())
                .collect(),
        })
    };
    chosen.into_iter().map(example).collect()
}

/// Evenly over the weights, both ends among them.
fn spread(pairs: &[(Pair, i32)]) -> Vec<Pair> {
    let mut sorted: Vec<(i32, Pair)> = pairs.iter().map(|(pair, weight)| (*weight, *pair)).collect();
    sorted.sort_unstable();
    let shown = SHOWN.min(sorted.len());
    let at = |n: usize| if shown == 1 { 0 } else { n * (sorted.len() - 1) / (shown - 1) };
    (0..shown).map(|n| sorted[at(n)].1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_spread_over_the_weights() {
        let pairs: Vec<(Pair, i32)> = (0..100).map(|n| (Pair::of(n, n + 1), (n as i32 * 37) % 100)).collect();
        let weight = |pair: &Pair| pairs.iter().find(|(other, _)| other == pair).unwrap().1;
        let weights: Vec<i32> = spread(&pairs).iter().map(weight).collect();
        assert_eq!(weights, [0, 24, 49, 74, 99]);
        assert_eq!(spread(&pairs[..3]).len(), 3);
        assert_eq!(spread(&pairs[..1]), [Pair::of(0, 1)]);
        assert!(spread(&[]).is_empty());
    }
}
