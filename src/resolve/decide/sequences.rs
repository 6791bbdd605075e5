//! Random sequences of a steward's deeds: what is undone was never done, no "two people" in force is violated, the
//! profiles hold each record once, and locked ones don't change.

use super::tests::{author, now, whole, workspace};
use super::*;
use crate::progress::Progress;
use crate::resolve::error::database;
use crate::resolve::read::how;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::in_transaction;
use proptest::prelude::*;

/// One deed of a steward.
#[derive(Debug, Clone)]
enum Deed {
    Many(Verdict, Vec<(usize, usize)>),
    One(Verdict, usize, usize),
    Cut(usize),
    /// These records, as far as they are in the profile of the first of them.
    Split(Vec<usize>),
    Merge(usize, usize),
    Move(Vec<usize>, usize),
    /// Locks the profile of this record, or unlocks it.
    Lock(usize),
    /// Chooses the given name of this record, and keeps it or takes it back.
    Choose(usize, bool),
    /// A whole run, with so many threads.
    Run(usize),
    Undo,
    Redo,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let verdict = || prop_oneof![Just(Verdict::Same), Just(Verdict::Different), Just(Verdict::Unsure)];
    let record = || 0..20usize;
    let some = || prop::collection::vec(record(), 1..4);
    let deed = prop_oneof![
        3 => (verdict(), prop::collection::vec((record(), record()), 1..8)).prop_map(|(v, p)| Deed::Many(v, p)),
        2 => (verdict(), record(), record()).prop_map(|(v, a, b)| Deed::One(v, a, b)),
        2 => record().prop_map(Deed::Cut),
        2 => some().prop_map(Deed::Split),
        2 => (record(), record()).prop_map(|(a, b)| Deed::Merge(a, b)),
        2 => (some(), record()).prop_map(|(r, to)| Deed::Move(r, to)),
        2 => record().prop_map(Deed::Lock),
        2 => (record(), any::<bool>()).prop_map(|(n, keep)| Deed::Choose(n, keep)),
        1 => (1..4usize).prop_map(Deed::Run),
        3 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ];
    prop::collection::vec(deed, 6..16)
}

/// Records of ten people, the twins among them.
fn record(n: usize) -> i64 {
    match n {
        18 => 9001,
        19 => 9002,
        n => [1000, 5000][n % 2] + n as i64 / 2,
    }
}

fn profile(conn: &Connection, record: i64) -> i64 {
    let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
    conn.query_row(sql, [record], |row| row.get(0)).unwrap()
}

fn run_again(conn: &Connection, threads: usize) {
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions { threads, whole: true }, &Progress::silent())
    })
    .unwrap();
}

/// Does it when it can be done, and just as it was foreseen: the records end where they were wanted.
fn as_foreseen(conn: &Connection, wanted: &Regroup) -> bool {
    let Ok(foreseen) = preview_regroup(conn, wanted) else {
        assert!(regroup(conn, &author(), wanted).is_err());
        return false;
    };
    let effect = regroup(conn, &author(), wanted).unwrap();
    assert_eq!(effect.outcome, foreseen.outcome);
    let mut homes: Vec<i64> = match wanted {
        Regroup::Split(records) | Regroup::Move(records, _) => {
            records.iter().map(|r| profile(conn, *r)).collect()
        }
        Regroup::Merge(_) => effect.outcome.profiles_after,
    };
    homes.dedup();
    assert_eq!(homes.len(), 1, "{wanted:?}");
    true
}

