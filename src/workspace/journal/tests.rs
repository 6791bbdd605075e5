//! What the journal brings back, and what it passes over.

use super::*;
use crate::workspace::{Access, Workspace};

fn decide(conn: &Connection, number: i64, action: &str, verdict: Option<&str>) {
    conn.execute(
        "INSERT INTO decisions VALUES (?, '2026-11-23 12:00:00.25', 'maria \"M\"', ?, NULL, ?, 'crm', 'k\n1', 'shop', 'k2',
         -4611686018427387905, 9223372036854775807, 5200, 'same phone, 100 %', '2 profiles became 1', NULL, NULL, NULL)",
        params![number, action, verdict],
    )
    .unwrap();
}

fn decisions(conn: &Connection) -> Vec<String> {
    conn.prepare("SELECT d::VARCHAR FROM decisions d ORDER BY decision_id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn append_to(path: &Path, conn: &Connection, entry: &Entry) -> Result<(), WorkspaceError> {
    Journal { path: Some(path.to_owned()), ..Journal::of(conn)? }.append(conn, entry)
}

fn decisions_of(first: i64, last: i64) -> Entry<'static> {
    Entry::Lines { log: Log::Decisions, first, last }
}

fn journal() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal/x.jsonl");
    (folder, path)
}

#[test]
fn a_fresh_workspace_gets_decisions_settings_and_id_back() {
    let (_folder, journal) = journal();
    let old = Workspace::in_memory().unwrap();
    for (number, action, verdict) in
        [(1, "decide", Some("same")), (2, "undo", None), (3, "decide", Some("unsure"))]
    {
        decide(old.connection(), number, action, verdict);
        append_to(&journal, old.connection(), &decisions_of(number, number)).unwrap();
    }
    for value in ["GB", "FR"] {
        let entry = Entry::Setting { key: "default_region", value };
        append_to(&journal, old.connection(), &entry).unwrap();
    }
    let new = Workspace::in_memory().unwrap();
    let conn = new.connection();
    assert_eq!(restore_from(&journal, conn).unwrap(), Restored { decisions: 3, settings: 1 });
    assert_eq!(decisions(conn), decisions(old.connection()));
    assert_eq!(settings::get(conn, "default_region").unwrap().as_deref(), Some("FR"));
    assert_eq!(workspace_id(conn).unwrap(), workspace_id(old.connection()).unwrap());
    assert_eq!(restore_from(&journal, conn).unwrap(), Restored::default());
}

#[test]
fn a_torn_line_is_passed_over_and_does_not_swallow_the_next() {
    let (_folder, journal) = journal();
    let old = Workspace::in_memory().unwrap();
    decide(old.connection(), 1, "decide", Some("same"));
    decide(old.connection(), 2, "decide", Some("different"));
    append_to(&journal, old.connection(), &decisions_of(1, 1)).unwrap();
    let torn = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, format!("{torn}{}", &torn[..torn.len() / 2])).unwrap();
    append_to(&journal, old.connection(), &decisions_of(2, 2)).unwrap();
    let new = Workspace::in_memory().unwrap();
    assert_eq!(restore_from(&journal, new.connection()).unwrap().decisions, 2);
}

#[test]
fn lines_of_an_earlier_workspace_at_the_same_path_stay_apart() {
    let (_folder, journal) = journal();
    for (number, verdict) in [(1, "same"), (2, "different")] {
        let workspace = Workspace::in_memory().unwrap();
        decide(workspace.connection(), number, "decide", Some(verdict));
        append_to(&journal, workspace.connection(), &decisions_of(number, number)).unwrap();
    }
    let new = Workspace::in_memory().unwrap();
    assert_eq!(restore_from(&journal, new.connection()).unwrap().decisions, 1);
    assert!(decisions(new.connection())[0].contains("different"));
}

