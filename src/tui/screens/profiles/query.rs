//! What Profiles asks.

use crate::journey::read::{Timeline, TimelineRequest, timeline};
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::decide::{LockView, Regroup, RegroupView, candidates, lock_on, preview_regroup};
use crate::resolve::read::{
    Household, How, IdentifierRow, LedgerRow, Party, Ranked, RecordRow, SearchIndex, Searched, Why, golden,
    household, how, identifiers, label_contacts, ledger, records, why,
};
use crate::resolve::survive::{Candidate, GoldenValue};
use crate::resolve::what_if::{Change, Effect, what_if};
use crate::segment::read::{
    DirectoryOrder, DirectoryRow, Facet, FacetRow, Metrics, SegmentName, directory_narrowed, directory_rows,
    facets, metrics, of_profile,
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
    Head(DirectoryOrder, Vec<Facet>),
    /// All ids in this order, of those whom the choices leave.
    Order(DirectoryOrder, Vec<Facet>),
    /// What people have in common.
    Facets,
    /// These rows.
    Rows(Vec<i64>),
    /// The searchable text of all.
    Index,
    /// The order as the index needs it.
    Rank(Arc<SearchIndex>, Arc<[i64]>),
    /// Those who match a text.
    Search {
        /// What is searched.
        index: Arc<SearchIndex>,
        /// The order of equally good ones.
        ranked: Arc<Ranked>,
        /// What was typed.
        text: String,
        /// Only those of `ranked` are meant.
        narrowed: bool,
    },
    /// One profile from inside: what every tab needs.
    Card(i64),
    /// What one more tab shows of a profile.
    More(i64, More),
    /// Why two profiles are not one.
    Why([i64; 2]),
    /// What a change would do to all of them.
    WhatIf(Change),
    /// What a deed on profiles would change.
    Foresee(Regroup),
    /// The values to choose a golden one from, by profile and attribute.
    Candidates(i64, &'static str),
}

/// The tabs that ask for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// What holds it together.
    How,
    /// The identifiers.
    Identifiers,
    /// The latest events.
    Journey,
    /// The segments.
    Segments,
    /// The ledger.
    History,
}

/// What such a tab shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Extra {
    /// What holds it together.
    How(Box<How>),
    /// The identifiers.
    Identifiers(Vec<IdentifierRow>),
    /// The latest events.
    Journey(Timeline),
    /// The segments.
    Segments(Vec<SegmentName>),
    /// How the profile came to be.
    History(Vec<LedgerRow>),
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
    /// The people it lives with.
    pub household: Option<Household>,
    /// Its numbers.
    pub metrics: Option<Metrics>,
    /// The lock on it.
    pub lock: Option<LockView>,
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Head`].
    Head(Vec<DirectoryRow>),
    /// To [`Query::Order`].
    Order(Arc<[i64]>),
    /// To [`Query::Facets`].
    Facets(Vec<FacetRow>),
    /// To [`Query::Rows`].
    Rows(Vec<DirectoryRow>),
    /// To [`Query::Index`].
    Index(Arc<SearchIndex>),
    /// To [`Query::Rank`].
    Ranked(Arc<Ranked>),
    /// To [`Query::Search`].
    Search(Searched),
    /// To [`Query::Card`]; `None`: there is no such profile any more.
    Card(Option<Box<Card>>),
    /// To [`Query::More`], with the profile.
    More(i64, Extra),
    /// To [`Query::Why`].
    Why(Box<Why>),
    /// To [`Query::WhatIf`].
    WhatIf(Box<Effect>),
    /// To [`Query::Candidates`].
    Candidates(Vec<Candidate>),
    /// To [`Query::Foresee`].
    Foreseen(Regroup, Box<RegroupView>),
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
            Self::Facets => facets(connection).map(Reply::Facets).map_err(said),
            Self::Head(order, choices) => {
                let ids = directory_narrowed(connection, order, &choices, Some(HEAD)).map_err(said)?;
                let mut rows = directory_rows(connection, &ids).map_err(said)?;
                let place = |row: &DirectoryRow| ids.iter().position(|id| *id == row.profile_id);
                rows.sort_by_key(place);
                Ok(Reply::Head(rows))
            }
            Self::Order(order, choices) => directory_narrowed(connection, order, &choices, None)
                .map(|ids| Reply::Order(ids.into()))
                .map_err(said),
            Self::Rows(ids) => directory_rows(connection, &ids).map(Reply::Rows).map_err(said),
            Self::Index => {
                let index = SearchIndex::load(connection, stop).map_err(said)?;
                index.map(|index| Reply::Index(Arc::new(index))).ok_or_else(|| "stopped".into())
            }
            Self::Rank(index, order) => Ok(Reply::Ranked(Arc::new(index.rank(&order)))),
            Self::Search { index, ranked, text, narrowed } => {
                let mut found = index.search(&ranked, &text, stop).ok_or("stopped")?;
                if narrowed {
                    // Those found by letters alone come from everybody.
                    found.ids = found.ids[..found.plain].into();
                }
                Ok(Reply::Search(found))
            }
            Self::Card(id) => card(connection, id).map(|card| Reply::Card(card.map(Box::new))),
            Self::Why([a, b]) => why(connection, Party::Profile(a), Party::Profile(b))
                .map(|why| Reply::Why(Box::new(why)))
                .map_err(said),
            Self::WhatIf(change) => {
                what_if(connection, &change, stop).map(|effect| Reply::WhatIf(Box::new(effect))).map_err(said)
            }
            Self::Foresee(wanted) => {
                let view = preview_regroup(connection, &wanted).map_err(said)?;
                Ok(Reply::Foreseen(wanted, Box::new(view)))
            }
            Self::Candidates(id, attribute) => {
                candidates(connection, id, attribute).map(Reply::Candidates).map_err(said)
            }
            Self::More(id, more) => extra(connection, id, more).map(|extra| Reply::More(id, extra)),
        }
    }
}

fn card(connection: &Connection, profile_id: i64) -> Result<Option<Card>, String> {
    let Some(row) = directory_rows(connection, &[profile_id]).map_err(said)?.pop() else { return Ok(None) };
    let records = records(connection, profile_id).map_err(said)?;
    let ids: Vec<i64> = records.iter().map(|record| record.record_id).collect();
    Ok(Some(Card {
        profile_id,
        row,
        golden: golden(connection, &ids).map_err(said)?,
        records,
        household: household(connection, profile_id).map_err(said)?,
        metrics: metrics(connection, profile_id).map_err(said)?,
        lock: lock_on(connection, profile_id).map_err(said)?,
    }))
}

/// The identifiers of a profile, and whose they are.
fn labelled(connection: &Connection, profile_id: i64) -> Result<Vec<IdentifierRow>, ResolveError> {
    let mut rows = identifiers(connection, profile_id)?;
    label_contacts(connection, &mut rows, &records(connection, profile_id)?)?;
    Ok(rows)
}

fn extra(connection: &Connection, profile_id: i64, more: More) -> Result<Extra, String> {
    match more {
        More::How => how(connection, profile_id).map(|how| Extra::How(Box::new(how))).map_err(said),
        More::Identifiers => labelled(connection, profile_id).map(Extra::Identifiers).map_err(said),
        More::Journey => {
            let request = TimelineRequest { profile_id, limit: EVENTS, ..TimelineRequest::default() };
            timeline(connection, &request).map(Extra::Journey).map_err(said)
        }
        More::Segments => of_profile(connection, profile_id).map(Extra::Segments).map_err(said),
        More::History => ledger(connection, profile_id).map(Extra::History).map_err(said),
    }
}
