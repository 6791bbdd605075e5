//! What every stage of `run` reports when it is done, and the row that says what it read.

use super::WorkspaceError;
use super::error::database;
use duckdb::{Connection, OptionalExt, params};

/// The outcome of one stage, as `run --json` tells it.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct StageOutcome {
    /// Rows of the stage's main table.
    pub rows: u64,
    /// Candidate pairs compared (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<u64>,
    /// Pairs kept as edges (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edges: Option<u64>,
    /// Profiles made (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles: Option<u64>,
    /// Records that were resolved by themselves, without the others (resolve only); `None`: all were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_themselves: Option<u64>,
    /// Named parts of the stage: seconds and rows of each.
    pub parts: Vec<(&'static str, f64, u64)>,
}

/// What a stage left behind when it last ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Of everything it read; differs from today's → stale.
    pub fingerprint: String,
    /// The run it was done in.
    pub run_id: i64,
    /// Rows of its main table.
    pub rows: u64,
    /// How long it took.
    pub seconds: f64,
}

/// The mark of the stage `name`; `None` when it never ran.
///
/// # Errors
/// When DuckDB refuses.
pub fn mark(conn: &Connection, name: &str) -> Result<Option<Mark>, WorkspaceError> {
    conn.query_row("SELECT fingerprint, run_id, rows, seconds FROM stages WHERE name = ?", [name], |row| {
        Ok(Mark { fingerprint: row.get(0)?, run_id: row.get(1)?, rows: row.get(2)?, seconds: row.get(3)? })
    })
    .optional()
    .map_err(database("read when the stages ran"))
}

/// Notes that the stage `name` has run now. Belongs into the transaction of the stage.
///
/// # Errors
/// When DuckDB refuses.
pub fn set_mark(conn: &Connection, name: &str, mark: &Mark) -> Result<(), WorkspaceError> {
    conn.execute("DELETE FROM stages WHERE name = ?", [name])
        .and_then(|_| {
            conn.execute(
                "INSERT INTO stages VALUES (?, ?, ?, ?, ?, now()::TIMESTAMP)",
                params![name, mark.fingerprint, mark.run_id, mark.rows, mark.seconds],
            )
        })
        .map(|_| ())
        .map_err(database("note that a stage has run"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_mark_is_replaced_not_added() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        assert_eq!(mark(conn, "resolve").unwrap(), None);
        for run_id in 1..=2 {
            let new = Mark { fingerprint: "f".into(), run_id, rows: 5, seconds: 0.5 };
            set_mark(conn, "resolve", &new).unwrap();
            assert_eq!(mark(conn, "resolve").unwrap(), Some(new));
        }
        let rows: i64 = conn.query_row("SELECT count(*) FROM stages", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
    }
}
