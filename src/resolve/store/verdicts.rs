//! The decisions in force: what the steward said last of each pair and has not undone.

use super::query::rows;
use crate::resolve::ResolveError;
use duckdb::{Connection, Row};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// A decision in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub left: i64,
    pub right: i64,
    /// same, different, unsure.
    pub verdict: String,
}

/// A line of the log, as far as it says what holds.
pub(crate) struct Saying {
    pub decision_id: i64,
    pub action: String,
    pub target: Option<i64>,
    pub verdict: Option<String>,
    /// `None`: records that are not known.
    pub pair: Option<(i64, i64)>,
}

/// All decisions in force, ordered by the two records: of each pair the newest that was not undone, or redone after it.
pub(crate) fn in_force(conn: &Connection) -> Result<Vec<Verdict>, ResolveError> {
    in_force_after(conn, [])
}

/// The same after these lines, which are not written yet.
pub(crate) fn in_force_after(
    conn: &Connection,
    next: impl IntoIterator<Item = Saying>,
) -> Result<Vec<Verdict>, ResolveError> {
    let sql = "SELECT decision_id, action, target, verdict, left_record, right_record FROM decisions";
    let mut lines: Vec<Saying> = rows(conn, sql, [], "read the decisions", line)?;
    lines.sort_by_key(|line| line.decision_id);
    lines.extend(next);
    let mut undone: FxHashSet<i64> = FxHashSet::default();
    for line in &lines {
        match (line.action.as_str(), line.target) {
            ("undo", Some(target)) => undone.insert(target),
            ("redo", Some(target)) => undone.remove(&target),
            _ => false,
        };
    }
    let mut last: BTreeMap<(i64, i64), String> = BTreeMap::new();
    let holds = |line: &Saying| line.action == "decide" && !undone.contains(&line.decision_id);
    for line in lines.into_iter().filter(holds) {
        last.extend(line.pair.zip(line.verdict));
    }
    Ok(last.into_iter().map(|((left, right), verdict)| Verdict { left, right, verdict }).collect())
}

fn line(row: &Row<'_>) -> duckdb::Result<Saying> {
    let (left, right): (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    Ok(Saying {
        decision_id: row.get(0)?,
        action: row.get(1)?,
        target: row.get(2)?,
        verdict: row.get(3)?,
        pair: left.zip(right),
    })
}
