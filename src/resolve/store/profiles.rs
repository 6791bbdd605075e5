//! Profiles into the workspace: ids that last, golden records, members, the ledger.

use super::batch::append;
use super::golden::Golden;
use super::households::write_households;
use super::ledger::{self, Differences};
use super::query::{holes, rows, two};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::household::Ties;
use crate::resolve::identity::{Change, assign};
use crate::resolve::input::Input;
use duckdb::arrow::array::Int64Array;
use duckdb::{Connection, params_from_iter};
use jiff::civil::DateTime;
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

/// Replaces all profiles. Returns how many there are.
pub(crate) fn write_profiles(
    conn: &Connection,
    input: &Input,
    written: &Written,
    golden: Golden,
    ties: &Ties,
    occasion: &Occasion,
) -> Result<u64, ResolveError> {
    let before = members_before(conn)?;
    let differences = Differences::find(conn, input, &before)?;
    let next = ledger::next_profile(conn)?;
    conn.execute_batch("DELETE FROM profiles; DELETE FROM profile_members")
        .map_err(database("clear the profiles"))?;
    let records: Vec<Vec<i64>> = written
        .clusters
        .iter()
        .map(|rows| rows.iter().map(|&r| input.record_ids[r as usize]).collect())
        .collect();
    let assignment = assign(&records, &before, &[], next);
    let ids = &assignment.profile_ids;
    let households = write_households(conn, &records, &ties.households(&golden.homes))?;
    insert(conn, &records, written, golden, ids, &households)?;
    ledger::write(conn, &assignment, &records, &before, &differences, occasion)?;
    Ok(written.clusters.len() as u64)
}

fn members_before(conn: &Connection) -> Result<FxHashMap<i64, i64>, ResolveError> {
    rows(conn, "SELECT record_id, profile_id FROM profile_members", [], "read the profiles", two)
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
    pub changes: &'a [Change],
}

/// Puts some profiles in the place of others.
pub(crate) fn replace_profiles(
    conn: &Connection,
    with: Replacement,
    occasion: &Occasion,
) -> Result<(), ResolveError> {
    if !with.gone.is_empty() {
        let gone = holes(with.gone.len());
        for table in ["profiles", "profile_members"] {
            let sql = format!("DELETE FROM {table} WHERE profile_id IN ({gone})");
            conn.execute(&sql, params_from_iter(with.gone)).map_err(database("replace the profiles"))?;
        }
    }
    insert(conn, with.records, with.written, with.golden, with.profile_ids, with.households)?;
    ledger::told(conn, with.changes, occasion)
}

fn insert(
    conn: &Connection,
    records: &[Vec<i64>],
    written: &Written,
    golden: Golden,
    profile_ids: &[i64],
    households: &[Option<i64>],
) -> Result<(), ResolveError> {
    let of_members =
        || records.iter().zip(profile_ids).flat_map(|(records, id)| records.iter().map(move |r| (*r, *id)));
    append(
        conn,
        "profile_members",
        vec![
            Arc::new(Int64Array::from_iter_values(of_members().map(|m| m.0))),
            Arc::new(Int64Array::from_iter_values(of_members().map(|m| m.1))),
        ],
    )?;
    golden.append(conn, written, profile_ids, households)
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
    if homes.is_empty() {
        return Ok(moved);
    }
    let sql = format!(
        "SELECT record_id, profile_id FROM profile_members WHERE profile_id IN ({})",
        holes(homes.len())
    );
    let now: Vec<(i64, i64)> = rows(conn, &sql, params_from_iter(&homes), doing, two)?;
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
    pub weakest: Option<i32>,
    pub review: i32,
}

/// These profiles as they stand, by id.
pub(crate) fn standing(conn: &Connection, profiles: &[i64]) -> Result<Vec<Standing>, ResolveError> {
    let sql = format!(
        "SELECT profile_id, weakest, review FROM profiles WHERE profile_id IN ({}) ORDER BY profile_id",
        holes(profiles.len())
    );
    rows(conn, &sql, params_from_iter(profiles), "read the profiles", |row| {
        Ok(Standing { profile_id: row.get(0)?, weakest: row.get(1)?, review: row.get(2)? })
    })
}
