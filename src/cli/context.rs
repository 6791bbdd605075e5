//! What every command is handed: the options of all commands, and how a workspace is opened and worked on.

use super::args::{Args, When};
use super::meter::Meter;
use super::signal::{self, Watch};
use super::{CliError, out};
use crate::progress::Progress;
use crate::tui;
use crate::workspace::{Access, Workspace};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// The options that hold for every command.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// The workspace asked for; `None` when neither `-w` nor the environment names one.
    pub(super) named: Option<PathBuf>,
    /// Nothing may be written.
    pub(super) read_only: bool,
    /// Personal data is shown as it is.
    pub(super) no_mask: bool,
    /// For screen readers.
    pub(super) plain: bool,
    /// Colours of the explorer.
    pub(super) color: When,
}

impl Context {
    pub(super) fn new(args: &Args) -> Self {
        Self {
            named: args.workspace.clone(),
            read_only: args.read_only,
            no_mask: args.no_mask,
            plain: args.plain,
            color: args.color,
        }
    }

    /// The workspace file.
    pub(super) fn path(&self) -> PathBuf {
        self.named.clone().unwrap_or_else(|| "onefold.duckdb".into())
    }

    /// Opens the workspace, and tells what the user must know about how that went.
    pub(super) fn open(&self, path: &Path, access: Access) -> Result<Workspace, CliError> {
        if self.read_only && access != Access::ReadOnly {
            return Err(CliError::Bad("this command writes to the workspace: leave out --read-only".into()));
        }
        Ok(told(Workspace::open(path, access)?))
    }

    /// Does long work on a workspace, with progress shown and signals heeded.
    pub(super) fn work<T>(
        &self,
        workspace: &Workspace,
        work: impl FnOnce(&Workspace, &Progress) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        watched(Some(workspace), |progress| work(workspace, progress))
    }

    /// What the explorer needs to know of the command line.
    pub(super) fn explorer(&self) -> tui::Options {
        tui::Options {
            read_only: self.read_only,
            masked: !self.no_mask,
            color: self.color.into(),
            plain: self.plain,
            ..tui::Options::default()
        }
    }
}

/// Does long work, with progress shown and signals heeded.
pub(super) fn watched<T>(
    workspace: Option<&Workspace>,
    work: impl FnOnce(&Progress) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let (meter, progress) = Meter::start();
    let watch = Watch::start(&progress, workspace.map(Workspace::stopper))?;
    let done = work(&progress);
    drop((watch, meter));
    match done {
        // An interrupted query is DuckDB's way of saying that it was stopped.
        Err(CliError::Internal(_)) if signal::code().is_some() => Err(CliError::Stopped),
        other => other,
    }
}

/// Passes on what the user must know about how the workspace was opened.
pub(super) fn told(workspace: Workspace) -> Workspace {
    for notice in workspace.notices() {
        out::note(&format!("onefold: {notice}"));
    }
    workspace
}

/// This moment, naive UTC.
pub(super) fn now() -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::now())
}
