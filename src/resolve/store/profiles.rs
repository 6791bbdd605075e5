//! Profiles into the workspace: ids that last, golden records, members, the ledger.

use super::batch::{PORTION, append, append_all};
use super::golden::Golden;
use super::households::{self, Households};
use super::ledger::{self, Differences};
use super::query::{among, one, rows, two};
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::household::Ties;
use crate::resolve::identity::{Assignment, assign};
use crate::resolve::input::Input;
use duckdb::Connection;
use duckdb::arrow::array::{ArrayRef, Int64Array};
use jiff::civil::DateTime;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the caller knows of each cluster beside its records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    /// Rows of the input, by cluster; clusters in order of their smallest record id.
    pub clusters: Vec<Vec<u32>>,
    /// Weight of the weakest edge that holds it together.
    pub weakest: Vec<Option<i32>>,
    /// Doubtful pairs that touch it.
    pub review: Vec<i32>,
}

/// When and why, for the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Occasion<'a> {
    pub run_id: i64,
    pub now: DateTime,
    pub cause: &'a str,
}

/// Profiles, households and marks as the last run and the decisions since left them.
pub(crate) struct Former {
    members: FxHashMap<i64, i64>,
    marks: FxHashMap<i64, u64>,
    next_profile: i64,
    households: FxHashMap<i64, i64>,
}

impl Former {
    /// Reads them.
    pub(crate) fn read(conn: &Connection) -> Result<Self, ResolveError> {
        let members = "SELECT record_id, profile_id FROM profile_members";
        Ok(Self {
            members: rows(conn, members, [], "read the profiles", two)?,
            marks: ledger::marks_before(conn)?,
            next_profile: ledger::next_profile(conn)?,
            households: households::before(conn)?,
        })
    }
}

/// Which profile is which of before, as a run made them, and what is different about their records.
pub(crate) struct Identities<'a> {
    input: &'a Input,
    former: &'a Former,
    /// Ids of the records of each profile.
    records: Vec<Vec<i64>>,
    assignment: Assignment,
    differences: Differences,
}

impl<'a> Identities<'a> {
    /// Works them out.
    pub(crate) fn new(input: &'a Input, clusters: &[Vec<u32>], former: &'a Former) -> Self {
        let ids = |rows: &Vec<u32>| rows.iter().map(|&r| input.record_ids[r as usize]).collect();
        let ((records, assignment), differences) = rayon::join(
            || {
                let records: Vec<Vec<i64>> = clusters.par_iter().map(ids).collect();
                let assignment = assign(&records, &former.members, &[], former.next_profile);
                (records, assignment)
            },
            || Differences::find(input, &former.members, &former.marks),
        );
        Self { input, former, records, assignment, differences }
    }

    /// Writes who is in which profile in the place of who was, what the records say, and what became of each profile.
    pub(crate) fn write(&self, conn: &Connection, occasion: &Occasion) -> Result<(), ResolveError> {
        self.differences.note(conn, self.input)?;
        conn.execute_batch("DELETE FROM profile_members").map_err(database("clear the profiles"))?;
        add_members(conn, &self.records, &self.assignment.profile_ids)?;
        let members = &self.former.members;
        ledger::write(conn, &self.assignment, &self.records, members, &self.differences, occasion)
    }
}

/// The golden records and households of all profiles as a run made them. Needs no workspace: it can be worked out while
/// that is written to.
pub(crate) struct Faces {
    golden: Golden,
    households: Households,
}

impl Faces {
    /// Works them out; `None`: stopped.
    pub(crate) fn new<'t>(
        of: &Identities,
        clusters: &[Vec<u32>],
        ties: impl FnOnce() -> Ties<'t> + Send,
        stop: &Progress,
    ) -> Option<Self> {
        let (golden, ties) = rayon::join(|| Golden::new(of.input, clusters, stop), ties);
        if stop.is_cancelled() {
            // It is not whole.
            return None;
        }
        let first = ties.households(&golden.homes);
        let before = &of.former.households;
        let households = Households::new(&of.records, &first, before, households::next(before));
        Some(Self { golden, households })
    }

    /// Puts them in the place of all that were. Returns how many there are.
    pub(crate) fn write(
        self,
        conn: &Connection,
        of: &Identities,
        written: &Written,
    ) -> Result<u64, ResolveError> {
        conn.execute_batch("DELETE FROM profiles").map_err(database("clear the profiles"))?;
        self.households.write(conn)?;
        self.golden.append(conn, written, &of.assignment.profile_ids, &self.households.of)?;
        Ok(of.records.len() as u64)
    }
}

/// A few profiles that take the place of others.
pub(crate) struct Replacement<'a> {
    /// Ids of those that go.
    pub gone: &'a [i64],
    /// Their records, profile by profile.
    pub records: &'a [Vec<i64>],
    pub written: &'a Written,
    pub golden: Golden,
    pub profile_ids: &'a [i64],
    pub households: &'a [Option<i64>],
}

