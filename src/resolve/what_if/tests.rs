//! What if, on a small workspace: what is foretold is what happens.

use super::*;
use crate::resolve::ResolveOptions;
use crate::resolve::decide::tests::{author, now, workspace};
use crate::resolve::decide::{Verdict, decide};

fn asked(conn: &Connection, change: Change) -> Effect {
    what_if(conn, &change, &Progress::silent()).unwrap()
}

fn state(conn: &Connection) -> String {
    conn.query_row(
        "SELECT (SELECT sum(hash(e::VARCHAR))::VARCHAR FROM edges e) || (SELECT sum(hash(m::VARCHAR))::VARCHAR FROM profile_members m)
            || (SELECT model FROM models)",
        [],
        |row| row.get(0),
    )
    .unwrap()
}

#[test]
fn the_same_thresholds_change_nothing_and_nothing_is_written() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide(conn, &author(), Verdict::Different, 1003, 5003).unwrap();
    let before = state(conn);
    let model = store::load_model(conn).unwrap();
    let effect = asked(conn, Change { merge_at: Some(model.merge_at), ..Change::default() });
    assert_eq!((effect.merged, effect.split, effect.moved), (0, 0, 0), "{effect:?}");
    assert_eq!(effect.review.before, effect.review.after);
    assert!(effect.sentence.starts_with("No profile would change"));
    assert_eq!(state(conn), before);
}

#[test]
fn a_threshold_out_of_reach_lets_what_is_not_certain_fall_apart() {
    let workspace = workspace();
    let conn = workspace.connection();
    let effect = asked(conn, Change { merge_at: Some(1_000.0), ..Change::default() });
    let certain: u64 = conn
        .query_row(
            "SELECT count(*) FROM edges WHERE evidence = 'deterministic' AND state = 'merged'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(effect.split, 40 - certain.min(40));
    assert_eq!(effect.profiles.after, effect.profiles.before + effect.split);
    assert!(effect.largest.len() as u64 <= effect.split);
    assert!(effect.largest.iter().all(|shift| shift.kind == ShiftKind::Split && shift.after == [1, 1]));
}

#[test]
fn below_what_is_kept_it_says_so() {
    let workspace = workspace();
    let conn = workspace.connection();
    let model = store::load_model(conn).unwrap();
    let effect = asked(conn, Change { review_at: Some(model.review_at - 10.0), ..Change::default() });
    assert_eq!(effect.known_from, Some(model.review_at - 2.0));
    assert!(effect.unknown_pairs.is_some());
    let near = asked(conn, Change { review_at: Some(model.review_at - 1.0), ..Change::default() });
    assert_eq!(near.unknown_pairs, None);
}

#[test]
fn without_an_attribute_it_foretells_what_a_run_without_it_does() {
    let workspace = workspace();
    let conn = workspace.connection();
    let before = state(conn);
    let effect = asked(conn, Change { without_attributes: vec!["email".into()], ..Change::default() });
    assert_eq!(state(conn), before);
    conn.execute_batch("UPDATE records SET email = NULL, email_key = NULL").unwrap();
    crate::resolve::run(conn, 2, now(), ResolveOptions::default(), &Progress::silent()).unwrap();
    let profiles: u64 = conn.query_row("SELECT count(*) FROM profiles", [], |r| r.get(0)).unwrap();
    let review: u64 =
        conn.query_row("SELECT count(*) FROM edges WHERE state = 'review'", [], |r| r.get(0)).unwrap();
    assert_eq!((effect.profiles.after, effect.review.after), (profiles, review));
}

#[test]
fn without_its_only_rule_a_small_file_compares_fewer_pairs() {
    let workspace = workspace();
    let conn = workspace.connection();
    let effect = asked(conn, Change { without_rules: vec!["everything".into()], ..Change::default() });
    let pairs = effect.pairs.unwrap();
    assert!(pairs.after < pairs.before, "{pairs:?}");
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let workspace = workspace();
    let conn = workspace.connection();
    let refused = |change: Change| what_if(conn, &change, &Progress::silent()).unwrap_err().to_string();
    let rule = refused(Change { without_rules: vec!["shoe".into()], ..Change::default() });
    assert!(rule.contains("shoe") && rule.contains("email"), "{rule}");
    let attribute = refused(Change { without_attributes: vec!["shoe".into()], ..Change::default() });
    assert!(attribute.contains("shoe") && attribute.contains("birth_date"), "{attribute}");
    let thresholds = refused(Change { merge_at: Some(1.0), review_at: Some(2.0), ..Change::default() });
    assert!(thresholds.contains("lower review threshold"), "{thresholds}");
    let stop = Progress::silent();
    stop.cancel();
    let change = Change { merge_at: Some(1.0), ..Change::default() };
    assert!(matches!(what_if(conn, &change, &stop), Err(ResolveError::Cancelled)));
    conn.execute_batch("DELETE FROM profile_members WHERE record_id = 9001").unwrap();
    assert!(refused(change).contains("onefold run"));
}
