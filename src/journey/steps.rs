//! Runs the statements of a stage one after another: times them, tells the progress, stops when asked to.

use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::{Connection, Params};
use std::time::Instant;

/// Why a step did not run to its end.
#[derive(Debug)]
pub(crate) enum StepError {
    /// The user stopped the work.
    Cancelled,
    /// DuckDB refused.
    Database { doing: String, source: duckdb::Error },
}

/// The statements of one stage. Steps of the same part that follow each other are reported as one.
pub(crate) struct Steps<'a> {
    connection: &'a Connection,
    progress: &'a Progress,
    stage: &'static str,
    done: u64,
    total: u64,
    parts: Vec<(&'static str, f64, u64)>,
}

impl<'a> Steps<'a> {
    /// A stage of `total` steps.
    pub(crate) fn new(
        connection: &'a Connection,
        stage: &'static str,
        total: u64,
        progress: &'a Progress,
    ) -> Self {
        Self { connection, progress, stage, done: 0, total, parts: Vec::new() }
    }

    /// Runs one statement as a step of `part`; answers how many rows it wrote.
    pub(crate) fn run<P: Params>(
        &mut self,
        part: &'static str,
        sql: &str,
        params: P,
    ) -> Result<u64, StepError> {
        self.work(part, |connection| connection.execute(sql, params).map(|rows| rows as u64))
    }

    /// Does `work` as a step of `part`; answers how many rows it says it wrote.
    pub(crate) fn work(
        &mut self,
        part: &'static str,
        work: impl FnOnce(&Connection) -> duckdb::Result<u64>,
    ) -> Result<u64, StepError> {
        if self.progress.is_cancelled() {
            return Err(StepError::Cancelled);
        }
        self.progress.step(self.stage, part, self.done, Some(self.total));
        let begun = Instant::now();
        let rows = work(self.connection).map_err(|source| {
            if self.progress.is_cancelled() {
                return StepError::Cancelled;
            }
            StepError::Database { doing: format!("{} ({part})", self.stage), source }
        })?;
        self.done += 1;
        let seconds = begun.elapsed().as_secs_f64();
        match self.parts.last_mut() {
            Some(last) if last.0 == part => {
                last.1 += seconds;
                last.2 = rows;
            }
            _ => self.parts.push((part, seconds, rows)),
        }
        Ok(rows)
    }

    /// What the stage reports: `rows` of its main table.
    pub(crate) fn finish(self, rows: u64) -> StageOutcome {
        self.progress.step(self.stage, "done", self.total, Some(self.total));
        StageOutcome { rows, parts: self.parts, ..StageOutcome::default() }
    }
}
