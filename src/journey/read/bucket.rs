//! A profile's events and orders counted by day, week or month.

use super::LONGEST_PAGE;
use super::timeline::{Filter, narrow};
use crate::journey::error::database;
use crate::journey::{JourneyError, at, orders, serialise};
use duckdb::{Connection, params, params_from_iter};
use jiff::civil::DateTime;
use serde::Serialize;
use std::collections::BTreeMap;

/// The width of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Zoom {
    /// Days.
    Day,
    /// Weeks from Monday.
    Week,
    /// Months.
    Month,
}

impl Zoom {
    fn unit(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Money {
    /// ISO 4217; `None` when the source did not say.
    pub currency: Option<String>,
    /// How much.
    pub amount: f64,
}

/// A day, week or month of a profile's timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bucket {
    /// Its first moment, UTC.
    #[serde(serialize_with = "serialise")]
    pub start: DateTime,
    /// Events by kind.
    pub counts: BTreeMap<String, u64>,
    /// Orders that count, each once however many systems tell of it; whatever the filter says.
    pub orders: u64,
    /// What they came to, less refunds, by currency.
    pub money: Vec<Money>,
}

/// A profile's events counted by day, week or month, oldest first; the newest [`LONGEST_PAGE`] buckets that hold any.
///
/// # Errors
/// When DuckDB refuses.
pub fn buckets(
    connection: &Connection,
    profile_id: i64,
    filter: &Filter,
    zoom: Zoom,
) -> Result<Vec<Bucket>, JourneyError> {
    let failed = database("count the timeline");
    let (narrow, values) = narrow(profile_id, filter);
    let unit = zoom.unit();
    let sql = format!(
        "SELECT date_trunc('{unit}', j.\"at\")::TIMESTAMP AS start, j.kind, count(*) FROM journey_events j
         WHERE {narrow} GROUP BY ALL ORDER BY ALL"
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let counts = statement
        .query_map(params_from_iter(&values), |row| Ok((at(row, 0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect::<duckdb::Result<Vec<(Option<DateTime>, String, u64)>>>)
        .map_err(&failed)?;
    let sql = format!(
        "SELECT date_trunc('{unit}', \"at\")::TIMESTAMP AS start, currency, count(*), sum(net)::DOUBLE
         FROM ({}) GROUP BY ALL ORDER BY ALL",
        orders::of_profile()
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let money = statement
        .query_map(params![profile_id], |row| Ok((at(row, 0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .and_then(Iterator::collect::<duckdb::Result<Vec<(Option<DateTime>, Option<String>, u64, f64)>>>)
        .map_err(&failed)?;
    let mut buckets: BTreeMap<DateTime, Bucket> = BTreeMap::new();
    for (start, kind, count) in counts {
        let start = start.unwrap_or_default();
        let bucket = buckets.entry(start).or_insert_with(|| Bucket {
            start,
            counts: BTreeMap::new(),
            orders: 0,
            money: vec![],
        });
        bucket.counts.insert(kind, count);
    }
    for (start, currency, count, amount) in money {
        if let Some(bucket) = buckets.get_mut(&start.unwrap_or_default()) {
            bucket.orders += count;
            bucket.money.push(Money { currency, amount });
        }
    }
    let skip = buckets.len().saturating_sub(LONGEST_PAGE as usize);
    Ok(buckets.into_values().skip(skip).collect())
}
