//! Chosen golden values hold through runs, merges, splits and a lost workspace, and go when they are let go.

use super::super::tests::{author, fill, now, whole, workspace};
use super::super::{Regroup, Which, regroup, undo};
use super::*;
use crate::progress::Progress;
use crate::resolve::read::golden;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::{Access, Workspace, in_transaction};

fn profile(conn: &Connection, record: i64) -> i64 {
    home(conn, record).unwrap().unwrap()
}

/// As the profile's row has it.
fn shown(conn: &Connection, record: i64, attribute: &str) -> Option<String> {
    let sql = format!("SELECT {attribute}::VARCHAR FROM profiles WHERE profile_id = ?");
    conn.query_row(&sql, [profile(conn, record)], |row| row.get(0)).unwrap()
}

fn run_again(conn: &Connection) {
    in_transaction(conn, database("run"), || {
        run(conn, 2, now(), ResolveOptions { threads: 2, whole: true }, &Progress::silent())
    })
    .unwrap();
}

#[test]
fn a_choice_holds_at_once_and_in_every_run_until_it_is_let_go() {
    let workspace = workspace();
    let conn = workspace.connection();
    let (before, rule) = (whole(conn), shown(conn, 1003, "given_name").unwrap());
    let [chosen, other] = if rule == "David" { [5003, 1003] } else { [1003, 5003] };
    let value = if rule == "David" { "Davida" } else { "David" };
    let wanted = candidates(conn, profile(conn, 1003), "given_name").unwrap();
    assert_eq!(wanted.len(), 2);
    assert!(wanted.iter().any(|c| c.value == value && c.record_id == chosen && !c.golden));
    let maria = Author { reason: "as she signs", ..author() };
    let done = choose(conn, &maria, chosen, "given_name").unwrap();
    assert_eq!((done.before.as_deref(), done.after.as_deref()), (Some(rule.as_str()), Some(value)));
    assert_eq!(shown(conn, 1003, "given_name").as_deref(), Some(value));
    assert_eq!(shown(conn, 1003, "name"), Some(format!("{value} Archer")));
    let lineage = golden(conn, &[1003, 5003]).unwrap();
    let given = lineage.iter().find(|g| g.attribute == "given_name").unwrap();
    assert_eq!((given.rule, given.record_id), ("chosen", chosen));
    let told = given.chosen.as_ref().unwrap().sentence();
    assert_eq!(told, "chosen by maria on 2026-11-23: as she signs");
    for _ in 0..2 {
        run_again(conn);
        assert_eq!(shown(conn, 1003, "given_name").as_deref(), Some(value));
    }
    // Another in its place, and back; then let go, and back; then all undone.
    assert_eq!(choose(conn, &author(), other, "given_name").unwrap().after, Some(rule.clone()));
    assert_eq!(undo_choice(conn, &author(), None).unwrap().after.as_deref(), Some(value));
    assert_eq!(let_go(conn, &author(), profile(conn, 1003), "given_name").unwrap().after, Some(rule));
    assert!(let_go(conn, &author(), profile(conn, 1003), "given_name").is_err(), "nothing is chosen");
    assert_eq!(undo_choice(conn, &author(), None).unwrap().after.as_deref(), Some(value));
    undo_choice(conn, &author(), Some(1)).unwrap();
    assert_eq!(whole(conn), before, "undo gives back exactly what was");
    assert!(undo_choice(conn, &author(), None).is_err());
    assert!(choose(conn, &author(), 1003, "shoe_size").is_err());
    assert!(choose(conn, &author(), 1003, "phone").is_err_and(|why| why.to_string().contains("no phone")));
}

