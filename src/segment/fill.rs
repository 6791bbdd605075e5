//! Fills the segments: writes each with its size, and its members.

use super::condition::{predicate, sentence};
use super::definition::Definition;
use super::error::database;
use super::{SegmentError, library, reference, score};
use crate::journey::Steps;
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::types::Value;
use duckdb::{Connection, params, params_from_iter};
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Changes when the rules of filling do.
const RULES: &str = "segment 1";

/// Writes `segments` and `segment_members` anew: the shipped segments and the user's own in `folder`.
/// Runs inside the caller's transaction. `rows` of the outcome are memberships.
///
/// # Errors
/// When a segment file is wrong, DuckDB refuses, or the user stops it.
pub fn run(
    connection: &Connection,
    folder: Option<&Path>,
    progress: &Progress,
) -> Result<StageOutcome, SegmentError> {
    let all = library(folder)?;
    let newest = reference(connection)?;
    let mut steps = Steps::new(connection, "segment", all.len() as u64 + 3, progress);
    steps.run("consent", sql!("consent"), [])?;
    steps.work("members", |connection| {
        connection.execute_batch("DELETE FROM segments; DELETE FROM segment_members").map(|()| 0)
    })?;
    let mut grids: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut rows = 0;
    for definition in &all {
        let earlier = definition.grid.as_deref().map(|grid| grids.entry(grid).or_default());
        let (sql, values) = members(definition, newest, earlier.as_deref().map_or(&[], Vec::as_slice));
        let size = steps.run("members", &sql, params_from_iter(&values))?;
        rows += size;
        write(connection, definition, newest, size).map_err(database("write the segments"))?;
        if let Some(earlier) = earlier {
            earlier.push(&definition.id);
        }
    }
    steps.work("members", |connection| {
        connection.execute_batch("DROP TABLE current_consent").map(|()| rows)
    })?;
    Ok(steps.finish(rows))
}

/// The statement that writes the members of a segment: those that fit and are in none of the segments `earlier`.
fn members(definition: &Definition, newest: Option<DateTime>, earlier: &[&str]) -> (String, Vec<Value>) {
    let newest = newest.map_or(Value::Null, |moment| Value::Text(moment.to_string()));
    let fits = predicate(definition, newest);
    let mut values = fits.values;
    let mut bind = |text: &str| {
        values.push(Value::Text(text.to_owned()));
        format!("${}", values.len())
    };
    let id = bind(&definition.id);
    let taken: Vec<_> = earlier.iter().map(|other| bind(other)).collect();
    let free = if taken.is_empty() {
        String::new()
    } else {
        format!(
            "AND m.profile_id NOT IN (SELECT profile_id FROM segment_members WHERE segment_id IN ({}))",
            taken.join(", ")
        )
    };
    // DuckDB wants every bound value to occur: $1, the reference date, is tested even where no condition is about time.
    let sql = format!(
        "INSERT INTO segment_members
         SELECT {id}, m.profile_id FROM profile_metrics m JOIN profiles p ON p.profile_id = m.profile_id
         WHERE $1::TIMESTAMP IS NOT DISTINCT FROM $1::TIMESTAMP AND {} {free} ORDER BY m.profile_id",
        fits.sql
    );
    (sql, values)
}

fn write(
    connection: &Connection,
    definition: &Definition,
    newest: Option<DateTime>,
    size: u64,
) -> duckdb::Result<usize> {
    connection.execute(
        "INSERT INTO segments VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8::TIMESTAMP, TIMESTAMP '1970-01-01'))",
        params![
            definition.id,
            definition.title,
            definition.description,
            sentence(definition, newest.map(DateTime::date)),
            definition.family.id(),
            definition.position,
            size,
            newest.map(|moment| moment.to_string())
        ],
    )
}

