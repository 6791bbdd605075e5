//! What Overview asks: one question, answered from every room's read model.

use crate::ingest::read::{SourceRow, sources};
use crate::journey::read::{MonthCount, activity};
use crate::pipeline::{self, Freshness, Stage};
use crate::progress::Progress;
use crate::resolve::read as people;
use crate::segment::read::{SegmentList, Takings, list, takings};
use crate::workspace::read::{StageRow, stages};
use duckdb::Connection;

/// Months of activity, as many as a very wide terminal has room for.
const MONTHS: u32 = 24;

/// The question.
#[derive(Debug)]
pub enum Query {
    /// All numbers of the screen.
    Story,
}

/// The numbers of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The exports.
    pub sources: Vec<SourceRow>,
    /// The people.
    pub people: people::Overview,
    /// What they spent.
    pub takings: Vec<Takings>,
    /// The segments.
    pub segments: SegmentList,
    /// When what ran.
    pub stages: Vec<StageRow>,
    /// Which stages are up to date.
    pub freshness: Vec<(Stage, Freshness)>,
    /// What people did, by month.
    pub activity: Vec<MonthCount>,
}

/// The answer.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Story`].
    Story(Box<Story>),
}

impl Query {
    /// Answers it on a lane.
    ///
    /// # Errors
    /// A sentence of the room that could not read.
    pub fn answer(self, connection: &Connection, _stop: &Progress) -> Result<Reply, String> {
        match self {
            Self::Story => {
                let story = Story {
                    sources: sources(connection).map_err(|e| e.to_string())?,
                    people: people::overview(connection).map_err(|e| e.to_string())?,
                    takings: takings(connection).map_err(|e| e.to_string())?,
                    segments: list(connection).map_err(|e| e.to_string())?,
                    stages: stages(connection).map_err(|e| e.to_string())?,
                    freshness: pipeline::freshness(connection).map_err(|e| e.to_string())?,
                    activity: activity(connection, MONTHS).map_err(|e| e.to_string())?,
                };
                Ok(Reply::Story(Box::new(story)))
            }
        }
    }
}
