//! Binds every event to a profile through the identifiers it carries, also back in time.
//!
//! 1. What customer records hold (e-mail, phone, loyalty and system ids) binds directly. The most specific identifier
//!    decides: the event's own system's id, another system's, the merchant's user id, loyalty, e-mail, hashed e-mail,
//!    phone. A shared one (a family's phone) is narrowed by the next most specific ones.
//! 2. Devices, cookies and ids no record holds are learned from the events that carry them beside a known identifier
//!    (log-ins, orders): the anonymous visits before and after belong to the same person. A device of several people
//!    goes by the log-in nearest in time, and so does an event between rivals.
//! 3. Identifiers of more than [`MOST_PEOPLE`] profiles, and fillers, bind nothing. What stays undecided stays unbound.

use super::error::database;
use super::{JourneyError, Steps};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::{Connection, params};

/// An identifier that points at more profiles than this is junk.
pub const MOST_PEOPLE: u32 = 10;

/// Changes when the rules above do, so that workspaces bound by older rules are brought up to date.
const RULES: &str = "stitch 1";

/// Writes `journey_events` anew. Runs inside the caller's transaction.
///
/// # Errors
/// When DuckDB refuses or the user stops it.
pub fn run(connection: &Connection, progress: &Progress) -> Result<StageOutcome, JourneyError> {
    let mut steps = Steps::new(connection, "stitch", 15, progress);
    steps.run("identifiers", sql!("stitch_rank"), [])?;
    steps.run("identifiers", sql!("stitch_owner"), [MOST_PEOPLE])?;
    steps.run("known identifiers", sql!("stitch_pointed"), [])?;
    steps.run("known identifiers", sql!("stitch_bound"), [])?;
    steps.run("shared identifiers", sql!("stitch_rival"), [])?;
    steps.run("shared identifiers", sql!("stitch_settled"), [])?;
    steps.run("shared identifiers", "DELETE FROM stitch_rival WHERE rivals = 1", [])?;
    steps.run("devices", sql!("stitch_learned"), [])?;
    steps.run("devices", sql!("stitch_login"), [])?;
    steps.run("devices", sql!("stitch_person"), [MOST_PEOPLE])?;
    steps.run("back in time", sql!("stitch_alone"), [])?;
    steps.run("nearest log-in", sql!("stitch_nearest"), [])?;
    steps.run("writing", "DELETE FROM journey_events", [])?;
    let rows = steps.run("writing", sql!("stitch_write"), [])?;
    steps.work("writing", |connection| connection.execute_batch(sql!("stitch_drop")).map(|()| rows))?;
    Ok(steps.finish(rows))
}

