//! What a run writes that resolves some records by themselves: edges come and go, others stay as they are.

use super::query::{among, one, rows};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;

/// Takes away what was known of these records: their edges, what they said, and where the `gone` ones among them were.
/// Returns profiles that a doubtful pair less touches.
pub(crate) fn take_away(
    conn: &Connection,
    records: &[i64],
    gone: &[(i64, i64)],
) -> Result<Vec<i64>, ResolveError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let doing = "take away what was known of the records";
    let these = among(conn, records)?;
    let sql = format!(
        "SELECT DISTINCT m.profile_id FROM edges e JOIN profile_members m ON m.record_id IN (left_record, right_record)
         WHERE e.state = 'review' AND (left_record IN {these} OR right_record IN {these})"
    );
    let touched: Vec<i64> = rows(conn, sql, [], doing, one)?;
    conn.execute_batch(&format!(
        "DELETE FROM edges WHERE left_record IN {these} OR right_record IN {these};
         DELETE FROM record_marks WHERE record_id IN {these}"
    ))
    .map_err(database(doing))?;
    let gone: Vec<i64> = gone.iter().map(|g| g.0).collect();
    if !gone.is_empty() {
        let these = among(conn, &gone)?;
        for table in ["profile_members", "household_members", "record_components"] {
            conn.execute(&format!("DELETE FROM {table} WHERE record_id IN {these}"), [])
                .map_err(database(doing))?;
        }
    }
    Ok(touched)
}

/// Counts anew the doubtful pairs that touch these profiles.
pub(crate) fn count_reviews(conn: &Connection, profiles: &[i64]) -> Result<(), ResolveError> {
    if profiles.is_empty() {
        return Ok(());
    }
    let these = among(conn, profiles)?;
    let sql = format!(
        "WITH doubts AS (
             SELECT left_record AS record_id FROM edges WHERE state = 'review'
             UNION ALL SELECT right_record FROM edges WHERE state = 'review'),
         counted AS (
             SELECT profile_id, count(d.record_id) AS doubts
             FROM (SELECT record_id, profile_id FROM profile_members WHERE profile_id IN {these}) m
             LEFT JOIN doubts d USING (record_id) GROUP BY profile_id)
         UPDATE profiles SET review = doubts FROM counted
         WHERE counted.profile_id = profiles.profile_id AND review <> doubts"
    );
    conn.execute(&sql, []).map(|_| ()).map_err(database("count the doubtful pairs"))
}

/// Those of these records that are resolved.
pub(crate) fn known(conn: &Connection, records: &[i64]) -> Result<Vec<i64>, ResolveError> {
    let sql = format!("SELECT record_id FROM profile_members WHERE record_id IN {}", among(conn, records)?);
    rows(conn, sql, [], "read the profiles", one)
}
