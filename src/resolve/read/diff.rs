//! What changed between two runs: profiles created, merged, split, moved, gone, and why.

mod words;

pub use words::{cause_in_words, change_in_words};

use super::LONGEST_PAGE;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::workspace::moment;
use duckdb::{Connection, params};
use jiff::civil::DateTime;
use serde::Serialize;

const BETWEEN: &str = include_str!("../../../assets/sql/resolve/changes_between.sql");

/// A run that resolved the records anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResolvedRun {
    /// Its number.
    pub run_id: i64,
    /// When it began, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub started_at: Option<DateTime>,
    /// Profiles it made, when it came to its end.
    pub profiles: Option<u64>,
}

/// The runs that resolved the records anew, oldest first.
///
/// # Errors
/// When DuckDB refuses.
pub fn resolved_runs(connection: &Connection) -> Result<Vec<ResolvedRun>, ResolveError> {
    let sql = "SELECT run_id, started_at, finished_at IS NOT NULL, summary,
            run_id IN (SELECT run_id FROM profile_ledger) FROM runs ORDER BY run_id";
    let read = || -> duckdb::Result<Vec<ResolvedRun>> {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let summary: String = row.get(3)?;
            let made = row.get::<_, bool>(2)?.then(|| profiles_made(&summary)).flatten();
            let run = ResolvedRun { run_id: row.get(0)?, started_at: moment::at(row, 1)?, profiles: made };
            Ok((run, row.get::<_, bool>(4)?))
        })?;
        rows.filter(|row| row.as_ref().map_or(true, |(run, listed)| *listed || run.profiles.is_some()))
            .map(|row| row.map(|(run, _)| run))
            .collect()
    };
    read().map_err(database("read the log of runs"))
}

/// The profiles that the run's stage resolve made, when it did it.
fn profiles_made(summary: &str) -> Option<u64> {
    let summary: serde_json::Value = serde_json::from_str(summary).ok()?;
    let stages = summary["stages"].as_array()?;
    let resolve = stages.iter().find(|s| s["name"] == "resolve" && s["fresh"] == false)?;
    resolve["profiles"].as_u64()
}

/// How often one kind of change happened for one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeCount {
    /// created, merged, split, moved, joined, lost, gone.
    pub change: String,
    /// new record, changed record, removed record, model, decision.
    pub cause: String,
    /// Profiles it happened to.
    pub profiles: u64,
    /// Records that moved by it.
    pub records: u64,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileChange {
    /// The run; 0 for a decision.
    pub run_id: i64,
    /// When, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub at: Option<DateTime>,
    /// The profile.
    pub profile_id: i64,
    /// Its name now, or that of the other one when it is gone; unmasked.
    pub name: Option<String>,
    /// created, merged, split, moved, joined, lost, gone.
    pub change: String,
    /// The other profile.
    pub other_id: Option<i64>,
    /// Records that moved.
    pub records: u64,
    /// new record, changed record, removed record, model, decision N.
    pub cause: String,
}

/// What changed between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunDiff {
    /// The run before.
    pub from: ResolvedRun,
    /// The run after; `None`: now.
    pub to: Option<ResolvedRun>,
    /// Profiles after it.
    pub profiles: Option<u64>,
    /// Decisions in between, undo and redo included.
    pub decisions: u64,
    /// Decisions since the run after, which are not in here.
    pub decisions_since: u64,
    /// By kind of change and cause.
    pub counts: Vec<ChangeCount>,
    /// The first changes, in order of time.
    pub changes: Vec<ProfileChange>,
    /// How many more there are.
    pub more: u64,
}

