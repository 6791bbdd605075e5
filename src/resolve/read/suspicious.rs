//! Profiles that may be several people, with what speaks for that, the one that does most harm first; and one of them
//! from inside, with the cut that would mend it.

use super::LONGEST_PAGE;
use super::how::{How, how};
use super::words::in_words;
use crate::resolve::ResolveError;
use crate::resolve::decide::{CutView, preview_cut};
use crate::resolve::score::probability_of;
use crate::resolve::store::rows;
use crate::text;
use duckdb::{Connection, Row, params};
use serde::Serialize;

/// The reason under which a steward keeps a profile whole: it is not asked about again.
pub const KEPT: &str = "looked at as a whole: one person";

/// A profile that may be several people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuspectRow {
    /// The profile.
    pub profile_id: i64,
    /// Its name.
    pub name: Option<String>,
    /// Its records.
    pub records: u64,
    /// Match weight in bits of the weakest pair that holds it together.
    pub weakest: Option<f64>,
    /// Birth dates that are no slip of each other; 1: nothing to say.
    pub birth_dates: u64,
    /// Distinct given names, when more than three; else 0.
    pub given_names: u64,
    /// A source of which it has several ids though nearly everybody has one.
    pub source: Option<String>,
    /// How many of those.
    pub ids: u64,
    /// What the people spent.
    pub revenue: f64,
    /// In this currency.
    pub currency: Option<String>,
    /// Chance that it is several people, as far as these signs tell.
    pub doubt: f64,
    /// Doubt times records times revenue, the last two on a logarithmic scale.
    pub harm: f64,
    /// Why, a sentence each.
    pub why: Vec<String>,
}

/// One from inside.
#[derive(Debug, Clone, PartialEq)]
pub struct SuspectView {
    /// Which profile.
    pub profile_id: i64,
    /// How it holds together, and where it would come apart.
    pub how: How,
    /// What the cut would change, or why it can't be made; `None`: there is nothing to cut.
    pub cut: Option<Result<CutView, String>>,
}

/// Profiles that may be several people, the one that does most harm first; at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn suspects(conn: &Connection) -> Result<Vec<SuspectRow>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/suspicious.sql");
    rows(conn, sql, params![LONGEST_PAGE, KEPT], "look for profiles that may be several people", suspect)
}

fn suspect(row: &Row<'_>) -> duckdb::Result<SuspectRow> {
    let weakest: Option<i32> = row.get(3)?;
    let mut found = SuspectRow {
        profile_id: row.get(0)?,
        name: row.get(1)?,
        records: row.get(2)?,
        weakest: weakest.map(|weight| f64::from(weight) / 1000.0),
        birth_dates: row.get(4)?,
        given_names: row.get(5)?,
        source: row.get(6)?,
        ids: row.get(7)?,
        revenue: row.get(8)?,
        currency: row.get(9)?,
        doubt: row.get(10)?,
        harm: row.get(11)?,
        why: Vec::new(),
    };
    found.why = why(&found);
    Ok(found)
}

/// The signs as sentences, the strongest first.
fn why(row: &SuspectRow) -> Vec<String> {
    let mut why = Vec::new();
    if let Some(source) = row.source.as_ref().filter(|_| row.ids > 1) {
        why.push(format!("{} ids of {}, which gives each person one", row.ids, text::clean(source)));
    }
    if row.birth_dates > 1 {
        why.push(format!("{} birth dates", row.birth_dates));
    }
    if row.given_names > 3 {
        why.push(format!("{} given names", row.given_names));
    }
    if let Some(bits) = row.weakest.filter(|bits| *bits < WEAK) {
        let odds = in_words(probability_of(bits));
        why.push(format!("its weakest bridge weighs {} bits: {odds}", text::decimal(bits, 1)));
    }
    why
}

/// Bits below which the weakest pair counts as a sign; as in the query.
const WEAK: f64 = 3.0;

/// One profile from inside, with what its cut would change.
///
/// # Errors
/// When nothing was resolved yet, or DuckDB refuses.
pub fn suspect_view(conn: &Connection, profile_id: i64) -> Result<SuspectView, ResolveError> {
    let how = how(conn, profile_id)?;
    let coming = |cut: &super::Cut| {
        let halves = cut.halves.each_ref().map(|half| half.records.as_slice());
        match preview_cut(conn, halves) {
            Err(ResolveError::NoSuchDecision(why)) => Ok(Err(why)),
            other => other.map(Ok),
        }
    };
    let cut = how.cut.as_ref().map(coming).transpose()?;
    Ok(SuspectView { profile_id, how, cut })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::tests::{author, now, workspace};
    use crate::resolve::decide::{Author, Verdict, Which, cut, decide, decide_many, undo};

    /// Five people made one by mistake: David and four others, with their birth dates.
    fn welded() -> (crate::workspace::Workspace, i64) {
        let workspace = workspace();
        let conn = workspace.connection();
        let chain = [(1003, 1004), (1004, 1005), (1005, 1006), (1006, 1007)];
        decide_many(conn, &author(), Verdict::Same, &chain).unwrap();
        let sql = "SELECT profile_id FROM profile_members WHERE record_id = 1003";
        let profile = conn.query_row(sql, [], |row| row.get(0)).unwrap();
        (workspace, profile)
    }

    #[test]
    fn people_made_one_by_mistake_come_first_with_the_reasons() {
        let (workspace, profile) = welded();
        let conn = workspace.connection();
        let found = suspects(conn).unwrap();
        let first = &found[0];
        assert_eq!((first.profile_id, first.records), (profile, 10));
        assert_eq!((first.birth_dates, first.given_names), (5, 10));
        assert!(first.why.contains(&"5 birth dates".to_owned()), "{:?}", first.why);
        assert!(first.why.contains(&"10 given names".to_owned()), "{:?}", first.why);
        assert_eq!((first.source.as_deref(), first.ids), (Some("crm"), 5), "each source has everybody once");
        assert!(first.doubt > 0.9 && found.is_sorted_by(|a, b| a.harm >= b.harm));
        assert!(found.iter().all(|row| row.profile_id == profile || row.harm < first.harm));
    }

    #[test]
    fn the_cut_is_shown_made_and_taken_back() {
        let (workspace, profile) = welded();
        let conn = workspace.connection();
        let view = suspect_view(conn, profile).unwrap();
        let foreseen = view.cut.unwrap().unwrap();
        let halves = view.how.cut.unwrap().halves;
        let effect = cut(conn, &author(), halves.each_ref().map(|half| half.records.as_slice())).unwrap();
        assert_eq!(effect.outcome, foreseen.outcome);
        assert!(suspects(conn).unwrap().iter().all(|row| row.records < 10));
        undo(conn, &author(), Which::Last).unwrap();
        assert_eq!(suspects(conn).unwrap()[0].records, 10);
    }

    #[test]
    fn a_profile_that_was_kept_is_not_asked_about_until_that_is_undone() {
        let (workspace, profile) = welded();
        let conn = workspace.connection();
        let is_asked = || suspects(conn).unwrap().iter().any(|row| row.profile_id == profile);
        let kept = Author { who: "maria", now: now(), reason: KEPT };
        decide(conn, &kept, Verdict::Same, 1003, 5003).unwrap();
        assert!(!is_asked());
        undo(conn, &author(), Which::Last).unwrap();
        assert!(is_asked());
    }
}
