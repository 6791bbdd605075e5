//! The list of segments with sizes, one segment, and the segments of a profile.

use super::LONGEST_PAGE;
use crate::journey::serialise_some;
use crate::segment::error::database;
use crate::segment::{SegmentError, reference};
use duckdb::{Connection, OptionalExt, Row, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// All segments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SegmentList {
    /// What "days ago" is reckoned from: the newest event, UTC.
    #[serde(serialize_with = "serialise_some")]
    pub reference: Option<DateTime>,
    /// Profiles in all.
    pub profiles: u64,
    /// By position.
    pub segments: Vec<SegmentRow>,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SegmentRow {
    /// File stem of its definition.
    pub id: String,
    /// For people.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// The conditions, for people.
    pub definition: String,
    /// lifecycle, behaviour, value, rfm.
    pub family: String,
    /// Members.
    pub size: u64,
    /// Members among all profiles, 0 to 1.
    pub share: f64,
}

/// A segment by name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SegmentName {
    /// File stem of its definition.
    pub id: String,
    /// For people.
    pub title: String,
    /// lifecycle, behaviour, value, rfm.
    pub family: String,
}

const COLUMNS: &str = "SELECT s.segment_id, s.title, s.description, s.definition, s.family, s.size,
    s.size / greatest((SELECT count(*) FROM profile_metrics), 1) FROM segments s";

fn row(row: &Row<'_>) -> duckdb::Result<SegmentRow> {
    Ok(SegmentRow {
        id: row.get(0)?,
        title: row.get(1)?,
        description: row.get(2)?,
        definition: row.get(3)?,
        family: row.get(4)?,
        size: row.get(5)?,
        share: row.get(6)?,
    })
}

/// All segments with their sizes, by position.
///
/// # Errors
/// When DuckDB refuses.
pub fn list(connection: &Connection) -> Result<SegmentList, SegmentError> {
    let failed = database("list the segments");
    let profiles = connection
        .query_row("SELECT count(*) FROM profile_metrics", [], |row| row.get(0))
        .map_err(&failed)?;
    let mut statement = connection
        .prepare(&format!("{COLUMNS} ORDER BY s.position, s.segment_id LIMIT $1"))
        .map_err(&failed)?;
    let segments = statement
        .query_map([LONGEST_PAGE], row)
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(SegmentList { reference: reference(connection)?, profiles, segments })
}

/// The segment of that id, or, in whatever case, of that title.
///
/// # Errors
/// When there is none, or DuckDB refuses.
pub fn segment(connection: &Connection, name: &str) -> Result<SegmentRow, SegmentError> {
    let sql = format!(
        "{COLUMNS} WHERE s.segment_id = $1 OR lower(s.title) = lower($1) ORDER BY s.segment_id <> $1, s.position LIMIT 1"
    );
    connection
        .query_row(&sql, params![name], row)
        .optional()
        .map_err(database("read the segment"))?
        .ok_or_else(|| SegmentError::NoSuchSegment(crate::text::truncate(name, 60)))
}

/// The segments a profile is in, by position.
///
/// # Errors
/// When DuckDB refuses.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<SegmentName>, SegmentError> {
    let failed = database("read the segments of the profile");
    let mut statement = connection
        .prepare(
            "SELECT s.segment_id, s.title, s.family FROM segment_members m JOIN segments s ON s.segment_id = m.segment_id
             WHERE m.profile_id = $1 ORDER BY s.position, s.segment_id LIMIT $2",
        )
        .map_err(&failed)?;
    statement
        .query_map(params![profile_id, LONGEST_PAGE], |row| {
            Ok(SegmentName { id: row.get(0)?, title: row.get(1)?, family: row.get(2)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}
