//! The decisions in force: what the steward said last of each pair and has not undone.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;

/// A decision in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub left: i64,
    pub right: i64,
    /// same, different, unsure.
    pub verdict: String,
}

const IN_FORCE: &str = include_str!("../../../assets/sql/resolve/decisions_in_force.sql");

/// All decisions in force, ordered by the two records.
pub(crate) fn in_force(conn: &Connection) -> Result<Vec<Verdict>, ResolveError> {
    let doing = "read the decisions";
    let mut statement = conn.prepare(IN_FORCE).map_err(database(doing))?;
    let rows = statement
        .query_map([], |row| Ok(Verdict { left: row.get(0)?, right: row.get(1)?, verdict: row.get(2)? }))
        .map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}
