//! Attribution: which touchpoints led to each order, and the share of it each marketing channel gets.
//!
//! Touchpoints are sessions and clicks in e-mails, text messages and ads, up to [`LOOK_BACK_DAYS`] before the order.
//! Shares of an order sum to 1 under each rule (first, last, linear). An order that nothing led to gives its whole
//! share to [`super::channel::NO_TOUCHPOINT`], so that credit always adds up to revenue.

use super::channel::{Channels, Origin};
use super::{JourneyError, Steps, orders, session};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::{Connection, params};

/// How long before an order a touchpoint may lie.
pub const LOOK_BACK_DAYS: u32 = 90;
/// A click and the visit it leads to lie at most this far apart.
const SAME_TOUCH_MINUTES: u32 = 30;

/// Changes when the rules of attribution do.
const RULES: &str = "attribution 2";

/// Writes `touch_credit` anew. Runs inside the caller's transaction.
///
/// # Errors
/// When DuckDB refuses, the channel rules are wrong, or the user stops it.
pub fn run(connection: &Connection, progress: &Progress) -> Result<StageOutcome, JourneyError> {
    let channels = Channels::shipped()?;
    let mut steps = Steps::new(connection, "attribute", 6, progress);
    steps.run("orders", &orders::table(), [])?;
    steps.work("touchpoints", |connection| name_channels(connection, &channels))?;
    steps.run("touchpoints", sql!("touch"), [SAME_TOUCH_MINUTES])?;
    steps.run("credit", "DELETE FROM touch_credit", [])?;
    let rows = steps.run("credit", sql!("touch_credit"), [LOOK_BACK_DAYS])?;
    steps.work("credit", |connection| connection.execute_batch(sql!("touch_drop")).map(|()| rows))?;
    Ok(steps.finish(rows))
}

/// Fills `click_channel`: the channel of every distinct kind, name and origin of clicks.
fn name_channels(connection: &Connection, channels: &Channels) -> duckdb::Result<u64> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE click_channel
         (kind VARCHAR, name VARCHAR, source VARCHAR, medium VARCHAR, click VARCHAR, channel VARCHAR)",
    )?;
    let mut select = connection.prepare(sql!("click_origin"))?;
    let mut insert = connection.prepare("INSERT INTO click_channel VALUES ($1, $2, $3, $4, $5, $6)")?;
    let clicks =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let mut count = 0;
    for click_event in clicks {
        let (kind, name, source, medium, click): (String, String, String, String, String) = click_event?;
        let origin = Origin { source: &source, medium: &medium, click: &click };
        if let Some(channel) = channels.of_click(&kind, &name, origin) {
            insert.execute(params![kind, name, source, medium, click, channel])?;
            count += 1;
        }
    }
    Ok(count)
}

