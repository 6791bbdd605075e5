//! The golden values in force that stewards chose by hand.

use super::query::rows;
use crate::resolve::ResolveError;
use crate::resolve::input::Choice;
use duckdb::{Connection, Row};

/// All of them, the newest first.
pub(crate) fn choices(conn: &Connection) -> Result<Vec<Choice>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/choices_in_force.sql");
    rows(conn, sql, [], "read the chosen golden values", choice)
}

fn choice(row: &Row<'_>) -> duckdb::Result<Choice> {
    Ok(Choice {
        decision_id: row.get(0)?,
        record_id: row.get(1)?,
        attribute: row.get(2)?,
        value: row.get(3)?,
        who: row.get(4)?,
        day: row.get(5)?,
        reason: row.get(6)?,
    })
}
