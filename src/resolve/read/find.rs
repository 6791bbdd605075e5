//! Finding a record by what people know of it: its id, its source's own key, or both with a colon between.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;

/// At most this many are handed out.
const MOST: u32 = 20;

/// A record and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    /// Its id.
    pub record_id: i64,
    /// Name of its source.
    pub source: String,
    /// The source's own id of it.
    pub native_key: String,
    /// The profile it is in; `None` before the first run.
    pub profile_id: Option<i64>,
}

/// The records that `text` names: a record id, a native key, or `source:key`; at most twenty.
///
/// # Errors
/// When DuckDB refuses.
pub fn find_records(connection: &Connection, text: &str) -> Result<Vec<RecordPlace>, ResolveError> {
    let sql = "SELECT r.record_id, s.name, r.native_key, m.profile_id
        FROM records r
        JOIN sources s ON s.source_id = r.source_id
        LEFT JOIN profile_members m ON m.record_id = r.record_id
        WHERE r.native_key = $1 OR r.record_id = TRY_CAST($1 AS BIGINT) OR concat(s.name, ':', r.native_key) = $1
        ORDER BY r.source_id, r.record_id LIMIT $2";
    let failed = || database("look the record up");
    let mut statement = connection.prepare(sql).map_err(failed())?;
    statement
        .query_map(duckdb::params![text.trim(), MOST], |row| {
            Ok(RecordPlace {
                record_id: row.get(0)?,
                source: row.get(1)?,
                native_key: row.get(2)?,
                profile_id: row.get(3)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(failed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP), (2, 'till', 'x', 'Till', NULL, now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, raw)
                 VALUES (10, 1, 1, 2, '7', '{}'), (11, 2, 1, 3, '7', '{}'), (12, 2, 1, 4, 'C', '{}');
                 INSERT INTO profile_members VALUES (10, 1), (11, 2), (12, 2);",
            )
            .unwrap();
        workspace
    }

    #[test]
    fn records_are_found_by_id_key_or_both() {
        let workspace = workspace();
        let found = |text| -> Vec<i64> {
            let places = find_records(workspace.connection(), text).unwrap();
            places.into_iter().map(|place| place.record_id).collect()
        };
        assert_eq!(found("7"), [10, 11]);
        assert_eq!(found(" till:7 "), [11]);
        assert_eq!(found("12"), [12]);
        assert_eq!(found("x'--"), [0i64; 0]);
    }
}
