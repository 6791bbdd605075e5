//! What every row of a file shares: its source, its load, its defaults.

use super::bind::Value;
use crate::ingest::id::id;

/// The file being loaded.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// Name of the source.
    pub source: String,
    pub source_id: i32,
    pub load_id: i32,
    /// Stands for the file in the keys of rows without an id.
    pub label: String,
    /// Default region for phones (ISO alpha-2).
    pub region: Option<String>,
    /// Zone of times without one.
    pub zone: Value,
    /// Names of the columns; empty for JSON.
    pub header: Vec<String>,
    /// The same as the members of a JSON object begin.
    pub labels: Vec<String>,
}

impl Context {
    /// The stable id of something of this source.
    pub(crate) fn id(&self, key: &str) -> i64 {
        id(&self.source, key)
    }
}
