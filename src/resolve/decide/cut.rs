//! Cuts a profile in two for good: as many words "two people" between the halves as it takes to keep them apart in every
//! run to come, noted as one deed.

use super::super::ResolveError;
use super::super::store;
use super::note::{Entry, Known, note, stored};
use super::{Author, Effect, Outcome, Reach, Verdict};
use duckdb::Connection;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// Words a cut may take; a profile that needs more is no case for one cut.
const MOST_WORDS: usize = 500;

/// What cutting a profile would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CutView {
    /// Pairs that are called two people, smaller id first.
    pub pairs: Vec<(i64, i64)>,
    /// Profiles and golden values.
    pub outcome: Outcome,
}

/// What cutting a profile into these halves would change, as [`cut`] would do it now. Only reads.
///
/// # Errors
/// When the halves are not one profile, can't be kept apart, or the workspace can't be read.
pub fn preview_cut(conn: &Connection, halves: [&[i64]; 2]) -> Result<CutView, ResolveError> {
    let (reach, verdicts) = worked_out(conn, halves)?;
    let outcome = reach.plan(&verdicts, &reach.around(conn)?, &[]).outcome;
    Ok(CutView { pairs: reach.pairs, outcome })
}

/// Cuts a profile into these halves.
///
/// # Errors
/// When the halves are not one profile, can't be kept apart, or the workspace can't be written; nothing is changed then.
pub fn cut(conn: &Connection, author: &Author, halves: [&[i64]; 2]) -> Result<Effect, ResolveError> {
    stored(conn, "cut the profile", || {
        let (reach, _) = worked_out(conn, halves)?;
        let entry = Entry::decided(Verdict::Different, &reach.pairs, reach.pairs.len() > 1);
        note(conn, author, entry, Known::Reach(&reach))
    })
}

/// The pairs that keep the halves apart, asked of all they touch, and the verdicts that are in force then.
fn worked_out(
    conn: &Connection,
    [left, right]: [&[i64]; 2],
) -> Result<(Reach, Vec<store::Verdict>), ResolveError> {
    let refused = |why: &str| ResolveError::NoSuchDecision(why.into());
    let (Some(&a), Some(&b)) = (left.first(), right.first()) else {
        return Err(refused("a profile is cut into two halves that have records each"));
    };
    let found = Reach::read(conn, store::load_model(conn)?, vec![(a.min(b), a.max(b))], usize::MAX)?;
    let mut reach = found.ok_or(ResolveError::NotResolved)?;
    let halves = [left, right].map(|half| half.iter().copied().collect::<FxHashSet<i64>>());
    let homes: FxHashSet<Option<&i64>> =
        halves.iter().flatten().map(|record| reach.members.get(record)).collect();
    let size = reach.members.values().filter(|profile| homes.contains(&Some(*profile))).count();
    if homes.len() != 1 || homes.contains(&None) || size != left.len() + right.len() {
        return Err(refused("the two halves are not one profile any more: look at it again"));
    }
    let mut words: Vec<(i64, i64)> = Vec::new();
    while words.len() < MOST_WORDS {
        let mut verdicts = reach.verdicts.clone();
        verdicts.retain(|v| !words.contains(&(v.left, v.right)));
        verdicts.extend(words.iter().map(|pair| Verdict::Different.on(*pair)));
        match still_together(&reach, &verdicts, &halves) {
            Some(pair) => words.push(pair),
            None if words.is_empty() => return Err(refused("the two halves are apart already")),
            None => {
                reach.ask(words);
                return Ok((reach, verdicts));
            }
        }
    }
    Err(refused("it would take too many words to keep these halves apart: decide on their pairs one by one"))
}

/// The two records, one of each half, that most hold a group together which has records of both: the steward's own
/// word first, then the heaviest pair.
fn still_together(
    reach: &Reach,
    verdicts: &[store::Verdict],
    [left, right]: &[FxHashSet<i64>; 2],
) -> Option<(i64, i64)> {
    let groups = reach.group(verdicts);
    let group = |record: i64| reach.index(record).map(|at| groups.of[at as usize]);
    let of = |half: &FxHashSet<i64>| half.iter().filter_map(|r| group(*r)).collect::<FxHashSet<usize>>();
    let both: FxHashSet<usize> = of(left).intersection(&of(right)).copied().collect();
    if both.is_empty() {
        return None;
    }
    let crosses = |a: i64, b: i64| {
        let between = (left.contains(&a) && right.contains(&b)) || (right.contains(&a) && left.contains(&b));
        between && group(a) == group(b) && group(a).is_some_and(|group| both.contains(&group))
    };
    let called_same = verdicts.iter().find(|v| v.verdict == "same" && crosses(v.left, v.right));
    if let Some(v) = called_same {
        return Some((v.left, v.right));
    }
    let pairs = reach.edges.iter().filter(|e| crosses(e.left, e.right));
    let heaviest = pairs.max_by_key(|e| (e.certain, e.weight, -e.left, -e.right));
    let any = || {
        let inside = |half: &FxHashSet<i64>| {
            half.iter().copied().filter(|r| group(*r).is_some_and(|g| both.contains(&g))).min()
        };
        inside(left).zip(inside(right)).map(|(a, b)| (a.min(b), a.max(b)))
    };
    heaviest.map(|e| (e.left, e.right)).or_else(any)
}
