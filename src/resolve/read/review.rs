//! The queue of doubtful pairs: which wait, in what order, and how many there are of which sort.

use super::LONGEST_PAGE;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::types::Value;
use duckdb::{Connection, params_from_iter};

/// The most pairs a queue hands out; nobody gets to the end of it in one sitting.
pub const LONGEST_QUEUE: u32 = 50_000;

/// A part of the queue by match probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// From 0.9: most are one person, held back by something.
    LikelySame,
    /// From 0.5.
    RatherSame,
    /// From 0.1.
    RatherDifferent,
    /// Below 0.1.
    LikelyDifferent,
}

impl Band {
    /// All, most probable first.
    pub const ALL: [Self; 4] =
        [Self::LikelySame, Self::RatherSame, Self::RatherDifferent, Self::LikelyDifferent];

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::LikelySame => "likely the same",
            Self::RatherSame => "rather the same",
            Self::RatherDifferent => "rather different",
            Self::LikelyDifferent => "likely different",
        }
    }

    /// Its match weights in thousandths of a bit, the upper end exclusive; 3,170 is a probability of 0.9.
    fn weights(self) -> (i32, i32) {
        match self {
            Self::LikelySame => (3_170, i32::MAX),
            Self::RatherSame => (0, 3_170),
            Self::RatherDifferent => (-3_170, 0),
            Self::LikelyDifferent => (i32::MIN, -3_170),
        }
    }

    /// The band of a match weight in thousandths of a bit.
    fn of(weight: i32) -> Self {
        Self::ALL.into_iter().find(|b| weight >= b.weights().0).unwrap_or(Self::LikelyDifferent)
    }
}

/// Which pairs of the queue are meant; `None` narrows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Pairs the steward was unsure of, instead of those that wait.
    pub unsure: bool,
    /// Of these two sources, smaller id first.
    pub sources: Option<(i32, i32)>,
    /// In this band.
    pub band: Option<Band>,
}

/// Two records, smaller id first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// The smaller record id.
    pub left: i64,
    /// The other one.
    pub right: i64,
}

impl Pair {
    /// The pair of two records in whatever order.
    #[must_use]
    pub fn of(a: i64, b: i64) -> Self {
        Self { left: a.min(b), right: a.max(b) }
    }
}

impl ReviewFilter {
    fn state(self) -> &'static str {
        if self.unsure { "unsure" } else { "review" }
    }

    /// The `FROM … WHERE` of its edges `e`, and the values to bind.
    fn narrow(self) -> (String, Vec<Value>) {
        let mut text = "FROM edges e".to_owned();
        let mut values = vec![Value::Text(self.state().into())];
        let mut and = " WHERE e.state = ?".to_owned();
        if let Some((low, high)) = self.sources {
            text += " JOIN records l ON l.record_id = e.left_record JOIN records r ON r.record_id = e.right_record";
            and += " AND least(l.source_id, r.source_id) = ? AND greatest(l.source_id, r.source_id) = ?";
            values.extend([Value::Int(low), Value::Int(high)]);
        }
        if let Some(band) = self.band {
            let (from, to) = band.weights();
            and += " AND e.weight >= ? AND e.weight < ?";
            values.extend([Value::Int(from), Value::Int(to)]);
        }
        (text + &and, values)
    }
}

/// The pairs that wait, the one whose decision is worth most first; at most [`LONGEST_QUEUE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn queue(connection: &Connection, filter: ReviewFilter) -> Result<Vec<Pair>, ResolveError> {
    let failed = || database("read the queue of doubtful pairs");
    let (narrow, values) = filter.narrow();
    let sql = format!(
        "SELECT e.left_record, e.right_record {narrow}
         ORDER BY e.priority DESC, abs(e.weight), e.left_record, e.right_record LIMIT {LONGEST_QUEUE}"
    );
    let mut statement = connection.prepare(&sql).map_err(failed())?;
    statement
        .query_map(params_from_iter(values), |row| Ok(Pair { left: row.get(0)?, right: row.get(1)? }))
        .and_then(Iterator::collect)
        .map_err(failed())
}

/// One pair of the queue in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// The pair.
    pub pair: Pair,
    /// The left record's name, else its e-mail, phone or key.
    pub left_name: String,
    /// The right record's.
    pub right_name: String,
    /// The left record's source.
    pub left_source: String,
    /// The right record's.
    pub right_source: String,
    /// Match weight in bits.
    pub weight: f64,
}

