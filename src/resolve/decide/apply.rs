//! Writes what a plan says. Belongs into the transaction of its decision.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Occasion, Replacement};
use super::outcome::Outcome;
use super::plan::Plan;
use duckdb::{Connection, params, params_from_iter};
use std::collections::BTreeMap;

impl Plan {
    /// Writes it for the decision of this number.
    pub(super) fn apply(
        self,
        conn: &Connection,
        decision_id: i64,
        occasion: &Occasion,
    ) -> Result<Outcome, ResolveError> {
        self.write_edges(conn)?;
        let with = Replacement {
            gone: &self.gone,
            records: &self.records,
            written: &self.written,
            golden: self.golden,
            profile_ids: &self.profile_ids,
            households: &self.households,
            changes: &self.changes,
        };
        store::replace_profiles(conn, with, occasion)?;
        store::remember_moves(conn, decision_id, &self.moved)?;
        for kept in &self.kept {
            conn.execute(
                "UPDATE profiles SET weakest = ?, review = ? WHERE profile_id = ?",
                params![kept.weakest, kept.review, kept.profile_id],
            )
            .map_err(database("update the profiles"))?;
        }
        for moved in &self.rehoused {
            conn.execute(
                "UPDATE profiles SET household = ? WHERE profile_id = ?",
                params![moved.household, moved.profile_id],
            )
            .map_err(database("update the households"))?;
        }
        Ok(self.outcome)
    }

    fn write_edges(&self, conn: &Connection) -> Result<(), ResolveError> {
        let failed = || database("update the edges");
        // Those that get the same state at once; only doubts are worth something.
        let mut alike: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for edge in &self.edges {
            match edge.row {
                Some(row) if edge.state == "review" => conn.execute(
                    "UPDATE edges SET state = ?, priority = ? WHERE rowid = ?",
                    params![edge.state, edge.priority, row],
                ),
                Some(row) => {
                    alike.entry(edge.state).or_default().push(row);
                    Ok(0)
                }
                // A decided pair is an edge, also when no blocking rule found it.
                None => conn.execute(
                    "INSERT INTO edges VALUES (?, ?, ?, 0, -1, 'steward', ?, ?, 0)",
                    params![edge.left, edge.right, edge.weight, edge.state, edge.priority],
                ),
            }
            .map_err(failed())?;
        }
        for (state, rows) in alike {
            let marks = store::holes(rows.len());
            let sql = format!("UPDATE edges SET state = '{state}', priority = 0 WHERE rowid IN ({marks})");
            conn.execute(&sql, params_from_iter(rows)).map_err(failed())?;
        }
        Ok(())
    }
}
