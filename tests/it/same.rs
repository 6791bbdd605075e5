//! The same records give the same profiles, with any number of threads and in any order.

use crate::shop::Shop;
use duckdb::Connection;

type Rows = Vec<(i64, i64, i64)>;

/// Edges (records, weight) and members (record, profile), each in full.
fn resolved(shop: &Shop, threads: &str) -> (Rows, Rows) {
    shop.json(&["run", "--until", "resolve", "--force", "--threads", threads]);
    let conn = Connection::open(shop.workspace()).unwrap();
    let all = |sql: &str| {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect::<Rows>()
    };
    (
        all("SELECT left_record, right_record, weight::BIGINT FROM edges ORDER BY 1, 2"),
        all("SELECT record_id, profile_id, 0::BIGINT FROM profile_members ORDER BY 1"),
    )
}

#[test]
fn threads_and_the_order_of_rows_change_nothing() {
    let shop = Shop::new();
    let made = shop.path("made");
    shop.json(&["synth", "--flat", "4000", "--seed", "3", made.to_str().unwrap()]);
    let text = std::fs::read_to_string(made.join("people.csv")).unwrap();
    let file = shop.write("people.csv", &text);
    shop.json(&["load", file.to_str().unwrap()]);
    let one = resolved(&shop, "1");
    assert!(one.0.len() > 2000 && one.1.len() == 4000, "{} edges, {} records", one.0.len(), one.1.len());
    for threads in ["2", "8"] {
        assert!(resolved(&shop, threads) == one, "{threads} threads give other profiles");
    }

    let other = Shop::new();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].sort_unstable_by_key(|line| line.chars().rev().collect::<String>());
    let file = other.write("people.csv", lines.join("\n"));
    other.json(&["load", file.to_str().unwrap()]);
    assert!(resolved(&other, "2") == one, "another order of rows gives other profiles");
}
