//! What can go wrong while resolving, and what to do about it.

/// An error of the resolver.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// DuckDB refused.
    #[error("could not {doing}: {source}")]
    Database {
        /// What was being done, as a verb phrase.
        doing: &'static str,
        /// DuckDB's own word.
        source: duckdb::Error,
    },
    /// Nothing to work on.
    #[error("there are no records yet. Load some with: onefold load FILE…")]
    NoRecords,
    /// Nothing has been resolved yet.
    #[error("the records have not been resolved yet. Do it with: onefold run")]
    NotResolved,
    /// Records came or went since the last run.
    #[error("records were loaded since the last run. Bring the profiles up to date first: onefold run")]
    NewRecords,
    /// A setting could not be read or stored.
    #[error("the setting could not be stored: {0}")]
    Setting(String),
    /// What was asked for is not there, or makes no sense.
    #[error("{0}")]
    Unknown(String),
    /// No record has this id or key.
    #[error("no record {0}. Search with: onefold profile TEXT")]
    NoSuchRecord(String),
    /// Nobody holds this e-mail address, phone number, address or identifier.
    #[error("no record holds {}. Write an address as: street, postcode", crate::text::truncate(.0, 60))]
    NoSuchContact(String),
    /// Several kinds of identifier have this value.
    #[error("{value} is a value of several kinds: {kinds}. Say which with --kind")]
    WhichContact {
        /// What was asked for.
        value: String,
        /// The kinds.
        kinds: String,
    },
    /// No decision has this number, or it can't be undone or redone now.
    #[error("{0}")]
    NoSuchDecision(String),
    /// There are no such runs to compare.
    #[error("{0}")]
    NoSuchRun(String),
    /// A model file is wrong.
    #[error("{file}: {why}")]
    Model {
        /// The file, or `assets/models/…` for a shipped one.
        file: String,
        /// What is wrong, where, and the remedy.
        why: String,
    },
    /// The file to evaluate against is wrong.
    #[error("{file}: {why}")]
    Truth {
        /// The file.
        file: String,
        /// What is wrong, where, and the remedy.
        why: String,
    },
    /// The threads asked for could not be started.
    #[error("the threads could not be started: {0}. Try fewer with --threads")]
    Threads(String),
    /// The user stopped it; nothing was changed.
    #[error("stopped; nothing was changed")]
    Cancelled,
    /// The journal of decisions could not be written.
    #[error("the decision could not be noted in the journal: {0}. Nothing was changed")]
    Journal(String),
}

impl ResolveError {
    /// What can't be done as things stand: why, and what to do.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::NoSuchDecision(why.into())
    }
}

/// Wraps a DuckDB error with what was being done.
pub(crate) fn database(doing: &'static str) -> impl FnOnce(duckdb::Error) -> ResolveError {
    move |source| ResolveError::Database { doing, source }
}
