//! Segments: named conditions on profiles, with their members; and the metrics they are made of.
//!
//! Two stages write: [`score`] one row of numbers a profile, [`run`] the segments and their members. They run inside
//! the caller's transaction. Everything is reckoned from the newest event in the workspace, never from the clock.
//! [`read`] answers questions about the result.

/// The text of `assets/sql/segment/NAME.sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/segment/", $name, ".sql"))
    };
}

mod condition;
mod definition;
mod error;
mod field;
mod fill;
mod library;
pub mod read;
pub mod score;

pub use definition::{Condition, Definition, Family};
pub use error::SegmentError;
pub use fill::{fingerprint, run};
pub use library::{library, shipped};

use duckdb::Connection;
use jiff::civil::DateTime;

/// The moment everything is reckoned from: that of the newest event. `None` without events.
///
/// # Errors
/// When DuckDB refuses.
pub fn reference(connection: &Connection) -> Result<Option<DateTime>, SegmentError> {
    connection
        .query_row("SELECT max(\"at\") FROM events", [], |row| crate::journey::at(row, 0))
        .map_err(error::database("find the newest event"))
}
