//! Rows that a later load replaces: those of an earlier load of the same file, and those of the same record, event or
//! order in another file of the source.

use crate::ingest::IngestError;
use crate::ingest::error::database;
use duckdb::{Connection, params};

/// Tables whose rows belong to a load.
const TABLES: [&str; 10] = [
    "records",
    "record_identifiers",
    "record_extras",
    "events",
    "event_identifiers",
    "orders",
    "order_lines",
    "consents",
    "ad_spend",
    "rejects",
];

/// Put before the hash of a file some of whose rows a later file of its source has outdone.
pub(super) const OUTDONE: &str = "outdone ";

/// Takes away what earlier loads of the path brought into the source; they are no longer in force. True when there
/// were any.
pub(crate) fn drop_earlier(connection: &Connection, source_id: i32, path: &str) -> Result<bool, IngestError> {
    let failed = || database("replace the earlier load of the file");
    let mut statement = connection
        .prepare("SELECT load_id FROM loads WHERE source_id = $1 AND path = $2 AND current")
        .map_err(failed())?;
    let earlier: Vec<i32> = statement
        .query_map(params![source_id, path], |row| row.get(0))
        .and_then(Iterator::collect)
        .map_err(failed())?;
    for load in &earlier {
        for table in TABLES {
            connection
                .execute(&format!("DELETE FROM {table} WHERE load_id = $1"), [load])
                .map_err(failed())?;
        }
        connection.execute("UPDATE loads SET current = false WHERE load_id = $1", [load]).map_err(failed())?;
    }
    // Rows that the replaced load had outdone came from files that are not wholly in force: they may be loaded again.
    if !earlier.is_empty() {
        let sql =
            "UPDATE loads SET file_hash = '' WHERE source_id = $1 AND current AND starts_with(file_hash, $2)";
        connection.execute(sql, params![source_id, OUTDONE]).map_err(failed())?;
    }
    Ok(!earlier.is_empty())
}

/// Takes away what other loads of the source say of the records, events, orders and ad spend of this load.
pub(crate) fn outdo(connection: &Connection, source_id: i32, load_id: i32) -> Result<(), IngestError> {
    let failed = || database("update rows of earlier files");
    let others: i64 = connection
        .query_row(
            "SELECT count(*) FROM loads WHERE source_id = $1 AND load_id <> $2 AND current",
            params![source_id, load_id],
            |row| row.get(0),
        )
        .map_err(failed())?;
    if others == 0 {
        return Ok(());
    }
    // Of each table: its key, and the tables that hang on it.
    for (table, key, dependants) in [
        ("records", "record_id", &["record_identifiers", "record_extras", "consents"][..]),
        ("events", "event_id", &["event_identifiers", "consents"]),
        ("orders", "order_id", &["order_lines"]),
    ] {
        let outdone = format!(
            "FROM {table} old SEMI JOIN (SELECT {key} FROM {table} WHERE load_id = $2) new ON new.{key} = old.{key}
             WHERE old.source_id = $1 AND old.load_id <> $2"
        );
        let mut statement = connection
            .prepare(&format!("SELECT old.load_id, count(*) {outdone} GROUP BY old.load_id"))
            .map_err(failed())?;
        let losers: Vec<(i32, i64)> = statement
            .query_map(params![source_id, load_id], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(failed())?;
        if losers.is_empty() {
            continue;
        }
        for dependant in dependants {
            let sql = format!(
                "DELETE FROM {dependant} WHERE load_id <> $2 AND {key} IN (SELECT old.{key} {outdone})"
            );
            connection.execute(&sql, params![source_id, load_id]).map_err(failed())?;
        }
        let sql = format!(
            "DELETE FROM {table} WHERE source_id = $1 AND load_id <> $2
             AND {key} IN (SELECT {key} FROM {table} WHERE load_id = $2)"
        );
        connection.execute(&sql, params![source_id, load_id]).map_err(failed())?;
        for (loser, rows) in losers {
            let sql = format!(
                "UPDATE loads SET {table} = {table} - $2,
                     file_hash = CASE WHEN starts_with(file_hash, $3) THEN file_hash ELSE $3 || file_hash END
                 WHERE load_id = $1"
            );
            connection.execute(&sql, params![loser, rows, OUTDONE]).map_err(failed())?;
        }
    }
    let sql = "DELETE FROM ad_spend old USING ad_spend new
               WHERE new.load_id = $2 AND old.load_id <> $2
                 AND old.load_id IN (SELECT load_id FROM loads WHERE source_id = $1)
                 AND old.first_day = new.first_day AND old.last_day = new.last_day
                 AND old.account IS NOT DISTINCT FROM new.account AND old.campaign IS NOT DISTINCT FROM new.campaign
                 AND old.ad_set IS NOT DISTINCT FROM new.ad_set AND old.ad IS NOT DISTINCT FROM new.ad";
    connection.execute(sql, params![source_id, load_id]).map(|_| ()).map_err(failed())
}
