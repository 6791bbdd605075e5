//! Decisions on a small workspace: what they change, and that undo and redo give back exactly what was.

use super::*;
use crate::progress::Progress;
use crate::resolve::error::database;
use crate::resolve::read::{SaidFilter, log_rows, steward_log};
use crate::resolve::{ResolveOptions, explain, run};
use crate::workspace::{Access, Workspace, in_transaction, journal, verify};
use duckdb::params;
use jiff::civil::date;

pub(in crate::resolve) fn now() -> DateTime {
    date(2026, 11, 23).at(12, 0, 0, 0)
}

pub(in crate::resolve) fn author() -> Author<'static> {
    Author { who: "maria", now: now(), reason: "" }
}

/// Forty people with two records each (the second with a slip in the name), and a pair of twins.
pub(in crate::resolve) fn workspace() -> Workspace {
    fill(Workspace::in_memory().unwrap())
}

pub(super) fn fill(workspace: Workspace) -> Workspace {
    let conn = workspace.connection();
    conn.execute_batch(
        "INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP),
                                    (2, 'shop', 'generic', 'Shop', 'GB', now()::TIMESTAMP)",
    )
    .unwrap();
    let given = ["Anna", "Boris", "Clara", "David", "Emilia", "Farid", "Greta", "Hassan"];
    let family = ["Archer", "Bellini", "Castillo", "Dvorak", "Eriksen"];
    let add = |id: i64, source: i32, given: &str, family: &str, birth: String, email: String| {
        conn.prepare_cached(
            "INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name,
                birth_date, email, email_key, street, postcode, raw)
             VALUES (?1, ?2, 1, ?1, 'k' || ?1, ?3, ?4, ?5, ?6, ?6, ?7, ?8, '{}')",
        )
        .unwrap()
        .execute(params![
            id,
            source,
            given,
            family,
            birth,
            email,
            format!("{} Mill Road", id % 97),
            format!("AB{}", id % 89)
        ])
        .unwrap();
    };
    for i in 0..40i64 {
        let (g, f) = (given[i as usize % 8], family[i as usize / 8]);
        let birth = format!("19{}-0{}-1{}", 50 + i, 1 + i % 9, i % 9);
        let email = format!("{}.{}@mail{i}.org", g.to_lowercase(), f.to_lowercase());
        add(1000 + i, 1, g, f, birth.clone(), email.clone());
        add(5000 + i, 2, &format!("{g}a"), f, birth, email);
    }
    add(9001, 1, "Paula", "Zimmer", "2001-02-03".into(), String::new());
    add(9002, 2, "Petra", "Zimmer", "2001-02-03".into(), String::new());
    conn.execute_batch(
        "UPDATE records SET email_key = NULL, street = '7 Oak Lane', postcode = 'ZZ9' WHERE record_id > 9000",
    )
    .unwrap();
    in_transaction(conn, database("run"), || {
        run(conn, 1, now(), ResolveOptions::default(), &Progress::silent())
    })
    .unwrap();
    workspace
}

pub(in crate::resolve) type State =
    (Vec<(i64, i64)>, Vec<(i64, i64, String)>, Vec<(i64, Option<String>, i32)>);

pub(in crate::resolve) fn state(conn: &Connection) -> State {
    let members = conn
        .prepare("SELECT record_id, profile_id FROM profile_members ORDER BY 1")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let edges = conn
        .prepare("SELECT left_record, right_record, state FROM edges WHERE rule >= 0 ORDER BY 1, 2")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let profiles = conn
        .prepare("SELECT profile_id, name, records FROM profiles ORDER BY 1")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    (members, edges, profiles)
}

fn profile(conn: &Connection, record: i64) -> i64 {
    conn.query_row("SELECT profile_id FROM profile_members WHERE record_id = ?", [record], |r| r.get(0))
        .unwrap()
}

