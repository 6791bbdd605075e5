//! `onefold demo`: all of it on made-up data, from exports to the explorer.

use super::context::{now, told, watched};
use super::open::OpenArgs;
use super::{CliError, Context, Ending, Out, evaluate, load, run};
use crate::ingest::{self, LoadReport, LoadRequest};
use crate::pipeline::{self, RunOptions, RunReport};
use crate::resolve::evaluate::{Evaluation, evaluate};
use crate::synth::{self, SynthOptions};
use crate::text;
use crate::workspace::{Paths, Workspace, settings};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// In the settings of a workspace that `demo` made, and may make anew.
const MADE_BY_DEMO: &str = "made_by_demo";

/// The arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Print the summary instead of opening the explorer.
    #[arg(long)]
    headless: bool,
    /// With --headless: answer in JSON.
    #[arg(long, requires = "headless")]
    json: bool,
    #[command(flatten)]
    explorer: OpenArgs,
}

#[derive(Debug, Serialize)]
struct Summary {
    workspace: PathBuf,
    load: LoadReport,
    run: RunReport,
    evaluate: Evaluation,
    seconds: f64,
}

impl DemoArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        if context.read_only {
            return Err(CliError::Bad("demo makes a workspace of its own: leave out --read-only".into()));
        }
        let path = match &context.named {
            Some(path) => path.clone(),
            None => own_workspace()?,
        };
        let summary = make(&path)?;
        if self.headless {
            if self.json {
                out.json(&summary)?
            } else {
                write(out, &summary)?
            }
            return Ok(if summary.adds_up() { Ending::Done } else { Ending::No });
        }
        // Nobody in the sample data exists: nothing to mask.
        let context = Context { no_mask: true, ..context.clone() };
        self.explorer.explore(&path, &context)
    }
}

impl Summary {
    /// Every row of every file is accounted for.
    fn adds_up(&self) -> bool {
        self.load
            .files
            .iter()
            .all(|file| file.rows_read == file.rows_mapped + file.rows_ignored + file.rejects)
    }
}

/// The demo's place when no workspace is named.
fn own_workspace() -> Result<PathBuf, CliError> {
    let folder = Paths::of_user().cache;
    std::fs::create_dir_all(&folder).map_err(|error| {
        CliError::Bad(format!("{} can't be made: {error}. Name a file with -w", folder.display()))
    })?;
    Ok(folder.join("demo.duckdb"))
}

/// Makes the workspace anew, and brings it all the way.
fn make(path: &Path) -> Result<Summary, CliError> {
    let begun = Instant::now();
    refuse_to_replace(path)?;
    let data = sample_data()?;
    let workspace = told(Workspace::replace(path)?);
    settings::set(workspace.connection(), MADE_BY_DEMO, "yes")?;
    let request = LoadRequest { paths: exports(&data)?, now: now(), ..LoadRequest::default() };
    watched(Some(&workspace), |progress| {
        let conn = workspace.connection();
        Ok(Summary {
            workspace: path.into(),
            load: ingest::load(conn, &request, progress)?,
            run: pipeline::run(conn, &RunOptions::default(), progress)?,
            evaluate: evaluate(conn, &data.join("truth.csv"), false)?,
            seconds: begun.elapsed().as_secs_f64(),
        })
    })
}

/// A workspace that somebody works in is not for the demo.
fn refuse_to_replace(path: &Path) -> Result<(), CliError> {
    if !path.exists() {
        return Ok(());
    }
    let there = Workspace::open(path, crate::workspace::Access::ReadWrite)?;
    match settings::get(there.connection(), MADE_BY_DEMO)? {
        Some(_) => Ok(()),
        None => Err(CliError::Bad(format!(
            "{} is a workspace of yours, and demo would make it anew. Name a new file with -w, or none",
            path.display()
        ))),
    }
}

/// The committed sample data; where only the program was installed, the same data made again.
fn sample_data() -> Result<PathBuf, CliError> {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    if committed.join("truth.csv").is_file() {
        return Ok(committed);
    }
    let made = Paths::of_user().cache.join("sample_data");
    watched(None, |progress| Ok(synth::write(&made, &SynthOptions::default(), progress)?))?;
    Ok(made)
}

/// What lies in the sample data to be loaded: all but the truth and the words about it.
fn exports(data: &Path) -> Result<Vec<String>, CliError> {
    let unreadable = |error| CliError::Bad(format!("{} can't be read: {error}", data.display()));
    let entries = std::fs::read_dir(data).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>().map_err(unreadable)?;
    paths.retain(|path| !path.ends_with("truth.csv") && !path.ends_with("README.md"));
    paths.sort();
    Ok(paths.iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

fn write(out: &mut Out, summary: &Summary) -> Result<(), CliError> {
    load::write(out, &summary.load)?;
    out.line("")?;
    run::write(out, &summary.run)?;
    out.line("")?;
    evaluate::write(out, &summary.evaluate)?;
    out.line("")?;
    let records: u64 = summary.load.files.iter().map(|file| file.records).sum();
    let sources: std::collections::BTreeSet<&str> =
        summary.load.files.iter().filter(|file| file.records > 0).map(|file| file.source.as_str()).collect();
    let profiles = summary.run.stages.iter().find_map(|stage| stage.profiles).unwrap_or_default();
    out.line(format!(
        "{} silos, {} records → {} customers, in {}.",
        text::count(sources.len() as u64),
        text::count(records),
        text::count(profiles),
        text::seconds(summary.seconds)
    ))?;
    out.line(format!("Look around: onefold -w {}", summary.workspace.display()))
}
