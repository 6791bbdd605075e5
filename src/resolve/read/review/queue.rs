//! The pairs that wait, in order, and each in a line.

use super::super::LONGEST_PAGE;
use super::super::typed::RECORD;
use super::filter::{Pair, ReviewFilter};
use super::narrow::Narrow;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::store::rows;
use crate::workspace::moment;
use duckdb::types::Value;
use duckdb::{Connection, Row, params_from_iter};
use jiff::civil::{Date, DateTime};

/// The most pairs a queue hands out; nobody gets to the end of it in one sitting.
pub const LONGEST_QUEUE: u32 = 50_000;
/// Fewer hits than this letter for letter, and loose ones are looked for too; so many of those are kept.
const FEW: usize = 5;
const LOOSE: u32 = 200;

const DOING: &str = "read the queue of doubtful pairs";

/// What a decision on the waiting pair `w` is worth: the worth that resolving gave it (how likely it mends something, and
/// how many records hang on it) times what both people spent, on a logarithmic scale. `left` and `right` are columns.
fn worth(left: &str, right: &str) -> String {
    format!("w.priority * (1 + log10(1 + greatest(coalesce({left}, 0) + coalesce({right}, 0), 0)))")
}

/// The pairs that wait, the one whose decision is worth most first; at most [`LONGEST_QUEUE`]. With a text only those for
/// which its conditions ([`FILTER_KEYS`](super::FILTER_KEYS)) hold and of which one record or the other holds each of its
/// words; with few such also those that hold its letters in sequence, close together.
///
/// # Errors
/// When a condition makes no sense, or DuckDB refuses.
pub fn queue(
    connection: &Connection,
    filter: ReviewFilter,
    text: &str,
    today: Date,
) -> Result<Vec<Pair>, ResolveError> {
    let narrow = Narrow::read(connection, text, today)?;
    if narrow.is_idle() {
        let (narrow, values) = filter.narrow();
        let sql = format!(
            "WITH waiting AS (SELECT e.left_record AS a, e.right_record AS b, e.weight, e.priority {narrow}),
             spent AS (
                 SELECT m.record_id, v.revenue FROM profile_metrics v JOIN profile_members m USING (profile_id)
                 WHERE v.revenue > 0)
             SELECT w.a, w.b FROM waiting w
             LEFT JOIN spent l ON l.record_id = w.a LEFT JOIN spent r ON r.record_id = w.b
             ORDER BY {} DESC, abs(w.weight), w.a, w.b LIMIT {LONGEST_QUEUE}",
            worth("l.revenue", "r.revenue")
        );
        return rows(connection, sql, params_from_iter(values), DOING, pair);
    }
    let Narrow { words, conditions, values } = narrow;
    let all = |more: Option<String>, more_values: Vec<Value>| {
        let condition = conditions.iter().cloned().chain(more).collect::<Vec<_>>().join(" AND ");
        (condition, [values.clone(), more_values].concat())
    };
    let Some(typed) = words else {
        let (condition, values) = all(None, Vec::new());
        return matching(connection, filter, &condition, values, LONGEST_QUEUE);
    };
    let (plain, plain_values) = typed.plain("l.text || chr(31) || r.text");
    let (condition, values) = all(Some(plain.clone()), plain_values.clone());
    let mut found = matching(connection, filter, &condition, values, LONGEST_QUEUE)?;
    if found.len() < FEW {
        let (loose, mut more) = typed.loose("l.text || chr(31) || r.text");
        more.extend(plain_values);
        let (condition, values) = all(Some(format!("{loose} AND NOT ({plain})")), more);
        found.extend(matching(connection, filter, &condition, values, LOOSE)?);
    }
    Ok(found)
}

/// The waiting pairs `w` for whose records' facts `l` and `r` the condition holds. A record's region is the country of its
/// profile, else that of its source; it waits since the load it lies in.
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
        "WITH waiting AS MATERIALIZED (
             SELECT e.left_record AS a, e.right_record AS b, e.weight, e.pattern, e.priority {narrow}),
         facts AS MATERIALIZED (
             SELECT t.record_id, {RECORD} AS text, s.name AS source, d.loaded_at, m.profile_id, v.revenue,
                 upper(coalesce(p.country, s.region)) AS region
             FROM records t
             JOIN sources s ON s.source_id = t.source_id
             LEFT JOIN loads d ON d.load_id = t.load_id
             LEFT JOIN profile_members m ON m.record_id = t.record_id
             LEFT JOIN (SELECT profile_id, country FROM profiles) p ON p.profile_id = m.profile_id
             LEFT JOIN profile_metrics v ON v.profile_id = m.profile_id
             WHERE t.record_id IN (SELECT a FROM waiting UNION SELECT b FROM waiting))
         SELECT w.a, w.b FROM waiting w JOIN facts l ON l.record_id = w.a JOIN facts r ON r.record_id = w.b
         WHERE {condition} ORDER BY {} DESC, abs(w.weight), w.a, w.b LIMIT {most}",
        worth("l.revenue", "r.revenue")
    );
    rows(connection, sql, params_from_iter(values), DOING, pair)
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
    /// When the load came that the later of its records lies in, UTC: so long it has been waiting.
    pub since: Option<DateTime>,
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
         SELECT w.a, w.b, {}, {}, ls.name, rs.name, coalesce(e.weight, -20000), greatest(ll.loaded_at, rl.loaded_at)
         FROM wanted w
         LEFT JOIN edges e ON e.left_record = w.a AND e.right_record = w.b
         JOIN records l ON l.record_id = w.a JOIN sources ls ON ls.source_id = l.source_id
         JOIN records r ON r.record_id = w.b JOIN sources rs ON rs.source_id = r.source_id
         LEFT JOIN loads ll ON ll.load_id = l.load_id LEFT JOIN loads rl ON rl.load_id = r.load_id",
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
                since: moment::at(row, 7)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(failed())
}
