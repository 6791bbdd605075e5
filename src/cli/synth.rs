//! `onefold synth`: makes up realistic exports of every supported system, with the truth.

use super::context::watched;
use super::{CliError, Ending, Out};
use crate::synth::{self, Errors, Only, SynthOptions, SynthReport};
use crate::text;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// The arguments of `synth`.
#[derive(Debug, Args)]
pub(super) struct SynthArgs {
    /// The folder to write into; made if need be.
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// People in the population.
    #[arg(long, value_name = "N", default_value_t = 1200)]
    people: u64,
    /// The same seed makes the same files.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How often the systems err.
    #[arg(long, value_name = "LEVEL", default_value = "normal")]
    errors: Level,
    /// Customer files only, without events.
    #[arg(long)]
    records_only: bool,
    /// One table of exactly this many records instead of the exports (for benchmarks).
    #[arg(long, value_name = "RECORDS", conflicts_with_all = ["people", "records_only"])]
    flat: Option<u64>,
    /// Last day of the story.
    #[arg(long, value_name = "DATE", default_value = "2026-10-31")]
    as_of: String,
    /// Length of the story, 1 to 120.
    #[arg(long, value_name = "MONTHS", default_value_t = 24)]
    months: u32,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// `--errors`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// A third of the normal rates.
    Low,
    /// As real systems err.
    Normal,
    /// Twice the normal rates.
    High,
}

impl SynthArgs {
    pub(super) fn go(&self, out: &mut Out) -> Result<Ending, CliError> {
        let options = SynthOptions {
            people: self.people,
            seed: self.seed,
            errors: match self.errors {
                Level::Low => Errors::Low,
                Level::Normal => Errors::Normal,
                Level::High => Errors::High,
            },
            only: if self.records_only { Only::Records } else { Only::All },
            flat: self.flat,
            as_of: self.as_of.clone(),
            months: self.months,
        };
        let report = watched(None, |progress| Ok(synth::write(&self.out, &options, progress)?))?;
        if self.json {
            out.json(&as_json(&report))?
        } else {
            write(out, &report)?
        }
        Ok(Ending::Done)
    }
}

fn as_json(report: &SynthReport) -> serde_json::Value {
    let sources =
        report.records.iter().map(|(source, records)| json!({"source": source, "records": records}));
    let files = report.files.iter().map(|(path, rows)| json!({"path": path, "rows": rows}));
    json!({
        "people": report.people,
        "records": report.total_records(),
        "hard": report.hard,
        "sources": sources.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "truth": report.truth,
    })
}

fn write(out: &mut Out, report: &SynthReport) -> Result<(), CliError> {
    let head = ["file", "rows"].map(str::to_owned).to_vec();
    let rows = report.files.iter().map(|(path, rows)| vec![path.display().to_string(), text::count(*rows)]);
    out.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())?;
    out.line(format!(
        "{} people, {} records of them, {} hard to tell. The truth: {}",
        text::count(report.people),
        text::count(report.total_records()),
        text::count(report.hard),
        report.truth.display()
    ))
}
