//! The stages of a run, in order, each redone only when what it reads has changed.
//!
//! Every stage writes its tables and its row in `stages` in one transaction: a run that is cut off, cancelled or killed
//! leaves the generation before. A stage is stale when its fingerprint differs from the one it left behind, or when an
//! earlier stage was done in a later run than it.

mod error;
mod report;
mod run;
mod stage;

pub use error::PipelineError;
pub use report::{RunReport, StageReport, peak_mb};
pub use run::{RunOptions, freshness, run};
pub use stage::{Freshness, Stage};
