//! The boards from outside: what they show at three sizes, and what their keys do to a small resolved workspace.

use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, doubtful, welded};
use crate::workspace::Workspace;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

/// Three doubtful pairs that compare alike: another given name, the same family name in the same house.
fn alike() -> Workspace {
    let workspace = doubtful();
    let sql = "UPDATE edges SET pattern = 6 | (1 << 3) | (24 << 12) WHERE state = 'review'";
    workspace.connection().execute_batch(sql).unwrap();
    workspace
}

/// Two contacts that several people hold.
fn shared() -> Workspace {
    let workspace = doubtful();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO contacts VALUES ('email', 'anna.archer@mail0.org', 'shared', 'data', 5, 4, 3, 4, true, 1000),
                 ('address', '7oaklane, zz0', 'junk', 'data', 4, 3, 2, 4, true, 9001)",
        )
        .unwrap();
    workspace
}

fn open(workspace: Workspace, (columns, rows): (u16, u16), keys: &str) -> Harness {
    let mut explorer = Harness::new(workspace, columns, rows, Answers::Given);
    explorer.keys("3").keys(keys);
    explorer
}

fn count(explorer: &Harness, sql: &str) -> i64 {
    explorer.workspace().connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn profiles(explorer: &Harness) -> i64 {
    count(explorer, "SELECT count(*) FROM profiles")
}

#[test]
fn the_boards_at_three_sizes() {
    for size in SIZES {
        let (columns, rows) = size;
        let name = |board: &str| format!("{board}_{columns}x{rows}");
        insta::assert_snapshot!(name("many"), open(alike(), size, "m").screen());
        insta::assert_snapshot!(name("repair"), open(welded(), size, "w").screen());
        insta::assert_snapshot!(name("shared"), open(shared(), size, "i").screen());
    }
}

#[test]
fn one_key_decides_on_all_that_compare_alike_and_one_takes_it_back() {
    let mut explorer = open(alike(), (120, 40), "m");
    let before = profiles(&explorer);
    let screen = explorer.screen();
    assert!(screen.contains("different given name, same family name"), "{screen}");
    assert!(screen.contains("1 of 3") && screen.contains("Paula") && screen.contains("Petra"), "{screen}");
    assert!(screen.contains("3 pairs: 6 profiles become 3 (6 records)"), "{screen}");
    explorer.keys("Y");
    let screen = explorer.screen();
    assert!(screen.contains("Call 3 pairs the same person?") && screen.contains("one undo"), "{screen}");
    explorer.keys("enter");
    assert_eq!(profiles(&explorer), before, "Enter takes the default: no");
    explorer.keys("Y y");
    assert_eq!(profiles(&explorer), before - 3);
    let screen = explorer.screen();
    assert!(screen.contains("= Same person: 3 pairs; 6 profiles became 3"), "{screen}");
    assert!(screen.contains("No two pairs that wait compare alike."), "{screen}");
    explorer.keys("U");
    assert_eq!(profiles(&explorer), before);
    assert!(explorer.screen().contains("Taken back: 3 decisions"), "{}", explorer.screen());
    assert!(explorer.screen().contains("1 pattern, 3 pairs"), "{}", explorer.screen());
    explorer.keys("R");
    assert_eq!(profiles(&explorer), before - 3);
}

#[test]
fn the_log_has_one_entry_for_them_that_opens() {
    let mut explorer = open(alike(), (120, 40), "m N y L");
    let screen = explorer.screen();
    assert!(
        screen.contains("1 ≠ different people")
            && screen.contains("3 pairs")
            && screen.contains("Enter opens"),
        "{screen}"
    );
    explorer.keys("enter");
    let screen = explorer.screen();
    assert!(screen.contains("Decision 1: 3 pairs at once") && screen.contains("Petra"), "{screen}");
    explorer.keys("U");
    assert_eq!(count(&explorer, "SELECT count(*) FROM edges WHERE state = 'review'"), 1, "one alone");
    explorer.keys("esc");
    let screen = explorer.screen();
    assert!(screen.contains("2 of 3"), "{screen}");
    explorer.keys("end U");
    assert_eq!(count(&explorer, "SELECT count(*) FROM edges WHERE state = 'review'"), 3, "the rest");
}

#[test]
fn the_pairs_of_a_pattern_can_be_looked_at_one_by_one() {
    let mut explorer = open(alike(), (80, 24), "m enter");
    let screen = explorer.screen();
    assert!(screen.contains("Merges › pairs that compare alike") && screen.contains("1 of 3"), "{screen}");
    explorer.keys("y");
    assert!(explorer.screen().contains("1 of 2"), "{}", explorer.screen());
}

#[test]
fn a_profile_is_cut_where_it_holds_least_and_undo_mends_it() {
    let mut explorer = open(welded(), (120, 40), "w");
    let before = profiles(&explorer);
    let screen = explorer.screen();
    assert!(screen.contains("birth dates") && screen.contains("weakest bridge"), "{screen}");
    explorer.keys("x");
    assert!(explorer.screen().contains("in two?"), "{}", explorer.screen());
    explorer.keys("y");
    assert_eq!(profiles(&explorer), before + 1);
    assert!(explorer.screen().contains("Cut: 1 profile became 2"), "{}", explorer.screen());
    explorer.keys("U");
    assert_eq!(profiles(&explorer), before);
}

#[test]
fn a_profile_that_is_kept_is_not_asked_about_again() {
    let mut explorer = open(welded(), (120, 40), "w");
    let before = profiles(&explorer);
    explorer.keys("y");
    assert!(explorer.screen().contains("= One person: it is not asked about again"), "{}", explorer.screen());
    assert!(explorer.screen().contains("No profile looks like several people."), "{}", explorer.screen());
    assert_eq!(profiles(&explorer), before);
}

#[test]
fn one_key_says_whose_a_contact_is() {
    let mut explorer = open(shared(), (120, 40), "i");
    assert!(explorer.screen().contains("anna.archer@mail0.org"), "{}", explorer.screen());
    explorer.keys("P");
    let word = "SELECT count(*) FROM contact_decisions WHERE label = 'personal'";
    assert_eq!(count(&explorer, word), 1);
    assert!(explorer.screen().contains("personal now: bears on"), "{}", explorer.screen());
    explorer.keys("home U");
    assert_eq!(count(&explorer, "SELECT count(*) FROM contact_decisions WHERE action = 'undo'"), 1);
}

#[test]
fn typing_narrows_the_queue_and_the_log() {
    let mut explorer = open(alike(), (80, 24), "/");
    explorer.keys("\"olg");
    let screen = explorer.screen();
    assert!(screen.contains("Olga") && !screen.contains("Petra") && screen.contains("1 pair"), "{screen}");
    explorer.keys("enter enter");
    assert!(
        explorer.screen().contains("1 of 1") && explorer.screen().contains("/olg"),
        "{}",
        explorer.screen()
    );
    explorer.keys("esc");
    assert!(explorer.screen().contains("of 3"), "{}", explorer.screen());
    explorer.keys("n L /").keys("\"zzz");
    assert!(explorer.screen().contains("No decision has that."), "{}", explorer.screen());
    explorer.keys("esc /").keys("\"olga");
    assert!(explorer.screen().contains("1 entry"), "{}", explorer.screen());
}

#[test]
fn conditions_narrow_the_queue_and_what_makes_no_sense_is_told() {
    let workspace = alike();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO segments VALUES ('vip', 'Best customers', '', '', 'value', 1, 1, TIMESTAMP '2026-11-20');
             INSERT INTO segment_members SELECT 'vip', profile_id FROM profile_members WHERE record_id = 9011",
        )
        .unwrap();
    let mut explorer = open(workspace, (80, 24), "/");
    assert!(explorer.screen().contains("source: segment: region:"), "{}", explorer.screen());
    explorer.keys("\"segment:best");
    let screen = explorer.screen();
    assert!(screen.contains("Olga") && !screen.contains("Petra") && screen.contains("1 pair"), "{screen}");
    explorer.keys("esc /").keys("\"differs:given").keys("space").keys("\"source:crm");
    assert!(explorer.screen().contains("3 pairs"), "{}", explorer.screen());
    explorer.keys("esc /").keys("\"band:never");
    let screen = explorer.screen();
    assert!(screen.contains("band:never says nothing") && screen.contains("likely-same"), "{screen}");
    explorer.keys("esc");
    assert!(explorer.screen().contains("Petra"), "{}", explorer.screen());
}

