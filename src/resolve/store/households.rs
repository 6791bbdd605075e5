//! Households: profiles that share family name, street and place, known by the smallest profile id among them.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::normalise::{fold, read_street};
use duckdb::{Connection, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

/// What a profile's golden record says of where it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home<'a> {
    pub family_name: Option<&'a str>,
    pub street: Option<&'a str>,
    pub postcode: Option<&'a str>,
    pub city: Option<&'a str>,
}

impl Home<'_> {
    /// What people of one household share: family name, street and place. `None` without the first two.
    pub(crate) fn key(self) -> Option<u64> {
        let family = fold(self.family_name?);
        let street = read_street(self.street?);
        let place = fold(self.postcode.or(self.city).unwrap_or_default());
        let mut hasher = rustc_hash::FxHasher::default();
        (family, street.name, street.number, place).hash(&mut hasher);
        Some(hasher.finish())
    }
}

/// A profile with what its household is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Housed {
    pub profile_id: i64,
    pub key: Option<u64>,
    pub household: Option<i64>,
}

/// For each profile the smallest id of its household; none when it is alone.
pub(crate) fn households(keys: &[Option<u64>], ids: &[i64]) -> Vec<Option<i64>> {
    let mut groups: FxHashMap<u64, (i64, usize)> = FxHashMap::default();
    for (key, id) in keys.iter().zip(ids) {
        if let Some(key) = key {
            let group = groups.entry(*key).or_insert((*id, 0));
            *group = (group.0.min(*id), group.1 + 1);
        }
    }
    let shared = |key: u64| groups.get(&key).filter(|g| g.1 > 1).map(|g| g.0);
    keys.iter().map(|key| key.and_then(shared)).collect()
}

/// The households around profiles that take the place of others: of the new ones, in their order (`homes` beside
/// `keys` and `ids`), and of those others that get another household by it. Only where nobody lived before are the
/// neighbours searched for among all profiles.
pub(crate) fn rehouse(
    conn: &Connection,
    before: &[Housed],
    homes: &[Home],
    ids: &[i64],
) -> Result<(Vec<Option<i64>>, Vec<Housed>), ResolveError> {
    let gone: FxHashSet<i64> = before.iter().map(|p| p.profile_id).collect();
    let known = members(conn, before)?;
    let keys: Vec<Option<u64>> = homes.iter().map(|home| home.key()).collect();
    let mut groups: FxHashMap<u64, Vec<Housed>> = FxHashMap::default();
    for (key, household) in before.iter().filter_map(|p| Some((p.key?, p.household))) {
        let others = known.iter().filter(|(other, at)| Some(*at) == household && !gone.contains(other));
        let others =
            others.map(|(profile_id, _)| Housed { profile_id: *profile_id, key: Some(key), household });
        groups.insert(key, others.collect());
    }
    for (home, key) in homes.iter().zip(&keys) {
        if let Some(key) = key
            && !groups.contains_key(key)
        {
            let mut others = neighbours(conn, *home, *key)?;
            others.retain(|p| !gone.contains(&p.profile_id));
            groups.insert(*key, others);
        }
    }
    let newcomers = |key: u64| keys.iter().zip(ids).filter(move |(k, _)| **k == Some(key)).map(|(_, id)| *id);
    let name_of = |key: u64, others: &[Housed]| {
        let all: BTreeSet<i64> = others.iter().map(|p| p.profile_id).chain(newcomers(key)).collect();
        all.first().copied().filter(|_| all.len() > 1)
    };
    let names: FxHashMap<u64, Option<i64>> =
        groups.iter().map(|(key, others)| (*key, name_of(*key, others))).collect();
    let own = keys.iter().map(|key| key.and_then(|key| names.get(&key).copied().flatten())).collect();
    let mut moved: Vec<Housed> = groups
        .into_values()
        .flatten()
        .filter_map(|p| {
            let household = p.key.and_then(|key| names.get(&key).copied().flatten());
            (household != p.household).then_some(Housed { household, ..p })
        })
        .collect();
    moved.sort_by_key(|p| p.profile_id);
    Ok((own, moved))
}

/// All profiles of the households these are in, with their household.
fn members(conn: &Connection, of: &[Housed]) -> Result<Vec<(i64, i64)>, ResolveError> {
    let wanted: BTreeSet<i64> = of.iter().filter_map(|p| p.household).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let doing = "read the households";
    let marks = vec!["?"; wanted.len()].join(", ");
    let mut statement = conn
        .prepare(&format!("SELECT profile_id, household FROM profiles WHERE household IN ({marks})"))
        .map_err(database(doing))?;
    let rows = statement
        .query_map(params_from_iter(&wanted), |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// The profiles that live in this home, found by the place as it is written.
fn neighbours(conn: &Connection, home: Home, key: u64) -> Result<Vec<Housed>, ResolveError> {
    let (column, place) = match (home.postcode, home.city) {
        (Some(postcode), _) => ("postcode = ?1", postcode),
        (None, Some(city)) => ("postcode IS NULL AND city = ?1", city),
        (None, None) => {
            ("postcode IS NULL AND city IS NULL AND street = ?1", home.street.unwrap_or_default())
        }
    };
    let doing = "find the households";
    let mut statement = conn
        .prepare(&format!(
            "SELECT profile_id, household, family_name, street, postcode, city FROM profiles WHERE {column}"
        ))
        .map_err(database(doing))?;
    type Row = (i64, Option<i64>, [Option<String>; 4]);
    let rows = statement
        .query_map([place], |row| {
            Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]))
        })
        .map_err(database(doing))?;
    let rows: Vec<Row> = rows.collect::<Result<_, _>>().map_err(database(doing))?;
    Ok(rows
        .into_iter()
        .filter(|(_, _, [family, street, postcode, city])| {
            let theirs = Home {
                family_name: family.as_deref(),
                street: street.as_deref(),
                postcode: postcode.as_deref(),
                city: city.as_deref(),
            };
            theirs.key() == Some(key)
        })
        .map(|(profile_id, household, _)| Housed { profile_id, key: Some(key), household })
        .collect())
}
