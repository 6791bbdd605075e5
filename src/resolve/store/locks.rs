//! The profiles that stewards locked: they keep their records, and take in no others.

use super::query::rows;
use crate::resolve::ResolveError;
use crate::resolve::by_whom::by_whom;
use duckdb::{Connection, Row};

/// A lock in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lock {
    pub decision_id: i64,
    pub who: String,
    /// The day, UTC.
    pub day: String,
    pub reason: Option<String>,
    /// Ascending; also those that are not loaded at present.
    pub records: Vec<i64>,
}

impl Lock {
    /// For people: `locked by maria on 2026-11-23: checked by phone`.
    pub(crate) fn sentence(&self) -> String {
        by_whom("locked", &self.who, &self.day, self.reason.as_deref())
    }

    pub(crate) fn has(&self, record: i64) -> bool {
        self.records.binary_search(&record).is_ok()
    }
}

/// All locks in force, the newest first.
pub(crate) fn locks(conn: &Connection) -> Result<Vec<Lock>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/locks_in_force.sql");
    rows(conn, sql, [], "read which profiles are locked", lock)
}

fn lock(row: &Row<'_>) -> duckdb::Result<Lock> {
    let records: String = row.get(4)?;
    let mut records: Vec<i64> = records.split(',').filter_map(|id| id.parse().ok()).collect();
    records.sort_unstable();
    Ok(Lock { decision_id: row.get(0)?, who: row.get(1)?, day: row.get(2)?, reason: row.get(3)?, records })
}
