//! A golden value chosen by hand, with a reason. It holds at once and in every run to come, until it is let go.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Golden, Occasion, Written, rehouse};
use super::super::survive::{ADDRESS, Candidate, Survivorship, chosen_as};
use super::plan::Plan;
use super::{Author, Outcome};
use crate::workspace::journal;
use crate::workspace::seal::Log;
use duckdb::{Connection, OptionalExt, params};
use serde::Serialize;

const DOING: &str = "store the choice";

/// What a choice (or letting it go, or its undo) changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choosing {
    /// Number of the word just written; 0: it was only asked what it would change.
    pub decision_id: i64,
    /// The profile whose golden record it is; `None`: the record is in none now.
    pub profile_id: Option<i64>,
    /// By its name; `address` for all of an address.
    pub attribute: String,
    /// What it was before.
    pub before: Option<String>,
    /// What it is now.
    pub after: Option<String>,
}

/// The values that the records of a profile carry of an attribute (`address`, or any part of one: whole addresses),
/// those of most records first.
///
/// # Errors
/// When it is no attribute of a golden record or the workspace can't be read.
pub fn candidates(conn: &Connection, profile: i64, attribute: &str) -> Result<Vec<Candidate>, ResolveError> {
    let attribute = named(attribute)?;
    let records = store::members(conn, profile)?;
    let input = store::load_some(conn, &records)?;
    let rows: Vec<u32> = (0..).take(input.len()).collect();
    Ok(Survivorship::new(&input).candidates(&rows, attribute))
}

/// Makes the value that a record carries the golden one of its profile.
///
/// # Errors
/// When the record is not there or carries none, other records of the profile have left the data since the last run, or the workspace can't be written; nothing is changed then.
pub fn choose(
    conn: &Connection,
    author: &Author,
    record: i64,
    attribute: &str,
) -> Result<Choosing, ResolveError> {
    let attribute = named(attribute)?;
    stored(conn, || {
        let home = home(conn, record)?.ok_or_else(|| ResolveError::NoSuchRecord(record.to_string()))?;
        let input = store::load_some(conn, &[record])?;
        let carried = Survivorship::new(&input).carries(0, attribute);
        let value =
            carried.ok_or_else(|| ResolveError::refused(format!("that record carries no {attribute}")))?;
        let word = Word { action: "choose", target: in_force(conn, home, attribute)?, record, attribute };
        note(conn, author, &word, Some(&value))
    })
}

/// Lets the chosen value of a profile go: the rules choose again.
///
/// # Errors
/// When none is chosen or the workspace can't be written; nothing is changed then.
pub fn let_go(
    conn: &Connection,
    author: &Author,
    profile: i64,
    attribute: &str,
) -> Result<Choosing, ResolveError> {
    let attribute = named(attribute)?;
    stored(conn, || {
        let target = in_force(conn, profile, attribute)?;
        let target = target.ok_or_else(|| {
            ResolveError::refused(format!("nobody has chosen the {attribute} of P{profile}"))
        })?;
        let sql = "SELECT record_id FROM golden_choices WHERE decision_id = ?";
        let record = conn.query_row(sql, [target], |row| row.get(0)).map_err(database(DOING))?;
        let word = Word { action: "release", target: Some(target), record, attribute };
        note(conn, author, &word, None)
    })
}

