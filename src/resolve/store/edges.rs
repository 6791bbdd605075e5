//! What the last run stored, read back as a whole: edges, members, how common values are.

use crate::resolve::ResolveError;
use crate::resolve::edge::Edge;
use crate::resolve::error::database;
use crate::resolve::frequency::Remembered;
use duckdb::Connection;
use duckdb::arrow::array::AsArray;
use duckdb::arrow::datatypes::{Int32Type, Int64Type, UInt64Type};

/// All edges, by the places of their records in `ids` (ascending), ordered.
pub(crate) fn load_edges(conn: &Connection, ids: &[i64]) -> Result<Vec<Edge>, ResolveError> {
    let failed = || database("read the edges");
    let sql = "SELECT left_record, right_record, weight, pattern, rule, evidence = 'deterministic' FROM edges
        ORDER BY left_record, right_record";
    let mut statement = conn.prepare(sql).map_err(failed())?;
    let mut edges = Vec::new();
    let place = |id: i64| ids.binary_search(&id).ok().map(|at| at as u32);
    for batch in statement.query_arrow([]).map_err(failed())? {
        let (lefts, rights) =
            (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_primitive::<Int64Type>());
        let (weights, rules) =
            (batch.column(2).as_primitive::<Int32Type>(), batch.column(4).as_primitive::<Int32Type>());
        let (patterns, certain) =
            (batch.column(3).as_primitive::<UInt64Type>(), batch.column(5).as_boolean());
        for i in 0..batch.num_rows() {
            let (Some(left), Some(right)) = (place(lefts.value(i)), place(rights.value(i))) else { continue };
            edges.push(Edge {
                left,
                right,
                weight: weights.value(i),
                pattern: patterns.value(i),
                rule: rules.value(i) as i16,
                certain: certain.value(i),
                learned: false,
            });
        }
    }
    Ok(edges)
}

/// The profile of each of these records (ascending).
pub(crate) fn load_members(conn: &Connection, ids: &[i64]) -> Result<Vec<i64>, ResolveError> {
    let failed = || database("read the profiles");
    let mut statement = conn
        .prepare("SELECT record_id, profile_id FROM profile_members ORDER BY record_id")
        .map_err(failed())?;
    let mut members: Vec<i64> = Vec::with_capacity(ids.len());
    let mut records: Vec<i64> = Vec::with_capacity(ids.len());
    for batch in statement.query_arrow([]).map_err(failed())? {
        records.extend(batch.column(0).as_primitive::<Int64Type>().values());
        members.extend(batch.column(1).as_primitive::<Int64Type>().values());
    }
    if records == ids { Ok(members) } else { Err(ResolveError::NewRecords) }
}

/// All that the last run remembered of how common values are.
pub(crate) fn all_remembered(conn: &Connection) -> Result<Vec<Remembered>, ResolveError> {
    conn.prepare("SELECT attribute, value, entities FROM value_counts")
        .and_then(|mut rows| rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect())
        .map_err(database("read how common values are"))
}
