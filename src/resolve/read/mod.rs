//! What screens and reports show of profiles and pairs: plain structs in, plain structs out, bounded.

mod conflict;
mod diff;
mod find;
mod household;
mod how;
mod log;
mod model;
mod overview;
mod owner;
mod pair;
mod patterns;
mod profile;
mod regroup;
mod review;
mod search;
mod steward_log;
mod suspicious;
mod typed;
mod upset;
mod why;
mod words;

pub use super::score::probability_of;
pub use conflict::{Carrier, Claimed, ConflictRow, ConflictView, LOOKED_AT, conflict, conflicts};
pub use diff::{
    ChangeCount, ProfileChange, ResolvedRun, RunDiff, cause_in_words, change_in_words, resolved_runs,
    run_diff,
};
pub use find::{RecordPlace, find_records};
pub use household::{Household, household};
pub use how::{Cut, Half, How, Inside, Tie, how};
pub use log::{Decided, LogRow, decided, log_order, log_rows};
pub use model::{BlockingRow, LevelView, MatchModel, ModelComparisonView, model, saved};
pub use overview::{Overview, Tally, overview};
pub use owner::label_contacts;
pub use pair::{AttributePair, Beside, Contradiction, PairView, Side, pair};
pub use patterns::{
    AT_ONCE, Example, PatternLevel, PatternRow, examples, pattern, pattern_named, pattern_pairs, patterns,
};
pub use profile::{IdentifierRow, LedgerRow, RecordRow, golden, identifiers, ledger, records};
pub use regroup::regroup_sentences;
pub use review::{
    Band, FILTER_KEYS, LONGEST_QUEUE, Lot, Pair, QueueRow, ReviewCounts, ReviewFilter, SourcePair, queue,
    queue_rows, review_counts,
};
pub use search::{Ranked, SearchIndex, Searched};
pub use steward_log::{SaidFilter, SaidRow, steward_log};
pub use suspicious::{KEPT, SuspectRow, SuspectView, suspect_view, suspects};
pub use upset::{AGREED, UpsetKey, UpsetRow, UpsetView, Upsets, upset, upsets};
pub use why::{Flip, GroupStep, Groups, Outcome, Party, RuleOutcome, Standing, WasCompared, Why, why};
pub use words::{attribute_title, in_words, key_title};

/// Every profile id that is gone, with where its people are now: a query for exports. Columns `old_id`, `new_id` (NULL:
/// nobody of it is left in the data), `part` (1: the largest), `records`, `at`, `cause`.
pub const REDIRECTS: &str = include_str!("../../../assets/sql/resolve/redirects.sql");

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;
