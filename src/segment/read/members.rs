//! The members of a segment page by page, and the metrics of one profile.

use super::LONGEST_PAGE;
use crate::journey::{at, serialise_some};
use crate::segment::SegmentError;
use crate::segment::error::database;
use duckdb::{Connection, OptionalExt, Row, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// What a list of members is sorted by; equal ones by profile id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Most revenue first (currencies are not converted).
    #[default]
    Revenue,
    /// Most orders first.
    Orders,
    /// Latest order first.
    LastOrder,
    /// Seen latest first.
    LastSeen,
    /// By name.
    Name,
}

impl Sort {
    fn sql(self) -> &'static str {
        match self {
            Self::Revenue => "x.revenue DESC",
            Self::Orders => "x.orders DESC",
            Self::LastOrder => "x.last_order DESC NULLS LAST",
            Self::LastSeen => "x.last_seen DESC NULLS LAST",
            Self::Name => "lower(p.name) NULLS LAST",
        }
    }
}

/// A page of members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MembersRequest {
    /// Id of the segment.
    pub segment: String,
    /// In which order.
    pub sort: Sort,
    /// Members to pass over.
    pub offset: u64,
    /// Members wanted, at most [`LONGEST_PAGE`].
    pub limit: u32,
}

/// One member of a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The profile.
    pub profile_id: i64,
    /// For people.
    pub name: Option<String>,
    /// Golden e-mail.
    pub email: Option<String>,
    /// Golden country.
    pub country: Option<String>,
    /// Its numbers.
    pub metrics: Metrics,
}

/// A page of members, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MembersPage {
    /// The page.
    pub members: Vec<Member>,
    /// Members on all pages.
    pub total: u64,
}

/// The numbers of one profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Metrics {
    /// Events of the journey.
    pub events: u32,
    /// Sessions.
    pub sessions: u32,
    /// Orders that count, in all currencies.
    pub orders: u32,
    /// What those in the main currency came to, less refunds.
    pub revenue: f64,
    /// The main currency.
    pub currency: Option<String>,
    /// First event or record, UTC.
    #[serde(serialize_with = "serialise_some")]
    pub first_seen: Option<DateTime>,
    /// Last event or record, UTC.
    #[serde(serialize_with = "serialise_some")]
    pub last_seen: Option<DateTime>,
    /// First order that counts, UTC.
    #[serde(serialize_with = "serialise_some")]
    pub first_order: Option<DateTime>,
    /// Last order that counts, UTC.
    #[serde(serialize_with = "serialise_some")]
    pub last_order: Option<DateTime>,
    /// Distinct channels of its events.
    pub channels: u32,
    /// RFM scores 1 to 5 (recency, frequency, monetary); `None` without an order.
    pub rfm: Option<(u32, u32, u32)>,
    /// Loyalty balance; `None` without a membership.
    pub points: Option<f64>,
}

const METRICS: &str =
    "x.events, x.sessions, x.orders, x.revenue, x.currency, x.first_seen, x.last_seen, x.first_order,
    x.last_order, x.channels, x.recency, x.frequency, x.monetary, x.points";

/// The metrics from column `first` on, in the order of [`METRICS`].
fn read_metrics(row: &Row<'_>, first: usize) -> duckdb::Result<Metrics> {
    let scores: (Option<u32>, Option<u32>, Option<u32>) =
        (row.get(first + 10)?, row.get(first + 11)?, row.get(first + 12)?);
    Ok(Metrics {
        events: row.get(first)?,
        sessions: row.get(first + 1)?,
        orders: row.get(first + 2)?,
        revenue: row.get(first + 3)?,
        currency: row.get(first + 4)?,
        first_seen: at(row, first + 5)?,
        last_seen: at(row, first + 6)?,
        first_order: at(row, first + 7)?,
        last_order: at(row, first + 8)?,
        channels: row.get(first + 9)?,
        rfm: match scores {
            (Some(recency), Some(frequency), Some(monetary)) => Some((recency, frequency, monetary)),
            _ => None,
        },
        points: row.get(first + 13)?,
    })
}

/// A page of the members of a segment.
///
/// # Errors
/// When there is no such segment, or DuckDB refuses.
pub fn members(connection: &Connection, request: &MembersRequest) -> Result<MembersPage, SegmentError> {
    let failed = database("read the members");
    let total = connection
        .query_row("SELECT size FROM segments WHERE segment_id = $1", [&request.segment], |row| row.get(0))
        .optional()
        .map_err(&failed)?
        .ok_or_else(|| SegmentError::NoSuchSegment(crate::text::truncate(&request.segment, 60)))?;
    let sql = format!(
        "SELECT m.profile_id, p.name, p.email, p.country, {METRICS}
         FROM segment_members m
         JOIN profile_metrics x ON x.profile_id = m.profile_id
         JOIN profiles p ON p.profile_id = m.profile_id
         WHERE m.segment_id = $1 ORDER BY {}, m.profile_id LIMIT $2 OFFSET $3",
        request.sort.sql()
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let members = statement
        .query_map(params![request.segment, request.limit.min(LONGEST_PAGE), request.offset], |row| {
            Ok(Member {
                profile_id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                country: row.get(3)?,
                metrics: read_metrics(row, 4)?,
            })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(MembersPage { members, total })
}

/// The numbers of one profile; `None` when it has not been scored.
///
/// # Errors
/// When DuckDB refuses.
pub fn metrics(connection: &Connection, profile_id: i64) -> Result<Option<Metrics>, SegmentError> {
    let sql = format!("SELECT {METRICS} FROM profile_metrics x WHERE x.profile_id = $1");
    connection
        .query_row(&sql, [profile_id], |row| read_metrics(row, 0))
        .optional()
        .map_err(database("read the metrics of the profile"))
}
