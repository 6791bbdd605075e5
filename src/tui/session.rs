//! What comes back next time: the last screen, each list's filter, sort and cursor, and what was typed before.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One list as it was left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListMemory {
    /// The filter text.
    pub filter: String,
    /// Id of the column it was sorted by.
    pub sort: String,
    /// Largest first.
    pub descending: bool,
    /// Id of the row under the cursor.
    pub cursor: Option<i64>,
}

/// One workspace's session, kept under `$XDG_STATE_HOME/onefold`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Name of the screen shown last.
    pub screen: String,
    /// Commands run from the palette, newest first.
    pub recent: Vec<String>,
    /// What was typed into filters and prompts, newest first.
    pub typed: BTreeMap<String, Vec<String>>,
    /// Lists by name.
    pub lists: BTreeMap<String, ListMemory>,
}
