//! Follows links, profiles and the steward's "same" from some records as far as they go.

use super::super::ResolveError;
use super::super::compare::Pattern;
use super::super::edge::Edge;
use super::super::model::Model;
use super::super::score::{Weight, milli};
use super::super::store::{Verdict, among, one, rows, two};
use duckdb::{Connection, Row};
use rustc_hash::{FxHashMap, FxHashSet};

/// An edge of the workspace, by record ids.
#[derive(Debug, Clone)]
pub(super) struct StoredEdge {
    /// Its row; `None`: it is not stored, no rule found the pair.
    pub row: Option<i64>,
    pub left: i64,
    pub right: i64,
    pub weight: i32,
    /// The blocking rule that found it, by its position; [`NO_RULE`]: none.
    pub rule: i16,
    pub certain: bool,
    pub state: String,
    /// What a decision on it was said to be worth.
    pub priority: f64,
    /// Comparison levels and evidence of one that is not stored yet.
    pub pattern: Pattern,
    pub evidence: &'static str,
}

impl StoredEdge {
    /// One that is not stored yet.
    pub(super) fn new((left, right): (i64, i64), edge: &Edge, evidence: &'static str) -> Self {
        let Edge { weight, rule, certain, pattern, .. } = *edge;
        let (row, state, priority) = (None, String::new(), 0.0);
        Self { row, left, right, weight, rule, certain, state, priority, pattern, evidence }
    }
}

/// Records, their profiles and their edges, before anything is compared.
pub(super) struct Found {
    pub seen: FxHashSet<i64>,
    /// The profile each is in.
    pub members: FxHashMap<i64, i64>,
    /// All edges with an end among them.
    pub edges: Vec<StoredEdge>,
}

/// What hangs together with these records, also by edges that are not stored yet; `None` past `most` of them.
pub(super) fn search(
    conn: &Connection,
    model: &Model,
    verdicts: &[Verdict],
    (from, new): (Vec<i64>, Vec<StoredEdge>),
    most: usize,
) -> Result<Option<Found>, ResolveError> {
    let mut search = Search { merge_at: milli(model.merge_at), ..Search::default() };
    search.add(new);
    verdicts.iter().filter(|v| v.verdict == "same").for_each(|v| search.tie(v.left, v.right));
    let mut members: FxHashMap<i64, i64> = FxHashMap::default();
    let mut frontier = from;
    loop {
        let fresh = search.spread(conn, frontier)?;
        if fresh.is_empty() {
            break;
        }
        if search.seen.len() > most {
            return Ok(None);
        }
        let fellows = fellows(conn, &fresh)?;
        frontier = fellows.iter().map(|m| m.0).collect();
        members.extend(fellows);
        search.add(edges_across(conn, &fresh)?);
        frontier.extend(search.near(&fresh));
    }
    let Search { mut edges, seen, .. } = search;
    edges.retain(|(left, right), _| seen.contains(left) || seen.contains(right));
    Ok(Some(Found { seen, members, edges: edges.into_values().collect() }))
}

#[derive(Default)]
struct Search {
    merge_at: Weight,
    seen: FxHashSet<i64>,
    edges: FxHashMap<(i64, i64), StoredEdge>,
    /// By record: those a link or the steward ties it to.
    ties: FxHashMap<i64, Vec<i64>>,
    /// Components whose edges are read, and records whose component is known to be among them.
    read: FxHashSet<i32>,
    placed: FxHashSet<i64>,
}

impl Search {
    fn tie(&mut self, left: i64, right: i64) {
        self.ties.entry(left).or_default().push(right);
        self.ties.entry(right).or_default().push(left);
    }

    fn add(&mut self, edges: Vec<StoredEdge>) {
        for edge in edges {
            if edge.weight >= self.merge_at || edge.certain || edge.state == "merged" {
                self.tie(edge.left, edge.right);
            }
            self.edges.insert((edge.left, edge.right), edge);
        }
    }