#[test]
fn a_run_joins_the_pairs_and_not_the_twins() {
    let workspace = workspace();
    let conn = workspace.connection();
    for i in 0..40 {
        assert_eq!(profile(conn, 1000 + i), profile(conn, 5000 + i), "{i}");
    }
    assert_ne!(profile(conn, 9001), profile(conn, 9002));
    let profiles: i64 = conn.query_row("SELECT count(*) FROM profiles", [], |r| r.get(0)).unwrap();
    assert_eq!(profiles, 42);
}

#[test]
fn different_splits_undo_restores_redo_repeats() {
    let workspace = workspace();
    let conn = workspace.connection();
    let before = state(conn);
    let effect = decide(conn, &author(), Verdict::Different, 5003, 1003).unwrap();
    assert_eq!(effect.outcome.done(), "1 profile became 2 (2 records)");
    assert_ne!(profile(conn, 1003), profile(conn, 5003));
    let split = state(conn);
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(state(conn), before);
    redo(conn, &author(), Which::Last).unwrap();
    assert_eq!(state(conn), split);
    assert!(redo(conn, &author(), Which::Last).is_err());
}

#[test]
fn same_joins_what_no_rule_found_and_undo_gives_the_ids_back() {
    let workspace = workspace();
    let conn = workspace.connection();
    let before = state(conn);
    decide(conn, &author(), Verdict::Same, 1000, 9001).unwrap();
    assert_eq!(profile(conn, 1000), profile(conn, 9001));
    assert_eq!(profile(conn, 5000), profile(conn, 9001));
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(state(conn), before);
}

#[test]
fn a_pair_that_only_a_word_made_goes_with_the_word() {
    let workspace = workspace();
    let conn = workspace.connection();
    let edges = || conn.query_row("SELECT count(*) FROM edges", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = edges();
    for verdict in [Verdict::Same, Verdict::Different, Verdict::Unsure] {
        decide(conn, &author(), verdict, 1000, 9001).unwrap();
        assert_eq!(edges(), before + 1);
        undo(conn, &author(), Which::Last).unwrap();
        assert_eq!(edges(), before, "{verdict:?}");
    }
    redo(conn, &author(), Which::Last).unwrap();
    assert_eq!(edges(), before + 1);
}

#[test]
fn a_whole_run_after_a_decision_changes_nothing_more() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide(conn, &author(), Verdict::Different, 1005, 5005).unwrap();
    decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
    let decided = state(conn).0;
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions::default(), &Progress::silent())
    })
    .unwrap();
    assert_eq!(state(conn).0, decided);
}

#[test]
fn decisions_outlive_a_lost_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.duckdb");
    let lost = fill(Workspace::open(&path, Access::Create).unwrap());
    for (verdict, left, right) in
        [(Verdict::Different, 1005, 5005), (Verdict::Different, 1006, 5006), (Verdict::Same, 9001, 9002)]
    {
        decide(lost.connection(), &author(), verdict, left, right).unwrap();
    }
    undo(lost.connection(), &author(), Which::One(2)).unwrap();
    drop(lost);
    std::fs::remove_file(&path).unwrap();

    let anew = Workspace::open(&path, Access::Create).unwrap();
    assert!(anew.notices()[0].contains("4 decisions"), "{:?}", anew.notices());
    let anew = fill(anew);
    let conn = anew.connection();
    let seals = verify(conn, None).unwrap();
    assert_eq!((seals.lines, seals.in_journal, &seals.faults[..]), (4, 4, &[][..]));
    assert_ne!(profile(conn, 1005), profile(conn, 5005));
    assert_eq!(profile(conn, 1006), profile(conn, 5006));
    assert_eq!(profile(conn, 9001), profile(conn, 9002));
    redo(conn, &author(), Which::Last).unwrap();
    assert_ne!(profile(conn, 1006), profile(conn, 5006));
    undo(conn, &author(), Which::One(3)).unwrap();
    assert_ne!(profile(conn, 9001), profile(conn, 9002));
    assert_eq!(shared_ids(conn), 0);
    let _ = std::fs::remove_file(journal::path_for(&path, &crate::workspace::Paths::of_user()));
}

