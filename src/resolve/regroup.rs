//! Resolving anew only the records a decision touches: those linked, directly or not, to the pair decided on.
//!
//! Groups only ever form along links and verdicts, so the outcome is the one a whole run would give with the same model.

use super::ResolveError;
use super::cluster::{Verdicts, numbered};
use super::engine::{Edge, NO_RULE};
use super::error::database;
use super::explain::Compared;
use super::model::Model;
use super::score::milli;
use super::stage::weakest;
use super::store::{self, Move, Occasion, Replaced, Verdict, Written};
use duckdb::{Connection, params, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};

/// What regrouping changed.
pub(super) struct Regrouped {
    pub sentence: String,
    pub before: Vec<i64>,
    pub after: Vec<i64>,
}

/// An edge of the workspace, by record ids.
struct StoredEdge {
    left: i64,
    right: i64,
    weight: i32,
    certain: bool,
    state: String,
}

/// Brings profiles and edges up to date after a decision on a pair whose weight is `weight`.
pub(super) fn regroup(
    conn: &Connection,
    left: i64,
    right: i64,
    weight: i32,
    model: &Model,
    occasion: &Occasion,
    moved: Move,
) -> Result<Regrouped, ResolveError> {
    let verdicts = store::in_force(conn)?;
    ensure_edge(conn, left, right, weight)?;

    let (merge_at, review_at) = (milli(model.merge_at), milli(model.review_at));
    let records = touched(conn, left, right, merge_at, &verdicts)?;
    let compared = Compared::load(conn, model.clone(), &records)?;
    let index: FxHashMap<i64, u32> = records.iter().zip(0..).map(|(id, i)| (*id, i)).collect();
    let stored = edges_of(conn, &records)?;
    let edges: Vec<Edge> = stored
        .iter()
        .filter_map(|e| {
            let (a, b) = (index.get(&e.left)?, index.get(&e.right)?);
            Some(Edge {
                left: *a,
                right: *b,
                weight: e.weight,
                pattern: 0,
                rule: NO_RULE,
                certain: e.certain,
                learned: false,
            })
        })
        .collect();
    let clusters = compared.group(&edges, &among(&verdicts, &index));

    let (cluster_of, count) = numbered(&clusters);
    let verdict_of: FxHashMap<(i64, i64), &str> =
        verdicts.iter().map(|v| ((v.left, v.right), v.verdict.as_str())).collect();
    let mut sizes = vec![0usize; count];
    cluster_of.iter().for_each(|c| sizes[*c] += 1);
    let mut review = vec![0; count];
    for edge in &stored {
        let of = |id: i64| index.get(&id).map(|i| cluster_of[*i as usize]);
        let (a, b) = (of(edge.left), of(edge.right));
        let together = a.is_some() && a == b;
        let verdict = verdict_of.get(&(edge.left, edge.right)).copied();
        let state = store::state(together, edge.weight, review_at, verdict);
        if state == "review" {
            a.into_iter().chain(b).for_each(|c| review[c] += 1);
        }
        if state != edge.state {
            let size = |cluster: Option<usize>| cluster.map_or(1, |c| sizes[c]);
            set_state(conn, edge, state, size(a) + size(b))?;
        }
    }

    let input = &compared.input;
    let row_of: FxHashMap<i64, u32> = input.record_ids.iter().zip(0..).map(|(id, row)| (*id, row)).collect();
    let mut written = Written {
        clusters: vec![Vec::new(); count],
        weakest: weakest(&edges, &cluster_of, count, merge_at),
        review,
    };
    for (record, cluster) in records.iter().zip(&cluster_of) {
        if let Some(row) = row_of.get(record) {
            written.clusters[*cluster].push(*row);
        }
    }
    let Replaced { before, after, records } =
        store::replace_profiles(conn, input, &written, occasion, moved)?;
    Ok(Regrouped { sentence: sentence(&before, &after, records), before, after })
}

/// A decided pair is an edge, also when no blocking rule found it.
fn ensure_edge(conn: &Connection, left: i64, right: i64, weight: i32) -> Result<(), ResolveError> {
    conn.execute(
        "INSERT INTO edges SELECT ?1, ?2, ?3, 0, -1, 'steward', 'weak', 0
         WHERE NOT EXISTS (SELECT 1 FROM edges WHERE left_record = ?1 AND right_record = ?2)",
        params![left, right, weight],
    )
    .map_err(database("store the decision"))?;
    Ok(())
}

