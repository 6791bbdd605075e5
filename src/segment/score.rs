//! The numbers of each profile: events, sessions, orders, revenue, first and last times, RFM scores, loyalty points.
//!
//! Orders are those that count (see `assets/sql/journey/counted_orders.sql`); revenue is less refunds and in the main
//! currency of the profile, the one of most orders; [`crate::journey::read::spend`] tells the others.

use super::{SegmentError, reference};
use crate::journey::{Steps, attribution, orders};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::{Connection, params};

/// Changes when the rules of the metrics do.
const RULES: &str = "score 2";

/// Writes `profile_metrics` anew. Runs inside the caller's transaction.
///
/// # Errors
/// When DuckDB refuses or the user stops it.
pub fn run(connection: &Connection, progress: &Progress) -> Result<StageOutcome, SegmentError> {
    let newest = reference(connection)?.map(|moment| moment.to_string());
    let mut steps = Steps::new(connection, "score", 8, progress);
    steps.run("orders", &orders::table(), [])?;
    steps.run("orders", sql!("score_spend"), [])?;
    steps.run("journeys", sql!("score_seen"), [])?;
    steps.run("points", sql!("score_points"), [])?;
    steps.run("scores", sql!("score_rfm"), params![newest])?;
    steps.run("writing", "DELETE FROM profile_metrics", [])?;
    let rows = steps.run("writing", sql!("score_write"), params![newest])?;
    steps.work("writing", |connection| connection.execute_batch(sql!("score_drop")).map(|()| rows))?;
    Ok(steps.finish(rows))
}

