//! What holds a profile together: the strongest pairs that connect all its records.

use super::find::RecordPlace;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::{Connection, Row, params};
use rustc_hash::FxHashMap;

/// Pairs looked at, strongest first.
const MOST_PAIRS: u32 = 100_000;

/// A pair of records that holds a profile together.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// One record.
    pub left: RecordPlace,
    /// The other one.
    pub right: RecordPlace,
    /// Match weight in bits, with the prior.
    pub weight: f64,
    /// deterministic, probabilistic, learned, steward.
    pub evidence: String,
    /// The blocking rule that brought the two together; `None` for a steward's word.
    pub rule: Option<String>,
}

/// The ties of a profile, strongest first: of all pairs that speak for it the strongest ones, so many that every
/// record hangs on the others, and none that closes a circle. Without the last of them it would fall apart.
///
/// # Errors
/// When DuckDB refuses.
pub fn ties(connection: &Connection, profile_id: i64) -> Result<Vec<Tie>, ResolveError> {
    let sql = "WITH own AS (
            SELECT m.record_id, s.name, r.native_key
            FROM profile_members m
            JOIN records r ON r.record_id = m.record_id
            JOIN sources s ON s.source_id = r.source_id
            WHERE m.profile_id = $1)
        SELECT l.record_id, l.name, l.native_key, r.record_id, r.name, r.native_key, e.weight / 1000, e.evidence, b.rule
        FROM edges e
        JOIN own l ON l.record_id = e.left_record
        JOIN own r ON r.record_id = e.right_record
        LEFT JOIN blocking_report b ON b.position = e.rule
        WHERE e.state = 'merged'
        ORDER BY e.evidence = 'steward' DESC, e.weight DESC, e.left_record, e.right_record LIMIT $2";
    let place = |row: &Row<'_>, first: usize| -> duckdb::Result<RecordPlace> {
        Ok(RecordPlace {
            record_id: row.get(first)?,
            source: row.get(first + 1)?,
            native_key: row.get(first + 2)?,
            profile_id: Some(profile_id),
        })
    };
    let read = || -> duckdb::Result<Vec<Tie>> {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map(params![profile_id, MOST_PAIRS], |row| {
            Ok(Tie {
                left: place(row, 0)?,
                right: place(row, 3)?,
                weight: row.get(6)?,
                evidence: row.get(7)?,
                rule: row.get(8)?,
            })
        })?;
        rows.collect()
    };
    let mut groups: FxHashMap<i64, i64> = FxHashMap::default();
    let mut ties = read().map_err(database("read what holds the profile together"))?;
    ties.retain(|tie| {
        let (left, right) = (root(&groups, tie.left.record_id), root(&groups, tie.right.record_id));
        left != right && groups.insert(left.max(right), left.min(right)).is_none()
    });
    Ok(ties)
}

/// The record that stands for the group of this one.
fn root(groups: &FxHashMap<i64, i64>, mut record: i64) -> i64 {
    while let Some(&above) = groups.get(&record) {
        record = above;
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn the_strongest_pairs_that_connect_all_records() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        conn.execute_batch(
            "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP);
             INSERT INTO records (record_id, source_id, load_id, line, native_key, raw)
             SELECT i, 1, 1, i, 'k' || i, '{}' FROM range(1, 6) t(i);
             INSERT INTO profile_members VALUES (1, 7), (2, 7), (3, 7), (4, 7), (5, 8);
             INSERT INTO blocking_report VALUES (0, 'email', 9, 9, 0, NULL);
             INSERT INTO edges VALUES
                (1, 2, 9000, 0, 0, 'deterministic', 'merged', 0), (2, 3, 8000, 0, 0, 'probabilistic', 'merged', 0),
                (1, 3, 7000, 0, 0, 'probabilistic', 'merged', 0), (3, 4, -2500, 0, 9, 'steward', 'merged', 0),
                (1, 4, 1000, 0, 0, 'probabilistic', 'review', 0), (4, 5, 9000, 0, 0, 'probabilistic', 'merged', 0)",
        )
        .unwrap();
        let found: Vec<_> = ties(conn, 7)
            .unwrap()
            .into_iter()
            .map(|tie| (tie.left.record_id, tie.right.record_id, tie.weight, tie.rule))
            .collect();
        let email = Some("email".to_owned());
        assert_eq!(found, [(3, 4, -2.5, None), (1, 2, 9.0, email.clone()), (2, 3, 8.0, email)]);
        assert!(ties(conn, 8).unwrap().is_empty());
    }
}
