//! A locked profile keeps its records and takes in no others: through decisions, many at once, and runs of any number of
//! threads.

use super::super::tests::{author, fill, now, state, whole, workspace};
use super::super::{Regroup, Verdict, Which, cut, decide, decide_many, preview, regroup, undo};
use super::*;
use crate::progress::Progress;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::{Access, Workspace, in_transaction};

fn profile(conn: &Connection, record: i64) -> i64 {
    home(conn, &[record]).unwrap().unwrap()
}

fn run_again(conn: &Connection, threads: usize) {
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions { threads, whole: true }, &Progress::silent())
    })
    .unwrap();
}

/// A record that is surely a third one of the person of 1003 and 5003.
fn newcomer(conn: &Connection) {
    conn.execute_batch(
        "INSERT INTO records BY NAME
         SELECT * REPLACE (7003 AS record_id, 'k7003' AS native_key, 2 AS source_id) FROM records WHERE record_id = 1003",
    )
    .unwrap();
}

#[test]
fn nothing_comes_in_and_nothing_goes_out() {
    let workspace = workspace();
    let conn = workspace.connection();
    let (p, before) = (profile(conn, 1003), whole(conn));
    let done = lock(conn, &Author { reason: "checked", ..author() }, p).unwrap();
    assert_eq!((done.profile_id, done.records, done.locked), (Some(p), 2, true));
    assert_eq!(whole(conn), before, "locking moves nobody");
    let told = &locked(conn).unwrap()[0];
    assert_eq!(
        (told.profile_id, told.sentence.as_str()),
        (Some(p), "locked by maria on 2026-11-23: checked")
    );
    let why = format!("P{p} is locked by maria on 2026-11-23: checked; unlock it first");
    let refused =
        |done: Result<super::super::Effect, ResolveError>| assert_eq!(done.unwrap_err().to_string(), why);
    refused(decide(conn, &author(), Verdict::Different, 1003, 5003));
    refused(decide(conn, &author(), Verdict::Same, 1003, 1004));
    refused(cut(conn, &author(), [&[1003], &[5003]]));
    refused(regroup(conn, &author(), &Regroup::Split(vec![1003])));
    refused(regroup(conn, &author(), &Regroup::Merge(vec![p, profile(conn, 1004)])));
    refused(regroup(conn, &author(), &Regroup::Move(vec![1004], p)));
    refused(regroup(conn, &author(), &Regroup::Move(vec![1003], profile(conn, 1004))));
    assert!(preview(conn, 1003, 1004).unwrap().unwrap().same.keeps_profiles());
    let many = decide_many(conn, &author(), Verdict::Same, &[(1003, 1004), (1005, 1006)]).unwrap();
    assert_eq!((many.pairs, many.left_out), (1, 1));
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(whole(conn), before);
    // That they are not of the locked profile may be said.
    decide(conn, &author(), Verdict::Different, 1003, 1004).unwrap();
    assert!(lock(conn, &author(), p).is_err_and(|why| why.to_string().contains("already")));
    assert!(lock(conn, &author(), 99_999).is_err());
}

#[test]
fn new_records_wait_for_review_until_it_is_unlocked() {
    for threads in [1, 3] {
        let workspace = workspace();
        let conn = workspace.connection();
        let p = profile(conn, 1003);
        lock(conn, &author(), p).unwrap();
        newcomer(conn);
        run_again(conn, threads);
        assert_eq!((profile(conn, 1003), profile(conn, 5003)), (p, p));
        assert_ne!(profile(conn, 7003), p);
        let sql = "SELECT count(*) FROM edges WHERE 7003 IN (left_record, right_record) AND state = 'review'";
        let waiting: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(waiting, 1, "it is asked about");
        assert!(!unlock(conn, &author(), p).unwrap().locked);
        run_again(conn, threads);
        assert_eq!(profile(conn, 7003), p);
        // It is another profile by now.
        let late = undo_lock(conn, &author(), None);
        assert!(late.is_err_and(|why| why.to_string().contains("has changed since")));
        assert!(unlock(conn, &author(), p).is_err());
    }
}

#[test]
fn what_a_decision_brought_together_holds_without_it_while_locked() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
    let p = profile(conn, 9001);
    let later = Author { now: now().date().at(13, 0, 0, 0), ..author() };
    lock(conn, &later, p).unwrap();
    assert!(undo(conn, &author(), Which::Last).is_err_and(|why| why.to_string().contains("unlock it first")));
    let members = state(conn).0;
    run_again(conn, 2);
    assert_eq!(state(conn).0, members);
    assert!(!undo_lock(conn, &author(), None).unwrap().locked);
    undo(conn, &author(), Which::Last).unwrap();
    assert_ne!(profile(conn, 9001), profile(conn, 9002));
    assert!(undo_lock(conn, &author(), None).is_err());
}

#[test]
fn unlocking_can_be_undone_and_a_lock_outlives_a_lost_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.duckdb");
    let lost = fill(Workspace::open(&path, Access::Create).unwrap());
    let p = profile(lost.connection(), 1003);
    lock(lost.connection(), &author(), p).unwrap();
    unlock(lost.connection(), &author(), p).unwrap();
    assert!(undo_lock(lost.connection(), &author(), None).unwrap().locked);
    drop(lost);
    std::fs::remove_file(&path).unwrap();
    let anew = fill(Workspace::open(&path, Access::Create).unwrap());
    let conn = anew.connection();
    newcomer(conn);
    run_again(conn, 2);
    assert_eq!(profile(conn, 1003), profile(conn, 5003));
    assert_ne!(profile(conn, 1003), profile(conn, 7003));
    let _ = std::fs::remove_file(journal::path_for(&path, &crate::workspace::Paths::of_user()));
}
