//! Timestamps of the workspace (naive UTC, microseconds) as jiff's, and as JSON text.

use duckdb::Row;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Serializer;
use std::fmt::Display;

/// The timestamp in column `index`; `None` when it is NULL or out of jiff's range.
pub(crate) fn at(row: &Row<'_>, index: usize) -> duckdb::Result<Option<DateTime>> {
    let micros: Option<i64> = row.get(index)?;
    Ok(micros.and_then(|m| Timestamp::from_microsecond(m).ok()).map(|t| Offset::UTC.to_datetime(t)))
}

/// As DuckDB's appender takes it; `None` out of its range.
pub(crate) fn micros(at: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(at).ok().map(Timestamp::as_microsecond)
}

/// Writes a time as its ISO text.
pub(crate) fn serialise<S: Serializer>(value: &impl Display, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(value)
}

/// Writes a time as its ISO text, or null.
pub(crate) fn serialise_some<S: Serializer>(value: &Option<impl Display>, out: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => out.collect_str(value),
        None => out.serialize_none(),
    }
}
