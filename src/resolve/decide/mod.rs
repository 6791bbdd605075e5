//! The steward's word: same, different, unsure; undo and redo. Each is one transaction, and resolves anew only what
//! it touches.
//!
//! `reach` reads what a decision may touch, `plan` works out what it changes, `apply` writes that. A preview is the
//! first two without the third. One word on many pairs (`many`) is all of this once, and one undo; so is what gives
//! profiles another shape (`cut`, `regroup`): `shape` finds the words for it.

mod apply;
mod choose;
mod cut;
mod find;
mod former;
mod ground;
mod lock;
mod many;
mod note;
mod outcome;
mod plan;
mod reach;
mod regroup;
mod renew;
mod search;
#[cfg(test)]
mod sequences;
mod shape;
#[cfg(test)]
pub(super) mod tests;
mod words;

pub use choose::{Choosing, candidates, choose, let_go, undo_choice};
pub use cut::{CutView, cut, preview_cut};
pub use former::Former;
pub use ground::Ground;
pub use lock::{LockView, Locking, lock, lock_on, locked, undo_lock, unlock};
pub use many::{ManyOutcome, ManyPreview, decide_many, preview_many};
pub use outcome::{GoldenChange, Outcome, Preview};
pub use regroup::{Regroup, RegroupView, preview_regroup, regroup};

use super::{ResolveError, store};
use duckdb::Connection;
use find::{Found, find_redo, find_undo};
use jiff::civil::DateTime;
use note::{Entry, Known, note, stored};
pub(super) use reach::Reach;
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

    /// As it will be in force on two records.
    fn on(self, (left, right): (i64, i64)) -> store::Verdict {
        store::Verdict { left, right, verdict: self.as_str().into() }
    }
}

/// What a decision (or its undo) changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Number of the decision just written; of many at once the first.
    pub decision_id: i64,
    /// The pair decided on, smaller id first; of many the first.
    pub left_record: i64,
    /// The other record.
    pub right_record: i64,
    /// How many pairs were decided on at once; 1 mostly.
    pub pairs: usize,
    /// Pairs left out because a former decision contradicts.
    pub left_out: usize,
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
        return Err(ResolveError::refused("a record is always the same person as itself"));
    }
    let entry = Entry::decided(verdict, &[(left, right)], false);
    stored(conn, "store the decision", || {
        note(conn, author, entry, ground.map_or(Known::Nothing, Known::Ground))
    })
}

/// What is to be taken back, or put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What was done last: one decision, or many that were made at once.
    Last,
    /// The decision of this number, whatever was made with it.
    One(i64),
    /// All that was decided at once with the decision of this number.
    WithAll(i64),
}

/// Takes decisions back.
///
/// # Errors
/// When there is no such decision in force, or the workspace can't be written; nothing is changed then.
pub fn undo(conn: &Connection, author: &Author, which: Which) -> Result<Effect, ResolveError> {
    stored(conn, "undo the decision", || {
        let Found { words, alike } = find_undo(conn, which)?;
        let entry = Entry { action: "undo", words, alike, deed: "" };
        note(conn, author, entry, Known::Nothing)
    })
}

/// Puts decisions back in force that were undone; [`Which::Last`]: those undone last. A new decision after the undo
/// ends the chance to redo without naming one.
///
/// # Errors
/// When there is no such decision, or the workspace can't be written; nothing is changed then.
pub fn redo(conn: &Connection, author: &Author, which: Which) -> Result<Effect, ResolveError> {
    stored(conn, "redo the decision", || {
        let Found { words, alike } = find_redo(conn, which)?;
        let entry = Entry { action: "redo", words, alike, deed: "" };
        note(conn, author, entry, Known::Nothing)
    })
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
