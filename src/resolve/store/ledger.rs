//! The ledger: what became of each profile and why, and which records moved.

use super::Occasion;
use super::batch::{PORTION, append, append_all};
use super::marks::marks;
use super::query::{among, rows, two};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::identity::{Assignment, Change, ChangeKind, left};
use crate::resolve::input::Input;
use crate::workspace::{first_row, moment};
use duckdb::Connection;
use duckdb::arrow::array::{
    ArrayRef, Int32Array, Int64Array, StringArray, TimestampMicrosecondArray, UInt64Array,
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What is different about the records since they were last resolved.
#[derive(Default)]
pub(crate) struct Differences {
    new: FxHashSet<i64>,
    changed: FxHashSet<i64>,
    /// Profiles that lost a record.
    bereft: FxHashSet<i64>,
    /// What each row says.
    marks: Vec<u64>,
}

impl Differences {
    /// Compares the records with what they said at the last run (`known`) and the profiles they were in. At the first
    /// run nothing is different: all there is begins.
    pub(super) fn find(input: &Input, before: &FxHashMap<i64, i64>, known: &FxHashMap<i64, u64>) -> Self {
        let mut found = Self { marks: marks(input), ..Self::default() };
        if before.is_empty() {
            return found;
        }
        for (record, mark) in input.record_ids.iter().zip(&found.marks) {
            if !before.contains_key(record) {
                found.new.insert(*record);
            } else if known.get(record).is_some_and(|old| old != mark) {
                found.changed.insert(*record);
            }
        }
        if before.len() + found.new.len() != input.len() {
            let here: FxHashSet<i64> = input.record_ids.iter().copied().collect();
            found.bereft = before.iter().filter(|(r, _)| !here.contains(r)).map(|(_, p)| *p).collect();
        }
        found
    }

    /// Some that are known.
    pub(crate) fn of(new: &[i64], changed: &[i64], bereft: impl Iterator<Item = i64>) -> Self {
        let set = |records: &[i64]| records.iter().copied().collect();
        Self { new: set(new), changed: set(changed), bereft: bereft.collect(), marks: Vec::new() }
    }

    /// Notes what the records say now; they are numbered in order of their ids, as in the corpus.
    pub(super) fn note(&self, conn: &Connection, input: &Input) -> Result<(), ResolveError> {
        conn.execute_batch("DELETE FROM record_marks").map_err(database("note the records"))?;
        let mut rows: Vec<(i64, u64)> =
            input.record_ids.iter().copied().zip(self.marks.iter().copied()).collect();
        rows.par_sort_unstable();
        note(conn, &rows, 0)
    }

    /// The likeliest cause of a change, given the records of the profiles it is about, as they are now.
    fn cause(&self, change: &Change, records: &[&[i64]]) -> &'static str {
        let any = |set: &FxHashSet<i64>| records.iter().flat_map(|r| r.iter()).any(|r| set.contains(r));
        let lost =
            [Some(change.profile_id), change.other_id].iter().flatten().any(|p| self.bereft.contains(p));
        let new = (any(&self.new), "new record");
        let changed = (any(&self.changed), "changed record");
        let removed = (lost, "removed record");
        // What comes together does so by what is new; what falls apart by what is no longer so.
        let likeliest = match change.kind {
            ChangeKind::Created | ChangeKind::Merged | ChangeKind::Joined => [new, changed, removed],
            ChangeKind::Split | ChangeKind::Moved => [changed, removed, new],
            ChangeKind::Lost | ChangeKind::Gone => [removed, changed, new],
        };
        likeliest.into_iter().find(|(so, _)| *so).map_or("model", |(_, cause)| cause)
    }
}

/// Adds what records say, and numbers them from `first` on.
fn note(conn: &Connection, rows: &[(i64, u64)], first: i32) -> Result<(), ResolveError> {
    let portions = rows.chunks(PORTION).zip((first..).step_by(PORTION)).map(|(rows, first)| {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.0))),
            Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.1))),
            Arc::new(Int32Array::from_iter_values((first..).take(rows.len()))),
        ];
        columns
    });
    append_all(conn, "record_marks", rows.len(), portions)
}

/// What the records said when they were last resolved.
pub(crate) fn marks_before(conn: &Connection) -> Result<FxHashMap<i64, u64>, ResolveError> {
    rows(conn, "SELECT record_id, mark FROM record_marks", [], "read what the records said", two)
}