#[test]
fn what_a_decision_moved_comes_back_with_it() {
    let (_folder, journal) = journal();
    let old = Workspace::in_memory().unwrap();
    decide(old.connection(), 1, "decide", Some("same"));
    old.connection().execute_batch("INSERT INTO decision_members VALUES (1, 12, 5), (1, -7, 5)").unwrap();
    append_to(&journal, old.connection(), &decisions_of(1, 1)).unwrap();
    let new = Workspace::in_memory().unwrap();
    for restored in [1, 0] {
        assert_eq!(restore_from(&journal, new.connection()).unwrap().decisions, restored);
        let lines = seal::lines(new.connection(), Log::Decisions, 1, 1).unwrap();
        assert_eq!(lines[0].moved, [(-7, 5), (12, 5)]);
    }
}

#[test]
fn a_decision_that_did_not_come_about_stays_away() {
    let (_folder, path) = journal();
    let old = Workspace::in_memory().unwrap();
    let conn = old.connection();
    let journal = Journal { path: Some(path.clone()), workspace: workspace_id(conn).unwrap() };
    decide(conn, 1, "decide", Some("same"));
    append_to(&path, conn, &decisions_of(1, 1)).unwrap();
    journal.withdraw(&decisions_of(1, 1)).unwrap();
    let restored = |count: u64| {
        let new = Workspace::in_memory().unwrap();
        assert_eq!(restore_from(&path, new.connection()).unwrap().decisions, count);
    };
    restored(0);
    // The number is taken by the next decision, which holds.
    append_to(&path, conn, &decisions_of(1, 1)).unwrap();
    restored(1);
    assert!(
        Journal::of(conn).unwrap().withdraw(&decisions_of(1, 1)).is_ok(),
        "a workspace in memory has no journal"
    );
}

#[test]
fn words_on_contacts_come_back_unless_they_did_not_come_about() {
    let (_folder, path) = journal();
    let old = Workspace::in_memory().unwrap();
    let conn = old.connection();
    conn.execute_batch(
        "INSERT INTO contact_decisions VALUES (1, '2026-11-23 12:00:00', 'maria', 'correct', NULL, 'phone',
             '+442079460000', 'shared', 'the switchboard', 'bears on 3 pairs'),
         (2, '2026-11-23 12:01:00', 'maria', 'undo', 1, 'phone', '+442079460000', NULL, NULL, '')",
    )
    .unwrap();
    append_to(&path, conn, &Entry::Lines { log: Log::Contacts, first: 1, last: 1 }).unwrap();
    append_to(&path, conn, &Entry::Lines { log: Log::Contacts, first: 2, last: 2 }).unwrap();
    let journal = Journal { path: Some(path.clone()), workspace: workspace_id(conn).unwrap() };
    journal.withdraw(&Entry::Lines { log: Log::Contacts, first: 2, last: 2 }).unwrap();
    let new = Workspace::in_memory().unwrap();
    for restored in [1, 0] {
        assert_eq!(restore_from(&path, new.connection()).unwrap().decisions, restored);
    }
    let word: String = new
        .connection()
        .query_row("SELECT label || ': ' || reason FROM contact_decisions", [], |row| row.get(0))
        .unwrap();
    assert_eq!(word, "shared: the switchboard");
}

#[test]
fn judgements_of_the_sample_come_back_with_their_seals() {
    let (_folder, path) = journal();
    let old = Workspace::in_memory().unwrap();
    let conn = old.connection();
    conn.execute_batch(
        "INSERT INTO judgements VALUES
             (1, '2026-11-23 12:00:00', 'maria', 'judge', 'same', 'crm', 'a', 'shop', 'b', 1, 2, true, 2, 5200),
             (2, '2026-11-23 12:00:09', 'maria', 'judge', 'unsure', 'crm', 'a', 'shop', 'c', 1, 3, false, 0, NULL)",
    )
    .unwrap();
    append_to(&path, conn, &Entry::Lines { log: Log::Judgements, first: 1, last: 2 }).unwrap();
    let journal = Journal { path: Some(path.clone()), workspace: workspace_id(conn).unwrap() };
    journal.withdraw(&Entry::Lines { log: Log::Judgements, first: 2, last: 2 }).unwrap();
    let new = Workspace::in_memory().unwrap();
    for restored in [1, 0] {
        assert_eq!(restore_from(&path, new.connection()).unwrap().decisions, restored);
    }
    let sealed = |workspace: &Workspace| seal::sealed(workspace.connection()).unwrap().remove(0);
    assert_eq!(sealed(&new), sealed(&old));
    assert_eq!(
        seal::lines(new.connection(), Log::Judgements, 1, 9).unwrap(),
        seal::lines(conn, Log::Judgements, 1, 1).unwrap()
    );
}

