//! Who is who: normalise · block · compare · estimate · score · cluster · survive · explain.
//!
//! The core is pure (records in, edges and clusters out; no DuckDB, no clock, seeded); `stage`, `decide` and
//! `read` bind it to the workspace.

mod error;

pub mod decide;
pub mod explain;
pub mod survive;

pub use error::ResolveError;
