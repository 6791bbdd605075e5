//! Locks: a profile stays as it is, whatever runs and other decisions would make of it. Links from outside wait for
//! review. Locking and unlocking move nobody: what they allow or forbid counts for what comes after.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Lock};
use super::note::Word;
use super::{Author, Reach};
use crate::workspace::journal;
use crate::workspace::seal::Log;
use duckdb::{Connection, OptionalExt, params};
use rustc_hash::FxHashMap;
use serde::Serialize;

const DOING: &str = "store the lock";

/// Whether a profile is locked, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LockView {
    /// Number of the lock.
    pub decision_id: i64,
    /// The profile its records are in; `None`: none of them is there at present.
    pub profile_id: Option<i64>,
    /// The steward.
    pub who: String,
    /// The day, UTC.
    pub day: String,
    /// In her words.
    pub reason: Option<String>,
    /// How many records are locked together.
    pub records: usize,
    /// For people: `locked by maria on 2026-11-23: checked by phone`.
    pub sentence: String,
}

/// What locking, unlocking or an undo of either did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Locking {
    /// Number of the word just written.
    pub decision_id: i64,
    /// The profile; `None`: its records are in none now.
    pub profile_id: Option<i64>,
    /// How many records it has.
    pub records: usize,
    /// It is locked now.
    pub locked: bool,
}

/// All locks in force, the newest first.
///
/// # Errors
/// When the workspace can't be read.
pub fn locked(conn: &Connection) -> Result<Vec<LockView>, ResolveError> {
    let locks = store::locks(conn)?;
    let records: Vec<i64> = locks.iter().flat_map(|lock| lock.records.iter().copied()).collect();
    let homes: FxHashMap<i64, i64> = match records.is_empty() {
        true => FxHashMap::default(),
        false => store::members_around(conn, &records, &[])?.into_iter().collect(),
    };
    let view = |lock: Lock| {
        let sentence = lock.sentence();
        LockView {
            profile_id: lock.records.iter().find_map(|record| homes.get(record)).copied(),
            records: lock.records.len(),
            decision_id: lock.decision_id,
            who: lock.who,
            day: lock.day,
            reason: lock.reason,
            sentence,
        }
    };
    Ok(locks.into_iter().map(view).collect())
}

/// The lock on a profile; `None`: it is not locked.
///
/// # Errors
/// When the workspace can't be read.
pub fn lock_on(conn: &Connection, profile: i64) -> Result<Option<LockView>, ResolveError> {
    Ok(locked(conn)?.into_iter().find(|lock| lock.profile_id == Some(profile)))
}

/// Locks a profile.
///
/// # Errors
/// When it is not there or locked already, or the workspace can't be written; nothing is changed then.
pub fn lock(conn: &Connection, author: &Author, profile: i64) -> Result<Locking, ResolveError> {
    stored(conn, || {
        let records = store::members(conn, profile)?;
        if records.is_empty() {
            return Err(ResolveError::refused(format!("there is no profile P{profile}")));
        }
        if let Some(lock) = store::locks(conn)?.iter().find(|lock| records.iter().any(|r| lock.has(*r))) {
            return Err(ResolveError::refused(format!("P{profile} is {} already", lock.sentence())));
        }
        note(conn, author, "lock", None, &records)
    })
}

/// Unlocks a profile.
///
/// # Errors
/// When it is not locked or the workspace can't be written; nothing is changed then.
pub fn unlock(conn: &Connection, author: &Author, profile: i64) -> Result<Locking, ResolveError> {
    stored(conn, || {
        let records = store::members(conn, profile)?;
        let locks = store::locks(conn)?;
        let lock = locks.iter().find(|lock| records.iter().any(|r| lock.has(*r)));
        let lock = lock.ok_or_else(|| ResolveError::refused(format!("P{profile} is not locked")))?;
        note(conn, author, "unlock", Some(lock.decision_id), &lock.records)
    })
}

