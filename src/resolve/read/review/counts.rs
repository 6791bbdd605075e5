//! How many pairs wait, by sort.

use super::super::LONGEST_PAGE;
use super::contradicted;
use super::filter::Band;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;

/// Pairs waiting between two sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePair {
    /// Their ids, smaller first.
    pub ids: (i32, i32),
    /// Their names.
    pub names: (String, String),
    /// Pairs.
    pub pairs: u64,
}

/// How many pairs wait, by sort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewCounts {
    /// Pairs that wait.
    pub waiting: u64,
    /// Pairs the steward was unsure of.
    pub unsure: u64,
    /// Decided pairs that the data have come to speak against.
    pub contradicted: u64,
    /// Waiting pairs by band, most probable first, all four.
    pub bands: Vec<(Band, u64)>,
    /// Waiting pairs by their two sources, most first; at most [`LONGEST_PAGE`].
    pub sources: Vec<SourcePair>,
}

/// Counts the queue.
///
/// # Errors
/// When DuckDB refuses.
pub fn review_counts(connection: &Connection) -> Result<ReviewCounts, ResolveError> {
    let read = || -> duckdb::Result<ReviewCounts> {
        let mut counts =
            ReviewCounts { bands: Band::ALL.map(|band| (band, 0)).into(), ..ReviewCounts::default() };
        // One row a band: the smallest weight of it tells which.
        let sql = "SELECT state, min(weight), count(*) FROM edges WHERE state IN ('review', 'unsure')
            GROUP BY state, CASE WHEN weight >= 3170 THEN 0 WHEN weight >= 0 THEN 1 WHEN weight >= -3170 THEN 2 ELSE 3 END";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (state, weight, pairs): (String, i32, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if state == "unsure" {
                counts.unsure += pairs;
                continue;
            }
            counts.waiting += pairs;
            if let Some((_, n)) = counts.bands.iter_mut().find(|(band, _)| *band == Band::of(weight)) {
                *n += pairs;
            }
        }
        counts.contradicted =
            connection
                .query_row(&format!("SELECT count(*) FROM ({})", contradicted()), [], |row| row.get(0))?;
        let sql = "WITH pairs AS (
                SELECT least(l.source_id, r.source_id) low, greatest(l.source_id, r.source_id) high, count(*) n
                FROM edges e
                JOIN records l ON l.record_id = e.left_record
                JOIN records r ON r.record_id = e.right_record
                WHERE e.state = 'review' GROUP BY ALL)
            SELECT low, high, a.name, b.name, n FROM pairs
            JOIN sources a ON a.source_id = low JOIN sources b ON b.source_id = high
            ORDER BY n DESC, low, high LIMIT ?";
        counts.sources = connection
            .prepare(sql)?
            .query_map([LONGEST_PAGE], |row| {
                Ok(SourcePair {
                    ids: (row.get(0)?, row.get(1)?),
                    names: (row.get(2)?, row.get(3)?),
                    pairs: row.get(4)?,
                })
            })?
            .collect::<duckdb::Result<_>>()?;
        Ok(counts)
    };
    read().map_err(database("count the doubtful pairs"))
}
