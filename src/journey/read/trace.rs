//! A whole journey in a few bytes an event: what the picture of a life is drawn from, at any zoom and filter,
//! without asking again.

use crate::journey::error::database;
use crate::journey::kind::{self, Kind};
use crate::journey::{JourneyError, at, orders};
use duckdb::{Connection, Row, params};
use jiff::civil::DateTime;

/// The most events of one person that are read: the newest ones.
pub const LONGEST_TRACE: u32 = 50_000;
/// Journeys that are looked at closely for [`liveliest`].
const BUSY: u32 = 400;

/// One event, as a point of its journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub event_id: i64,
    /// When, UTC.
    pub at: DateTime,
    /// Of which kind; unknown ones are `other`.
    pub kind: Kind,
    /// Which of [`Trace::sources`] told it.
    pub source: usize,
    /// Session it belongs to; online events only.
    pub session_id: Option<i64>,
    /// It is an order that counts: what it came to less refunds, and which of [`Trace::currencies`] that is in.
    pub order: Option<(f64, usize)>,
}

/// A journey, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// Its events, at most [`LONGEST_TRACE`].
    pub steps: Vec<Step>,
    /// Names of the sources that told them, in alphabetical order.
    pub sources: Vec<String>,
    /// ISO 4217 codes of its orders; empty where the source did not say.
    pub currencies: Vec<String>,
    /// Events that are older still and were left out.
    pub older: u64,
}

/// The place of a name in a list that it is put into.
fn place(names: &mut Vec<String>, name: String) -> usize {
    names.iter().position(|other| *other == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

/// The journey of a profile.
///
/// # Errors
/// When DuckDB refuses.
pub fn trace(connection: &Connection, profile_id: i64) -> Result<Trace, JourneyError> {
    let failed = database("read the journey");
    let total: u64 = connection
        .query_row("SELECT count(*) FROM journey_events WHERE profile_id = $1", [profile_id], |row| {
            row.get(0)
        })
        .map_err(&failed)?;
    let sql = format!(
        "WITH counted AS ({})
         SELECT j.event_id, j.\"at\", j.kind, coalesce(s.name, ''), j.session_id, c.net::DOUBLE, coalesce(c.currency, '')
         FROM (SELECT * FROM journey_events WHERE profile_id = $1 ORDER BY \"at\" DESC, event_id DESC LIMIT $2) j
         LEFT JOIN sources s ON s.source_id = j.source_id
         LEFT JOIN counted c ON c.event_id = j.event_id
         ORDER BY j.\"at\", j.event_id",
        orders::of_profile()
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let mut rows = statement.query(params![profile_id, LONGEST_TRACE]).map_err(&failed)?;
    let mut trace = Trace::default();
    while let Some(row) = rows.next().map_err(&failed)? {
        step(&mut trace, row).map_err(&failed)?;
    }
    trace.older = total.saturating_sub(trace.steps.len() as u64);
    sort_sources(&mut trace);
    Ok(trace)
}

fn step(trace: &mut Trace, row: &Row<'_>) -> duckdb::Result<()> {
    let kind: String = row.get(2)?;
    let net: Option<f64> = row.get(5)?;
    let source = place(&mut trace.sources, row.get(3)?);
    let order = match net {
        Some(net) => Some((net, place(&mut trace.currencies, row.get(6)?))),
        None => None,
    };
    trace.steps.push(Step {
        event_id: row.get(0)?,
        at: at(row, 1)?.unwrap_or_default(),
        kind: kind::of(&kind),
        source,
        session_id: row.get(4)?,
        order,
    });
    Ok(())
}

fn sort_sources(trace: &mut Trace) {
    let mut sorted = trace.sources.clone();
    sorted.sort();
    let places: Vec<usize> = trace
        .sources
        .iter()
        .map(|name| sorted.iter().position(|other| other == name).unwrap_or_default())
        .collect();
    for step in &mut trace.steps {
        step.source = places[step.source];
    }
    trace.sources = sorted;
}

/// The profiles with the liveliest journeys, liveliest first: of those with the most events the ones that did the
/// most different things, then ordered most often.
///
/// # Errors
/// When DuckDB refuses.
pub fn liveliest(connection: &Connection, limit: u32) -> Result<Vec<i64>, JourneyError> {
    let failed = database("look for lively journeys");
    let mut statement = connection
        .prepare(
            "WITH busy AS (
                 SELECT profile_id, count(*) AS events FROM journey_events GROUP BY profile_id
                 ORDER BY events DESC, profile_id LIMIT $1
             )
             SELECT profile_id FROM journey_events JOIN busy USING (profile_id) GROUP BY profile_id
             ORDER BY count(DISTINCT kind) DESC, count(*) FILTER (kind IN ('order', 'receipt')) DESC,
                      any_value(events) DESC, profile_id
             LIMIT $2",
        )
        .map_err(&failed)?;
    statement
        .query_map(params![BUSY, limit], |row| row.get(0))
        .and_then(Iterator::collect::<duckdb::Result<Vec<i64>>>)
        .map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, WEB};
    use crate::journey::{session, stitch};
    use crate::progress::Progress;

    const ANN: (&str, &str) = ("user", "u7");
    const BOB: (&str, &str) = ("user", "u8");

    fn walked() -> Fixture {
        let f = Fixture::new();
        f.profile(7, &[ANN]);
        f.profile(8, &[BOB]);
        f.event(WEB, "2026-03-02 10:00", "visit", &[ANN]);
        f.event(KLAVIYO, "2026-03-08 10:00", "email_open", &[ANN]);
        f.order(ORDERS, "2026-03-09 10:10", "1042", 50.0, &[ANN]);
        for minute in 0..9 {
            f.event(WEB, &format!("2026-03-02 10:0{minute}"), "visit", &[BOB]);
        }
        for run in [stitch::run, session::run] {
            run(f.connection(), &Progress::silent()).unwrap();
        }
        f
    }

    #[test]
    fn a_trace_is_the_whole_journey_with_what_counts() {
        let f = walked();
        let trace = trace(f.connection(), 7).unwrap();
        let kinds: Vec<_> = trace.steps.iter().map(|step| step.kind.id).collect();
        assert_eq!(kinds, ["visit", "email_open", "order"]);
        assert_eq!(trace.sources, ["ga4_events", "klaviyo_events", "shopify_orders"]);
        assert_eq!(trace.steps.iter().map(|step| step.source).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(trace.steps[2].order, Some((50.0, 0)));
        assert_eq!((trace.currencies[0].as_str(), trace.older), ("EUR", 0));
        assert!(trace.steps[0].session_id.is_some());
    }

    #[test]
    fn the_liveliest_did_the_most_different_things() {
        let f = walked();
        assert_eq!(liveliest(f.connection(), 9).unwrap(), [7, 8]);
        assert_eq!(liveliest(f.connection(), 1).unwrap(), [7]);
    }

    #[test]
    fn nobody_has_no_journey() {
        let f = Fixture::new();
        assert_eq!(trace(f.connection(), 1).unwrap(), Trace::default());
        assert!(liveliest(f.connection(), 5).unwrap().is_empty());
    }
}
