//! The steward's word: same, different, unsure; undo and redo. Each is one transaction, and resolves anew only what
//! it touches.
//!
//! `reach` reads what a decision may touch, `plan` works out what it changes, `apply` writes that. A preview is the
//! first two without the third.

mod apply;
mod ground;
mod outcome;
mod plan;
mod reach;
mod search;
#[cfg(test)]
pub(super) mod tests;

pub use ground::Ground;
pub use outcome::{GoldenChange, Outcome, Preview};

use super::ResolveError;
use super::error::database;
use super::store::{self, Occasion};
use crate::workspace::journal::{self, Journal};
use crate::workspace::{WorkspaceError, in_transaction};
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;
pub(super) use reach::Reach;
use serde::Serialize;
use std::cell::Cell;

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
    /// Profiles and golden values.
    pub outcome: Outcome,
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
    decide_on(conn, author, verdict, (left, right), None)
}

/// The same, sparing to read again what was read for the steward's eyes, unless it has changed since.
///
/// # Errors
/// As [`decide`].
pub fn decide_on(
    conn: &Connection,
    author: &Author,
    verdict: Verdict,
    (left, right): (i64, i64),
    ground: Option<&Ground>,
) -> Result<Effect, ResolveError> {
    let (left, right) = (left.min(right), left.max(right));
    if left == right {
        return Err(ResolveError::NoSuchDecision("a record is always the same person as itself".into()));
    }
    let entry =
        Entry { action: "decide", target: None, verdict: Some(verdict.as_str()), left, right, ground };
    stored(conn, author, &entry, "store the decision")
}

/// Takes back a decision; the newest one in force when `decision_id` is `None`.
///
/// # Errors
/// When there is no such decision in force, or the workspace can't be written; nothing is changed then.
pub fn undo(conn: &Connection, author: &Author, decision_id: Option<i64>) -> Result<Effect, ResolveError> {
    let found = find(conn, "undo", decision_id)?;
    let (target, left, right) = found.ok_or_else(|| nothing("undo", decision_id))?;
    let entry = Entry { action: "undo", target: Some(target), verdict: None, left, right, ground: None };
    stored(conn, author, &entry, "undo the decision")
}

/// Puts a decision back in force that was undone; the one undone last when `decision_id` is `None`. A new decision
/// after the undo ends the chance to redo without naming one.
///
/// # Errors
/// When there is no such decision, or the workspace can't be written; nothing is changed then.
pub fn redo(conn: &Connection, author: &Author, decision_id: Option<i64>) -> Result<Effect, ResolveError> {
    let found = find(conn, "redo", decision_id)?;
    let (target, left, right) = found.ok_or_else(|| nothing("redo", decision_id))?;
    let entry = Entry { action: "redo", target: Some(target), verdict: None, left, right, ground: None };
    stored(conn, author, &entry, "redo the decision")
}

struct Entry<'a> {
    action: &'static str,
    target: Option<i64>,
    verdict: Option<&'static str>,
    left: i64,
    right: i64,
    ground: Option<&'a Ground>,
}

fn nothing(action: &str, decision_id: Option<i64>) -> ResolveError {
    ResolveError::NoSuchDecision(match decision_id {
        Some(id) => format!("decision {id} can't be {action}ne: it is not there, or that was done already"),
        None => format!("there is nothing to {action}"),
    })
}

/// One transaction. The journal is written last in it; when the transaction then fails, the journal takes it back.
fn stored(
    conn: &Connection,
    author: &Author,
    entry: &Entry,
    doing: &'static str,
) -> Result<Effect, ResolveError> {
    let unwritten = |error: WorkspaceError| ResolveError::Journal(error.to_string());
    let journal = Journal::of(conn).map_err(unwritten)?;
    let noted = Cell::new(None);
    let stored = in_transaction(conn, database(doing), || {
        let effect = note(conn, author, entry)?;
        noted.set(Some(effect.decision_id));
        journal::append(conn, &journal::Entry::Decision(effect.decision_id)).map_err(unwritten)?;
        Ok(effect)
    });
    if let (Err(_), Some(decision)) = (&stored, noted.get()) {
        // The first failure is the one to tell of.
        let _ = journal.withdraw(decision);
    }
    stored
}

/// Records that may hang together for a decision to be previewed: nobody waits for more.
const MOST_PREVIEWED: usize = 2_000;

/// What either word on two records would change, as [`decide`] would do it now. Only reads. `None` when so many
/// records hang together that working it out takes too long.
///
/// # Errors
/// When a record is not there, nothing was resolved yet, or the workspace can't be read.
pub fn preview(conn: &Connection, left: i64, right: i64) -> Result<Option<Preview>, ResolveError> {
    Ground::read(conn, left, right)?.map(|ground| ground.preview(conn)).transpose()
}

/// Writes the log entry and brings edges and profiles up to date.
fn note(conn: &Connection, author: &Author, entry: &Entry) -> Result<Effect, ResolveError> {
    let (left, right) = (entry.left, entry.right);
    let doing = "store the decision";
    let holds = entry.ground.map(|ground| ground.holds(conn, left, right)).transpose()? == Some(true);
    let read;
    let reach = match entry.ground.filter(|_| holds) {
        Some(ground) => ground.reach(),
        None => {
            let found = Reach::read(conn, store::load_model(conn)?, left, right, usize::MAX)?;
            read = found.ok_or(ResolveError::NotResolved)?;
            &read
        }
    };
    let decision_id: i64 = conn
        .query_row("SELECT 1 + coalesce(max(decision_id), 0) FROM decisions", [], |row| row.get(0))
        .map_err(database(doing))?;
    conn.execute(
        include_str!("../../../assets/sql/resolve/note_decision.sql"),
        params![
            decision_id,
            author.now.to_string(),
            author.who,
            entry.action,
            entry.target,
            entry.verdict,
            left,
            right,
            reach.weight,
            author.reason
        ],
    )
    .map_err(database(doing))?;
    let cause = match entry.target {
        Some(target) => format!("{} of decision {target}", entry.action),
        None => format!("decision {decision_id}"),
    };
    let occasion = Occasion { run_id: 0, now: author.now, cause: &cause };
    let former = match taken_back(conn, entry)? {
        Some(decision) => store::members_before_decision(conn, decision, &reach.members)?,
        None => Vec::new(),
    };
    let plan = reach.plan(&store::in_force(conn)?, &reach.around(conn)?, &former);
    let outcome = plan.apply(conn, decision_id, &occasion)?;
    conn.execute(
        "UPDATE decisions SET effect = ? WHERE decision_id = ?",
        params![outcome.done(), decision_id],
    )
    .map_err(database(doing))?;
    Ok(Effect { decision_id, left_record: left, right_record: right, outcome })
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
        include_str!("../../../assets/sql/resolve/undoable.sql")
    } else {
        include_str!("../../../assets/sql/resolve/redoable.sql")
    };
    conn.query_row(sql, params![decision_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .map_err(database("look up the decision"))
}