/// Of everything [`run`] reads: the metrics, the golden values, the consents and the definitions.
///
/// # Errors
/// When a segment file is wrong or DuckDB refuses.
pub fn fingerprint(connection: &Connection, folder: Option<&Path>) -> Result<String, SegmentError> {
    let profiles: String = connection
        .query_row(sql!("profiles_fingerprint"), [], |row| row.get(0))
        .map_err(database("tell whether the segments are fresh"))?;
    let definitions = Sha256::digest(format!("{:?}", library(folder)?)).iter().take(8).fold(
        String::new(),
        |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        },
    );
    Ok(format!("{} {RULES} {profiles} {definitions}", score::fingerprint(connection)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, SQUARE, WEB};
    use crate::journey::{attribution, session, stitch};

    /// Runs all stages; the reference date is 2026-06-30.
    fn filled(f: &Fixture, folder: Option<&Path>) {
        f.event(WEB, "2026-06-30 23:00", "visit", &[]);
        for stage in [stitch::run, session::run, attribution::run] {
            stage(f.connection(), &Progress::silent()).unwrap();
        }
        score::run(f.connection(), &Progress::silent()).unwrap();
        run(f.connection(), folder, &Progress::silent()).unwrap();
    }

    fn members(f: &Fixture, segment: &str) -> String {
        f.rows(&format!("SELECT profile_id FROM segment_members WHERE segment_id = '{segment}' ORDER BY ALL"))
            .join(" ")
    }

    fn buyer(f: &Fixture, id: i64, days: &[&str]) {
        let user = format!("u{id}");
        f.profile(id, &[("user", &user)]);
        for (n, day) in days.iter().enumerate() {
            f.order(
                ORDERS,
                &format!("2026-{day} 10:00"),
                &format!("{id}-{n}"),
                10.0 * id as f64,
                &[("user", &user)],
            );
        }
    }

    #[test]
    fn the_lifecycle_parts_at_30_90_and_180_days() {
        let f = Fixture::new();
        buyer(&f, 1, &["05-31"]); // 30 days
        buyer(&f, 2, &["05-30"]); // 31
        buyer(&f, 3, &["04-01"]); // 90
        buyer(&f, 4, &["03-31"]); // 91
        buyer(&f, 5, &["01-01"]); // 180
        buyer(&f, 6, &[]);
        buyer(&f, 7, &["01-02", "06-29"]);
        f.sql("UPDATE orders SET \"at\" = TIMESTAMP '2025-12-31 10:00' WHERE native_key = '5-0'");
        filled(&f, None);
        assert_eq!(members(&f, "new"), "1");
        assert_eq!(members(&f, "active"), "1 2 3 7");
        assert_eq!(members(&f, "lapsing"), "4");
        assert_eq!(members(&f, "lapsed"), "5");
        assert_eq!(members(&f, "never_bought"), "6");
        assert_eq!(members(&f, "repeat"), "7");
        assert_eq!(members(&f, "high_value"), "7");
        assert_eq!(
            f.rows("SELECT definition, computed_at FROM segments WHERE segment_id = 'lapsing'"),
            ["last order 91 to 180 days ago (on 2026-06-30) 2026-06-30 23:00:00"]
        );
    }

    #[test]
    fn buyers_are_buyers_without_a_shop_export_too() {
        let segments = ["active", "repeat", "one_time", "never_bought", "high_value"];
        let with = |shop: bool| {
            let f = Fixture::new();
            for (id, days) in [(1, &["06-01", "06-20"][..]), (2, &["06-02"]), (3, &[])] {
                let user = format!("u{id}");
                f.profile(id, &[("user", &user)]);
                for day in days {
                    let at = format!("2026-{day} 10:00");
                    let seen = f.event(WEB, &at, "order", &[("user", &user)]);
                    f.sql(&format!(
                        "UPDATE events SET order_key = '#{id}-{day}', amount = 30, currency = 'EUR'
                         WHERE event_id = {seen}"
                    ));
                    if shop {
                        f.order(ORDERS, &at, &format!("{id}-{day}"), 30.0, &[("user", &user)]);
                    }
                }
            }
            filled(&f, None);
            (
                segments.map(|segment| members(&f, segment)),
                f.rows("SELECT profile_id, orders, revenue, currency FROM profile_metrics ORDER BY ALL"),
            )
        };
        let (members, metrics) = with(false);
        assert_eq!(members[..4], ["1 2", "1", "2", "3"]);
        assert_eq!(metrics, ["1 2 60.0 EUR", "2 1 30.0 EUR", "3 0 0.0"]);
        assert_eq!(with(true), (members, metrics));
    }

    #[test]
    fn abandoners_have_not_ordered_since() {
        let f = Fixture::new();
        for id in 1..=4 {
            f.profile(id, &[("user", &format!("u{id}"))]);
        }
        let cart = |id: i64, at: &str| f.event(WEB, at, "cart", &[("user", &format!("u{id}"))]);
        cart(1, "2026-06-20 10:00");
        cart(2, "2026-06-20 10:00");
        f.order(SQUARE, "2026-06-21 10:00", "2", 9.0, &[("user", "u2")]);
        f.order(ORDERS, "2026-06-19 10:00", "3", 9.0, &[("user", "u3")]);
        cart(3, "2026-06-20 10:00");
        cart(4, "2026-05-01 10:00");
        filled(&f, None);
        assert_eq!(members(&f, "cart_abandoners"), "1 3");
        assert_eq!(members(&f, "checkout_abandoners"), "");
    }

    #[test]
    fn the_latest_consent_counts_and_a_refusal_wins_a_tie() {
        let f = Fixture::new();
        let say = |id: i64, statements: &[(&str, &str)]| {
            let record = f.profile(id, &[("user", &format!("u{id}"))]);
            for (state, at) in statements {
                f.sql(&format!(
                    "INSERT INTO consents VALUES ({record}, NULL, 1, 'email', '{state}', {at}, 'x')"
                ));
            }
        };
        say(1, &[("granted", "TIMESTAMP '2026-01-01'")]);
        say(2, &[("granted", "TIMESTAMP '2026-01-01'"), ("refused", "TIMESTAMP '2026-01-02'")]);
        say(3, &[("refused", "TIMESTAMP '2026-01-01'"), ("granted", "TIMESTAMP '2026-01-01'")]);
        say(4, &[("refused", "TIMESTAMP '2026-01-01'"), ("granted", "NULL")]); // undated: as of the load in June
        say(5, &[("granted", "TIMESTAMP '2026-01-01'"), ("unknown", "TIMESTAMP '2026-02-01'")]);
        say(6, &[("granted", "TIMESTAMP '2026-01-01'")]);
        let leaving = f.event(KLAVIYO, "2026-03-01 10:00", "unsubscribe", &[("user", "u6")]);
        f.sql(&format!(
            "INSERT INTO consents VALUES (NULL, {leaving}, 3, 'email', 'refused', NULL, 'x');
             UPDATE profiles SET email = 'x@x.de'"
        ));
        say(7, &[("granted", "NULL")]); // agreed, but has no address
        filled(&f, None);
        assert_eq!(members(&f, "email_reachable"), "1 4 5");
    }

    #[test]
    fn the_rfm_grid_parts_all_buyers() {
        let f = Fixture::new();
        for id in 1..=60_i64 {
            let days: Vec<String> =
                (0..=id % 7).map(|n| format!("{:02}-{:02}", 1 + (id + n) % 6, 1 + (id * n) % 28)).collect();
            buyer(&f, id, &days.iter().map(String::as_str).collect::<Vec<_>>());
        }
        buyer(&f, 99, &[]);
        filled(&f, None);
        let grid = f.rows(
            "SELECT count(*), count(DISTINCT profile_id) FROM segment_members WHERE starts_with(segment_id, 'rfm_')",
        );
        assert_eq!(grid, ["60 60"]);
        let champions = f.rows(
            "SELECT profile_id FROM profile_metrics WHERE recency >= 4 AND frequency >= 4 AND monetary >= 4 ORDER BY ALL",
        );
        assert!(!champions.is_empty());
        assert_eq!(members(&f, "rfm_champions"), champions.join(" "));
    }

    #[test]
    fn store_and_online_and_own_conditions() {
        let f = Fixture::new();
        buyer(&f, 1, &["01-01", "02-01"]);
        f.order(SQUARE, "2026-03-01 10:00", "S1", 9.0, &[("user", "u1")]);
        buyer(&f, 2, &["01-01", "02-01", "03-01"]);
        f.sql("UPDATE profiles SET country = CASE profile_id WHEN 1 THEN 'DE' ELSE 'FR' END");
        let folder = tempfile::tempdir().unwrap();
        let text = "title = \"Mine\"\ndescription = \"\"\nfamily = \"value\"\nposition = 99\nmatch = \"any\"\n
            [[when]]\nfield = \"country\"\nis_not = [\"FR\", \"IT\"]\n[[when]]\nfield = \"orders\"\nat_least = 99\n";
        std::fs::write(folder.path().join("mine.toml"), text).unwrap();
        filled(&f, Some(folder.path()));
        assert_eq!(members(&f, "store_and_online"), "1");
        assert_eq!(members(&f, "mine"), "1");
        let before = fingerprint(f.connection(), Some(folder.path())).unwrap();
        std::fs::write(folder.path().join("mine.toml"), text.replace("99\n", "98\n")).unwrap();
        assert_ne!(fingerprint(f.connection(), Some(folder.path())).unwrap(), before);
        assert_ne!(fingerprint(f.connection(), None).unwrap(), before);
    }

    #[test]
    fn an_empty_workspace_has_empty_segments() {
        let f = Fixture::new();
        run(f.connection(), None, &Progress::silent()).unwrap();
        score::run(f.connection(), &Progress::silent()).unwrap();
        run(f.connection(), None, &Progress::silent()).unwrap();
        let sizes = f.rows("SELECT count(*), sum(size), min(computed_at) FROM segments");
        assert_eq!(sizes, [format!("{} 0 1970-01-01 00:00:00", super::super::shipped().unwrap().len())]);
    }
}
