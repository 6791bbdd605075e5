//! What a run learned, into the workspace: edges, the model, reports.

use super::batch::{PORTION, append, append_all};
use super::components::Components;
use super::query::{among_texts, rows};
use crate::resolve::ResolveError;
use crate::resolve::buckets;
use crate::resolve::edge::Edge;
use crate::resolve::engine::Resolution;
use crate::resolve::error::database;
use crate::resolve::frequency::Remembered;
use crate::resolve::model::Model;
use crate::resolve::score::{Weight, milli, probability_of};
use crate::workspace::first_row;
use duckdb::arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, StringArray, UInt64Array};
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;
use std::sync::Arc;

/// Bits that a doubt loses with each doubling of the smaller group, and of the larger one. The pair asked about is the
/// closest of all pairs between two groups; of one person's groups another pair would mostly have settled it. On fifteen
/// labelled sets the first hundred questions in this order find two to nine times as many missed matches as any hundred.
const SETTLED: (f64, f64) = (3.5, 1.0);

/// What a decision on a doubtful pair of two groups of so many records is worth: how likely it joins what belongs
/// together, and how many records hang on it.
pub(crate) fn priority(weight: Weight, records: (usize, usize)) -> f64 {
    let doublings = |n: usize| (n.max(1) as f64).log2();
    let (smaller, larger) = (records.0.min(records.1), records.0.max(records.1));
    let lost = SETTLED.0 * doublings(smaller) + SETTLED.1 * doublings(larger);
    probability_of(f64::from(weight) / 1000.0 - lost) * (1.0 + doublings(smaller + larger))
}

/// Replaces all edges.
pub(crate) fn write_edges(
    conn: &Connection,
    resolution: &Resolution,
    all: &[Edge],
    states: &[&'static str],
) -> Result<u64, ResolveError> {
    conn.execute_batch("DELETE FROM edges").map_err(database("clear the edges"))?;
    let ids = &resolution.corpus.record_ids;
    let mut sizes = vec![0usize; ids.len()];
    for &label in &resolution.clusters {
        sizes[label as usize] += 1;
    }
    let cluster = |i: u32| resolution.clusters[i as usize];
    let worth = |e: &Edge, state: &str| match state {
        "review" => priority(e.weight, (sizes[cluster(e.left) as usize], sizes[cluster(e.right) as usize])),
        _ => 0.0,
    };
    let components = Components::new(all, &resolution.clusters, milli(resolution.model.merge_at));
    components.write(conn, ids)?;
    let component = |edge: u32| components.of(&all[edge as usize]);
    let placed =
        buckets::by_key(components.count(), buckets::rows(all.len()), |&edge| component(edge) as usize);
    let columns = |placed: &[u32]| -> Vec<ArrayRef> {
        // They lie far apart: once side by side, each column is made in one go.
        let side_by_side = |&edge: &u32| (all[edge as usize], states[edge as usize], component(edge));
        let edges: Vec<(Edge, &str, i32)> = placed.iter().map(side_by_side).collect();
        let edges = || edges.iter();
        vec![
            Arc::new(Int64Array::from_iter_values(edges().map(|e| ids[e.0.left as usize]))),
            Arc::new(Int64Array::from_iter_values(edges().map(|e| ids[e.0.right as usize]))),
            Arc::new(Int32Array::from_iter_values(edges().map(|e| e.0.weight))),
            Arc::new(UInt64Array::from_iter_values(edges().map(|e| e.0.pattern))),
            Arc::new(Int32Array::from_iter_values(edges().map(|e| e.0.rule.into()))),
            Arc::new(StringArray::from_iter_values(edges().map(|e| evidence(&e.0, e.1)))),
            Arc::new(StringArray::from_iter_values(edges().map(|e| e.1))),
            Arc::new(Float64Array::from_iter_values(edges().map(|e| worth(&e.0, e.1)))),
            Arc::new(Int32Array::from_iter_values(edges().map(|e| e.2))),
        ]
    };
    append_all(conn, "edges", placed.len(), placed.chunks(PORTION).map(columns))?;
    Ok(placed.len() as u64)
}

fn evidence(edge: &Edge, state: &str) -> &'static str {
    match (edge.certain, edge.learned && state == "merged") {
        (true, _) => "deterministic",
        (false, true) => "learned",
        (false, false) => "probabilistic",
    }
}

/// Replaces the model, the value counts, the blocking report and the histogram.
pub(crate) fn write_reports(
    conn: &Connection,
    resolution: &Resolution,
    now: DateTime,
) -> Result<(), ResolveError> {
    let doing = "write the model";
    conn.execute_batch(
        "DELETE FROM models; DELETE FROM value_counts; DELETE FROM blocking_report; DELETE FROM weight_histogram",
    )
    .map_err(database(doing))?;
    conn.execute(
        "INSERT INTO models VALUES (?, CAST(? AS TIMESTAMP), ?)",
        params![
            resolution.model.to_toml()?,
            now.to_string(),
            serde_json::to_string(&resolution.report).unwrap_or_default()
        ],
    )
    .map_err(database(doing))?;
    let counts = resolution.frequencies.remember(&resolution.corpus);
    append(
        conn,
        "value_counts",
        vec![
            Arc::new(StringArray::from_iter_values(counts.iter().map(|c| &c.0))),
            Arc::new(StringArray::from_iter_values(counts.iter().map(|c| &c.1))),
            Arc::new(duckdb::arrow::array::UInt32Array::from_iter_values(counts.iter().map(|c| c.2))),
        ],
    )?;
    let rules = || resolution.rules.iter();
    append(
        conn,
        "blocking_report",
        vec![
            Arc::new(Int32Array::from_iter_values(rules().zip(0..).map(|(_, position)| position))),
            Arc::new(StringArray::from_iter_values(rules().map(|rule| &rule.name))),
            Arc::new(Int64Array::from_iter_values(rules().map(|rule| rule.pairs as i64))),
            Arc::new(Int64Array::from_iter_values(rules().map(|rule| rule.matches as i64))),
            Arc::new(Int64Array::from_iter_values(rules().map(|rule| rule.oversized as i64))),
            Arc::new(rules().map(|rule| rule.left_out).collect::<StringArray>()),
        ],
    )?;
    let bars = || resolution.histogram.iter();
    append(
        conn,
        "weight_histogram",
        vec![
            Arc::new(Int32Array::from_iter_values(bars().map(|bar| *bar.0))),
            Arc::new(Int64Array::from_iter_values(bars().map(|bar| *bar.1 as i64))),
        ],
    )
}

/// The model of the last run.
pub(crate) fn load_model(conn: &Connection) -> Result<Model, ResolveError> {
    let text: Option<String> = first_row(conn, "SELECT model FROM models", [], |row| row.get(0))
        .optional()
        .map_err(database("read the model"))?;
    let text = text.ok_or(ResolveError::NotResolved)?;
    Model::parse(&text, "the model of the last run")
}

/// What the last run remembered about how common these values are; totals always.
pub(crate) fn remembered(conn: &Connection, values: &[String]) -> Result<Vec<Remembered>, ResolveError> {
    let wanted = std::iter::once("").chain(values.iter().map(String::as_str));
    let sql = format!(
        "SELECT attribute, value, entities FROM value_counts WHERE value IN {}",
        among_texts(conn, wanted)?
    );
    rows(conn, sql, [], "read how common values are", |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
