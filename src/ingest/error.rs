//! What can go wrong while loading, and what to do about it. Exit code 2: the input, not the program, is at fault.

use std::path::PathBuf;

/// An error of loading. The workspace is as it was before the file at fault.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Nothing at this path.
    #[error(
        "{path}: there is no such file or folder. Check the spelling; patterns such as 'exports/*.csv' work too"
    )]
    Missing {
        /// As given.
        path: String,
    },
    /// A folder or pattern without anything to load.
    #[error("{path}: nothing to load there: {why}")]
    NothingThere {
        /// As given.
        path: String,
        /// What was seen instead.
        why: String,
    },
    /// The file could not be read.
    #[error("{path}: could not be read: {source}. Check that it is still there and that you may read it")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// The bytes are not what they claim to be.
    #[error("{path}: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and the remedy.
        why: String,
    },
    /// No connector recognises it.
    #[error("{path}: {why}. Say what its columns mean with --map FILE (see README, \"Your own files\")")]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What was found in it.
        why: String,
    },
    /// A connector or map file is wrong.
    #[error("{file}: {why}")]
    Definition {
        /// The file, with its line where there is one.
        file: String,
        /// What is wrong, and the remedy.
        why: String,
    },
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// The user stopped it.
    #[error("stopped; what was loaded before this file stays, nothing of this file was kept")]
    Cancelled,
}

/// Wraps a DuckDB error with what was being done.
pub(crate) fn database(doing: &'static str) -> impl FnOnce(duckdb::Error) -> IngestError {
    move |source| IngestError::Database { doing, source }
}
