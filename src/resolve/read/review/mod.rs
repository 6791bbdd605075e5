//! The queue of doubtful pairs: which wait, in what order, and how many there are of which sort.

mod counts;
mod filter;
mod queue;
#[cfg(test)]
mod tests;

pub use counts::{ReviewCounts, SourcePair, review_counts};
pub use filter::{Band, Pair, ReviewFilter};
pub use queue::{LONGEST_QUEUE, QueueRow, queue, queue_rows};
