//! One word on many pairs: worked out as one decision is, written in one transaction, taken back by one undo.
//!
//! Pairs on whose people a former decision says otherwise are left out; a former decision is never overruled by the way.

use super::super::ResolveError;
use super::super::store;
use super::note::{Entry, Known, note, stored};
use super::{Author, Effect, Outcome, Reach, Verdict};
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

/// What one word on many pairs would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManyOutcome {
    /// Pairs decided on.
    pub pairs: usize,
    /// Pairs left out because a former decision contradicts.
    pub left_out: usize,
    /// Profiles and golden values.
    pub outcome: Outcome,
}

/// What either word on many pairs would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManyPreview {
    /// If each two are called one person.
    pub same: ManyOutcome,
    /// If each two are called two.
    pub different: ManyOutcome,
}

/// What either word on these pairs would change, as [`decide_many`] would do it now. Only reads.
///
/// # Errors
/// When there is no pair, a record is not there, nothing was resolved yet, or the workspace can't be read.
pub fn preview_many(conn: &Connection, pairs: &[(i64, i64)]) -> Result<ManyPreview, ResolveError> {
    let mut reach = read(conn, pairs)?;
    let around = reach.around(conn)?;
    let all = reach.pairs.clone();
    let mut outcome = |verdict| {
        reach.ask(all.clone());
        let (kept, verdicts) = kept(&reach, verdict);
        let (pairs, left_out) = (kept.len(), all.len() - kept.len());
        reach.ask(kept);
        ManyOutcome { pairs, left_out, outcome: reach.plan(&verdicts, &around, &[]).outcome }
    };
    Ok(ManyPreview { same: outcome(Verdict::Same), different: outcome(Verdict::Different) })
}

/// Says the same of many pairs at once.
///
/// # Errors
/// When there is no pair, all are contradicted by former decisions, a record is not there, nothing was resolved yet, or
/// the workspace can't be written; nothing is changed then.
pub fn decide_many(
    conn: &Connection,
    author: &Author,
    verdict: Verdict,
    pairs: &[(i64, i64)],
) -> Result<Effect, ResolveError> {
    stored(conn, "store the decisions", || {
        let mut reach = read(conn, pairs)?;
        let (kept, _) = kept(&reach, verdict);
        let left_out = reach.pairs.len() - kept.len();
        if kept.is_empty() {
            let why = "former decisions say otherwise of every one of these pairs";
            return Err(ResolveError::refused(why));
        }
        let entry = Entry::decided(verdict, &kept, true);
        reach.ask(kept);
        let effect = note(conn, author, entry, Known::Reach(&reach))?;
        Ok(Effect { left_out, ..effect })
    })
}

/// What these pairs touch, each pair once.
fn read(conn: &Connection, pairs: &[(i64, i64)]) -> Result<Reach, ResolveError> {
    let mut met = FxHashSet::default();
    let ordered = pairs.iter().map(|&(a, b)| (a.min(b), a.max(b)));
    let pairs: Vec<(i64, i64)> = ordered.filter(|pair| pair.0 != pair.1 && met.insert(*pair)).collect();
    if pairs.is_empty() {
        return Err(ResolveError::refused("no such pair waits"));
    }
    let reach = Reach::read(conn, store::load_model(conn)?, pairs, usize::MAX)?;
    reach.ok_or(ResolveError::NotResolved)
}

/// Those of its pairs that come out as the word says, and all verdicts that are in force then.
fn kept(reach: &Reach, verdict: Verdict) -> (Vec<(i64, i64)>, Vec<store::Verdict>) {
    let said: FxHashSet<(i64, i64)> = reach.verdicts.iter().map(|v| (v.left, v.right)).collect();
    let mut former = SaidBefore::new(&reach.verdicts);
    let mut kept = reach.pairs.clone();
    kept.retain(|pair| !said.contains(pair) && former.allows(*pair, verdict));
    loop {
        let mut verdicts = reach.verdicts.clone();
        verdicts.extend(kept.iter().map(|pair| verdict.on(*pair)));
        let groups = reach.group(&verdicts);
        let group = |record: i64| reach.index(record).map(|at| groups.of[at as usize]);
        let before = kept.len();
        kept.retain(|&(left, right)| match verdict {
            Verdict::Same => group(left) == group(right),
            Verdict::Different => group(left) != group(right),
            Verdict::Unsure => true,
        });
        if kept.len() == before {
            return (kept, verdicts);
        }
    }
}

/// What was said before: records called the same stand for each other.
struct SaidBefore {
    up: FxHashMap<i64, i64>,
    different: Vec<(i64, i64)>,
}

impl SaidBefore {
    fn new(verdicts: &[store::Verdict]) -> Self {
        let mut this = Self { up: FxHashMap::default(), different: Vec::new() };
        for v in verdicts {
            match v.verdict.as_str() {
                "same" => this.join(v.left, v.right),
                "different" => this.different.push((v.left, v.right)),
                _ => {}
            }
        }
        this
    }

    fn find(&self, mut record: i64) -> i64 {
        while let Some(up) = self.up.get(&record) {
            record = *up;
        }
        record
    }

    fn join(&mut self, a: i64, b: i64) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.up.insert(a.max(b), a.min(b));
        }
    }

    /// Whether the word agrees with all that was said so far; if so, it is one of them from now on.
    fn allows(&mut self, (left, right): (i64, i64), verdict: Verdict) -> bool {
        let (a, b) = (self.find(left), self.find(right));
        match verdict {
            Verdict::Unsure => true,
            Verdict::Different => a != b,
            Verdict::Same => {
                let apart = |&(x, y): &(i64, i64)| {
                    let (x, y) = (self.find(x), self.find(y));
                    (x, y) == (a, b) || (x, y) == (b, a)
                };
                let allowed = !self.different.iter().any(apart);
                if allowed {
                    self.join(a, b);
                }
                allowed
            }
        }
    }
}

#[cfg(test)]
mod tests;
