//! The loads of a source: each file, what was recognised, and how its columns were mapped.

use super::{LONGEST_PAGE, ReadError, failed};
use crate::workspace::moment;
use duckdb::{Connection, params};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// One column of a file and what it became.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct MappedColumn {
    /// The column's header.
    pub column: String,
    /// What it means: `email`, `id:loyalty`, `ignore`, …
    pub target: String,
    /// Rows that have a value in it.
    #[serde(default)]
    pub filled: u64,
    /// Why, where it was chosen by the look of the table.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// One file of one load.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadRow {
    /// Its id.
    pub load_id: i32,
    /// The file, absolute.
    pub path: String,
    /// For people: `CSV, comma, UTF-8 with BOM, gzip`.
    pub detail: String,
    /// Why this connector.
    pub evidence: String,
    /// Its columns.
    pub mapping: Vec<MappedColumn>,
    /// Size of the file.
    pub bytes: u64,
    /// Data rows: mapped, ignored, and rejected ones.
    pub rows: u64,
    /// Rows that became something.
    pub mapped: u64,
    /// Rows the connector says to skip.
    pub ignored: u64,
    /// Rows that could not be used.
    pub rejects: u64,
    /// False: replaced by a later load of the same file.
    pub current: bool,
    /// When, UTC.
    pub loaded_at: Option<DateTime>,
}

/// The loads of a source, latest first, at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn loads(connection: &Connection, source_id: i32) -> Result<Vec<LoadRow>, ReadError> {
    let failed = failed("read the loads of the source");
    let sql = "SELECT load_id, path, detail, evidence, mapping, bytes, rows_read, rows_mapped, rows_ignored,
            rejects, current, loaded_at
        FROM loads WHERE source_id = $1 ORDER BY current DESC, load_id DESC LIMIT $2";
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement
        .query_map(params![source_id, LONGEST_PAGE], |row| {
            let mapping: String = row.get(4)?;
            Ok(LoadRow {
                load_id: row.get(0)?,
                path: row.get(1)?,
                detail: row.get(2)?,
                evidence: row.get(3)?,
                mapping: serde_json::from_str(&mapping).unwrap_or_default(),
                bytes: row.get(5)?,
                rows: row.get(6)?,
                mapped: row.get(7)?,
                ignored: row.get(8)?,
                rejects: row.get(9)?,
                current: row.get(10)?,
                loaded_at: moment::at(row, 11)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(&failed)
}