/// The lines of these pairs, in no particular order; at most [`LONGEST_PAGE`] of them.
///
/// # Errors
/// When DuckDB refuses.
pub fn queue_rows(connection: &Connection, pairs: &[Pair]) -> Result<Vec<QueueRow>, ResolveError> {
    let pairs = &pairs[..pairs.len().min(LONGEST_PAGE as usize)];
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["(?::BIGINT, ?::BIGINT)"; pairs.len()].join(", ");
    let name = |record: &str| {
        format!(
            "coalesce(nullif(trim(concat_ws(' ', {record}.given_name, {record}.family_name)), ''), {record}.full_name,
                {record}.email, {record}.phone, {record}.native_key)"
        )
    };
    let sql = format!(
        "WITH wanted(a, b) AS (VALUES {marks})
         SELECT w.a, w.b, {}, {}, ls.name, rs.name, e.weight
         FROM wanted w
         JOIN edges e ON e.left_record = w.a AND e.right_record = w.b
         JOIN records l ON l.record_id = w.a JOIN sources ls ON ls.source_id = l.source_id
         JOIN records r ON r.record_id = w.b JOIN sources rs ON rs.source_id = r.source_id",
        name("l"),
        name("r")
    );
    let failed = || database("read the doubtful pairs");
    let mut statement = connection.prepare(&sql).map_err(failed())?;
    statement
        .query_map(params_from_iter(pairs.iter().flat_map(|p| [p.left, p.right])), |row| {
            Ok(QueueRow {
                pair: Pair { left: row.get(0)?, right: row.get(1)? },
                left_name: row.get(2)?,
                right_name: row.get(3)?,
                left_source: row.get(4)?,
                right_source: row.get(5)?,
                weight: f64::from(row.get::<_, i32>(6)?) / 1000.0,
            })
        })
        .and_then(Iterator::collect)
        .map_err(failed())
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    /// Four pairs that wait, one unsure, one merged; records 1, 2 of the shop, 3, 4 of the till.
    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP), (2, 'till', 'x', 'Till', NULL, now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, full_name, email, raw)
                 VALUES (1, 1, 1, 2, 'A', 'Ann', NULL, NULL, '{}'), (2, 1, 1, 3, 'B', NULL, 'Bob Ray', NULL, '{}'),
                        (3, 2, 2, 2, 'C', NULL, NULL, 'c@x.org', '{}'), (4, 2, 2, 3, 'D', NULL, NULL, NULL, '{}');
                 INSERT INTO edges VALUES (1, 2, 5000, 0, 0, 'probabilistic', 'review', 0.1, 0),
                     (1, 3, 100, 0, 0, 'probabilistic', 'review', 0.9, 0), (2, 3, -50, 0, 0, 'probabilistic', 'review', 0.8, 0),
                     (2, 4, -3900, 0, 0, 'probabilistic', 'review', 0.05, 0), (3, 4, 20, 0, 0, 'probabilistic', 'unsure', 0, 0),
                     (1, 4, 9000, 0, 0, 'probabilistic', 'merged', 0, 0)",
            )
            .unwrap();
        workspace
    }

    fn pairs(workspace: &Workspace, filter: ReviewFilter) -> Vec<(i64, i64)> {
        queue(workspace.connection(), filter).unwrap().iter().map(|p| (p.left, p.right)).collect()
    }

    #[test]
    fn what_is_worth_most_comes_first() {
        let workspace = workspace();
        assert_eq!(pairs(&workspace, ReviewFilter::default()), [(1, 3), (2, 3), (1, 2), (2, 4)]);
        assert_eq!(pairs(&workspace, ReviewFilter { unsure: true, ..Default::default() }), [(3, 4)]);
    }

    #[test]
    fn filters_narrow_by_sources_and_band() {
        let workspace = workspace();
        let of = |sources, band| pairs(&workspace, ReviewFilter { sources, band, unsure: false });
        assert_eq!(of(Some((1, 2)), None), [(1, 3), (2, 3), (2, 4)]);
        assert_eq!(of(Some((1, 1)), Some(Band::LikelySame)), [(1, 2)]);
        assert_eq!(of(None, Some(Band::RatherSame)), [(1, 3)]);
        assert_eq!(of(None, Some(Band::RatherDifferent)), [(2, 3)]);
    }

    #[test]
    fn counts_add_up_to_the_queue() {
        let workspace = workspace();
        let counts = review_counts(workspace.connection()).unwrap();
        assert_eq!((counts.waiting, counts.unsure), (4, 1));
        assert!(counts.bands.iter().all(|(_, n)| *n == 1), "{:?}", counts.bands);
        let sources: Vec<_> = counts.sources.iter().map(|s| (s.ids, s.pairs)).collect();
        assert_eq!(sources, [((1, 2), 3), ((1, 1), 1)]);
    }

    #[test]
    fn a_line_names_a_record_by_the_best_it_has() {
        let workspace = workspace();
        let mut rows =
            queue_rows(workspace.connection(), &[Pair::of(3, 1), Pair::of(2, 4), Pair::of(7, 8)]).unwrap();
        rows.sort_by_key(|row| row.pair);
        let names: Vec<_> = rows.iter().map(|r| (r.left_name.as_str(), r.right_name.as_str())).collect();
        assert_eq!(names, [("Ann", "c@x.org"), ("Bob Ray", "D")]);
        assert_eq!((rows[0].left_source.as_str(), rows[0].right_source.as_str()), ("shop", "till"));
        assert!(queue_rows(workspace.connection(), &[]).unwrap().is_empty());
    }

    #[test]
    fn an_empty_workspace_has_nothing_to_review() {
        let workspace = Workspace::in_memory().unwrap();
        assert!(pairs(&workspace, ReviewFilter::default()).is_empty());
        assert_eq!(review_counts(workspace.connection()).unwrap().waiting, 0);
    }
}
