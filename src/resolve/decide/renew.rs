//! Brings profiles up to date where a run resolved some records by themselves: as after a decision, but told as a run's.

use super::super::ResolveError;
use super::super::identity::Assignment;
use super::super::store::{self, Differences, Occasion};
use super::apply::Put;
use super::reach::Reach;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

impl Reach {
    /// Groups its records anew by the edges there are now and writes what comes of it; `differences` are what the run
    /// found.
    pub(in crate::resolve) fn renew(
        &self,
        conn: &Connection,
        differences: &Differences,
        occasion: &Occasion,
    ) -> Result<(), ResolveError> {
        let around = self.around(conn)?;
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
        store::write_ledger(conn, &assignment, &records, &before, differences, occasion)
    }
}
