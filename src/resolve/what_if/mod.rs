//! What if the thresholds were others, or a rule or an attribute were not used: profiles that would merge and split,
//! counted before anything changes. Nothing is written.

mod bench;
mod effect;
mod leave;
mod words;

pub use effect::{Count, Effect, Part, Shift, ShiftKind};

use super::ResolveError;
use super::cluster::Verdicts;
use super::contact;
use super::edge::Edge;
use super::encode::encode;
use super::engine;
use super::error::database;
use super::fixed;
use super::laps::Laps;
use super::model::Model;
use super::score::milli;
use super::stage::{by_index, ends};
use super::store::{self, Said};
use super::weigh::BELOW_REVIEW;
use crate::progress::Progress;
use bench::Bench;
use duckdb::Connection;
use serde::Serialize;

/// What would be otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Change {
    /// Weight in bits from which pairs are merged.
    pub merge_at: Option<f64>,
    /// Weight in bits from which pairs wait for review.
    pub review_at: Option<f64>,
    /// Blocking rules not used, by name.
    pub without_rules: Vec<String>,
    /// Attributes not used, neither to find pairs nor to compare them.
    pub without_attributes: Vec<String>,
}

impl Change {
    /// True when nothing would be otherwise.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What the change would do to the profiles as they are.
///
/// # Errors
/// When nothing was resolved yet, records were loaded since, a rule or attribute is not known, the thresholds
/// contradict each other, the work is cancelled, or the workspace can't be read.
pub fn what_if(conn: &Connection, change: &Change, progress: &Progress) -> Result<Effect, ResolveError> {
    let stop = || if progress.is_cancelled() { Err(ResolveError::Cancelled) } else { Ok(()) };
    let now = store::load_model(conn)?;
    let model = Model {
        merge_at: change.merge_at.unwrap_or(now.merge_at),
        review_at: change.review_at.unwrap_or(now.review_at),
        ..now.clone()
    };
    if model.review_at > model.merge_at {
        return Err(ResolveError::Unknown(format!(
            "pairs can't wait for review from {} bits when they are merged from {} bits on: choose a lower review \
             threshold, or a higher one for merging",
            model.review_at, model.merge_at
        )));
    }
    let rules = rules(conn)?;
    for rule in &change.without_rules {
        if !rules.contains(rule) {
            return Err(ResolveError::Unknown(format!(
                "the last run used no rule {rule:?}; its rules: {}",
                rules.join(", ")
            )));
        }
    }
    progress.step("what if", "reading the records", 0, None);
    let mut corpus = encode(&store::load_all(conn, progress)?, progress);
    stop()?;
    let before = store::load_members(conn, &corpus.record_ids)?;
    let decided = store::in_force(conn)?;
    let verdicts = by_index(&corpus, &decided, &store::locks(conn)?);
    let again = !(change.without_rules.is_empty() && change.without_attributes.is_empty());
    let mut effect = if again {
        for attribute in &change.without_attributes {
            leave::out(&mut corpus, attribute)?;
        }
        // Thresholds as they are or would be; everything else is learned anew from what is left.
        let shipped = Model {
            merge_at: model.merge_at,
            review_at: model.review_at,
            learned: now.learned.clone(),
            ..Model::shipped()?
        };
        let fixed = fixed::in_force(conn)?.map(|fixed| Model {
            merge_at: model.merge_at,
            review_at: model.review_at,
            ..fixed
        });
        let corrections = contact::corrections(conn)?;
        let (without, mut laps) = (&change.without_rules, Laps::start());
        let run = engine::resolve_without(
            corpus,
            (&shipped, fixed.as_ref()),
            without,
            &verdicts,
            &corrections,
            &mut laps,
            progress,
        )?;
        stop()?;
        let waiting = waiting(&run.edges, &run.clusters, &run.model, &verdicts);
        let mut effect = effect::compare(conn, &before, &run.clusters)?;
        effect.pairs = Some(Count { before: compared(conn)?, after: run.pairs });
        effect.review.after = waiting;
        effect
    } else {
        progress.step("what if", "grouping the records anew", 0, None);
        let bench = Bench::load(conn, corpus, now.clone())?;
        stop()?;
        let clusters = bench.group(&model, &verdicts, progress);
        stop()?;
        let waiting = waiting(&bench.edges, &clusters, &model, &verdicts);
        let mut effect = effect::compare(conn, &before, &clusters)?;
        effect.review.after = waiting;
        let lowest = milli(model.review_at.min(model.merge_at));
        let known = milli(now.review_at) - BELOW_REVIEW;
        if lowest < known {
            effect.unknown_pairs = Some(scored_between(conn, lowest, known)?);
        }
        effect.known_from = Some(f64::from(known) / 1000.0);
        effect
    };
    effect.change = change.clone();
    effect.say();
    Ok(effect)
}

/// The rules the last run used.
fn rules(conn: &Connection) -> Result<Vec<String>, ResolveError> {
    let sql = "SELECT rule FROM blocking_report WHERE left_out IS NULL ORDER BY position";
    store::rows(conn, sql, [], "read the blocking report", store::one)
}

/// Pairs the last run compared.
fn compared(conn: &Connection) -> Result<u64, ResolveError> {
    conn.query_row(
        "SELECT coalesce(sum(pairs), 0)::BIGINT FROM blocking_report WHERE left_out IS NULL",
        [],
        |row| row.get(0),
    )
    .map_err(database("read the blocking report"))
}

/// Pairs of the last run with a weight between these two, in thousandths of a bit; as near as whole bits tell.
fn scored_between(conn: &Connection, low: i32, high: i32) -> Result<u64, ResolveError> {
    conn.query_row(
        "SELECT coalesce(sum(pairs), 0)::BIGINT FROM weight_histogram WHERE bits >= ? AND bits < ?",
        [low.div_euclid(1000), high.div_euclid(1000)],
        |row| row.get(0),
    )
    .map_err(database("read the weights"))
}

/// Pairs that would wait for a steward.
fn waiting(edges: &[Edge], clusters: &[u32], model: &Model, verdicts: &Verdicts) -> u64 {
    let said = Said::of(verdicts, clusters);
    let states = store::states(ends(edges, clusters), &said, milli(model.review_at));
    states.iter().filter(|state| **state == "review").count() as u64
}

#[cfg(test)]
mod tests;
