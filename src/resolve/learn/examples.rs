//! The decisions in force as examples: what each comparison said, what the model without them weighs, and what the
//! steward said.

use super::fit::Row;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::explain::Compared;
use crate::resolve::forest::Forest;
use crate::resolve::model::Model;
use crate::resolve::store;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Column of the constant, and of the household term.
pub(super) const CONSTANT: usize = 0;
pub(super) const HOUSEHOLD: usize = 1;
/// First column of the levels.
pub(super) const LEVELS: usize = 2;

/// All examples, and what their columns mean.
pub(super) struct Examples {
    pub rows: Vec<Row>,
    /// Decided pairs of profiles that have to do with each other are of one group.
    pub groups: Vec<usize>,
    /// By column from [`LEVELS`] on: comparison of the model, and its level.
    pub levels: Vec<(usize, usize)>,
    /// Numbers of the decisions, in the order of the rows.
    pub decisions: Vec<i64>,
    /// The model without anything learned.
    pub plain: Model,
}

struct Decided {
    decision: i64,
    left: i64,
    right: i64,
    same: bool,
}

/// Reads them; those whose records are gone rest.
pub(super) fn load(conn: &Connection) -> Result<Examples, ResolveError> {
    let plain = Model { learned: None, ..store::load_model(conn)? };
    let decided = decided(conn)?;
    let mut records: Vec<i64> = decided.iter().flat_map(|d| [d.left, d.right]).collect();
    records.sort_unstable();
    records.dedup();
    let compared = Compared::load(conn, plain.clone(), &records)?;
    let (corpus, comparisons) = (&compared.corpus, &compared.comparisons);
    let place = |id: i64| corpus.record_ids.binary_search(&id).unwrap_or_default() as u32;
    let at_model: Vec<usize> = comparisons
        .list
        .iter()
        .map(|c| plain.comparisons.iter().position(|m| m.attribute == c.attribute).unwrap_or_default())
        .collect();
    let mut columns: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut seen = Vec::new();
    for d in &decided {
        let (a, b) = (corpus.row(place(d.left)), corpus.row(place(d.right)));
        let pattern = comparisons.pattern(corpus, a, b);
        let parts = compared.scorer.parts(comparisons, pattern, a, b, corpus);
        let bits = |weight: i32| f64::from(weight) / 1000.0;
        let weight = bits(compared.weight(place(d.left), place(d.right)));
        let said: Vec<(usize, usize)> = comparisons
            .list
            .iter()
            .zip(&at_model)
            .map(|(c, model)| (*model, c.level(pattern)))
            .filter(|(_, level)| *level > 0)
            .collect();
        columns.extend(said.iter().map(|key| (*key, 0)));
        seen.push((weight, bits(parts.household), said, d.same));
    }
    for (column, at) in columns.values_mut().zip(LEVELS..) {
        *column = at;
    }
    let rows = seen.into_iter().map(|(offset, household, said, yes)| {
        let mut features = vec![(CONSTANT, 1.0), (HOUSEHOLD, household)];
        features.extend(said.iter().map(|key| (columns[key], 1.0)));
        features.sort_unstable_by_key(|f| f.0);
        Row { offset, features, yes }
    });
    Ok(Examples {
        rows: rows.collect(),
        groups: groups(conn, &decided, &records)?,
        levels: columns.into_keys().collect(),
        decisions: decided.iter().map(|d| d.decision).collect(),
        plain,
    })
}

fn decided(conn: &Connection) -> Result<Vec<Decided>, ResolveError> {
    conn.prepare(include_str!("../../../assets/sql/resolve/examples.sql"))
        .and_then(|mut rows| {
            rows.query_map([], |row| {
                let verdict: String = row.get(3)?;
                Ok(Decided {
                    decision: row.get(0)?,
                    left: row.get(1)?,
                    right: row.get(2)?,
                    same: verdict == "same",
                })
            })?
            .collect()
        })
        .map_err(database("read the decisions"))
}

/// The group of each decision: those on records of the same profiles go together, however far around.
fn groups(conn: &Connection, decided: &[Decided], records: &[i64]) -> Result<Vec<usize>, ResolveError> {
    let wanted: FxHashSet<i64> = records.iter().copied().collect();
    let members: Vec<(i64, i64)> = conn
        .prepare("SELECT record_id, profile_id FROM profile_members")
        .and_then(|mut rows| rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(database("read the profiles"))?;
    let profile: FxHashMap<i64, i64> = members.into_iter().filter(|(r, _)| wanted.contains(r)).collect();
    let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
    let mut number = |record: i64| {
        let next = numbers.len() as u32;
        // A record in no profile is one of its own; record ids and profile ids are kept apart by their sign bit.
        let key = profile.get(&record).copied().unwrap_or(!record);
        *numbers.entry(key).or_insert(next)
    };
    let pairs: Vec<(u32, u32)> = decided.iter().map(|d| (number(d.left), number(d.right))).collect();
    let forest = Forest::new(numbers.len());
    for (a, b) in &pairs {
        forest.join(*a, *b);
    }
    let roots = forest.roots();
    let mut dense: FxHashMap<u32, usize> = FxHashMap::default();
    Ok(pairs
        .iter()
        .map(|(a, _)| {
            let next = dense.len();
            *dense.entry(roots[*a as usize]).or_insert(next)
        })
        .collect())
}

/// The fold of each example: a group is never split, and folds are about equally large.
pub(super) fn folds(groups: &[usize], folds: usize) -> Vec<usize> {
    let count = groups.iter().map(|g| g + 1).max().unwrap_or(0);
    let mut sizes = vec![0usize; count];
    groups.iter().for_each(|g| sizes[*g] += 1);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|g| (std::cmp::Reverse(sizes[*g]), *g));
    let (mut of_group, mut filled) = (vec![0; count], vec![0usize; folds]);
    for group in order {
        let emptiest = (0..folds).min_by_key(|f| (filled[*f], *f)).unwrap_or_default();
        of_group[group] = emptiest;
        filled[emptiest] += sizes[group];
    }
    groups.iter().map(|g| of_group[*g]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_split_no_group_and_are_about_equal() {
        let groups: Vec<usize> = (0..100).map(|i| if i < 30 { 0 } else { i - 29 }).collect();
        let folds = folds(&groups, 5);
        assert!(folds[..30].iter().all(|f| *f == folds[0]));
        let sizes: Vec<usize> = (0..5).map(|f| folds.iter().filter(|x| **x == f).count()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 100);
        assert!(sizes.iter().all(|n| (17..=30).contains(n)), "{sizes:?}");
    }
}
