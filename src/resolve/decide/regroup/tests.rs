//! Splits, merges and moves: what they change is what was foreseen, a run keeps it, and one undo gives back what was.

use super::super::tests::{author, now, state, whole, workspace};
use super::super::{Which, decide, decide_many, undo};
use super::*;
use crate::progress::Progress;
use crate::resolve::error::database;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::in_transaction;

fn profile(conn: &Connection, record: i64) -> i64 {
    let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
    conn.query_row(sql, [record], |row| row.get(0)).unwrap()
}

fn homes(conn: &Connection, records: &[i64]) -> Vec<i64> {
    records.iter().map(|record| profile(conn, *record)).collect()
}

fn run_again(conn: &Connection) {
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions { threads: 2, whole: true }, &Progress::silent())
    })
    .unwrap();
}

/// Does it as foreseen, takes it back to the letter, does it again, and runs.
fn holds(conn: &Connection, wanted: &Regroup) -> Effect {
    let before = whole(conn);
    let foreseen = preview_regroup(conn, wanted).unwrap();
    assert_eq!(whole(conn), before, "a preview only reads");
    let effect = regroup(conn, &author(), wanted).unwrap();
    assert_eq!(effect.outcome, foreseen.outcome);
    assert_eq!(effect.pairs, foreseen.same + foreseen.different);
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(whole(conn), before, "one undo takes all of it back");
    let effect = regroup(conn, &author(), wanted).unwrap();
    let members = state(conn).0;
    run_again(conn);
    assert_eq!(state(conn).0, members, "a run keeps it");
    effect
}

fn effect(conn: &Connection, decision: i64) -> String {
    let sql = "SELECT effect FROM decisions WHERE decision_id = ?";
    conn.query_row(sql, [decision], |row| row.get(0)).unwrap()
}

#[test]
fn records_are_split_off_and_both_parts_stay_whole() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide_many(conn, &author(), Verdict::Same, &[(1003, 1004), (5003, 5004), (1004, 1005)]).unwrap();
    let one = profile(conn, 1003);
    assert_eq!(homes(conn, &[5003, 1004, 5004, 1005, 5005]), [one; 5]);
    // A record of each of two people: neither part would hold together by itself.
    let done = holds(conn, &Regroup::Split(vec![1003, 1004]));
    assert!(done.pairs > 2, "several words: {done:?}");
    assert_eq!(effect(conn, done.decision_id), "split 2 records off: 1 profile became 2 (6 records)");
    let [taken, rest] = [1003, 5003].map(|record| profile(conn, record));
    assert_ne!(taken, rest);
    assert_eq!(homes(conn, &[1004, 5004, 1005, 5005]), [taken, rest, rest, rest]);
    let refused =
        |records: &[i64]| preview_regroup(conn, &Regroup::Split(records.to_vec())).unwrap_err().to_string();
    assert!(refused(&[1003, 1004]).contains("all its records"));
    assert!(refused(&[1003, 5003]).contains("of several"));
    assert!(refused(&[42]).contains("no record 42"));
}

#[test]
fn profiles_are_merged_and_a_former_word_against_it_is_told() {
    let workspace = workspace();
    let conn = workspace.connection();
    let twins = Author { reason: "twins", ..author() };
    decide(conn, &twins, Verdict::Different, 1001, 1002).unwrap();
    let wanted = Regroup::Merge(homes(conn, &[1001, 1002]));
    let foreseen = preview_regroup(conn, &wanted).unwrap();
    assert_eq!((foreseen.same, foreseen.different), (1, 0));
    let told: Vec<String> = foreseen.overruled.iter().map(Former::sentence).collect();
    assert_eq!(told, ["decision 1 of maria, 2026-11-23: different people (twins)"]);
    let done = holds(conn, &wanted);
    assert_eq!(effect(conn, done.decision_id), "merged 2 profiles: 2 profiles became 1 (4 records)");
    assert_eq!(homes(conn, &[1001, 5001, 1002, 5002]), [profile(conn, 1001); 4]);
    let again = regroup(conn, &author(), &Regroup::Merge(vec![profile(conn, 1001); 2]));
    assert!(again.is_err_and(|why| why.to_string().contains("two profiles")));
}

#[test]
fn records_are_moved_in_one_deed() {
    let workspace = workspace();
    let conn = workspace.connection();
    let [from, to] = [1010, 1020].map(|record| profile(conn, record));
    let done = holds(conn, &Regroup::Move(vec![5010], to));
    assert_eq!(
        effect(conn, done.decision_id),
        format!("moved 1 record to P{to}: 4 records moved between 2 profiles")
    );
    assert_eq!(homes(conn, &[1010, 5010, 1020, 5020]), [from, to, to, to]);
    // Back again: the words of the first move are overruled, and told.
    let back = preview_regroup(conn, &Regroup::Move(vec![5010], from)).unwrap();
    assert!(!back.overruled.is_empty());
    holds(conn, &Regroup::Move(vec![5010], from));
    assert_eq!(homes(conn, &[1010, 5010, 1020, 5020]), [from, from, to, to]);
    let already = preview_regroup(conn, &Regroup::Move(vec![5010], from));
    assert!(already.is_err_and(|why| why.to_string().contains("already")));
    assert!(preview_regroup(conn, &Regroup::Move(vec![5010], 99_999)).is_err());
}

#[test]
fn a_whole_profile_moved_is_a_merge() {
    let workspace = workspace();
    let conn = workspace.connection();
    let to = profile(conn, 1020);
    holds(conn, &Regroup::Move(vec![1010, 5010], to));
    assert_eq!(homes(conn, &[1010, 5010, 1020, 5020]), [profile(conn, 1020); 4]);
}

#[test]
fn a_single_record_merged_gets_what_it_lacks() {
    let workspace = workspace();
    let conn = workspace.connection();
    let done = holds(conn, &Regroup::Merge(homes(conn, &[9001, 9002])));
    assert_eq!(done.pairs, 1);
    assert_eq!(done.outcome.names_after.len(), 1);
}