/// All records linked to the pair, by edges that can merge, by the steward, or by the profiles they are in now;
/// ascending. Groups form along nothing else.
fn touched(
    conn: &Connection,
    left: i64,
    right: i64,
    merge_at: i32,
    verdicts: &[Verdict],
) -> Result<Vec<i64>, ResolveError> {
    let mut said: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    for v in verdicts.iter().filter(|v| v.verdict == "same") {
        said.entry(v.left).or_default().push(v.right);
        said.entry(v.right).or_default().push(v.left);
    }
    let mut seen: FxHashSet<i64> = [left, right].into_iter().collect();
    let mut frontier: Vec<i64> = vec![left, right];
    while !frontier.is_empty() {
        let mut reached = neighbours(conn, &frontier, merge_at)?;
        reached.extend(frontier.iter().filter_map(|r| said.get(r)).flatten());
        frontier = reached.into_iter().filter(|r| seen.insert(*r)).collect();
    }
    let mut records: Vec<i64> = seen.into_iter().collect();
    records.sort_unstable();
    Ok(records)
}

fn neighbours(conn: &Connection, records: &[i64], merge_at: i32) -> Result<Vec<i64>, ResolveError> {
    let marks = vec!["?"; records.len()].join(", ");
    let linked = format!("(weight >= {merge_at} OR evidence = 'deterministic' OR state = 'merged')");
    let sql = format!(
        "SELECT right_record FROM edges WHERE left_record IN ({marks}) AND {linked}
         UNION ALL SELECT left_record FROM edges WHERE right_record IN ({marks}) AND {linked}
         UNION ALL SELECT m.record_id FROM profile_members m
         WHERE m.profile_id IN (SELECT profile_id FROM profile_members WHERE record_id IN ({marks}))"
    );
    let doing = "find what the decision touches";
    let mut statement = conn.prepare(&sql).map_err(database(doing))?;
    let wanted = records.iter().chain(records).chain(records);
    let rows = statement.query_map(params_from_iter(wanted), |row| row.get(0)).map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// All edges with an end among these records, ordered.
fn edges_of(conn: &Connection, records: &[i64]) -> Result<Vec<StoredEdge>, ResolveError> {
    let marks = vec!["?"; records.len()].join(", ");
    let sql = format!(
        "SELECT left_record, right_record, weight, evidence = 'deterministic', state FROM edges
         WHERE left_record IN ({marks})
         UNION SELECT left_record, right_record, weight, evidence = 'deterministic', state FROM edges
         WHERE right_record IN ({marks}) ORDER BY left_record, right_record"
    );
    let doing = "read the edges";
    let mut statement = conn.prepare(&sql).map_err(database(doing))?;
    let rows = statement
        .query_map(params_from_iter(records.iter().chain(records)), |row| {
            Ok(StoredEdge {
                left: row.get(0)?,
                right: row.get(1)?,
                weight: row.get(2)?,
                certain: row.get(3)?,
                state: row.get(4)?,
            })
        })
        .map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// `records` are those of the two profiles the edge runs between.
fn set_state(conn: &Connection, edge: &StoredEdge, state: &str, records: usize) -> Result<(), ResolveError> {
    let priority = if state == "review" { store::priority(edge.weight, records) } else { 0.0 };
    conn.execute(
        "UPDATE edges SET state = ?, priority = ? WHERE left_record = ? AND right_record = ?",
        params![state, priority, edge.left, edge.right],
    )
    .map_err(database("update the edges"))?;
    Ok(())
}

/// The verdicts among these records, by index.
fn among(verdicts: &[Verdict], index: &FxHashMap<i64, u32>) -> Verdicts {
    let mut out = Verdicts::default();
    for v in verdicts {
        let (Some(&a), Some(&b)) = (index.get(&v.left), index.get(&v.right)) else { continue };
        match v.verdict.as_str() {
            "same" => out.same.push((a, b)),
            "different" => out.different.push((a, b)),
            _ => out.unsure.push((a, b)),
        }
    }
    out
}

/// What became of the profiles that changed.
fn sentence(before: &[i64], after: &[i64], records: usize) -> String {
    let profiles = |n: usize| if n == 1 { "1 profile".to_owned() } else { format!("{n} profiles") };
    match (before.len(), after.len()) {
        (0, 0) => "no profile changed".into(),
        (b, a) if b == a => format!("{records} records moved between {}", profiles(a)),
        (b, a) => format!("{} became {a} ({records} records)", profiles(b)),
    }
}
