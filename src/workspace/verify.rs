//! Holds the steward's logs against their seals and against the journal.

use super::seal::{Line, Log, Seal, lines, sealed};
use super::{WorkspaceError, journal};
use duckdb::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// Faults that are told one by one.
const MOST_TOLD: usize = 20;

/// What the logs look like when held against their seals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Lines of all logs.
    pub lines: u64,
    /// Lines whose seal the journal has too; 0 without a journal.
    pub in_journal: u64,
    /// The last seal: noted elsewhere, it vouches for all lines there are now.
    pub seal: Option<String>,
    /// The line that the seal asked for closes, from 1; `None`: there is no such seal, or none was asked for.
    pub found: Option<i64>,
    /// What is wrong, in sentences; the first twenty.
    pub faults: Vec<String>,
    /// How many faults there are.
    pub faults_total: u64,
}

impl Verified {
    fn fault(&mut self, sentence: String) {
        self.faults_total += 1;
        if self.faults.len() < MOST_TOLD {
            self.faults.push(sentence);
        }
    }

    /// In one sentence, for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let lines = crate::text::many(self.lines, "line");
        match (&self.seal, self.faults_total) {
            (_, 1..) => {
                let first = self.faults.first().map_or("", String::as_str);
                format!(
                    "The log does not hold: {first}{}",
                    match self.faults_total {
                        1 => String::new(),
                        n => format!(", and {} more", crate::text::count(n - 1)),
                    }
                )
            }
            (None, _) => "The log is empty".into(),
            (Some(seal), _) => format!("The log holds: {lines}, last seal {}", &seal[..seal.len().min(12)]),
        }
    }
}

/// Verifies all logs; looks for the line that `wanted` (the first digits of a seal) closes.
///
/// # Errors
/// When the workspace or its journal can't be read.
pub fn verify(conn: &Connection, wanted: Option<&str>) -> Result<Verified, WorkspaceError> {
    let mut there: BTreeMap<(Log, i64), Line> = BTreeMap::new();
    for log in Log::ALL {
        there.extend(lines(conn, log, 1, i64::MAX)?.into_iter().map(|line| ((log, line.number), line)));
    }
    let noted = journal::seals(conn)?;
    let mut verified = Verified { lines: there.len() as u64, ..Verified::default() };
    let (mut before, mut expected) = (String::new(), 1);
    for (log, number, Seal { position, seal }) in sealed(conn)? {
        let name = format!("{} {number}", log.word());
        if position != expected {
            verified.fault(format!("seal {expected} is not there"));
        }
        match there.remove(&(log, number)) {
            None => verified.fault(format!("{name} is gone")),
            Some(line) if line.seal(log, &before) != seal => {
                verified.fault(format!("{name} is not as it was written"));
            }
            Some(_) => {}
        }
        match noted.get(&(log, number)) {
            Some(other) if *other == seal => verified.in_journal += 1,
            Some(_) => verified.fault(format!("{name} is another one in the journal")),
            None => {}
        }
        if wanted.is_some_and(|wanted| !wanted.is_empty() && seal.starts_with(wanted)) {
            verified.found = Some(position);
        }
        expected = position + 1;
        before = seal;
    }
    for (log, number) in there.keys() {
        verified.fault(format!("{} {number} has no seal", log.word()));
    }
    verified.seal = Some(before).filter(|seal| !seal.is_empty());
    Ok(verified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use crate::workspace::journal::{Entry, Journal};

    /// Three words on pairs and one on a contact, sealed in the order 1, contact 1, 2, 3.
    fn sealed_log() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        let add = |log: Log, number: i64| {
            let row = match log {
                Log::Decisions => format!(
                    "INSERT INTO decisions (decision_id, \"at\", who, action, verdict, effect)
                     VALUES ({number}, '2026-11-23 12:00:00', 'maria', 'decide', 'same', 'é \"x\"');
                     INSERT INTO decision_members VALUES ({number}, 7, 8)"
                ),
                _ => format!(
                    "INSERT INTO contact_decisions VALUES ({number}, '2026-11-23 12:00:00', 'maria', 'correct', NULL,
                         'phone', '+4420', 'shared', NULL, '')"
                ),
            };
            conn.execute_batch(&row).unwrap();
            let entry = Entry::line(log, number);
            Journal::of(conn).unwrap().append(conn, &entry).unwrap();
        };
        for (log, number) in
            [(Log::Decisions, 1), (Log::Contacts, 1), (Log::Decisions, 2), (Log::Decisions, 3)]
        {
            add(log, number);
        }
        workspace
    }

    fn faults(workspace: &Workspace, sql: &str) -> Vec<String> {
        let conn = workspace.connection();
        conn.execute_batch(sql).unwrap();
        verify(conn, None).unwrap().faults
    }

    #[test]
    fn an_untouched_log_holds_and_an_earlier_seal_is_found_in_it() {
        let workspace = sealed_log();
        let conn = workspace.connection();
        let all = verify(conn, None).unwrap();
        assert_eq!((all.lines, all.faults_total, all.found), (4, 0, None));
        let second: String =
            conn.query_row("SELECT seal FROM seals WHERE position = 2", [], |row| row.get(0)).unwrap();
        assert_eq!(verify(conn, Some(&second)).unwrap().found, Some(2));
        assert_eq!(verify(conn, Some("0123456789ab")).unwrap().found, None);
        // Another column without a value is no change.
        assert!(faults(&workspace, "ALTER TABLE decisions ADD COLUMN more VARCHAR").is_empty());
        assert!(verify(Workspace::in_memory().unwrap().connection(), None).unwrap().seal.is_none());
    }

    #[test]
    fn whatever_is_changed_afterwards_is_named() {
        for (sql, told) in [
            (
                "UPDATE decisions SET verdict = 'different' WHERE decision_id = 2",
                "decision 2 is not as it was written",
            ),
            ("UPDATE contact_decisions SET who = 'jo'", "contact 1 is not as it was written"),
            (
                "UPDATE decision_members SET profile_id = 9 WHERE decision_id = 3",
                "decision 3 is not as it was written",
            ),
            ("DELETE FROM decisions WHERE decision_id = 3", "decision 3 is gone"),
            (
                "INSERT INTO decisions BY NAME SELECT * REPLACE (4 AS decision_id) FROM decisions WHERE decision_id = 3",
                "decision 4 has no seal",
            ),
        ] {
            assert_eq!(faults(&sealed_log(), sql), [told], "{sql}");
        }
        let cut = faults(
            &sealed_log(),
            "DELETE FROM decisions WHERE decision_id = 2; DELETE FROM seals WHERE position = 3",
        );
        assert_eq!(cut[0], "seal 3 is not there");
    }

    #[test]
    fn lines_of_a_time_without_seals_are_sealed_once() {
        let workspace = sealed_log();
        let conn = workspace.connection();
        conn.execute_batch("DELETE FROM seals").unwrap();
        for _ in 0..2 {
            super::super::seal::close(conn, &Log::ALL).unwrap();
            let all = verify(conn, None).unwrap();
            assert_eq!((all.lines, all.faults_total), (4, 0));
        }
    }
}
