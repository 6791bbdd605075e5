//! Small reads: the rows of one query as values, and the ids or texts a query asks for.

use super::batch::append;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::arrow::array::{ArrayRef, Int64Array, StringArray};
use duckdb::types::FromSql;
use duckdb::{Connection, Params, Row};
use std::borrow::Cow;
use std::sync::Arc;

/// What `read` makes of each row, in the query's order. `doing` says what for, should it fail. A query of a text that never
/// changes stays prepared: of a small one, that is most of the work.
pub(crate) fn rows<T, C: FromIterator<T>>(
    conn: &Connection,
    sql: impl Into<Cow<'static, str>>,
    wanted: impl Params,
    doing: &'static str,
    read: impl FnMut(&Row<'_>) -> duckdb::Result<T>,
) -> Result<C, ResolveError> {
    let answer = || -> duckdb::Result<C> {
        let sql = match sql.into() {
            Cow::Borrowed(sql) => sql,
            Cow::Owned(sql) => return conn.prepare(&sql)?.query_map(wanted, read)?.collect(),
        };
        let mut statement = conn.prepare_cached(sql)?;
        let mut count = 0;
        let rows = statement.query_map(wanted, read)?.inspect(|_| count += 1).collect();
        if count > KEPT_ROWS {
            statement.discard();
        }
        rows
    };
    answer().map_err(database(doing))
}

/// Rows of an answer up to which its statement is kept: with it, DuckDB keeps the answer.
const KEPT_ROWS: usize = 1_000;

/// A row's only column.
pub(crate) fn one<A: FromSql>(row: &Row<'_>) -> duckdb::Result<A> {
    row.get(0)
}

/// A row's first two columns.
pub(crate) fn two<A: FromSql, B: FromSql>(row: &Row<'_>) -> duckdb::Result<(A, B)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Ids asked for one by one; of more a table is made.
const WRITTEN_OUT: usize = 400;

/// What `IN` takes to ask for these ids: themselves, or of many a table that only this connection sees, until the next
/// such list.
pub(crate) fn among(conn: &Connection, ids: &[i64]) -> Result<String, ResolveError> {
    match ids {
        [] => Ok("(NULL)".into()),
        few if few.len() <= WRITTEN_OUT => {
            let few: Vec<String> = few.iter().map(i64::to_string).collect();
            Ok(format!("({})", few.join(", ")))
        }
        many => {
            let ids = Arc::new(Int64Array::from_iter_values(many.iter().copied()));
            asked(conn, "asked_ids", "BIGINT", ids)?;
            Ok("(FROM asked_ids)".into())
        }
    }
}

/// The same of texts, always by way of a table.
pub(crate) fn among_texts<'a>(
    conn: &Connection,
    texts: impl Iterator<Item = &'a str>,
) -> Result<&'static str, ResolveError> {
    asked(conn, "asked_texts", "VARCHAR", Arc::new(StringArray::from_iter_values(texts)))?;
    Ok("(FROM asked_texts)")
}

fn asked(conn: &Connection, table: &'static str, kind: &str, values: ArrayRef) -> Result<(), ResolveError> {
    conn.execute_batch(&format!("CREATE OR REPLACE TEMP TABLE {table} (value {kind})"))
        .map_err(database("note what is asked for"))?;
    append(conn, table, vec![values])
}
