//! Households into the workspace: ids that last, found again by the records that lived there.

use super::batch::append;
use super::query::{among, one, rows, two};
use super::update::{PROFILES, or_null};
use crate::resolve::ResolveError;
use crate::resolve::contact::address;
use crate::resolve::error::database;
use crate::resolve::identity::assign;
use duckdb::Connection;
use duckdb::arrow::array::Int64Array;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All households as a run made them.
pub(super) struct Households {
    /// The records of each, and its id.
    groups: Vec<Vec<i64>>,
    ids: Vec<i64>,
    /// Of each profile; `None`: it lives alone.
    pub(super) of: Vec<Option<i64>>,
}

impl Households {
    /// `records` are those of each profile, `first` tells for each profile the first of its household, `before` the
    /// household of each record so far, `next` the first id that no household ever had.
    pub(super) fn new(records: &[Vec<i64>], first: &[u32], before: &FxHashMap<i64, i64>, next: i64) -> Self {
        let mut sizes = vec![0u32; first.len()];
        first.iter().for_each(|&f| sizes[f as usize] += 1);
        let mut place = vec![usize::MAX; first.len()];
        let mut groups: Vec<Vec<i64>> = Vec::new();
        for (profile, &f) in first.iter().enumerate().filter(|(_, f)| sizes[**f as usize] > 1) {
            let at = &mut place[f as usize];
            if *at == usize::MAX {
                *at = groups.len();
                groups.push(Vec::new());
            }
            groups[*at].extend(&records[profile]);
        }
        let ids = assign(&groups, before, &[], next).profile_ids;
        let of = first.iter().map(|&f| ids.get(place[f as usize]).copied()).collect();
        Self { groups, ids, of }
    }

    /// Puts them in the place of all that were.
    pub(super) fn write(&self, conn: &Connection) -> Result<(), ResolveError> {
        conn.execute_batch("DELETE FROM household_members").map_err(database("write the households"))?;
        self.add(conn)
    }

    /// Adds them to those there are.
    pub(super) fn add(&self, conn: &Connection) -> Result<(), ResolveError> {
        let members = self.groups.iter().zip(&self.ids);
        let members = || members.clone().flat_map(|(records, id)| records.iter().map(move |r| (*r, *id)));
        append(
            conn,
            "household_members",
            vec![
                Arc::new(Int64Array::from_iter_values(members().map(|m| m.0))),
                Arc::new(Int64Array::from_iter_values(members().map(|m| m.1))),
            ],
        )
    }
}

const DOING: &str = "read the households";

/// The household of each record so far.
pub(super) fn before(conn: &Connection) -> Result<FxHashMap<i64, i64>, ResolveError> {
    rows(conn, "SELECT record_id, household_id FROM household_members", [], DOING, two)
}

/// The first id that no household ever had, given those of all records.
pub(super) fn next(before: &FxHashMap<i64, i64>) -> i64 {
    1 + before.values().copied().max().unwrap_or(0)
}

/// A profile and the household it is in; `None`: it lives alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Housed {
    pub profile_id: i64,
    pub household: Option<i64>,
}

/// Puts profiles in other households.
pub(crate) fn house(conn: &Connection, rehoused: &[Housed]) -> Result<(), ResolveError> {
    let rows = rehoused.iter().map(|housed| (housed.profile_id, vec![or_null(housed.household)]));
    PROFILES.update(conn, "household = {0}::BIGINT", rows.collect())
}

/// The households after a decision: those of the profiles `ids` that will hold these records and live at these
/// addresses, and of those others that get another one by it. A profile is of the household most of its records are of,
/// as long as somebody else there still shares its address.
pub(crate) fn rehouse(
    lives: &[Lives],
    records: &[Vec<i64>],
    ids: &[i64],
    addresses: &[Option<String>],
) -> (Vec<Option<i64>>, Vec<Housed>) {
    let moved: FxHashMap<i64, i64> =
        records.iter().zip(ids).flat_map(|(records, id)| records.iter().map(move |r| (*r, *id))).collect();
    let touched: FxHashSet<i64> =
        lives.iter().filter(|l| moved.contains_key(&l.record)).map(|l| l.household).collect();
    let mut votes: BTreeMap<i64, BTreeMap<i64, usize>> = BTreeMap::new();
    let mut now: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    let mut homes: FxHashMap<i64, Option<String>> =
        ids.iter().copied().zip(addresses.iter().cloned()).collect();
    for lives in lives.iter().filter(|l| touched.contains(&l.household)) {
        let profile = moved.get(&lives.record).copied().unwrap_or_else(|| {
            now.insert(lives.profile, lives.shown);
            homes.insert(lives.profile, lives.address.clone());
            lives.profile
        });
        *votes.entry(profile).or_default().entry(lives.household).or_default() += 1;
    }
    // The oldest household wins a tie.
    let most = |votes: &BTreeMap<i64, usize>| votes.iter().rev().max_by_key(|(_, n)| **n).map(|(h, _)| *h);
    let chosen: FxHashMap<i64, i64> =
        votes.iter().filter_map(|(p, votes)| Some((*p, most(votes)?))).collect();
    let place = |profile: i64| Some((*chosen.get(&profile)?, homes.get(&profile)?.as_deref()?));
    let mut people: FxHashMap<(i64, &str), usize> = FxHashMap::default();
    chosen.keys().filter_map(|profile| place(*profile)).for_each(|at| *people.entry(at).or_default() += 1);
    let household = |profile: i64| place(profile).filter(|at| people[at] > 1).map(|at| at.0);
    let others = now.into_iter().filter(|(profile, shown)| household(*profile) != *shown);
    (
        ids.iter().map(|id| household(*id)).collect(),
        others.map(|(profile_id, _)| Housed { profile_id, household: household(profile_id) }).collect(),
    )
}