/// Compares the profiles after run `from` with those after run `to`, or with those of now.
///
/// # Errors
/// When there are no such runs, or DuckDB refuses.
pub fn run_diff(
    connection: &Connection,
    from: Option<i64>,
    to: Option<i64>,
    limit: u32,
) -> Result<RunDiff, ResolveError> {
    let runs = resolved_runs(connection)?;
    let (from, to) = ends(&runs, from, to)?;
    let window = params![
        from.run_id,
        from.started_at.map(|at| at.to_string()),
        to.as_ref().map(|to| to.run_id),
        to.as_ref().and_then(|to| to.started_at).map(|at| at.to_string())
    ];
    let read = || -> duckdb::Result<RunDiff> {
        let sql = format!(
            "SELECT change, regexp_replace(cause, '^.*decision.*$', 'decision') AS why, count(*),
                 sum(records)::UBIGINT FROM ({BETWEEN}) GROUP BY 1, 2
             ORDER BY list_position(['created', 'merged', 'split', 'moved', 'joined', 'lost', 'gone'], change), 3 DESC, 2"
        );
        let mut statement = connection.prepare(&sql)?;
        let counts: Vec<ChangeCount> = statement
            .query_map(window, |row| {
                Ok(ChangeCount {
                    change: row.get(0)?,
                    cause: row.get(1)?,
                    profiles: row.get(2)?,
                    records: row.get(3)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let limit = limit.min(LONGEST_PAGE);
        let sql = format!(
            "SELECT c.run_id, c.\"at\", c.profile_id, coalesce(p.name, o.name), c.change, c.other_id, c.records, c.cause
             FROM ({BETWEEN}) c LEFT JOIN profiles p USING (profile_id) LEFT JOIN profiles o ON o.profile_id = c.other_id
             ORDER BY c.\"at\", list_position(['merged', 'split', 'moved', 'gone', 'lost', 'created', 'joined'], c.change),
                 c.profile_id, c.other_id LIMIT {limit}"
        );
        let mut statement = connection.prepare(&sql)?;
        let changes: Vec<ProfileChange> = statement
            .query_map(window, |row| {
                Ok(ProfileChange {
                    run_id: row.get(0)?,
                    at: moment::at(row, 1)?,
                    profile_id: row.get(2)?,
                    name: row.get(3)?,
                    change: row.get(4)?,
                    other_id: row.get(5)?,
                    records: row.get(6)?,
                    cause: row.get(7)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let decided = |from: &ResolvedRun, to: Option<&ResolvedRun>| -> duckdb::Result<u64> {
            connection.query_row(
                "SELECT count(*) FROM decisions WHERE \"at\" >= ? AND (?2 IS NULL OR \"at\" < ?2)",
                params![
                    from.started_at.map(|at| at.to_string()),
                    to.and_then(|to| to.started_at).map(|at| at.to_string())
                ],
                |row| row.get(0),
            )
        };
        let profiles = match &to {
            Some(to) => to.profiles,
            None => Some(connection.query_row("SELECT count(*) FROM profiles", [], |row| row.get(0))?),
        };
        let all: u64 = counts.iter().map(|c| c.profiles).sum();
        Ok(RunDiff {
            decisions: decided(&from, to.as_ref())?,
            decisions_since: to.as_ref().map_or(Ok(0), |to| decided(to, None))?,
            profiles,
            more: all - changes.len() as u64,
            counts,
            changes,
            from: from.clone(),
            to: to.clone(),
        })
    };
    read().map_err(database("read what changed"))
}

/// The two runs meant: those named, else the last two. One name: from there to now.
fn ends(
    runs: &[ResolvedRun],
    from: Option<i64>,
    to: Option<i64>,
) -> Result<(ResolvedRun, Option<ResolvedRun>), ResolveError> {
    let numbers = || match runs {
        [] => "no run has resolved anything yet".to_owned(),
        [one] => format!("only run {} has resolved the records", one.run_id),
        [.., last] => format!("there are runs {} to {}", runs[0].run_id, last.run_id),
    };
    // The last one at or before: runs that only did later stages changed no profile.
    let run = |id: i64| {
        let found = runs.iter().rev().find(|r| r.run_id <= id).cloned();
        let last = runs.last().map_or(0, |r| r.run_id);
        found
            .filter(|_| id <= last)
            .ok_or_else(|| ResolveError::NoSuchRun(format!("no run {id}: {}", numbers())))
    };
    match (from, to, runs) {
        (Some(from), Some(to), _) if from >= to => Err(ResolveError::NoSuchRun(format!(
            "run {from} is not before run {to}. Name the earlier one first"
        ))),
        (Some(from), to, _) => Ok((run(from)?, to.map(run).transpose()?)),
        (None, _, [.., before, after]) => Ok((before.clone(), Some(after.clone()))),
        (None, ..) => Err(ResolveError::NoSuchRun(format!(
            "it takes two runs to compare, and {}. What decisions changed since a run: onefold diff RUN",
            numbers()
        ))),
    }
}

#[cfg(test)]
pub(in crate::resolve::read) mod tests;
