//! What Sources asks.

use crate::ingest::read::{
    LONGEST_PAGE, LoadRow, RejectReason, RejectRow, SourceRow, loads, reject_reasons, rejects, sources,
};
use crate::progress::Progress;
use duckdb::Connection;

/// A question.
#[derive(Debug)]
pub enum Query {
    /// The list.
    List,
    /// One source from inside.
    Inside(i32),
}

/// One source from inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    /// Which source.
    pub source_id: i32,
    /// Its files.
    pub loads: Vec<LoadRow>,
    /// Why rows could not be used.
    pub reasons: Vec<RejectReason>,
    /// The first such rows.
    pub rejects: Vec<RejectRow>,
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::List`].
    List(Vec<SourceRow>),
    /// To [`Query::Inside`].
    Inside(Box<Inside>),
}

impl Query {
    /// Answers it on a lane.
    ///
    /// # Errors
    /// A sentence.
    pub fn answer(self, connection: &Connection, _stop: &Progress) -> Result<Reply, String> {
        let read = || match self {
            Self::List => sources(connection).map(Reply::List),
            Self::Inside(source_id) => Ok(Reply::Inside(Box::new(Inside {
                source_id,
                loads: loads(connection, source_id)?,
                reasons: reject_reasons(connection, source_id)?,
                rejects: rejects(connection, source_id, 0, LONGEST_PAGE)?,
            }))),
        };
        read().map_err(|e: crate::ingest::read::ReadError| e.to_string())
    }
}
