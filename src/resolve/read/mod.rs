//! What screens and reports show of profiles and pairs: plain structs in, plain structs out, bounded.

mod overview;
mod profile;
mod search;

pub use overview::{Overview, Tally, overview};
pub use profile::{IdentifierRow, LedgerRow, RecordRow, golden, identifiers, ledger, records};
pub use search::{SearchIndex, Searched};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;
