//! What the last load did to profiles there were before it: merged, split, moved, lost, with the cause; and one such change
//! from inside, with both sides and what taking it back would change.

use super::diff::{ResolvedRun, cause_in_words, change_in_words, resolved_runs};
use super::how::Half;
use super::profile::golden;
use super::review::Pair;
use super::{LONGEST_PAGE, Overview, overview};
use crate::resolve::ResolveError;
use crate::resolve::decide::{Regroup, RegroupView, Verdict, preview_regroup};
use crate::resolve::store::{members, one, rows};
use crate::workspace::moment;
use duckdb::{Connection, Row, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// The reason under which a steward leaves such a change as it is: it is not asked about again.
pub const AGREED: &str = "looked at what the load changed: right";

const DOING: &str = "read what the load changed";

/// What the last load did to profiles there were before it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Upsets {
    /// The run before it; `None`: all there is came with the first run.
    pub before: Option<ResolvedRun>,
    /// When the last records came, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub loaded_at: Option<DateTime>,
    /// Profiles there are.
    pub profiles: u64,
    /// The changes, the one that does most damage if it is wrong first; at most [`LONGEST_PAGE`].
    pub changes: Vec<UpsetRow>,
}

/// A change of a profile that was there before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpsetRow {
    /// The run that made it.
    pub run_id: i64,
    /// When, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub at: Option<DateTime>,
    /// The profile.
    pub profile_id: i64,
    /// merged, split, moved, lost, gone.
    pub change: String,
    /// The other profile.
    pub other_id: Option<i64>,
    /// Records that moved.
    pub moved: u64,
    /// new record, changed record, removed record, model.
    pub cause: String,
    /// The profile's name now.
    pub name: Option<String>,
    /// The other one's, where it is still there.
    pub other_name: Option<String>,
    /// The profile's records now.
    pub records: u64,
    /// What the people spent.
    pub revenue: f64,
    /// In this currency.
    pub currency: Option<String>,
    /// Chance that it is wrong, as far as cause and weakest pair tell.
    pub doubt: f64,
    /// Doubt times records times revenue, the last two on a logarithmic scale.
    pub damage: f64,
    /// What happened, in words.
    pub what: String,
    /// Why, in words.
    pub why: String,
}

/// Which change it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpsetKey {
    /// The run that made it.
    pub run_id: i64,
    /// The profile.
    pub profile_id: i64,
    /// The other profile.
    pub other_id: Option<i64>,
    /// merged, split, moved, lost, gone.
    pub change: String,
}

impl UpsetRow {
    /// Which change it is.
    #[must_use]
    pub fn key(&self) -> UpsetKey {
        let Self { run_id, profile_id, other_id, .. } = *self;
        UpsetKey { run_id, profile_id, other_id, change: self.change.clone() }
    }

    /// The same as one number.
    #[must_use]
    pub fn id(&self) -> i64 {
        let first = self.change.bytes().next().map_or(0, i64::from);
        self.profile_id.rotate_left(32) ^ self.other_id.unwrap_or_default().rotate_left(8) ^ first
    }
}

/// One of them from inside.
#[derive(Debug, Clone, PartialEq)]
pub struct UpsetView {
    /// Which change it is.
    pub key: UpsetKey,
    /// The records that stayed, and those that came or went; `None` where those left the data.
    pub sides: Option<[Half; 2]>,
    /// What she would say to leave it as it is.
    pub agree: Option<(Pair, Verdict)>,
    /// What takes it back, and what that would change, or why it can't be.
    pub back: Option<(Regroup, Result<RegroupView, String>)>,
}

/// What the last load did to profiles there were before it.
///
/// # Errors
/// When DuckDB refuses.
pub fn upsets(conn: &Connection) -> Result<Upsets, ResolveError> {
    let runs = resolved_runs(conn)?;
    let Overview { profiles, .. } = overview(conn)?;
    let Some((before, loaded_at)) = window(conn, &runs)? else {
        return Ok(Upsets { profiles, ..Upsets::default() });
    };
    let sql = include_str!("../../../assets/sql/resolve/upset.sql");
    let changes = rows(conn, sql, params![before.run_id, LONGEST_PAGE], DOING, row)?;
    Ok(Upsets { before: Some(before), loaded_at, profiles, changes })
}

/// The run before the last one that had something new to read, and when that came; where no load tells, the last run but
/// one. `None`: only one run has resolved anything.
fn window(
    conn: &Connection,
    runs: &[ResolvedRun],
) -> Result<Option<(ResolvedRun, Option<DateTime>)>, ResolveError> {
    let [first, .., last] = runs else { return Ok(None) };
    // What came after the last run is resolved in none.
    let sql = "SELECT max(loaded_at) FROM loads WHERE records > 0 AND loaded_at <= CAST(? AS TIMESTAMP)";
    let until = last.started_at.map(|at| at.to_string());
    let found: Vec<Option<DateTime>> = rows(conn, sql, [until], DOING, |row| moment::at(row, 0))?;
    let loaded_at = found.into_iter().flatten().next();
    let before = match loaded_at {
        None => runs.iter().rev().nth(1),
        Some(at) => runs.iter().rev().find(|run| run.started_at.is_some_and(|start| start < at)),
    };
    Ok(Some((before.unwrap_or(first).clone(), loaded_at)))
}

