//! What screens and reports show of contacts.

use super::Label;
use super::who::{holding, kinds, normal};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::store::{among, among_texts, rows};
use crate::text;
use duckdb::{Connection, OptionalExt, Row, params};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A contact and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    /// email, phone, address, loyalty, …
    pub kind: String,
    /// Normalised.
    pub value: String,
    /// As one of its records has it.
    pub written: String,
    /// Whose it is.
    pub label: Label,
    /// data, steward.
    pub cause: String,
    /// Records that hold it.
    pub records: u64,
    /// Profiles they are in.
    pub profiles: u64,
    /// How many of those have no family name and no address in common.
    pub households: u64,
    /// Distinct given names among them.
    pub given_names: u64,
}

/// Who holds a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The profile.
    pub profile_id: i64,
    /// Its name.
    pub name: Option<String>,
    /// Its records that hold the contact.
    pub records: u64,
}

/// A steward's word on a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Its number.
    pub decision_id: i64,
    /// Who said it.
    pub who: String,
    /// What.
    pub label: Label,
    /// Why, in her words.
    pub reason: Option<String>,
}

/// A contact from inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactView {
    /// Whose it is.
    #[serde(flatten)]
    pub row: ContactRow,
    /// Why, as a sentence.
    pub because: String,
    /// A steward's word in force; the label follows it from the next run on.
    pub word: Option<Word>,
    /// The profiles that hold it, those with most records first, at most a thousand.
    pub holders: Vec<Holder>,
}

/// The most rows handed out at once.
const LONGEST_PAGE: u32 = 1_000;

const COLUMNS: &str =
    "c.kind, c.value, CASE c.kind WHEN 'address' THEN concat_ws(', ', r.street, coalesce(r.postcode, r.city))
    ELSE c.value END, c.label, c.cause, c.records, c.profiles, c.households, c.given_names
    FROM contacts c LEFT JOIN records r USING (record_id)";

fn row(row: &Row<'_>) -> duckdb::Result<ContactRow> {
    let label: String = row.get(3)?;
    Ok(ContactRow {
        kind: row.get(0)?,
        value: row.get(1)?,
        written: row.get(2)?,
        label: Label::of(&label).unwrap_or(Label::Shared),
        cause: row.get(4)?,
        records: row.get(5)?,
        profiles: row.get(6)?,
        households: row.get(7)?,
        given_names: row.get(8)?,
    })
}

