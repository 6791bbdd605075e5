//! What stewards said of the pairs drawn, and what holds where several spoke of one.

use super::sample::stratum_of;
use crate::resolve::ResolveError;
use crate::resolve::store::rows;
use duckdb::Connection;
use std::collections::BTreeMap;

/// A steward's last word on a pair that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub pair: (i64, i64),
    pub who: String,
    pub verdict: String,
    /// The pair was in one profile when it was judged.
    pub was_together: bool,
    /// It is now.
    pub together: bool,
    /// The stratum it is in now.
    pub stratum: i64,
    /// The stratum it stands for: the one it was judged in when decisions have moved it since, else the one it is in.
    pub drawn: i64,
}

impl Said {
    /// One person; `None`: unsure.
    pub(super) fn same(&self) -> Option<bool> {
        match self.verdict.as_str() {
            "same" => Some(true),
            "different" => Some(false),
            _ => None,
        }
    }
}

/// All words, those spoken first coming first.
pub(super) fn said(conn: &Connection) -> Result<Vec<Said>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/quality_judged.sql")
        .replace("{NOW}", &stratum_of("now_together", "now_records", "now_weight"))
        .replace("{THEN}", &stratum_of("together", "records", "weight"));
    rows(conn, sql, [], "read the judgements", |row| {
        Ok(Said {
            pair: (row.get(0)?, row.get(1)?),
            who: row.get(2)?,
            verdict: row.get(3)?,
            was_together: row.get(4)?,
            together: row.get(5)?,
            stratum: row.get(6)?,
            drawn: row.get(7)?,
        })
    })
}

/// Pairs on which a word holds, with the first word on each: what most stewards said; where they are even, none does.
pub(super) fn agreed(said: &[Said]) -> Vec<(&Said, bool)> {
    let mut votes: BTreeMap<(i64, i64), (&Said, i32)> = BTreeMap::new();
    for word in said {
        let vote = word.same().map_or(0, |same| if same { 1 } else { -1 });
        votes.entry(word.pair).or_insert((word, 0)).1 += vote;
    }
    votes.into_values().filter(|(_, votes)| *votes != 0).map(|(first, votes)| (first, votes > 0)).collect()
}