/// Puts some profiles in the place of others; the ledger is the caller's.
pub(crate) fn replace_profiles(conn: &Connection, with: Replacement) -> Result<(), ResolveError> {
    if !with.gone.is_empty() {
        let gone = among(conn, with.gone)?;
        for table in ["profiles", "profile_members"] {
            let sql = format!("DELETE FROM {table} WHERE profile_id IN {gone}");
            conn.execute(&sql, []).map_err(database("replace the profiles"))?;
        }
    }
    add_members(conn, with.records, with.profile_ids)?;
    with.golden.append(conn, with.written, with.profile_ids, with.households)
}

fn add_members(conn: &Connection, records: &[Vec<i64>], profile_ids: &[i64]) -> Result<(), ResolveError> {
    let portions = records.chunks(PORTION).zip(profile_ids.chunks(PORTION)).map(|(records, ids)| {
        let of_each = |(records, id): (&'_ Vec<i64>, &i64)| vec![*id; records.len()];
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(records.iter().flatten().copied())),
            Arc::new(Int64Array::from_iter_values(records.iter().zip(ids).flat_map(of_each))),
        ];
        columns
    });
    append_all(conn, "profile_members", records.iter().map(Vec::len).sum(), portions)
}

/// The records of a profile, ascending.
pub(crate) fn members(conn: &Connection, profile: i64) -> Result<Vec<i64>, ResolveError> {
    let sql = "SELECT record_id FROM profile_members WHERE profile_id = ? ORDER BY record_id";
    rows(conn, sql, [profile], "read the profile", one)
}

/// The records of these profiles and of those that these records are in, each with its profile.
pub(crate) fn members_around(
    conn: &Connection,
    records: &[i64],
    profiles: &[i64],
) -> Result<Vec<(i64, i64)>, ResolveError> {
    let doing = "read the profiles";
    let sql = format!("SELECT profile_id FROM profile_members WHERE record_id IN {}", among(conn, records)?);
    let mut all: Vec<i64> = rows(conn, sql, [], doing, one)?;
    all.extend(profiles);
    members_of(conn, &all, doing)
}

/// The records of these profiles, ascending, each with its profile. `doing` says what for, should it fail.
pub(crate) fn members_of(
    conn: &Connection,
    profiles: &[i64],
    doing: &'static str,
) -> Result<Vec<(i64, i64)>, ResolveError> {
    let sql = format!(
        "SELECT record_id, profile_id FROM profile_members WHERE profile_id IN {} ORDER BY record_id",
        among(conn, profiles)?
    );
    rows(conn, sql, [], doing, two)
}

/// Where a decision found the records it moved. Profiles that others than `touched` are in by now (the workspace was
/// made anew) are no places to go back to.
pub(crate) fn members_before_decision(
    conn: &Connection,
    decision_id: i64,
    touched: &FxHashMap<i64, i64>,
) -> Result<Vec<(i64, i64)>, ResolveError> {
    let doing = "read what the decision moved";
    let sql = "SELECT record_id, profile_id FROM decision_members WHERE decision_id = ?";
    let mut moved: Vec<(i64, i64)> = rows(conn, sql, [decision_id], doing, two)?;
    let homes: BTreeSet<i64> = moved.iter().map(|m| m.1).collect();
    let homes: Vec<i64> = homes.into_iter().collect();
    let now = members_of(conn, &homes, doing)?;
    let taken: BTreeSet<i64> = now
        .into_iter()
        .filter(|(record, _)| !touched.contains_key(record))
        .map(|(_, profile)| profile)
        .collect();
    moved.retain(|(_, profile)| !taken.contains(profile));
    Ok(moved)
}

/// Notes the former profile of every record a decision moves.
pub(crate) fn remember_moves(
    conn: &Connection,
    decision_id: i64,
    from: &[(i64, i64)],
) -> Result<(), ResolveError> {
    let column = |values: Vec<i64>| Arc::new(Int64Array::from(values));
    append(
        conn,
        "decision_members",
        vec![
            column(vec![decision_id; from.len()]),
            column(from.iter().map(|m| m.0).collect()),
            column(from.iter().map(|m| m.1).collect()),
        ],
    )
}

/// A profile as it stands in the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub profile_id: i64,
    pub records: usize,
    pub weakest: Option<i32>,
    pub review: i32,
}

/// These profiles as they stand, by id.
pub(crate) fn standing(conn: &Connection, profiles: &[i64]) -> Result<Vec<Standing>, ResolveError> {
    let sql = format!(
        "SELECT profile_id, records, weakest, review FROM profiles WHERE profile_id IN {} ORDER BY profile_id",
        among(conn, profiles)?
    );
    rows(conn, sql, [], "read the profiles", |row| {
        Ok(Standing {
            profile_id: row.get(0)?,
            records: row.get(1)?,
            weakest: row.get(2)?,
            review: row.get(3)?,
        })
    })
}
