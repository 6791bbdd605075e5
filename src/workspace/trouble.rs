//! Turns DuckDB's own words about a file into errors that say what to do.

use super::WorkspaceError;
use std::path::Path;

/// Why the file at `path` could not be opened.
pub(super) fn opening(path: &Path, error: duckdb::Error) -> WorkspaceError {
    let said = error.to_string();
    let not_ours = |why: String| WorkspaceError::NotAWorkspace { path: path.into(), why };
    if said.contains("Could not set lock") {
        WorkspaceError::Locked { path: path.into(), holder: holder(&said) }
    } else if disk_is_full(&error) {
        WorkspaceError::DiskFull { path: path.into() }
    } else if said.contains("not a valid DuckDB database file") {
        not_ours("it is not a DuckDB file".into())
    } else if said.contains("database file with version number") {
        not_ours("it was written by a newer DuckDB than this Onefold has".into())
    } else if said.contains("Corrupt") || said.contains("Could not read enough bytes") {
        WorkspaceError::Damaged { path: path.into(), why: first_line(&said) }
    } else if ["No such file", "Permission denied", "Is a directory", "Read-only file system"]
        .iter()
        .any(|w| said.contains(w))
    {
        WorkspaceError::Unreachable { path: path.into(), why: last_part(&said) }
    } else {
        WorkspaceError::Database { doing: "open its file", source: error }
    }
}

/// True when the write-ahead log beside the file can't be replayed, and the file itself may be well.
pub(super) fn log_is_broken(error: &duckdb::Error) -> bool {
    error.to_string().contains("Failure while replaying WAL") && !disk_is_full(error)
}

/// True when something failed because the disk is full, however deep in the chain of errors that is said.
#[must_use]
pub fn disk_is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    says(error, "No space left on device")
}

/// True when DuckDB ran out of the memory it may use.
#[must_use]
pub fn memory_is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    says(error, "Out of Memory Error")
}

fn says(error: &(dyn std::error::Error + 'static), words: &str) -> bool {
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.to_string().contains(words))
}

/// ` (PID 123, onefold)` from DuckDB's `Conflicting lock is held in /usr/bin/onefold (PID 123)`; empty when it says not.
fn holder(said: &str) -> String {
    let Some((before, after)) = said.split_once("(PID ") else { return String::new() };
    let pid: String = after.chars().take_while(char::is_ascii_digit).collect();
    let program = before.trim_end().rsplit(['/', ' ']).next().unwrap_or_default();
    if program.is_empty() { format!(" (PID {pid})") } else { format!(" (PID {pid}, {program})") }
}

fn first_line(said: &str) -> String {
    said.lines().next().unwrap_or_default().to_owned()
}

fn last_part(said: &str) -> String {
    first_line(said).rsplit(": ").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(text: &str) -> duckdb::Error {
        duckdb::Error::DuckDBFailure(duckdb::ffi::Error::new(1), Some(text.into()))
    }

    #[test]
    fn duckdbs_words_become_ours() {
        let path = Path::new("/data/shop.duckdb");
        for (said, want) in [
            (
                "IO Error: Could not set lock on file \"/data/shop.duckdb\": Conflicting lock is held in /usr/bin/onefold (PID 4711). See also https://duckdb.org",
                "/data/shop.duckdb is in use by another process (PID 4711, onefold)",
            ),
            ("IO Error: Could not write file: No space left on device", "the disk is full"),
            ("Data Corruption Error: Corrupt database file: computed checksum 1", "is damaged"),
            (
                "IO Error: Cannot open file \"/nope/x\": No such file or directory",
                "no such file or directory",
            ),
            (
                "IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 70.",
                "newer DuckDB",
            ),
        ] {
            let error = opening(path, failure(said)).to_string();
            assert!(error.contains(want), "{error}");
            assert!(!error.contains("https://"), "{error}");
        }
    }

    #[test]
    fn a_full_disk_is_found_under_other_errors() {
        let error = WorkspaceError::Database {
            doing: "write",
            source: failure("IO Error: Could not write: No space left on device"),
        };
        assert!(disk_is_full(&error));
        assert!(!memory_is_full(&error));
        assert!(log_is_broken(&failure(
            "IO Error: Failure while replaying WAL file \"x\": WAL does not match"
        )));
        assert!(!log_is_broken(&failure("Failure while replaying WAL file: No space left on device")));
    }
}
