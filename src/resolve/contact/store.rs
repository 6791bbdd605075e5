//! Table `contacts`: the labels of a run, and which of them it heeded.

use super::{Contact, Label, Silent};
use crate::resolve::ResolveError;
use crate::resolve::corpus::Corpus;
use crate::resolve::error::database;
use crate::resolve::store::{among_texts, append, one, rows};
use duckdb::arrow::array::{BooleanArray, Int32Array, Int64Array, StringArray};
use duckdb::{Connection, Row};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Replaces all labels. `silent` are those that were hardly heard in the evidence of the run.
pub(crate) fn write(
    conn: &Connection,
    corpus: &Corpus,
    contacts: &[Contact],
    silent: &Silent,
) -> Result<(), ResolveError> {
    conn.execute_batch("DELETE FROM contacts").map_err(database("clear the contacts"))?;
    // The silent ones together: those are looked for again and again.
    let mut contacts: Vec<&Contact> = contacts.iter().collect();
    contacts.sort_by_key(|c| !silent.has(c));
    let numbers =
        |of: fn(&Contact) -> u32| Int32Array::from_iter_values(contacts.iter().map(|c| of(c) as i32));
    let cause = |c: &Contact| if c.by_steward { "steward" } else { "data" };
    let example = |c: &Contact| corpus.record_ids[c.example as usize];
    append(
        conn,
        "contacts",
        vec![
            Arc::new(StringArray::from_iter_values(contacts.iter().map(|c| c.kind.name(corpus)))),
            Arc::new(StringArray::from_iter_values(contacts.iter().map(|c| c.kind.text(corpus, c.key)))),
            Arc::new(StringArray::from_iter_values(contacts.iter().map(|c| c.label.as_str()))),
            Arc::new(StringArray::from_iter_values(contacts.iter().copied().map(cause))),
            Arc::new(numbers(|c| c.records)),
            Arc::new(numbers(|c| c.profiles)),
            Arc::new(numbers(|c| c.households)),
            Arc::new(numbers(|c| c.given_names)),
            Arc::new(contacts.iter().map(|c| Some(silent.has(c))).collect::<BooleanArray>()),
            Arc::new(Int64Array::from_iter_values(contacts.iter().copied().map(example))),
        ],
    )
}

/// Which contacts with one of these values were silent in the last run: kind and value, and whether a
/// steward called them junk.
pub(crate) fn silent_among(
    conn: &Connection,
    values: &[String],
) -> Result<FxHashMap<(String, String), bool>, ResolveError> {
    let among = among_texts(conn, values.iter().map(String::as_str))?;
    silent(conn, &format!(" AND value IN {among}"))
}

/// The same of all contacts.
pub(crate) fn all_silent(conn: &Connection) -> Result<FxHashMap<(String, String), bool>, ResolveError> {
    silent(conn, "")
}

fn silent(conn: &Connection, among: &str) -> Result<FxHashMap<(String, String), bool>, ResolveError> {
    let said_junk = "cause = 'steward' AND label = 'junk'";
    let sql = format!("SELECT kind, value, {said_junk} FROM contacts WHERE silent{among}");
    let row = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    rows(conn, sql, [], "read whose the contacts are", row)
}

/// Those of these addresses that many share by the labels of the last run.
pub(crate) fn crowded(conn: &Connection, addresses: &[&str]) -> Result<FxHashSet<String>, ResolveError> {
    let among = among_texts(conn, addresses.iter().copied())?;
    let labels =
        Label::ALL.iter().filter(|label| label.is_silent()).map(|label| format!("'{}'", label.as_str()));
    let labels = labels.collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT value FROM contacts WHERE kind = 'address' AND label IN ({labels}) AND value IN {among}"
    );
    rows(conn, sql, [], "read whose the addresses are", one)
}
