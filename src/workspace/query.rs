//! Small queries asked over and over: to plan one takes longer than to answer it.

use duckdb::{Connection, Params, Row};

/// What `read` makes of the first row; an error without one. The statement stays prepared: `sql` is one of a few texts.
pub(crate) fn first_row<T>(
    conn: &Connection,
    sql: &str,
    wanted: impl Params,
    read: impl FnOnce(&Row<'_>) -> duckdb::Result<T>,
) -> duckdb::Result<T> {
    conn.prepare_cached(sql)?.query_row(wanted, read)
}
