//! What Profiles asks.

use crate::journey::read::{Timeline, TimelineRequest, timeline};
use crate::progress::Progress;
use crate::resolve::read::{
    IdentifierRow, LedgerRow, RecordRow, SearchIndex, Searched, golden, identifiers, ledger, records,
};
use crate::resolve::survive::GoldenValue;
use crate::segment::read::{
    DirectoryOrder, DirectoryRow, Metrics, SegmentName, directory_order, directory_rows, metrics, of_profile,
};
use duckdb::Connection;
use std::sync::Arc;

/// Profiles fetched with the first answer, before the whole order is there.
const HEAD: u32 = 256;
/// Latest events on a card.
const EVENTS: u32 = 200;

/// A question.
#[derive(Debug)]
pub enum Query {
    /// The first profiles in this order, with their rows: quick.
    Head(DirectoryOrder),
    /// All ids in this order.
    Order(DirectoryOrder),
    /// These rows.
    Rows(Vec<i64>),
    /// The searchable text of all.
    Index,
    /// Those who match a text.
    Search {
        /// What is searched.
        index: Arc<SearchIndex>,
        /// The order of equally good ones.
        order: Arc<[i64]>,
        /// What was typed.
        text: String,
    },
    /// One profile from inside.
    Card(i64),
}

/// One profile from inside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// Which one.
    pub profile_id: i64,
    /// As in the list.
    pub row: DirectoryRow,
    /// Chosen values with their lineage.
    pub golden: Vec<GoldenValue>,
    /// The records side by side.
    pub records: Vec<RecordRow>,
    /// The identifiers.
    pub identifiers: Vec<IdentifierRow>,
    /// How it came to be.
    pub ledger: Vec<LedgerRow>,
    /// Latest events.
    pub timeline: Option<Timeline>,
    /// Its segments.
    pub segments: Vec<SegmentName>,
    /// Its numbers.
    pub metrics: Option<Metrics>,
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Head`].
    Head(Vec<DirectoryRow>),
    /// To [`Query::Order`].
    Order(Arc<[i64]>),
    /// To [`Query::Rows`].
    Rows(Vec<DirectoryRow>),
    /// To [`Query::Index`].
    Index(Arc<SearchIndex>),
    /// To [`Query::Search`].
    Search(Searched),
    /// To [`Query::Card`]; `None`: there is no such profile any more.
    Card(Option<Box<Card>>),
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Query {
    /// Answers it on a lane.
    ///
    /// # Errors
    /// A sentence of the room that could not read, or `stopped`.
    pub fn answer(self, connection: &Connection, stop: &Progress) -> Result<Reply, String> {
        match self {
            Self::Head(order) => {
                let ids = directory_order(connection, order, Some(HEAD)).map_err(said)?;
                let mut rows = directory_rows(connection, &ids).map_err(said)?;
                let place = |row: &DirectoryRow| ids.iter().position(|id| *id == row.profile_id);
                rows.sort_by_key(place);
                Ok(Reply::Head(rows))
            }
            Self::Order(order) => {
                Ok(Reply::Order(directory_order(connection, order, None).map_err(said)?.into()))
            }
            Self::Rows(ids) => directory_rows(connection, &ids).map(Reply::Rows).map_err(said),
            Self::Index => {
                let index = SearchIndex::load(connection, stop).map_err(said)?;
                index.map(|index| Reply::Index(Arc::new(index))).ok_or_else(|| "stopped".into())
            }
            Self::Search { index, order, text } => {
                index.search(&order, &text, stop).map(Reply::Search).ok_or_else(|| "stopped".into())
            }
            Self::Card(id) => card(connection, id).map(|card| Reply::Card(card.map(Box::new))),
        }
    }
}

fn card(connection: &Connection, profile_id: i64) -> Result<Option<Card>, String> {
    let Some(row) = directory_rows(connection, &[profile_id]).map_err(said)?.pop() else { return Ok(None) };
    let records = records(connection, profile_id).map_err(said)?;
    let ids: Vec<i64> = records.iter().map(|record| record.record_id).collect();
    let request = TimelineRequest { profile_id, limit: EVENTS, ..TimelineRequest::default() };
    Ok(Some(Card {
        profile_id,
        row,
        golden: golden(connection, &ids).map_err(said)?,
        records,
        identifiers: identifiers(connection, profile_id).map_err(said)?,
        ledger: ledger(connection, profile_id).map_err(said)?,
        timeline: Some(timeline(connection, &request).map_err(said)?),
        segments: of_profile(connection, profile_id).map_err(said)?,
        metrics: metrics(connection, profile_id).map_err(said)?,
    }))
}