fn row(row: &Row<'_>) -> duckdb::Result<UpsetRow> {
    let (change, other_id, moved): (String, Option<i64>, u64) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let cause: String = row.get(6)?;
    Ok(UpsetRow {
        run_id: row.get(0)?,
        at: moment::at(row, 1)?,
        profile_id: row.get(2)?,
        what: change_in_words(&change, other_id, moved),
        why: cause_in_words(&cause),
        change,
        other_id,
        moved,
        cause,
        name: row.get(7)?,
        other_name: row.get(8)?,
        records: row.get(9)?,
        revenue: row.get(10)?,
        currency: row.get(11)?,
        doubt: row.get(12)?,
        damage: row.get(13)?,
    })
}

/// One change from inside. What has become of its profiles since is told as it is now.
///
/// # Errors
/// When DuckDB refuses.
pub fn upset(conn: &Connection, key: &UpsetKey) -> Result<UpsetView, ResolveError> {
    let mut view = UpsetView { key: key.clone(), sides: None, agree: None, back: None };
    let Some(other) = key.other_id else { return Ok(view) };
    let split = key.change == "split";
    let (was, now) = if split { (key.profile_id, other) } else { (other, key.profile_id) };
    let all = members(conn, now)?;
    let sql = "SELECT DISTINCT record_id FROM record_moves WHERE run_id >= ? AND profile_id = ?";
    let moved: Vec<i64> = rows(conn, sql, [key.run_id, was], DOING, one)?;
    let (came, rest): (Vec<i64>, Vec<i64>) = all.iter().partition(|record| moved.contains(record));
    let (stayed, moved) = if split { (members(conn, was)?, all) } else { (rest, came) };
    let (Some(a), Some(b)) = (stayed.iter().min().copied(), moved.iter().min().copied()) else {
        return Ok(view);
    };
    view.agree = Some((Pair::of(a, b), if split { Verdict::Different } else { Verdict::Same }));
    let back = match key.change.as_str() {
        "split" => Regroup::Merge(vec![was, now]),
        "moved" if !members(conn, other)?.is_empty() => Regroup::Move(moved.clone(), other),
        _ => Regroup::Split(moved.clone()),
    };
    let coming = match preview_regroup(conn, &back) {
        Err(
            why @ (ResolveError::NoSuchDecision(_) | ResolveError::NewRecords | ResolveError::NotResolved),
        ) => Err(why.to_string()),
        other => Ok(other?),
    };
    view.back = Some((back, coming));
    let half = |records: Vec<i64>| golden(conn, &records).map(|golden| Half { records, golden });
    view.sides = Some([half(stayed)?, half(moved)?]);
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::{Author, Which, decide, regroup, undo};
    use crate::resolve::read::diff::tests::{author, workspace};

    fn listed(conn: &Connection) -> Vec<(i64, Option<i64>, String)> {
        let found = upsets(conn).unwrap().changes;
        found.iter().map(|row| (row.profile_id, row.other_id, row.change.clone())).collect()
    }

    #[test]
    fn what_a_run_did_to_old_profiles_is_listed_with_its_cause() {
        let workspace = workspace();
        let conn = workspace.connection();
        let found = upsets(conn).unwrap();
        assert_eq!(found.before.as_ref().map(|run| run.run_id), Some(1));
        assert!(found.changes.is_sorted_by(|a, b| a.damage >= b.damage), "{found:?}");
        let told: Vec<String> = found
            .changes
            .iter()
            .map(|row| format!("P{} {} because of {}", row.profile_id, row.what, row.why))
            .collect();
        // What went from P4 into the new P7 met nobody there.
        assert_eq!(
            told,
            [
                "P3 P4 came in and is gone (1 record) because of a changed record",
                "P5 gone, its 1 record left the data because of a removed record",
            ]
        );
    }

    #[test]
    fn each_can_be_left_or_taken_back_and_comes_again_with_undo() {
        let workspace = workspace();
        let conn = workspace.connection();
        let before = listed(conn);
        for row in upsets(conn).unwrap().changes {
            let view = upset(conn, &row.key()).unwrap();
            let Some((pair, verdict)) = view.agree else {
                assert!(view.sides.is_none() && view.back.is_none());
                continue;
            };
            let maria = Author { reason: AGREED, ..author(16) };
            decide(conn, &maria, verdict, pair.left, pair.right).unwrap();
            assert_eq!(listed(conn).len(), before.len() - 1, "{row:?}");
            undo(conn, &author(16), Which::Last).unwrap();
            assert_eq!(listed(conn), before);
            let (back, coming) = view.back.unwrap();
            let coming = coming.unwrap();
            let done = regroup(conn, &author(17), &back).unwrap();
            assert_eq!(done.outcome, coming.outcome);
            assert!(!listed(conn).contains(&(row.profile_id, row.other_id, row.change.clone())), "{row:?}");
            undo(conn, &author(17), Which::Last).unwrap();
            assert_eq!(listed(conn), before);
        }
    }

    #[test]
    fn with_the_first_run_nothing_was_there_before() {
        let workspace = crate::workspace::Workspace::in_memory().unwrap();
        assert_eq!(upsets(workspace.connection()).unwrap(), Upsets::default());
    }
}
