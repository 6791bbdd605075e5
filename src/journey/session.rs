//! Sessions: runs of online events of one person on one device, and the marketing channel each came from.
//!
//! A pause of more than [`PAUSE_MINUTES`] begins a new session; a pause of exactly that length does not (as in dbt's
//! Segment package; Universal Analytics began a new one). Sessions break neither at midnight nor at a new campaign
//! (as GA4). Where a source numbers its sessions itself, its numbers count. A visit that two tools saw (web analytics and
//! an event stream on the same site) is one session.

use super::channel::{Channels, Origin};
use super::error::database;
use super::{JourneyError, Steps, orders, stitch};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::{Connection, params};

/// The longest pause within a session.
pub const PAUSE_MINUTES: u32 = 30;

/// How far the clocks of two tools that see the same visit may be apart.
const TWIN_MINUTES: u32 = 1;

/// Changes when the rules of sessions do.
const RULES: &str = "session 2";

/// Writes `sessions` anew, and the session of each event into `journey_events`. Runs inside the caller's transaction.
///
/// # Errors
/// When DuckDB refuses, the channel rules are wrong, or the user stops it.
pub fn run(connection: &Connection, progress: &Progress) -> Result<StageOutcome, JourneyError> {
    let channels = Channels::shipped()?;
    let mut steps = Steps::new(connection, "sessionise", 14, progress);
    steps.run("orders", &orders::table(), [])?;
    steps.run("online events", sql!("session_event"), [])?;
    steps.run("pauses", sql!("session_mark"), [PAUSE_MINUTES])?;
    if several_sources(connection)? {
        steps.run("visits seen twice", sql!("session_twin"), [TWIN_MINUTES])?;
        steps.run("visits seen twice", sql!("session_join"), [])?;
    }
    steps.run("origins", sql!("session_row"), [])?;
    steps.run("orders in sessions", sql!("session_attach"), [PAUSE_MINUTES])?;
    steps.run("orders in sessions", sql!("session_order"), [])?;
    steps.work("channels", |connection| name_channels(connection, &channels))?;
    steps.run("writing", "UPDATE journey_events SET session_id = NULL WHERE session_id IS NOT NULL", [])?;
    steps.run("writing", sql!("session_link"), [])?;
    steps.run("writing", "DELETE FROM sessions", [])?;
    let rows = steps.run("writing", sql!("session_write"), [])?;
    steps.work("writing", |connection| connection.execute_batch(sql!("session_drop")).map(|()| rows))?;
    Ok(steps.finish(rows))
}

/// True when more than one source tells of visits, so that one visit may have been seen twice.
fn several_sources(connection: &Connection) -> Result<bool, JourneyError> {
    connection
        .query_row("SELECT count(DISTINCT source_id) > 1 FROM session_event", [], |row| row.get(0))
        .map_err(database("count the sources of visits"))
}

/// Fills `marketing_channel`: the channel of every distinct origin among the sessions.
fn name_channels(connection: &Connection, channels: &Channels) -> duckdb::Result<u64> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE marketing_channel (source VARCHAR, medium VARCHAR, click VARCHAR, channel VARCHAR)",
    )?;
    let mut select = connection.prepare("SELECT DISTINCT source, medium, click FROM session_row")?;
    let mut insert = connection.prepare("INSERT INTO marketing_channel VALUES ($1, $2, $3, $4)")?;
    let origins = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut count = 0;
    for origin in origins {
        let (source, medium, click): (String, String, String) = origin?;
        let channel = channels.of(Origin { source: &source, medium: &medium, click: &click });
        insert.execute(params![source, medium, click, channel])?;
        count += 1;
    }
    Ok(count)
}

