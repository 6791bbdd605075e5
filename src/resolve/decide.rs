//! The steward's word: same, different, unsure; undo and redo. Each is one transaction, and resolves anew only what
//! it touches.

use super::ResolveError;
use super::error::database;
use super::explain::Compared;
use super::regroup::regroup;
use super::store::{Move, Occasion};
use crate::workspace::{in_transaction, journal};
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// What a steward says of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person: they end in one profile, whatever the weights say.
    Same,
    /// Two people: they never end in one profile.
    Different,
    /// Not to be told yet: it leaves the queue and changes nothing else.
    Unsure,
}

impl Verdict {
    /// As stored: `same`, `different`, `unsure`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
}

/// What a decision (or its undo) changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Number of the decision just written.
    pub decision_id: i64,
    /// The pair decided on, smaller id first.
    pub left_record: i64,
    /// The other record.
    pub right_record: i64,
    /// A sentence for the status line: `2 profiles became 1 (5 records)`.
    pub sentence: String,
    /// Profiles that existed before and are gone or changed.
    pub profiles_before: Vec<i64>,
    /// Profiles that hold those records now.
    pub profiles_after: Vec<i64>,
}

/// Who decides, when, and why.
#[derive(Debug, Clone)]
pub struct Author<'a> {
    /// The steward.
    pub who: &'a str,
    /// Now.
    pub now: DateTime,
    /// In her words; may be empty.
    pub reason: &'a str,
}

/// Decides on two records.
///
/// # Errors
/// When a record is not there, nothing was resolved yet, or the workspace can't be written; nothing is changed then.
pub fn decide(
    conn: &Connection,
    author: &Author,
    verdict: Verdict,
    left: i64,
    right: i64,
) -> Result<Effect, ResolveError> {
    let (left, right) = (left.min(right), left.max(right));
    if left == right {
        return Err(ResolveError::NoSuchDecision("a record is always the same person as itself".into()));
    }
    let entry = Entry { action: "decide", target: None, verdict: Some(verdict.as_str()), left, right };
    in_transaction(conn, database("store the decision"), || note(conn, author, &entry))
}

/// Takes back a decision; the newest one in force when `decision_id` is `None`.
///
/// # Errors
/// When there is no such decision in force, or the workspace can't be written; nothing is changed then.
pub fn undo(conn: &Connection, author: &Author, decision_id: Option<i64>) -> Result<Effect, ResolveError> {
    let found = find(conn, "undo", decision_id)?;
    let (target, left, right) = found.ok_or_else(|| nothing("undo", decision_id))?;
    let entry = Entry { action: "undo", target: Some(target), verdict: None, left, right };
    in_transaction(conn, database("undo the decision"), || note(conn, author, &entry))
}

/// Puts a decision back in force that was undone; the one undone last when `decision_id` is `None`. A new decision
/// after the undo ends the chance to redo without naming one.
///
/// # Errors
/// When there is no such decision, or the workspace can't be written; nothing is changed then.
pub fn redo(conn: &Connection, author: &Author, decision_id: Option<i64>) -> Result<Effect, ResolveError> {
    let found = find(conn, "redo", decision_id)?;
    let (target, left, right) = found.ok_or_else(|| nothing("redo", decision_id))?;
    let entry = Entry { action: "redo", target: Some(target), verdict: None, left, right };
    in_transaction(conn, database("redo the decision"), || note(conn, author, &entry))
}

struct Entry {
    action: &'static str,
    target: Option<i64>,
    verdict: Option<&'static str>,
    left: i64,
    right: i64,
}

fn nothing(action: &str, decision_id: Option<i64>) -> ResolveError {
    ResolveError::NoSuchDecision(match decision_id {
        Some(id) => format!("decision {id} can't be {action}ne: it is not there, or that was done already"),
        None => format!("there is nothing to {action}"),
    })
}

/// Writes the log entry and brings edges and profiles up to date.
fn note(conn: &Connection, author: &Author, entry: &Entry) -> Result<Effect, ResolveError> {
    let (left, right) = (entry.left, entry.right);
    let pair = Compared::load(conn, left, right)?;
    let (a, b) = (pair.corpus.row(0), pair.corpus.row(1));
    let pattern = pair.comparisons.pattern(&pair.corpus, a, b);
    let weight = pair.scorer.weight(&pair.comparisons, pattern, a, b, &pair.corpus);
    let doing = "store the decision";
    let decision_id: i64 = conn
        .query_row("SELECT 1 + coalesce(max(decision_id), 0) FROM decisions", [], |row| row.get(0))
        .map_err(database(doing))?;
    conn.execute(
        include_str!("../../assets/sql/resolve/note_decision.sql"),
        params![
            decision_id,
            author.now.to_string(),
            author.who,
            entry.action,
            entry.target,
            entry.verdict,
            left,
            right,
            weight,
            author.reason
        ],
    )
    .map_err(database(doing))?;
    let cause = match entry.target {
        Some(target) => format!("{} of decision {target}", entry.action),
        None => format!("decision {decision_id}"),
    };
    let occasion = Occasion { run_id: 0, now: author.now, cause: &cause };
    let moved = Move { decision_id, undoes: taken_back(conn, entry)? };
    let effect = regroup(conn, left, right, weight, &occasion, moved)?;
    conn.execute(
        "UPDATE decisions SET effect = ? WHERE decision_id = ?",
        params![effect.sentence, decision_id],
    )
    .map_err(database(doing))?;
    journal::append(conn, &journal::Entry::Decision(decision_id))
        .map_err(|error| ResolveError::Journal(error.to_string()))?;
    Ok(Effect {
        decision_id,
        left_record: left,
        right_record: right,
        sentence: effect.sentence,
        profiles_before: effect.before,
        profiles_after: effect.after,
    })
}

