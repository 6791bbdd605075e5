//! The rows that could not be used: why, where they stand, and what they say.

use super::{LONGEST_PAGE, ReadError, failed};
use duckdb::{Connection, params};

/// One rejected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectRow {
    /// The file.
    pub path: String,
    /// How the file was read: tells what `line` counts, see [`crate::ingest::counted_in`].
    pub detail: String,
    /// Line in it; item of an array, row of Parquet.
    pub line: i64,
    /// What is wrong, and the remedy.
    pub reason: String,
    /// The row as it came.
    pub raw: String,
}

/// A reason and how many rows have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectReason {
    /// What is wrong.
    pub reason: String,
    /// Rows.
    pub rows: u64,
}

/// A page of the rejects of a source's current loads, by file and line.
///
/// # Errors
/// When DuckDB refuses.
pub fn rejects(
    connection: &Connection,
    source_id: i32,
    offset: u64,
    limit: u32,
) -> Result<Vec<RejectRow>, ReadError> {
    let failed = failed("read the rejects");
    let sql = "SELECT l.path, l.detail, r.line, r.reason, r.raw
        FROM rejects r JOIN loads l ON l.load_id = r.load_id
        WHERE l.source_id = $1 AND l.current ORDER BY l.path, r.line LIMIT $2 OFFSET $3";
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement
        .query_map(params![source_id, limit.min(LONGEST_PAGE), offset], |row| {
            Ok(RejectRow {
                path: row.get(0)?,
                detail: row.get(1)?,
                line: row.get(2)?,
                reason: row.get(3)?,
                raw: row.get(4)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(&failed)
}

/// The commonest reasons of a source's current loads, at most 20.
///
/// # Errors
/// When DuckDB refuses.
pub fn reject_reasons(connection: &Connection, source_id: i32) -> Result<Vec<RejectReason>, ReadError> {
    let failed = failed("count the rejects");
    let sql = "SELECT r.reason, count(*) n FROM rejects r JOIN loads l ON l.load_id = r.load_id
        WHERE l.source_id = $1 AND l.current GROUP BY r.reason ORDER BY n DESC, r.reason LIMIT 20";
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement
        .query_map([source_id], |row| Ok(RejectReason { reason: row.get(0)?, rows: row.get(1)? }))
        .and_then(Iterator::collect)
        .map_err(&failed)
}