/// Of everything [`run`] reads.
///
/// # Errors
/// When DuckDB refuses.
pub fn fingerprint(connection: &Connection) -> Result<String, JourneyError> {
    Ok(format!("{} {RULES}", session::fingerprint(connection)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, SQUARE, WEB};
    use crate::journey::stitch;

    const ANN: (&str, &str) = ("user", "u7");
    const LAPTOP: (&str, &str) = ("ga_client", "G1");

    fn ann() -> Fixture {
        let f = Fixture::new();
        f.profile(7, &[ANN]);
        f
    }

    fn visit(f: &Fixture, at: &str, source: &str, medium: &str) {
        let id = f.event(WEB, at, "visit", &[ANN, LAPTOP]);
        f.sql(&format!(
            "UPDATE events SET utm_source = '{source}', utm_medium = '{medium}' WHERE event_id = {id}"
        ));
    }

    fn credit(f: &Fixture) -> Vec<String> {
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        session::run(f.connection(), &Progress::silent()).unwrap();
        run(f.connection(), &Progress::silent()).unwrap();
        f.rows(
            "SELECT order_id, channel, first_touch, last_touch, round(linear, 4) FROM touch_credit ORDER BY order_id, channel",
        )
    }

    #[test]
    fn first_last_and_linear_share_an_order() {
        let f = ann();
        visit(&f, "2026-04-01 10:00", "google", "cpc");
        visit(&f, "2026-04-10 10:00", "facebook", "social");
        visit(&f, "2026-04-20 10:00", "google", "cpc");
        f.event(KLAVIYO, "2026-04-25 10:00", "email_click", &[ANN]);
        let order = f.order(ORDERS, "2026-05-01 10:00", "1", 50.0, &[ANN]);
        assert_eq!(
            credit(&f),
            [
                format!("{order} email 0.0 1.0 0.25"),
                format!("{order} paid search 1.0 0.0 0.5"),
                format!("{order} social 0.0 0.0 0.25")
            ]
        );
    }

    #[test]
    fn the_look_back_ends_after_ninety_days_and_nothing_later_counts() {
        let f = ann();
        visit(&f, "2026-01-31 08:00", "bing", "cpc");
        visit(&f, "2026-05-01 11:00", "facebook", "social");
        let order = f.order(ORDERS, "2026-05-01 10:00", "1", 50.0, &[ANN]);
        assert_eq!(credit(&f), [format!("{order} no touchpoint 1.0 1.0 1.0")]);
        visit(&f, "2026-01-31 10:00", "klaviyo", "email");
        assert_eq!(credit(&f), [format!("{order} email 1.0 1.0 1.0")]);
    }

    #[test]
    fn a_click_and_the_visit_it_leads_to_are_one_touchpoint() {
        let f = ann();
        visit(&f, "2026-04-20 10:00", "google", "organic");
        f.event(KLAVIYO, "2026-04-30 10:00", "email_click", &[ANN]);
        visit(&f, "2026-04-30 10:01", "klaviyo", "email");
        let receipt = f.order(SQUARE, "2026-05-01 10:00", "R1", 50.0, &[ANN]);
        assert_eq!(
            credit(&f),
            [format!("{receipt} email 0.0 1.0 0.5"), format!("{receipt} organic search 1.0 0.0 0.5")]
        );
    }

    #[test]
    fn shares_of_every_order_sum_to_one_and_orders_that_do_not_count_get_none() {
        let f = ann();
        for day in 1..=28 {
            let (source, medium) = [("google", "cpc"), ("facebook", "social"), ("bing", "organic")][day % 3];
            visit(&f, &format!("2026-03-{day:02} 10:00"), source, medium);
            f.order(ORDERS, &format!("2026-04-{day:02} 10:00"), &day.to_string(), 10.0, &[ANN]);
        }
        let voided = f.order(ORDERS, "2026-05-01 10:00", "V", 10.0, &[ANN]);
        let refunded = f.order(ORDERS, "2026-05-01 10:00", "R", 10.0, &[ANN]);
        f.sql(&format!(
            "UPDATE orders SET status = 'voided' WHERE order_id = {voided};
             UPDATE orders SET refunded = total WHERE order_id = {refunded}"
        ));
        credit(&f);
        let wrong = f.rows(
            "SELECT order_id FROM touch_credit GROUP BY order_id
             HAVING abs(sum(first_touch) - 1) > 1e-9 OR abs(sum(last_touch) - 1) > 1e-9 OR abs(sum(linear) - 1) > 1e-9",
        );
        assert_eq!(wrong, [""; 0]);
        assert_eq!(f.rows("SELECT count(DISTINCT order_id) FROM touch_credit"), ["28"]);
    }

    #[test]
    fn an_order_that_two_systems_export_counts_once() {
        let f = ann();
        let shop = f.order(ORDERS, "2026-05-01 10:00", "1042", 50.0, &[ANN]);
        f.order(SQUARE, "2026-05-01 10:02", "1042", 50.0, &[ANN]);
        let other = f.order(SQUARE, "2026-05-09 10:02", "1042", 20.0, &[ANN]);
        let counted =
            f.rows(&format!("SELECT order_id, net::DOUBLE FROM ({}) ORDER BY order_id", orders::all()));
        assert_eq!(counted, [""; 0], "nothing is bound yet");
        credit(&f);
        let counted =
            f.rows(&format!("SELECT order_id, net::DOUBLE FROM ({}) ORDER BY order_id", orders::all()));
        assert_eq!(counted, [format!("{shop} 50.0"), format!("{other} 20.0")]);
    }
}
