//! What the journal notes and the workspace never stored: the program was killed between the two.

use super::{Entry, Journal, failed, journal_of, withdrawn, workspace_id};
use crate::workspace::WorkspaceError;
use crate::workspace::seal::{self, Log};
use duckdb::Connection;
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// How much of the end of a journal is read first; four times as much each time that does not reach back far enough.
const END: u64 = 1 << 16;

/// Withdraws the words of one transaction that the journal has beyond the last one stored, so that they don't come back
/// beside others of the same numbers. Returns how many those were. More than one transaction is no kill but an older copy
/// of the workspace: the journal keeps all then.
///
/// # Errors
/// When the journal can't be read or written.
pub(in crate::workspace) fn withdraw_unfinished(conn: &Connection) -> Result<usize, WorkspaceError> {
    let Some(path) = journal_of(conn)?.filter(|path| path.exists()) else { return Ok(0) };
    let (id, stored) = (workspace_id(conn)?, seal::last(conn)?.map_or(0, |last| last.position));
    let beyond = beyond(&path, &id, stored).map_err(|e| failed(&path, "read", e))?;
    let Some(first) = beyond.last() else { return Ok(0) };
    let of_one = beyond.len() == 1 || first.batch.is_some();
    if !(of_one && beyond.iter().all(|word| (word.log, word.batch) == (first.log, first.batch))) {
        return Ok(0);
    }
    let entry = Entry::Lines { log: first.log, first: first.number, last: beyond[0].number };
    Journal::of(conn)?.withdraw(&entry)?;
    Ok(beyond.len())
}

/// A word that is noted.
struct Noted {
    log: Log,
    number: i64,
    /// With others: the number of the first of them.
    batch: Option<i64>,
}

/// Those of this workspace past a position, the last one first.
fn beyond(journal: &Path, id: &str, stored: i64) -> io::Result<Vec<Noted>> {
    let mut size = END;
    loop {
        let (bytes, whole) = end(journal, size)?;
        let (found, reached) = among(&bytes, id, stored);
        if reached || whole {
            return Ok(found);
        }
        size *= 4;
    }
}

/// The lines at the end of a file, and whether that is all of it.
fn end(path: &Path, size: u64) -> io::Result<(Vec<u8>, bool)> {
    let mut file = File::open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(size);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((bytes, from == 0))
}

/// Those among these lines (the first may be the end of one), and whether a stored one lies before them.
fn among(bytes: &[u8], id: &str, stored: i64) -> (Vec<Noted>, bool) {
    let (mut found, mut gone) = (Vec::new(), Vec::new());
    let lines = bytes.rsplit(|b| *b == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    for line in lines.filter(|line| line["workspace"].as_str() == Some(id)) {
        for log in Log::ALL {
            gone.extend(line[withdrawn(log)].as_i64().map(|number| (log, number)));
            let row = &line[log.word()];
            let Some(number) = row["decision_id"].as_i64().filter(|n| !gone.contains(&(log, *n))) else {
                continue;
            };
            match line["position"].as_i64() {
                Some(position) if position > stored => {
                    found.push(Noted { log, number, batch: row["batch"].as_i64() });
                }
                _ => return (found, true),
            }
        }
    }
    (found, false)
}
