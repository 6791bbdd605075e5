//! The ledger: what became of each profile and why, and which records moved.

use super::Occasion;
use super::batch::append;
use super::marks::marks;
use super::query::{rows, two};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::identity::{Assignment, Change, ChangeKind, left};
use crate::resolve::input::Input;
use duckdb::Connection;
use duckdb::arrow::array::{Int32Array, Int64Array, StringArray, TimestampMicrosecondArray, UInt64Array};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What is different about the records since they were last resolved.
#[derive(Default)]
pub(super) struct Differences {
    new: FxHashSet<i64>,
    changed: FxHashSet<i64>,
    /// Profiles that lost a record.
    bereft: FxHashSet<i64>,
    /// What each row says, where not all is as it was.
    marks: Option<Vec<u64>>,
}

impl Differences {
    /// Compares the records with what they said at the last run (`known`) and the profiles they were in.
    pub(super) fn find(input: &Input, before: &FxHashMap<i64, i64>, known: &FxHashMap<i64, u64>) -> Self {
        let marks = marks(input);
        let mut found = Self::default();
        let mut rewrite = known.len() != input.len();
        for (record, mark) in input.record_ids.iter().zip(&marks) {
            let old = known.get(record);
            rewrite |= old != Some(mark);
            if !before.contains_key(record) {
                found.new.insert(*record);
            } else if old.is_some_and(|old| old != mark) {
                found.changed.insert(*record);
            }
        }
        if before.len() + found.new.len() != input.len() {
            let here: FxHashSet<i64> = input.record_ids.iter().copied().collect();
            found.bereft = before.iter().filter(|(r, _)| !here.contains(r)).map(|(_, p)| *p).collect();
        }
        found.marks = rewrite.then_some(marks);
        found
    }

    /// Notes what the records say now.
    pub(super) fn note(&mut self, conn: &Connection, input: &Input) -> Result<(), ResolveError> {
        let Some(marks) = self.marks.take() else { return Ok(()) };
        conn.execute_batch("DELETE FROM record_marks").map_err(database("note the records"))?;
        let ids = Int64Array::from_iter_values(input.record_ids.iter().copied());
        append(conn, "record_marks", vec![Arc::new(ids), Arc::new(UInt64Array::from(marks))])
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

/// What the records said when they were last resolved.
pub(super) fn marks_before(conn: &Connection) -> Result<FxHashMap<i64, u64>, ResolveError> {
    rows(conn, "SELECT record_id, mark FROM record_marks", [], "read what the records said", two)
}

/// The next id that no profile ever had.
pub(crate) fn next_profile(conn: &Connection) -> Result<i64, ResolveError> {
    conn.query_row(
        "SELECT 1 + greatest(coalesce((SELECT max(profile_id) FROM profiles), 0),
             coalesce((SELECT max(profile_id) FROM record_moves), 0),
             coalesce((SELECT max(greatest(profile_id, coalesce(other_id, 0))) FROM profile_ledger), 0))",
        [],
        |row| row.get(0),
    )
    .map_err(database("number the profiles"))
}

fn epoch_micros(at: DateTime) -> i64 {
    Offset::UTC.to_timestamp(at).map_or(0, |t| t.as_microsecond())
}

/// Writes what a decision changed; the occasion says why.
pub(super) fn told(conn: &Connection, changes: &[Change], occasion: &Occasion) -> Result<(), ResolveError> {
    lines(conn, changes, changes.iter().map(|_| occasion.cause), occasion)
}

/// Writes what a run changed, and where the records it moved were. `records` are those of each cluster.
pub(super) fn write(
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
    let at = epoch_micros(occasion.now);
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
