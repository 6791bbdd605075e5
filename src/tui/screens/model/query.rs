//! What Model asks.

use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::read::{MatchModel, model};
use duckdb::Connection;

/// The question.
#[derive(Debug)]
pub enum Query {
    /// The model in force.
    InForce,
}

/// The answer.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::InForce`]; `None`: nothing was resolved yet.
    InForce(Option<Box<MatchModel>>),
}

impl Query {
    /// Answers it on a lane.
    ///
    /// # Errors
    /// A sentence.
    pub fn answer(self, connection: &Connection, _stop: &Progress) -> Result<Reply, String> {
        match model(connection) {
            Ok(found) => Ok(Reply::InForce(Some(Box::new(found)))),
            Err(ResolveError::NotResolved) => Ok(Reply::InForce(None)),
            Err(error) => Err(error.to_string()),
        }
    }
}
