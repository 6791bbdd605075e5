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
        let kept = self.kept.iter().map(|k| {
            let weakest = k.weakest.map_or_else(|| "NULL".to_owned(), |weight| weight.to_string());
            format!("({}, {weakest}::INTEGER, {})", k.profile_id, k.review)
        });
        // Ids as constants: most of the table is passed over unread.
        let ids: Vec<String> = self.kept.iter().map(|k| k.profile_id.to_string()).collect();
        at_once(conn, kept, "update the profiles", |rows| {
            format!(
                "UPDATE profiles SET weakest = v.weakest, review = v.review
                 FROM (VALUES {rows}) v(id, weakest, review) WHERE profile_id = v.id AND profile_id IN ({})",
                ids.join(", ")
            )
        })?;
        let beside = self.beside.iter().map(|(profile, more)| format!("({profile}, {more})"));
        at_once(conn, beside, "update the profiles", |rows| {
            format!(
                "UPDATE profiles SET review = review + v.more FROM (VALUES {rows}) v(id, more)
                 WHERE profile_id = v.id"
            )
        })?;
        let rehoused = self.rehoused.iter().map(|m| {
            let household = m.household.map_or_else(|| "NULL".to_owned(), |household| household.to_string());
            format!("({}, {household}::BIGINT)", m.profile_id)
        });
        at_once(conn, rehoused, "update the households", |rows| {
            format!(
                "UPDATE profiles SET household = v.household FROM (VALUES {rows}) v(id, household)
                 WHERE profile_id = v.id"
            )
        })?;
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
                    doubts.push(format!("({row}, {:e}::DOUBLE)", change.priority))
                }
                Some(row) => alike.entry(change.state).or_default().push(row),
                None => {}
            }
        }
        at_once(conn, doubts.into_iter(), "update the edges", |rows| {
            format!(
                "UPDATE edges SET state = 'review', priority = v.priority FROM (VALUES {rows}) v(id, priority)
                 WHERE edges.rowid = v.id"
            )
        })?;
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

/// One statement for many rows of numbers; none where there are none.
fn at_once(
    conn: &Connection,
    rows: impl Iterator<Item = String>,
    doing: &'static str,
    sql: impl FnOnce(String) -> String,
) -> Result<(), ResolveError> {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    conn.execute(&sql(rows.join(", ")), []).map_err(database(doing)).map(|_| ())
}
