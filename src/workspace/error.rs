//! What can go wrong with the workspace file, and what to do about it.

use std::path::PathBuf;

/// An error of the workspace: what, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// Another process holds the file.
    #[error(
        "{path} is in use by another process{holder}. Close it there, or look at a copy: cp {path} copy.duckdb"
    )]
    Locked {
        /// The workspace file.
        path: PathBuf,
        /// ` (PID 123)` when DuckDB says who.
        holder: String,
    },
    /// The file is not one of ours.
    #[error("{path} is not an Onefold workspace: {why}. Name another file with -w")]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        why: String,
    },
    /// Made by a newer Onefold.
    #[error("{path} was made by a newer Onefold (schema {found}, this one knows {known}). Update Onefold")]
    TooNew {
        /// The workspace file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The file is not there.
    #[error(
        "there is no workspace at {path}. Make one with: onefold load FILE…, or see one with: onefold demo"
    )]
    Missing {
        /// The file looked for.
        path: PathBuf,
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
