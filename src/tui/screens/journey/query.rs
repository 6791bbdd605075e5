//! What Journey asks.

use crate::journey::read::{
    Entry, EventDetail, LONGEST_PAGE, SessionRow, Trace, entries, event, liveliest, sessions, trace,
};
use crate::progress::Progress;
use crate::segment::read::{DirectoryRow, Metrics, SegmentName, directory_rows, metrics, of_profile};
use duckdb::Connection;
use std::sync::Arc;

/// People offered when nobody was chosen.
const LIVELY: u32 = 100;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// People whose journeys are worth a look.
    Lively,
    /// One person's whole journey.
    Life(i64),
    /// These events of the person.
    Rows(i64, Vec<i64>),
    /// One event of the person from inside, with the order it speaks of.
    Event(i64, i64, Option<i64>),
}

/// One person and all they did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Life {
    /// As in the list of people.
    pub row: DirectoryRow,
    /// Their numbers.
    pub metrics: Option<Metrics>,
    /// The segments they are in.
    pub segments: Vec<SegmentName>,
    /// Their newest sessions.
    pub sessions: Vec<SessionRow>,
    /// Everything they did.
    pub trace: Trace,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To [`Query::Lively`].
    Lively(Arc<[i64]>),
    /// To [`Query::Life`]; `None`: there is no such profile any more.
    Life(Option<Box<Life>>),
    /// To [`Query::Rows`].
    Rows(Vec<Entry>),
    /// To [`Query::Event`]; `None`: it is not theirs any more.
    Event(Option<Box<EventDetail>>),
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Query {
    /// Answers it on a lane.
    ///
    /// # Errors
    /// A sentence of the room that could not read.
    pub fn answer(self, connection: &Connection, _stop: &Progress) -> Result<Reply, String> {
        match self {
            Self::Lively => liveliest(connection, LIVELY).map(|ids| Reply::Lively(ids.into())).map_err(said),
            Self::Life(id) => life(connection, id).map(|life| Reply::Life(life.map(Box::new))),
            Self::Rows(id, events) => entries(connection, id, &events).map(Reply::Rows).map_err(said),
            Self::Event(id, event_id, order) => event(connection, id, event_id, order)
                .map(|detail| Reply::Event(detail.map(Box::new)))
                .map_err(said),
        }
    }
}

fn life(connection: &Connection, profile_id: i64) -> Result<Option<Life>, String> {
    let Some(row) = directory_rows(connection, &[profile_id]).map_err(said)?.pop() else { return Ok(None) };
    Ok(Some(Life {
        row,
        metrics: metrics(connection, profile_id).map_err(said)?,
        segments: of_profile(connection, profile_id).map_err(said)?,
        sessions: sessions(connection, profile_id, 0, LONGEST_PAGE).map_err(said)?.sessions,
        trace: trace(connection, profile_id).map_err(said)?,
    }))
}
