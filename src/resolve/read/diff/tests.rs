//! Loads that add, change and remove records, and a decision between: what the ledger says of it.

use super::*;
use crate::progress::Progress;
use crate::resolve::decide::{Author, Verdict, Which, decide, undo};
use crate::resolve::read::REDIRECTS;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::Workspace;
use jiff::civil::date;

fn at(hour: i8) -> DateTime {
    date(2026, 11, 23).at(hour, 0, 0, 0)
}

fn says(conn: &Connection, record: i64, given: &str, family: &str) {
    conn.prepare_cached("DELETE FROM records WHERE record_id = ?").unwrap().execute([record]).unwrap();
    conn.prepare_cached("INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name, email, email_key, raw)
         VALUES (?1, 1, 1, ?1, 'k' || ?1, ?2, ?3, lower(?2) || '@' || lower(?3) || '.org', lower(?2) || '@' || lower(?3) || '.org', '{}')")
.unwrap()
.execute(
        params![record, given, family],
    )
    .unwrap();
}

fn resolve(conn: &Connection, run_id: i64, hour: i8) {
    run(conn, run_id, at(hour), ResolveOptions::default(), &Progress::silent()).unwrap();
    let profiles: i64 = conn.query_row("SELECT count(*) FROM profiles", [], |r| r.get(0)).unwrap();
    let summary = format!(r#"{{"stages": [{{"name": "resolve", "fresh": false, "profiles": {profiles}}}]}}"#);
    conn.execute(
        "INSERT INTO runs VALUES (?1, CAST(?2 AS TIMESTAMP), CAST(?2 AS TIMESTAMP), ?3)",
        params![run_id, at(hour).to_string(), summary],
    )
    .unwrap();
}

pub(in crate::resolve::read) fn author(hour: i8) -> Author<'static> {
    Author { who: "maria", now: at(hour), reason: "" }
}

/// Two runs, with a decision and every kind of change between them, and the decision's undo after.
pub(in crate::resolve::read) fn workspace() -> Workspace {
    let workspace = Workspace::in_memory().unwrap();
    let conn = workspace.connection();
    conn.execute_batch("INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP)")
        .unwrap();
    let people = [
        ("Ann", "Lee"),
        ("Ann", "Lee"),
        ("Bob", "Day"),
        ("Cleo", "Fox"),
        ("Dan", "Ray"),
        ("Dan", "Ray"),
        ("Eve", "Orr"),
    ];
    for ((given, family), record) in people.into_iter().zip(1..) {
        says(conn, record, given, family);
    }
    resolve(conn, 1, 12);
    decide(conn, &author(13), Verdict::Different, 1, 2).unwrap();
    says(conn, 4, "Dan", "Ray");
    says(conn, 6, "Gus", "Tully");
    conn.execute("DELETE FROM records WHERE record_id = 7", []).unwrap();
    says(conn, 8, "Bob", "Day");
    says(conn, 9, "Fay", "Whitlock");
    resolve(conn, 2, 14);
    undo(conn, &author(15), Which::Last).unwrap();
    workspace
}

fn lines(diff: &RunDiff) -> Vec<(i64, &str, Option<i64>, &str)> {
    diff.changes.iter().map(|c| (c.profile_id, c.change.as_str(), c.other_id, c.cause.as_str())).collect()
}

#[test]
fn every_change_has_its_cause() {
    let workspace = workspace();
    let diff = run_diff(workspace.connection(), None, None, 100).unwrap();
    assert_eq!((diff.from.run_id, diff.to.as_ref().map(|r| r.run_id)), (1, Some(2)));
    assert_eq!((diff.from.profiles, diff.profiles), (Some(5), Some(6)));
    assert_eq!((diff.decisions, diff.decisions_since, diff.more), (1, 1, 0));
    assert_eq!(
        lines(&diff),
        [
            (1, "split", Some(6), "decision 1"),
            (3, "merged", Some(4), "changed record"),
            (7, "merged", Some(4), "changed record"),
            (5, "gone", None, "removed record"),
            (8, "created", None, "new record"),
            (2, "joined", None, "new record"),
        ]
    );
    assert_eq!(diff.changes[1].name.as_deref(), Some("Dan Ray"));
    let merged = diff.counts.iter().find(|c| c.change == "merged").unwrap();
    assert_eq!((merged.cause.as_str(), merged.profiles, merged.records), ("changed record", 2, 2));
}

#[test]
fn up_to_now_the_undo_counts_too_and_lists_are_bounded() {
    let workspace = workspace();
    let conn = workspace.connection();
    let since = run_diff(conn, Some(2), None, 100).unwrap();
    assert_eq!(lines(&since), [(1, "merged", Some(6), "undo of decision 1")]);
    assert_eq!((since.profiles, since.decisions), (Some(5), 1));
    let all = run_diff(conn, Some(1), None, 2).unwrap();
    assert_eq!((all.changes.len(), all.more), (2, 5));
    assert_eq!(all.counts.iter().find(|c| c.cause == "decision").map(|c| c.profiles), Some(1));
}

#[test]
fn the_same_records_once_more_change_nothing_and_a_moved_figure_is_the_models() {
    let workspace = workspace();
    let conn = workspace.connection();
    resolve(conn, 3, 16);
    let third = run_diff(conn, Some(2), Some(3), 9).unwrap();
    assert_eq!(
        lines(&third),
        [(1, "merged", Some(6), "undo of decision 1")],
        "the run itself changed nothing"
    );
    // As if the model had thought otherwise the last time.
    conn.execute("UPDATE profile_members SET profile_id = 99 WHERE record_id = 8", []).unwrap();
    resolve(conn, 4, 17);
    assert_eq!(lines(&run_diff(conn, None, None, 9).unwrap()), [(2, "merged", Some(99), "model")]);
}

#[test]
fn ids_that_are_gone_lead_to_where_their_people_are() {
    let workspace = workspace();
    let rows: Vec<(i64, Option<i64>, i64, String)> = workspace
        .connection()
        .prepare(REDIRECTS)
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(5)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        rows,
        [
            (4, Some(3), 1, "changed record".to_owned()),
            (4, Some(7), 2, "changed record".into()),
            (5, None, 1, "removed record".into()),
            (6, Some(1), 1, "undo of decision 1".into()),
        ]
    );
}

#[test]
fn runs_that_are_not_there_are_said() {
    let workspace = workspace();
    let conn = workspace.connection();
    for (from, to, word) in
        [(Some(9), None, "runs 1 to 2"), (Some(2), Some(1), "not before"), (Some(0), None, "no run 0")]
    {
        let error = run_diff(conn, from, to, 9).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    let empty = Workspace::in_memory().unwrap();
    let error = run_diff(empty.connection(), None, None, 9).unwrap_err().to_string();
    assert!(error.contains("two runs"), "{error}");
}
