//! The steward's work in one transaction, with its lines in the journal.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::workspace::journal::{Entry, Journal};
use crate::workspace::{WorkspaceError, in_transaction};
use duckdb::Connection;
use std::cell::Cell;

/// One transaction. The journal is written last in it, with the entry that tells of what was done; when the transaction
/// then fails, the journal takes it back.
pub(crate) fn journalled<T>(
    conn: &Connection,
    doing: &'static str,
    write: impl FnOnce() -> Result<T, ResolveError>,
    entry: impl FnOnce(&T) -> Entry<'static>,
) -> Result<T, ResolveError> {
    let unwritten = |error: WorkspaceError| ResolveError::Journal(error.to_string());
    let journal = Journal::of(conn).map_err(unwritten)?;
    let noted = Cell::new(None);
    let stored = in_transaction(conn, database(doing), || {
        let done = write()?;
        let entry = entry(&done);
        noted.set(Some(entry));
        journal.append(conn, &entry).map_err(unwritten)?;
        Ok(done)
    });
    if let (Err(_), Some(entry)) = (&stored, noted.get()) {
        // The first failure is the one to tell of.
        let _ = journal.withdraw(&entry);
    }
    stored
}