/// What these records said when they were last resolved.
pub(crate) fn marks_of(conn: &Connection, records: &[i64]) -> Result<FxHashMap<i64, u64>, ResolveError> {
    let among = among(conn, records)?;
    let sql = format!("SELECT record_id, mark FROM record_marks WHERE record_id IN {among}");
    rows(conn, sql, [], "read what the records said", two)
}

/// Notes what new and changed records say, and gives each its number.
pub(crate) fn place(
    conn: &Connection,
    marks: impl Iterator<Item = (i64, u64)>,
) -> Result<FxHashMap<i64, i32>, ResolveError> {
    let mut marks: Vec<(i64, u64)> = marks.collect();
    marks.sort_unstable();
    let first = conn
        .query_row("SELECT 1 + coalesce(max(place), -1) FROM record_marks", [], |row| row.get(0))
        .map_err(database("number the records"))?;
    note(conn, &marks, first)?;
    Ok(marks.iter().map(|mark| mark.0).zip(first..).collect())
}

/// The next id that no profile ever had.
pub(crate) fn next_profile(conn: &Connection) -> Result<i64, ResolveError> {
    let sql = "SELECT 1 + coalesce(max(id), 0) FROM (
        SELECT max(profile_id) AS id FROM profiles UNION ALL SELECT max(profile_id) FROM record_moves
        UNION ALL SELECT max(profile_id) FROM profile_ledger UNION ALL SELECT max(other_id) FROM profile_ledger)";
    first_row(conn, sql, [], |row| row.get(0)).map_err(database("number the profiles"))
}

/// Writes what a decision changed; the occasion says why.
pub(crate) fn told(conn: &Connection, changes: &[Change], occasion: &Occasion) -> Result<(), ResolveError> {
    lines(conn, changes, changes.iter().map(|_| occasion.cause), occasion)
}

/// Writes what a run changed, and where the records it moved were. `records` are those of each cluster.
pub(crate) fn write(
    conn: &Connection,
    assignment: &Assignment,
    records: &[Vec<i64>],
    before: &FxHashMap<i64, i64>,
    differences: &Differences,
    occasion: &Occasion,
) -> Result<(), ResolveError> {
    if assignment.changes.is_empty() {
        return Ok(());
    }
    let cluster: FxHashMap<i64, usize> = assignment.profile_ids.iter().copied().zip(0..).collect();
    let of = |profile: Option<i64>| profile.and_then(|p| cluster.get(&p)).map(|c| records[*c].as_slice());
    let causes = assignment.changes.iter().map(|change| {
        let about = [of(Some(change.profile_id)), of(change.other_id)];
        differences.cause(change, &about.into_iter().flatten().collect::<Vec<_>>())
    });
    lines(conn, &assignment.changes, causes, occasion)?;
    let members = records.iter().zip(&assignment.profile_ids);
    let moved = members.flat_map(|(records, id)| {
        records.iter().filter_map(move |r| before.get(r).filter(|p| *p != id).map(|p| (*r, *p)))
    });
    // Records that left the data keep where they were, too.
    let mut moved: Vec<(i64, i64)> = moved.chain(left(records, before)).collect();
    moved.sort_unstable();
    append(
        conn,
        "record_moves",
        vec![
            Arc::new(Int64Array::from_iter_values(moved.iter().map(|_| occasion.run_id))),
            Arc::new(Int64Array::from_iter_values(moved.iter().map(|m| m.0))),
            Arc::new(Int64Array::from_iter_values(moved.iter().map(|m| m.1))),
        ],
    )
}

fn lines<'a>(
    conn: &Connection,
    changes: &[Change],
    causes: impl Iterator<Item = &'a str>,
    occasion: &Occasion,
) -> Result<(), ResolveError> {
    let at = moment::micros(occasion.now).unwrap_or_default();
    append(
        conn,
        "profile_ledger",
        vec![
            Arc::new(Int64Array::from_iter_values(changes.iter().map(|_| occasion.run_id))),
            Arc::new(TimestampMicrosecondArray::from_iter_values(changes.iter().map(|_| at))),
            Arc::new(Int64Array::from_iter_values(changes.iter().map(|c| c.profile_id))),
            Arc::new(StringArray::from_iter_values(changes.iter().map(|c| c.kind.as_str()))),
            Arc::new(changes.iter().map(|c| c.other_id).collect::<Int64Array>()),
            Arc::new(Int32Array::from_iter_values(changes.iter().map(|c| c.records as i32))),
            Arc::new(StringArray::from_iter_values(causes)),
        ],
    )
}
