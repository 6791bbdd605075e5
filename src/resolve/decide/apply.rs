//! Writes what a plan says. Belongs into the transaction of its decision or run.

use super::super::ResolveError;
use super::super::error::database;
use super::super::identity::Change;
use super::super::store::{self, Occasion, Replacement};
use super::outcome::Outcome;
use super::plan::{EdgeChange, Plan};
use duckdb::Connection;
use duckdb::arrow::array::{Float64Array, Int32Array, Int64Array, StringArray, UInt64Array};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was written.
pub(super) struct Put {
    pub gone: Vec<i64>,
    pub records: Vec<Vec<i64>>,
    pub profile_ids: Vec<i64>,
    pub changes: Vec<Change>,
    pub moved: Vec<(i64, i64)>,
    pub outcome: Outcome,
}

impl Plan {
    /// Writes it for the decision of this number.
    pub(super) fn apply(
        self,
        conn: &Connection,
        decision_id: i64,
        occasion: &Occasion,
    ) -> Result<Outcome, ResolveError> {
        let put = self.put(conn)?;
        store::told(conn, &put.changes, occasion)?;
        store::remember_moves(conn, decision_id, &put.moved)?;
        Ok(put.outcome)
    }

    /// Writes edges, profiles and households; what became of the profiles is still to be told.
    pub(super) fn put(self, conn: &Connection) -> Result<Put, ResolveError> {
        self.write_edges(conn)?;
        let with = Replacement {
            gone: &self.gone,
            records: &self.records,
            written: &self.written,
            golden: self.golden,
            profile_ids: &self.profile_ids,
            households: &self.households,
        };
        store::replace_profiles(conn, with)?;
        let or_null = |value: Option<i64>| value.map_or_else(|| "NULL".to_owned(), |value| value.to_string());
        let weakest = |weight: Option<i32>| or_null(weight.map(i64::from));
        let kept = self.kept.iter().map(|k| (k.profile_id, vec![weakest(k.weakest), k.review.to_string()]));
        PROFILES.update(conn, "weakest = {0}::INTEGER, review = {1}", kept.collect())?;
        let beside = self.beside.iter().map(|(profile, more)| (*profile, vec![more.to_string()]));
        PROFILES.update(conn, "review = review + {0}", beside.collect())?;
        let rehoused = self.rehoused.iter().map(|m| (m.profile_id, vec![or_null(m.household)]));
        PROFILES.update(conn, "household = {0}::BIGINT", rehoused.collect())?;
        let Self { gone, records, profile_ids, changes, moved, outcome, .. } = self;
        Ok(Put { gone, records, profile_ids, changes, moved, outcome })
    }

    fn write_edges(&self, conn: &Connection) -> Result<(), ResolveError> {
        // Those that get the same state at once; only doubts are worth something.
        let mut alike: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        let mut doubts = Vec::new();
        for change in &self.edges {
            match change.edge.row {
                Some(row) if change.state == "review" => {
                    doubts.push((row, vec![format!("{:e}::DOUBLE", change.priority)]))
                }
                Some(row) => alike.entry(change.state).or_default().push(row),
                None => {}
            }
        }
        EDGES.update(conn, "state = 'review', priority = {0}", doubts)?;
        for (state, rows) in alike {
            let among = store::among(conn, &rows)?;
            let sql = format!("UPDATE edges SET state = '{state}', priority = 0 WHERE rowid IN {among}");
            conn.execute(&sql, []).map_err(database("update the edges"))?;
        }
        if !self.forgotten.is_empty() {
            let among = store::among(conn, &self.forgotten)?;
            conn.execute(&format!("DELETE FROM edges WHERE rowid IN {among}"), [])
                .map_err(database("update the edges"))?;
        }
        self.add_edges(conn)
    }

    /// Stores those that are new: a decided pair is an edge, also when no blocking rule found it.
    fn add_edges(&self, conn: &Connection) -> Result<(), ResolveError> {
        let new: Vec<&EdgeChange> = self.edges.iter().filter(|change| change.edge.row.is_none()).collect();
        let evidence = |change: &EdgeChange| match change.edge.evidence {
            // What is learned is the reason where it merges.
            "learned" if change.state != "merged" => "probabilistic",
            evidence => evidence,
        };
        store::append(
            conn,
            "edges",
            vec![
                Arc::new(Int64Array::from_iter_values(new.iter().map(|c| c.edge.left))),
                Arc::new(Int64Array::from_iter_values(new.iter().map(|c| c.edge.right))),
                Arc::new(Int32Array::from_iter_values(new.iter().map(|c| c.edge.weight))),
                Arc::new(UInt64Array::from_iter_values(new.iter().map(|c| c.edge.pattern))),
                Arc::new(Int32Array::from_iter_values(new.iter().map(|c| c.edge.rule))),
                Arc::new(StringArray::from_iter_values(new.iter().map(|c| evidence(c)))),
                Arc::new(StringArray::from_iter_values(new.iter().map(|c| c.state))),
                Arc::new(Float64Array::from_iter_values(new.iter().map(|c| c.priority))),
                Arc::new(Int32Array::from_iter_values(new.iter().map(|_| 0))),
            ],
        )
    }
}

/// Rows of a table, told apart by a number.
struct Rows {
    table: &'static str,
    key: &'static str,
    doing: &'static str,
}

const PROFILES: Rows = Rows { table: "profiles", key: "profile_id", doing: "update the profiles" };
const EDGES: Rows = Rows { table: "edges", key: "rowid", doing: "update the edges" };

/// Rows updated one by one: a join with a list of them costs as much as three.
const ONE_BY_ONE: usize = 3;

impl Rows {
    /// Sets values of some rows, each given as its key and the values that take the places `{0}`, `{1}` in `set`.
    fn update(
        &self,
        conn: &Connection,
        set: &str,
        rows: Vec<(i64, Vec<String>)>,
    ) -> Result<(), ResolveError> {
        let Self { table, key, doing } = self;
        let with = |values: &[String]| {
            let places = values.iter().enumerate();
            places.fold(set.to_owned(), |set, (i, value)| set.replace(&format!("{{{i}}}"), value))
        };
        let sql = match &rows[..] {
            [] => return Ok(()),
            few if few.len() <= ONE_BY_ONE => few
                .iter()
                .map(|(id, values)| format!("UPDATE {table} SET {} WHERE {key} = {id};", with(values)))
                .collect(),
            [(_, first), ..] => {
                let columns: Vec<String> = (0..first.len()).map(|i| format!("v{i}")).collect();
                let listed = rows.iter().map(|(id, values)| format!("({id}, {})", values.join(", ")));
                let listed: Vec<String> = listed.collect();
                format!(
                    "UPDATE {table} SET {} FROM (VALUES {}) v(id, {}) WHERE {table}.{key} = v.id",
                    with(&columns),
                    listed.join(", "),
                    columns.join(", "),
                )
            }
        };
        conn.execute_batch(&sql).map_err(database(doing))
    }
}