/// Every "two people" in force is kept, the profiles hold each record once, locked ones as they were.
fn sound(conn: &Connection) {
    for lock in store::locks(conn).unwrap() {
        let mut members = store::members_around(conn, &lock.records, &[]).unwrap();
        members.sort_unstable();
        assert_eq!(members.iter().map(|m| m.0).collect::<Vec<_>>(), lock.records);
        assert!(members.iter().all(|m| m.1 == members[0].1), "{lock:?}");
    }

    for v in store::in_force(conn).unwrap().iter().filter(|v| v.verdict == "different") {
        let said_same: i64 = conn
            .query_row(
                "SELECT count(DISTINCT profile_id) FROM profile_members WHERE record_id IN (?, ?)",
                [v.left, v.right],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(said_same, 2, "{v:?}");
    }
    let (records, members, profiles): (i64, i64, i64) = conn
        .query_row(
            "SELECT (SELECT count(*) FROM records), (SELECT count(DISTINCT record_id) FROM profile_members),
                (SELECT sum(records)::BIGINT FROM profiles)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!((members, profiles), (records, records));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn undo_and_redo_give_back_exactly_what_was(deeds in deeds()) {
        let workspace = workspace();
        let conn = workspace.connection();
        // What was before each deed in force, and after each one undone.
        let (mut done, mut undone): (Vec<Vec<String>>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
        for deed in deeds {
            let before = whole(conn);
            let written = match &deed {
                Deed::Many(verdict, pairs) => {
                    let pairs: Vec<_> = pairs.iter().map(|(a, b)| (record(*a), record(*b))).collect();
                    decide_many(conn, &author(), *verdict, &pairs).is_ok()
                }
                Deed::One(verdict, a, b) => {
                    decide_many(conn, &author(), *verdict, &[(record(*a), record(*b))]).is_ok()
                }
                Deed::Cut(n) => {
                    let found = how(conn, profile(conn, record(*n))).unwrap().cut;
                    found.is_some_and(|found| {
                        cut(conn, &author(), found.halves.each_ref().map(|half| half.records.as_slice())).is_ok()
                    })
                }
                Deed::Split(some) => {
                    let home = profile(conn, record(some[0]));
                    let mut some: Vec<i64> = some.iter().map(|n| record(*n)).collect();
                    some.retain(|record| profile(conn, *record) == home);
                    as_foreseen(conn, &Regroup::Split(some))
                }
                Deed::Merge(a, b) => {
                    as_foreseen(conn, &Regroup::Merge(vec![profile(conn, record(*a)), profile(conn, record(*b))]))
                }
                Deed::Move(some, to) => {
                    let some = some.iter().map(|n| record(*n)).collect();
                    as_foreseen(conn, &Regroup::Move(some, profile(conn, record(*to))))
                }
                Deed::Lock(n) => {
                    let home = profile(conn, record(*n));
                    let locked = lock(conn, &author(), home).is_ok();
                    if !locked {
                        unlock(conn, &author(), home).unwrap();
                    }
                    prop_assert_eq!(whole(conn), before, "locks move nobody");
                    if !locked {
                        // What waited for it comes with the next run.
                        run_again(conn, 2);
                    }
                    sound(conn);
                    // What an undo gives back is what the locks since allow.
                    done.clear();
                    undone.clear();
                    continue;
                }
                Deed::Choose(n, keep) => {
                    let chosen = choose(conn, &author(), record(*n), "given_name").unwrap();
                    prop_assert_eq!(chosen.profile_id, Some(profile(conn, record(*n))));
                    if *keep {
                        done.clear();
                    undone.clear();
                    } else {
                        undo_choice(conn, &author(), None).unwrap();
                        prop_assert_eq!(whole(conn), before);
                    }
                    continue;
                }
                Deed::Run(threads) => {
                    run_again(conn, *threads);
                    sound(conn);
                    done.clear();
                    undone.clear();
                    continue;
                }
                Deed::Undo => {
                    match done.pop() {
                        Some(was) => {
                            undo(conn, &author(), Which::Last).unwrap();
                            prop_assert_eq!(whole(conn), was);
                            undone.push(before);
                        }
                        // What was decided before a lock may be undone as far as the lock allows.
                        None => {
                            let refused = undo(conn, &author(), Which::Last).is_err();
                            prop_assert!(!refused || whole(conn) == before);
                            undone.clear();
                        }
                    }
                    continue;
                }
                Deed::Redo => {
                    match undone.pop() {
                        Some(was) => {
                            redo(conn, &author(), Which::Last).unwrap();
                            prop_assert_eq!(whole(conn), was);
                            done.push(before);
                        }
                        None => {
                            let refused = redo(conn, &author(), Which::Last).is_err();
                            prop_assert!(!refused || whole(conn) == before);
                            done.clear();
                        }
                    }
                    continue;
                }
            };
            if written {
                done.push(before);
                undone.clear();
            } else {
                prop_assert_eq!(whole(conn), before, "what was refused changed something");
            }
            sound(conn);
        }
    }
}