#[test]
fn one_journal_a_workspace_path() {
    let paths = Paths::from(|_| Some("/base".into()));
    let one = path_for(Path::new("/a/w.duckdb"), &paths);
    assert!(one.starts_with("/base/onefold/journal"));
    assert_ne!(one, path_for(Path::new("/b/w.duckdb"), &paths));
}

/// A workspace on disk with a word, and in its journal others that were never stored: first and last number, and batch.
fn killed_while_deciding(noted: Option<(i64, i64, &str)>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.duckdb");
    let workspace = Workspace::open(&path, Access::Create).unwrap();
    let conn = workspace.connection();
    decide(conn, 1, "decide", Some("same"));
    Journal::of(conn).unwrap().append(conn, &decisions_of(1, 1)).unwrap();
    if let Some((first, last, batch)) = noted {
        conn.execute_batch("BEGIN").unwrap();
        for number in first..=last {
            decide(conn, number, "decide", Some("different"));
        }
        conn.execute_batch(&format!("UPDATE decisions SET batch = {batch} WHERE decision_id >= {first}"))
            .unwrap();
        Journal::of(conn).unwrap().append(conn, &decisions_of(first, last)).unwrap();
        conn.execute_batch("ROLLBACK").unwrap();
    }
    (folder, path)
}

#[test]
fn what_a_kill_left_in_the_journal_alone_is_withdrawn() {
    for (first, last, batch) in [(2, 2, "NULL"), (2, 4, "2")] {
        let (_folder, path) = killed_while_deciding(Some((first, last, batch)));
        let opened = Workspace::open(&path, Access::ReadWrite).unwrap();
        assert!(opened.notices()[0].contains("Decide again"), "{:?}", opened.notices());
        let conn = opened.connection();
        decide(conn, 2, "decide", Some("unsure"));
        let journal = Journal::of(conn).unwrap();
        journal.append(conn, &decisions_of(2, 2)).unwrap();
        drop(opened);
        assert!(Workspace::open(&path, Access::ReadWrite).unwrap().notices().is_empty());
        let new = Workspace::in_memory().unwrap();
        let from = journal.path.unwrap();
        assert_eq!(restore_from(&from, new.connection()).unwrap().decisions, 2);
        assert!(decisions(new.connection())[1].contains("unsure"));
        fs::remove_file(from).unwrap();
    }
}

#[test]
fn an_older_copy_of_a_workspace_takes_nothing_out_of_the_journal() {
    let (folder, path) = killed_while_deciding(None);
    let older = folder.path().join("older");
    fs::copy(&path, &older).unwrap();
    let workspace = Workspace::open(&path, Access::ReadWrite).unwrap();
    let conn = workspace.connection();
    let journal = Journal::of(conn).unwrap();
    for number in [2, 3] {
        decide(conn, number, "decide", Some("different"));
        journal.append(conn, &decisions_of(number, number)).unwrap();
    }
    drop(workspace);
    fs::copy(&older, &path).unwrap();
    assert!(Workspace::open(&path, Access::ReadWrite).unwrap().notices().is_empty());
    let (new, from) = (Workspace::in_memory().unwrap(), journal.path.unwrap());
    assert_eq!(restore_from(&from, new.connection()).unwrap().decisions, 3);
    fs::remove_file(from).unwrap();
}
