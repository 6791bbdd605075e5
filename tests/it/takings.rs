//! What people bought, whichever tools tell of it and in whatever order their files came.

use crate::shop::{Shop, sample_data};
use duckdb::Connection;

/// Tools that tell of orders without being a shop or a till, and who their people are.
const TOOLS: [&str; 5] = [
    "ga4",
    "klaviyo",
    "segment-logs",
    "shopify/customers_export.csv",
    "square/customers-20261031-180412.csv",
];
const SHOPS: [&str; 2] = ["shopify/orders_export_1.csv", "square/transactions-2024-11-02-2026-10-31.csv"];

fn load(shop: &Shop, names: &[&str]) {
    let paths: Vec<String> =
        names.iter().map(|name| sample_data().join(name).to_str().unwrap().to_owned()).collect();
    let args: Vec<&str> = ["load"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    shop.json(&args);
    shop.json(&["run"]);
}

/// Currency, orders and money in hundredths of all profiles.
type Takings = Vec<(String, i64, i64)>;
/// Segments with their sizes.
type Buyers = Vec<(String, i64)>;

fn takings(shop: &Shop) -> (Takings, Buyers) {
    let conn = Connection::open(shop.workspace()).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT currency, sum(orders)::BIGINT, round(sum(revenue) * 100)::BIGINT FROM profile_metrics
             WHERE orders > 0 GROUP BY 1 ORDER BY 1",
        )
        .unwrap();
    let takings = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let takings: Vec<_> = takings.map(Result::unwrap).collect();
    let mut statement = conn
        .prepare("SELECT segment_id, size FROM segments WHERE segment_id IN ('active', 'repeat', 'never_bought') ORDER BY 1")
        .unwrap();
    let sizes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    (takings, sizes.map(Result::unwrap).collect())
}

#[test]
fn the_shops_word_counts_once_whether_it_came_first_or_last() {
    let (first, last) = (Shop::new(), Shop::new());
    load(&first, &[&SHOPS[..], &TOOLS[..]].concat());
    load(&last, &TOOLS);
    let (told, buyers) = takings(&last);
    let orders: i64 = told.iter().map(|row| row.1).sum();
    assert!(orders > 500, "orders that the tools tell of count while no shop does: {told:?}");
    assert!(buyers.iter().all(|(_, size)| *size > 0), "{buyers:?}");
    load(&last, &SHOPS);
    assert_eq!(takings(&first), takings(&last));
    let shops: i64 = takings(&first).0.iter().map(|row| row.1).sum();
    assert!(shops > orders, "tills tell of orders that no tool has seen");
}
