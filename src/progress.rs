//! The one progress channel and the one cancellation token of every long piece of work.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where a long piece of work stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The stage or phase, in the words of the command line: `load`, `normalise`, `resolve`, …
    pub stage: &'static str,
    /// What it is doing now, for people: `shopify_orders.csv`, `comparing pairs`.
    pub what: String,
    /// Units done so far (rows, pairs, files: whatever `total` counts).
    pub done: u64,
    /// Units in all, when known.
    pub total: Option<u64>,
}

type Sink = dyn Fn(Step) + Send + Sync;

/// Handed down into long work: tells how far it is, and says when to stop. Cheap to clone.
#[derive(Clone, Default)]
pub struct Progress {
    sink: Option<Arc<Sink>>,
    cancelled: Arc<AtomicBool>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("cancelled", &self.is_cancelled()).finish()
    }
}

impl Progress {
    /// Reports to `sink`, from whichever thread does the work.
    pub fn new(sink: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { sink: Some(Arc::new(sink)), cancelled: Arc::default() }
    }

    /// Reports to nobody; can still be cancelled.
    #[must_use]
    pub fn silent() -> Self {
        Self::default()
    }

    /// Says where the work stands.
    pub fn step(&self, stage: &'static str, what: impl Into<String>, done: u64, total: Option<u64>) {
        if let Some(sink) = &self.sink {
            sink(Step { stage, what: what.into(), done, total });
        }
    }

    /// Asks the work to stop at the next safe point.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// True once somebody asked the work to stop: return early and leave everything as it was.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}
