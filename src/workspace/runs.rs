//! The log of runs: each has a number, a beginning, and an end unless it was cut off.

use super::WorkspaceError;
use super::error::database;
use duckdb::{Connection, OptionalExt, params};

/// Notes that a run begins, and gives its number: 1, 2, 3 …
///
/// # Errors
/// When DuckDB refuses.
pub fn begin(conn: &Connection) -> Result<i64, WorkspaceError> {
    conn.query_row(
        "INSERT INTO runs SELECT 1 + coalesce(max(run_id), 0), now()::TIMESTAMP, NULL, '' FROM runs RETURNING run_id",
        [],
        |row| row.get(0),
    )
    .map_err(database("note the run"))
}

/// Notes that the run has ended, with `summary` (JSON) of what it did.
///
/// # Errors
/// When DuckDB refuses.
pub fn finish(conn: &Connection, run_id: i64, summary: &str) -> Result<(), WorkspaceError> {
    conn.execute(
        "UPDATE runs SET finished_at = now()::TIMESTAMP, summary = ? WHERE run_id = ?",
        params![summary, run_id],
    )
    .map(|_| ())
    .map_err(database("note the end of the run"))
}

/// What the run noted when it ended; `None` when it was cut off or never began.
///
/// # Errors
/// When DuckDB refuses.
pub fn summary(conn: &Connection, run_id: i64) -> Result<Option<String>, WorkspaceError> {
    conn.query_row("SELECT summary FROM runs WHERE run_id = ? AND finished_at IS NOT NULL", [run_id], |row| {
        row.get(0)
    })
    .optional()
    .map_err(database("read the log of runs"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_cut_run_has_no_end_and_keeps_its_number() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        assert_eq!(begin(conn).unwrap(), 1);
        assert_eq!(begin(conn).unwrap(), 2);
        finish(conn, 2, "{}").unwrap();
        assert_eq!(summary(conn, 1).unwrap(), None);
        assert_eq!(summary(conn, 2).unwrap().as_deref(), Some("{}"));
        let open: i64 = conn
            .query_row("SELECT run_id FROM runs WHERE finished_at IS NULL", [], |row| row.get(0))
            .unwrap();
        assert_eq!(open, 1);
    }
}
