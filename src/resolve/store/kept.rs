//! What a run over all records leaves for the new ones that come after it: blocking keys, what was compared, and how
//! much was resolved since.

use super::batch::{PORTION, append, append_all};
use super::query::{one, rows, two};
use crate::resolve::ResolveError;
use crate::resolve::block::{Finer, Kept, KeptRule, stored_key};
use crate::resolve::error::database;
use crate::resolve::weigh::FINDS_NOTHING;
use duckdb::arrow::array::{ArrayRef, Int32Array, StringArray, UInt32Array};
use duckdb::{Connection, OptionalExt, params};
use std::sync::Arc;

/// The last run over all records.
pub(crate) struct Whole {
    pub run_id: i64,
    pub records: u64,
    /// Records resolved by themselves since.
    pub since: u64,
    /// The attributes that were compared, in their order.
    pub compared: Vec<String>,
}

/// The last run over all records; `None`: there was none, or by a program that left nothing for new records.
pub(crate) fn last_whole(conn: &Connection) -> Result<Option<Whole>, ResolveError> {
    let doing = "read how the last run over all records was";
    let found = conn
        .query_row("SELECT run_id, records, since, compared FROM whole_run", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
        })
        .optional()
        .map_err(database(doing))?;
    Ok(found.map(|(run_id, records, since, compared)| {
        let compared = compared.split('\n').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Whole { run_id, records, since, compared }
    }))
}

/// Notes a run over all records and the keys it went by; records are numbered as in `record_marks`.
pub(crate) fn keep(conn: &Connection, whole: &Whole, rules: &[KeptRule]) -> Result<(), ResolveError> {
    let doing = "note the blocking keys";
    conn.execute_batch("DELETE FROM whole_run; DELETE FROM crowded_keys; DELETE FROM block_keys")
        .map_err(database(doing))?;
    conn.execute(
        "INSERT INTO whole_run VALUES (?, ?, ?, ?)",
        params![whole.run_id, whole.records, whole.since, whole.compared.join("\n")],
    )
    .map_err(database(doing))?;
    let crowded =
        || rules.iter().zip(0..).flat_map(|(rule, position)| rule.crowded.iter().map(move |c| (position, c)));
    append(
        conn,
        "crowded_keys",
        vec![
            Arc::new(Int32Array::from_iter_values(crowded().map(|c| c.0))),
            Arc::new(UInt32Array::from_iter_values(crowded().map(|c| c.1.round))),
            Arc::new(UInt32Array::from_iter_values(crowded().map(|c| c.1.key))),
            Arc::new(crowded().map(|c| c.1.finer).collect::<StringArray>()),
        ],
    )?;
    let portions = rules.iter().enumerate().flat_map(|(rule, kept)| {
        kept.entries.chunks(PORTION).map(move |entries| {
            columns(entries.iter().map(|&(key, record)| (stored_key(rule, key), record as i32)))
        })
    });
    let rows = rules.iter().map(|rule| rule.entries.len()).sum();
    append_all(conn, "block_keys", rows, portions)
}

/// Adds keys of records, which are given by their numbers in `record_marks`.
pub(crate) fn keep_more(conn: &Connection, keys: &[(u32, i32)]) -> Result<(), ResolveError> {
    append(conn, "block_keys", columns(keys.iter().copied()))
}

fn columns(keys: impl Iterator<Item = (u32, i32)> + Clone) -> Vec<ArrayRef> {
    vec![
        Arc::new(UInt32Array::from_iter_values(keys.clone().map(|k| k.0))),
        Arc::new(Int32Array::from_iter_values(keys.map(|k| k.1))),
    ]
}

/// The rules in force, by position.
pub(crate) fn kept_rules(conn: &Connection) -> Result<Kept, ResolveError> {
    let doing = "read the blocking keys";
    let sql = "SELECT rule, left_out IS NULL OR left_out = ? FROM blocking_report ORDER BY position";
    let all: Vec<(String, bool)> = rows(conn, sql, [FINDS_NOTHING], doing, two)?;
    let (used, left_out): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, used)| *used);
    let mut kept: Vec<(String, Finer)> = used.into_iter().map(|(name, _)| (name, Finer::default())).collect();
    let sql = "SELECT rule, round, key, finer FROM crowded_keys";
    let crowded: Vec<(usize, u32, u32, Option<String>)> =
        rows(conn, sql, [], doing, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (rule, round, key, finer) in crowded {
        if let Some((_, of_rule)) = kept.get_mut(rule) {
            of_rule.insert((round, key), finer);
        }
    }
    Ok(Kept { rules: kept, left_out: left_out.into_iter().map(|(name, _)| name).collect() })
}

/// The records that have one of these keys; some that have none among them, by chance or because they have changed.
pub(crate) fn records_with(conn: &Connection, keys: Vec<u32>) -> Result<Vec<i64>, ResolveError> {
    let doing = "find what new records are to be compared with";
    conn.execute_batch("CREATE OR REPLACE TEMP TABLE asked_keys (key UINTEGER)").map_err(database(doing))?;
    append(conn, "asked_keys", vec![Arc::new(UInt32Array::from(keys))])?;
    let sql = "SELECT record_id FROM record_marks
        WHERE place IN (SELECT place FROM block_keys WHERE key IN (FROM asked_keys))";
    rows(conn, sql, [], doing, one)
}

/// Notes that so many more records were resolved by themselves.
pub(crate) fn resolved_since(conn: &Connection, records: usize) -> Result<(), ResolveError> {
    conn.execute("UPDATE whole_run SET since = since + ?", [records as i64])
        .map(|_| ())
        .map_err(database("note how much was resolved"))
}