/// Takes locking or unlocking back: the newest that stands when `decision_id` is `None`.
///
/// # Errors
/// When there is none, the profile has changed since it was unlocked, or the workspace can't be written; nothing is
/// changed then.
pub fn undo_lock(
    conn: &Connection,
    author: &Author,
    decision_id: Option<i64>,
) -> Result<Locking, ResolveError> {
    stored(conn, || {
        let sql = include_str!("../../../assets/sql/resolve/undoable_lock.sql");
        let found: Option<(i64, String, String)> = conn
            .query_row(sql, params![decision_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
            .map_err(database("look up the lock"))?;
        let (target, action, ids) = found.ok_or_else(|| {
            ResolveError::refused(match decision_id {
                Some(id) => format!("lock {id} can't be undone: it is not there, or that was done already"),
                None => "there is no lock to undo".into(),
            })
        })?;
        let ids: Vec<i64> = ids.split(',').filter_map(|id| id.parse().ok()).collect();
        if action == "unlock" {
            let now = home(conn, &ids)?.map(|profile| store::members(conn, profile)).transpose()?;
            if now.is_some_and(|now| now != ids) {
                return Err(ResolveError::refused(
                    "the profile has changed since it was unlocked: lock it anew",
                ));
            }
        }
        note(conn, author, "undo", Some(target), &ids)
    })
}

/// Words that locked profiles forbid are refused, before anything happens.
pub(super) fn allowed(
    conn: &Connection,
    reach: &Reach,
    action: &str,
    words: &[Word],
) -> Result<(), ResolveError> {
    for word in words {
        let pair = (word.left, word.right);
        match (word.verdict, lock_between(reach, pair)) {
            (Some(verdict), _) => may_say(reach, pair, verdict.as_str())?,
            (None, None) => {}
            (None, Some((lock, inside))) => {
                let sql =
                    "SELECT coalesce(d.verdict, ''), d.\"at\" >= l.\"at\" FROM decisions d, profile_locks l
                    WHERE d.decision_id = ? AND l.decision_id = ?";
                let (verdict, since): (String, bool) = conn
                    .query_row(sql, params![word.target, lock.decision_id], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .map_err(database("look up the decision"))?;
                if action != "undo" {
                    may_say(reach, pair, &verdict)?;
                } else if verdict == "same" && inside && !since {
                    // What held it together when it was locked is not taken away under it.
                    return Err(locked_out(reach, pair, lock));
                }
            }
        }
    }
    Ok(())
}

/// Refuses a word that would take a record out of a locked profile, or let one in.
pub(super) fn may_say(reach: &Reach, pair: (i64, i64), verdict: &str) -> Result<(), ResolveError> {
    match (lock_between(reach, pair), verdict) {
        (Some((lock, false)), "same") | (Some((lock, true)), "different") => {
            Err(locked_out(reach, pair, lock))
        }
        _ => Ok(()),
    }
}

/// A lock that one of the two is under, and whether both are.
fn lock_between(reach: &Reach, (left, right): (i64, i64)) -> Option<(&Lock, bool)> {
    let of = |record: i64| reach.locks.iter().find(|lock| lock.has(record));
    let (left, right) = (of(left), of(right));
    left.or(right).map(|lock| (lock, left == right))
}

fn locked_out(reach: &Reach, (left, right): (i64, i64), lock: &Lock) -> ResolveError {
    let record = if lock.has(left) { left } else { right };
    let profile = reach.members.get(&record).map_or_else(String::new, |id| format!("P{id} is "));
    ResolveError::refused(format!("{profile}{}; unlock it first", lock.sentence()))
}

fn stored(
    conn: &Connection,
    write: impl FnOnce() -> Result<Locking, ResolveError>,
) -> Result<Locking, ResolveError> {
    store::journalled(conn, DOING, write, |done| journal::Entry::line(Log::Locks, done.decision_id))
}

fn note(
    conn: &Connection,
    author: &Author,
    action: &str,
    target: Option<i64>,
    records: &[i64],
) -> Result<Locking, ResolveError> {
    let decision_id = Log::Locks.next(conn).map_err(database(DOING))?;
    let ids: Vec<String> = records.iter().map(i64::to_string).collect();
    conn.execute(
        "INSERT INTO profile_locks VALUES (?, CAST(? AS TIMESTAMP), ?, ?, ?, ?, nullif(?, ''))",
        params![
            decision_id,
            author.now.to_string(),
            author.who,
            action,
            target,
            ids.join(","),
            author.reason
        ],
    )
    .map_err(database(DOING))?;
    let locked = store::locks(conn)?.iter().any(|lock| lock.records == records);
    Ok(Locking { decision_id, profile_id: home(conn, records)?, records: records.len(), locked })
}

/// The profile the first of these records is in that is there.
fn home(conn: &Connection, records: &[i64]) -> Result<Option<i64>, ResolveError> {
    Ok(store::members_around(conn, records, &[])?.first().map(|(_, profile)| *profile))
}

#[cfg(test)]
mod tests;
