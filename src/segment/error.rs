//! What can go wrong with segments, and what to do about it.

use crate::journey::{JourneyError, StepError};
use crate::resolve::ResolveError;
use std::path::PathBuf;

/// An error of the segment room.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done, as a verb phrase: `score (scores)`.
        doing: String,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// A segment file is wrong.
    #[error("{file}, line {line}: {why}")]
    Definition {
        /// The file, or `assets/segments/…` for a shipped one.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong, and the remedy.
        why: String,
    },
    /// A segment file or their folder can't be read.
    #[error("{path} could not be read: {source}. Make it readable, or take it away")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The system's own word.
        source: std::io::Error,
    },
    /// No segment has this name.
    #[error("there is no segment {0}. See them all with: onefold segment")]
    NoSuchSegment(String),
    /// The profiles underneath could not be asked.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The journeys underneath could not be asked.
    #[error(transparent)]
    Journey(#[from] JourneyError),
    /// The user stopped it.
    #[error("stopped; nothing was changed")]
    Cancelled,
}

impl From<StepError> for SegmentError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Cancelled => Self::Cancelled,
            StepError::Database { doing, source } => Self::Database { doing, source },
        }
    }
}

/// Wraps a DuckDB error with what was being done.
pub(crate) fn database(doing: &'static str) -> impl Fn(duckdb::Error) -> SegmentError {
    move |source| SegmentError::Database { doing: doing.into(), source }
}
