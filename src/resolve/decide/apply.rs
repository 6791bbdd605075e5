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
        Ok(self.outcome)
    }

    fn write_edges(&self, conn: &Connection) -> Result<(), ResolveError> {
        let failed = || database("update the edges");
        // Those that get the same state at once; only doubts are worth something.
        let mut alike: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        let mut doubts = Vec::new();
        for edge in &self.edges {
            match edge.row {
                Some(row) if edge.state == "review" => {
                    doubts.push(format!("({row}, {:e}::DOUBLE)", edge.priority))
                }
                Some(row) => alike.entry(edge.state).or_default().push(row),
                // A decided pair is an edge, also when no blocking rule found it.
                None => {
                    conn.execute(
                        "INSERT INTO edges VALUES (?, ?, ?, 0, -1, 'steward', ?, ?, 0)",
                        params![edge.left, edge.right, edge.weight, edge.state, edge.priority],
                    )
                    .map_err(failed())?;
                }
            }
        }
        at_once(conn, doubts.into_iter(), "update the edges", |rows| {
            format!(
                "UPDATE edges SET state = 'review', priority = v.priority FROM (VALUES {rows}) v(id, priority)
                 WHERE edges.rowid = v.id"
            )
        })?;
        for (state, rows) in alike {
            let marks = store::holes(rows.len());
            let sql = format!("UPDATE edges SET state = '{state}', priority = 0 WHERE rowid IN ({marks})");
            conn.execute(&sql, params_from_iter(rows)).map_err(failed())?;
        }
        if !self.forgotten.is_empty() {
            let sql = format!("DELETE FROM edges WHERE rowid IN ({})", store::holes(self.forgotten.len()));
            conn.execute(&sql, params_from_iter(&self.forgotten)).map_err(failed())?;
        }
        Ok(())
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
