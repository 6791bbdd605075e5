//! A steward's word on a pair of the sample. It measures; it changes no profile.

use crate::resolve::ResolveError;
use crate::resolve::decide::{Author, Verdict};
use crate::resolve::error::database;
use crate::resolve::score::probability_of;
use crate::resolve::store::journalled;
use crate::text;
use crate::workspace::journal;
use crate::workspace::seal::Log;
use duckdb::{Connection, params};

/// A word that was stored, and what it is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The pair, smaller id first.
    pub pair: (i64, i64),
    /// What was said.
    pub verdict: Verdict,
    /// The pair is in one profile.
    pub together: bool,
    /// The model's match weight in bits; `None`: the two were never compared.
    pub weight: Option<f64>,
}

/// Stores a word on two records.
///
/// # Errors
/// When a record is not there or the workspace can't be written; nothing is changed then.
pub fn judge(
    conn: &Connection,
    author: &Author,
    verdict: Verdict,
    (left, right): (i64, i64),
) -> Result<Judged, ResolveError> {
    let pair = (left.min(right), left.max(right));
    if left == right {
        return Err(ResolveError::refused("a record is always the same person as itself"));
    }
    let doing = "store the judgement";
    let write = || {
        let number = Log::Judgements.next(conn).map_err(database(doing))?;
        let stored = conn
            .execute(
                include_str!("../../../assets/sql/resolve/judge.sql"),
                params![number, author.now.to_string(), author.who, verdict.as_str(), pair.0, pair.1],
            )
            .map_err(database(doing))?;
        if stored == 0 {
            return Err(ResolveError::NoSuchRecord(format!("{} or {}", pair.0, pair.1)));
        }
        Ok(number)
    };
    let number = journalled(conn, doing, write, |number| journal::Entry::line(Log::Judgements, *number))?;
    conn.query_row("SELECT together, weight FROM judgements WHERE decision_id = ?", [number], |row| {
        let weight: Option<i32> = row.get(1)?;
        Ok(Judged { pair, verdict, together: row.get(0)?, weight: weight.map(|w| f64::from(w) / 1000.0) })
    })
    .map_err(database(doing))
}

impl Judged {
    /// What the steward said, and what the profiles say: told only after she has spoken.
    #[must_use]
    pub fn sentence(&self) -> String {
        let place = if self.together { "one profile" } else { "two profiles" };
        let chance = match self.weight {
            Some(bits) => format!(" (the model says {})", text::percent(probability_of(bits))),
            None if self.together => " (held together by others)".to_owned(),
            None => String::new(),
        };
        let (said, held) = match (self.verdict, self.together) {
            (Verdict::Same, true) => ("one person", "right"),
            (Verdict::Same, false) => ("one person", "a missed match"),
            (Verdict::Different, true) => ("different people", "a false merge"),
            (Verdict::Different, false) => ("different people", "right"),
            (Verdict::Unsure, _) => return format!("You were unsure. They are in {place}{chance}"),
        };
        format!("You said {said}. They are in {place}{chance}: {held}")
    }

    /// The profiles are wrong, by this word.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!((self.verdict, self.together), (Verdict::Same, false) | (Verdict::Different, true))
    }
}
