//! Brings profiles up to date where a run resolved some records by themselves: as after a decision, but told as a run's.

use super::super::ResolveError;
use super::super::identity::Assignment;
use super::super::store::{self, Differences, Occasion};
use super::apply::Put;
use super::reach::{Around, Reach};
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

impl Reach {
    /// The profiles its records are in.
    pub(in crate::resolve) fn profile_ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.members.values().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Groups its records anew by the edges there are now and writes what comes of it; `differences` are what the run
    /// found. Returns the profiles that are new or hold other records, in no household yet.
    pub(in crate::resolve) fn renew(
        &self,
        conn: &Connection,
        differences: &Differences,
        occasion: &Occasion,
    ) -> Result<Vec<i64>, ResolveError> {
        let around = Around { lives: Vec::new(), next: store::next_profile(conn)? };
        let Put { gone, records, profile_ids, changes, .. } =
            self.plan(&self.verdicts, &around, &[]).put(conn)?;
        let gone: FxHashSet<i64> = gone.into_iter().collect();
        let before: FxHashMap<i64, i64> = self
            .members
            .iter()
            .filter(|(_, profile)| gone.contains(profile))
            .map(|(r, p)| (*r, *p))
            .collect();
        let assignment = Assignment { profile_ids, changes };
        store::write_ledger(conn, &assignment, &records, &before, differences, occasion)?;
        Ok(assignment.profile_ids)
    }
}
