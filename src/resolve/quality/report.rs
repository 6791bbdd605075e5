//! Quality for the steward's boss: how good, how sure, who agrees, how fast, what was found and mended.

use super::agree::agreement;
use super::history::{Measurement, measurements};
use super::said::{Said, agreed};
use super::{Agreement, Measured, Sample, Stratum};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::store::rows;
use duckdb::Connection;
use serde::Serialize;
use std::collections::BTreeSet;

/// How much a steward does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pace {
    /// The steward.
    pub who: String,
    /// Words on pairs, those of the sample included; many at once count once.
    pub words: u64,
    /// Days with at least one.
    pub days: u64,
    /// Seconds between one word and the next, half of the time; breaks of more than five minutes left out.
    pub seconds: Option<f64>,
}

/// What the sample found wrong and what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Repairs {
    /// Pairs of the sample that were in one profile and are two people.
    pub false_merges: u64,
    /// Of them in two profiles by now.
    pub parted: u64,
    /// Pairs of the sample that were in two profiles and are one person.
    pub missed_matches: u64,
    /// Of them in one profile by now.
    pub joined: u64,
    /// Profiles that decisions split, by the ledger; what was undone does not count.
    pub split_by_decision: u64,
    /// Profiles that decisions merged into others.
    pub merged_by_decision: u64,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct QualityReport {
    /// Precision and recall of the profiles as they are; `None` while nothing was judged.
    pub measured: Option<Measured>,
    /// Pairs of which stewards were unsure or of two minds.
    pub undecided: u64,
    /// Where the sample was drawn from: every pair that can be judged.
    pub strata: Vec<Stratum>,
    /// Between stewards; `None` while no pair was judged by two.
    pub agreement: Option<Agreement>,
    /// By steward, who said most first.
    pub pace: Vec<Pace>,
    /// What was found and mended.
    pub repairs: Repairs,
    /// After each run since there are judgements.
    pub history: Vec<Measurement>,
}

/// The report as of now.
///
/// # Errors
/// When DuckDB refuses.
pub fn quality(conn: &Connection) -> Result<QualityReport, ResolveError> {
    QualityReport::of(conn, &Sample::read(conn, "")?)
}

impl QualityReport {
    /// The report that goes with a sample.
    ///
    /// # Errors
    /// When DuckDB refuses.
    pub fn of(conn: &Connection, sample: &Sample) -> Result<Self, ResolveError> {
        let pairs: BTreeSet<(i64, i64)> = sample.said.iter().map(|said| said.pair).collect();
        let holding = agreed(&sample.said);
        Ok(Self {
            measured: sample.measured(),
            undecided: (pairs.len() - holding.len()) as u64,
            agreement: agreement(&sample.said),
            pace: pace(conn)?,
            repairs: repairs(conn, &holding)?,
            history: measurements(conn)?,
            strata: sample.strata.clone(),
        })
    }
}

fn pace(conn: &Connection) -> Result<Vec<Pace>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/quality_pace.sql");
    rows(conn, sql, [], "read how fast stewards are", |row| {
        Ok(Pace { who: row.get(0)?, words: row.get(1)?, days: row.get(2)?, seconds: row.get(3)? })
    })
}

fn repairs(conn: &Connection, holding: &[(&Said, bool)]) -> Result<Repairs, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/quality_repairs.sql");
    let (split_by_decision, merged_by_decision) = conn
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database("read what decisions did"))?;
    let mut found = Repairs { split_by_decision, merged_by_decision, ..Repairs::default() };
    for (word, same) in holding {
        match (same, word.was_together) {
            (false, true) => {
                found.false_merges += 1;
                found.parted += u64::from(!word.together);
            }
            (true, false) => {
                found.missed_matches += 1;
                found.joined += u64::from(word.together);
            }
            _ => {}
        }
    }
    Ok(found)
}
