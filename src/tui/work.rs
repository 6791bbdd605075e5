//! Work for the writer lane: what changes the workspace, one after the other, in the background.

use crate::ingest::{self, LoadRequest};
use crate::pipeline::{self, RunOptions};
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::decide::{Author, Effect, Ground, Verdict, decide_on, redo, undo};
use crate::resolve::read::Pair;
use crate::workspace::lanes::Question;
use crate::workspace::{beside, path_of};
use duckdb::Connection;
use jiff::civil::DateTime;

/// The steward's word, or taking it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Decide on a pair.
    Decide(Pair, Verdict),
    /// Take back this decision, or the last one.
    Undo(Option<i64>),
    /// Put back what was taken back last.
    Redo,
}

/// Something to do in the background.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Bring every stale stage up to date.
    Run,
    /// Load these files or folders, then bring every stage up to date.
    Load(Vec<String>),
    /// Decide on a pair: quick, and in the order asked. With what was read of it for the screen.
    Review(Review, Option<Ground>),
}

impl Work {
    /// What is being done, for people.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Run => "Bringing everything up to date",
            Self::Load(_) => "Loading files",
            Self::Review(Review::Decide(..), _) => "Deciding",
            Self::Review(Review::Undo(_), _) => "Taking the decision back",
            Self::Review(Review::Redo, _) => "Putting the decision back",
        }
    }

    /// Done before anybody could wait for it: it shows no progress, and several may be on their way.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        matches!(self, Self::Review(..))
    }
}

/// How work ended.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkDone {
    /// A sentence for the status line; empty: the screen that began it says one.
    pub sentence: String,
    /// Of a review: what it changed.
    pub reviewed: Option<Box<Reviewed>>,
}

/// What a decision changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// What was asked.
    pub review: Review,
    /// Profiles and golden values.
    pub effect: Effect,
}

/// Work with the channel it reports to.
#[derive(Debug)]
pub struct Job {
    /// What to do.
    pub work: Work,
    /// Where it says how far it is, and hears when to stop.
    pub progress: Progress,
    /// Whose word a decision is.
    pub who: String,
    /// When it was asked for, UTC.
    pub now: DateTime,
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
                report.map(|r| WorkDone { sentence: r.sentence(), reviewed: None }).map_err(|e| e.to_string())
            }
            Work::Load(paths) => load(connection, paths, self.now, progress),
            Work::Review(review, ground) => {
                let author = Author { who: &self.who, now: self.now, reason: "" };
                let reviewed =
                    perform(connection, &author, review, ground.as_ref()).map_err(|e| e.to_string())?;
                Ok(WorkDone { sentence: String::new(), reviewed: Some(Box::new(reviewed)) })
            }
        }
    }
}

/// Loads the files and brings every stage up to date.
fn load(
    connection: &Connection,
    paths: Vec<String>,
    now: DateTime,
    progress: &Progress,
) -> Result<WorkDone, String> {
    let own = path_of(connection).map_err(|e| e.to_string())?.map(|path| beside(&path, "connectors"));
    let request = LoadRequest { paths, connectors: own, now, ..LoadRequest::default() };
    let loaded = ingest::load(connection, &request, progress).map_err(|e| e.to_string())?;
    let run = pipeline::run(connection, &RunOptions::default(), progress).map_err(|e| e.to_string())?;
    let files =
        if loaded.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", loaded.files.len()) };
    Ok(WorkDone { sentence: format!("{files} loaded. {}", run.sentence()), reviewed: None })
}

fn perform(
    connection: &Connection,
    author: &Author,
    review: Review,
    ground: Option<&Ground>,
) -> Result<Reviewed, ResolveError> {
    let effect = match review {
        Review::Decide(pair, verdict) => {
            decide_on(connection, author, verdict, (pair.left, pair.right), ground)?
        }
        Review::Undo(decision) => undo(connection, author, decision)?,
        Review::Redo => redo(connection, author, None)?,
    };
    Ok(Reviewed { review, effect })
}
