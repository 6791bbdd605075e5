//! One event from inside: where it was told, by what it found its person, its session, its order and the credit.

use super::credit::{OrderCredit, credit};
use super::order::{Order, order};
use super::sessions::{SessionRow, session};
use crate::journey::JourneyError;
use crate::journey::error::database;
use duckdb::{Connection, OptionalExt, params};
use serde::Serialize;

/// An identifier that an event carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pointer {
    /// email, phone, user, ga_client, …
    pub kind: String,
    /// Its value.
    pub value: String,
    /// It is of the kind that bound the event to its profile.
    pub bound: bool,
}

/// One event from inside, beyond its line in the timeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct EventDetail {
    /// Its id.
    pub event_id: i64,
    /// The source's own name of it.
    pub name: String,
    /// One line for people.
    pub detail: Option<String>,
    /// File it was read from, as given.
    pub path: String,
    /// Its row in that file, from 1.
    pub line: u64,
    /// Where it happened on the web.
    pub url: Option<String>,
    /// utm_source.
    pub utm_source: Option<String>,
    /// utm_medium.
    pub utm_medium: Option<String>,
    /// utm_campaign.
    pub utm_campaign: Option<String>,
    /// Click id of an ad network.
    pub click_id: Option<String>,
    /// The identifiers it carries, the one that bound it first.
    pub pointers: Vec<Pointer>,
    /// The session it belongs to.
    pub session: Option<SessionRow>,
    /// The order it is the event of, or speaks of.
    pub order: Option<Order>,
    /// How that order's touchpoints share its credit.
    pub credit: Vec<OrderCredit>,
}

/// The event with that id, of the order with that one; `None` when there is none.
///
/// # Errors
/// When DuckDB refuses.
pub fn event(
    connection: &Connection,
    profile_id: i64,
    event_id: i64,
    order_id: Option<i64>,
) -> Result<Option<EventDetail>, JourneyError> {
    let failed = database("read the event");
    let found = connection
        .query_row(
            "SELECT e.name, e.detail, coalesce(l.path, ''), e.line, e.url, e.utm_source, e.utm_medium, e.utm_campaign,
                    e.click_id, j.session_id, j.via
             FROM (SELECT * FROM events WHERE event_id = $2) e
             JOIN (SELECT * FROM journey_events WHERE profile_id = $1 AND event_id = $2) j ON j.event_id = e.event_id
             LEFT JOIN loads l ON l.load_id = e.load_id",
            params![profile_id, event_id],
            |row| {
                let detail = EventDetail {
                    event_id,
                    name: row.get(0)?,
                    detail: row.get(1)?,
                    path: row.get(2)?,
                    line: row.get(3)?,
                    url: row.get(4)?,
                    utm_source: row.get(5)?,
                    utm_medium: row.get(6)?,
                    utm_campaign: row.get(7)?,
                    click_id: row.get(8)?,
                    ..EventDetail::default()
                };
                Ok((detail, row.get::<_, Option<i64>>(9)?, row.get::<_, String>(10)?))
            },
        )
        .optional()
        .map_err(&failed)?;
    let Some((mut detail, session_id, via)) = found else { return Ok(None) };
    detail.pointers = pointers(connection, event_id, &via)?;
    if let Some(id) = session_id {
        detail.session = session(connection, profile_id, id)?;
    }
    if let Some(id) = order_id {
        detail.order = order(connection, id)?;
        detail.credit = credit(connection, id)?;
    }
    Ok(Some(detail))
}

fn pointers(connection: &Connection, event_id: i64, via: &str) -> Result<Vec<Pointer>, JourneyError> {
    let failed = database("read the identifiers of the event");
    let mut statement = connection
        .prepare(
            "SELECT DISTINCT kind, value, kind = $2 AS bound FROM event_identifiers WHERE event_id = $1
             ORDER BY bound DESC, kind, value LIMIT 20",
        )
        .map_err(&failed)?;
    statement
        .query_map(params![event_id, via], |row| {
            Ok(Pointer { kind: row.get(0)?, value: row.get(1)?, bound: row.get(2)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, ORDERS, WEB};
    use crate::journey::{attribution, session, stitch};
    use crate::progress::Progress;

    #[test]
    fn an_event_knows_its_session_its_order_and_what_bound_it() {
        let f = Fixture::new();
        let (ann, cookie) = (("user", "u7"), ("ga_client", "c1"));
        f.profile(7, &[ann]);
        let visit = f.event(WEB, "2026-03-09 10:00", "visit", &[cookie, ann]);
        let id = f.order(ORDERS, "2026-03-09 10:10", "1042", 50.0, &[ann]);
        for run in [stitch::run, session::run, attribution::run] {
            run(f.connection(), &Progress::silent()).unwrap();
        }
        let found = event(f.connection(), 7, visit, None).unwrap().unwrap();
        assert_eq!((found.path.as_str(), found.line, found.order), ("/x", 1, None));
        let first = &found.pointers[0];
        assert_eq!((first.kind.as_str(), first.bound, found.pointers.len()), ("user", true, 2));
        assert_eq!(found.session.unwrap().orders, 1);
        let found = event(f.connection(), 7, id, Some(id)).unwrap().unwrap();
        assert_eq!(found.order.unwrap().number, "#1042");
        assert_eq!(found.credit[0].linear, 1.0);
        assert_eq!(event(f.connection(), 8, visit, None).unwrap(), None, "it is not theirs");
    }
}
