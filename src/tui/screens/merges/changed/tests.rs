//! The board of what the last load changed from outside: what it shows at three sizes, and what its keys do.

use crate::progress::Progress;
use crate::resolve::{ResolveOptions, run};
use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, doubtful};
use crate::workspace::Workspace;
use jiff::civil::date;

/// Two runs; between them one person's records came to say what another's say, one record says something else, one left,
/// and with two more a whole person.
fn reloaded() -> Workspace {
    let workspace = doubtful();
    let conn = workspace.connection();
    let summary = r#"{"stages": [{"name": "resolve", "fresh": false, "profiles": 46}]}"#;
    let ran = |run: i64, minute: i8| {
        let at = date(2026, 11, 23).at(11, minute, 0, 0);
        conn.execute(
            "INSERT INTO runs VALUES (?1, CAST(?2 AS TIMESTAMP), CAST(?2 AS TIMESTAMP), ?3)",
            duckdb::params![run, at.to_string(), summary],
        )
        .unwrap();
        at
    };
    ran(1, 50);
    conn.execute_batch(
        "UPDATE records SET given_name = o.given_name, family_name = o.family_name, birth_date = o.birth_date,
             email = o.email, email_key = o.email_key, street = o.street, postcode = o.postcode
         FROM (FROM records WHERE record_id = 1020) o WHERE records.record_id IN (1010, 5010);
         UPDATE records SET given_name = 'Zelda', family_name = 'Yarrow', birth_date = '1931-12-01', email = 'z@y.org',
             email_key = 'z@y.org', street = '1 Far Away', postcode = 'QQ1' WHERE record_id = 5030;
         DELETE FROM records WHERE record_id IN (5035, 1036, 5036);
         INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, currency, channels)
             SELECT profile_id, 1, 1, 2, 149.5, 'EUR', 1 FROM profile_members WHERE record_id = 1030",
    )
    .unwrap();
    let at = ran(2, 58);
    run(conn, 2, at, ResolveOptions::default(), &Progress::silent()).unwrap();
    workspace
}

fn open((columns, rows): (u16, u16), keys: &str) -> Harness {
    let mut explorer = Harness::new(reloaded(), columns, rows, Answers::Given);
    explorer.keys("3 d").keys(keys);
    explorer
}

fn profiles(explorer: &Harness) -> i64 {
    let sql = "SELECT count(*) FROM profiles";
    explorer.workspace().connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_board_at_three_sizes() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        insta::assert_snapshot!(format!("changed_{columns}x{rows}"), open((columns, rows), "").screen());
    }
}

#[test]
fn waiting_failing_and_having_nothing_are_said() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let said = |answers, state: &str, wanted: &str| {
            let mut explorer = Harness::new(doubtful(), columns, rows, answers);
            explorer.keys("3 d").later(600);
            assert!(explorer.screen().contains(wanted), "{}", explorer.screen());
            insta::assert_snapshot!(format!("changed_{state}_{columns}x{rows}"), explorer.screen());
        };
        said(Answers::Held, "loading", "Looking what the last load changed");
        said(Answers::Refused, "failed", "disk is gone");
        said(Answers::Given, "empty", "Only one run has resolved the records");
    }
}

#[test]
fn one_key_leaves_a_change_one_takes_it_back_and_undo_brings_it_again() {
    let mut explorer = open((120, 40), "");
    let (before, screen) = (profiles(&explorer), explorer.screen());
    assert!(
        screen.contains("4 changes since run 1") && screen.contains("P47 went out of it (1 record)"),
        "{screen}"
    );
    explorer.keys("a");
    assert!(
        explorer.screen().contains("Right as it is: it is not asked about again"),
        "{}",
        explorer.screen()
    );
    assert!(explorer.screen().contains("3 changes"), "{}", explorer.screen());
    assert_eq!(profiles(&explorer), before);
    explorer.keys("home b");
    let screen = explorer.screen();
    assert!(screen.contains("Take back what the load did to P") && screen.contains("one undo"), "{screen}");
    explorer.keys("enter");
    assert_eq!(profiles(&explorer), before, "Enter takes the default: no");
    explorer.keys("b y");
    assert_ne!(profiles(&explorer), before);
    assert!(explorer.screen().contains("2 changes"), "{}", explorer.screen());
    explorer.keys("U U");
    assert_eq!(profiles(&explorer), before);
    assert!(explorer.screen().contains("4 changes"), "{}", explorer.screen());
}

#[test]
fn what_left_the_data_can_only_be_looked_at() {
    let mut explorer = open((120, 40), "end");
    let screen = explorer.screen();
    assert!(screen.contains("Records that left the data are not here any more"), "{screen}");
    explorer.keys("a");
    assert!(explorer.screen().contains("can't be spoken of"), "{}", explorer.screen());
    explorer.keys("up enter");
    assert!(explorer.screen().contains("That profile left with its records"), "{}", explorer.screen());
    explorer.keys("home enter");
    assert!(explorer.screen().contains("Merges › Profiles"), "{}", explorer.screen());
}

#[test]
fn it_keeps_to_masks_and_read_only() {
    let look = Look { masked: true, read_only: true, ..Look::default() };
    let mut explorer = Harness::with(reloaded(), 120, 40, Answers::Given, look);
    explorer.keys("3 d");
    for secret in ["Zelda", "Yarrow", "Eriksen", "Mill Road", "z@y.org"] {
        assert!(!explorer.screen().contains(secret), "{secret} in\n{}", explorer.screen());
    }
    explorer.keys("a b");
    assert!(explorer.screen().contains("open read-only"), "{}", explorer.screen());
}
