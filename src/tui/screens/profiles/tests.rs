//! Why not, how and what if, as keys and pictures, on a small resolved workspace.

use crate::tui::harness::{Answers, Harness, doubtful};

fn profiles() -> Harness {
    let mut explorer = Harness::new(doubtful(), 200, 50, Answers::Given);
    explorer.keys("2");
    explorer
}

#[test]
fn why_two_marked_are_not_one() {
    let mut explorer = profiles();
    explorer.keys("w");
    assert!(!explorer.screen().contains("Why not one?"), "nobody is marked");
    let screen = explorer.keys("space down w").screen();
    assert!(screen.contains("Why not one?") && screen.contains("their closest records"), "{screen}");
    assert!(screen.contains("all 2 records of the one against all 2 of the other"), "{screen}");
    let screen = explorer.keys("esc").screen();
    assert!(!screen.contains("Why not one?") && screen.contains("golden record"), "{screen}");
}

#[test]
fn how_one_holds_together() {
    let mut explorer = profiles();
    let screen = explorer.keys("] ] ] ] ]").screen();
    assert!(screen.contains("weakest: ") && screen.contains("it would come apart into these"), "{screen}");
}

#[test]
fn what_if_is_told_and_nothing_changes() {
    let mut explorer = profiles();
    // As if no deterministic rule held anybody together.
    let certain = "UPDATE edges SET evidence = 'probabilistic'";
    explorer.workspace().connection().execute_batch(certain).unwrap();
    let before: i64 = count(&explorer);
    let screen = explorer.keys(r#"W "merge" space "90" enter"#).screen();
    assert!(screen.contains("What if: merge 90") && screen.contains("fall apart"), "{screen}");
    assert!(screen.contains("the largest changes") && screen.contains("≠ split"), "{screen}");
    assert_eq!(count(&explorer), before);
    let screen = explorer.keys(r#"esc W "shoe" enter"#).screen();
    assert!(screen.contains("is no change"), "{screen}");
}

fn count(explorer: &Harness) -> i64 {
    let conn = explorer.workspace().connection();
    conn.query_row("SELECT count(*) FROM profiles", [], |row| row.get(0)).unwrap()
}
