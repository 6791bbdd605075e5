//! A steward's hands on profiles, as keys and pictures, on a small resolved workspace.

use crate::resolve::decide::{Author, Verdict, decide_many};
use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, doubtful};
use crate::workspace::Workspace;

/// Two people in one profile of four records, which comes first in the list.
fn welded() -> Workspace {
    let workspace = doubtful();
    let author =
        Author { who: "jo", now: jiff::civil::date(2026, 11, 22).at(9, 0, 0, 0), reason: "one household" };
    let pairs = [(1003, 1004), (5003, 5004)];
    decide_many(workspace.connection(), &author, Verdict::Same, &pairs).unwrap();
    workspace
}

fn open(columns: u16, rows: u16, keys: &str) -> Harness {
    let mut explorer = Harness::new(welded(), columns, rows, Answers::Given);
    explorer.keys("2").keys(keys);
    explorer
}

fn number(explorer: &Harness, sql: &str) -> i64 {
    explorer.workspace().connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn homes(explorer: &Harness, records: &[i64]) -> Vec<i64> {
    let home = |record: &i64| {
        number(explorer, &format!("SELECT profile_id FROM profile_members WHERE record_id = {record}"))
    };
    records.iter().map(home).collect()
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

#[test]
fn selected_records_are_split_off_after_a_look_at_what_that_does() {
    let mut explorer = open(120, 40, "enter ] space x");
    let screen = explorer.screen();
    assert!(screen.contains("Split 1 record off P"), "{screen}");
    assert!(screen.contains("(new): 1 record") && screen.contains("called different people"), "{screen}");
    assert!(screen.contains("one undo takes it back"), "{screen}");
    let decisions = "SELECT count(*) FROM decisions WHERE action = 'decide'";
    explorer.keys("n");
    assert_eq!(number(&explorer, decisions), 2, "nothing was done");
    explorer.keys("x y");
    assert!(number(&explorer, decisions) > 2);
    let screen = explorer.screen();
    assert!(screen.contains("Done: 1 profile became 2 (4 records)"), "{screen}");
    assert!(screen.contains("3 records in 2 sources"), "the same profile, without it: {screen}");
    explorer.keys("U");
    assert_eq!(homes(&explorer, &[5003, 1004, 5004]), [homes(&explorer, &[1003])[0]; 3]);
    assert!(explorer.screen().contains("4 records in 2 sources"), "{}", explorer.screen());
}

#[test]
fn the_key_says_how_to_select_when_nothing_is() {
    let mut explorer = open(120, 40, "x");
    let screen = explorer.screen();
    assert!(screen.contains("Space selects the records") && screen.contains("k1003"), "{screen}");
    explorer.keys("space space ctrl-x x");
    assert!(explorer.screen().contains("Space selects the records"), "{}", explorer.screen());
}

#[test]
fn two_profiles_become_one() {
    let mut explorer = open(120, 40, "t");
    assert!(explorer.screen().contains("taken: P"), "{}", explorer.screen());
    explorer.keys("m");
    assert!(explorer.screen().contains("go to another profile"), "{}", explorer.screen());
    explorer.keys("down m");
    let screen = explorer.screen();
    assert!(screen.contains("Merge 2 profiles?") && screen.contains("ends."), "{screen}");
    explorer.keys("y");
    let screen = explorer.screen();
    assert!(screen.contains("Done: 2 profiles became 1 (6 records)"), "{screen}");
    assert!(!screen.contains("taken:"), "{screen}");
    assert_eq!(number(&explorer, "SELECT count(*) FROM profiles WHERE records = 6"), 1);
    explorer.keys("U");
    assert!(explorer.screen().contains("Taken back"), "{}", explorer.screen());
    // Marked ones likewise.
    explorer.keys("home space space m");
    assert!(explorer.screen().contains("Merge 2 profiles?"), "{}", explorer.screen());
    explorer.keys("esc t t");
    assert!(explorer.screen().contains("Put down again"), "{}", explorer.screen());
}

#[test]
fn a_record_is_moved_and_a_former_word_against_it_is_said_first() {
    let mut explorer = open(120, 40, "");
    let from = homes(&explorer, &[1003])[0];
    // The words that made them one are overruled.
    explorer.keys("enter ] space t esc down m");
    let screen = explorer.screen();
    assert!(
        screen.contains("Move 1 record to P") && screen.contains(&format!("taken: 1 record of P{from}")),
        "{screen}"
    );
    assert!(screen.contains("! It overrules decision 1 of jo, 2026-11-22"), "{screen}");
    let there = number(&explorer, "SELECT count(*) FROM profiles");
    explorer.keys("y");
    assert_eq!(number(&explorer, "SELECT count(*) FROM profiles"), there);
    assert_eq!(
        number(&explorer, "SELECT count(*) FROM profiles WHERE records = 3"),
        2,
        "{}",
        explorer.screen()
    );
}

#[test]
fn a_golden_value_is_chosen_with_a_reason_and_let_go() {
    let mut explorer = open(120, 40, "enter v");
    let screen = explorer.screen();
    assert!(screen.contains("given name: which one?") && screen.contains("golden now"), "{screen}");
    explorer.keys("end enter");
    assert!(explorer.screen().contains("given name of P"), "{}", explorer.screen());
    explorer.keys("enter");
    assert_eq!(number(&explorer, "SELECT count(*) FROM golden_choices"), 0, "no reason, no choice");
    explorer.keys("v end enter").keys("\"asked").keys("enter");
    let screen = explorer.screen();
    assert!(screen.contains("Chosen: the given name of P"), "{screen}");
    assert!(screen.contains("given name chosen by maria on 2026-11-23: asked"), "{screen}");
    explorer.keys("U");
    assert!(explorer.screen().contains("Taken back: the given name"), "{}", explorer.screen());
    explorer.keys("v end enter").keys("\"asked").keys("enter v end enter");
    let screen = explorer.screen();
    assert!(screen.contains("Let go: the given name") && !screen.contains("chosen by maria"), "{screen}");
}

#[test]
fn a_profile_is_locked_and_unlocked() {
    let mut explorer = open(120, 40, "K");
    assert!(explorer.screen().contains("takes in no others"), "{}", explorer.screen());
    explorer.keys("\"checked").keys("enter");
    let screen = explorer.screen();
    assert!(screen.contains("■ locked by maria on 2026-11-23"), "{screen}");
    explorer.keys("enter ] space x");
    let screen = explorer.screen();
    assert!(screen.contains("■ David Archer") && screen.contains("unlock it first"), "{screen}");
    explorer.keys("K");
    let screen = explorer.screen();
    assert!(screen.contains("is free again") && !screen.contains("■ locked"), "{screen}");
    explorer.keys("U");
    assert!(explorer.screen().contains("is locked again"), "{}", explorer.screen());
}

#[test]
fn hands_are_off_in_a_workspace_that_is_only_read() {
    let look = Look { read_only: true, ..Look::default() };
    for key in ["x", "t", "m", "v", "K", "U", "R"] {
        let mut explorer = Harness::with(welded(), 120, 40, Answers::Given, look);
        explorer.keys("2 enter").keys(key);
        assert!(explorer.screen().contains("open read-only"), "{key}: {}", explorer.screen());
    }
}

#[test]
fn how_it_looks() {
    for (columns, rows) in SIZES {
        let at = |name: &str| format!("hands_{name}_{columns}x{rows}");
        let explorer = open(columns, rows, "enter ] space");
        insta::assert_snapshot!(at("selected"), explorer.screen());
        let explorer = open(columns, rows, "enter ] space x");
        insta::assert_snapshot!(at("split"), explorer.screen());
        let explorer = open(columns, rows, "enter ] space t esc down m");
        insta::assert_snapshot!(at("move"), explorer.screen());
        let explorer = open(columns, rows, "enter v");
        insta::assert_snapshot!(at("choose"), explorer.screen());
        let mut explorer = open(columns, rows, "enter v end enter \"asked enter K");
        explorer.keys("\"checked").keys("enter");
        insta::assert_snapshot!(at("locked"), explorer.screen());
    }
}
