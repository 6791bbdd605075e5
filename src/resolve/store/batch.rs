//! Columns into tables, as Arrow record batches: a few rows through DuckDB's appender, many side by side.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::workspace::{self, ROW_GROUP, batch};
use duckdb::Connection;
use duckdb::arrow::array::{Array, ArrayRef};

/// Things made ready at a time, where there are many.
pub(crate) const PORTION: usize = 1 << 16;

/// More rows are poured.
const MANY: usize = 2 * ROW_GROUP;

/// Adds columns, in the order of the table's own, to a table. Many rows come into it in nearly any order.
pub(crate) fn append(
    conn: &Connection,
    table: &'static str,
    columns: Vec<ArrayRef>,
) -> Result<(), ResolveError> {
    let rows = columns.first().map_or(0, Array::len);
    append_all(conn, table, rows, std::iter::once(columns))
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
