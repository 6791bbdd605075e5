//! The timeline of a profile: its events page by page.

use super::LONGEST_PAGE;
use crate::journey::error::database;
use crate::journey::kind::{Told, sentence, subject, worth};
use crate::journey::{JourneyError, at, serialise};
use duckdb::types::Value;
use duckdb::{Connection, Row, params_from_iter};
use jiff::civil::DateTime;
use serde::Serialize;

/// Which events of a profile are meant; empty lists and `None` narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Canonical kinds of events.
    pub kinds: Vec<String>,
    /// Names of sources.
    pub sources: Vec<String>,
    /// From this time on.
    pub from: Option<DateTime>,
    /// Before this time.
    pub until: Option<DateTime>,
}

/// A page of a profile's timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineRequest {
    /// Whose.
    pub profile_id: i64,
    /// Which events.
    pub filter: Filter,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
    /// Entries to pass over.
    pub offset: u64,
    /// Entries wanted, at most [`LONGEST_PAGE`].
    pub limit: u32,
}

/// One event of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its id.
    pub event_id: i64,
    /// When, UTC.
    #[serde(serialize_with = "serialise")]
    pub at: DateTime,
    /// Canonical kind.
    pub kind: String,
    /// The event as one line, safe to print.
    pub text: String,
    /// What it was about, safe to print: order number and detail, else the source's own name of it.
    #[serde(skip)]
    pub subject: String,
    /// Its money or points as they read; `None` when it has none worth telling.
    #[serde(skip)]
    pub worth: Option<String>,
    /// Channel of contact: online, email, ads, sms, store, loyalty, crm, support.
    pub channel: Option<String>,
    /// Name of the source that told it.
    pub source: String,
    /// System of that source, for people.
    pub system: String,
    /// Session it belongs to; online events only.
    pub session_id: Option<i64>,
    /// Kind of the identifier that bound it.
    pub via: String,
    /// Money in `currency`, or loyalty points.
    pub amount: Option<f64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The order it is the event of, or speaks of.
    pub order_id: Option<i64>,
    /// True when that order has an event of its own: another system telling of the same purchase.
    pub echo: bool,
    /// utm_campaign.
    pub campaign: Option<String>,
    /// Where it happened on the web.
    pub url: Option<String>,
}

/// A page of entries, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// The page.
    pub entries: Vec<Entry>,
    /// Entries that the filter lets through, on all pages.
    pub total: u64,
}

/// The `WHERE` of a profile's events `j`, and the values to bind, the profile first.
pub(super) fn narrow(profile_id: i64, filter: &Filter) -> (String, Vec<Value>) {
    let mut text = "j.profile_id = $1".to_owned();
    let mut values = vec![Value::BigInt(profile_id)];
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    if !filter.kinds.is_empty() {
        let kinds: Vec<_> = filter.kinds.iter().map(|kind| bind(Value::Text(kind.clone()))).collect();
        text += &format!(" AND j.kind IN ({})", kinds.join(", "));
    }
    if !filter.sources.is_empty() {
        let names: Vec<_> = filter.sources.iter().map(|name| bind(Value::Text(name.clone()))).collect();
        text += &format!(
            " AND j.source_id IN (SELECT source_id FROM sources WHERE name IN ({}))",
            names.join(", ")
        );
    }
    if let Some(from) = filter.from {
        text += &format!(" AND j.\"at\" >= {}::TIMESTAMP", bind(Value::Text(from.to_string())));
    }
    if let Some(until) = filter.until {
        text += &format!(" AND j.\"at\" < {}::TIMESTAMP", bind(Value::Text(until.to_string())));
    }
    (text, values)
}

/// A page of a profile's timeline.
///
/// # Errors
/// When DuckDB refuses.
pub fn timeline(connection: &Connection, request: &TimelineRequest) -> Result<Timeline, JourneyError> {
    let failed = database("read the timeline");
    let (narrow, mut values) = narrow(request.profile_id, &request.filter);
    let total: u64 = connection
        .query_row(
            &format!("SELECT count(*) FROM journey_events j WHERE {narrow}"),
            params_from_iter(&values),
            |row| row.get(0),
        )
        .map_err(&failed)?;
    values.push(Value::UInt(request.limit.min(LONGEST_PAGE)));
    values.push(Value::UBigInt(request.offset));
    let entries = page(connection, &narrow, &values, request.oldest_first).map_err(&failed)?;
    Ok(Timeline { entries, total })
}

/// These events of a profile, in no particular order; others and unknown ones are left out.
///
/// # Errors
/// When DuckDB refuses.
pub fn entries(connection: &Connection, profile_id: i64, ids: &[i64]) -> Result<Vec<Entry>, JourneyError> {
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let narrow = format!("j.profile_id = $1 AND j.event_id IN ({list})");
    let most = Value::UInt(u32::try_from(ids.len()).unwrap_or(u32::MAX));
    let values = [Value::BigInt(profile_id), most, Value::UBigInt(0)];
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    page(connection, &narrow, &values, false).map_err(database("read the events"))
}

/// The last two values are limit and offset.
fn page(
    connection: &Connection,
    narrow: &str,
    values: &[Value],
    oldest_first: bool,
) -> duckdb::Result<Vec<Entry>> {
    let sql = sql!("timeline")
        .replace("{NARROW}", narrow)
        .replace("{ORDER}", if oldest_first { "ASC" } else { "DESC" })
        .replace("{LIMIT}", &format!("${}", values.len() - 1))
        .replace("{OFFSET}", &format!("${}", values.len()));
    let mut statement = connection.prepare(&sql)?;
    statement.query_map(params_from_iter(values), entry)?.collect()
}

fn entry(row: &Row<'_>) -> duckdb::Result<Entry> {
    let kind: String = row.get(2)?;
    let (name, detail): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let (amount, currency): (Option<f64>, Option<String>) = (row.get(10)?, row.get(11)?);
    let order: Option<String> = row.get(13)?;
    let told = Told {
        kind: &kind,
        name: &name,
        detail: detail.as_deref(),
        amount,
        currency: currency.as_deref(),
        order: order.as_deref(),
    };
    Ok(Entry {
        event_id: row.get(0)?,
        at: at(row, 1)?.unwrap_or_default(),
        text: sentence(&told),
        subject: subject(&told),
        worth: worth(&told),
        kind,
        channel: row.get(5)?,
        source: row.get(6)?,
        system: row.get(7)?,
        session_id: row.get(8)?,
        via: row.get(9)?,
        amount,
        currency,
        order_id: row.get(12)?,
        echo: row.get(14)?,
        campaign: row.get(15)?,
        url: row.get(16)?,
    })
}
