//! The steward's word: same, different, unsure; undo and redo. Each is one transaction.

use serde::Serialize;

/// What a steward says of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person: they end in one profile, whatever the weights say.
    Same,
    /// Two people: they never end in one profile.
    Different,
    /// Not to be told yet: it leaves the queue and changes nothing else.
    Unsure,
}

impl Verdict {
    /// As stored: `same`, `different`, `unsure`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
}

/// What a decision (or its undo) changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Number of the decision just written.
    pub decision_id: i64,
    /// A sentence for the status line: `2 profiles became 1 (5 records)`.
    pub sentence: String,
    /// Profiles that existed before and are gone or changed.
    pub profiles_before: Vec<i64>,
    /// Profiles that hold those records now.
    pub profiles_after: Vec<i64>,
}