#[test]
fn undo_gives_no_id_back_that_others_have_by_now() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
    // As after a rebuild: the old number of the one who came in is somebody else's here.
    let other = profile(conn, 1000);
    conn.execute("UPDATE decision_members SET profile_id = ?", [other]).unwrap();
    undo(conn, &author(), Which::Last).unwrap();
    assert_ne!(profile(conn, 9001), profile(conn, 9002));
    assert_eq!((profile(conn, 1000), profile(conn, 5000)), (other, other));
    assert!([9001, 9002].iter().all(|twin| profile(conn, *twin) != other));
    assert_eq!(shared_ids(conn), 0);
}

/// Ids that more than one profile has.
fn shared_ids(conn: &Connection) -> i64 {
    conn.query_row("SELECT count(*) - count(DISTINCT profile_id) FROM profiles", [], |r| r.get(0)).unwrap()
}

#[test]
fn an_explanation_adds_up_to_the_stored_weight() {
    let workspace = workspace();
    let conn = workspace.connection();
    let edges: Vec<(i64, i64, i32)> = conn
        .prepare("SELECT left_record, right_record, weight FROM edges")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(edges.len() >= 40);
    for (left, right, weight) in edges {
        let explained = explain::pair(conn, right, left).unwrap();
        let sum: f64 = explained.prior + explained.steps.iter().map(|s| s.weight).sum::<f64>();
        assert!((explained.weight - f64::from(weight) / 1000.0).abs() < 0.0005, "{left} {right}");
        assert!((sum - explained.weight).abs() < 0.0005, "{left} {right}: {sum} {}", explained.weight);
    }
}

#[test]
fn unknown_records_and_decisions_are_said() {
    let workspace = workspace();
    let conn = workspace.connection();
    assert!(matches!(decide(conn, &author(), Verdict::Same, 1, 1000), Err(ResolveError::NoSuchRecord(_))));
    assert!(matches!(undo(conn, &author(), Which::Last), Err(ResolveError::NoSuchDecision(_))));
    let log: i64 = conn.query_row("SELECT count(*) FROM decisions", [], |r| r.get(0)).unwrap();
    assert_eq!(log, 0);
}

/// Everything a run computes of the profiles, without the numbers of runs and decisions.
pub(super) fn whole(conn: &Connection) -> Vec<String> {
    let rows = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut all = rows("SELECT m::VARCHAR FROM profile_members m ORDER BY record_id");
    all.extend(rows("SELECT p::VARCHAR FROM profiles p ORDER BY profile_id"));
    all.extend(rows(
        "SELECT left_record || ' ' || right_record || ' ' || state FROM edges WHERE rule >= 0 ORDER BY left_record, right_record",
    ));
    all
}

/// Pairs of all sorts: of one person, of two, of twins in one house, never compared.
const PAIRS: [(i64, i64); 8] = [
    (1003, 5003),
    (9001, 9002),
    (1000, 9001),
    (1001, 9002),
    (5004, 9001),
    (1000, 1001),
    (5000, 5001),
    (1004, 5004),
];

#[test]
fn a_preview_changes_nothing_and_is_what_the_decision_does() {
    let workspace = workspace();
    let conn = workspace.connection();
    for (n, (left, right)) in PAIRS.into_iter().enumerate() {
        for verdict in [Verdict::Same, Verdict::Different] {
            let before = whole(conn);
            let preview = preview(conn, right, left).unwrap().unwrap();
            assert_eq!(whole(conn), before);
            let told = if verdict == Verdict::Same { preview.same } else { preview.different };
            let effect = decide(conn, &author(), verdict, left, right).unwrap();
            assert_eq!(effect.outcome, told, "{left} {right} {verdict:?}");
            holds(conn, &effect.outcome);
            // Every other pair is left decided, so that the next ones meet what came of it.
            if n % 2 == 0 || verdict == Verdict::Different {
                undo(conn, &author(), Which::Last).unwrap();
                assert_eq!(whole(conn), before, "{left} {right} {verdict:?}");
            }
        }
    }
}

