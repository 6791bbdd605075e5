//! What a decision on a pair may touch: the records linked to it, directly or not, with their profiles and edges.
//!
//! Groups only ever form along links and verdicts, so resolving these anew gives what a whole run would give with the
//! same model.

use super::super::ResolveError;
use super::super::error::database;
use super::super::explain::Compared;
use super::super::model::Model;
use super::super::score::milli;
use super::super::store::{self, Standing, Verdict};
use duckdb::{Connection, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};

/// An edge of the workspace, by record ids.
#[derive(Debug, Clone)]
pub(super) struct StoredEdge {
    /// Its row; `None`: it is not stored, no rule found the pair.
    pub row: Option<i64>,
    pub left: i64,
    pub right: i64,
    pub weight: i32,
    pub certain: bool,
    pub state: String,
}

/// All that a decision may touch, read once.
pub(super) struct Reach {
    pub left: i64,
    pub right: i64,
    /// Match weight of the pair.
    pub weight: i32,
    /// Records with all it takes to compare them; in the corpus by ascending id.
    pub compared: Compared,
    /// The profile each record is in.
    pub members: FxHashMap<i64, i64>,
    /// Those profiles, by id.
    pub profiles: Vec<Standing>,
    /// All edges with an end among the records and that of the pair, ordered.
    pub edges: Vec<StoredEdge>,
    /// The decisions in force.
    pub verdicts: Vec<Verdict>,
    /// The next id that no profile ever had.
    pub next: i64,
}

impl Reach {
    /// Reads it; `None` when it is more than `most` records.
    pub(super) fn read(
        conn: &Connection,
        model: Model,
        left: i64,
        right: i64,
        most: usize,
    ) -> Result<Option<Self>, ResolveError> {
        let verdicts = store::in_force(conn)?;
        let merge_at = milli(model.merge_at);
        let mut members = FxHashMap::default();
        let mut edges: FxHashMap<(i64, i64), StoredEdge> = FxHashMap::default();
        let mut said: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        for v in verdicts.iter().filter(|v| v.verdict == "same") {
            said.entry(v.left).or_default().push(v.right);
            said.entry(v.right).or_default().push(v.left);
        }
        let mut seen: FxHashSet<i64> = [left, right].into_iter().collect();
        let mut frontier = vec![left, right];
        while !frontier.is_empty() {
            // Who is in one profile with them, then what links all of these.
            let fellows = fellows(conn, &frontier)?;
            frontier.extend(fellows.iter().map(|m| m.0).filter(|record| seen.insert(*record)));
            members.extend(fellows);
            if seen.len() > most {
                return Ok(None);
            }
            let mut reached = Vec::new();
            for edge in edges_of(conn, &frontier)? {
                if edge.weight >= merge_at || edge.certain || edge.state == "merged" {
                    reached.extend([edge.left, edge.right]);
                }
                edges.insert((edge.left, edge.right), edge);
            }
            reached.extend(frontier.iter().filter_map(|record| said.get(record)).flatten());
            frontier = reached.into_iter().filter(|record| seen.insert(*record)).collect();
        }
        let mut records: Vec<i64> = seen.into_iter().collect();
        records.sort_unstable();
        let compared = Compared::load(conn, model, &records)?;
        let weight = weight(&compared, &records, left, right);
        edges.entry((left, right)).or_insert_with(|| StoredEdge {
            row: None,
            left,
            right,
            weight,
            certain: false,
            state: String::new(),
        });
        let mut edges: Vec<StoredEdge> = edges.into_values().collect();
        edges.sort_unstable_by_key(|e| (e.left, e.right));
        let mut ids: Vec<i64> = members.values().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let profiles = store::standing(conn, &ids)?;
        let next = store::next_profile(conn)?;
        Ok(Some(Self { left, right, weight, compared, members, profiles, edges, verdicts, next }))
    }

    /// The records, ascending.
    pub(super) fn records(&self) -> &[i64] {
        &self.compared.corpus.record_ids
    }
}

/// The match weight of two of the records.
fn weight(compared: &Compared, records: &[i64], left: i64, right: i64) -> i32 {
    let row = |id: i64| compared.corpus.row(records.partition_point(|record| *record < id) as u32);
    let (a, b) = (row(left), row(right));
    let pattern = compared.comparisons.pattern(&compared.corpus, a, b);
    compared.scorer.weight(&compared.comparisons, pattern, a, b, &compared.corpus)
}

/// All records of the profiles that these are in, with their profile.
fn fellows(conn: &Connection, records: &[i64]) -> Result<Vec<(i64, i64)>, ResolveError> {
    let pairs = |column: &str, wanted: &[i64]| -> Result<Vec<(i64, i64)>, ResolveError> {
        let doing = "find what the decision touches";
        let marks = vec!["?"; wanted.len()].join(", ");
        let sql = format!("SELECT record_id, profile_id FROM profile_members WHERE {column} IN ({marks})");
        let mut statement = conn.prepare(&sql).map_err(database(doing))?;
        let rows = statement
            .query_map(params_from_iter(wanted), |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(database(doing))?;
        rows.collect::<Result<_, _>>().map_err(database(doing))
    };
    let mut profiles: Vec<i64> = pairs("record_id", records)?.into_iter().map(|m| m.1).collect();
    profiles.sort_unstable();
    profiles.dedup();
    if profiles.is_empty() {
        return Ok(Vec::new());
    }
    pairs("profile_id", &profiles)
}

/// All edges with an end among these records.
fn edges_of(conn: &Connection, records: &[i64]) -> Result<Vec<StoredEdge>, ResolveError> {
    let part = |n: usize, column: &str| {
        format!(
            "SELECT rowid, left_record, right_record, weight, evidence = 'deterministic', state
             FROM edges JOIN wanted{n} ON {column} = id"
        )
    };
    // Joined: a long list after IN is looked through for every edge.
    let values = vec!["(?::BIGINT)"; records.len()].join(", ");
    let sql = format!(
        "WITH wanted1(id) AS (VALUES {values}), wanted2(id) AS (VALUES {values})
         {} UNION ALL {}",
        part(1, "left_record"),
        part(2, "right_record")
    );
    let doing = "read the edges";
    let mut statement = conn.prepare(&sql).map_err(database(doing))?;
    let rows = statement
        .query_map(params_from_iter(records.iter().chain(records)), |row| {
            Ok(StoredEdge {
                row: row.get(0)?,
                left: row.get(1)?,
                right: row.get(2)?,
                weight: row.get(3)?,
                certain: row.get(4)?,
                state: row.get(5)?,
            })
        })
        .map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}
