//! What can go wrong while exporting, and what to do about it.

use std::path::PathBuf;

/// An error of an export. No half-written file is left behind.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done, as a verb phrase.
        doing: &'static str,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// The file can't be written.
    #[error("{} can't be written: {why}. Choose a folder you may write to, with enough room", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's or DuckDB's own word.
        why: String,
    },
    /// There is a file already.
    #[error("{} is there already. Choose another name, or write over it with --overwrite", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Nothing has been resolved yet.
    #[error("there are no profiles yet. Make them with: onefold run")]
    NoProfiles,
    /// No segment has this name.
    #[error("there is no segment {0}. The explorer's Segments screen lists them")]
    NoSuchSegment(String),
}

/// Wraps a DuckDB error with what was being done.
pub(super) fn database(doing: &'static str) -> impl Fn(duckdb::Error) -> ExportError {
    move |source| ExportError::Database { doing, source }
}
