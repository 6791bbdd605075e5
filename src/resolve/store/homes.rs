//! Who lives at an address, and the households at some addresses written anew.

use super::households::{Housed, Households, house};
use super::profiles::members_of;
use super::query::{among, one, rows, two};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::household::Home;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

/// A profile that lives somewhere.
pub(crate) struct Resident {
    pub profile_id: i64,
    pub home: Home,
    /// Ascending.
    pub records: Vec<i64>,
    /// The one it is said to be in.
    household: Option<i64>,
}

const DOING: &str = "read who lives where";

/// The addresses of these profiles, each as the number kept of it.
pub(crate) fn homes_of(conn: &Connection, profiles: &[i64]) -> Result<Vec<i64>, ResolveError> {
    let among = among(conn, profiles)?;
    let sql = format!("SELECT DISTINCT home FROM profiles WHERE profile_id IN {among} AND home IS NOT NULL");
    rows(conn, sql, [], DOING, one)
}

/// Everybody who lives at one of these addresses, in order of their smallest records.
pub(crate) fn residents(conn: &Connection, homes: &[i64]) -> Result<Vec<Resident>, ResolveError> {
    let sql = format!(
        "SELECT profile_id, household, family_name, street, postcode, city FROM profiles WHERE home IN {}",
        among(conn, homes)?
    );
    let found: Vec<Option<Resident>> = rows(conn, sql, [], DOING, |row| {
        let [family, street, postcode, city]: [Option<String>; 4] =
            [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        let home = Home::of(family.as_deref(), street.as_deref(), postcode.as_deref(), city.as_deref());
        let (profile_id, household) = (row.get(0)?, row.get(1)?);
        Ok(home.map(|home| Resident { profile_id, home, records: Vec::new(), household }))
    })?;
    let mut found: Vec<Resident> = found.into_iter().flatten().collect();
    let profiles: Vec<i64> = found.iter().map(|resident| resident.profile_id).collect();
    let place: FxHashMap<i64, usize> = profiles.iter().copied().zip(0..).collect();
    for (record, profile) in members_of(conn, &profiles, DOING)? {
        place.get(&profile).into_iter().for_each(|at| found[*at].records.push(record));
    }
    found.sort_by_key(|resident| resident.records.first().copied());
    Ok(found)
}

/// Writes the households of all who live at some addresses; `first` tells for each the first of its household.
pub(crate) fn settle(conn: &Connection, residents: &[Resident], first: &[u32]) -> Result<(), ResolveError> {
    let doing = "write the households";
    let records: Vec<Vec<i64>> = residents.iter().map(|r| r.records.clone()).collect();
    let all = records.concat();
    let sql = format!(
        "SELECT record_id, household_id FROM household_members WHERE record_id IN {}",
        among(conn, &all)?
    );
    let mut before: FxHashMap<i64, i64> = rows(conn, sql, [], DOING, two)?;
    // A household that somebody elsewhere is in keeps its id there.
    let here: FxHashSet<i64> = residents.iter().map(|r| r.profile_id).collect();
    let mut ids: Vec<i64> = before.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = format!("SELECT profile_id, household FROM profiles WHERE household IN {}", among(conn, &ids)?);
    let shown: Vec<(i64, i64)> = rows(conn, sql, [], DOING, two)?;
    let elsewhere: FxHashSet<i64> =
        shown.into_iter().filter(|(profile, _)| !here.contains(profile)).map(|(_, id)| id).collect();
    before.retain(|_, id| !elsewhere.contains(id));
    let next = "SELECT 1 + coalesce(max(household_id), 0) FROM household_members";
    let next = conn.query_row(next, [], |row| row.get(0)).map_err(database(doing))?;
    let households = Households::new(&records, first, &before, next);
    let gone = format!("DELETE FROM household_members WHERE record_id IN {}", among(conn, &all)?);
    conn.execute(&gone, []).map_err(database(doing))?;
    households.add(conn)?;
    let moved = residents.iter().zip(&households.of).filter(|(resident, now)| resident.household != **now);
    let moved = moved.map(|(resident, now)| Housed { profile_id: resident.profile_id, household: *now });
    house(conn, &moved.collect::<Vec<_>>())
}
