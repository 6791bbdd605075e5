//! Many decisions at once, and cuts: what they change is what was foreseen, undo and redo give back exactly what was, and
//! a whole run keeps it.

use super::super::tests::{author, now, state, whole, workspace};
use super::super::{Which, cut, decide, preview_cut, redo, undo};
use super::*;
use crate::progress::Progress;
use crate::resolve::error::database;
use crate::resolve::read::{How, how};
use crate::resolve::{ResolveOptions, run};
use crate::workspace::in_transaction;

fn pairs(of: &[i64]) -> Vec<(i64, i64)> {
    of.iter().map(|i| (1000 + i, 5000 + i)).collect()
}

fn run_again(conn: &Connection) {
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions::default(), &Progress::silent())
    })
    .unwrap();
}

fn decisions(conn: &Connection, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM decisions WHERE {condition}");
    conn.query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn shape(conn: &Connection, profile: i64) -> How {
    how(conn, profile).unwrap()
}

fn profile(conn: &Connection, record: i64) -> i64 {
    let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
    conn.query_row(sql, [record], |row| row.get(0)).unwrap()
}

#[test]
fn one_word_splits_many_and_one_undo_gives_them_back() {
    let workspace = workspace();
    let conn = workspace.connection();
    let before = whole(conn);
    let pairs = pairs(&[1, 2, 3, 4, 5]);
    let foreseen = preview_many(conn, &pairs).unwrap();
    assert_eq!(whole(conn), before, "a preview only reads");
    assert!(foreseen.same.outcome.keeps_profiles());
    let effect = decide_many(conn, &author(), Verdict::Different, &pairs).unwrap();
    assert_eq!(effect.outcome, foreseen.different.outcome);
    assert_eq!((effect.pairs, effect.left_out, effect.decision_id), (5, 0, 1));
    assert_eq!(effect.outcome.done(), "5 profiles became 10 (10 records)");
    assert_eq!(decisions(conn, "batch = 1 AND verdict = 'different'"), 5);
    let split = whole(conn);
    assert_eq!(undo(conn, &author(), Which::Last).unwrap().pairs, 5);
    assert_eq!(whole(conn), before);
    assert_eq!(redo(conn, &author(), Which::Last).unwrap().pairs, 5);
    assert_eq!(whole(conn), split);
    let members = state(conn).0;
    run_again(conn);
    assert_eq!(state(conn).0, members, "a run keeps what was decided");
}

#[test]
fn one_of_many_can_be_taken_back_alone_and_then_the_rest() {
    let workspace = workspace();
    let conn = workspace.connection();
    let before = whole(conn);
    decide_many(conn, &author(), Verdict::Different, &pairs(&[1, 2, 3])).unwrap();
    undo(conn, &author(), Which::One(2)).unwrap();
    assert_eq!(profile(conn, 1002), profile(conn, 5002));
    assert_ne!(profile(conn, 1001), profile(conn, 5001));
    assert_eq!(redo(conn, &author(), Which::Last).unwrap().pairs, 1);
    undo(conn, &author(), Which::One(2)).unwrap();
    assert_eq!(undo(conn, &author(), Which::Last).unwrap().pairs, 2);
    assert_eq!(whole(conn), before);
    assert!(undo(conn, &author(), Which::WithAll(1)).is_err(), "nothing of it is in force");
    assert_eq!(redo(conn, &author(), Which::WithAll(1)).unwrap().pairs, 3);
}

#[test]
fn former_decisions_are_never_overruled_by_the_way() {
    let workspace = workspace();
    let conn = workspace.connection();
    // 9001 and 9002 are two people; a chain of "same" would make them one.
    decide(conn, &author(), Verdict::Different, 9001, 9002).unwrap();
    decide(conn, &author(), Verdict::Different, 1007, 5007).unwrap();
    let asked = [(1007, 5007), (1000, 9001), (1000, 9002), (1001, 5002)];
    let foreseen = preview_many(conn, &asked).unwrap();
    assert_eq!((foreseen.same.pairs, foreseen.same.left_out), (2, 2));
    let effect = decide_many(conn, &author(), Verdict::Same, &asked).unwrap();
    assert_eq!((effect.pairs, effect.left_out), (2, 2));
    assert_eq!(effect.outcome, foreseen.same.outcome);
    assert_eq!(profile(conn, 1000), profile(conn, 9001));
    assert_ne!(profile(conn, 9001), profile(conn, 9002));
    assert_ne!(profile(conn, 1007), profile(conn, 5007));
    let nothing = decide_many(conn, &author(), Verdict::Same, &[(1007, 5007)]);
    assert!(matches!(nothing, Err(ResolveError::NoSuchDecision(why)) if why.contains("former decisions")));
    assert!(decide_many(conn, &author(), Verdict::Same, &[]).is_err());
}

#[test]
fn a_cut_stays_cut_and_undo_mends_it() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide_many(conn, &author(), Verdict::Same, &[(1003, 1004), (5003, 5004)]).unwrap();
    let before = whole(conn);
    assert_eq!(shape(conn, profile(conn, 1003)).records, 4);
    let halves: [&[i64]; 2] = [&[1003, 5003], &[1004, 5004]];
    let foreseen = preview_cut(conn, halves).unwrap();
    assert_eq!(whole(conn), before, "a preview only reads");
    let effect = cut(conn, &author(), halves).unwrap();
    assert_eq!((effect.outcome, effect.pairs), (foreseen.outcome, foreseen.pairs.len()));
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(whole(conn), before);
    redo(conn, &author(), Which::Last).unwrap();
    let home = |record| profile(conn, record);
    assert_eq!((home(1003), home(1004)), (home(5003), home(5004)));
    assert_ne!(home(1003), home(1004));
    assert!(cut(conn, &author(), halves).is_err(), "they are apart already");
    let members = state(conn).0;
    run_again(conn);
    assert_eq!(state(conn).0, members, "a run keeps them apart");
}
