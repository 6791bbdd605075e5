//! What screens and reports show of sources: plain structs in, plain structs out, bounded.

mod loads;
mod rejects;
mod sources;

pub use loads::{LoadRow, MappedColumn, loads};
pub use rejects::{RejectReason, RejectRow, reject_reasons, rejects};
pub use sources::{SourceRow, sources};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;

/// What is asked of the sources could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing}: {source}")]
pub struct ReadError {
    doing: &'static str,
    source: duckdb::Error,
}

fn failed(doing: &'static str) -> impl Fn(duckdb::Error) -> ReadError {
    move |source| ReadError { doing, source }
}
