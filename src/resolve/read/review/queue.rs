//! The pairs that wait, in order, and each in a line.

use super::super::LONGEST_PAGE;
use super::super::typed::{RECORD, Typed};
use super::filter::{Pair, ReviewFilter};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::store::rows;
use duckdb::types::Value;
use duckdb::{Connection, Row, params_from_iter};

/// The most pairs a queue hands out; nobody gets to the end of it in one sitting.
pub const LONGEST_QUEUE: u32 = 50_000;
/// Fewer hits than this letter for letter, and loose ones are looked for too; so many of those are kept.
const FEW: usize = 5;
const LOOSE: u32 = 200;

const DOING: &str = "read the queue of doubtful pairs";

/// The pairs that wait, the one whose decision is worth most first; at most [`LONGEST_QUEUE`]. With a text only those
/// of which one record or the other holds each of its words; with few such also those that hold its letters in
/// sequence, close together.
///
/// # Errors
/// When DuckDB refuses.
pub fn queue(connection: &Connection, filter: ReviewFilter, text: &str) -> Result<Vec<Pair>, ResolveError> {
    let Some(typed) = Typed::new(text) else {
        let (narrow, values) = filter.narrow();
        let sql = format!(
            "SELECT e.left_record, e.right_record {narrow}
             ORDER BY e.priority DESC, abs(e.weight), e.left_record, e.right_record LIMIT {LONGEST_QUEUE}"
        );
        return rows(connection, &sql, params_from_iter(values), DOING, pair);
    };
    let (plain, values) = typed.plain("l.text || chr(31) || r.text");
    let mut found = matching(connection, filter, &plain, values.clone(), LONGEST_QUEUE)?;
    if found.len() < FEW {
        let (loose, mut more) = typed.loose("l.text || chr(31) || r.text");
        more.extend(values);
        let condition = format!("{loose} AND NOT ({plain})");
        found.extend(matching(connection, filter, &condition, more, LOOSE)?);
    }
    Ok(found)
}

/// The pairs for whose records' texts `l` and `r` the condition holds.
fn matching(
    connection: &Connection,
    filter: ReviewFilter,
    condition: &str,
    condition_values: Vec<Value>,
    most: u32,
) -> Result<Vec<Pair>, ResolveError> {
    let (narrow, mut values) = filter.narrow();
    values.extend(condition_values);
    let sql = format!(
        "WITH waiting AS MATERIALIZED (SELECT e.left_record AS a, e.right_record AS b, e.weight, e.priority {narrow}),
         texts AS MATERIALIZED (
             SELECT record_id, {RECORD} AS text FROM records
             WHERE record_id IN (SELECT a FROM waiting UNION SELECT b FROM waiting))
         SELECT a, b FROM waiting JOIN texts l ON l.record_id = a JOIN texts r ON r.record_id = b
         WHERE {condition} ORDER BY priority DESC, abs(weight), a, b LIMIT {most}"
    );
    rows(connection, &sql, params_from_iter(values), DOING, pair)
}

fn pair(row: &Row<'_>) -> duckdb::Result<Pair> {
    Ok(Pair { left: row.get(0)?, right: row.get(1)? })
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
         SELECT w.a, w.b, {}, {}, ls.name, rs.name, coalesce(e.weight, -20000)
         FROM wanted w
         LEFT JOIN edges e ON e.left_record = w.a AND e.right_record = w.b
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