/// Of everything [`run`] reads: which loads are current, how many events there are, and who is in which profile.
///
/// # Errors
/// When DuckDB refuses.
pub fn fingerprint(connection: &Connection) -> Result<String, JourneyError> {
    connection
        .query_row(sql!("stitch_fingerprint"), params![RULES], |row| row.get(0))
        .map_err(database("tell whether the journeys are fresh"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, SQUARE, WEB};

    /// `event profile via` of every bound event.
    fn bound(f: &Fixture) -> Vec<String> {
        run(f.connection(), &Progress::silent()).unwrap();
        f.rows("SELECT event_id, profile_id, via FROM journey_events ORDER BY event_id")
    }

    #[test]
    fn the_most_specific_identifier_decides() {
        let f = Fixture::new();
        f.profile(7, &[("email", "ann@x.de"), ("shopify_customer", "71"), ("user", "71"), ("phone", "+491")]);
        f.profile(8, &[("email", "bob@x.de"), ("loyalty", "L8"), ("phone", "+492")]);
        let a = f.event(ORDERS, "10:00", "order", &[("email", "bob@x.de"), ("shopify_customer", "71")]);
        let b = f.event(WEB, "10:01", "visit", &[("user", "71"), ("loyalty", "L8"), ("email", "bob@x.de")]);
        let c = f.event(WEB, "10:02", "visit", &[("email", "bob@x.de"), ("phone", "+491")]);
        let d = f.event(WEB, "10:03", "visit", &[("email", "nobody@x.de")]);
        assert_eq!(
            bound(&f),
            [format!("{a} 7 shopify_customer"), format!("{b} 7 user"), format!("{c} 8 email")]
        );
        assert!(d > c);
    }

    #[test]
    fn a_shared_identifier_is_narrowed_by_the_others_or_left_alone() {
        let f = Fixture::new();
        f.profile(7, &[("email", "family@x.de"), ("phone", "+491")]);
        f.profile(8, &[("email", "family@x.de"), ("phone", "+492")]);
        let narrowed =
            f.event(KLAVIYO, "10:00", "email_open", &[("email", "family@x.de"), ("phone", "+492")]);
        f.event(KLAVIYO, "10:01", "email_open", &[("email", "family@x.de")]);
        assert_eq!(bound(&f), [format!("{narrowed} 8 email")]);
    }

    #[test]
    fn anonymous_visits_before_and_after_the_login_are_the_persons() {
        let f = Fixture::new();
        f.profile(7, &[("user", "u7"), ("email", "ann@x.de")]);
        let before = f.event(WEB, "09:00", "visit", &[("ga_client", "G1")]);
        let login = f.event(WEB, "10:00", "identify", &[("ga_client", "G1"), ("user", "u7")]);
        let after = f.event(WEB, "2026-09-01 10:00", "visit", &[("ga_client", "G1")]);
        f.event(WEB, "10:00", "visit", &[("ga_client", "G2")]);
        let expected =
            [format!("{before} 7 ga_client"), format!("{login} 7 user"), format!("{after} 7 ga_client")];
        assert_eq!(bound(&f), expected);
    }

    #[test]
    fn a_device_held_by_a_record_needs_no_login() {
        let f = Fixture::new();
        f.profile(7, &[("anonymous", "A1")]);
        let visit = f.event(WEB, "09:00", "visit", &[("anonymous", "A1")]);
        assert_eq!(bound(&f), [format!("{visit} 7 anonymous")]);
    }

    #[test]
    fn a_shared_device_goes_by_the_nearest_login() {
        let f = Fixture::new();
        f.profile(7, &[("user", "u7")]);
        f.profile(8, &[("user", "u8")]);
        let device = [("ga_client", "G1")];
        let early = f.event(WEB, "08:00", "visit", &device);
        let ann = f.event(WEB, "10:00", "identify", &[("ga_client", "G1"), ("user", "u7")]);
        let after = f.event(WEB, "10:59", "visit", &device);
        let middle = f.event(WEB, "11:00", "visit", &device);
        let before = f.event(WEB, "11:01", "visit", &device);
        let bob = f.event(WEB, "12:00", "identify", &[("ga_client", "G1"), ("user", "u8")]);
        let expected = [
            format!("{early} 7 ga_client"),
            format!("{ann} 7 user"),
            format!("{after} 7 ga_client"),
            format!("{middle} 7 ga_client"),
            format!("{before} 8 ga_client"),
            format!("{bob} 8 user"),
        ];
        assert_eq!(bound(&f), expected, "at the same distance the earlier login wins");
    }

    #[test]
    fn two_logins_at_once_leave_the_visit_unbound() {
        let f = Fixture::new();
        f.profile(7, &[("user", "u7")]);
        f.profile(8, &[("user", "u8")]);
        f.event(WEB, "10:00", "identify", &[("ga_client", "G1"), ("user", "u7")]);
        f.event(WEB, "10:00", "identify", &[("ga_client", "G1"), ("user", "u8")]);
        f.event(WEB, "10:05", "visit", &[("ga_client", "G1")]);
        assert_eq!(bound(&f).len(), 2);
    }

    #[test]
    fn between_rivals_the_device_decides() {
        let f = Fixture::new();
        f.profile(7, &[("email", "family@x.de"), ("user", "u7")]);
        f.profile(8, &[("email", "family@x.de"), ("user", "u8")]);
        f.profile(9, &[("user", "u9")]);
        f.event(WEB, "10:00", "identify", &[("ga_client", "G1"), ("user", "u8")]);
        f.event(WEB, "10:10", "identify", &[("ga_client", "G2"), ("user", "u9")]);
        let known = f.event(WEB, "11:00", "cart", &[("ga_client", "G1"), ("email", "family@x.de")]);
        let stranger = f.event(WEB, "11:00", "cart", &[("ga_client", "G2"), ("email", "family@x.de")]);
        let bound = bound(&f);
        assert!(bound.contains(&format!("{known} 8 ga_client")), "{bound:?}");
        assert!(!bound.iter().any(|row| row.starts_with(&format!("{stranger} "))), "{bound:?}");
    }

    #[test]
    fn ids_of_systems_without_a_customer_list_are_learned_too() {
        let f = Fixture::new();
        f.profile(7, &[("email", "ann@x.de")]);
        let first = f.event(SQUARE, "09:00", "receipt", &[("square_customer", "SQ1")]);
        let told = f.event(SQUARE, "10:00", "receipt", &[("square_customer", "SQ1"), ("email", "ann@x.de")]);
        assert_eq!(bound(&f), [format!("{first} 7 square_customer"), format!("{told} 7 email")]);
    }

    #[test]
    fn junk_and_fillers_never_bind() {
        let f = Fixture::new();
        for id in 1..=i64::from(MOST_PEOPLE) + 1 {
            f.profile(id, &[("phone", "+4930"), ("user", &format!("u{id}"))]);
        }
        f.profile(50, &[("user", "0000"), ("loyalty", "null"), ("email", "ann@x.de")]);
        f.event(ORDERS, "10:00", "order", &[("phone", "+4930")]);
        f.event(WEB, "10:00", "visit", &[("user", "0000"), ("loyalty", "null")]);
        for id in 1..=i64::from(MOST_PEOPLE) + 1 {
            f.event(WEB, "10:00", "identify", &[("ga_client", "KIOSK"), ("user", &format!("u{id}"))]);
        }
        f.event(WEB, "10:00", "visit", &[("ga_client", "KIOSK")]);
        f.event(WEB, "10:00", "visit", &[("ga_client", "000-000"), ("email", "ann@x.de")]);
        f.event(WEB, "10:00", "visit", &[("ga_client", "000-000")]);
        assert_eq!(bound(&f).len(), MOST_PEOPLE as usize + 2);
    }

    #[test]
    fn hashed_emails_bind_when_events_carry_them() {
        let f = Fixture::new();
        f.profile(7, &[("email", "ann@x.de")]);
        f.sql("INSERT INTO events (event_id, source_id, load_id, line, \"at\", kind, name) VALUES (99, 4, 4, 1, TIMESTAMP '2026-01-01', 'ad_click', 'x');
               INSERT INTO event_identifiers VALUES (99, 4, 'hashed_email', sha256('ann@x.de'))");
        assert_eq!(bound(&f), ["99 7 hashed_email"]);
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let f = Fixture::new();
        for id in 1..=9 {
            f.profile(id, &[("user", &format!("u{id}")), ("email", &format!("e{}@x.de", id / 2))]);
        }
        for n in 0..120_i64 {
            let (user, email) = (format!("u{}", n % 9 + 1), format!("e{}@x.de", n % 5));
            let (device, at) = (format!("G{}", n % 7), format!("2026-05-01 {:02}:{:02}", n % 24, n % 60));
            let mut carried = vec![("ga_client", device.as_str())];
            if n % 3 == 0 {
                carried.push(("user", &user));
            }
            if n % 4 == 0 {
                carried.push(("email", &email));
            }
            f.event(WEB, &at, "visit", &carried);
        }
        let first = bound(&f);
        assert!(first.len() > 60);
        for table in ["events", "event_identifiers", "record_identifiers", "profile_members"] {
            f.sql(&format!(
                "CREATE TEMP TABLE shuffled AS FROM {table}; DELETE FROM {table};
                 INSERT INTO {table} SELECT * FROM shuffled ORDER BY hash(shuffled); DROP TABLE shuffled"
            ));
        }
        assert_eq!(bound(&f), first);
    }

    #[test]
    fn it_repeats_itself_and_works_on_nothing() {
        let f = Fixture::new();
        assert_eq!(run(f.connection(), &Progress::silent()).unwrap().rows, 0);
        let empty = fingerprint(f.connection()).unwrap();
        f.profile(7, &[("user", "u7")]);
        f.event(WEB, "10:00", "identify", &[("user", "u7")]);
        assert_ne!(fingerprint(f.connection()).unwrap(), empty);
        assert_eq!(bound(&f), bound(&f));
        let stopped = Progress::silent();
        stopped.cancel();
        assert!(matches!(run(f.connection(), &stopped), Err(JourneyError::Cancelled)));
    }
}
