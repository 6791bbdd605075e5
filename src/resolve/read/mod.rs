//! What screens and reports show of profiles and pairs: plain structs in, plain structs out, bounded.

mod face;
mod find;
mod log;
mod overview;
mod owner;
mod pair;
mod profile;
mod review;
mod search;
mod ties;
mod words;

pub use face::{Face, faces, faces_of_records};
pub use find::{RecordPlace, find_records, strongest_edge};
pub use log::{Decided, LogRow, decided, log_order, log_rows};
pub use overview::{Overview, Tally, overview};
pub use owner::label_contacts;
pub use pair::{AttributePair, PairView, Side, pair};
pub use profile::{IdentifierRow, LedgerRow, RecordRow, golden, identifiers, ledger, records};
pub use review::{
    Band, LONGEST_QUEUE, Pair, QueueRow, ReviewCounts, ReviewFilter, SourcePair, queue, queue_rows,
    review_counts,
};
pub use search::{Ranked, SearchIndex, Searched};
pub use ties::{Tie, ties};
pub use words::{attribute_title, in_words};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;
