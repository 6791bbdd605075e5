//! What each blocking rule of the last run does with a pair: brings it together, or which of its keys stand in the way.

use super::Stored;
use crate::resolve::ResolveError;
use crate::resolve::block::{Fate, Meeting, Meetings};
use crate::resolve::explain::Compared;
use crate::resolve::read::key_title;
use crate::resolve::store;
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
    /// All its keys agree, but their block was too big: it was made smaller by a key that does not agree here, or skipped.
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
    let meetings = Meetings::new(corpus, corpus.row(left), corpus.row(right));
    let kept = store::kept_rules(conn)?;
    let fates = kept.fates(corpus, left, right)?;
    let of = |report: Report| outcome(&meetings, fates.get(&*report.rule), edge, report);
    Ok(reports(conn)?.into_iter().map(of).collect())
}

fn reports(conn: &Connection) -> Result<Vec<Report>, ResolveError> {
    let sql = "SELECT position, rule, left_out FROM blocking_report ORDER BY position";
    store::rows(conn, sql, [], "read the blocking report", |row| {
        Ok(Report { position: row.get(0)?, rule: row.get(1)?, left_out: row.get(2)? })
    })
}

fn outcome(meetings: &Meetings, fate: Option<&Fate>, edge: Option<&Stored>, report: Report) -> RuleOutcome {
    let keys = meetings.of(&report.rule);
    let named = |meeting: Meeting| -> Vec<String> {
        keys.iter().filter(|key| key.1 == meeting).map(|key| key.0.clone()).collect()
    };
    let (differs, missing) = (named(Meeting::Differs), named(Meeting::Missing));
    let stands = stands(&differs, &missing);
    let found_it = edge.is_some_and(|edge| report.position == edge.rule);
    let (outcome, sentence) = match (fate, &report.left_out) {
        _ if found_it => (Outcome::Together, "brings them together".to_owned()),
        (_, Some(why)) => {
            let agrees = differs.is_empty() && missing.is_empty();
            let would = if agrees { "would bring them together" } else { &stands };
            (Outcome::LeftOut, format!("left out, it {why}; {would}"))
        }
        (Some(Fate::InForce), None) => (Outcome::Together, "brings them together".to_owned()),
        (Some(Fate::Parted(finer)), None) => {
            let finer = [finer.clone()];
            let why = match meetings.key(&finer[0]) {
                Meeting::Missing => self::stands(&[], &finer),
                _ => self::stands(&finer, &[]),
            };
            (Outcome::TooBig, format!("{why}, and without it the block was too big"))
        }
        (Some(Fate::Skipped), None) => (Outcome::TooBig, "the block was too big and was skipped".to_owned()),
        (None, None) => (Outcome::Apart, stands),
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
