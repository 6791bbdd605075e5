//! The sessions of a profile.

use super::LONGEST_PAGE;
use crate::journey::error::database;
use crate::journey::{JourneyError, at, serialise};
use duckdb::{Connection, OptionalExt, Row, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionRow {
    /// Its id.
    pub session_id: i64,
    /// Its first event, UTC.
    #[serde(serialize_with = "serialise")]
    pub started_at: DateTime,
    /// Its last event, UTC.
    #[serde(serialize_with = "serialise")]
    pub ended_at: DateTime,
    /// Events in it.
    pub events: u32,
    /// Marketing channel it came from.
    pub channel: String,
    /// utm_source.
    pub source: Option<String>,
    /// utm_medium.
    pub medium: Option<String>,
    /// utm_campaign.
    pub campaign: Option<String>,
    /// Orders made in it.
    pub orders: u32,
    /// What they came to, less refunds.
    pub revenue: f64,
}

/// A page of sessions, newest first, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionsPage {
    /// The page.
    pub sessions: Vec<SessionRow>,
    /// Sessions of the profile.
    pub total: u64,
}

/// A page of a profile's sessions, newest first.
///
/// # Errors
/// When DuckDB refuses.
pub fn sessions(
    connection: &Connection,
    profile_id: i64,
    offset: u64,
    limit: u32,
) -> Result<SessionsPage, JourneyError> {
    let failed = database("read the sessions");
    let total: u64 = connection
        .query_row("SELECT count(*) FROM sessions WHERE profile_id = $1", [profile_id], |row| row.get(0))
        .map_err(&failed)?;
    let sql =
        format!("{SELECT} WHERE profile_id = $1 ORDER BY started_at DESC, session_id LIMIT $2 OFFSET $3");
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let sessions = statement
        .query_map(params![profile_id, limit.min(LONGEST_PAGE), offset], read)
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(SessionsPage { sessions, total })
}

const SELECT: &str =
    "SELECT session_id, started_at, ended_at, events, channel, utm_source, utm_medium, utm_campaign,
    orders, revenue FROM sessions";

fn read(row: &Row<'_>) -> duckdb::Result<SessionRow> {
    Ok(SessionRow {
        session_id: row.get(0)?,
        started_at: at(row, 1)?.unwrap_or_default(),
        ended_at: at(row, 2)?.unwrap_or_default(),
        events: row.get(3)?,
        channel: row.get(4)?,
        source: row.get(5)?,
        medium: row.get(6)?,
        campaign: row.get(7)?,
        orders: row.get(8)?,
        revenue: row.get(9)?,
    })
}

/// One session of a profile; `None` when it has none of that id.
pub(super) fn session(
    connection: &Connection,
    profile_id: i64,
    session_id: i64,
) -> Result<Option<SessionRow>, JourneyError> {
    let sql = format!("{SELECT} WHERE profile_id = $1 AND session_id = $2");
    connection
        .query_row(&sql, params![profile_id, session_id], read)
        .optional()
        .map_err(database("read the session"))
}
