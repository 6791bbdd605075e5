//! What to make up: how many people, with which errors, and which files.

use super::clock::{self, DAY, Moment};
use super::error::SynthError;

/// How often a system gets something wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// A third of the normal rates.
    Low,
    /// The rates listed in the room's documentation.
    #[default]
    Normal,
    /// Twice the normal rates.
    High,
}

impl Errors {
    /// A per-mille rate at this level.
    pub(super) fn rate(self, normal: u32) -> u32 {
        match self {
            Self::Low => normal / 3,
            Self::Normal => normal,
            Self::High => (normal * 2).min(900),
        }
    }
}

/// Which files to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// Every export, with events.
    #[default]
    All,
    /// Customer files, and orders as far as they hold customers; no events.
    Records,
}

/// What `synth` makes.
#[derive(Debug, Clone)]
pub struct SynthOptions {
    /// People in the population; not used with `flat`.
    pub people: u64,
    /// Same seed, same bytes.
    pub seed: u64,
    /// How often systems err.
    pub errors: Errors,
    /// Which files to write.
    pub only: Only,
    /// Write one table `people.csv` of exactly this many records instead of the exports (for benchmarks).
    pub flat: Option<u64>,
    /// Last day of the story, as `2026-10-31`.
    pub as_of: String,
    /// Length of the story in months of 30.4 days, 1 to 120.
    pub months: u32,
}

impl Default for SynthOptions {
    fn default() -> Self {
        Self {
            people: 1200,
            seed: 1,
            errors: Errors::Normal,
            only: Only::All,
            flat: None,
            as_of: "2026-10-31".to_owned(),
            months: 24,
        }
    }
}

/// The window of the story: events lie in `start ≤ t < end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl Window {
    /// From here on the web shop's visits are exported (Google Analytics).
    pub(super) fn visits(self) -> Moment {
        self.start + (self.end - self.start) / 2
    }

    /// From here on mails and tagged events are exported (Klaviyo, Segment).
    pub(super) fn tags(self) -> Moment {
        self.start + (self.end - self.start) / 4 * 3
    }

    /// Day on which the story begins.
    pub(super) fn first_day(self) -> i64 {
        self.start.div_euclid(DAY)
    }

    /// Day on which it ends.
    pub(super) fn last_day(self) -> i64 {
        (self.end - 1).div_euclid(DAY)
    }
}

impl SynthOptions {
    /// Checks the options and works out the window.
    pub(super) fn window(&self) -> Result<Window, SynthError> {
        if !(1..=120).contains(&self.months) {
            return Err(SynthError::Options(format!(
                "a story of {} months is not possible: give 1 to 120.",
                self.months
            )));
        }
        let last = clock::read_day(&self.as_of).ok_or_else(|| {
            SynthError::Options(format!("'{}' is no date: give one like 2026-10-31.", self.as_of))
        })?;
        if self.flat.is_none() && !(1..=100_000_000).contains(&self.people) {
            return Err(SynthError::Options(format!(
                "{} people is not possible: give 1 to 100000000.",
                self.people
            )));
        }
        let days = i64::from(self.months) * 304 / 10;
        Ok(Window { start: (last + 1 - days) * DAY, end: (last + 1) * DAY })
    }
}