/// Of everything [`run`] reads: what the journeys read, and which profiles there are.
///
/// # Errors
/// When DuckDB refuses.
pub fn fingerprint(connection: &Connection) -> Result<String, SegmentError> {
    Ok(format!("{} {RULES}", attribution::fingerprint(connection)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, LOYALTY, ORDERS, SQUARE, WEB};
    use crate::journey::{session, stitch};

    fn user(id: i64) -> String {
        format!("u{id}")
    }

    fn people(count: i64) -> Fixture {
        let f = Fixture::new();
        for id in 1..=count {
            f.profile(id, &[("user", &user(id))]);
        }
        f
    }

    fn scored(f: &Fixture, columns: &str) -> Vec<String> {
        for stage in [stitch::run, session::run, attribution::run] {
            stage(f.connection(), &Progress::silent()).unwrap();
        }
        run(f.connection(), &Progress::silent()).unwrap();
        f.rows(&format!("SELECT {columns} FROM profile_metrics ORDER BY profile_id"))
    }

    #[test]
    fn orders_count_without_voided_and_less_refunds() {
        let f = people(2);
        let own = user(1);
        let own = [("user", own.as_str())];
        let kept = f.order(ORDERS, "2026-01-10 10:00", "1", 100.0, &own);
        let voided = f.order(ORDERS, "2026-01-11 10:00", "2", 50.0, &own);
        let returned = f.order(ORDERS, "2026-01-12 10:00", "3", 70.0, &own);
        f.order(SQUARE, "2026-02-01 10:00", "R9", 5.5, &own);
        f.sql(&format!(
            "UPDATE orders SET refunded = 30 WHERE order_id = {kept};
             UPDATE orders SET status = 'Voided' WHERE order_id = {voided};
             UPDATE orders SET status = 'refunded', refunded = 70 WHERE order_id = {returned}"
        ));
        let again = f.event(KLAVIYO, "2026-01-10 10:01", "order", &own);
        f.sql(&format!("UPDATE events SET order_key = '1', amount = 100 WHERE event_id = {again}"));
        assert_eq!(
            scored(
                &f,
                "profile_id, events, orders, revenue, currency, first_order::DATE, last_order::DATE, channels"
            ),
            ["1 5 2 75.5 EUR 2026-01-10 2026-02-01 3", "2 0 0 0.0 0"]
        );
    }

    #[test]
    fn revenue_is_that_of_the_main_currency() {
        let f = people(1);
        let own = user(1);
        let own = [("user", own.as_str())];
        let yen = f.order(ORDERS, "2026-01-10 10:00", "1", 9_000.0, &own);
        f.order(ORDERS, "2026-01-11 10:00", "2", 20.0, &own);
        f.order(ORDERS, "2026-01-12 10:00", "3", 30.0, &own);
        f.sql(&format!("UPDATE orders SET currency = 'JPY' WHERE order_id = {yen}"));
        assert_eq!(scored(&f, "orders, revenue, currency"), ["3 50.0 EUR"]);
        let spent = crate::journey::read::spend(f.connection(), 1).unwrap();
        let spent: Vec<_> = spent.iter().map(|s| (s.currency.as_deref(), s.orders, s.revenue)).collect();
        assert_eq!(spent, [(Some("EUR"), 2, 50.0), (Some("JPY"), 1, 9_000.0)]);
    }

    #[test]
    fn equal_values_share_a_score() {
        let f = people(10);
        for id in 1..=10 {
            let orders = [1, 1, 1, 1, 1, 1, 2, 3, 4, 9][id as usize - 1];
            for n in 0..orders {
                let at = format!("2026-03-{:02} 10:00", 2 * id - 1);
                f.order(ORDERS, &at, &format!("{id}-{n}"), 10.0, &[("user", &user(id))]);
            }
        }
        // Quantiles of 1 1 1 1 1 1 2 3 4 9: 1, 1, 1.4, 3.2; cuts one above: 2, 2, 2.4, 4.2.
        assert_eq!(scored(&f, "frequency"), ["1", "1", "1", "1", "1", "1", "3", "4", "4", "5"]);
        // Days since 1 to 19 March: 18, 16 … 0; cuts 4.6, 8.2, 11.8, 15.4; 8 days is still under the second.
        assert_eq!(scored(&f, "recency"), ["1", "1", "2", "2", "3", "4", "4", "5", "5", "5"]);
        // Money, 10 an order: quantiles 10, 10, 14, 32; cuts 11, 11, 15, 33.
        assert_eq!(scored(&f, "monetary"), ["1", "1", "1", "1", "1", "1", "4", "4", "5", "5"]);
    }

    #[test]
    fn one_buyer_alone_gets_scores_and_no_buyer_none() {
        let f = people(2);
        f.order(ORDERS, "10:00", "1", 10.0, &[("user", &user(1))]);
        assert_eq!(scored(&f, "recency, frequency, monetary"), ["5 1 1", ""]);
    }

    #[test]
    fn points_add_up_and_are_unknown_without_a_membership() {
        let f = people(3);
        f.profile(2, &[("loyalty", "L2")]);
        for (kind, points) in [("loyalty_earn", 120), ("loyalty_redeem", -50), ("loyalty_tier", 9)] {
            let id = f.event(LOYALTY, "10:00", kind, &[("user", &user(1))]);
            f.sql(&format!("UPDATE events SET amount = {points} WHERE event_id = {id}"));
        }
        assert_eq!(scored(&f, "coalesce(points::VARCHAR, 'none')"), ["70.0", "0.0", "none"]);
    }

    #[test]
    fn first_seen_counts_the_record_too_but_not_one_from_the_future() {
        let f = people(2);
        f.event(WEB, "2026-03-01 10:00", "visit", &[("user", &user(1))]);
        f.sql(
            "UPDATE records SET created_at = TIMESTAMP '2025-06-01' WHERE native_key = 'k1001';
               UPDATE records SET created_at = TIMESTAMP '2099-01-01' WHERE native_key = 'k1002'",
        );
        assert_eq!(scored(&f, "first_seen::DATE, last_seen::DATE"), ["2025-06-01 2026-03-01", ""]);
    }

    #[test]
    fn an_empty_workspace_has_no_metrics() {
        let f = Fixture::new();
        assert_eq!(scored(&f, "*"), [""; 0]);
        assert_eq!(reference(f.connection()).unwrap(), None);
    }
}
