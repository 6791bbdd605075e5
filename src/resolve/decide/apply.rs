//! Writes what a plan says. Belongs into the transaction of its decision or run.

use super::super::ResolveError;
use super::super::error::database;
use super::super::identity::Change;
use super::super::store::{self, EDGES, Occasion, PROFILES, Replacement, or_null};
use super::outcome::Outcome;
use super::plan::{EdgeChange, Kept, Plan};
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
        let weakest = |k: &Kept| or_null(k.weakest.map(i64::from));
        let kept = self.kept.iter().map(|k| (k.profile_id, vec![weakest(k), k.review.to_string()]));
        PROFILES.update(conn, "weakest = {0}::INTEGER, review = {1}", kept.collect())?;
        let beside = self.beside.iter().map(|(profile, more)| (*profile, vec![more.to_string()]));
        PROFILES.update(conn, "review = review + {0}", beside.collect())?;
        store::house(conn, &self.rehoused)?;
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
                Arc::new(Int32Array::from_iter_values(new.iter().map(|c| c.edge.rule.into()))),
                Arc::new(StringArray::from_iter_values(new.iter().map(|c| evidence(c)))),
                Arc::new(StringArray::from_iter_values(new.iter().map(|c| c.state))),
                Arc::new(Float64Array::from_iter_values(new.iter().map(|c| c.priority))),
                Arc::new(Int32Array::from_iter_values(new.iter().map(|_| 0))),
            ],
        )
    }
}
