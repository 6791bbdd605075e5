//! A pair as it was read for a steward's eyes, kept so that her word on it need not read it again.

use super::super::ResolveError;
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
    /// What the log calls its model.
    model: Option<String>,
    last: Last,
}

/// What was done last at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Last {
    run: i64,
    load: i64,
    decision: i64,
    /// How many words there are in the other logs.
    others: i64,
    /// How many lines the ledger of profiles has.
    ledger: i64,
}

impl Ground {
    /// Reads it; `None` when so many records hang together that nobody waits for it.
    pub(in crate::resolve) fn read(
        conn: &Connection,
        left: i64,
        right: i64,
    ) -> Result<Option<Self>, ResolveError> {
        let last = Last::read(conn)?;
        let (model, pair) = (store::load_model(conn)?, (left.min(right), left.max(right)));
        let Some(reach) = Reach::read(conn, model, vec![pair], MOST_PREVIEWED)? else { return Ok(None) };
        let lives = store::neighbours(conn, reach.records())?;
        let names = store::names(conn, &[pair.0, pair.1])?;
        let model = store::model_mark(conn)?;
        Ok(Some(Self(Arc::new(Read { reach, lives, names, model, last }))))
    }

    pub(in crate::resolve) fn reach(&self) -> &Reach {
        &self.0.reach
    }

    pub(super) fn names(&self) -> &Names {
        &self.0.names
    }

    pub(super) fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
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
        let Read { reach, lives, last, .. } = &*self.0;
        let now = Last::read(conn)?;
        let Last { decision, ledger, .. } = now;
        if reach.pair() != (left, right) || now != (Last { decision, ledger, ..*last }) {
            return Ok(false);
        }
        if decision == last.decision {
            return self.edges_stand(conn);
        }
        let since = |sql, from: &i64| -> Result<Vec<Option<i64>>, ResolveError> {
            store::rows(conn, sql, [from], "read what was decided meanwhile", store::one)
        };
        let decided = since(
            "SELECT unnest([left_record, right_record]) FROM decisions WHERE decision_id > ?",
            &last.decision,
        )?;
        let changed = match ledger == last.ledger {
            true => Vec::new(),
            false => since(
                "SELECT unnest([profile_id, coalesce(other_id, profile_id)]) FROM profile_ledger WHERE rowid >= ?",
                &last.ledger,
            )?,
        };
        let is_here = |record: &Option<i64>| record.is_none_or(|r| reach.records().binary_search(&r).is_ok());
        let neighbours = lives.iter().map(|lives| lives.profile);
        let near: FxHashSet<i64> = reach.outside.values().copied().chain(neighbours).collect();
        let is_near = |profile: &Option<i64>| profile.is_none_or(|profile| near.contains(&profile));
        Ok(!decided.iter().any(is_here) && !changed.iter().any(is_near) && self.edges_stand(conn)?)
    }

    /// True when its edges are in the rows where they were read: DuckDB moves rows when it takes up its log into the file.
    fn edges_stand(&self, conn: &Connection) -> Result<bool, ResolveError> {
        let edges = &self.0.reach.edges;
        let read = edges.iter().filter_map(|e| Some((e.row?, e.left, e.right, &e.state)));
        let mut read: Vec<(i64, i64, i64, &String)> = read.collect();
        read.sort_unstable();
        let rows: Vec<i64> = read.iter().map(|edge| edge.0).collect();
        let sql = format!(
            "SELECT rowid, left_record, right_record, state FROM edges WHERE rowid IN {} ORDER BY rowid",
            store::among(conn, &rows)?
        );
        let stored: Vec<(i64, i64, i64, String)> =
            store::rows(conn, sql, [], "read what was decided meanwhile", |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        let stored = stored.iter().map(|(row, left, right, state)| (*row, *left, *right, state));
        Ok(stored.eq(read))
    }
}

impl Last {
    fn read(conn: &Connection) -> Result<Self, ResolveError> {
        // One after the other: of subqueries in one row DuckDB makes joins, which takes it three times as long.
        let sql = "SELECT 0, max(run_id) FROM runs UNION ALL SELECT 1, max(load_id) FROM loads
            UNION ALL SELECT 2, max(decision_id) FROM decisions UNION ALL SELECT 3, max(position) FROM seals
            UNION ALL SELECT 4, count(*) FROM profile_ledger";
        let found: Vec<(usize, Option<i64>)> =
            store::rows(conn, sql, [], "read what was done last", store::two)?;
        let mut at = [0; 5];
        found.iter().for_each(|(place, value)| at[*place] = value.unwrap_or_default());
        let [run, load, decision, sealed, ledger] = at;
        Ok(Self { run, load, decision, others: sealed - decision, ledger })
    }
}

/// Of one pair at one time, all are equal.
impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        let key = |Self(read): &Self| (read.reach.pair(), Last { ledger: 0, ..read.last });
        key(self) == key(other)
    }
}

impl Eq for Ground {}

impl fmt::Debug for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ground").field("last", &self.0.last).finish_non_exhaustive()
    }
}
