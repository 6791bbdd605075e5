//! The timeline of a profile: its events page by page, its events counted by day, week or month, its sessions.

use super::LONGEST_PAGE;
use crate::journey::error::database;
use crate::journey::kind::{Told, sentence};
use crate::journey::{JourneyError, at, orders, serialise};
use duckdb::types::Value;
use duckdb::{Connection, Row, params, params_from_iter};
use jiff::civil::DateTime;
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// The order it is the event of.
    pub order_id: Option<i64>,
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
    /// Orders that count, less refunds, by currency; whatever the filter of kinds says.
    pub money: Vec<Money>,
}

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

/// The `WHERE` of a profile's events `j`, and the values to bind, the profile first.
fn narrow(profile_id: i64, filter: &Filter) -> (String, Vec<Value>) {
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
    let sql = sql!("timeline")
        .replace("{NARROW}", &narrow)
        .replace("{ORDER}", if request.oldest_first { "ASC" } else { "DESC" })
        .replace("{LIMIT}", &format!("${}", values.len() - 1))
        .replace("{OFFSET}", &format!("${}", values.len()));
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let entries = statement
        .query_map(params_from_iter(&values), entry)
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(Timeline { entries, total })
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
        kind,
        channel: row.get(5)?,
        source: row.get(6)?,
        system: row.get(7)?,
        session_id: row.get(8)?,
        via: row.get(9)?,
        amount,
        currency,
        order_id: row.get(12)?,
        campaign: row.get(14)?,
        url: row.get(15)?,
    })
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
        "SELECT date_trunc('{unit}', \"at\")::TIMESTAMP AS start, currency, sum(net)::DOUBLE
         FROM ({}) GROUP BY ALL ORDER BY ALL",
        orders::of_profile()
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let money = statement
        .query_map(params![profile_id], |row| Ok((at(row, 0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect::<duckdb::Result<Vec<(Option<DateTime>, Option<String>, f64)>>>)
        .map_err(&failed)?;
    let mut buckets: BTreeMap<DateTime, Bucket> = BTreeMap::new();
    for (start, kind, count) in counts {
        let start = start.unwrap_or_default();
        let bucket =
            buckets.entry(start).or_insert_with(|| Bucket { start, counts: BTreeMap::new(), money: vec![] });
        bucket.counts.insert(kind, count);
    }
    for (start, currency, amount) in money {
        if let Some(bucket) = buckets.get_mut(&start.unwrap_or_default()) {
            bucket.money.push(Money { currency, amount });
        }
    }
    let skip = buckets.len().saturating_sub(LONGEST_PAGE as usize);
    Ok(buckets.into_values().skip(skip).collect())
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
    let mut statement = connection
        .prepare(
            "SELECT session_id, started_at, ended_at, events, channel, utm_source, utm_medium, utm_campaign, orders,
                    revenue
             FROM sessions WHERE profile_id = $1 ORDER BY started_at DESC, session_id LIMIT $2 OFFSET $3",
        )
        .map_err(&failed)?;
    let sessions = statement
        .query_map(params![profile_id, limit.min(LONGEST_PAGE), offset], |row| {
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
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(SessionsPage { sessions, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, WEB};
    use crate::journey::read::{activity, binding, channels, credit, order, spend};
    use crate::journey::{attribution, session, stitch};
    use crate::progress::Progress;

    const ANN: (&str, &str) = ("user", "u7");

    fn walked() -> (Fixture, i64) {
        let f = Fixture::new();
        f.profile(7, &[ANN]);
        f.event(WEB, "2026-03-02 10:00", "visit", &[ANN]);
        f.event(KLAVIYO, "2026-03-08 10:00", "email_open", &[ANN]);
        f.event(WEB, "2026-03-09 10:00", "visit", &[ANN]);
        let id = f.order(ORDERS, "2026-03-09 10:10", "1042", 50.0, &[ANN]);
        f.event(WEB, "2026-04-01 10:00", "visit", &[("ga_client", "nobody")]);
        f.sql(&format!("INSERT INTO order_lines VALUES ({id}, 2, 2, NULL, 'Tray', 1, 20, NULL), ({id}, 2, 1, 'M', 'Mug', 2, 15, NULL)"));
        for run in [stitch::run, session::run, attribution::run] {
            run(f.connection(), &Progress::silent()).unwrap();
        }
        (f, id)
    }

    fn kinds(f: &Fixture, request: &TimelineRequest) -> (Vec<String>, u64) {
        let page = timeline(f.connection(), request).unwrap();
        (page.entries.into_iter().map(|entry| entry.kind).collect(), page.total)
    }

    #[test]
    fn pages_go_both_ways_and_know_the_total() {
        let (f, id) = walked();
        let newest = TimelineRequest { profile_id: 7, limit: 2, ..Default::default() };
        assert_eq!(kinds(&f, &newest), (vec!["order".into(), "visit".into()], 4));
        let oldest = TimelineRequest { oldest_first: true, offset: 1, ..newest.clone() };
        assert_eq!(kinds(&f, &oldest), (vec!["email_open".into(), "visit".into()], 4));
        let first = timeline(f.connection(), &newest).unwrap().entries.remove(0);
        assert_eq!(first.text, "ordered #1042 · 50.00 EUR");
        assert_eq!(first.order_id, Some(id));
        assert_eq!(first.source, "shopify_orders");
        assert!(serde_json::to_string(&first).unwrap().contains("\"at\":\"2026-03-09T10:10:00\""));
    }

    #[test]
    fn filters_narrow_by_kind_source_and_time() {
        let (f, _) = walked();
        let all = TimelineRequest { profile_id: 7, limit: 10, ..Default::default() };
        let with = |filter: Filter| kinds(&f, &TimelineRequest { filter, ..all.clone() });
        let visits = Filter { kinds: vec!["visit".into(), "cart".into()], ..Default::default() };
        assert_eq!(with(visits), (vec!["visit".into(), "visit".into()], 2));
        let klaviyo = Filter { sources: vec!["klaviyo_events".into()], ..Default::default() };
        assert_eq!(with(klaviyo), (vec!["email_open".into()], 1));
        let from = jiff::civil::date(2026, 3, 8).at(10, 0, 0, 0);
        let until = jiff::civil::date(2026, 3, 9).at(10, 0, 0, 0);
        let day = Filter { from: Some(from), until: Some(until), ..Default::default() };
        assert_eq!(with(day), (vec!["email_open".into()], 1));
    }

    #[test]
    fn buckets_count_kinds_and_money() {
        let (f, _) = walked();
        let weeks = buckets(f.connection(), 7, &Filter::default(), Zoom::Week).unwrap();
        let starts: Vec<_> = weeks.iter().map(|week| week.start.date().to_string()).collect();
        assert_eq!(starts, ["2026-03-02", "2026-03-09"]);
        assert_eq!(weeks[0].counts["visit"] + weeks[0].counts["email_open"], 2);
        assert_eq!(weeks[1].money, [Money { currency: Some("EUR".into()), amount: 50.0 }]);
        assert_eq!(buckets(f.connection(), 7, &Filter::default(), Zoom::Day).unwrap().len(), 3);
        assert_eq!(buckets(f.connection(), 7, &Filter::default(), Zoom::Month).unwrap().len(), 1);
    }

    #[test]
    fn orders_sessions_credit_and_overview_read_back() {
        let (f, id) = walked();
        let c = f.connection();
        let lines: Vec<_> = order(c, id).unwrap().unwrap().lines.into_iter().map(|line| line.title).collect();
        assert_eq!(lines, ["Mug", "Tray"]);
        assert_eq!(order(c, 12_345).unwrap(), None);
        let page = sessions(c, 7, 0, 10).unwrap();
        assert_eq!((page.total, page.sessions[0].orders, page.sessions[0].revenue), (2, 1, 50.0));
        assert_eq!(spend(c, 7).unwrap()[0].revenue, 50.0);
        assert_eq!(credit(c, id).unwrap()[0].linear, 1.0);
        assert_eq!(channels(c).unwrap()[0].last, 50.0);
        let web = binding(c).unwrap().into_iter().find(|b| b.source == "ga4_events").unwrap();
        assert_eq!((web.bound, web.unbound), (2, 1));
        assert_eq!(activity(c, 12).unwrap().iter().map(|month| month.events).sum::<u64>(), 4);
    }

    #[test]
    fn nothing_is_not_an_error() {
        let f = Fixture::new();
        assert_eq!(timeline(f.connection(), &TimelineRequest::default()).unwrap().total, 0);
        assert!(buckets(f.connection(), 1, &Filter::default(), Zoom::Day).unwrap().is_empty());
        assert!(
            binding(f.connection()).unwrap().is_empty() && activity(f.connection(), 3).unwrap().is_empty()
        );
    }
}
