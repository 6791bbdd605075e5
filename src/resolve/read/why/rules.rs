//! What each blocking rule of the last run does with a pair: brings it together, or which of its keys stand in the way.

use super::Stored;
use crate::resolve::ResolveError;
use crate::resolve::block::{Key, Meeting, Meetings};
use crate::resolve::error::database;
use crate::resolve::explain::Compared;
use crate::resolve::read::key_title;
use duckdb::Connection;
use serde::Serialize;

/// What a rule does with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All its keys agree: it brings the two together.
    Together,
    /// A key differs or is missing.
    Apart,
    /// All its keys agree, but it had blocks that were too big; they were made smaller by keys that do not agree here,
    /// or skipped.
    TooBig,
    /// The rule was not used.
    LeftOut,
}

/// One rule and one pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// The rule: `postcode + family_sound`.
    pub rule: String,
    /// What it does with the pair.
    pub outcome: Outcome,
    /// Its keys that differ.
    pub differs: Vec<String>,
    /// Its keys that at least one of the two records lacks.
    pub missing: Vec<String>,
    /// Why it was not used.
    pub left_out: Option<String>,
    /// All of it in words: `postcode differs`.
    pub sentence: String,
}

struct Report {
    position: i32,
    rule: String,
    oversized: i64,
    left_out: Option<String>,
}

/// What every rule of the last run does with two records of the corpus.
pub(super) fn outcomes(
    conn: &Connection,
    compared: &Compared,
    left: u32,
    right: u32,
    edge: Option<&Stored>,
) -> Result<Vec<RuleOutcome>, ResolveError> {
    let corpus = &compared.corpus;
    let meetings = Meetings::new(corpus, corpus.row(left), corpus.row(right))?;
    Ok(reports(conn)?.into_iter().map(|report| outcome(report, &meetings, edge)).collect())
}

fn reports(conn: &Connection) -> Result<Vec<Report>, ResolveError> {
    let failed = || database("read the blocking report");
    let sql = "SELECT position, rule, oversized, left_out FROM blocking_report ORDER BY position";
    let mut statement = conn.prepare(sql).map_err(failed())?;
    statement
        .query_map([], |row| {
            Ok(Report {
                position: row.get(0)?,
                rule: row.get(1)?,
                oversized: row.get(2)?,
                left_out: row.get(3)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(failed())
}

fn outcome(report: Report, meetings: &Meetings, edge: Option<&Stored>) -> RuleOutcome {
    let (keys, finer) = meetings.of(&report.rule);
    let named = |keys: &[Key], meeting: Meeting| -> Vec<String> {
        keys.iter().filter(|key| key.1 == meeting).map(|key| key.0.clone()).collect()
    };
    let (differs, missing) = (named(&keys, Meeting::Differs), named(&keys, Meeting::Missing));
    let agrees = differs.is_empty() && missing.is_empty();
    // Each pair is made by the first rule that finds it: those before it did not.
    let found = edge.filter(|edge| edge.rule >= 0);
    let earlier = found.is_some_and(|edge| report.position < edge.rule);
    let whole =
        report.oversized == 0 || finer.iter().all(|key| key.1 == Meeting::Agrees) && !finer.is_empty();
    let it = found.is_some_and(|edge| report.position == edge.rule);
    let outcome = match () {
        () if report.left_out.is_some() && !it => Outcome::LeftOut,
        () if !agrees && !it => Outcome::Apart,
        () if it || whole && !earlier => Outcome::Together,
        () => Outcome::TooBig,
    };
    let stands = stands(&differs, &missing);
    let sentence = match outcome {
        Outcome::Together => "brings them together".to_owned(),
        Outcome::Apart => stands,
        Outcome::TooBig => {
            let (differs, missing) = (named(&finer, Meeting::Differs), named(&finer, Meeting::Missing));
            let why = self::stands(&differs, &missing);
            match (finer.is_empty(), why.is_empty()) {
                (false, false) => format!("agrees, but blocks that were too big were made smaller: {why}"),
                (false, true) => "agrees, but the block was still too big when made smaller".to_owned(),
                (true, _) => "agrees, but blocks that were too big were skipped".to_owned(),
            }
        }
        Outcome::LeftOut => {
            let why = report.left_out.as_deref().unwrap_or_default();
            let would = if agrees { "would bring them together".to_owned() } else { stands };
            format!("left out, it {why}; {would}")
        }
    };
    RuleOutcome { rule: report.rule, outcome, differs, missing, left_out: report.left_out, sentence }
}

/// `postcode differs, sound of the family name is missing`.
fn stands(differs: &[String], missing: &[String]) -> String {
    let of = |keys: &[String], what: &str| -> Option<String> {
        let titles: Vec<String> = keys.iter().map(|key| key_title(key)).collect();
        let verb = match (titles.len(), what) {
            (0, _) => return None,
            (1, what) => what.to_owned(),
            (_, "differs") => "differ".to_owned(),
            _ => "are missing".to_owned(),
        };
        Some(format!("{} {verb}", titles.join(" and ")))
    };
    [of(differs, "differs"), of(missing, "is missing")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
