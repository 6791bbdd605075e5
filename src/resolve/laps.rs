//! How long each part of a run takes.

use std::time::Instant;

/// Parts of a run: name, seconds, rows.
pub(crate) struct Laps {
    pub parts: Vec<(&'static str, f64, u64)>,
    clock: Instant,
}

impl Laps {
    pub(crate) fn start() -> Self {
        Self { parts: Vec::new(), clock: Instant::now() }
    }

    /// Ends a part that worked on so many rows.
    pub(crate) fn lap(&mut self, name: &'static str, rows: usize) {
        self.parts.push((name, self.clock.elapsed().as_secs_f64(), rows as u64));
        self.clock = Instant::now();
    }
}