/// Takes a choice, or letting one go, back: the newest that stands when `decision_id` is `None`.
///
/// # Errors
/// When there is none or the workspace can't be written; nothing is changed then.
pub fn undo_choice(
    conn: &Connection,
    author: &Author,
    decision_id: Option<i64>,
) -> Result<Choosing, ResolveError> {
    stored(conn, || {
        let sql = include_str!("../../../assets/sql/resolve/undoable_choice.sql");
        let found: Option<(i64, i64, String)> = conn
            .query_row(sql, params![decision_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
            .map_err(database("look up the choice"))?;
        let (target, record, attribute) = found.ok_or_else(|| {
            ResolveError::refused(match decision_id {
                Some(id) => format!("choice {id} can't be undone: it is not there, or that was done already"),
                None => "there is no choice of a golden value to undo".into(),
            })
        })?;
        let word = Word { action: "undo", target: Some(target), record, attribute: named(&attribute)? };
        note(conn, author, &word, None)
    })
}

struct Word<'a> {
    action: &'static str,
    target: Option<i64>,
    record: i64,
    attribute: &'a str,
}

fn stored(
    conn: &Connection,
    write: impl FnOnce() -> Result<Choosing, ResolveError>,
) -> Result<Choosing, ResolveError> {
    store::journalled(conn, DOING, write, |done| journal::Entry::line(Log::Golden, done.decision_id))
}

fn note(
    conn: &Connection,
    author: &Author,
    word: &Word,
    value: Option<&str>,
) -> Result<Choosing, ResolveError> {
    let profile = home(conn, word.record)?;
    let golden = |profile: Option<i64>| match profile {
        Some(profile) => golden_value(conn, profile, word.attribute),
        None => Ok(None),
    };
    let before = golden(profile)?;
    let decision_id = Log::Golden.next(conn).map_err(database(DOING))?;
    conn.execute(
        include_str!("../../../assets/sql/resolve/note_choice.sql"),
        params![
            decision_id,
            author.now.to_string(),
            author.who,
            word.action,
            word.target,
            word.attribute,
            word.record,
            value,
            author.reason
        ],
    )
    .map_err(database(DOING))?;
    if let Some(profile) = profile {
        let cause = format!("choice {decision_id}");
        rewrite(conn, profile, &Occasion { run_id: 0, now: author.now, cause: &cause })?;
    }
    let after = golden(profile)?;
    Ok(Choosing { decision_id, profile_id: profile, attribute: word.attribute.to_owned(), before, after })
}

/// Writes a profile's golden record anew, with the households that hang on its address.
fn rewrite(conn: &Connection, profile: i64, occasion: &Occasion) -> Result<(), ResolveError> {
    let records = store::members(conn, profile)?;
    let input = store::load_some(conn, &records)?;
    if input.len() != records.len() {
        return Err(ResolveError::NewRecords);
    }
    let rows: Vec<u32> = (0..).take(input.len()).collect();
    let values = vec![Survivorship::new(&input).golden(&rows)];
    let standing = store::standing(conn, &[profile])?;
    let written = Written {
        clusters: vec![rows],
        weakest: standing.iter().map(|s| s.weakest).collect(),
        review: standing.iter().map(|s| s.review).collect(),
    };
    let lives = store::neighbours(conn, &records)?;
    let (records, ids) = (vec![records], vec![profile]);
    let golden = Golden::of(&input, &written.clusters, &values);
    let (households, rehoused) = rehouse(&lives, &records, &ids, &golden.addresses());
    let plan = Plan {
        edges: Vec::new(),
        forgotten: Vec::new(),
        kept: Vec::new(),
        beside: Vec::new(),
        gone: ids.clone(),
        records,
        written,
        profile_ids: ids,
        households,
        golden,
        changes: Vec::new(),
        rehoused,
        moved: Vec::new(),
        outcome: Outcome::default(),
    };
    plan.apply(conn, 0, occasion).map(|_| ())
}

/// What is golden, tidied for people.
fn golden_value(conn: &Connection, profile: i64, attribute: &str) -> Result<Option<String>, ResolveError> {
    Ok(candidates(conn, profile, attribute)?.into_iter().find(|c| c.golden).map(|c| c.value))
}

/// The choice that holds in this profile.
fn in_force(conn: &Connection, profile: i64, attribute: &str) -> Result<Option<i64>, ResolveError> {
    let records = store::members(conn, profile)?;
    let holds = |choice: &&super::super::input::Choice| {
        choice.attribute == attribute && records.contains(&choice.record_id)
    };
    Ok(store::choices(conn)?.iter().find(holds).map(|choice| choice.decision_id))
}

fn home(conn: &Connection, record: i64) -> Result<Option<i64>, ResolveError> {
    let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
    conn.query_row(sql, [record], |row| row.get(0)).optional().map_err(database("read the profile"))
}

/// The name by which it is chosen.
fn named(attribute: &str) -> Result<&'static str, ResolveError> {
    chosen_as(attribute).ok_or_else(|| {
        ResolveError::refused(format!(
            "{} is no attribute of a golden record. Those are: given_name, family_name, birth_date, gender, email, \
             phone, {ADDRESS}, company",
            crate::text::truncate(attribute, 40)
        ))
    })
}

#[cfg(test)]
mod tests;
