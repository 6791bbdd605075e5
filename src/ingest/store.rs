//! Sources and loads in the workspace: who is who, what replaces what.

use super::IngestError;
use super::error::database;
use super::report::FileReport;
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;

/// Tables whose rows belong to a load.
const TABLES: &[&str] = &[
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

/// A source as known to the workspace.
pub(crate) struct Source {
    pub id: i32,
    pub region: Option<String>,
}

/// The source of this name; made when it is not there. A region given now is kept.
pub(crate) fn source(
    conn: &Connection,
    name: &str,
    connector: &str,
    system: &str,
    region: Option<&str>,
    now: DateTime,
) -> Result<Source, IngestError> {
    let doing = "note the source";
    let known: Option<(i32, Option<String>)> = conn
        .query_row("SELECT source_id, region FROM sources WHERE name = ?", [name], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .optional()
        .map_err(database(doing))?;
    if let Some((id, kept)) = known {
        if region.is_some() && region != kept.as_deref() {
            conn.execute("UPDATE sources SET region = ? WHERE source_id = ?", params![region, id])
                .map_err(database(doing))?;
        }
        return Ok(Source { id, region: region.map(str::to_owned).or(kept) });
    }
    let id: i32 = conn
        .query_row("SELECT CAST(1 + coalesce(max(source_id), 0) AS INTEGER) FROM sources", [], |r| r.get(0))
        .map_err(database(doing))?;
    conn.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, CAST(? AS TIMESTAMP))",
        params![id, name, connector, system, region, now.to_string()],
    )
    .map_err(database(doing))?;
    Ok(Source { id, region: region.map(str::to_owned) })
}

/// The load of this path in force, with its hash.
pub(crate) fn current_load(
    conn: &Connection,
    source_id: i32,
    path: &str,
) -> Result<Option<(i32, String)>, IngestError> {
    conn.query_row(
        "SELECT load_id, file_hash FROM loads WHERE source_id = ? AND path = ? AND current",
        params![source_id, path],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
    .optional()
    .map_err(database("look up earlier loads"))
}

/// Takes the rows of an earlier load out.
pub(crate) fn remove(conn: &Connection, load_id: i32) -> Result<(), IngestError> {
    let doing = "replace the earlier version of the file";
    for table in TABLES.iter().filter(|t| **t != "rejects") {
        conn.execute(&format!("DELETE FROM {table} WHERE load_id = ?"), [load_id])
            .map_err(database(doing))?;
    }
    conn.execute("UPDATE loads SET current = false WHERE load_id = ?", [load_id]).map_err(database(doing))?;
    Ok(())
}

/// Number of the next load.
pub(crate) fn next_load(conn: &Connection) -> Result<i32, IngestError> {
    conn.query_row("SELECT CAST(1 + coalesce(max(load_id), 0) AS INTEGER) FROM loads", [], |r| r.get(0))
        .map_err(database("number the load"))
}

/// Settles what several files of one source say twice: of a record the later load counts, of an event or order the
/// earlier. Returns how many records, events and orders of this load went.
pub(crate) fn settle(conn: &Connection, source_id: i32, load_id: i32) -> Result<(u64, u64), IngestError> {
    let doing = "settle what several files say twice";
    let others: i64 = conn
        .query_row("SELECT count(*) FROM loads WHERE source_id = ? AND current", [source_id], |r| r.get(0))
        .map_err(database(doing))?;
    if others == 0 {
        return Ok((0, 0));
    }
    let run = |sql: &str| conn.execute(sql, params![source_id, load_id]).map_err(database(doing));
    for table in ["record_identifiers", "record_extras", "records"] {
        run(&format!(
            "DELETE FROM {table} WHERE load_id <> ?2 AND record_id IN (
                 SELECT n.record_id FROM records n JOIN records o USING (record_id)
                 WHERE n.load_id = ?2 AND o.load_id <> ?2 AND n.source_id = ?1)"
        ))?;
    }
    const AGAIN: &str = "SELECT n.event_id FROM events n JOIN events o USING (event_id)
        WHERE n.load_id = ?2 AND o.load_id <> ?2 AND n.source_id = ?1";
    run(&format!(
        "DELETE FROM order_lines WHERE load_id = ?2 AND order_id IN (SELECT order_id FROM orders WHERE load_id = ?2 AND event_id IN ({AGAIN}))"
    ))?;
    let orders = run(&format!("DELETE FROM orders WHERE load_id = ?2 AND event_id IN ({AGAIN})"))?;
    run(&format!("DELETE FROM event_identifiers WHERE load_id = ?2 AND event_id IN ({AGAIN})"))?;
    run(&format!("DELETE FROM consents WHERE load_id = ?2 AND event_id IN ({AGAIN})"))?;
    let events = run(&format!("DELETE FROM events WHERE load_id = ?2 AND event_id IN ({AGAIN})"))?;
    Ok((events as u64, orders as u64))
}

/// Notes the load.
pub(crate) fn note(
    conn: &Connection,
    load_id: i32,
    source_id: i32,
    hash: &str,
    bytes: u64,
    report: &FileReport,
    now: DateTime,
) -> Result<(), IngestError> {
    let mapping = serde_json::to_string(&report.mapping).unwrap_or_else(|_| "[]".into());
    conn.execute(
        "INSERT INTO loads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true, CAST(? AS TIMESTAMP))",
        params![
            load_id,
            source_id,
            report.path,
            hash,
            bytes as i64,
            report.format,
            report.detail,
            report.evidence,
            mapping,
            report.rows_read as i64,
            report.rows_mapped as i64,
            report.rows_ignored as i64,
            report.rejects as i64,
            report.records as i64,
            report.events as i64,
            report.orders as i64,
            report.order_lines as i64,
            report.consents as i64,
            report.ad_spend as i64,
            now.to_string()
        ],
    )
    .map_err(database("note the load"))?;
    Ok(())
}
