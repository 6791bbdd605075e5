//! The people a profile lives with.

use super::LONGEST_PAGE;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::{Connection, OptionalExt, params};
use serde::Serialize;

/// A household and who lives in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Household {
    /// Its id, which lasts.
    pub household_id: i64,
    /// Family names: `Lee & Okamoto`.
    pub name: Option<String>,
    /// Street line most of them give.
    pub street: Option<String>,
    /// Postcode, else city.
    pub place: Option<String>,
    /// Profile and name of each, by id, at most [`LONGEST_PAGE`].
    pub people: Vec<(i64, Option<String>)>,
}

/// The household of a profile; `None` when it lives alone.
///
/// # Errors
/// When DuckDB refuses.
pub fn household(conn: &Connection, profile_id: i64) -> Result<Option<Household>, ResolveError> {
    let doing = "read the household";
    let found = conn
        .query_row(
            "SELECT household_id, name, street, place FROM households
             WHERE household_id = (SELECT household FROM profiles WHERE profile_id = ?)",
            [profile_id],
            |row| {
                Ok(Household {
                    household_id: row.get(0)?,
                    name: row.get(1)?,
                    street: row.get(2)?,
                    place: row.get(3)?,
                    people: Vec::new(),
                })
            },
        )
        .optional()
        .map_err(database(doing))?;
    let Some(mut household) = found else { return Ok(None) };
    let mut statement = conn
        .prepare("SELECT profile_id, name FROM profiles WHERE household = ? ORDER BY profile_id LIMIT ?")
        .map_err(database(doing))?;
    let rows = statement
        .query_map(params![household.household_id, LONGEST_PAGE], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database(doing))?;
    household.people = rows.collect::<Result<_, _>>().map_err(database(doing))?;
    Ok(Some(household))
}
