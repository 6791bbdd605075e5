//! Who is who: normalise · block · compare · estimate · score · cluster · survive · explain.
//!
//! The core is pure (records in, edges and clusters out; no DuckDB, no clock, seeded); `stage`, `decide` and
//! `read` bind it to the workspace.

mod attribute;
mod audit;
mod block;
mod buckets;
mod by_whom;
mod certainty;
mod cluster;
mod compare;
mod corpus;
mod edge;
mod encode;
mod engine;
mod error;
mod estimate;
mod frequency;
mod histogram;
mod household;
mod identity;
mod incremental;
mod input;
mod kernel;
mod national;
mod normalise;
#[cfg(test)]
mod properties;
mod score;

mod similarity;
mod stage;
mod store;
mod tally;
mod texts;
mod weigh;

pub mod contact;
pub mod decide;
mod dictionary;
pub mod evaluate;
pub mod expect;
pub mod explain;
pub mod fixed;
mod forest;
mod laps;
pub mod learn;
pub mod model;
pub mod quality;
pub mod read;
pub mod survive;
pub mod what_if;

pub use audit::ModelReport;
pub use error::ResolveError;
pub use estimate::{LevelSupport, StartReport, Support, Training};
pub use kernel::Kernel;
pub use stage::{ResolveOptions, fingerprint, run};
