//! Columns into tables, as Arrow record batches: a few rows through DuckDB's appender, many side by side.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::workspace::{self, ROW_GROUP, batch};
use duckdb::Connection;
use duckdb::arrow::array::{Array, ArrayRef};

/// More rows are poured.
const MANY: usize = 2 * ROW_GROUP;

/// Rows that one thread takes in a row.
const PORTION: usize = ROW_GROUP / 2;

/// Adds columns, in the order of the table's own, to a table. Many rows come into it in nearly any order.
pub(crate) fn append(
    conn: &Connection,
    table: &'static str,
    columns: Vec<ArrayRef>,
) -> Result<(), ResolveError> {
    let rows = columns.first().map_or(0, Array::len);
    let portion = |from| columns.iter().map(|column| column.slice(from, PORTION.min(rows - from))).collect();
    append_all(conn, table, rows, (0..rows).step_by(PORTION).map(portion))
}

/// Adds so many rows, one part after the other, each as columns in the order of the table's own.
pub(crate) fn append_all(
    conn: &Connection,
    table: &'static str,
    rows: usize,
    parts: impl Iterator<Item = Vec<ArrayRef>> + Send,
) -> Result<(), ResolveError> {
    let mut unfit = Ok(());
    let batches = parts.map_while(|columns| batch(columns).map_err(|error| unfit = Err(error)).ok());
    let stored = match rows > MANY {
        true => workspace::pour(conn, table, batches),
        false => workspace::append(conn, table, batches),
    };
    stored.and(unfit).map_err(database(table))
}
