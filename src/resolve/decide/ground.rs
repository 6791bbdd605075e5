//! A pair as it was read for a steward's eyes, kept so that her word on it need not read it again.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::{self, Lives, Names};
use super::outcome::Preview;
use super::reach::{Around, Reach};
use super::{MOST_PREVIEWED, Verdict};
use duckdb::Connection;
use rustc_hash::FxHashSet;
use std::fmt;
use std::sync::Arc;

/// What a decision on two records may touch, as it stood when it was read.
#[derive(Clone)]
pub struct Ground(Arc<Read>);

struct Read {
    reach: Reach,
    /// Who was in a household with its records.
    lives: Vec<Lives>,
    /// What the two records are called.
    names: Names,
    /// The last run, load and decision at that time.
    run: i64,
    load: i64,
    decision: i64,
    /// How many words there were on golden values and locks.
    others: i64,
    /// How many lines the ledger of profiles had.
    ledger: i64,
}

impl Ground {
    /// Reads it; `None` when so many records hang together that nobody waits for it.
    pub(in crate::resolve) fn read(
        conn: &Connection,
        left: i64,
        right: i64,
    ) -> Result<Option<Self>, ResolveError> {
        let (run, load, decision, others, ledger) = last(conn)?;
        let (model, pair) = (store::load_model(conn)?, (left.min(right), left.max(right)));
        let Some(reach) = Reach::read(conn, model, vec![pair], MOST_PREVIEWED)? else { return Ok(None) };
        let lives = store::neighbours(conn, reach.records())?;
        let names = store::names(conn, &[pair.0, pair.1])?;
        Ok(Some(Self(Arc::new(Read { reach, lives, names, run, load, decision, others, ledger }))))
    }

    pub(in crate::resolve) fn reach(&self) -> &Reach {
        &self.0.reach
    }

    pub(super) fn names(&self) -> &Names {
        &self.0.names
    }

    /// What it may change beside, as long as it [holds](Self::holds).
    pub(super) fn around(&self, conn: &Connection) -> Result<Around, ResolveError> {
        Ok(Around { lives: self.0.lives.clone(), next: store::next_profile(conn)? })
    }

    /// What either word on the pair would change.
    pub(in crate::resolve) fn preview(&self, conn: &Connection) -> Result<Preview, ResolveError> {
        let (reach, around) = (self.reach(), self.around(conn)?);
        let outcome = |verdict: Verdict| {
            let ((left, right), verdict) = (reach.pair(), verdict.as_str().to_owned());
            let mut verdicts = reach.verdicts.clone();
            verdicts.retain(|v| (v.left, v.right) != (left, right));
            verdicts.push(store::Verdict { left, right, verdict });
            reach.plan(&verdicts, &around, &[]).outcome
        };
        Ok(Preview { same: outcome(Verdict::Same), different: outcome(Verdict::Different) })
    }

    /// True when it is of this pair and nothing since has touched it. A decision reaches all that hangs together with
    /// its own two records: when neither is among these, it changed neither them nor their profiles, and their edges
    /// only where the profile at the other end became another one. Households change where a profile in them does.
    pub(super) fn holds(&self, conn: &Connection, left: i64, right: i64) -> Result<bool, ResolveError> {
        let Read { reach, lives, run, load, decision, others, ledger, .. } = &*self.0;
        let (run_now, load_now, decision_now, others_now, _) = last(conn)?;
        if reach.pair() != (left, right) || (run_now, load_now, others_now) != (*run, *load, *others) {
            return Ok(false);
        }
        if decision_now == *decision {
            return Ok(true);
        }
        let since = |sql, from: &i64| -> Result<Vec<Option<i64>>, ResolveError> {
            store::rows(conn, sql, [from], "read what was decided meanwhile", store::one)
        };
        let decided = since(
            "SELECT unnest([left_record, right_record]) FROM decisions WHERE decision_id > ?",
            decision,
        )?;
        let changed = since(
            "SELECT unnest([profile_id, coalesce(other_id, profile_id)]) FROM profile_ledger WHERE rowid >= ?",
            ledger,
        )?;
        let is_here = |record: &Option<i64>| record.is_none_or(|r| reach.records().binary_search(&r).is_ok());
        let neighbours = lives.iter().map(|lives| lives.profile);
        let near: FxHashSet<i64> = reach.outside.values().copied().chain(neighbours).collect();
        let is_near = |profile: &Option<i64>| profile.is_none_or(|profile| near.contains(&profile));
        Ok(!decided.iter().any(is_here) && !changed.iter().any(is_near))
    }
}

fn last(conn: &Connection) -> Result<(i64, i64, i64, i64, i64), ResolveError> {
    let sql =
        "SELECT (SELECT coalesce(max(run_id), 0) FROM runs), (SELECT coalesce(max(load_id), 0) FROM loads),
            (SELECT coalesce(max(decision_id), 0) FROM decisions),
            (SELECT count(*) FROM golden_choices) + (SELECT count(*) FROM profile_locks),
            (SELECT count(*) FROM profile_ledger)";
    conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .map_err(database("read what was done last"))
}

/// Of one pair at one time, all are equal.
impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        let key = |Self(read): &Self| (read.reach.pair(), read.run, read.load, read.decision, read.others);
        key(self) == key(other)
    }
}

impl Eq for Ground {}

impl fmt::Debug for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ground")
            .field("run", &self.0.run)
            .field("decision", &self.0.decision)
            .finish_non_exhaustive()
    }
}
