//! Small reads: the rows of one query as values.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::types::FromSql;
use duckdb::{Connection, Params, Row};

/// What `read` makes of each row, in the query's order. `doing` says what for, should it fail.
pub(crate) fn rows<T, C: FromIterator<T>>(
    conn: &Connection,
    sql: &str,
    wanted: impl Params,
    doing: &'static str,
    read: impl FnMut(&Row<'_>) -> duckdb::Result<T>,
) -> Result<C, ResolveError> {
    let mut statement = conn.prepare(sql).map_err(database(doing))?;
    statement.query_map(wanted, read).and_then(Iterator::collect).map_err(database(doing))
}

/// A row's only column.
pub(crate) fn one<A: FromSql>(row: &Row<'_>) -> duckdb::Result<A> {
    row.get(0)
}

/// A row's first two columns.
pub(crate) fn two<A: FromSql, B: FromSql>(row: &Row<'_>) -> duckdb::Result<(A, B)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// So many values to bind, as in `IN (?, ?, ?)`.
pub(crate) fn holes(n: usize) -> String {
    vec!["?"; n].join(", ")
}
