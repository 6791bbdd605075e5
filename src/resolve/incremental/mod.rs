//! New, changed and removed records resolved against those that are there, without doing it all again.
//!
//! The figures of the last run over all records hold until the next one: model, how common values are, whose contacts
//! are, which blocking rules are in force and how crowded blocks were made smaller. By them this ends in the same edges
//! and profiles as a run over all records would. Figures grow old: after so many new records all are resolved again.

mod against;
mod changes;
mod homes;
#[cfg(test)]
mod tests;

use super::decide::Reach;
use super::error::database;
use super::laps::Laps;
use super::store::{self, Differences, Occasion, Whole};
use super::{ResolveError, quality};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use crate::workspace::stage::mark;
use against::Against;
use changes::Changes;
use duckdb::Connection;
use jiff::civil::DateTime;
use rustc_hash::FxHashSet;

/// With fewer records all are resolved: it takes a moment, and teaches the model.
const FEW: u64 = 20_000;

/// So many in a hundred may be new or different before the figures count as old.
const OLD: u64 = 5;

/// When more new records share an identifier all are resolved again: whose it is only all of them tell.
const SHARED: usize = 20;

/// Resolves what is different by itself; `None`: all must be resolved again. Writes inside the caller's transaction.
pub(super) fn run(
    conn: &Connection,
    run_id: i64,
    now: DateTime,
    progress: &Progress,
) -> Result<Option<StageOutcome>, ResolveError> {
    let last = mark(conn, "resolve").map_err(|e| ResolveError::Journal(e.to_string()))?;
    let (Some(last), Some(whole)) = (last, store::last_whole(conn)?) else { return Ok(None) };
    if whole.records < FEW {
        return Ok(None);
    }
    let mut laps = Laps::start();
    progress.step("normalise", "looking for what is new", 0, None);
    let most = (whole.records * OLD / 100).saturating_sub(whole.since) as usize;
    let Some(changes) = Changes::find(conn, &last.fingerprint, most, progress)? else { return Ok(None) };
    laps.lap("read", changes.count());
    resolve(conn, &Occasion { run_id, now, cause: "run" }, &whole, changes, laps, progress)
}

/// Resolves these records; `None`: they can't be resolved by themselves.
fn resolve(
    conn: &Connection,
    occasion: &Occasion,
    whole: &Whole,
    changes: Changes,
    mut laps: Laps,
    progress: &Progress,
) -> Result<Option<StageOutcome>, ResolveError> {
    let stop = || if progress.is_cancelled() { Err(ResolveError::Cancelled) } else { Ok(()) };
    if changes.count() == 0 {
        return told(conn, 0, &changes, laps).map(Some);
    }
    let model = store::load_model(conn)?;
    progress.step("resolve", "comparing what is new", 0, Some(changes.count() as u64));
    let against = Against::load(conn, &model, whole, &changes)?;
    let Some(against) = against.filter(|against| against.sharing <= SHARED) else { return Ok(None) };
    laps.lap("block", against.records());
    stop()?;
    let (pairs, edges) = against.edges()?;
    laps.lap("compare", pairs);
    stop()?;

    progress.step("resolve", "writing profiles", 0, None);
    let old: Vec<i64> = changes.changed.iter().chain(changes.gone.iter().map(|g| &g.0)).copied().collect();
    let mut left = if old.is_empty() { old.clone() } else { Reach::together(conn, &model, old.clone())? };
    let gone: FxHashSet<i64> = changes.gone.iter().map(|g| g.0).collect();
    left.retain(|record| !gone.contains(record));
    let touched = store::take_away(conn, &old, &changes.gone)?;
    let (records, edges) = ((&*changes.new, &*changes.changed, &*left), against.by_ids(&edges));
    let reach =
        Reach::of_changes(conn, model, records, &changes.gone, edges)?.ok_or(ResolveError::NotResolved)?;
    let differences =
        Differences::of(&changes.new, &changes.changed, changes.gone.iter().map(|(_, profile)| *profile));
    laps.lap("group", reach.records().len());
    stop()?;
    let mut homes = store::homes_of(conn, &reach.profile_ids())?;
    homes.extend(store::homes_of(conn, &reach.renew(conn, &differences, occasion)?)?);
    store::count_reviews(conn, &touched)?;
    against.keep(conn, &changes)?;
    store::resolved_since(conn, changes.count())?;
    quality::remember(conn, occasion.run_id)?;
    laps.lap("write profiles", reach.records().len());
    let residents = homes::settle(conn, homes)?;
    laps.lap("households", residents);
    told(conn, pairs, &changes, laps).map(Some)
}

fn told(
    conn: &Connection,
    pairs: usize,
    changes: &Changes,
    laps: Laps,
) -> Result<StageOutcome, ResolveError> {
    let sql = "SELECT (SELECT count(*) FROM profiles), (SELECT count(*) FROM edges)";
    let (profiles, edges): (u64, u64) = conn
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database("count the profiles"))?;
    Ok(StageOutcome {
        rows: profiles,
        pairs: Some(pairs as u64),
        edges: Some(edges),
        profiles: Some(profiles),
        by_themselves: Some(changes.count() as u64),
        parts: laps.parts,
    })
}
