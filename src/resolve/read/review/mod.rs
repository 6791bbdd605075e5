//! The queue of doubtful pairs: which wait, in what order, and how many there are of which sort.

mod counts;
mod filter;
mod narrow;
mod queue;
#[cfg(test)]
mod tests;

/// A decision is contradicted by a weight for its opposite from here on, in thousandths of a bit: probability 0.9.
pub(super) const OPPOSITE: i32 = 3170;
/// And when the weight has changed by so much since, in thousandths of a bit.
pub(super) const CHANGED: i32 = 5000;

/// A query: `left_record, right_record, weight, pattern, priority`.
fn contradicted() -> String {
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/resolve/contradicted.sql"))
        .replace("{OPPOSITE}", &OPPOSITE.to_string())
        .replace("{CHANGED}", &CHANGED.to_string())
}

pub use counts::{ReviewCounts, SourcePair, review_counts};
pub use filter::{Band, Lot, Pair, ReviewFilter};
pub use narrow::FILTER_KEYS;
pub use queue::{LONGEST_QUEUE, QueueRow, queue, queue_rows};
