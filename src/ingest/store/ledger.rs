//! Sources and loads: who was loaded from where, and what came of it.

use super::replace::OUTDONE;
use crate::ingest::IngestError;
use crate::ingest::error::database;
use crate::ingest::read::MappedColumn;
use crate::ingest::report::FileReport;
use crate::text;
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;
use std::path::Path;

/// A source as the request asks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub name: &'a str,
    pub connector: &'a str,
    pub system: &'a str,
    pub region: Option<&'a str>,
    pub now: DateTime,
}

/// The source of this name with its region, made when it is not there; a new region is noted.
pub(crate) fn source(
    connection: &Connection,
    place: Place<'_>,
) -> Result<(i32, Option<String>), IngestError> {
    let failed = || database("find the source");
    let known: Option<(i32, String, Option<String>)> = connection
        .query_row("SELECT source_id, connector, region FROM sources WHERE name = $1", [place.name], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()
        .map_err(failed())?;
    if let Some((id, connector, region)) = known {
        if connector != place.connector {
            return Err(IngestError::Request(format!(
                "the source {} holds {connector}, and this file is {}. Load it under a name of its own: --source NAME",
                place.name, place.connector
            )));
        }
        if let Some(new) = place.region.filter(|new| Some(*new) != region.as_deref()) {
            let sql = "UPDATE sources SET region = $2 WHERE source_id = $1";
            connection.execute(sql, params![id, new]).map_err(failed())?;
            return Ok((id, Some(new.to_owned())));
        }
        return Ok((id, region));
    }
    let id: i32 = connection
        .query_row("SELECT coalesce(max(source_id), 0) + 1 FROM sources", [], |row| row.get(0))
        .map_err(failed())?;
    connection
        .execute(
            "INSERT INTO sources (source_id, name, connector, system, region, created_at)
             VALUES ($1, $2, $3, $4, $5, $6::TIMESTAMP)",
            params![id, place.name, place.connector, place.system, place.region, place.now.to_string()],
        )
        .map_err(failed())?;
    Ok((id, place.region.map(str::to_owned)))
}

/// The number of the load to come.
pub(crate) fn next_load(connection: &Connection) -> Result<i32, IngestError> {
    connection
        .query_row("SELECT coalesce(max(load_id), 0) + 1 FROM loads", [], |row| row.get(0))
        .map_err(database("number the load"))
}

/// True when a load in force brought just these bytes from this path into this source, mapped alike.
pub(crate) fn is_loaded<'a>(
    connection: &Connection,
    source: &str,
    region: Option<&str>,
    (path, hash): (&str, impl FnOnce() -> Result<&'a str, IngestError>),
    mapping: &[MappedColumn],
) -> Result<bool, IngestError> {
    let failed = || database("look for an earlier load of the file");
    let sql = "SELECT l.mapping, l.file_hash FROM loads l JOIN sources s ON s.source_id = l.source_id
               WHERE s.name = $1 AND l.path = $2 AND l.current AND ($3 IS NULL OR s.region IS NOT DISTINCT FROM $3)";
    let mut statement = connection.prepare(sql).map_err(failed())?;
    let mut earlier: Vec<(String, String)> = statement
        .query_map(params![source, path, region], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(failed())?;
    if earlier.is_empty() {
        return Ok(false);
    }
    let hash = hash()?;
    earlier.retain(|(_, known)| known.strip_prefix(OUTDONE).unwrap_or(known) == hash);
    let alike = |(text, _): &(String, String)| {
        let before: Vec<MappedColumn> = serde_json::from_str(text).unwrap_or_default();
        let pairs = |columns: &[MappedColumn]| -> Vec<(String, String)> {
            columns.iter().map(|column| (column.column.clone(), column.target.clone())).collect()
        };
        pairs(&before) == pairs(mapping)
    };
    Ok(earlier.iter().any(alike))
}

/// What stands for the file in the keys of rows without an id: as much of the end of its path as no file loaded into
/// the source before it ends with. It stays the same for every load of the path.
pub(crate) fn label(connection: &Connection, source_id: i32, path: &str) -> Result<String, IngestError> {
    let failed = || database("look for earlier loads of the source");
    let sql = "SELECT path FROM loads WHERE source_id = $1 GROUP BY path ORDER BY min(load_id)";
    let mut statement = connection.prepare(sql).map_err(failed())?;
    let known: Vec<String> =
        statement.query_map([source_id], |row| row.get(0)).and_then(Iterator::collect).map_err(failed())?;
    let earlier: Vec<&String> = known.iter().take_while(|other| *other != path).collect();
    let parts: Vec<String> =
        Path::new(path).components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    for count in 1..parts.len() {
        let end = parts[parts.len() - count..].join("/");
        let taken = |other: &&String| other.as_str() == end || other.ends_with(&format!("/{end}"));
        if !earlier.iter().any(taken) {
            return Ok(end);
        }
    }
    Ok(path.to_owned())
}

/// A load to be noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load<'a> {
    pub load_id: i32,
    pub source_id: i32,
    pub path: &'a str,
    pub hash: &'a str,
    pub bytes: u64,
    pub now: DateTime,
}

/// Notes a load.
pub(crate) fn write_load(
    connection: &Connection,
    load: Load<'_>,
    report: &FileReport,
) -> Result<(), IngestError> {
    let sql = "INSERT INTO loads (load_id, source_id, path, file_hash, bytes, format, detail, evidence, mapping,
                   rows_read, rows_mapped, rows_ignored, rejects, records, events, orders, order_lines, consents, ad_spend,
                   current, loaded_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, true,
                   $20::TIMESTAMP)";
    connection
        .execute(
            sql,
            params![
                load.load_id,
                load.source_id,
                load.path,
                load.hash,
                load.bytes,
                report.format,
                report.detail,
                text::clean(&report.evidence),
                report.mapping_json(),
                report.rows_read,
                report.rows_mapped,
                report.rows_ignored,
                report.rejects,
                report.records,
                report.events,
                report.orders,
                report.order_lines,
                report.consents,
                report.ad_spend,
                load.now.to_string(),
            ],
        )
        .map(|_| ())
        .map_err(database("note the load"))
}
