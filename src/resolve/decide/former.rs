//! Former decisions that new words contradict, told before anything happens.

use super::super::ResolveError;
use super::super::store;
use super::Verdict;
use super::shape::Said;
use crate::text;
use duckdb::{Connection, Row};
use serde::Serialize;

/// A decision in force that says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Former {
    /// Its number.
    pub decision_id: i64,
    /// The pair, smaller id first.
    pub left_record: i64,
    /// The other record.
    pub right_record: i64,
    /// The steward.
    pub who: String,
    /// The day, UTC.
    pub day: String,
    /// same or different.
    pub verdict: String,
    /// In the steward's words.
    pub reason: Option<String>,
}

impl Former {
    /// For people: `decision 12 of maria, 2026-11-23: different people (twins)`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let said = if self.verdict == "same" { "same person" } else { "different people" };
        let why = self.reason.as_deref().map_or_else(String::new, |why| format!(" ({})", text::clean(why)));
        format!("decision {} of {}, {}: {said}{why}", self.decision_id, text::clean(&self.who), self.day)
    }
}

/// The decisions in force on the same pairs that say otherwise.
pub(super) fn overruled(conn: &Connection, said: &[Said]) -> Result<Vec<Former>, ResolveError> {
    let mut found = Vec::new();
    for ((left, right), verdict) in said {
        let last: Vec<Former> = store::rows(
            conn,
            include_str!("../../../assets/sql/resolve/last_word.sql"),
            [left, right],
            "look up the former decision",
            former,
        )?;
        let opposite = if *verdict == Verdict::Same { Verdict::Different } else { Verdict::Same };
        found.extend(last.into_iter().filter(|former| former.verdict == opposite.as_str()));
    }
    Ok(found)
}

fn former(row: &Row<'_>) -> duckdb::Result<Former> {
    Ok(Former {
        decision_id: row.get(0)?,
        left_record: row.get(1)?,
        right_record: row.get(2)?,
        who: row.get(3)?,
        day: row.get(4)?,
        verdict: row.get(5)?,
        reason: row.get(6)?,
    })
}
