//! The model at the sizes people have, and the threshold that walks over it.

use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, empty, people};
use crate::workspace::Workspace;
use duckdb::params;

const TOML: &str = r#"
strength = 25.0
prior = 0.00005
household = 0.00001
merge_at = 1.0
certain_at = -3.0
review_at = -4.0
[[comparison]]
attribute = "given_name"
levels = [
    { name = "exact", agreement = "same", m = 0.8, u = 0.008, h = 0.01, frequency = true },
    { name = "nickname or part", agreement = "close", m = 0.05, u = 0.002, h = 0.003 },
    { name = "close spelling", agreement = "close", m = 0.1, u = 0.003, h = 0.007 },
    { name = "different", agreement = "different", m = 0.05, u = 0.987, h = 0.98 },
]
[[comparison]]
attribute = "birth_date"
levels = [
    { name = "exact", agreement = "same", m = 0.9, u = 0.00006, h = 0.02 },
    { name = "one slip or day and month swapped", agreement = "close", m = 0.07, u = 0.0015, h = 0.004 },
    { name = "different", agreement = "different", m = 0.03, u = 0.998, h = 0.976 },
]
[[comparison]]
attribute = "email"
levels = [
    { name = "exact", agreement = "same", m = 0.7, u = 0.00002, h = 0.08, frequency = true },
    { name = "different", agreement = "different", m = 0.3, u = 0.99998, h = 0.92 },
]
"#;

const REPORT: &str = r#"{"records": 9412, "looked_at": 9412, "unlinkable": 117, "lone_matches": [310, 44, 0],
    "training": {"converged": true, "starts": [
        {"name": "as shipped", "iterations": 23, "change": 0.000008, "likelihood": -9.5, "kept": true},
        {"name": "few matches", "iterations": 6, "change": 0.01, "likelihood": -12.0, "kept": false}],
     "comparisons": [
        {"attribute": "given_name", "levels": [
            {"same": 812.4, "apart": 9.0, "m_from_data": 0.97, "u_from_data": 0.9},
            {"same": 40.0, "apart": 2.0, "m_from_data": 0.9, "u_from_data": 0.5},
            {"same": 90.0, "apart": 3.0, "m_from_data": 0.95, "u_from_data": 0.5},
            {"same": 30.0, "apart": 900.0, "m_from_data": 0.9, "u_from_data": 1.0}]},
        {"attribute": "birth_date", "levels": [
            {"same": 20.0, "apart": 0.0, "m_from_data": 0.5, "u_from_data": 0.0},
            {"same": 0.2, "apart": 1.0, "m_from_data": 0.1, "u_from_data": 0.5},
            {"same": 0.0, "apart": 900.0, "m_from_data": 0.0, "u_from_data": 1.0}]}]}}"#;

fn workspace() -> Workspace {
    let workspace = people();
    let conn = workspace.connection();
    conn.execute_batch("DELETE FROM models; DELETE FROM blocking_report; DELETE FROM weight_histogram")
        .unwrap();
    conn.execute("INSERT INTO models VALUES (?, TIMESTAMP '2026-11-23 11:00:00', ?)", params![TOML, REPORT])
        .unwrap();
    conn.execute_batch(
        "INSERT INTO weight_histogram SELECT b, (500000 / pow(1.45, b + 40))::BIGINT FROM range(-40, -4) t(b);
         INSERT INTO weight_histogram SELECT b, 1 + (900 * exp(-pow((b - 18) / 6.0, 2)))::BIGINT FROM range(-4, 34) t(b);
         INSERT INTO blocking_report VALUES (0, 'email', 4100, 3900, 0, NULL), (1, 'phone', 5200, 700, 2, NULL),
             (2, 'given + birth_day', 88000, 12, 0, NULL), (3, 'everything', 44000000, 0, 0, 'costs too much')",
    )
    .unwrap();
    workspace
}

fn explorer(columns: u16, rows: u16) -> Harness {
    let mut explorer = Harness::new(workspace(), columns, rows, Answers::Given);
    explorer.keys("7");
    explorer
}

#[test]
fn the_model_at_three_sizes() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let mut explorer = explorer(columns, rows);
        for tab in ["weights", "blocking", "training"] {
            insta::assert_snapshot!(format!("model_{tab}_{columns}x{rows}"), explorer.screen());
            explorer.keys("]");
        }
    }
}

#[test]
fn the_threshold_walks_and_comes_back() {
    let mut explorer = explorer(120, 40);
    assert!(explorer.screen().contains("From +1 bits on (merge): "), "{}", explorer.screen());
    explorer.keys("left left left left left");
    assert!(explorer.screen().contains("From -4 bits on (review): "), "{}", explorer.screen());
    assert!(explorer.keys("right").screen().contains("From -3 bits on: "));
    assert!(explorer.keys("m").screen().contains("From +1 bits on (merge): "));
    explorer.keys("l esc");
    assert!(explorer.screen().contains("From +1 bits on (merge): "), "escape goes back to the one in force");
}

#[test]
fn each_tab_is_filtered_by_what_is_typed() {
    let mut explorer = explorer(120, 40);
    let screen = explorer.keys("/ b i r t h").screen();
    assert!(screen.contains("3 of 9") && screen.contains("one slip"), "{screen}");
    assert!(!screen.contains("nickname or part"), "{screen}");
    let screen = explorer.keys("enter ]").screen();
    assert!(screen.contains("given + birth_day") && screen.contains("1 of 4"), "{screen}");
    let session = explorer.app.session();
    let mut again = Harness::new(workspace(), 120, 40, Answers::Given);
    again.app.resume(&session);
    let screen = again.keys("1 7").screen();
    assert!(
        screen.contains("given + birth_day") && screen.contains("1 of 4"),
        "tab and filter come back: {screen}"
    );
    let screen = explorer.keys("] / \"zzz\"").screen();
    assert!(screen.contains("No line has birthzzz in it."), "{screen}");
    assert!(explorer.keys("enter esc").screen().contains("learned from"));
}

#[test]
fn it_holds_at_the_smallest_size_in_ascii_and_in_plain_text() {
    for look in [Look { ascii: true, ..Look::default() }, Look { plain: true, ..Look::default() }] {
        let mut explorer = Harness::with(workspace(), 60, 16, Answers::Given, look);
        let screen = explorer.keys("7").screen();
        assert!(screen.contains("From +1 bits on") && screen.contains("given name"), "{screen}");
        assert!(!screen.contains('▆') && !screen.contains('█') && !screen.contains('┊'), "{screen}");
    }
}

#[test]
fn without_a_model_it_says_how_to_get_one() {
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Given);
    assert!(explorer.keys("7").screen().contains("There is no model yet."), "{}", explorer.screen());
    let mut waiting = Harness::new(people(), 80, 24, Answers::Held);
    waiting.keys("7").later(600);
    assert!(waiting.screen().contains("600 ms"), "{}", waiting.screen());
    let mut refused = Harness::new(people(), 80, 24, Answers::Refused);
    assert!(refused.keys("7").screen().contains("disk is gone"));
}
