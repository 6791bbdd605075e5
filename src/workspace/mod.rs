//! The DuckDB file that holds everything: opening, schema and migrations, lanes, stage freshness.
//!
//! Tables and columns are documented in `schema.sql`.

mod error;
mod open;
mod stage;

pub mod lanes;

pub use error::WorkspaceError;
pub use open::{Access, Workspace};
pub use stage::StageOutcome;
