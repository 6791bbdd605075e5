//! What Merges asks.

use super::many::PatternView;
use crate::journey::read::{Behaviour, behaviour};
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::contact::{ContactRow, ContactView, contact, suspicious};
use crate::resolve::decide::{ManyPreview, preview_many};
use crate::resolve::quality::{QualityReport, Sample};
use crate::resolve::read::{
    ConflictRow, ConflictView, Decided, LogRow, Overview, Pair, PairView, PatternRow, QueueRow, ReviewCounts,
    ReviewFilter, SuspectRow, SuspectView, UpsetKey, UpsetView, Upsets, conflict, conflicts, decided,
    examples, log_order, log_rows, overview, pair, pattern_pairs, patterns, queue, queue_rows, review_counts,
    suspect_view, suspects, upset, upsets,
};
use crate::segment::read::of_profile;
use crate::workspace::{Verified, verify};
use duckdb::Connection;
use jiff::civil::Date;
use std::sync::Arc;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The pairs of this part of the queue that a text leaves on this day, in order.
    Queue(ReviewFilter, String, Date),
    /// How many wait, and how many were decided on this day.
    Standing(Date),
    /// These pairs in a line each.
    Rows(Vec<Pair>),
    /// The pair to show.
    Pair(Pair),
    /// What the people of the pair did, and the segments they are in: their profiles, left and right.
    Behaviour(Pair, [Option<i64>; 2]),
    /// Pairs that will be shown next; those that can't be had are left out.
    Ahead(Vec<Pair>),
    /// Numbers of the decisions that a text leaves, newest first; with a number of those made at once with it.
    LogOrder(Option<i64>, String),
    /// These decisions.
    LogRows(Vec<i64>),
    /// Whether the log is as it was written.
    Seals,
    /// The patterns of the queue.
    Patterns,
    /// One of them from inside.
    Pattern(u64),
    /// What one word on these pairs of a pattern would change.
    Foresee(u64, Arc<[Pair]>),
    /// Profiles that may be several people.
    Suspects,
    /// One of them from inside.
    Suspect(i64),
    /// Contacts that are shared.
    Contacts,
    /// One of them from inside, by kind and value.
    Contact(String, String),
    /// Golden values in conflict.
    Conflicts,
    /// One of them from inside: the profile and the attribute.
    Conflict(i64, &'static str),
    /// What the last load did to profiles there were.
    Upsets,
    /// One such change from inside.
    Upset(UpsetKey),
    /// How good the profiles are, and what this steward should judge next; with the sample as it was, when no profile has
    /// changed since.
    Quality(String, Option<Arc<Sample>>),
}

/// What the people of a pair did, and where that put them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deeds {
    /// What they did last, and what both used and bought.
    pub behaviour: Behaviour,
    /// Titles of the segments either is in, left and right.
    pub segments: [Vec<String>; 2],
}