    /// Those tied to these records that nobody has seen.
    fn near(&self, records: &[i64]) -> Vec<i64> {
        let ends = records.iter().filter_map(|record| self.ties.get(record)).flatten();
        ends.copied().filter(|record| !self.seen.contains(record)).collect()
    }

    /// Sees these records and all that ties lead to from them. Returns those nobody had seen.
    fn spread(&mut self, conn: &Connection, from: Vec<i64>) -> Result<Vec<i64>, ResolveError> {
        let (mut fresh, mut next) = (Vec::new(), from);
        loop {
            let begun = fresh.len();
            while !next.is_empty() {
                next.retain(|record| self.seen.insert(*record));
                let further = self.near(&next);
                fresh.append(&mut next);
                next = further;
            }
            if fresh.len() == begun {
                return Ok(fresh);
            }
            let unplaced = fresh[begun..].iter().copied().filter(|record| self.placed.insert(*record));
            let unplaced: Vec<i64> = unplaced.collect();
            self.place(conn, &unplaced)?;
            next = self.near(&fresh);
        }
    }

    /// Reads the edges of the components these records are in.
    fn place(&mut self, conn: &Connection, records: &[i64]) -> Result<(), ResolveError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut components = components_of(conn, records)?;
        components.retain(|component| self.read.insert(*component));
        let edges = edges_inside(conn, &components)?;
        self.placed.extend(edges.iter().flat_map(|edge| [edge.left, edge.right]));
        self.add(edges);
        Ok(())
    }
}

pub(super) const DOING: &str = "find what the decision touches";

/// The records that share a profile with these, themselves included: record and profile.
fn fellows(conn: &Connection, records: &[i64]) -> Result<Vec<(i64, i64)>, ResolveError> {
    let sql = format!(
        "SELECT record_id, profile_id FROM profile_members WHERE profile_id IN
             (SELECT profile_id FROM profile_members WHERE record_id IN {})",
        among(conn, records)?
    );
    rows(conn, sql, [], DOING, two)
}

fn components_of(conn: &Connection, records: &[i64]) -> Result<Vec<i32>, ResolveError> {
    let sql = format!(
        "SELECT DISTINCT component FROM record_components WHERE record_id IN {} ORDER BY component",
        among(conn, records)?
    );
    rows(conn, sql, [], DOING, one)
}

fn edges_inside(conn: &Connection, components: &[i32]) -> Result<Vec<StoredEdge>, ResolveError> {
    if components.is_empty() {
        return Ok(Vec::new());
    }
    let components: Vec<i64> = components.iter().copied().map(i64::from).collect();
    let sql = format!("{EDGES} FROM edges WHERE component IN {}", among(conn, &components)?);
    rows(conn, sql, [], DOING, edge)
}

/// Those between components, with an end among these records.
fn edges_across(conn: &Connection, records: &[i64]) -> Result<Vec<StoredEdge>, ResolveError> {
    let among = among(conn, records)?;
    // By row: found by narrow columns first. Only of rows that are committed: DuckDB 2.0.0 writes past its memory where a
    // join on row ids meets rows of the transaction itself and deleted ones (it takes the rows left for those scanned).
    let sql = format!(
        "{EDGES} FROM edges WHERE rowid IN (
             SELECT rowid FROM edges WHERE component = 0 AND left_record IN {among}
             UNION ALL SELECT rowid FROM edges WHERE component = 0 AND right_record IN {among})"
    );
    rows(conn, sql, [], DOING, edge)
}

const EDGES: &str =
    "SELECT rowid, left_record, right_record, weight, rule, evidence = 'deterministic', state, priority";

fn edge(row: &Row<'_>) -> duckdb::Result<StoredEdge> {
    Ok(StoredEdge {
        row: row.get(0)?,
        left: row.get(1)?,
        right: row.get(2)?,
        weight: row.get(3)?,
        rule: row.get(4)?,
        certain: row.get(5)?,
        state: row.get(6)?,
        priority: row.get(7)?,
        pattern: 0,
        evidence: "",
    })
}
