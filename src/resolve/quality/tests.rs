//! The sample on a small resolved workspace whose truth is known.

use super::*;
use crate::progress::Progress;
use crate::resolve::decide::tests::{author, now, state, workspace};
use crate::resolve::decide::{Author, Verdict, Which, decide, undo};
use crate::resolve::error::database;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::{Workspace, in_transaction, verify};
use duckdb::Connection;
use std::collections::HashSet;

/// Ids of records of one person differ by four thousand; the twins are two.
fn is_one_person((left, right): (i64, i64)) -> bool {
    left % 1000 == right % 1000
}

/// Forty people, of whom eight were made four by mistake and three are in two profiles each.
fn flawed() -> Workspace {
    let workspace = workspace();
    let conn = workspace.connection();
    for n in 0..4 {
        decide(conn, &author(), Verdict::Same, 1000 + 2 * n, 1001 + 2 * n).unwrap();
    }
    for n in 30..33 {
        decide(conn, &author(), Verdict::Different, 1000 + n, 5000 + n).unwrap();
    }
    workspace
}

/// By all pairs: 32 − 3 profiles with one pair each, four with six pairs of which two are right.
const PRECISION: f64 = (29.0 + 8.0) / (29.0 + 24.0);
const RECALL: f64 = 37.0 / 40.0;

fn truly(conn: &Connection, who: &str, pair: (i64, i64)) -> Judged {
    let verdict = if is_one_person(pair) { Verdict::Same } else { Verdict::Different };
    judge(conn, &Author { who, ..author() }, verdict, pair).unwrap()
}

/// Judges so many pairs of the sample as they are; says which.
fn judge_some(conn: &Connection, who: &str, most: usize) -> Vec<(i64, i64)> {
    let mut judged = Vec::new();
    while judged.len() < most {
        let Some(pair) = Sample::read(conn, who).unwrap().coming(1).first().copied() else { break };
        truly(conn, who, pair);
        judged.push(pair);
    }
    judged
}

#[test]
fn some_judgements_bound_the_truth_and_all_of_them_tell_it() {
    let workspace = flawed();
    let conn = workspace.connection();
    assert_eq!(quality(conn).unwrap().measured, None);
    let some = judge_some(conn, "maria", 30);
    assert_eq!(some.len(), 30);
    let measured = quality(conn).unwrap().measured.unwrap();
    let holds = |rate: Rate, truth: f64| rate.low <= truth && truth <= rate.high && rate.half() > 0.0;
    assert!(holds(measured.precision, PRECISION) && holds(measured.recall, RECALL), "{measured:?}");
    assert!(!measured.enough && measured.more.is_none() && measured.judged == 30, "{measured:?}");
    judge_some(conn, "maria", 1_000);
    let measured = quality(conn).unwrap().measured.unwrap();
    assert!((measured.precision.value - PRECISION).abs() < 1e-9 && measured.precision.half() < 1e-9);
    assert!((measured.recall.value - RECALL).abs() < 1e-9 && measured.enough, "{measured:?}");
    assert!(Sample::read(conn, "maria").unwrap().coming(5).is_empty());
}

#[test]
fn drawing_is_always_the_same_and_asks_nobody_twice() {
    let (one, other) = (flawed(), flawed());
    let first = judge_some(one.connection(), "maria", 40);
    assert_eq!(first, judge_some(other.connection(), "maria", 40));
    assert_eq!(first.iter().collect::<HashSet<_>>().len(), 40);
    let sample = Sample::read(one.connection(), "maria").unwrap();
    assert!(sample.coming(20).iter().all(|pair| !first.contains(pair)));
    assert_eq!(sample.again(one.connection(), "maria").unwrap(), sample);
    // Another steward is asked about some of the same, and about others.
    let second = judge_some(one.connection(), "jo", 12);
    let shared = second.iter().filter(|pair| first.contains(pair)).count();
    assert!((1..12).contains(&shared), "{shared}");
}

