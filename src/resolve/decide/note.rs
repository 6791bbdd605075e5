//! Writes entries of the log and brings edges and profiles up to date: one transaction for one decision or many.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Names, Occasion};
use super::lock::allowed;
use super::reach::Around;
use super::{Author, Effect, Ground, Outcome, Reach, Verdict};
use crate::workspace::journal;
use crate::workspace::seal::Log;
use duckdb::types::Value;
use duckdb::{Connection, params, params_from_iter};
use std::collections::BTreeSet;
use std::fmt::Write as _;

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
    let names = match ground {
        Some(ground) => ground.names(),
        None => {
            let records: BTreeSet<i64> = pairs_of(&entry).flat_map(|(left, right)| [left, right]).collect();
            read = store::names(conn, &records.into_iter().collect::<Vec<_>>())?;
            &read
        }
    };
    append(conn, author, &entry, first, (reach, names))?;
    let cause = match entry.words[0].target {
        Some(target) => format!("{} of decision {target}", entry.action),
        None => format!("decision {first}"),
    };
    let occasion = Occasion { run_id: 0, now: author.now, cause: &cause };
    let former = match taken_back(conn, &entry)? {
        Some(decision) => store::members_before_decision(conn, decision, &reach.members)?,
        None => Vec::new(),
    };
    let verdicts = store::in_force(conn)?;
    // Where everybody stays, everybody lives where they did: the neighbours need not be asked.
    let around = if former.is_empty() && reach.everybody_stays(&verdicts) {
        Around { lives: Vec::new(), next: store::next_profile(conn)? }
    } else {
        ground.map_or_else(|| reach.around(conn), |ground| ground.around(conn))?
    };
    let plan = reach.plan(&verdicts, &around, &former);
    let outcome = plan.apply(conn, first, &occasion)?;
    conn.execute(
        "UPDATE decisions SET effect = ? WHERE decision_id = ?",
        params![entry.told(&outcome), first],
    )
    .map_err(database(doing))?;
    let (left_record, right_record) = (entry.words[0].left, entry.words[0].right);
    let pairs = entry.words.len();
    Ok(Effect { decision_id: first, left_record, right_record, pairs, left_out: 0, outcome })
}

fn pairs_of(entry: &Entry) -> impl Iterator<Item = (i64, i64)> {
    entry.words.iter().map(|word| (word.left, word.right))
}

/// Writes the entries; what the first one changed is told later, of the others that they came with it.
fn append(
    conn: &Connection,
    author: &Author,
    entry: &Entry,
    first: i64,
    (reach, names): (&Reach, &Names),
) -> Result<(), ResolveError> {
    let mut lines = String::new();
    let mut values = vec![
        Value::Text(author.now.to_string()),
        Value::Text(author.who.to_owned()),
        Value::Text(entry.action.to_owned()),
        Value::Text(author.reason.to_owned()),
        if entry.alike { Value::BigInt(first) } else { Value::Null },
    ];
    for ((id, word), weight) in (first..).zip(&entry.words).zip(reach.weights(&entry.words)) {
        let target = word.target.map_or_else(|| "NULL".to_owned(), |target| target.to_string());
        values.push(match word.target {
            // An undo or redo tells of its decision.
            Some(_) => Value::Null,
            None => Value::Text(reach.shown(word.left, word.right)?),
        });
        let shown = values.len();
        for record in [word.left, word.right] {
            let (source, key) = names.get(&record).cloned().unzip();
            values.extend([source, key].map(|name| name.map_or(Value::Null, Value::Text)));
        }
        let named: String = (shown + 1..=values.len()).map(|place| format!(", ${place}::VARCHAR")).collect();
        let comma = if id == first { "" } else { ", " };
        let verdict = word.verdict.map_or("NULL".to_owned(), |verdict| format!("'{}'", verdict.as_str()));
        // Numbers and words of our own only, and the place of the value.
        let (left, right) = (word.left, word.right);
        let _ = write!(
            lines,
            "{comma}({id}, {target}::BIGINT, {left}, {right}, {weight}, {verdict}::VARCHAR, ${shown}::VARCHAR{named})"
        );
    }
    let sql = include_str!("../../../assets/sql/resolve/note_decisions.sql")
        .replace("{LINES}", &lines)
        .replace("{FIRST}", &first.to_string());
    conn.execute(&sql, params_from_iter(values)).map_err(database("store the decision")).map(|_| ())
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
    conn.query_row(sql, [entry.words[0].target], |row| row.get(0)).map_err(database("look up the decision"))
}
