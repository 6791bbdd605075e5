//! How national phone numbers were read, kept and read anew.

use super::batch::append;
use super::query::{among_texts, one, rows, two};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::input::Input;
use crate::resolve::national::{Nationals, ending, nationals, read};
use duckdb::Connection;
use duckdb::arrow::array::StringArray;
use std::sync::Arc;

const DOING: &str = "read the national phone numbers";

/// Puts these readings in the place of all that were kept.
pub(crate) fn keep_nationals(conn: &Connection, read: &Nationals) -> Result<(), ResolveError> {
    conn.execute_batch("DELETE FROM national_phones").map_err(database("keep the national phone numbers"))?;
    add(conn, read)
}

fn add(conn: &Connection, read: &Nationals) -> Result<(), ResolveError> {
    let mut read: Vec<(&String, &Option<String>)> = read.iter().collect();
    read.sort_unstable();
    append(
        conn,
        "national_phones",
        vec![
            Arc::new(StringArray::from_iter_values(read.iter().map(|r| r.0))),
            Arc::new(read.iter().map(|r| r.1.as_deref()).collect::<StringArray>()),
        ],
    )
}

/// How those of these records were read; none of them may be known.
pub(super) fn readings(conn: &Connection, input: &Input) -> Result<Nationals, ResolveError> {
    let wanted = nationals(input);
    if wanted.is_empty() {
        return Ok(Nationals::default());
    }
    let among = among_texts(conn, wanted.into_iter())?;
    let sql = format!("SELECT national, international FROM national_phones WHERE national IN {among}");
    rows(conn, sql, [], DOING, two)
}

/// Reads those of these records that were never read, by the numbers of all records, and keeps that. False: there are
/// none.
pub(crate) fn read_nationals(conn: &Connection, input: &Input) -> Result<bool, ResolveError> {
    let mut wanted = nationals(input);
    wanted.retain(|number| !input.nationals.contains_key(*number));
    if wanted.is_empty() {
        return Ok(false);
    }
    let among = among_texts(conn, wanted.iter().map(|number| ending(number)))?;
    // A country's code has one to three digits.
    let sql = format!(
        "SELECT DISTINCT value FROM identifiers WHERE kind = 'phone' AND value[1] = '+'
         AND (value[3:] IN {among} OR value[4:] IN {among} OR value[5:] IN {among})"
    );
    let full: Vec<String> = rows(conn, sql, [], DOING, one)?;
    add(conn, &read(wanted.into_iter(), full.iter().map(String::as_str)))?;
    Ok(true)
}
