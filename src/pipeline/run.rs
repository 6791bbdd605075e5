//! Doing the stages: which are stale, one transaction each, what came of it.

use super::report::{RunReport, StageReport, peak_mb};
use super::stage::Round;
use super::{Freshness, PipelineError, Stage};
use crate::progress::Progress;
use crate::workspace::stage::{Mark, mark, set_mark};
use crate::workspace::{WorkspaceError, in_transaction, runs};
use duckdb::Connection;
use std::time::Instant;

/// What to do of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// Leave the stages before it alone, and do it and those after it even when they are fresh.
    pub from: Option<Stage>,
    /// Leave the stages after it alone.
    pub until: Option<Stage>,
    /// Threads of the resolver; 0 = as many as there are cores.
    pub threads: usize,
    /// Do fresh stages too, and resolve all records where the new ones could be resolved by themselves.
    pub force: bool,
}

/// Brings every stale stage up to date, in order. Cancelled or failed, the stages done so far stay.
///
/// # Errors
/// Those of the stages; [`PipelineError::Cancelled`] when the user stopped it.
pub fn run(conn: &Connection, options: &RunOptions, progress: &Progress) -> Result<RunReport, PipelineError> {
    let begun = Instant::now();
    let wanted = wanted(options)?;
    if let Some(&first) = wanted.first() {
        check_before(conn, first)?;
    }
    let force = options.force || options.from.is_some();
    let mut report = RunReport { run_id: None, stages: Vec::new(), seconds: 0.0, peak_mb: 0.0 };
    let mut newest = newest_before(conn, &wanted)?;
    for stage in wanted {
        if progress.is_cancelled() {
            return Err(PipelineError::Cancelled);
        }
        let last = mark(conn, stage.name())?;
        if let (false, Some(last)) = (force, &last)
            && is_fresh(conn, stage, last, newest)?
        {
            newest = newest.max(last.run_id);
            report.stages.extend(fresh(conn, stage, last)?);
            continue;
        }
        let run_id = match report.run_id {
            Some(run_id) => run_id,
            None => *report.run_id.insert(runs::begin(conn)?),
        };
        newest = run_id;
        let (threads, whole) = (options.threads, force);
        let done = one(&Round { conn, run_id, threads, whole, progress }, stage);
        report.stages.extend(done.map_err(|error| match progress.is_cancelled() {
            true => PipelineError::Cancelled,
            false => error,
        })?);
    }
    report.seconds = begun.elapsed().as_secs_f64();
    report.peak_mb = peak_mb();
    if let Some(run_id) = report.run_id {
        runs::finish(conn, run_id, &serde_json::to_string(&report).unwrap_or_default())?;
    }
    Ok(report)
}

/// How each stage stands, in order.
///
/// # Errors
/// When a room can't tell what its stage reads.
pub fn freshness(conn: &Connection) -> Result<Vec<(Stage, Freshness)>, PipelineError> {
    let mut newest = 0;
    let mut all = Vec::new();
    let mut upstream_fresh = true;
    for stage in Stage::ALL {
        let state = match mark(conn, stage.name())? {
            None => Freshness::Never,
            Some(last) if upstream_fresh && is_fresh(conn, stage, &last, newest)? => {
                newest = newest.max(last.run_id);
                Freshness::Fresh
            }
            Some(_) => Freshness::Stale,
        };
        upstream_fresh = state == Freshness::Fresh;
        all.push((stage, state));
    }
    Ok(all)
}

/// The stages asked for; resolve stands for normalise too, which has no tables of its own.
fn wanted(options: &RunOptions) -> Result<Vec<Stage>, PipelineError> {
    let from = options.from.unwrap_or(Stage::Normalise);
    let until = options.until.unwrap_or(Stage::Segment);
    if until < from {
        return Err(PipelineError::Backwards { from, until });
    }
    Ok(Stage::ALL.into_iter().filter(|s| (from..=until).contains(s) && *s != Stage::Normalise).collect())
}

fn check_before(conn: &Connection, first: Stage) -> Result<(), PipelineError> {
    for missing in Stage::ALL.into_iter().filter(|stage| *stage < first && *stage != Stage::Normalise) {
        if mark(conn, missing.name())?.is_none() {
            return Err(PipelineError::Missing { from: first, missing });
        }
    }
    Ok(())
}

/// The newest run any stage before the wanted ones was done in.
fn newest_before(conn: &Connection, wanted: &[Stage]) -> Result<i64, WorkspaceError> {
    let mut newest = 0;
    for stage in Stage::ALL.into_iter().filter(|stage| wanted.first().is_some_and(|first| stage < first)) {
        newest = newest.max(mark(conn, stage.name())?.map_or(0, |mark| mark.run_id));
    }
    Ok(newest)
}

fn is_fresh(conn: &Connection, stage: Stage, last: &Mark, newest: i64) -> Result<bool, PipelineError> {
    Ok(last.run_id >= newest && last.fingerprint == stage.fingerprint(conn)?)
}

/// What is known of a stage that need not be done; of normalise too when it is resolve.
fn fresh(conn: &Connection, stage: Stage, last: &Mark) -> Result<Vec<StageReport>, WorkspaceError> {
    let summary = runs::summary(conn, last.run_id)?.unwrap_or_default();
    let summary = serde_json::from_str(&summary).unwrap_or_default();
    let normalise = match stage {
        Stage::Resolve => mark(conn, Stage::Normalise.name())?,
        _ => None,
    };
    let normalise = normalise.map(|mark| StageReport::fresh(Stage::Normalise, &mark, &summary));
    Ok(normalise.into_iter().chain([StageReport::fresh(stage, last, &summary)]).collect())
}

/// One stage with its mark, all or nothing.
fn one(round: &Round, stage: Stage) -> Result<Vec<StageReport>, PipelineError> {
    let begun = Instant::now();
    let wrap = |source| WorkspaceError::Database { doing: "store what the stage made", source }.into();
    in_transaction(round.conn, wrap, || {
        let fingerprint = stage.fingerprint(round.conn)?;
        let outcome = stage.run(round)?;
        let mut reports = vec![StageReport::done(stage, &outcome, begun.elapsed().as_secs_f64())];
        if stage == Stage::Resolve {
            let normalise = reports[0].split_normalise();
            reports.insert(0, normalise);
        }
        for report in &reports {
            let mark = Mark {
                fingerprint: fingerprint.clone(),
                run_id: round.run_id,
                rows: report.rows,
                seconds: report.seconds,
            };
            set_mark(round.conn, report.name, &mark)?;
        }
        if round.progress.is_cancelled() {
            return Err(PipelineError::Cancelled);
        }
        Ok(reports)
    })
}

#[cfg(test)]
mod tests;
