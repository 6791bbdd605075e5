//! Why two records or profiles are one person, or are not: also those that no run ever compared.

mod flip;
mod groups;
mod rules;
mod standing;

pub use flip::Flip;
pub use groups::{GroupStep, Groups};
pub use rules::{Outcome, RuleOutcome};
pub use standing::Standing;

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::explain::{self, Compared, PairExplanation};
use crate::resolve::store;
use duckdb::{Connection, OptionalExt, params_from_iter};
use serde::Serialize;

/// Records of one profile that are looked at; profiles larger than this are accidents.
const MOST_RECORDS: usize = 200;

/// One side of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// A record, by its id.
    Record(i64),
    /// All records of a profile, by its id.
    Profile(i64),
}

/// Whether a run compares two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WasCompared {
    /// A rule brought them together.
    Yes,
    /// No rule did.
    No,
}

/// The whole answer. Of two profiles, the pair is their closest records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The pair with its weights, from prior to probability.
    #[serde(flatten)]
    pub pair: PairExplanation,
    /// How the two stand.
    pub standing: Standing,
    /// The same in a sentence.
    pub sentence: String,
    /// Whether the last run compared the pair.
    pub compared: WasCompared,
    /// What each blocking rule of the last run does with the pair, in order.
    pub rules: Vec<RuleOutcome>,
    /// The profiles weighed against each other as a whole; `None` when they are one, or two single records.
    pub groups: Option<Groups>,
    /// Single changes that would turn the answer round, smallest first, at most five.
    pub flips: Vec<Flip>,
}

/// Why two are one person, or are not.
///
/// # Errors
/// When one of them is not there, both are the same record, nothing was resolved yet, or DuckDB refuses.
pub fn why(conn: &Connection, left: Party, right: Party) -> Result<Why, ResolveError> {
    let (lefts, rights) = (members(conn, left)?, members(conn, right)?);
    let mut records: Vec<i64> = lefts.iter().chain(&rights).copied().collect();
    let (a, b) = (profile_of(conn, left)?, profile_of(conn, right)?);
    // Two records are judged by their whole profiles.
    let sides = match (a, b) {
        (Some(a), Some(b)) if a != b => Some([
            (a, members(conn, Party::Profile(a))?, count(conn, a)?),
            (b, members(conn, Party::Profile(b))?, count(conn, b)?),
        ]),
        _ => None,
    };
    records.extend(sides.iter().flatten().flat_map(|side| &side.1));
    records.sort_unstable();
    records.dedup();
    let compared = Compared::load(conn, store::load_model(conn)?, &records)?;
    let (x, y) = closest(&compared, &lefts, &rights)?;
    let pair = explain::rows(conn, &compared, x, y)?;
    let edge = edge(conn, &pair)?;
    let rules = rules::outcomes(conn, &compared, x, y, edge.as_ref())?;
    let was = was_compared(edge.as_ref(), &rules);
    let groups = sides.map(|sides| groups::judge(conn, &compared, sides)).transpose()?.flatten();
    let certain = edge.is_some_and(|edge| edge.certain);
    let flips = match &groups {
        Some(groups) if pair.weight >= pair.merge_at || certain => groups.flips(),
        _ => flip::pair(&compared, x, y, a.is_some() && a == b),
    };
    let held = standing::held_apart(conn, a, b, &pair)?;
    let (standing, sentence) = standing::of(&pair, was, groups.as_ref(), certain, held);
    Ok(Why { pair, standing, sentence, compared: was, rules, groups, flips })
}

/// The edge of the pair, as the last run stored it.
#[derive(Debug, Clone, Copy)]
struct Stored {
    /// Position of the rule that found it; negative: only a decision did.
    rule: i32,
    certain: bool,
}

fn edge(conn: &Connection, pair: &PairExplanation) -> Result<Option<Stored>, ResolveError> {
    conn.query_row(
        "SELECT rule, evidence = 'deterministic' FROM edges WHERE left_record = ? AND right_record = ?",
        [pair.left_record, pair.right_record],
        |row| Ok(Stored { rule: row.get(0)?, certain: row.get(1)? }),
    )
    .optional()
    .map_err(database("read how the pair was found"))
}

fn was_compared(edge: Option<&Stored>, rules: &[RuleOutcome]) -> WasCompared {
    let found = edge.is_some_and(|edge| edge.rule >= 0);
    if found || rules.iter().any(|rule| rule.outcome == Outcome::Together) {
        WasCompared::Yes
    } else {
        WasCompared::No
    }
}

/// The records of a party, at most [`MOST_RECORDS`], ascending.
fn members(conn: &Connection, party: Party) -> Result<Vec<i64>, ResolveError> {
    let profile = match party {
        Party::Record(id) => return Ok(vec![id]),
        Party::Profile(id) => id,
    };
    let failed = || database("read the records of the profile");
    let sql = format!(
        "SELECT record_id FROM profile_members WHERE profile_id = ? ORDER BY record_id LIMIT {MOST_RECORDS}"
    );
    let mut statement = conn.prepare(&sql).map_err(failed())?;
    let found: Vec<i64> =
        statement.query_map([profile], |row| row.get(0)).and_then(Iterator::collect).map_err(failed())?;
    if found.is_empty() {
        Err(ResolveError::NoSuchRecord(format!("in profile P{profile}")))
    } else {
        Ok(found)
    }
}

fn count(conn: &Connection, profile: i64) -> Result<u64, ResolveError> {
    conn.query_row("SELECT count(*) FROM profile_members WHERE profile_id = ?", [profile], |row| row.get(0))
        .map_err(database("count the records of the profile"))
}

fn profile_of(conn: &Connection, party: Party) -> Result<Option<i64>, ResolveError> {
    match party {
        Party::Profile(id) => Ok(Some(id)),
        Party::Record(id) => conn
            .query_row(
                "SELECT profile_id FROM profile_members WHERE record_id = ?",
                params_from_iter([id]),
                |row| row.get(0),
            )
            .optional()
            .map_err(database("read the profile of the record")),
    }
}

/// The heaviest pair with a record of each side, by their places in the corpus.
fn closest(compared: &Compared, lefts: &[i64], rights: &[i64]) -> Result<(u32, u32), ResolveError> {
    let place = |id: &i64| compared.corpus.record_ids.binary_search(id).ok().map(|at| at as u32);
    let rights: Vec<u32> = rights.iter().filter_map(place).collect();
    let mut best: Option<(i32, u32, u32)> = None;
    for a in lefts.iter().filter_map(place) {
        for &b in rights.iter().filter(|b| **b != a) {
            let (x, y) = (a.min(b), a.max(b));
            let weight = compared.weight(x, y);
            if best.is_none_or(|(heaviest, ..)| weight > heaviest) {
                best = Some((weight, x, y));
            }
        }
    }
    best.map(|(_, x, y)| (x, y))
        .ok_or_else(|| ResolveError::Unknown("a record is always the same person as itself".into()))
}

#[cfg(test)]
mod tests;
