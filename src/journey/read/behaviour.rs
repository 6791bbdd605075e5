//! What two people did, side by side: their last events, and what speaks for one hand behind both.

use super::timeline::{Entry, TimelineRequest, timeline};
use crate::journey::JourneyError;
use crate::journey::error::database;
use duckdb::{Connection, params};
use serde::Serialize;

/// Last events of each.
const LAST: u32 = 3;
/// Things told one by one.
const MOST: usize = 5;

/// Two people's doings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Behaviour {
    /// The last events of the one and the other, newest first.
    pub last: [Vec<Entry>; 2],
    /// Kinds of identifiers that events of both carry (a device, a log-in), with how many of each.
    pub shared: Vec<(String, u64)>,
    /// What both have bought, commonest first; at most five.
    pub bought: Vec<String>,
}

/// What the two profiles did; `None`: there is no profile on that side.
///
/// # Errors
/// When DuckDB refuses.
pub fn behaviour(connection: &Connection, profiles: [Option<i64>; 2]) -> Result<Behaviour, JourneyError> {
    let last = |profile: Option<i64>| -> Result<Vec<Entry>, JourneyError> {
        let Some(profile_id) = profile else { return Ok(Vec::new()) };
        let request = TimelineRequest { profile_id, limit: LAST, ..TimelineRequest::default() };
        Ok(timeline(connection, &request)?.entries)
    };
    let mut found = Behaviour { last: [last(profiles[0])?, last(profiles[1])?], ..Behaviour::default() };
    let ([Some(left), Some(right)], true) = (profiles, profiles[0] != profiles[1]) else { return Ok(found) };
    let failed = database("read what both did");
    let sql = "WITH carried AS (
            SELECT i.kind, i.value FROM journey_events j JOIN event_identifiers i ON i.event_id = j.event_id
            WHERE j.profile_id IN ($1, $2) GROUP BY ALL HAVING count(DISTINCT j.profile_id) = 2)
        SELECT kind, count(*) FROM carried GROUP BY kind ORDER BY 2 DESC, kind";
    found.shared = connection
        .prepare(sql)
        .and_then(|mut rows| {
            rows.query_map(params![left, right], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
        .map_err(&failed)?;
    let sql = "SELECT l.title FROM journey_events j
        JOIN orders o ON o.event_id = j.event_id JOIN order_lines l ON l.order_id = o.order_id
        WHERE j.profile_id IN ($1, $2) GROUP BY l.title HAVING count(DISTINCT j.profile_id) = 2
        ORDER BY count(*) DESC, l.title LIMIT $3";
    found.bought = connection
        .prepare(sql)
        .and_then(|mut rows| rows.query_map(params![left, right, MOST as i64], |row| row.get(0))?.collect())
        .map_err(&failed)?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, ORDERS, WEB};
    use crate::journey::stitch;
    use crate::progress::Progress;

    #[test]
    fn what_both_have_used_and_bought_speaks_for_one() {
        let f = Fixture::new();
        let (ann, bea) = (("user", "u7"), ("user", "u8"));
        f.profile(7, &[ann]);
        f.profile(8, &[bea]);
        for (who, day) in [(ann, "02"), (ann, "03"), (ann, "04"), (ann, "05"), (bea, "06")] {
            f.event(WEB, &format!("2026-03-{day} 10:00"), "visit", &[who, ("ga_client", "G1")]);
        }
        let goods = |day: &str, number: &str, who, title: &str| {
            let id = f.order(ORDERS, day, number, 10.0, &[who]);
            f.sql(&format!("INSERT INTO order_lines VALUES ({id}, 2, 1, 'M', '{title}', 1, 10, NULL)"));
        };
        goods("2026-03-07 10:00", "1", ann, "Mug");
        goods("2026-03-08 10:00", "2", bea, "Mug");
        goods("2026-03-09 10:00", "3", bea, "Tray");
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        let found = behaviour(f.connection(), [Some(7), Some(8)]).unwrap();
        assert_eq!(found.last.each_ref().map(Vec::len), [3, 3]);
        assert_eq!(found.last[0][0].kind, "order");
        assert_eq!((found.shared, found.bought), (vec![("ga_client".to_owned(), 1)], vec!["Mug".to_owned()]));
        let alone = behaviour(f.connection(), [Some(7), None]).unwrap();
        assert_eq!((alone.last[1].len(), alone.bought.len()), (0, 0));
    }
}
