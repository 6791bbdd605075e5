//! Which orders count, once each: the one definition that sessions, attribution, metrics and screens share.
//!
//! Web analytics and e-mail tools tell of orders too, as events. Such an event counts as the order only where no shop or
//! till exports an order of its number: the shop's own word wins, whichever came first.

const SELECT: &str = sql!("counted_orders");

/// The query of all counted orders: `order_id, event_id, profile_id, at, source_id, currency, net, channel,
/// native_key, number`.
pub(crate) fn all() -> String {
    SELECT.replace("{WHERE}", "")
}

/// The same for one profile, whose id is the statement's parameter `$1`.
pub(crate) fn of_profile() -> String {
    SELECT.replace("{WHERE}", "WHERE j.profile_id = $1")
}

/// Makes the temporary table `counted_order`.
pub(crate) fn table() -> String {
    format!("CREATE OR REPLACE TEMP TABLE counted_order AS {}", all())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, SQUARE, STREAM, WEB};
    use crate::journey::{attribution, read, session, stitch};
    use crate::progress::Progress;

    /// An event of a tool that tells of an order (or of a refund of it).
    fn told(f: &Fixture, source: i64, at: &str, kind: &str, key: &str, amount: f64, user: &str) -> i64 {
        let id = f.event(source, at, kind, &[("user", user)]);
        f.sql(&format!(
            "UPDATE events SET order_key = '{key}', amount = {amount}, currency = 'USD' WHERE event_id = {id}"
        ));
        id
    }

    fn people() -> Fixture {
        let f = Fixture::new();
        f.profile(1, &[("user", "ann")]);
        f.profile(2, &[("user", "bob")]);
        f
    }

    /// Counted orders with their money; by profile, the same.
    fn counted(f: &Fixture) -> Vec<String> {
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        let columns = "order_id, profile_id, net::DOUBLE, currency";
        let rows = f.rows(&format!("SELECT {columns} FROM ({}) ORDER BY ALL", all()));
        let one = |id: i64| {
            let sql = of_profile().replace("$1", &id.to_string());
            f.rows(&format!("SELECT {columns} FROM ({sql}) ORDER BY ALL"))
        };
        let mut each: Vec<String> = one(1).into_iter().chain(one(2)).collect();
        each.sort();
        let mut sorted = rows.clone();
        sorted.sort();
        assert_eq!(each, sorted, "one profile's orders are the same as in all");
        rows
    }

    #[test]
    fn without_a_shop_export_the_tools_word_counts_once() {
        let f = people();
        let mail = told(&f, KLAVIYO, "2026-05-01 10:05", "order", "1042", 52.0, "ann");
        told(&f, WEB, "2026-05-01 10:00", "order", "#1042", 50.0, "ann");
        told(&f, WEB, "2026-05-01 10:01", "order", "#1042", 50.0, "ann");
        told(&f, STREAM, "2026-05-01 10:00", "order", "#1042", 50.0, "bob");
        let other = told(&f, STREAM, "2026-05-09 10:00", "order", "#1042", 20.0, "bob");
        told(&f, WEB, "2026-05-02 10:00", "checkout", "#7", 9.0, "ann");
        let unnumbered = f.event(WEB, "2026-05-03 10:00", "order", &[("user", "ann")]);
        f.sql(&format!("UPDATE events SET amount = 9 WHERE event_id = {unnumbered}"));
        assert_eq!(counted(&f), [format!("{mail} 1 52.0 USD"), format!("{other} 2 20.0 USD")]);
    }

    #[test]
    fn the_shops_own_export_wins_whenever_it_was_loaded_and_whoever_was_seen() {
        for shop in [ORDERS, SQUARE] {
            let f = people();
            told(&f, WEB, "2026-05-01 10:00", "order", "#1042", 50.0, "ann");
            told(&f, KLAVIYO, "2026-05-01 10:00", "order", "#1042", 50.0, "bob");
            let own = f.order(shop, "2026-05-01 10:00", "1042", 55.0, &[("user", "ann")]);
            assert_eq!(counted(&f), [format!("{own} 1 55.0 EUR")]);
            f.sql("UPDATE orders SET status = 'voided'");
            assert_eq!(counted(&f), [""; 0], "what the shop says of its order holds");
        }
    }

    #[test]
    fn refunds_are_taken_off() {
        let f = people();
        let kept = told(&f, WEB, "2026-05-01 10:00", "order", "#1", 50.0, "ann");
        told(&f, WEB, "2026-05-20 10:00", "refund", "#1", 20.0, "ann");
        told(&f, STREAM, "2026-05-20 10:00", "refund", "#1", 20.0, "ann");
        told(&f, WEB, "2026-05-01 11:00", "order", "#2", 50.0, "ann");
        told(&f, WEB, "2026-05-02 11:00", "refund", "#2", 50.0, "ann");
        assert_eq!(counted(&f), [format!("{kept} 1 30.0 USD")]);
    }

    #[test]
    fn sessions_credit_and_takings_hold_with_and_without_the_shop() {
        for with_shop in [false, true] {
            let f = people();
            told(&f, WEB, "2026-05-01 10:00", "visit", "", 0.0, "ann");
            told(&f, WEB, "2026-05-01 10:05", "order", "#1042", 50.0, "ann");
            if with_shop {
                f.order(ORDERS, "2026-05-01 10:05", "1042", 50.0, &[("user", "ann")]);
                f.sql("UPDATE orders SET currency = 'USD'");
            }
            for stage in [stitch::run, session::run, attribution::run] {
                stage(f.connection(), &Progress::silent()).unwrap();
            }
            assert_eq!(f.rows("SELECT orders, revenue FROM sessions WHERE profile_id = 1"), ["1 50.0"]);
            let credited = read::channels(f.connection()).unwrap();
            let credited: Vec<_> =
                credited.iter().map(|c| (c.orders, c.linear, c.currency.as_deref())).collect();
            assert_eq!(credited, [(1, 50.0, Some("USD"))]);
            let spent = read::spend(f.connection(), 1).unwrap();
            assert_eq!((spent.len(), spent[0].orders, spent[0].revenue), (1, 1, 50.0));
        }
    }
}