/// How far the work is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// What waits.
    pub counts: ReviewCounts,
    /// What was decided.
    pub decided: Decided,
    /// There are profiles: something has been resolved.
    pub resolved: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To [`Query::Queue`].
    Queue(Vec<Pair>),
    /// To [`Query::Standing`].
    Standing(Box<Standing>),
    /// To [`Query::Rows`].
    Rows(Vec<QueueRow>),
    /// To [`Query::Pair`].
    Pair(Box<PairView>),
    /// To [`Query::Behaviour`].
    Behaviour(Pair, Box<Deeds>),
    /// To [`Query::Ahead`].
    Ahead(Vec<PairView>),
    /// To [`Query::LogOrder`].
    LogOrder(Vec<i64>),
    /// To [`Query::LogRows`].
    LogRows(Vec<LogRow>),
    /// To [`Query::Seals`].
    Seals(Box<Verified>),
    /// To [`Query::Patterns`].
    Patterns(Vec<PatternRow>),
    /// To [`Query::Pattern`].
    Pattern(Box<PatternView>),
    /// To [`Query::Foresee`].
    Foreseen(u64, Box<ManyPreview>),
    /// To [`Query::Suspects`].
    Suspects(Vec<SuspectRow>),
    /// To [`Query::Suspect`].
    Suspect(Box<SuspectView>),
    /// To [`Query::Contacts`].
    Contacts(Vec<ContactRow>),
    /// To [`Query::Contact`].
    Contact(Box<ContactView>),
    /// To [`Query::Conflicts`].
    Conflicts(Vec<ConflictRow>),
    /// To [`Query::Conflict`].
    Conflict(Box<ConflictView>),
    /// To [`Query::Upsets`].
    Upsets(Upsets),
    /// To [`Query::Upset`].
    Upset(Box<UpsetView>),
    /// To [`Query::Quality`].
    Quality(Box<QualityReport>, Arc<Sample>),
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
            Self::Queue(filter, text, today) => {
                queue(connection, filter, &text, today).map(Reply::Queue).map_err(said)
            }
            Self::Standing(today) => {
                let Overview { profiles, .. } = overview(connection).map_err(said)?;
                Ok(Reply::Standing(Box::new(Standing {
                    counts: review_counts(connection).map_err(said)?,
                    decided: decided(connection, today).map_err(said)?,
                    resolved: profiles > 0,
                })))
            }
            Self::Rows(pairs) => queue_rows(connection, &pairs).map(Reply::Rows).map_err(said),
            Self::Pair(Pair { left, right }) => {
                pair(connection, left, right).map(|view| Reply::Pair(Box::new(view))).map_err(said)
            }
            Self::Behaviour(pair, profiles) => {
                let behaviour = behaviour(connection, profiles).map_err(said)?;
                let mut segments = [Vec::new(), Vec::new()];
                for (profile, segments) in profiles.into_iter().zip(&mut segments) {
                    if let Some(profile) = profile {
                        let found = of_profile(connection, profile).map_err(said)?;
                        segments.extend(found.into_iter().map(|segment| segment.title));
                    }
                }
                Ok(Reply::Behaviour(pair, Box::new(Deeds { behaviour, segments })))
            }
            Self::Ahead(pairs) => {
                let mut views = Vec::new();
                for Pair { left, right } in pairs {
                    if stop.is_cancelled() {
                        return Err("stopped".into());
                    }
                    views.extend(pair(connection, left, right).ok());
                }
                Ok(Reply::Ahead(views))
            }
            Self::LogOrder(batch, text) => {
                log_order(connection, batch, &text).map(Reply::LogOrder).map_err(said)
            }
            Self::LogRows(numbers) => log_rows(connection, &numbers).map(Reply::LogRows).map_err(said),
            Self::Seals => verify(connection, None).map(|v| Reply::Seals(Box::new(v))).map_err(said),
            Self::Patterns => patterns(connection).map(Reply::Patterns).map_err(said),
            Self::Pattern(pattern) => {
                inside(connection, pattern).map(|view| Reply::Pattern(Box::new(view))).map_err(said)
            }
            Self::Foresee(pattern, pairs) => {
                let pairs: Vec<(i64, i64)> = pairs.iter().map(|pair| (pair.left, pair.right)).collect();
                let preview = preview_many(connection, &pairs).map_err(said)?;
                Ok(Reply::Foreseen(pattern, Box::new(preview)))
            }
            Self::Suspects => suspects(connection).map(Reply::Suspects).map_err(said),
            Self::Suspect(profile) => {
                suspect_view(connection, profile).map(|view| Reply::Suspect(Box::new(view))).map_err(said)
            }
            Self::Contacts => suspicious(connection).map(Reply::Contacts).map_err(said),
            Self::Contact(kind, value) => contact(connection, Some(&kind), &value)
                .map(|view| Reply::Contact(Box::new(view)))
                .map_err(said),
            Self::Conflicts => conflicts(connection).map(Reply::Conflicts).map_err(said),
            Self::Conflict(profile, attribute) => conflict(connection, profile, attribute)
                .map(|view| Reply::Conflict(Box::new(view)))
                .map_err(said),
            Self::Upsets => upsets(connection).map(Reply::Upsets).map_err(said),
            Self::Upset(key) => {
                upset(connection, &key).map(|view| Reply::Upset(Box::new(view))).map_err(said)
            }
            Self::Quality(who, sample) => measured(connection, &who, sample.as_deref()).map_err(said),
        }
    }
}

fn measured(connection: &Connection, who: &str, sample: Option<&Sample>) -> Result<Reply, ResolveError> {
    let sample = match sample {
        Some(sample) => sample.again(connection, who)?,
        None => Sample::read(connection, who)?,
    };
    Ok(Reply::Quality(Box::new(QualityReport::of(connection, &sample)?), Arc::new(sample)))
}

fn inside(connection: &Connection, pattern: u64) -> Result<PatternView, ResolveError> {
    let pairs = pattern_pairs(connection, pattern)?;
    let examples = examples(connection, &pairs)?;
    Ok(PatternView { pattern, pairs: pairs.into_iter().map(|(pair, _)| pair).collect(), examples })
}
