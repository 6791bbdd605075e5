//! What every row of a file shares: its source, its load, its defaults.

use super::bind::Value;

/// The file being loaded.
pub(crate) struct Context<'a> {
    pub source: String,
    pub source_id: i32,
    pub load_id: i32,
    /// Name of the file without its folders.
    pub file_name: String,
    /// Default region for phones (ISO alpha-2).
    pub region: Option<String>,
    /// Zone of times without one.
    pub zone: Value,
    pub header: &'a [String],
}
