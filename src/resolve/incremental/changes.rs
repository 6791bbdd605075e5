//! What is different about the records since they were last resolved.

use super::super::ResolveError;
use super::super::error::database;
use super::super::fingerprint;
use super::super::input::Input;
use super::super::store;
use crate::progress::Progress;
use duckdb::Connection;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// New, changed and removed records.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Ascending.
    pub new: Vec<i64>,
    /// Ascending.
    pub changed: Vec<i64>,
    /// Records that left the data, and the profiles they were in.
    pub gone: Vec<(i64, i64)>,
    /// What the new and changed ones say, as one number each.
    pub marks: FxHashMap<i64, u64>,
    /// The new and changed records themselves, where no others had to be read to find them.
    pub input: Option<Input>,
}

impl Changes {
    pub(super) fn count(&self) -> usize {
        self.new.len() + self.changed.len() + self.gone.len()
    }

    /// Finds them, given what the last run read; `None`: more is different than records, or more of these than `most`.
    pub(super) fn find(
        conn: &Connection,
        then: &str,
        most: usize,
        stop: &Progress,
    ) -> Result<Option<Self>, ResolveError> {
        let (Some(then), now) = (Read::of(then), fingerprint(conn)?) else { return Ok(None) };
        let Some(now) = Read::of(&now).filter(|now| now.rest == then.rest) else { return Ok(None) };
        let new_loads: Vec<i64> = now.loads.difference(&then.loads).copied().collect();
        let replaced = !then.loads.is_subset(&now.loads);
        let suspects = suspects(conn, &new_loads)?;
        if !replaced && suspects.len() > most {
            return Ok(None);
        }
        let input = if replaced { store::load_all(conn, stop)? } else { store::load_some(conn, &suspects)? };
        let known = if replaced { store::marks_before(conn)? } else { store::marks_of(conn, &suspects)? };
        let mut found = Self::default();
        for (record, mark) in input.record_ids.iter().zip(store::marks(&input)) {
            match known.get(record) {
                Some(before) if *before == mark => continue,
                Some(_) => found.changed.push(*record),
                None => found.new.push(*record),
            }
            found.marks.insert(*record, mark);
        }
        found.gone = gone(conn, found.new.len())?;
        found.input = Some(input).filter(|input| input.len() == found.marks.len());
        found.new.sort_unstable();
        found.changed.sort_unstable();
        Ok((found.count() <= most).then_some(found))
    }
}

/// What a fingerprint says was read.
#[derive(PartialEq, Eq)]
struct Read {
    loads: BTreeSet<i64>,
    /// All that is not brought up to date by itself when it changes, as decisions and golden values are.
    rest: Vec<String>,
}

impl Read {
    fn of(fingerprint: &str) -> Option<Self> {
        let mut parts = fingerprint.split("; ");
        let resolver = parts.next()?.to_owned();
        let load = |of: &str| of.split(':').nth(1)?.parse().ok();
        let loads = parts.next()?.split(',').filter(|l| !l.is_empty()).map(load).collect::<Option<_>>()?;
        let by_itself = |part: &&str| part.starts_with("decisions ") || part.starts_with("golden ");
        let rest = parts.filter(|part| !by_itself(part)).map(str::to_owned);
        Some(Self { loads, rest: std::iter::once(resolver).chain(rest).collect() })
    }
}

/// The records that these loads brought something of.
fn suspects(conn: &Connection, loads: &[i64]) -> Result<Vec<i64>, ResolveError> {
    if loads.is_empty() {
        return Ok(Vec::new());
    }
    let among = store::among(conn, loads)?;
    let of = |table: &str| format!("SELECT record_id FROM {table} WHERE load_id IN {among}");
    let sql = ["records", "record_identifiers", "record_extras"].map(of).join(" UNION ");
    store::rows(conn, sql, [], "find the new records", store::one)
}

/// Records that were resolved and are not there any more, with their profiles; `new` are those that were not.
fn gone(conn: &Connection, new: usize) -> Result<Vec<(i64, i64)>, ResolveError> {
    let doing = "find the records that are gone";
    let counts = "SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM record_marks)";
    let (there, known): (usize, usize) =
        conn.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(database(doing))?;
    if there == known + new {
        return Ok(Vec::new());
    }
    let sql = "SELECT record_id, profile_id FROM profile_members
        WHERE record_id NOT IN (SELECT record_id FROM records) ORDER BY record_id";
    store::rows(conn, sql, [], doing, store::two)
}
