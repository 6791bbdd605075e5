//! What Segments asks.

use crate::progress::Progress;
use crate::segment::read::{
    Attribute, DirectoryOrder, DirectoryRow, Part, SegmentList, Takings, breakdown, directory_rows, list,
    roster, takings_of,
};
use duckdb::Connection;
use std::sync::Arc;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All segments with their sizes.
    List,
    /// One segment from outside: where its members are and what they spent.
    About(String),
    /// The members of a segment in this order, those in whom the text stands.
    Roster(String, DirectoryOrder, String),
    /// These people.
    Rows(Vec<i64>),
}

/// One segment from outside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// Which one.
    pub id: String,
    /// Members by golden country.
    pub countries: Vec<Part>,
    /// Members by channel of their journeys; one may count in several.
    pub channels: Vec<Part>,
    /// Members by system that knows them; one may count in several.
    pub systems: Vec<Part>,
    /// What they spent, by currency.
    pub takings: Vec<Takings>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To [`Query::List`].
    List(SegmentList),
    /// To [`Query::About`].
    About(Box<About>),
    /// To [`Query::Roster`].
    Roster(Arc<[i64]>),
    /// To [`Query::Rows`].
    Rows(Vec<DirectoryRow>),
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
            Self::List => list(connection).map(Reply::List).map_err(said),
            Self::About(id) => {
                let by = |attribute| breakdown(connection, &id, attribute).map_err(said);
                Ok(Reply::About(Box::new(About {
                    countries: by(Attribute::Country)?,
                    channels: by(Attribute::Channel)?,
                    systems: by(Attribute::System)?,
                    takings: takings_of(connection, &id).map_err(said)?,
                    id,
                })))
            }
            Self::Roster(id, order, wanted) => {
                roster(connection, &id, order, &wanted).map(|ids| Reply::Roster(ids.into())).map_err(said)
            }
            Self::Rows(ids) => directory_rows(connection, &ids).map(Reply::Rows).map_err(said),
        }
    }
}