#[test]
fn two_stewards_agree_or_do_not() {
    let workspace = flawed();
    let conn = workspace.connection();
    let pairs = judge_some(conn, "maria", 10);
    assert_eq!(quality(conn).unwrap().agreement, None);
    for pair in &pairs[..8] {
        truly(conn, "jo", *pair);
    }
    let jo = Author { who: "jo", ..author() };
    let opposite = if is_one_person(pairs[8]) { Verdict::Different } else { Verdict::Same };
    judge(conn, &jo, opposite, pairs[8]).unwrap();
    judge(conn, &jo, Verdict::Unsure, pairs[9]).unwrap();
    let report = quality(conn).unwrap();
    let agreement = report.agreement.unwrap();
    assert_eq!((agreement.pairs, agreement.alike), (9, 8));
    assert!(agreement.beyond_chance.unwrap() < 8.0 / 9.0);
    assert_eq!(report.undecided, 1, "of the pair they are of two minds about nothing is known");
    assert_eq!(report.measured.unwrap().judged, 9);
    // The later word of a steward holds.
    truly(conn, "jo", pairs[8]);
    assert_eq!(quality(conn).unwrap().agreement.unwrap().alike, 9);
    let pace = quality(conn).unwrap().pace;
    assert_eq!(
        pace.iter().map(|p| (p.who.as_str(), p.words)).collect::<Vec<_>>(),
        [("maria", 17), ("jo", 11)]
    );
}

#[test]
fn a_judgement_changes_nothing_and_is_sealed() {
    let workspace = flawed();
    let conn = workspace.connection();
    let decisions = || -> i64 { conn.query_row("SELECT count(*) FROM decisions", [], |r| r.get(0)).unwrap() };
    let before = (state(conn), decisions());
    judge_some(conn, "maria", 12);
    assert_eq!((state(conn), decisions()), before);
    let lines = verify(conn, None).unwrap();
    assert_eq!((lines.lines, lines.faults_total), (7 + 12, 0));
    conn.execute_batch("UPDATE judgements SET verdict = 'unsure' WHERE decision_id = 3").unwrap();
    assert!(verify(conn, None).unwrap().faults[0].contains("judgement 3"));
    assert!(judge(conn, &author(), Verdict::Same, (1000, 1000)).is_err());
    assert!(judge(conn, &author(), Verdict::Same, (1000, 77)).is_err());
}

#[test]
fn what_was_found_is_told_and_mending_it_does_not_embellish_the_rest() {
    let workspace = flawed();
    let conn = workspace.connection();
    judge_some(conn, "maria", 30);
    let found = quality(conn).unwrap();
    assert!(found.repairs.false_merges > 1 && found.repairs.parted == 0, "{:?}", found.repairs);
    let wrong = Sample::read(conn, "").unwrap();
    let wrong = wrong.said.iter().find(|said| said.together && said.verdict == "different").unwrap().pair;
    let judged = judge(conn, &author(), Verdict::Different, wrong).unwrap();
    assert!(judged.is_error() && judged.sentence().ends_with("a false merge"), "{}", judged.sentence());
    decide(conn, &author(), Verdict::Different, wrong.0, wrong.1).unwrap();
    let mended = quality(conn).unwrap();
    assert!(mended.repairs.parted > 0 && mended.repairs.split_by_decision > 3, "{:?}", mended.repairs);
    assert_eq!(mended.repairs.false_merges, found.repairs.false_merges);
    let drawn = |report: &QualityReport| {
        let together = report.strata.iter().filter(|s| s.together);
        together.fold((0, 0), |(drawn, same), s| (drawn + s.drawn, same + s.drawn_same))
    };
    assert_eq!(drawn(&mended), drawn(&found), "those nobody has looked at are as they were");
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(quality(conn).unwrap().repairs, found.repairs);
}

#[test]
fn a_run_remembers_what_the_sample_tells_and_costs_nothing_without_one() {
    let workspace = flawed();
    let conn = workspace.connection();
    let again = |number: i64| {
        conn.execute_batch(&format!(
            "INSERT INTO runs BY NAME SELECT {number} AS run_id, TIMESTAMP '2026-11-23 12:00:00' AS started_at, '{{}}' AS summary"
        ))
        .unwrap();
        in_transaction(conn, database("run"), || {
            run(conn, number, now(), ResolveOptions::default(), &Progress::silent())
        })
        .unwrap();
        quality(conn).unwrap().history
    };
    assert_eq!(again(2), []);
    judge_some(conn, "maria", 25);
    let history = again(3);
    assert_eq!(history.len(), 1);
    let (measured, now) = (&history[0], quality(conn).unwrap().measured.unwrap());
    assert_eq!((measured.run_id, measured.records, measured.judged), (3, 82, 25));
    assert_eq!((measured.precision, measured.recall), (now.precision, now.recall));
}
