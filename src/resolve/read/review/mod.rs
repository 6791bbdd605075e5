//! The queue of doubtful pairs: which wait, in what order, and how many there are of which sort.

mod counts;
mod filter;
mod queue;
#[cfg(test)]
mod tests;

/// A query: `left_record, right_record, weight, pattern, priority`.
const CONTRADICTED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/resolve/contradicted.sql"));

pub use counts::{ReviewCounts, SourcePair, review_counts};
pub use filter::{Band, Lot, Pair, ReviewFilter};
pub use queue::{LONGEST_QUEUE, QueueRow, queue, queue_rows};
