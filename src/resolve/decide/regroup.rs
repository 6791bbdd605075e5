//! A steward's hands on profiles: splits records off, merges profiles, moves records from one to another. Each is as many
//! words on pairs as it takes, noted as one deed: it holds in every run to come, and one undo takes it back.

use super::super::ResolveError;
use super::super::store;
use super::former::{Former, overruled};
use super::note::{Entry, Known, Word, note, stored};
use super::shape::{Said, Shape};
use super::{Author, Effect, Outcome, Reach, Verdict};
use crate::text;
use duckdb::Connection;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is done with profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regroup {
    /// These records of one profile become a profile of their own; the others stay one.
    Split(Vec<i64>),
    /// These profiles become one.
    Merge(Vec<i64>),
    /// These records go to this profile; what they leave stays as it is.
    Move(Vec<i64>, i64),
}

/// What that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegroupView {
    /// Pairs that are called one person by it.
    pub same: usize,
    /// Pairs that are called two people by it.
    pub different: usize,
    /// Decisions in force that it contradicts: they hold no more.
    pub overruled: Vec<Former>,
    /// Profiles and golden values.
    pub outcome: Outcome,
}

/// What it would change, as [`regroup`] would do it now. Only reads.
///
/// # Errors
/// When records or profiles are not there, it is so already, former decisions make it impossible, or the workspace can't
/// be read.
pub fn preview_regroup(conn: &Connection, wanted: &Regroup) -> Result<RegroupView, ResolveError> {
    let Worked { reach, said, verdicts } = wanted.worked_out(conn)?;
    let outcome = reach.plan(&verdicts, &reach.around(conn)?, &[]).outcome;
    let count = |word| said.iter().filter(|(_, verdict)| *verdict == word).count();
    Ok(RegroupView {
        same: count(Verdict::Same),
        different: count(Verdict::Different),
        overruled: overruled(conn, &said)?,
        outcome,
    })
}

/// Does it.
///
/// # Errors
/// As [`preview_regroup`], or when the workspace can't be written; nothing is changed then.
pub fn regroup(conn: &Connection, author: &Author, wanted: &Regroup) -> Result<Effect, ResolveError> {
    stored(conn, "store what becomes of the profiles", || {
        let Worked { reach, said, .. } = wanted.worked_out(conn)?;
        let word =
            |&((left, right), verdict): &Said| Word { target: None, left, right, verdict: Some(verdict) };
        let entry = Entry {
            action: "decide",
            words: said.iter().map(word).collect(),
            alike: said.len() > 1,
            deed: &wanted.deed(),
        };
        note(conn, author, entry, Known::Reach(&reach))
    })
}

/// The words it takes, with all they touch.
struct Worked {
    /// Asked on the pairs of the words.
    reach: Reach,
    said: Vec<Said>,
    /// All that is in force then.
    verdicts: Vec<store::Verdict>,
}

impl Regroup {
    /// What was done, for the log.
    fn deed(&self) -> String {
        match self {
            Self::Split(records) => format!("split {} off", text::many(records.len() as u64, "record")),
            Self::Merge(profiles) => format!("merged {}", text::many(profiles.len() as u64, "profile")),
            Self::Move(records, to) => {
                format!("moved {} to P{to}", text::many(records.len() as u64, "record"))
            }
        }
    }

    fn worked_out(&self, conn: &Connection) -> Result<Worked, ResolveError> {
        let profiles = self.profiles(conn)?;
        let shape = self.shape(&profiles)?;
        // One pair a profile: what hangs together with any of its records is read.
        let firsts: Vec<i64> =
            profiles.values().filter_map(|records| records.iter().min()).copied().collect();
        let of = match (firsts.as_slice(), self) {
            ([only], Self::Split(records)) => vec![ordered(*only, records[0])],
            (many, _) => many.iter().skip(1).map(|other| ordered(many[0], *other)).collect(),
        };
        let found = Reach::read(conn, store::load_model(conn)?, of, usize::MAX)?;
        let mut reach = found.ok_or(ResolveError::NotResolved)?;
        let (said, verdicts) = shape.words(&reach)?;
        if said.is_empty() {
            return Err(ResolveError::refused("it is so already: look at the profiles again"));
        }
        reach.ask(said.iter().map(|(pair, _)| *pair).collect());
        Ok(Worked { reach, said, verdicts })
    }

    /// The profiles it bears on, with all their records.
    fn profiles(&self, conn: &Connection) -> Result<BTreeMap<i64, FxHashSet<i64>>, ResolveError> {
        let (records, ids) = match self {
            Self::Split(records) => (records.as_slice(), &[][..]),
            Self::Merge(ids) => (&[][..], ids.as_slice()),
            Self::Move(records, to) => (records.as_slice(), std::slice::from_ref(to)),
        };
        let members = store::members_around(conn, records, ids)?;
        let mut profiles: BTreeMap<i64, FxHashSet<i64>> = BTreeMap::new();
        for (record, profile) in members {
            profiles.entry(profile).or_default().insert(record);
        }
        if let Some(id) = ids.iter().find(|id| !profiles.contains_key(id)) {
            return Err(ResolveError::refused(format!("there is no profile P{id} any more: look again")));
        }
        let held = |record: &&i64| !profiles.values().any(|records| records.contains(record));
        match records.iter().find(held) {
            Some(record) => Err(ResolveError::NoSuchRecord(record.to_string())),
            None => Ok(profiles),
        }
    }

    fn shape(&self, profiles: &BTreeMap<i64, FxHashSet<i64>>) -> Result<Shape, ResolveError> {
        let mut shape = Shape::default();
        match self {
            Self::Split(records) => {
                let taken: FxHashSet<i64> = records.iter().copied().collect();
                let mut all = profiles.values();
                let (Some(whole), None) = (all.next(), all.next()) else {
                    return Err(ResolveError::refused(
                        "records are split off one profile: these are of several, or none",
                    ));
                };
                let rest: FxHashSet<i64> = whole.difference(&taken).copied().collect();
                if rest.is_empty() {
                    return Err(ResolveError::refused(
                        "these are all its records: nothing would be left to split them from",
                    ));
                }
                shape.whole.extend([taken.clone(), rest.clone()]);
                shape.apart.push([taken, rest]);
            }
            Self::Merge(_) => {
                if profiles.len() < 2 {
                    return Err(ResolveError::refused("it takes two profiles to merge them"));
                }
                shape.whole.push(profiles.values().flatten().copied().collect());
            }
            Self::Move(records, to) => {
                let taken: FxHashSet<i64> =
                    records.iter().copied().filter(|r| !profiles[to].contains(r)).collect();
                if taken.is_empty() {
                    return Err(ResolveError::refused(format!("these records are in P{to} already")));
                }
                let there: FxHashSet<i64> = profiles[to].union(&taken).copied().collect();
                for (_, records) in profiles.iter().filter(|(id, _)| *id != to) {
                    let rest: FxHashSet<i64> = records.difference(&taken).copied().collect();
                    if !rest.is_empty() {
                        shape.whole.push(rest.clone());
                        shape.apart.push([there.clone(), rest]);
                    }
                }
                shape.whole.push(there);
            }
        }
        Ok(shape)
    }
}

fn ordered(a: i64, b: i64) -> (i64, i64) {
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests;
