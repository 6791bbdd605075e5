//! What Merges asks.

use crate::progress::Progress;
use crate::resolve::read::{
    Decided, LogRow, Overview, Pair, PairView, QueueRow, ReviewCounts, ReviewFilter, decided, log_order,
    log_rows, overview, pair, queue, queue_rows, review_counts,
};
use duckdb::Connection;
use jiff::civil::Date;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The pairs of this part of the queue, in order.
    Queue(ReviewFilter),
    /// How many wait, and how many were decided on this day.
    Standing(Date),
    /// These pairs in a line each.
    Rows(Vec<Pair>),
    /// The pair to show.
    Pair(Pair),
    /// Pairs that will be shown next; those that can't be had are left out.
    Ahead(Vec<Pair>),
    /// Numbers of all decisions, newest first.
    LogOrder,
    /// These decisions.
    LogRows(Vec<i64>),
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
    /// To [`Query::Ahead`].
    Ahead(Vec<PairView>),
    /// To [`Query::LogOrder`].
    LogOrder(Vec<i64>),
    /// To [`Query::LogRows`].
    LogRows(Vec<LogRow>),
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
            Self::Queue(filter) => queue(connection, filter).map(Reply::Queue).map_err(said),
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
            Self::LogOrder => log_order(connection).map(Reply::LogOrder).map_err(said),
            Self::LogRows(numbers) => log_rows(connection, &numbers).map(Reply::LogRows).map_err(said),
        }
    }
}
