//! Work for the writer lane: what changes the workspace, one after the other, in the background.

use crate::ingest::{self, LoadRequest};
use crate::pipeline::{self, RunOptions};
use crate::progress::Progress;
use crate::workspace::lanes::Question;
use crate::workspace::{beside, path_of};
use duckdb::Connection;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Something to do in the background.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Bring every stale stage up to date.
    Run,
    /// Load these files or folders, then bring every stage up to date.
    Load(Vec<String>),
}

impl Work {
    /// What is being done, for people.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Run => "Bringing everything up to date",
            Self::Load(_) => "Loading files",
        }
    }
}

/// How work ended.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkDone {
    /// A sentence for the status line.
    pub sentence: String,
}

/// Work with the channel it reports to.
#[derive(Debug)]
pub struct Job {
    /// What to do.
    pub work: Work,
    /// Where it says how far it is, and hears when to stop.
    pub progress: Progress,
}

impl Question for Job {
    type Answer = WorkDone;

    fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn answer(self, connection: &Connection, progress: &Progress) -> Result<WorkDone, String> {
        match self.work {
            Work::Run => {
                let report = pipeline::run(connection, &RunOptions::default(), progress);
                report.map(|r| WorkDone { sentence: r.sentence() }).map_err(|e| e.to_string())
            }
            Work::Load(paths) => load(connection, paths, progress),
        }
    }
}

/// Loads the files and brings every stage up to date.
fn load(connection: &Connection, paths: Vec<String>, progress: &Progress) -> Result<WorkDone, String> {
    let own = path_of(connection).map_err(|e| e.to_string())?.map(|path| beside(&path, "connectors"));
    let now = TimeZone::UTC.to_datetime(Timestamp::now());
    let request = LoadRequest { paths, connectors: own, now, ..LoadRequest::default() };
    let loaded = ingest::load(connection, &request, progress).map_err(|e| e.to_string())?;
    let run = pipeline::run(connection, &RunOptions::default(), progress).map_err(|e| e.to_string())?;
    let files =
        if loaded.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", loaded.files.len()) };
    Ok(WorkDone { sentence: format!("{files} loaded. {}", run.sentence()) })
}
