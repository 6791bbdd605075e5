//! What a run did, as `run --json` prints it.

use super::Stage;
use crate::text;
use crate::workspace::StageOutcome;
use crate::workspace::stage::Mark;
use serde::Serialize;
use serde_json::Value;

/// What a run did.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// Its number; `None` when everything was fresh.
    pub run_id: Option<i64>,
    /// The stages asked for, in order.
    pub stages: Vec<StageReport>,
    /// How long all of it took.
    pub seconds: f64,
    /// The most memory the program has held, in MiB; 0 where the system does not tell.
    pub peak_mb: f64,
}

/// What one stage did.
#[derive(Debug, Clone, Serialize)]
pub struct StageReport {
    /// Its name.
    pub name: &'static str,
    /// How long it took; for a fresh one, how long it took when it was done.
    pub seconds: f64,
    /// Rows of its main table.
    pub rows: u64,
    /// True when it was fresh and was not done again.
    pub fresh: bool,
    /// Candidate pairs compared (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<u64>,
    /// Pairs kept as edges (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edges: Option<u64>,
    /// Profiles made (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles: Option<u64>,
    /// Records that were resolved by themselves, without the others (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_themselves: Option<u64>,
    /// Its parts, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// A part of a stage.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// How long it took.
    pub seconds: f64,
    /// Rows it worked on.
    pub rows: u64,
}

/// Parts of resolve that make values comparable: what the stage `normalise` stands for.
const NORMALISING: [&str; 2] = ["read", "normalise"];

impl RunReport {
    /// A sentence for people: what was done.
    #[must_use]
    pub fn sentence(&self) -> String {
        let done = self.stages.iter().filter(|stage| !stage.fresh).count();
        let profiles = self.stages.iter().find_map(|stage| stage.profiles);
        let profiles = profiles.map_or_else(String::new, |n| format!(": {} profiles", text::count(n)));
        match done {
            0 => format!("Everything was up to date already{profiles}"),
            1 => format!("Brought 1 stage up to date in {}{profiles}", text::seconds(self.seconds)),
            n => format!("Brought {n} stages up to date in {}{profiles}", text::seconds(self.seconds)),
        }
    }
}

impl StageReport {
    /// Of a stage that was done just now.
    pub(super) fn done(stage: Stage, outcome: &StageOutcome, seconds: f64) -> Self {
        let parts = outcome.parts.iter().map(|&(name, seconds, rows)| Part { name, seconds, rows });
        Self {
            name: stage.name(),
            seconds,
            rows: outcome.rows,
            fresh: false,
            pairs: outcome.pairs,
            edges: outcome.edges,
            profiles: outcome.profiles,
            by_themselves: outcome.by_themselves,
            parts: parts.collect(),
        }
    }

    /// Of a stage that was fresh, with what the run that did it noted of it.
    pub(super) fn fresh(stage: Stage, mark: &Mark, summary: &Value) -> Self {
        let noted = summary["stages"].as_array().into_iter().flatten().find(|s| s["name"] == stage.name());
        let number = |key: &str| noted.and_then(|stage| stage[key].as_u64());
        let outcome = StageOutcome {
            rows: mark.rows,
            pairs: number("pairs"),
            edges: number("edges"),
            profiles: number("profiles"),
            by_themselves: number("by_themselves"),
            parts: Vec::new(),
        };
        Self { fresh: true, ..Self::done(stage, &outcome, mark.seconds) }
    }

    /// Takes what belongs to `normalise` out of the report of resolve.
    pub(super) fn split_normalise(&mut self) -> Self {
        let (normalising, resolving): (Vec<Part>, Vec<Part>) =
            self.parts.drain(..).partition(|part| NORMALISING.contains(&part.name));
        self.parts = resolving;
        let seconds = normalising.iter().map(|part| part.seconds).sum();
        self.seconds -= seconds;
        let rows = normalising.iter().map(|part| part.rows).max().unwrap_or_default();
        Self {
            parts: normalising,
            ..Self::done(Stage::Normalise, &StageOutcome { rows, ..StageOutcome::default() }, seconds)
        }
    }
}

/// The most memory the program has held, in MiB; 0 where the system does not tell.
#[must_use]
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix("kB").and_then(|number| number.trim().parse::<f64>().ok()));
    (kilobytes.unwrap_or_default() / 1024.0 * 10.0).round() / 10.0
}