#[test]
fn the_segments_of_one_side_alone_are_told_before_a_decision() {
    let workspace = doubtful();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO segments VALUES ('vip', 'Best customers', '', '', 'value', 1, 1, TIMESTAMP '2026-11-20'),
                 ('new', 'New this month', '', '', 'lifecycle', 2, 2, TIMESTAMP '2026-11-20');
             INSERT INTO segment_members SELECT 'vip', profile_id FROM profile_members WHERE record_id = 9001;
             INSERT INTO segment_members SELECT 'new', profile_id FROM profile_members WHERE record_id IN (9001, 9002)",
        )
        .unwrap();
    let mut explorer = open(workspace, (120, 40), "");
    let screen = explorer.screen();
    assert!(screen.contains("Segments: those of one side alone are counted anew"), "{screen}");
    assert!(screen.contains("≠ Best customers") && screen.contains("= both: New this month"), "{screen}");
    explorer.keys("y p");
    let screen = explorer.screen();
    assert!(screen.contains("Segments of the profile both are in"), "{screen}");
}

#[test]
fn the_boards_keep_to_masks_and_read_only() {
    let look = Look { masked: true, read_only: true, ..Look::default() };
    type Town = fn() -> Workspace;
    let boards: [(Town, &str); 3] = [(alike, "m"), (welded, "w"), (shared, "i")];
    for (workspace, key) in boards {
        let mut explorer = Harness::with(workspace(), 120, 40, Answers::Given, look);
        explorer.keys("3").keys(key);
        let screen = explorer.screen();
        for secret in ["Paula", "Petra", "David", "anna.archer", "Oak Lane"] {
            assert!(!screen.contains(secret), "{secret} in\n{screen}");
        }
        explorer.keys("Y x P");
        assert!(explorer.screen().contains("open read-only"), "{}", explorer.screen());
    }
}

#[test]
fn waiting_and_failing_are_said() {
    for (key, waits) in [
        ("m", "Looking which pairs compare alike"),
        ("w", "Looking through the profiles"),
        ("i", "Looking who shares what"),
    ] {
        let mut explorer = Harness::new(doubtful(), 80, 24, Answers::Held);
        explorer.keys("3").keys(key).later(600);
        assert!(explorer.screen().contains(waits), "{}", explorer.screen());
        let mut explorer = Harness::new(doubtful(), 80, 24, Answers::Refused);
        explorer.keys("3").keys(key);
        assert!(explorer.screen().contains("disk is gone"), "{}", explorer.screen());
    }
}
