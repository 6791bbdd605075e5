//! Two profiles as a whole: the weight between all their records, as grouping judges it.

use super::flip::{Flip, smallest};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::explain::Compared;
use crate::resolve::score::{Weight, milli, probability};
use duckdb::Connection;
use serde::Serialize;

/// What one comparison says of two profiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupStep {
    /// The comparison, as in the model.
    pub attribute: String,
    /// Bits it adds: three parts of the mean of all pairs of records, one part of the best.
    pub weight: f64,
    /// The weight of the two profiles if nothing were known of it.
    pub without: f64,
}

/// Two profiles, weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// One profile.
    pub left_profile: i64,
    /// How many records it has.
    pub left_records: u64,
    /// The other one.
    pub right_profile: i64,
    /// How many records that has.
    pub right_records: u64,
    /// Match weight in bits between all their records.
    pub weight: f64,
    /// The weight it takes to make one profile of them.
    pub bar: f64,
    /// A deterministic rule joins records of the two: the bar is lower then.
    pub deterministic: bool,
    /// What each comparison adds, those that say nothing left out.
    pub steps: Vec<GroupStep>,
}

type Side = (i64, Vec<i64>, u64);

/// Weighs two profiles; `None` for two single records, whose pair says it all.
pub(super) fn judge(
    conn: &Connection,
    compared: &Compared,
    [left, right]: [Side; 2],
) -> Result<Option<Groups>, ResolveError> {
    if left.2 == 1 && right.2 == 1 {
        return Ok(None);
    }
    let places = |records: &[i64]| -> Vec<u32> {
        let place = |id: &i64| compared.corpus.record_ids.binary_search(id).ok().map(|at| at as u32);
        records.iter().filter_map(place).collect()
    };
    let (lefts, rights) = (places(&left.1), places(&right.1));
    let between = compared.scorer.between_parts(&compared.comparisons, &lefts, &rights, &compared.corpus);
    let deterministic: bool = conn
        .query_row(
            "SELECT count(*) > 0 FROM edges e
             JOIN profile_members l ON l.record_id = e.left_record
             JOIN profile_members r ON r.record_id = e.right_record
             WHERE e.evidence = 'deterministic' AND least(l.profile_id, r.profile_id) = least($1, $2)
                AND greatest(l.profile_id, r.profile_id) = greatest($1, $2)",
            [left.0, right.0],
            |row| row.get(0),
        )
        .map_err(database("look for the strongest tie"))?;
    let bits = |weight: Weight| f64::from(weight) / 1000.0;
    let steps = compared.comparisons.list.iter().zip(between.steps.iter().zip(&between.without));
    Ok(Some(Groups {
        left_profile: left.0,
        left_records: left.2,
        right_profile: right.0,
        right_records: right.2,
        weight: bits(between.weight),
        bar: if deterministic { compared.model.certain_at } else { compared.model.merge_at },
        deterministic,
        steps: steps
            .filter(|(_, (step, _))| **step != 0)
            .map(|(comparison, (step, without))| GroupStep {
                attribute: comparison.attribute.clone(),
                weight: bits(*step),
                without: bits(*without),
            })
            .collect(),
    }))
}

impl Groups {
    /// What speaks most against one person, worst first, at most three.
    pub(super) fn against(&self) -> Vec<&str> {
        let mut against: Vec<&GroupStep> = self.steps.iter().filter(|step| step.weight <= -1.0).collect();
        against.sort_by(|a, b| a.weight.total_cmp(&b.weight));
        against.iter().take(3).map(|step| step.attribute.as_str()).collect()
    }

    /// What would make one profile of them, if nothing were known of it.
    pub(super) fn flips(&self) -> Vec<Flip> {
        let enough = |step: &&GroupStep| self.weight < self.bar && step.without >= self.bar;
        let flip = |step: &GroupStep| {
            let gain = step.without - self.weight;
            let flip = Flip {
                attribute: step.attribute.clone(),
                from: "together".into(),
                to: "missing".into(),
                weight: step.without,
                probability: probability(milli(step.without)),
                gain,
            };
            (milli(gain), flip)
        };
        smallest(self.steps.iter().filter(enough).map(flip).collect())
    }
}
