//! What records are called in the systems they came from: for the log, which outlives their ids.

use super::query::{among, rows};
use crate::resolve::ResolveError;
use duckdb::Connection;
use rustc_hash::FxHashMap;

/// Names by record: the source and its own key.
pub(crate) type Names = FxHashMap<i64, (String, String)>;

/// The names of these records, as far as they are there.
pub(crate) fn names(conn: &Connection, records: &[i64]) -> Result<Names, ResolveError> {
    if records.is_empty() {
        return Ok(Names::default());
    }
    // By row: found by one narrow column first.
    let sql = format!(
        "SELECT r.record_id, s.name, r.native_key FROM records r JOIN sources s USING (source_id)
         WHERE r.rowid IN (SELECT rowid FROM records WHERE record_id IN {})",
        among(conn, records)?
    );
    let named: Vec<(i64, (String, String))> = rows(conn, sql, [], "read the keys of the records", |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(named.into_iter().collect())
}
