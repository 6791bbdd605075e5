//! A small workspace in memory for the tests of journeys and segments.

use crate::workspace::Workspace;
use duckdb::{Connection, Params, params};

/// Sources that exist from the start, by id: 1 shopify_customers, 2 shopify_orders, 3 klaviyo_events, 4 ga4_events,
/// 5 square_transactions, 6 loyalty_activity, 7 segment_events. A load has its source's id.
pub(crate) struct Fixture {
    workspace: Workspace,
    next: std::cell::Cell<i64>,
}

pub(crate) const ORDERS: i64 = 2;
pub(crate) const KLAVIYO: i64 = 3;
pub(crate) const WEB: i64 = 4;
pub(crate) const SQUARE: i64 = 5;
pub(crate) const LOYALTY: i64 = 6;
pub(crate) const STREAM: i64 = 7;

impl Fixture {
    pub(crate) fn new() -> Self {
        let fixture = Self { workspace: Workspace::in_memory().unwrap(), next: 1.into() };
        let connectors = [
            "shopify.customers",
            "shopify.orders",
            "klaviyo.events",
            "ga4.events",
            "square.transactions",
            "loyalty.activity",
            "segment.events",
        ];
        for (id, connector) in (1..).zip(connectors) {
            let (name, system) = (connector.replace('.', "_"), connector.split('.').next());
            let sql = "INSERT INTO sources VALUES ($1, $2, $3, $4, 'US', TIMESTAMP '2026-01-01')";
            fixture.insert(sql, params![id, name, connector, system]);
            fixture.sql(&format!(
                "INSERT INTO loads SELECT {id}, {id}, '/x', 'hash', 1, 'csv', '', '', '[]', 1, 1, 0, 0, 1, 1, 1, 1, 1, 0,
                 true, TIMESTAMP '2026-06-01'"
            ));
        }
        fixture
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.workspace.connection()
    }

    pub(crate) fn sql(&self, sql: &str) {
        self.connection().execute_batch(sql).unwrap();
    }

    /// The same, many times over: it is parsed once.
    fn insert(&self, sql: &str, values: impl Params) {
        self.connection().prepare_cached(sql).unwrap().execute(values).unwrap();
    }

    /// All rows of a query, each column as text, joined by spaces.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let sql = format!("SELECT concat_ws(' ', *COLUMNS(*)) FROM ({sql})");
        let mut statement = self.connection().prepare(&sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<duckdb::Result<_>>().unwrap()
    }

    fn next(&self) -> i64 {
        self.next.replace(self.next.get() + 1)
    }

    /// A profile of one record with these identifiers.
    pub(crate) fn profile(&self, profile_id: i64, identifiers: &[(&str, &str)]) -> i64 {
        let record = 1_000 + self.next();
        self.sql(&format!(
            "INSERT INTO records (record_id, source_id, load_id, line, native_key, raw)
             VALUES ({record}, 1, 1, 1, 'k{record}', '{{}}');
             INSERT INTO profile_members VALUES ({record}, {profile_id});
             INSERT INTO profiles (profile_id, records, sources, name, review)
             SELECT {profile_id}, 1, 1, 'Person {profile_id}', 0
             WHERE NOT EXISTS (SELECT 1 FROM profiles WHERE profile_id = {profile_id})"
        ));
        for (kind, value) in identifiers {
            let sql = "INSERT INTO record_identifiers VALUES ($1, 1, $2, $3)";
            self.insert(sql, params![record, kind, value]);
        }
        record
    }

    /// An event at `at` of 2026-05-01 (`10:00`) or at a full timestamp; answers its id.
    pub(crate) fn event(&self, source: i64, at: &str, kind: &str, identifiers: &[(&str, &str)]) -> i64 {
        let id = self.next();
        let at = if at.len() > 8 { at.to_owned() } else { format!("2026-05-01 {at}") };
        let channel = match source {
            KLAVIYO => "email",
            SQUARE => "store",
            LOYALTY => "loyalty",
            _ => "online",
        };
        let sql = "INSERT INTO events (event_id, source_id, load_id, line, \"at\", kind, name, channel)
                   VALUES ($1, $2, $2, 1, $3::TIMESTAMP, $4, $4, $5)";
        self.insert(sql, params![id, source, at, kind, channel]);
        for (kind, value) in identifiers {
            let sql = "INSERT INTO event_identifiers VALUES ($1, $2, $3, $4)";
            self.insert(sql, params![id, source, kind, value]);
        }
        id
    }

    /// An order with its event; both have the id that is answered.
    pub(crate) fn order(
        &self,
        source: i64,
        at: &str,
        key: &str,
        total: f64,
        identifiers: &[(&str, &str)],
    ) -> i64 {
        let id = self.event(source, at, if source == SQUARE { "receipt" } else { "order" }, identifiers);
        let sql = "INSERT INTO orders (order_id, event_id, source_id, load_id, line, native_key, number, \"at\", status,
                                       currency, total, refunded)
                   SELECT event_id, event_id, source_id, load_id, 1, $2, '#' || $2, \"at\", 'paid', 'EUR', $3, 0
                   FROM events WHERE event_id = $1";
        self.insert(sql, params![id, key, total]);
        id
    }
}
