//! The steward's word on whose a contact is: one correction instead of a decision on every pair that holds it. It is in
//! force from the next run on.

use super::Label;
use super::label::Corrections;
use super::who::{holding, normal};
use crate::resolve::ResolveError;
use crate::resolve::decide::Author;
use crate::resolve::error::database;
use crate::resolve::store::{among, journalled};
use crate::workspace::journal;
use crate::workspace::seal::Log;
use duckdb::{Connection, OptionalExt, params};
use serde::Serialize;

/// What a correction (or its undo) bears on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// Number of the correction just written.
    pub decision_id: i64,
    /// The kind of contact.
    pub kind: String,
    /// Normalised.
    pub value: String,
    /// What it is from the next run on; `None`: what the data says.
    pub label: Option<Label>,
    /// Records that hold it.
    pub records: u64,
    /// Profiles they are in.
    pub profiles: u64,
    /// Compared pairs among them.
    pub pairs: u64,
    /// For people: `bears on 12 pairs of 9 profiles; in force from the next run on`.
    pub sentence: String,
}

/// Says whose a contact is.
///
/// # Errors
/// When nobody holds it or the workspace can't be written; nothing is changed then.
pub fn correct(
    conn: &Connection,
    author: &Author,
    kind: &str,
    value: &str,
    label: Label,
) -> Result<Corrected, ResolveError> {
    let entry =
        Entry { action: "correct", target: None, label: Some(label), kind, value: &normal(kind, value) };
    stored(conn, author, &entry)
}

/// Takes a correction back; the newest one in force when `decision_id` is `None`.
///
/// # Errors
/// When there is none in force or the workspace can't be written; nothing is changed then.
pub fn undo_correction(
    conn: &Connection,
    author: &Author,
    decision_id: Option<i64>,
) -> Result<Corrected, ResolveError> {
    let found: Option<(i64, String, String)> = conn
        .query_row(
            include_str!("../../../assets/sql/resolve/undoable_correction.sql"),
            params![decision_id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
        .map_err(database("look up the correction"))?;
    let (target, kind, value) = found.ok_or_else(|| {
        ResolveError::refused(match decision_id {
            Some(id) => format!("correction {id} can't be undone: it is not there, or that was done already"),
            None => "there is no correction to undo".into(),
        })
    })?;
    let entry = Entry { action: "undo", target: Some(target), label: None, kind: &kind, value: &value };
    stored(conn, author, &entry)
}

struct Entry<'a> {
    action: &'static str,
    target: Option<i64>,
    label: Option<Label>,
    kind: &'a str,
    value: &'a str,
}

fn stored(conn: &Connection, author: &Author, entry: &Entry) -> Result<Corrected, ResolveError> {
    let write = || note(conn, author, entry);
    journalled(conn, "store the correction", write, |done| {
        journal::Entry::line(Log::Contacts, done.decision_id)
    })
}

fn note(conn: &Connection, author: &Author, entry: &Entry) -> Result<Corrected, ResolveError> {
    let records = holding(conn, entry.kind, entry.value)?;
    if records.is_empty() && entry.action == "correct" {
        return Err(ResolveError::NoSuchContact(entry.value.to_owned()));
    }
    let (profiles, pairs) = touched(conn, &records)?;
    let many = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let sentence = format!(
        "bears on {} of {}; in force from the next run on",
        many(pairs, "pair"),
        many(profiles, "profile")
    );
    let doing = "store the correction";
    let decision_id = Log::Contacts.next(conn).map_err(database(doing))?;
    conn.execute(
        "INSERT INTO contact_decisions VALUES (?, CAST(? AS TIMESTAMP), ?, ?, ?, ?, ?, ?, nullif(?, ''), ?)",
        params![
            decision_id,
            author.now.to_string(),
            author.who,
            entry.action,
            entry.target,
            entry.kind,
            entry.value,
            entry.label.map(Label::as_str),
            author.reason,
            sentence
        ],
    )
    .map_err(database(doing))?;
    // Undone, an earlier word of hers holds again.
    let in_force = corrections(conn)?.get(&(entry.kind.to_owned(), entry.value.to_owned())).copied();
    Ok(Corrected {
        decision_id,
        kind: entry.kind.to_owned(),
        value: entry.value.to_owned(),
        label: in_force,
        records: records.len() as u64,
        profiles,
        pairs,
        sentence,
    })
}

/// How many profiles these records are in, and how many pairs among them were worth remembering.
fn touched(conn: &Connection, records: &[i64]) -> Result<(u64, u64), ResolveError> {
    let these = among(conn, records)?;
    let sql = format!(
        "SELECT (SELECT count(DISTINCT profile_id) FROM profile_members WHERE record_id IN {these}),
                (SELECT count(*) FROM edges WHERE left_record IN {these} AND right_record IN {these})"
    );
    conn.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database("count what the correction bears on"))
}

/// All corrections in force.
pub(crate) fn corrections(conn: &Connection) -> Result<Corrections, ResolveError> {
    let doing = "read the corrections";
    let mut statement = conn
        .prepare(include_str!("../../../assets/sql/resolve/corrections_in_force.sql"))
        .map_err(database(doing))?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))
        .map_err(database(doing))?;
    let rows: Vec<(String, String, String)> = rows.collect::<Result<_, _>>().map_err(database(doing))?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, value, label)| Some(((kind, value), Label::of(&label)?)))
        .collect())
}
