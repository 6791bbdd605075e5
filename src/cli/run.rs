//! `onefold run`: brings every stale stage up to date.

use super::{CliError, Context, Ending, Out};
use crate::pipeline::{self, RunOptions, RunReport, Stage};
use crate::resolve::fixed;
use crate::text;
use crate::workspace::Access;
use clap::Args;
use std::path::PathBuf;

/// The arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Do this stage and those after it, even when they are fresh.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    from: Option<Stage>,
    /// Leave the stages after this one alone.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    until: Option<Stage>,
    /// Threads [default: as many as there are cores].
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Match by this model from now on, without training; `auto` trains again.
    #[arg(long, value_name = "FILE|auto")]
    model: Option<PathBuf>,
    /// Do fresh stages too, and resolve all records where the new ones could be resolved by themselves.
    #[arg(long)]
    force: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl RunArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadWrite)?;
        workspace.use_threads(self.threads)?;
        match &self.model {
            Some(auto) if auto.as_os_str() == "auto" => fixed::free(workspace.connection())?,
            Some(file) => fixed::fix(workspace.connection(), file)?,
            None => {}
        }
        let options =
            RunOptions { from: self.from, until: self.until, threads: self.threads, force: self.force };
        let report = context.work(&workspace, |workspace, progress| {
            Ok(pipeline::run(workspace.connection(), &options, progress)?)
        })?;
        if self.json {
            out.json(&report)?
        } else {
            write(out, &report)?
        }
        Ok(Ending::Done)
    }
}

/// A stage by its name, for clap.
fn stage(name: &str) -> Result<Stage, String> {
    let names = || Stage::ALL.map(Stage::name).join(", ");
    Stage::named(name).ok_or_else(|| format!("there is no such stage; there are {}", names()))
}

/// The report as text.
pub(super) fn write(out: &mut Out, report: &RunReport) -> Result<(), CliError> {
    if report.stages.is_empty() {
        return out.line(
            "Nothing was done: normalise stores nothing by itself, it is the first part of resolve. Try --until resolve.",
        );
    }
    let head = ["stage", "rows", "time", ""].map(str::to_owned).to_vec();
    let rows = report.stages.iter().map(|stage| {
        let made = [("pairs", stage.pairs), ("edges", stage.edges), ("profiles", stage.profiles)];
        let by_themselves = stage.by_themselves.map(|n| match n {
            1 => "1 record by itself".to_owned(),
            n => format!("{} records by themselves", text::count(n)),
        });
        let made = made.iter().filter_map(|(name, n)| n.map(|n| format!("{} {name}", text::count(n))));
        let made: Vec<String> = by_themselves.into_iter().chain(made).collect();
        let fresh = if stage.fresh { "was fresh".into() } else { made.join(", ") };
        vec![stage.name.into(), text::count(stage.rows), text::seconds(stage.seconds), fresh]
    });
    out.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())?;
    out.line(format!(
        "Done in {}, {} of memory at most.",
        text::seconds(report.seconds),
        text::bytes((report.peak_mb * 1024.0 * 1024.0) as u64)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_stage_is_answered_with_the_right_ones() {
        assert_eq!(stage("score"), Ok(Stage::Score));
        assert!(stage("scores").is_err_and(|why| why.contains("normalise, resolve, stitch")));
    }
}