/// Contacts that are shared or junk, those held by most people first, at most a thousand.
///
/// # Errors
/// When DuckDB refuses.
pub fn suspicious(conn: &Connection) -> Result<Vec<ContactRow>, ResolveError> {
    let doing = "read the shared contacts";
    let sql = format!(
        "SELECT {COLUMNS} WHERE c.label IN ('shared', 'junk') ORDER BY c.profiles DESC, c.kind, c.value LIMIT {LONGEST_PAGE}"
    );
    let mut statement = conn.prepare(&sql).map_err(database(doing))?;
    let rows = statement.query_map([], row).map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// A contact as somebody writes it: an e-mail address, a phone number, `street, postcode`, any other identifier. `kind`
/// tells which, where the text does not.
///
/// # Errors
/// When nobody holds it, it is of several kinds, or DuckDB refuses.
pub fn contact(conn: &Connection, kind: Option<&str>, asked: &str) -> Result<ContactView, ResolveError> {
    let kind = match kind {
        Some(kind) => kind.to_owned(),
        None => {
            let mut kinds = kinds(conn, asked)?;
            match kinds.len() {
                0 => return Err(ResolveError::NoSuchContact(asked.to_owned())),
                1 => kinds.remove(0),
                _ => {
                    return Err(ResolveError::WhichContact {
                        value: text::truncate(asked, 60),
                        kinds: kinds.join(", "),
                    });
                }
            }
        }
    };
    let value = normal(&kind, asked);
    let records = holding(conn, &kind, &value)?;
    if records.is_empty() {
        return Err(ResolveError::NoSuchContact(asked.to_owned()));
    }
    let holders = holders(conn, &records)?;
    let doing = "read the contact";
    let labelled = conn
        .query_row(&format!("SELECT {COLUMNS} WHERE c.kind = ? AND c.value = ?"), params![kind, value], row)
        .optional()
        .map_err(database(doing))?;
    let profiles = holders.len() as u64;
    // What a run labelled by the profiles it made; what has no label is one person's.
    let row = labelled.unwrap_or_else(|| ContactRow {
        written: asked.trim().to_owned(),
        label: Label::Personal,
        cause: "data".into(),
        records: records.len() as u64,
        profiles,
        households: 1,
        given_names: 1,
        kind,
        value,
    });
    let word = word(conn, &row.kind, &row.value)?;
    Ok(ContactView { because: because(&row), row, word, holders })
}

/// The profiles these records are in.
fn holders(conn: &Connection, records: &[i64]) -> Result<Vec<Holder>, ResolveError> {
    let among = among(conn, records)?;
    let sql = format!(
        "SELECT p.profile_id, p.name, count(*) n FROM profile_members m JOIN profiles p USING (profile_id)
         WHERE m.record_id IN {among} GROUP BY ALL ORDER BY n DESC, p.profile_id LIMIT {LONGEST_PAGE}"
    );
    rows(conn, sql, [], "read who holds the contact", |row| {
        Ok(Holder { profile_id: row.get(0)?, name: row.get(1)?, records: row.get(2)? })
    })
}

/// The steward's word in force on a contact.
fn word(conn: &Connection, kind: &str, value: &str) -> Result<Option<Word>, ResolveError> {
    conn.query_row(
        include_str!("../../../assets/sql/resolve/contact_word.sql"),
        params![kind, value],
        |row| {
            let label: String = row.get(2)?;
            Ok(Word {
                decision_id: row.get(0)?,
                who: row.get(1)?,
                label: Label::of(&label).unwrap_or(Label::Shared),
                reason: row.get(3)?,
            })
        },
    )
    .optional()
    .map_err(database("read the corrections"))
}

/// Why a contact has its label.
fn because(row: &ContactRow) -> String {
    let people = |n: u64| if n == 1 { "1 profile".to_owned() } else { format!("{n} profiles") };
    let holds = if row.profiles == 1 { "holds" } else { "hold" };
    match (row.cause.as_str(), row.label) {
        ("steward", _) => "a steward said so".into(),
        (_, Label::Personal) if row.profiles > 1 => {
            format!("{} {holds} it, only one of them with a full name", people(row.profiles))
        }
        (_, Label::Personal) => format!("{} {holds} it", people(row.profiles)),
        (_, Label::Household) => format!(
            "{} {holds} it, most of one household: {} given names",
            people(row.profiles),
            row.given_names
        ),
        (_, Label::Shared) => format!(
            "{} of {} households {holds} it, with no family name and no address in common",
            people(row.profiles),
            row.households
        ),
        (_, Label::Junk) => {
            format!("{} {holds} it: an office's own, made up, or held by far too many", people(row.profiles))
        }
    }
}

/// By kind and normal value: the label, and how many profiles hold it.
pub(crate) type Labels = FxHashMap<(String, String), (Label, u64)>;

/// The labels of those among these normal values that have one.
pub(crate) fn labels(conn: &Connection, values: &[String]) -> Result<Labels, ResolveError> {
    if values.is_empty() {
        return Ok(Labels::default());
    }
    let among = among_texts(conn, values.iter().map(String::as_str))?;
    let sql = format!("SELECT kind, value, label, profiles FROM contacts WHERE value IN {among}");
    rows(conn, sql, [], "read whose the contacts are", |row| {
        let label: String = row.get(2)?;
        let label = Label::of(&label).unwrap_or(Label::Shared);
        Ok(((row.get(0)?, row.get(1)?), (label, row.get(3)?)))
    })
}
