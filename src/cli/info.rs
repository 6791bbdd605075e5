//! `onefold info`: versions, paths, sizes, and how fresh each stage is.

use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::ingest::read::sources;
use crate::pipeline::{Freshness, freshness, peak_mb};
use crate::resolve::read::overview;
use crate::text;
use crate::workspace::{self, Access, Paths, Workspace, beside, journal};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// The arguments of `info`.
#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Info {
    version: &'static str,
    duckdb: Option<String>,
    paths: Places,
    workspace: Option<Holding>,
    peak_mb: f64,
}

#[derive(Debug, Serialize)]
struct Places {
    workspace: PathBuf,
    segments: PathBuf,
    connectors: PathBuf,
    journal: PathBuf,
    config: PathBuf,
    state: PathBuf,
    cache: PathBuf,
}

#[derive(Debug, Serialize)]
struct Holding {
    bytes: u64,
    sources: u64,
    files: u64,
    rows: u64,
    rejects: u64,
    records: u64,
    events: u64,
    orders: u64,
    profiles: u64,
    review: u64,
    decisions: u64,
    stages: Vec<StageLine>,
}

#[derive(Debug, Serialize)]
struct StageLine {
    name: &'static str,
    state: Freshness,
    rows: Option<u64>,
    seconds: Option<f64>,
    finished_at: Option<String>,
}

impl InfoArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let path = std::path::absolute(context.path()).unwrap_or_else(|_| context.path());
        // Without a workspace there is still something to tell, unless one was asked for by name.
        let workspace = match path.exists() || context.named.is_some() {
            true => Some(context.open(&path, Access::ReadOnly)?),
            false => None,
        };
        let user = Paths::of_user();
        let info = Info {
            version: env!("CARGO_PKG_VERSION"),
            duckdb: workspace.as_ref().map(|w| workspace::read::engine(w.connection())).transpose()?,
            paths: Places {
                segments: beside(&path, "segments"),
                connectors: beside(&path, "connectors"),
                journal: journal::path_for(&path, &user),
                workspace: path,
                config: user.config,
                state: user.state,
                cache: user.cache,
            },
            workspace: workspace.as_ref().map(holding).transpose()?,
            peak_mb: peak_mb(),
        };
        if self.json {
            out.json(&info)?
        } else {
            write(out, &info)?
        }
        Ok(Ending::Done)
    }
}

fn holding(workspace: &Workspace) -> Result<Holding, CliError> {
    let conn = workspace.connection();
    let sources = sources(conn)?;
    let seen = overview(conn)?;
    let ran = workspace::read::stages(conn)?;
    let stages = freshness(conn)?.into_iter().map(|(stage, state)| {
        let row = ran.iter().find(|row| row.name == stage.name());
        StageLine {
            name: stage.name(),
            state,
            rows: row.map(|row| row.rows),
            seconds: row.map(|row| row.seconds),
            finished_at: row.and_then(|row| row.finished_at).map(|at| at.to_string()),
        }
    });
    let size = workspace.path().and_then(|path| path.metadata().ok()).map_or(0, |file| file.len());
    Ok(Holding {
        bytes: size,
        sources: sources.len() as u64,
        files: sources.iter().map(|s| s.files).sum(),
        rows: sources.iter().map(|s| s.rows).sum(),
        rejects: sources.iter().map(|s| s.rejects).sum(),
        records: seen.records,
        events: sources.iter().map(|s| s.events).sum(),
        orders: sources.iter().map(|s| s.orders).sum(),
        profiles: seen.profiles,
        review: seen.review,
        decisions: seen.decisions,
        stages: stages.collect(),
    })
}

fn write(out: &mut Out, info: &Info) -> Result<(), CliError> {
    let duckdb = info.duckdb.as_ref().map(|v| format!(", DuckDB {v}")).unwrap_or_default();
    out.line(format!("Onefold {}{duckdb}", info.version))?;
    out.line("")?;
    let places = &info.paths;
    out.pairs(
        [
            ("workspace", &places.workspace),
            ("own segments", &places.segments),
            ("own connectors", &places.connectors),
            ("journal", &places.journal),
            ("configuration", &places.config),
            ("state and log", &places.state),
            ("cache", &places.cache),
        ]
        .map(|(name, path)| (name, path.display().to_string())),
    )?;
    out.line("")?;
    let Some(held) = &info.workspace else {
        return out.line(
            "There is no workspace here yet. Make one with: onefold load FILE…, or see one: onefold demo",
        );
    };
    out.pairs([
        ("size", text::bytes(held.bytes)),
        ("sources", format!("{} with {}", text::count(held.sources), many(held.files, "file"))),
        ("rows read", format!("{}, {} rejected", text::count(held.rows), text::count(held.rejects))),
        ("records", text::count(held.records)),
        ("events", format!("{}, {} in them", text::count(held.events), many(held.orders, "order"))),
        ("profiles", text::count(held.profiles)),
        ("waiting for review", text::count(held.review)),
        ("decisions", text::count(held.decisions)),
    ])?;
    out.line("")?;
    let head = ["stage", "state", "rows", "time", "done (UTC)"].map(str::to_owned).to_vec();
    let rows = held.stages.iter().map(|stage| {
        vec![
            stage.name.into(),
            match stage.state {
                Freshness::Fresh => "fresh",
                Freshness::Stale => "stale: onefold run",
                Freshness::Never => "never ran: onefold run",
            }
            .into(),
            stage.rows.map(text::count).unwrap_or_default(),
            stage.seconds.map(text::seconds).unwrap_or_default(),
            stage.finished_at.clone().map(|at| at.chars().take(19).collect()).unwrap_or_default(),
        ]
    });
    out.table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
