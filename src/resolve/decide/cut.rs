//! Cuts a profile in two for good: as many words "two people" between the halves as it takes to keep them apart in every
//! run to come, noted as one deed.

use super::super::ResolveError;
use super::super::store;
use super::note::{Entry, Known, note, stored};
use super::shape::Shape;
use super::{Author, Effect, Outcome, Reach, Verdict};
use duckdb::Connection;
use rustc_hash::FxHashSet;
use serde::Serialize;

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
    let (Some(&a), Some(&b)) = (left.first(), right.first()) else {
        return Err(ResolveError::refused("a profile is cut into two halves that have records each"));
    };
    let found = Reach::read(conn, store::load_model(conn)?, vec![(a.min(b), a.max(b))], usize::MAX)?;
    let mut reach = found.ok_or(ResolveError::NotResolved)?;
    let halves = [left, right].map(|half| half.iter().copied().collect::<FxHashSet<i64>>());
    let homes: FxHashSet<Option<&i64>> =
        halves.iter().flatten().map(|record| reach.members.get(record)).collect();
    let size = reach.members.values().filter(|profile| homes.contains(&Some(*profile))).count();
    if homes.len() != 1 || homes.contains(&None) || size != left.len() + right.len() {
        return Err(ResolveError::refused("the two halves are not one profile any more: look at it again"));
    }
    let (words, verdicts) = Shape { apart: vec![halves], whole: Vec::new() }.words(&reach)?;
    if words.is_empty() {
        return Err(ResolveError::refused("the two halves are apart already"));
    }
    reach.ask(words.into_iter().map(|(pair, _)| pair).collect());
    Ok((reach, verdicts))
}
