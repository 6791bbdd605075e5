//! What can go wrong with the workspace file, and what to do about it.

use std::path::PathBuf;

/// An error of the workspace: what, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// Another process holds the file.
    #[error(
        "{} is in use by another process{holder}. Close it there, or look at a copy: cp {} copy.duckdb",
        path.display(), path.display()
    )]
    Locked {
        /// The workspace file.
        path: PathBuf,
        /// ` (PID 123, onefold)` when DuckDB says who.
        holder: String,
    },
    /// The file is not one of ours.
    #[error("{} is not an Onefold workspace: {why}. Name another file with -w", path.display())]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        why: String,
    },
    /// Made by a newer Onefold.
    #[error(
        "{} was made by a newer Onefold (schema {found}, this one knows {known}). Update Onefold",
        path.display()
    )]
    TooNew {
        /// The workspace file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// Made by an older Onefold, and it may not be written.
    #[error(
        "{} was made by an older Onefold (schema {found}, now {known}). Open it once without --read-only",
        path.display()
    )]
    TooOld {
        /// The workspace file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The version this program needs.
        known: u32,
    },
    /// The file is not there.
    #[error(
        "there is no workspace at {}. Make one with: onefold load FILE…, or see one with: onefold demo",
        path.display()
    )]
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// The file system does not let us.
    #[error("{} can't be used: {why}. Name another place with -w", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// No room to write.
    #[error("the disk is full: {} can't be written. Nothing was changed; free some space and try again", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The file itself can't be read any more.
    #[error(
        "{} is damaged ({why}). Put it aside and load your files again: decisions come back from the journal",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// DuckDB's own word.
        why: String,
    },
    /// The write-ahead log can't be replayed, and the file may not be written.
    #[error(
        "the last changes in {} can't be read back. Open it once without --read-only: they are set aside, the rest opens",
        path.display()
    )]
    LogBroken {
        /// The workspace file.
        path: PathBuf,
    },
    /// The journal of decisions and settings could not be read or written.
    #[error("the journal {} could not be {doing}: {why}", path.display())]
    Journal {
        /// The journal's file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The system gave no thread for a lane.
    #[error("could not start the {name} thread: {source}. Close other programs and try again")]
    Lane {
        /// The lane.
        name: &'static str,
        /// The system's word.
        source: std::io::Error,
    },
    /// DuckDB refused.
    #[error("the workspace could not {doing}: {source}")]
    Database {
        /// What was being done, as a verb phrase: `read the profiles`.
        doing: &'static str,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
}

/// Wraps a DuckDB error with what was being done.
pub(super) fn database(doing: &'static str) -> impl FnOnce(duckdb::Error) -> WorkspaceError {
    move |source| WorkspaceError::Database { doing, source }
}
