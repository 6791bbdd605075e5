//! The board of golden values in conflict from outside: what it shows at three sizes, and what its keys do.

use crate::resolve::decide::{Author, Verdict, decide_many};
use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, doubtful};
use crate::workspace::Workspace;
use jiff::civil::date;

/// Three people with two given names each, one of them with two birth dates too.
fn conflicted() -> Workspace {
    let workspace = doubtful();
    let conn = workspace.connection();
    conn.execute_batch(
        "UPDATE records SET birth_date = '1999-07-05' WHERE record_id = 9002;
         UPDATE records SET updated_at = TIMESTAMP '2026-10-01' + to_days((record_id % 50)::INT) WHERE record_id > 9000;",
    )
    .unwrap();
    let author = Author { who: "maria", now: date(2026, 11, 23).at(11, 55, 0, 0), reason: "" };
    decide_many(conn, &author, Verdict::Same, &[(9001, 9002), (9011, 9012), (9021, 9022)]).unwrap();
    conn.execute_batch(
        "INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, currency, channels)
             SELECT profile_id, 1, 1, 2, 149.5, 'EUR', 1 FROM profile_members WHERE record_id = 9001",
    )
    .unwrap();
    workspace
}

fn open(workspace: Workspace, (columns, rows): (u16, u16), keys: &str) -> Harness {
    let mut explorer = Harness::new(workspace, columns, rows, Answers::Given);
    explorer.keys("3 v").keys(keys);
    explorer
}

fn chosen(explorer: &Harness) -> Vec<(String, i64, String)> {
    let sql = "SELECT attribute, record_id, reason FROM golden_choices WHERE action = 'choose' ORDER BY decision_id";
    let connection = explorer.workspace().connection();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_board_at_three_sizes() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let explorer = open(conflicted(), (columns, rows), "");
        insta::assert_snapshot!(format!("golden_{columns}x{rows}"), explorer.screen());
    }
}

#[test]
fn waiting_failing_and_having_nothing_are_said() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let said = |answers, state: &str, wanted: &str| {
            let mut explorer = Harness::new(doubtful(), columns, rows, answers);
            explorer.keys("3 v").later(600);
            assert!(explorer.screen().contains(wanted), "{}", explorer.screen());
            insta::assert_snapshot!(format!("golden_{state}_{columns}x{rows}"), explorer.screen());
        };
        said(Answers::Held, "loading", "Looking for golden values in conflict");
        said(Answers::Refused, "failed", "disk is gone");
        said(Answers::Given, "empty", "No golden value is in conflict");
    }
}

#[test]
fn one_key_leaves_a_value_one_takes_the_other_and_undo_asks_again() {
    let mut explorer = open(conflicted(), (120, 40), "");
    let screen = explorer.screen();
    assert!(screen.contains("Which value is right?") && screen.contains("4 golden values"), "{screen}");
    assert!(screen.contains("1999-07-05 stays: asked no more"), "{screen}");
    assert!(screen.contains("2000-02-03 is golden, in every run"), "{screen}");
    explorer.keys("a");
    assert!(explorer.screen().contains("3 golden values"), "{}", explorer.screen());
    assert!(explorer.screen().contains("Settled: the birth date of P"), "{}", explorer.screen());
    explorer.keys("t t");
    assert!(explorer.screen().contains("1 golden value"), "{}", explorer.screen());
    let done = chosen(&explorer);
    assert_eq!(done.len(), 3);
    assert_eq!((done[0].0.as_str(), done[0].1), ("birth_date", 9002), "the one that is golden");
    assert!(done.iter().all(|(.., reason)| reason == crate::resolve::read::LOOKED_AT));
    explorer.keys("U U U");
    assert!(explorer.screen().contains("4 golden values"), "{}", explorer.screen());
}

#[test]
fn any_of_the_values_can_be_taken_from_inside() {
    let workspace = conflicted();
    let sql = "INSERT INTO records BY NAME SELECT * REPLACE (9003 AS record_id, 'k9003' AS native_key, 'Rita' AS given_name,
            3 AS source_id) FROM records WHERE record_id = 9001;
        INSERT INTO sources VALUES (3, 'till', 'generic', 'Till', 'GB', TIMESTAMP '2026-11-20');
        INSERT INTO profile_members SELECT 9003, profile_id FROM profile_members WHERE record_id = 9001";
    workspace.connection().execute_batch(sql).unwrap();
    let mut explorer = open(workspace, (120, 40), "right");
    assert!(explorer.screen().contains("Paula is golden, in every run"), "{}", explorer.screen());
    explorer.keys("up up down down t");
    assert_eq!(chosen(&explorer)[0].1, 9003, "the last of the three");
}

#[test]
fn enter_opens_the_person_and_skipping_changes_nothing() {
    let explorer = open(conflicted(), (120, 40), "s enter");
    assert!(explorer.screen().contains("Merges › Profiles › Petra Zimmer"), "{}", explorer.screen());
    assert!(chosen(&explorer).is_empty());
}

#[test]
fn it_keeps_to_masks_and_read_only() {
    let look = Look { masked: true, read_only: true, ..Look::default() };
    let mut explorer = Harness::with(conflicted(), 120, 40, Answers::Given, look);
    explorer.keys("3 v");
    for secret in ["Paula", "Petra", "Zimmer", "Oak Lane", "1999-07-05"] {
        assert!(!explorer.screen().contains(secret), "{secret} in\n{}", explorer.screen());
    }
    explorer.keys("a");
    assert!(explorer.screen().contains("open read-only"), "{}", explorer.screen());
}
