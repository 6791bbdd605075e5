//! Learning on a small workspace: how much it takes, that it is only used when asked for, and what it leaves behind.

use super::*;
use crate::resolve::ResolveOptions;
use crate::resolve::decide::tests::{now, workspace};
use crate::resolve::{explain, run};
use crate::workspace::Workspace;

/// A workspace in which a steward said of `same` pairs that they are one person, and of `different` ones that they are
/// two: the very same kind of pair, of all things.
fn decided(same: i64, different: i64) -> Workspace {
    let workspace = workspace();
    let say = |number: i64, verdict: &str, left: i64, right: i64| {
        workspace
            .connection()
            .execute(
                "INSERT INTO decisions (decision_id, \"at\", who, action, verdict, left_record, right_record, effect)
                 VALUES (?, now()::TIMESTAMP, 'maria', 'decide', ?, ?, ?, '')",
                duckdb::params![number, verdict, left, right],
            )
            .unwrap();
    };
    (0..same).for_each(|i| say(i + 1, "same", 1000 + i, 5000 + i));
    (0..different).for_each(|i| say(same + i + 1, "different", 1000 + i, 1000 + (i + 8) % 40));
    workspace
}

fn enough(studied: Studied) -> Study {
    match studied {
        Studied::Enough(study) => *study,
        Studied::TooFew { sentence, .. } => panic!("{sentence}"),
    }
}

fn studied(conn: &Connection) -> Studied {
    study(conn, &Progress::silent()).unwrap()
}

#[test]
fn it_takes_fifty_decisions_of_both_sorts() {
    let missing = |same, different| match studied(decided(same, different).connection()) {
        Studied::TooFew { decisions, missing, sentence } => {
            assert_eq!(decisions as i64, same + different);
            Some((missing, sentence))
        }
        Studied::Enough(_) => None,
    };
    let (few, sentence) = missing(20, 10).unwrap();
    assert_eq!(few, 20);
    assert!(sentence.contains("20 are missing"), "{sentence}");
    let (few, sentence) = missing(40, 2).unwrap();
    assert_eq!(few, 8);
    assert!(sentence.contains("8 are missing"), "{sentence}");
    assert!(missing(30, 20).is_none());
}

#[test]
fn it_is_the_same_every_time_and_used_only_when_asked_for() {
    let workspace = decided(40, 20);
    let conn = workspace.connection();
    let study = enough(studied(conn));
    assert_eq!((study.same, study.different), (40, 20));
    assert_eq!(enough(studied(conn)), study);
    assert_eq!(study.unsupervised.false_merges.of, 20);
    assert!(study.gain.low <= study.gain.value && study.gain.value <= study.gain.high);
    let fingerprint = crate::resolve::fingerprint(conn).unwrap();
    assert_eq!(in_use(conn).unwrap(), None);
    use_it(conn, &study.model).unwrap();
    let used = in_use(conn).unwrap().unwrap();
    assert_eq!((used.decisions.len(), used.levels.len()), (60, study.model.levels.len()));
    assert_ne!(crate::resolve::fingerprint(conn).unwrap(), fingerprint, "a run is due");
    assert!(drop_it(conn).unwrap() && !drop_it(conn).unwrap());
    assert_eq!(crate::resolve::fingerprint(conn).unwrap(), fingerprint);
}

#[test]
fn a_run_scores_with_it_and_every_explanation_still_adds_up() {
    let workspace = decided(40, 20);
    let conn = workspace.connection();
    let mut model = enough(studied(conn)).model;
    // What was just too light becomes heavy enough, by nothing but what was learned.
    (model.constant, model.gain) = (4.0, 0.9);
    use_it(conn, &model).unwrap();
    conn.execute_batch("DELETE FROM decisions").unwrap();
    run(conn, 2, now(), ResolveOptions::default(), &Progress::silent()).unwrap();
    let edges: Vec<(i64, i64, i32)> = conn
        .prepare("SELECT left_record, right_record, weight FROM edges")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (left, right, weight) in edges {
        let explained = explain::pair(conn, left, right).unwrap();
        let sum: f64 = explained.prior + explained.steps.iter().map(|s| s.weight).sum::<f64>();
        assert!((explained.weight - f64::from(weight) / 1000.0).abs() < 0.0005, "{left} {right}");
        assert!((sum - explained.weight).abs() < 0.0005, "{left} {right}: {sum} {}", explained.weight);
    }
    let learned: i64 = conn
        .query_row("SELECT count(*) FROM edges WHERE evidence = 'learned' AND state <> 'merged'", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(learned, 0);
}