#[test]
fn what_was_read_before_other_decisions_serves_as_well_as_what_is_read_now() {
    let (early, late) = (workspace(), workspace());
    let grounds = PAIRS.map(|(left, right)| Ground::read(early.connection(), left, right).unwrap());
    let mut served = 0;
    for (n, ((left, right), ground)) in PAIRS.into_iter().zip(&grounds).enumerate() {
        let verdict = if n % 2 == 0 { Verdict::Same } else { Verdict::Different };
        served += usize::from(ground.as_ref().unwrap().holds(early.connection(), left, right).unwrap());
        let one = decide_on(early.connection(), &author(), verdict, (left, right), ground.as_ref()).unwrap();
        let two = decide(late.connection(), &author(), verdict, left, right).unwrap();
        assert_eq!(one, two);
        assert_eq!(whole(early.connection()), whole(late.connection()), "{left} {right} {verdict:?}");
    }
    assert!((2..PAIRS.len()).contains(&served), "{served}: some must serve, and some must not");
}

/// The workspace is as the outcome says.
fn holds(conn: &Connection, outcome: &Outcome) {
    for (profile, records) in outcome.profiles_after.iter().zip(&outcome.records_after) {
        let sql = "SELECT records, (SELECT count(*) FROM profile_members m WHERE m.profile_id = p.profile_id)
                   FROM profiles p WHERE profile_id = ?";
        let counted: (usize, usize) =
            conn.query_row(sql, [profile], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(counted, (*records, *records));
    }
    for change in &outcome.golden {
        let sql = format!("SELECT {}::VARCHAR FROM profiles WHERE profile_id = ?", change.attribute);
        let value: Option<String> = conn.query_row(&sql, [change.profile_id], |row| row.get(0)).unwrap();
        assert_eq!(value, change.after, "{}", change.attribute);
    }
}

#[test]
fn decisions_leave_what_a_whole_run_would() {
    let workspace = workspace();
    let conn = workspace.connection();
    for (left, right) in PAIRS {
        decide(conn, &author(), Verdict::Same, left, right).unwrap();
    }
    decide(conn, &author(), Verdict::Different, 9001, 9002).unwrap();
    decide(conn, &author(), Verdict::Unsure, 1003, 5003).unwrap();
    undo(conn, &author(), Which::One(6)).unwrap();
    let decided = (state(conn).0, household_sizes(conn));
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions::default(), &Progress::silent())
    })
    .unwrap();
    assert_eq!((state(conn).0, household_sizes(conn)), decided);
}

/// Households with their members: each known by the smallest, none of one.
fn household_sizes(conn: &Connection) -> Vec<(i64, i64)> {
    let sql = "SELECT household, count(*) FROM profiles WHERE household IS NOT NULL GROUP BY 1 ORDER BY 1";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_household_ends_when_its_people_are_one_and_begins_again() {
    let workspace = workspace();
    let conn = workspace.connection();
    let twins = household_sizes(conn);
    assert!(twins.iter().any(|(_, n)| *n == 2), "{twins:?}");
    decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
    assert_eq!(household_sizes(conn).len(), twins.len() - 1);
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!(household_sizes(conn), twins);
}

#[test]
fn what_was_shown_is_kept_with_the_decision() {
    let workspace = workspace();
    let conn = workspace.connection();
    let shown = explain::pair(conn, 9001, 9002).unwrap();
    let author = Author { reason: "twins, known at the till", ..author() };
    decide(conn, &author, Verdict::Different, 9001, 9002).unwrap();
    undo(conn, &author, Which::Last).unwrap();
    let rows = log_rows(conn, &[1, 2]).unwrap();
    let kept = rows[1].shown.as_ref().unwrap();
    assert_eq!((kept.weight, kept.probability, kept.prior), (shown.weight, shown.probability, shown.prior));
    let given = kept.steps.iter().find(|step| step.attribute == "given_name").unwrap();
    assert_eq!((given.left.as_str(), given.right.as_str()), ("paula", "petra"));
    assert!(rows[1].model.as_ref().is_some_and(|model| model.len() == 12));
    assert!(rows[0].shown.is_none(), "an undo tells of its decision");
    let said = steward_log(conn, &SaidFilter { text: "till k9001".into(), ..SaidFilter::default() }).unwrap();
    assert_eq!(said.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2]);
}
