//! Writes entries of the log and brings edges and profiles up to date: one transaction for one decision or many.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Deed, LogLine, Names, Occasion, Saying};
use super::lock::allowed;
use super::reach::Around;
use super::{Author, Effect, Ground, Outcome, Reach, Verdict};
use crate::workspace::seal::Log;
use crate::workspace::{first_row, journal};
use duckdb::Connection;
use std::collections::BTreeSet;

/// What is noted of one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Undo, redo: the decision meant.
    pub target: Option<i64>,
    pub left: i64,
    pub right: i64,
    /// Decide: what is said of the two.
    pub verdict: Option<Verdict>,
}

/// Entries of the log that are made at once.
pub(super) struct Entry<'a> {
    pub action: &'static str,
    /// At least one.
    pub words: Vec<Word>,
    /// They are one deed: told, undone and redone together.
    pub alike: bool,
    /// What was done, for the log, where it is more than words on pairs; else empty.
    pub deed: &'a str,
}

impl Entry<'_> {
    /// A word on these pairs; `alike`: as one deed.
    pub(super) fn decided(verdict: Verdict, pairs: &[(i64, i64)], alike: bool) -> Self {
        let word = |&(left, right)| Word { target: None, left, right, verdict: Some(verdict) };
        Self { action: "decide", words: pairs.iter().map(word).collect(), alike, deed: "" }
    }

    /// What the first of them says it changed.
    fn told(&self, outcome: &Outcome) -> String {
        if self.deed.is_empty() { outcome.done() } else { format!("{}: {}", self.deed, outcome.done()) }
    }
}

/// What was read of the pairs before.
#[derive(Clone, Copy)]
pub(super) enum Known<'a> {
    Nothing,
    /// For the steward's eyes, some time ago.
    Ground(&'a Ground),
    /// In this transaction.
    Reach(&'a Reach),
}

/// One transaction with its lines in the journal.
pub(super) fn stored(
    conn: &Connection,
    doing: &'static str,
    write: impl FnOnce() -> Result<Effect, ResolveError>,
) -> Result<Effect, ResolveError> {
    store::journalled(conn, doing, write, |effect| {
        let (first, pairs) = (effect.decision_id, effect.pairs as i64);
        journal::Entry::Lines { log: Log::Decisions, first, last: first + pairs - 1 }
    })
}

/// Writes the log entries and brings edges and profiles up to date.
pub(super) fn note(
    conn: &Connection,
    author: &Author,
    entry: Entry,
    known: Known,
) -> Result<Effect, ResolveError> {
    let doing = "store the decision";
    let pairs: Vec<(i64, i64)> = pairs_of(&entry).collect();
    let (known, ground) = match known {
        Known::Nothing => (None, None),
        Known::Ground(ground) => {
            let holds = matches!(pairs[..], [(left, right)] if ground.holds(conn, left, right)?);
            let ground = Some(ground).filter(|_| holds);
            (ground.map(Ground::reach), ground)
        }
        Known::Reach(reach) => (Some(reach), None),
    };
    let read;
    let reach = match known {
        Some(reach) => reach,
        None => {
            let found = Reach::read(conn, store::load_model(conn)?, pairs, usize::MAX)?;
            read = found.ok_or(ResolveError::NotResolved)?;
            &read
        }
    };
    allowed(conn, reach, entry.action, &entry.words)?;
    let first = Log::Decisions.next(conn).map_err(database(doing))?;
    let read;
    let (names, model) = match ground {
        Some(ground) => (ground.names(), ground.model()),
        None => {
            let records: BTreeSet<i64> = pairs_of(&entry).flat_map(|(left, right)| [left, right]).collect();
            let names = store::names(conn, &records.into_iter().collect::<Vec<_>>())?;
            read = (names, store::model_mark(conn)?);
            (&read.0, read.1.as_deref())
        }
    };
    let sayings = (first..).zip(&entry.words).map(|(decision_id, word)| Saying {
        decision_id,
        action: entry.action.to_owned(),
        target: word.target,
        verdict: word.verdict.map(|verdict| verdict.as_str().to_owned()),
        pair: Some((word.left, word.right)),
    });
    let verdicts = store::in_force_after(conn, sayings)?;
    let cause = match entry.words[0].target {
        Some(target) => format!("{} of decision {target}", entry.action),
        None => format!("decision {first}"),
    };
    let occasion = Occasion { run_id: 0, now: author.now, cause: &cause };
    let former = match taken_back(conn, &entry)? {
        Some(decision) => store::members_before_decision(conn, decision, &reach.members)?,
        None => Vec::new(),
    };
    // Where everybody stays, everybody lives where they did and nobody needs an id.
    let around = if former.is_empty() && reach.everybody_stays(&verdicts) {
        Around { lives: Vec::new(), next: 0 }
    } else {
        ground.map_or_else(|| reach.around(conn), |ground| ground.around(conn))?
    };
    let plan = reach.plan(&verdicts, &around, &former);
    let outcome = plan.apply(conn, first, &occasion)?;
    let deed = Deed {
        at: author.now,
        who: author.who,
        action: entry.action,
        reason: author.reason,
        effect: &entry.told(&outcome),
        alike: entry.alike,
        model,
    };
    store::add_lines(conn, &deed, &lines(&entry, first, (reach, names))?)?;
    let (left_record, right_record) = (entry.words[0].left, entry.words[0].right);
    let pairs = entry.words.len();
    Ok(Effect { decision_id: first, left_record, right_record, pairs, left_out: 0, outcome })
}

fn pairs_of(entry: &Entry) -> impl Iterator<Item = (i64, i64)> {
    entry.words.iter().map(|word| (word.left, word.right))
}

/// The entries as the log has them.
fn lines(entry: &Entry, first: i64, (reach, names): (&Reach, &Names)) -> Result<Vec<LogLine>, ResolveError> {
    let numbered = (first..).zip(&entry.words).zip(reach.weights(&entry.words));
    let line = |((decision_id, word), weight): ((i64, &Word), i32)| {
        let (left, right) = (word.left, word.right);
        // An undo or redo tells of its decision.
        let shown = word.target.is_none().then(|| reach.shown(left, right)).transpose()?;
        Ok(LogLine {
            decision_id,
            target: word.target,
            left,
            right,
            weight,
            verdict: word.verdict.map(Verdict::as_str),
            shown,
            named: [left, right].map(|record| names.get(&record).cloned()),
        })
    };
    numbered.map(line).collect()
}

/// The entry whose moves this one takes back: an undo those of its decision, a redo those of the undo; of many at once
/// the first has them.
fn taken_back(conn: &Connection, entry: &Entry) -> Result<Option<i64>, ResolveError> {
    let sql = match entry.action {
        "undo" => "SELECT coalesce(batch, decision_id) FROM decisions WHERE decision_id = ?",
        "redo" => {
            "SELECT arg_max(coalesce(batch, decision_id), decision_id) FROM decisions
             WHERE action = 'undo' AND target = ?"
        }
        _ => return Ok(None),
    };
    first_row(conn, sql, [entry.words[0].target], |row| row.get(0)).map_err(database("look up the decision"))
}
