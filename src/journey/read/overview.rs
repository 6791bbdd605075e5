//! Numbers about all journeys: events by kind and month, and how many of each source's events found their person.

use crate::journey::error::database;
use crate::journey::{JourneyError, at, serialise};
use duckdb::Connection;
use jiff::civil::DateTime;
use serde::Serialize;

/// How many events of one kind lie in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    /// First moment of the month, UTC.
    #[serde(serialize_with = "serialise")]
    pub month: DateTime,
    /// Canonical kind.
    pub kind: String,
    /// Events bound to a profile.
    pub events: u64,
}

/// Events by kind in each of the newest `months` months that have any, oldest first.
///
/// # Errors
/// When DuckDB refuses.
pub fn activity(connection: &Connection, months: u32) -> Result<Vec<MonthCount>, JourneyError> {
    let failed = database("count the events by month");
    let mut statement = connection
        .prepare(
            "WITH by_month AS (
                 SELECT date_trunc('month', \"at\")::TIMESTAMP AS month, kind, count(*) AS events
                 FROM journey_events GROUP BY ALL
             )
             SELECT month, kind, events FROM by_month
             QUALIFY dense_rank() OVER (ORDER BY month DESC) <= $1 ORDER BY month, kind",
        )
        .map_err(&failed)?;
    statement
        .query_map([months], |row| {
            Ok(MonthCount { month: at(row, 0)?.unwrap_or_default(), kind: row.get(1)?, events: row.get(2)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}

/// How many events of one source found their person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// Name of the source.
    pub source: String,
    /// Its system, for people.
    pub system: String,
    /// Events bound to a profile.
    pub bound: u64,
    /// Events that point at nobody, at nobody known, or at several people equally.
    pub unbound: u64,
}

/// Bound and unbound events of each source that has any, in the order the sources came.
///
/// # Errors
/// When DuckDB refuses.
pub fn binding(connection: &Connection) -> Result<Vec<Binding>, JourneyError> {
    let failed = database("count the bound events");
    let mut statement = connection
        .prepare(
            "SELECT coalesce(s.name, ''), coalesce(s.system, ''), coalesce(j.bound, 0), e.events - coalesce(j.bound, 0)
             FROM (SELECT source_id, count(*) AS events FROM events GROUP BY source_id) e
             LEFT JOIN (SELECT source_id, count(*) AS bound FROM journey_events GROUP BY source_id) j
               ON j.source_id = e.source_id
             LEFT JOIN sources s ON s.source_id = e.source_id
             ORDER BY e.source_id",
        )
        .map_err(&failed)?;
    statement
        .query_map([], |row| {
            Ok(Binding { source: row.get(0)?, system: row.get(1)?, bound: row.get(2)?, unbound: row.get(3)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}