/// A record of a household, with the profile it is in and the household that one shows.
#[derive(Debug, Clone)]
pub(crate) struct Lives {
    record: i64,
    household: i64,
    pub(crate) profile: i64,
    shown: Option<i64>,
    address: Option<String>,
}

/// All records of the households that these are of.
pub(crate) fn neighbours(conn: &Connection, records: &[i64]) -> Result<Vec<Lives>, ResolveError> {
    let sql = format!(
        "SELECT DISTINCT household_id FROM household_members WHERE record_id IN {} ORDER BY household_id",
        among(conn, records)?
    );
    let households: Vec<i64> = rows(conn, sql, [], DOING, one)?;
    if households.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT h.record_id, h.household_id, m.profile_id, p.household, p.street, p.postcode, p.city
         FROM household_members h JOIN profile_members m USING (record_id) JOIN profiles p USING (profile_id)
         WHERE h.household_id IN {}",
        among(conn, &households)?
    );
    rows(conn, sql, [], DOING, |row| {
        let [street, postcode, city]: [Option<String>; 3] = [row.get(4)?, row.get(5)?, row.get(6)?];
        Ok(Lives {
            record: row.get(0)?,
            household: row.get(1)?,
            profile: row.get(2)?,
            shown: row.get(3)?,
            address: street.and_then(|s| address(&s, postcode.as_deref(), city.as_deref())),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::read::household;
    use crate::workspace::Workspace;

    /// Four profiles of one record each: three people of two families at one address, and one elsewhere.
    fn street() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        for (id, family, street) in [
            (1, "Okamoto", "12 Elm St"),
            (2, "Lee", "12 Elm St"),
            (3, "Okamoto", "12 Elm St"),
            (4, "Quinn", "7 Oak Lane"),
        ] {
            conn.execute_batch(&format!(
                "INSERT INTO profiles (profile_id, records, sources, family_name, name, street, postcode, review)
                 VALUES ({id}, 1, 1, '{family}', 'A {family}', '{street}', '94110', 0);
                 INSERT INTO profile_members VALUES ({id}0, {id})"
            ))
            .unwrap();
        }
        workspace
    }

    fn settle(conn: &Connection, first: &[u32]) {
        let records: Vec<Vec<i64>> = (1..=first.len() as i64).map(|id| vec![id * 10]).collect();
        let before = before(conn).unwrap();
        let households = Households::new(&records, first, &before, next(&before));
        households.write(conn).unwrap();
        for (id, household) in (1..).zip(households.of) {
            conn.execute(
                "UPDATE profiles SET household = ? WHERE profile_id = ?",
                duckdb::params![household, id],
            )
            .unwrap();
        }
    }

    fn of(conn: &Connection) -> Vec<Option<i64>> {
        (1..=4).map(|id| household(conn, id).unwrap().map(|h| h.household_id)).collect()
    }

    #[test]
    fn a_household_keeps_its_id_and_has_the_names_of_its_people() {
        let workspace = street();
        let conn = workspace.connection();
        settle(conn, &[0, 0, 2, 3]);
        assert_eq!(of(conn), [Some(1), Some(1), None, None]);
        settle(conn, &[0, 0, 0, 3]);
        assert_eq!(of(conn), [Some(1), Some(1), Some(1), None]);
        let home = household(conn, 2).unwrap().unwrap();
        assert_eq!(home.name.as_deref(), Some("Lee & Okamoto"));
        assert_eq!((home.street.as_deref(), home.people.len()), (Some("12 Elm St"), 3));
        settle(conn, &[0, 1, 0, 1]);
        assert_eq!(of(conn), [Some(1), Some(2), Some(1), Some(2)], "the larger part keeps the id");
    }

    #[test]
    fn a_decision_moves_people_between_households_and_its_undo_back() {
        let workspace = street();
        let conn = workspace.connection();
        conn.execute_batch("UPDATE profiles SET street = '12 Elm St' WHERE profile_id = 4").unwrap();
        settle(conn, &[0, 0, 2, 2]);
        assert_eq!(of(conn), [Some(1), Some(1), Some(2), Some(2)]);
        let elm = address("12 Elm St", Some("94110"), None);
        let at = |n: usize| vec![elm.clone(); n];
        let lives = neighbours(conn, &[10, 20, 30, 40]).unwrap();
        let (own, others) = rehouse(&lives, &[vec![10, 20]], &[1], &at(1));
        assert_eq!((own, others), (vec![None], vec![]), "alone now");
        let (own, others) = rehouse(&lives, &[vec![10, 30]], &[1], &at(1));
        assert_eq!(own, [Some(1)]);
        assert_eq!(others, [Housed { profile_id: 4, household: None }]);
        let (own, others) = rehouse(&lives, &[vec![10], vec![30]], &[1, 3], &at(2));
        assert_eq!((own, others), (vec![Some(1), Some(2)], vec![]));
        let (own, others) = rehouse(&lives, &[vec![10]], &[1], &[None]);
        assert_eq!((own, others), (vec![None], vec![Housed { profile_id: 2, household: None }]), "moved out");
    }
}
