//! New values for some rows of a table.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;

/// Rows of a table, told apart by a number.
pub(crate) struct Rows {
    table: &'static str,
    key: &'static str,
    doing: &'static str,
}

pub(crate) const PROFILES: Rows = Rows { table: "profiles", key: "profile_id", doing: "update the profiles" };
pub(crate) const EDGES: Rows = Rows { table: "edges", key: "rowid", doing: "update the edges" };

/// Rows updated one by one: a join with a list of them costs as much as three.
const ONE_BY_ONE: usize = 3;

impl Rows {
    /// Sets values of some rows, each given as its key and the values that take the places `{0}`, `{1}` in `set`.
    pub(crate) fn update(
        &self,
        conn: &Connection,
        set: &str,
        rows: Vec<(i64, Vec<String>)>,
    ) -> Result<(), ResolveError> {
        let Self { table, key, doing } = self;
        let with = |values: &[String]| {
            let places = values.iter().enumerate();
            places.fold(set.to_owned(), |set, (i, value)| set.replace(&format!("{{{i}}}"), value))
        };
        let sql = match &rows[..] {
            [] => return Ok(()),
            few if few.len() <= ONE_BY_ONE => few
                .iter()
                .map(|(id, values)| format!("UPDATE {table} SET {} WHERE {key} = {id};", with(values)))
                .collect(),
            [(_, first), ..] => {
                let columns: Vec<String> = (0..first.len()).map(|i| format!("v{i}")).collect();
                let listed = rows.iter().map(|(id, values)| format!("({id}, {})", values.join(", ")));
                let listed: Vec<String> = listed.collect();
                format!(
                    "UPDATE {table} SET {} FROM (VALUES {}) v(id, {}) WHERE {table}.{key} = v.id",
                    with(&columns),
                    listed.join(", "),
                    columns.join(", "),
                )
            }
        };
        conn.execute_batch(&sql).map_err(database(doing))
    }
}

/// A number as SQL has it.
pub(crate) fn or_null(value: Option<i64>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| value.to_string())
}