#[test]
fn it_goes_with_its_record_and_where_two_meet_the_newer_holds() {
    let workspace = workspace();
    let conn = workspace.connection();
    choose(conn, &author(), 5010, "given_name").unwrap();
    choose(conn, &author(), 1020, "given_name").unwrap();
    choose(conn, &author(), 1020, "email").unwrap();
    let [one, two] = [5010, 1020].map(|record| shown(conn, record, "given_name").unwrap());
    let mail = shown(conn, 1020, "email");
    let merge = Regroup::Merge(vec![profile(conn, 1010), profile(conn, 1020)]);
    regroup(conn, &author(), &merge).unwrap();
    let merged = |conn: &Connection| {
        assert_eq!(shown(conn, 1010, "given_name").as_ref(), Some(&two), "the newer");
        assert_eq!(shown(conn, 1010, "email"), mail);
    };
    merged(conn);
    run_again(conn);
    merged(conn);
    // Let go, the older one holds; parted, each has its own again.
    assert_eq!(
        let_go(conn, &author(), profile(conn, 1010), "given_name").unwrap().after.as_ref(),
        Some(&one)
    );
    undo_choice(conn, &author(), None).unwrap();
    undo(conn, &author(), Which::Last).unwrap();
    assert_eq!([5010, 1020].map(|record| shown(conn, record, "given_name").unwrap()), [one, two]);
}

#[test]
fn an_address_is_chosen_whole() {
    let workspace = workspace();
    let conn = workspace.connection();
    // The second record of somebody who moved.
    conn.execute_batch(
        "UPDATE records SET street = '1 Old Lane', postcode = 'OL1', city = 'York' WHERE record_id = 5003",
    )
    .unwrap();
    run_again(conn);
    let home = |conn: &Connection| {
        ["street", "postcode", "city"].map(|part| shown(conn, 1003, part).unwrap_or_default())
    };
    let other = if home(conn)[0] == "1 Old Lane" { 1003 } else { 5003 };
    let before = home(conn);
    let done = choose(conn, &author(), other, "street").unwrap();
    assert_eq!(done.attribute, "address");
    assert_ne!(home(conn), before);
    assert_eq!(done.after.as_deref().unwrap().contains("1 Old Lane"), home(conn)[0] == "1 Old Lane");
    let after = home(conn);
    run_again(conn);
    assert_eq!(home(conn), after);
    // The record gives another address by now: the choice rests.
    conn.execute("UPDATE records SET street = '9 New Row' WHERE record_id = ?", [other]).unwrap();
    run_again(conn);
    assert!(golden(conn, &[1003, 5003]).unwrap().iter().all(|g| g.chosen.is_none()));
}

#[test]
fn it_outlives_a_lost_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.duckdb");
    let lost = fill(Workspace::open(&path, Access::Create).unwrap());
    let wanted = [1003, 5003].into_iter().find(|record| {
        let all = candidates(lost.connection(), profile(lost.connection(), 1003), "given_name").unwrap();
        all.iter().any(|c| c.record_id == *record && !c.golden)
    });
    let done = choose(lost.connection(), &author(), wanted.unwrap(), "given_name").unwrap();
    drop(lost);
    std::fs::remove_file(&path).unwrap();
    let anew = fill(Workspace::open(&path, Access::Create).unwrap());
    assert_eq!(shown(anew.connection(), 1003, "given_name"), done.after);
    undo_choice(anew.connection(), &author(), None).unwrap();
    assert_eq!(shown(anew.connection(), 1003, "given_name"), done.before);
    let _ = std::fs::remove_file(journal::path_for(&path, &crate::workspace::Paths::of_user()));
}

#[test]
fn beside_a_record_that_left_the_data_nothing_is_chosen_or_decided_before_the_next_run() {
    let workspace = workspace();
    let conn = workspace.connection();
    conn.execute_batch("DELETE FROM records WHERE record_id = 5003").unwrap();
    let before = whole(conn);
    let chosen = choose(conn, &author(), 1003, "given_name");
    assert!(matches!(chosen, Err(ResolveError::NewRecords)), "{chosen:?}");
    let said = |left, right| super::super::decide(conn, &author(), super::super::Verdict::Same, left, right);
    assert!(matches!(said(1003, 1004), Err(ResolveError::NewRecords)));
    assert!(matches!(said(5003, 1004), Err(ResolveError::NoSuchRecord(_))));
    assert_eq!(whole(conn), before);
    run_again(conn);
    choose(conn, &author(), 1003, "given_name").unwrap();
}