/// Of everything [`run`] reads.
///
/// # Errors
/// When DuckDB refuses.
pub fn fingerprint(connection: &Connection) -> Result<String, JourneyError> {
    Ok(format!("{} {RULES} {}", stitch::fingerprint(connection)?, Channels::version()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, STREAM, WEB};

    const ANN: (&str, &str) = ("user", "u7");
    const LAPTOP: (&str, &str) = ("ga_client", "G1");
    const PHONE: (&str, &str) = ("ga_client", "G2");

    fn ann() -> Fixture {
        let f = Fixture::new();
        f.profile(7, &[ANN]);
        f
    }

    fn sessions(f: &Fixture) -> Vec<String> {
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        run(f.connection(), &Progress::silent()).unwrap();
        f.rows(
            "SELECT strftime(started_at, '%H:%M:%S'), strftime(ended_at, '%H:%M:%S'), events, channel, orders, revenue
             FROM sessions ORDER BY started_at, session_id",
        )
    }

    #[test]
    fn a_pause_of_exactly_thirty_minutes_stays_in_and_a_second_more_does_not() {
        let f = ann();
        let ids = ["10:00:00", "10:30:00", "11:00:01"].map(|at| f.event(WEB, at, "visit", &[ANN, LAPTOP]));
        assert_eq!(sessions(&f), ["10:00:00 10:30:00 2 direct 0 0.0", "11:00:01 11:00:01 1 direct 0 0.0"]);
        let [a, b, c] = ids;
        assert_eq!(
            f.rows("SELECT event_id, session_id FROM journey_events ORDER BY event_id"),
            [format!("{a} {a}"), format!("{b} {a}"), format!("{c} {c}")]
        );
    }

    #[test]
    fn sessions_do_not_span_devices_nor_break_at_midnight() {
        let f = ann();
        f.event(WEB, "10:00", "visit", &[ANN, LAPTOP]);
        f.event(WEB, "10:05", "visit", &[ANN, PHONE]);
        f.event(WEB, "10:10", "visit", &[ANN, LAPTOP]);
        f.event(WEB, "2026-05-01 23:50", "visit", &[ANN, LAPTOP]);
        f.event(WEB, "2026-05-02 00:10", "visit", &[ANN, LAPTOP]);
        assert_eq!(
            sessions(&f),
            [
                "10:00:00 10:10:00 2 direct 0 0.0",
                "10:05:00 10:05:00 1 direct 0 0.0",
                "23:50:00 00:10:00 2 direct 0 0.0"
            ]
        );
    }

    #[test]
    fn a_visit_that_two_tools_saw_is_one_session() {
        let f = ann();
        let stream = |at: &str| f.event(STREAM, at, "visit", &[ANN, ("anonymous", "A1")]);
        for at in ["10:00", "10:10"] {
            f.event(WEB, at, "visit", &[ANN, LAPTOP]);
        }
        f.event(WEB, "10:02", "visit", &[ANN, PHONE]);
        f.event(WEB, "10:03", "visit", &[ANN, PHONE]);
        stream("10:10:30");
        stream("10:41:00");
        assert_eq!(
            sessions(&f),
            [
                "10:00:00 10:10:30 3 direct 0 0.0",
                "10:02:00 10:03:00 2 direct 0 0.0",
                "10:41:00 10:41:00 1 direct 0 0.0"
            ]
        );
    }

    #[test]
    fn the_sources_own_session_id_counts() {
        let f = ann();
        for at in ["10:00", "11:00", "11:01"] {
            f.event(WEB, at, "visit", &[ANN, LAPTOP]);
        }
        f.sql("UPDATE events SET session_key = CASE WHEN \"at\" < TIMESTAMP '2026-05-01 11:01' THEN 's1' ELSE 's2' END");
        assert_eq!(sessions(&f), ["10:00:00 11:00:00 2 direct 0 0.0", "11:01:00 11:01:00 1 direct 0 0.0"]);
    }

    #[test]
    fn the_channel_is_the_first_that_the_session_tells() {
        let f = ann();
        f.event(WEB, "10:00", "visit", &[ANN, LAPTOP]);
        let told = f.event(WEB, "10:01", "visit", &[ANN, LAPTOP]);
        let later = f.event(WEB, "10:02", "visit", &[ANN, LAPTOP]);
        f.sql(&format!(
            "UPDATE events SET utm_source = 'google', utm_medium = 'cpc', utm_campaign = 'shoes' WHERE event_id = {told};
             UPDATE events SET utm_source = 'facebook' WHERE event_id = {later}"
        ));
        assert_eq!(sessions(&f), ["10:00:00 10:02:00 3 paid search 0 0.0"]);
        assert_eq!(f.rows("SELECT utm_source, utm_medium, utm_campaign FROM sessions"), ["google cpc shoes"]);
    }

    #[test]
    fn only_online_events_make_sessions() {
        let f = ann();
        f.event(KLAVIYO, "10:00", "email_open", &[ANN]);
        assert_eq!(sessions(&f), [""; 0]);
    }

    #[test]
    fn the_shops_order_joins_the_running_session_and_counts_once() {
        let f = ann();
        f.event(WEB, "10:00", "visit", &[ANN, LAPTOP]);
        let purchase = f.event(WEB, "10:20", "order", &[ANN, LAPTOP]);
        f.sql(&format!("UPDATE events SET order_key = '1001' WHERE event_id = {purchase}"));
        f.order(ORDERS, "10:20", "1001", 50.0, &[ANN]);
        f.order(ORDERS, "10:45", "1002", 20.0, &[ANN]);
        f.order(ORDERS, "18:00", "1003", 30.0, &[ANN]);
        assert_eq!(sessions(&f), ["10:00:00 10:20:00 2 direct 2 70.0"]);
        let alone = f.rows("SELECT count(*) FROM journey_events WHERE session_id IS NULL");
        assert_eq!(alone, ["1"], "the evening order belongs to no session");
    }

    #[test]
    fn it_repeats_itself() {
        let f = ann();
        f.event(WEB, "10:00", "visit", &[ANN, LAPTOP]);
        assert_eq!(sessions(&f), sessions(&f));
        run(f.connection(), &Progress::silent()).unwrap();
        assert_eq!(f.rows("SELECT count(*) FROM sessions"), ["1"]);
    }
}
