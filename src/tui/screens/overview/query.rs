//! What Overview asks: one question, answered from every room's read model.

use crate::ingest::read::{SourceRow, sources};
use crate::progress::Progress;
use crate::resolve::read as people;
use crate::segment::read::{SegmentList, Takings, list, takings};
use crate::workspace::read::{StageRow, stages};
use duckdb::Connection;

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
                };
                Ok(Reply::Story(Box::new(story)))
            }
        }
    }
}
