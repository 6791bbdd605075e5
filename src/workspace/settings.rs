//! What the user chose: names and values, noted in the journal too.

use super::error::database;
use super::journal::{Entry, Journal};
use super::{WorkspaceError, in_transaction};
use duckdb::{Connection, OptionalExt};

/// The value of `key`; `None` when the user has not chosen.
///
/// # Errors
/// When DuckDB refuses.
pub fn get(conn: &Connection, key: &str) -> Result<Option<String>, WorkspaceError> {
    conn.query_row("SELECT value FROM settings WHERE key = ?", [key], |row| row.get(0))
        .optional()
        .map_err(database("read the settings"))
}

/// All of them, by key.
///
/// # Errors
/// When DuckDB refuses.
pub fn all(conn: &Connection) -> Result<Vec<(String, String)>, WorkspaceError> {
    conn.prepare("SELECT key, value FROM settings ORDER BY key")
        .and_then(|mut statement| statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(database("read the settings"))
}

/// Chooses `value` for `key`, in the workspace and in its journal. Opens its own transaction.
///
/// # Errors
/// When DuckDB refuses or the journal can't be written; nothing is changed then.
pub fn set(conn: &Connection, key: &str, value: &str) -> Result<(), WorkspaceError> {
    in_transaction(conn, database("store the setting"), || {
        store(conn, key, value)?;
        Journal::of(conn)?.append(conn, &Entry::Setting { key, value })
    })
}

/// Only in the workspace; inside the caller's transaction.
pub(super) fn store(conn: &Connection, key: &str, value: &str) -> Result<(), WorkspaceError> {
    conn.execute("DELETE FROM settings WHERE key = ?", [key])
        .and_then(|_| conn.execute("INSERT INTO settings VALUES (?, ?)", [key, value]))
        .map(|_| ())
        .map_err(database("store the setting"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn the_last_word_counts() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        set(conn, "default_region", "GB").unwrap();
        set(conn, "default_region", "FR").unwrap();
        assert_eq!(get(conn, "default_region").unwrap().as_deref(), Some("FR"));
        assert_eq!(get(conn, "theme").unwrap(), None);
        assert_eq!(all(conn).unwrap(), [("default_region".to_owned(), "FR".to_owned())]);
    }
}
