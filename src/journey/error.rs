//! What can go wrong with journeys, and what to do about it.

use super::StepError;

/// An error of the journey room.
#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done, as a verb phrase: `stitch (shared identifiers)`.
        doing: String,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// The channel rules are wrong.
    #[error("{file}, line {line}: {why}")]
    Channels {
        /// The rule file.
        file: &'static str,
        /// Line, from 1.
        line: usize,
        /// What is wrong, and the remedy.
        why: String,
    },
    /// The user stopped it.
    #[error("stopped; nothing was changed")]
    Cancelled,
}

impl From<StepError> for JourneyError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Cancelled => Self::Cancelled,
            StepError::Database { doing, source } => Self::Database { doing, source },
        }
    }
}

/// Wraps a DuckDB error with what was being done.
pub(crate) fn database(doing: &'static str) -> impl Fn(duckdb::Error) -> JourneyError {
    move |source| JourneyError::Database { doing: doing.into(), source }
}
