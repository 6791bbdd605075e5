//! What screens and reports show of the stages: when each ran last, and how long it took.

use super::{WorkspaceError, moment};
use duckdb::Connection;
use jiff::civil::DateTime;

/// The version of DuckDB inside: `v2.0.0`.
///
/// # Errors
/// When DuckDB refuses.
pub fn engine(connection: &Connection) -> Result<String, WorkspaceError> {
    connection
        .query_row("SELECT version()", [], |row| row.get(0))
        .map_err(|source| WorkspaceError::Database { doing: "tell its version", source })
}

/// The last run of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRow {
    /// normalise, resolve, stitch, …
    pub name: String,
    /// Rows of its main table.
    pub rows: u64,
    /// How long it took.
    pub seconds: f64,
    /// When it ended, UTC.
    pub finished_at: Option<DateTime>,
}

/// The stages that have run, in the order they last ended.
///
/// # Errors
/// When DuckDB refuses.
pub fn stages(connection: &Connection) -> Result<Vec<StageRow>, WorkspaceError> {
    let failed = |source| WorkspaceError::Database { doing: "read the stages", source };
    let sql = "SELECT name, rows, seconds, finished_at FROM stages ORDER BY finished_at, run_id";
    let mut statement = connection.prepare(sql).map_err(failed)?;
    statement
        .query_map([], |row| {
            Ok(StageRow {
                name: row.get(0)?,
                rows: row.get(1)?,
                seconds: row.get(2)?,
                finished_at: moment::at(row, 3)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(failed)
}
