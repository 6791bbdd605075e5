//! The seven stages: their names, their order, what each reads and does.

use super::PipelineError;
use crate::journey::{attribution, session, stitch};
use crate::progress::Progress;
use crate::resolve::{self, ResolveOptions};
use crate::segment::{self, score};
use crate::workspace::{StageOutcome, beside, path_of};
use duckdb::Connection;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt;
use std::path::PathBuf;

/// A stage of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Values made comparable. Happens in memory as the first part of [`Stage::Resolve`], and stores nothing by itself.
    Normalise,
    /// Who is who.
    Resolve,
    /// Events bound to profiles.
    Stitch,
    /// Events gathered into sessions.
    Sessionise,
    /// Orders credited to marketing channels.
    Attribute,
    /// Numbers for each profile.
    Score,
    /// Segments and their members.
    Segment,
}

/// Whether a stage needs doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Freshness {
    /// It never ran.
    Never,
    /// What it reads has changed since.
    Stale,
    /// It would make the same again.
    Fresh,
}

/// What a run hands to each stage.
pub(super) struct Round<'a> {
    pub(super) conn: &'a Connection,
    pub(super) run_id: i64,
    pub(super) threads: usize,
    pub(super) whole: bool,
    pub(super) progress: &'a Progress,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Normalise,
        Self::Resolve,
        Self::Stitch,
        Self::Sessionise,
        Self::Attribute,
        Self::Score,
        Self::Segment,
    ];

    /// As on the command line and in the table `stages`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normalise => "normalise",
            Self::Resolve => "resolve",
            Self::Stitch => "stitch",
            Self::Sessionise => "sessionise",
            Self::Attribute => "attribute",
            Self::Score => "score",
            Self::Segment => "segment",
        }
    }

    /// The stage of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Of everything the stage reads, what the stages before it read included.
    pub(super) fn fingerprint(self, conn: &Connection) -> Result<String, PipelineError> {
        Ok(match self {
            Self::Normalise | Self::Resolve => resolve::fingerprint(conn)?,
            Self::Stitch => stitch::fingerprint(conn)?,
            Self::Sessionise => session::fingerprint(conn)?,
            Self::Attribute => attribution::fingerprint(conn)?,
            Self::Score => score::fingerprint(conn)?,
            Self::Segment => segment::fingerprint(conn, own_segments(conn)?.as_deref())?,
        })
    }

    /// Does the stage, inside the caller's transaction. [`Stage::Normalise`] is part of [`Stage::Resolve`].
    pub(super) fn run(self, round: &Round) -> Result<StageOutcome, PipelineError> {
        let Round { conn, run_id, threads, whole, progress } = *round;
        Ok(match self {
            Self::Normalise => StageOutcome::default(),
            Self::Resolve => {
                let now = TimeZone::UTC.to_datetime(Timestamp::now());
                resolve::run(conn, run_id, now, ResolveOptions { threads, whole }, progress)?
            }
            Self::Stitch => stitch::run(conn, progress)?,
            Self::Sessionise => session::run(conn, progress)?,
            Self::Attribute => attribution::run(conn, progress)?,
            Self::Score => score::run(conn, progress)?,
            Self::Segment => segment::run(conn, own_segments(conn)?.as_deref(), progress)?,
        })
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The folder of the user's own segments, beside the workspace.
fn own_segments(conn: &Connection) -> Result<Option<PathBuf>, PipelineError> {
    Ok(path_of(conn)?.map(|path| beside(&path, "segments")))
}
