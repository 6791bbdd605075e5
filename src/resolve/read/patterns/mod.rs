//! The queue by comparison pattern: pairs that compare alike can be decided on alike.

mod examples;
mod layout;

pub use examples::{Example, examples};
pub use layout::PatternLevel;

use super::LONGEST_PAGE;
use super::review::Pair;
use crate::resolve::ResolveError;
use crate::resolve::store::rows;
use duckdb::{Connection, params};
pub(super) use layout::Layout;
use layout::in_words;
use serde::{Serialize, Serializer};

/// The most pairs of a pattern that are decided on at once, those worth most first: what that changes can be told
/// beforehand, and nobody waits long for it.
pub const AT_ONCE: u32 = 500;

/// Doubtful pairs that compare alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatternRow {
    /// The levels, packed, as edges have them.
    #[serde(rename = "id", serialize_with = "as_id")]
    pub pattern: u64,
    /// For people: `same e-mail, different family name, same birth date`.
    pub words: String,
    /// Attribute by attribute, without what one side lacks.
    pub levels: Vec<PatternLevel>,
    /// Pairs that wait.
    pub pairs: u64,
    /// Their mean match probability.
    pub probability: f64,
    /// The least probable one's.
    pub lowest: f64,
    /// The most probable one's.
    pub highest: f64,
    /// Profiles they are between.
    pub profiles: u64,
    /// Records of those.
    pub records: u64,
    /// What deciding on all of them is worth: the sum of what each is.
    pub worth: f64,
}

impl PatternRow {
    /// As people and scripts name it.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:x}", self.pattern)
    }
}

/// A pattern by the name that people and scripts give it.
#[must_use]
pub fn pattern_named(id: &str) -> Option<u64> {
    u64::from_str_radix(id.trim(), 16).ok()
}

fn as_id<S: Serializer>(pattern: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&format!("{pattern:x}"))
}

/// Patterns of more than one pair that waits, the one worth most first; at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn patterns(conn: &Connection) -> Result<Vec<PatternRow>, ResolveError> {
    read(conn, None)
}

/// One pattern, also when only one pair of it waits; `None`: none does.
///
/// # Errors
/// When DuckDB refuses.
pub fn pattern(conn: &Connection, pattern: u64) -> Result<Option<PatternRow>, ResolveError> {
    Ok(read(conn, Some(pattern))?.pop())
}

fn read(conn: &Connection, only: Option<u64>) -> Result<Vec<PatternRow>, ResolveError> {
    let doing = "read the patterns of the doubtful pairs";
    let sql = include_str!("../../../../assets/sql/resolve/patterns.sql");
    let wanted = params![only, if only.is_some() { 1 } else { 2 }, LONGEST_PAGE];
    let found: Vec<PatternRow> = rows(conn, sql, wanted, doing, |row| {
        Ok(PatternRow {
            pattern: row.get(0)?,
            words: String::new(),
            levels: Vec::new(),
            pairs: row.get(1)?,
            probability: row.get(2)?,
            lowest: row.get(3)?,
            highest: row.get(4)?,
            worth: row.get(5)?,
            profiles: row.get(6)?,
            records: row.get(7)?,
        })
    })?;
    if found.is_empty() {
        return Ok(found);
    }
    let layout = Layout::of_last_run(conn)?;
    let told = |row: PatternRow| {
        let levels = layout.levels(row.pattern);
        PatternRow { words: in_words(&levels), levels, ..row }
    };
    Ok(found.into_iter().map(told).collect())
}

/// The pairs of a pattern that are decided on at once: those worth most, at most [`AT_ONCE`], with their weights in
/// thousandths of a bit.
///
/// # Errors
/// When DuckDB refuses.
pub fn pattern_pairs(conn: &Connection, pattern: u64) -> Result<Vec<(Pair, i32)>, ResolveError> {
    let sql = "SELECT left_record, right_record, weight FROM edges WHERE state = 'review' AND pattern = ?
        ORDER BY priority DESC, abs(weight), left_record, right_record LIMIT ?";
    rows(conn, sql, params![pattern, AT_ONCE], "read the pairs of the pattern", |row| {
        Ok((Pair { left: row.get(0)?, right: row.get(1)? }, row.get(2)?))
    })
}

#[cfg(test)]
mod tests;
