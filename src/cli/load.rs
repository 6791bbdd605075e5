//! `onefold load`: files, folders, globs, or standard input; what was read, mapped, ignored and rejected.

use super::context::now;
use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::ingest::read::sources;
use crate::ingest::{self, FileReport, LoadReport, LoadRequest};
use crate::text;
use crate::workspace::{Access, Workspace, beside};
use clap::Args;
use std::path::PathBuf;

/// The arguments of `load`.
#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// Files, folders, globs, or - for standard input.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// The name of the source [default: the connector's, or the file's].
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Take it for an export of this kind, whatever it looks like.
    #[arg(long, value_name = "ID")]
    connector: Option<String>,
    /// What the columns mean: a TOML file with [columns] "source column" = "target".
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Country of phone numbers and postcodes that name none, such as DE.
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Read and map, and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl LoadArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let path = context.path();
        let new = !path.exists();
        let workspace = match self.dry_run && new {
            true => Workspace::in_memory()?,
            false => context.open(&path, Access::Create)?,
        };
        let request = LoadRequest {
            paths: self.paths.clone(),
            source: self.source.clone(),
            connector: self.connector.clone(),
            map: self.map.clone(),
            region: self.region.clone(),
            dry_run: self.dry_run,
            now: now(),
            connectors: Some(beside(&path, "connectors")).filter(|folder| folder.is_dir()),
        };
        let loaded = context.work(&workspace, |workspace, progress| {
            Ok(ingest::load(workspace.connection(), &request, progress)?)
        });
        // A load that brings nothing leaves nothing behind.
        if new && loaded.is_err() && sources(workspace.connection())?.is_empty() {
            workspace.discard()?;
        }
        let report = loaded?;
        if self.json {
            out.json(&report)?
        } else {
            write(out, &report)?
        }
        if self.dry_run && !self.json {
            out.line("Nothing was kept: this was a dry run.")?;
        }
        Ok(Ending::Done)
    }
}

/// What a column of the report counts.
type Counted = (&'static str, fn(&FileReport) -> u64);

/// Of every row, and so adding up; then what came of them.
const COUNTED: [Counted; 10] = [
    ("rows", |file| file.rows_read),
    ("used", |file| file.rows_mapped),
    ("ignored", |file| file.rows_ignored),
    ("rejected", |file| file.rejects),
    ("records", |file| file.records),
    ("events", |file| file.events),
    ("orders", |file| file.orders),
    ("lines", |file| file.order_lines),
    ("consents", |file| file.consents),
    ("ad spend", |file| file.ad_spend),
];
/// Columns that are there whatever is in them.
const ALWAYS: usize = 5;

/// The report as text.
pub(super) fn write(out: &mut Out, report: &LoadReport) -> Result<(), CliError> {
    let files: Vec<&FileReport> = report.files.iter().filter(|file| file.skipped.is_none()).collect();
    let columns: Vec<Counted> = COUNTED
        .into_iter()
        .enumerate()
        .filter(|(n, (_, of))| *n < ALWAYS || files.iter().any(|file| of(file) > 0))
        .map(|(_, column)| column)
        .collect();
    let head = ["file", "source"].into_iter().chain(columns.iter().map(|(title, _)| *title));
    let mut table = vec![head.map(str::to_owned).collect::<Vec<_>>()];
    for file in &files {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let note = match (file.unchanged, file.replaced) {
            (true, _) => " (unchanged)",
            (false, true) => " (replaced)",
            _ => "",
        };
        let mut row = vec![text::truncate(name, 44), text::truncate(&file.source, 32) + note];
        row.extend(columns.iter().map(|(_, of)| text::count(of(file))));
        table.push(row);
    }
    out.table(&table)?;
    for file in &report.files {
        write_rejects(out, file)?;
    }
    for file in &report.files {
        for (why, rows) in &file.ignored {
            let name = text::clean(file.path.rsplit('/').next().unwrap_or(&file.path)).into_owned();
            out.line(format!("Ignored in {name}: {}, {}", many(*rows, "row"), text::truncate(why, 120)))?;
        }
        if let Some(why) = &file.skipped {
            out.line(format!("Skipped {}: {}", text::clean(&file.path), text::truncate(why, 160)))?;
        }
    }
    out.line(totals(report))
}

fn write_rejects(out: &mut Out, file: &FileReport) -> Result<(), CliError> {
    if file.rejects == 0 {
        return Ok(());
    }
    out.line("")?;
    out.line(format!("{}: {} rejected", text::clean(&file.path), many(file.rejects, "row")))?;
    let place = ingest::counted_in(&file.detail);
    for (line, reason) in &file.first_rejects {
        out.line(format!("  {place} {}: {}", text::count(*line), text::truncate(reason, 160)))?;
    }
    let more = file.rejects.saturating_sub(file.first_rejects.len() as u64);
    if more > 0 {
        out.line(format!("  … and {} more", text::count(more)))?;
    }
    Ok(())
}

/// `13 files read: 9,412 rows = 9,400 used + 10 ignored + 2 rejected`.
fn totals(report: &LoadReport) -> String {
    let sum = |of: fn(&FileReport) -> u64| report.files.iter().map(of).sum::<u64>();
    let unchanged = report.files.iter().filter(|file| file.unchanged).count();
    let unchanged = if unchanged > 0 { format!(" ({unchanged} unchanged)") } else { String::new() };
    format!(
        "{} read{unchanged}: {} = {} used + {} ignored + {} rejected",
        many(report.files.iter().filter(|file| file.skipped.is_none()).count() as u64, "file"),
        many(sum(|file| file.rows_read), "row"),
        text::count(sum(|file| file.rows_mapped)),
        text::count(sum(|file| file.rows_ignored)),
        text::count(sum(|file| file.rejects))
    )
}
