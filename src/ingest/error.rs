//! What can go wrong while loading, and what to do about it. Exit code 2: the input is at fault, not the program.

use std::path::{Path, PathBuf};

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
        /// What was seen instead, and the remedy.
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
    /// The bytes are no export.
    #[error("{path}: {why}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong, and the remedy.
        why: String,
    },
    /// No connector recognises it, and nobody is found in it.
    #[error(
        "{path}: {why}. If there are people in it, say what its columns mean: onefold load --map FILE {path}"
    )]
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
    /// What was asked for does not fit together.
    #[error("{0}")]
    Request(String),
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// The rows do not add up: a fault of Onefold.
    #[error(
        "{path}: {read} rows were read, but {accounted} accounted for. Nothing was kept; please report this as a fault of Onefold"
    )]
    Unaccounted {
        /// The file.
        path: PathBuf,
        /// Rows read.
        read: u64,
        /// Rows mapped, ignored and rejected.
        accounted: u64,
    },
    /// The user stopped it.
    #[error("stopped: nothing of the load is kept")]
    Cancelled,
}

impl IngestError {
    pub(crate) fn unusable(path: &Path, why: &str) -> Self {
        Self::Unusable { path: path.into(), why: why.to_owned() }
    }

    pub(crate) fn unknown(path: &Path, why: &str) -> Self {
        Self::Unknown { path: path.into(), why: why.to_owned() }
    }

    /// The same of a file that the user knows by another name.
    pub(crate) fn of(self, name: &Path) -> Self {
        let path = name.to_path_buf();
        match self {
            Self::Io { source, .. } => Self::Io { path, source },
            Self::Unusable { why, .. } => Self::Unusable { path, why },
            Self::Unknown { why, .. } => Self::Unknown { path, why },
            other => other,
        }
    }

    /// True when Onefold or DuckDB is at fault, not the input.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Database { .. } | Self::Unaccounted { .. })
    }

    /// True when the user stopped it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }
}

/// Wraps a DuckDB error with what was being done.
pub(crate) fn database(doing: &'static str) -> impl FnOnce(duckdb::Error) -> IngestError {
    move |source| IngestError::Database { doing, source }
}