/// The entry whose moves this one takes back: an undo those of its decision, a redo those of the undo.
fn taken_back(conn: &Connection, entry: &Entry) -> Result<Option<i64>, ResolveError> {
    if entry.action != "redo" {
        return Ok(entry.target);
    }
    conn.query_row(
        "SELECT max(decision_id) FROM decisions WHERE action = 'undo' AND target = ?",
        [entry.target],
        |row| row.get(0),
    )
    .map_err(database("look up the undo"))
}

/// The decision that can be undone (in force) or redone (undone, nothing decided since).
fn find(
    conn: &Connection,
    action: &str,
    decision_id: Option<i64>,
) -> Result<Option<(i64, i64, i64)>, ResolveError> {
    let sql = if action == "undo" {
        include_str!("../../assets/sql/resolve/undoable.sql")
    } else {
        include_str!("../../assets/sql/resolve/redoable.sql")
    };
    conn.query_row(sql, params![decision_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .map_err(database("look up the decision"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;
    use crate::resolve::{ResolveOptions, explain, run};
    use crate::workspace::{Access, Workspace};
    use jiff::civil::date;

    fn now() -> DateTime {
        date(2026, 11, 23).at(12, 0, 0, 0)
    }

    fn author() -> Author<'static> {
        Author { who: "maria", now: now(), reason: "" }
    }

    /// Forty people with two records each (the second with a slip in the name), and a pair of twins.
    fn workspace() -> Workspace {
        fill(Workspace::in_memory().unwrap())
    }

    fn fill(workspace: Workspace) -> Workspace {
        let conn = workspace.connection();
        conn.execute_batch(
            "INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP),
                                        (2, 'shop', 'generic', 'Shop', 'GB', now()::TIMESTAMP)",
        )
        .unwrap();
        let given = ["Anna", "Boris", "Clara", "David", "Emilia", "Farid", "Greta", "Hassan"];
        let family = ["Archer", "Bellini", "Castillo", "Dvorak", "Eriksen"];
        let add = |id: i64, source: i32, given: &str, family: &str, birth: String, email: String| {
            conn.execute(
                "INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name,
                    birth_date, email, email_key, street, postcode, raw)
                 VALUES (?1, ?2, 1, ?1, 'k' || ?1, ?3, ?4, ?5, ?6, ?6, ?7, ?8, '{}')",
                params![id, source, given, family, birth, email, format!("{} Mill Road", id % 97), format!("AB{}", id % 89)],
            )
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
        conn.execute_batch("UPDATE records SET email_key = NULL, street = '7 Oak Lane', postcode = 'ZZ9' WHERE record_id > 9000").unwrap();
        in_transaction(conn, database("run"), || {
            run(conn, 1, now(), ResolveOptions::default(), &Progress::silent())
        })
        .unwrap();
        workspace
    }

    type State = (Vec<(i64, i64)>, Vec<(i64, i64, String)>, Vec<(i64, Option<String>, i32)>);

    fn state(conn: &Connection) -> State {
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
        assert_eq!(effect.sentence, "1 profile became 2 (2 records)");
        assert_ne!(profile(conn, 1003), profile(conn, 5003));
        let split = state(conn);
        undo(conn, &author(), None).unwrap();
        assert_eq!(state(conn), before);
        redo(conn, &author(), None).unwrap();
        assert_eq!(state(conn), split);
        assert!(redo(conn, &author(), None).is_err());
    }

    #[test]
    fn same_joins_what_no_rule_found_and_undo_gives_the_ids_back() {
        let workspace = workspace();
        let conn = workspace.connection();
        let before = state(conn);
        decide(conn, &author(), Verdict::Same, 1000, 9001).unwrap();
        assert_eq!(profile(conn, 1000), profile(conn, 9001));
        assert_eq!(profile(conn, 5000), profile(conn, 9001));
        undo(conn, &author(), None).unwrap();
        assert_eq!(state(conn), before);
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
        undo(lost.connection(), &author(), Some(2)).unwrap();
        drop(lost);
        std::fs::remove_file(&path).unwrap();

        let anew = Workspace::open(&path, Access::Create).unwrap();
        assert!(anew.notices()[0].contains("4 decisions"), "{:?}", anew.notices());
        let anew = fill(anew);
        let conn = anew.connection();
        assert_ne!(profile(conn, 1005), profile(conn, 5005));
        assert_eq!(profile(conn, 1006), profile(conn, 5006));
        assert_eq!(profile(conn, 9001), profile(conn, 9002));
        redo(conn, &author(), None).unwrap();
        assert_ne!(profile(conn, 1006), profile(conn, 5006));
        let _ = std::fs::remove_file(journal::path_for(&path, &crate::workspace::Paths::of_user()));
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
        assert!(matches!(
            decide(conn, &author(), Verdict::Same, 1, 1000),
            Err(ResolveError::NoSuchRecord(_))
        ));
        assert!(matches!(undo(conn, &author(), None), Err(ResolveError::NoSuchDecision(_))));
        let log: i64 = conn.query_row("SELECT count(*) FROM decisions", [], |r| r.get(0)).unwrap();
        assert_eq!(log, 0);
    }
}
