//! Two ways to group the same records against each other: what merged, what split, and where most records moved.

use super::Change;
use crate::resolve::ResolveError;
use crate::resolve::cluster::numbered;
use crate::resolve::error::database;
use crate::resolve::forest::Forest;
use crate::resolve::store::{among, rows, two};
use crate::text;
use duckdb::Connection;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// Changes told one by one.
const MOST_SHIFTS: usize = 20;
/// Profiles named in one of them.
const MOST_PARTS: usize = 8;

/// A number now, and then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Now.
    pub before: u64,
    /// If it were so.
    pub after: u64,
}

/// What happens to some profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShiftKind {
    /// Several become one.
    Merge,
    /// One becomes several.
    Split,
    /// Several become several others.
    Rearranged,
}

/// A profile as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its id.
    pub profile_id: i64,
    /// Its golden name.
    pub name: Option<String>,
    /// How many records it has.
    pub records: usize,
}

/// One change: some profiles now, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// What happens.
    pub kind: ShiftKind,
    /// Records that come among others.
    pub moved: usize,
    /// The profiles now, largest first, at most eight.
    pub before: Vec<Part>,
    /// Records of the profiles then, largest first.
    pub after: Vec<usize>,
}

/// The whole answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Effect {
    /// What would be otherwise.
    pub change: Change,
    /// In a sentence.
    pub sentence: String,
    /// Profiles.
    pub profiles: Count,
    /// Profiles that would come into another one.
    pub merged: u64,
    /// Profiles that would fall apart.
    pub split: u64,
    /// Records that would come among others.
    pub moved: u64,
    /// Pairs waiting for review.
    pub review: Count,
    /// Pairs compared; `None`: no pair would be compared that was not.
    pub pairs: Option<Count>,
    /// Pairs are known from this weight on, in bits: what lies below was counted and not kept. `None`: everything was
    /// compared anew.
    pub known_from: Option<f64>,
    /// About how many pairs between that and the lower threshold are not known; they are left out of the answer.
    pub unknown_pairs: Option<u64>,
    /// The largest changes, at most twenty.
    pub largest: Vec<Shift>,
}

/// Compares the profiles as they are (`before`, by record) with other clusters of the same records.
pub(super) fn compare(conn: &Connection, before: &[i64], clusters: &[u32]) -> Result<Effect, ResolveError> {
    let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
    let mut profiles: Vec<i64> = Vec::new();
    let before: Vec<u32> = before
        .iter()
        .map(|profile| {
            *numbers.entry(*profile).or_insert_with(|| {
                profiles.push(*profile);
                profiles.len() as u32 - 1
            })
        })
        .collect();
    let (after, count) = numbered(clusters);
    let found = shifts(&before, profiles.len(), &after, count);
    let review: u64 = conn
        .query_row("SELECT count(*) FROM edges WHERE state = 'review'", [], |row| row.get(0))
        .map_err(database("count the doubtful pairs"))?;
    let mut effect = Effect {
        profiles: Count { before: profiles.len() as u64, after: count as u64 },
        review: Count { before: review, after: review },
        ..Effect::default()
    };
    for shift in &found {
        let (old, new) = (shift.before.len() as u64, shift.after.len() as u64);
        match shift.kind() {
            ShiftKind::Merge => effect.merged += old - new,
            ShiftKind::Split => effect.split += old,
            ShiftKind::Rearranged => {
                effect.merged += old.saturating_sub(new);
                effect.split += shift.torn;
            }
        }
        effect.moved += shift.moved as u64;
    }
    let shown = &found[..found.len().min(MOST_SHIFTS)];
    let mut ids: Vec<i64> = shown
        .iter()
        .flat_map(|s| s.before.iter().take(MOST_PARTS))
        .map(|(p, _)| profiles[*p as usize])
        .collect();
    ids.dedup();
    let names = names(conn, &ids)?;
    effect.largest = shown
        .iter()
        .map(|shift| Shift {
            kind: shift.kind(),
            moved: shift.moved,
            before: shift
                .before
                .iter()
                .take(MOST_PARTS)
                .map(|(profile, records)| {
                    let profile_id = profiles[*profile as usize];
                    Part { profile_id, name: names.get(&profile_id).cloned().flatten(), records: *records }
                })
                .collect(),
            after: shift.after.clone(),
        })
        .collect();
    Ok(effect)
}

impl Effect {
    /// Puts it in a sentence.
    pub(super) fn say(&mut self) {
        let many = |n: u64, one: &str| format!("{} {one}{}", text::count(n), if n == 1 { "" } else { "s" });
        let profiles = match (self.merged, self.split) {
            (0, 0) => "No profile would change".to_owned(),
            (merged, 0) => format!("{} would come into others", many(merged, "profile")),
            (0, split) => format!("{} would fall apart", many(split, "profile")),
            (merged, split) => {
                format!(
                    "{} would come into others, {} would fall apart",
                    many(merged, "profile"),
                    text::count(split)
                )
            }
        };
        let review = match self.review {
            Count { before, after } if after > before => {
                format!("{} more would wait for review", many(after - before, "pair"))
            }
            Count { before, after } if after < before => {
                format!("{} fewer would wait for review", many(before - after, "pair"))
            }
            _ => "as many pairs would wait for review".into(),
        };
        self.sentence = format!("{profiles}; {review}.");
    }
}

/// Profiles that share records, before and after, when they are not the same.
struct Found {
    /// Numbers of the profiles before with their records, largest first.
    before: Vec<(u32, usize)>,
    /// Records of those after, largest first.
    after: Vec<usize>,
    moved: usize,
    /// Profiles before whose records end in several.
    torn: u64,
}

impl Found {
    fn kind(&self) -> ShiftKind {
        match (self.before.len(), self.after.len()) {
            (_, 1) => ShiftKind::Merge,
            (1, _) => ShiftKind::Split,
            _ => ShiftKind::Rearranged,
        }
    }
}

/// What differs between two ways to group, most records moved first.
fn shifts(before: &[u32], olds: usize, after: &[usize], news: usize) -> Vec<Found> {
    let forest = Forest::new(olds + news);
    let mut overlaps: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    for (old, new) in before.iter().zip(after) {
        *overlaps.entry((*old, *new as u32)).or_default() += 1;
        forest.join(*old, (olds + new) as u32);
    }
    let roots = forest.roots();
    let mut families: BTreeMap<u32, Vec<(u32, u32, usize)>> = BTreeMap::new();
    let mut overlaps: Vec<_> = overlaps.into_iter().collect();
    overlaps.sort_unstable();
    for ((old, new), records) in overlaps {
        families.entry(roots[old as usize]).or_default().push((old, new, records));
    }
    let mut found: Vec<Found> =
        families.into_values().filter(|family| family.len() > 1).map(|family| of_family(&family)).collect();
    found.sort_by_key(|f| (std::cmp::Reverse(f.moved), f.before.first().map(|b| b.0)));
    found
}

fn of_family(family: &[(u32, u32, usize)]) -> Found {
    let sums = |pick: fn(&(u32, u32, usize)) -> u32| {
        let mut sums: BTreeMap<u32, (usize, u64)> = BTreeMap::new();
        for part in family {
            let sum = sums.entry(pick(part)).or_default();
            *sum = (sum.0 + part.2, sum.1 + 1);
        }
        sums
    };
    let (olds, news) = (sums(|p| p.0), sums(|p| p.1));
    let mut before: Vec<(u32, usize)> = olds.iter().map(|(old, (records, _))| (*old, *records)).collect();
    before.sort_by_key(|(old, records)| (std::cmp::Reverse(*records), *old));
    let mut after: Vec<usize> = news.values().map(|(records, _)| *records).collect();
    after.sort_unstable_by(|a, b| b.cmp(a));
    let records: usize = family.iter().map(|part| part.2).sum();
    let stays = family.iter().map(|part| part.2).max().unwrap_or(0);
    Found {
        before,
        after,
        moved: records - stays,
        torn: olds.values().filter(|(_, parts)| *parts > 1).count() as u64,
    }
}

fn names(conn: &Connection, ids: &[i64]) -> Result<FxHashMap<i64, Option<String>>, ResolveError> {
    let sql = format!("SELECT profile_id, name FROM profiles WHERE profile_id IN {}", among(conn, ids)?);
    rows(conn, sql, [], "read the names", two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_splits_and_rearrangements_are_told_apart() {
        // Profiles 0 and 1 become one; 2 falls in two; 3 and 4 exchange records; 5 stays.
        let before = [0, 0, 1, 2, 2, 3, 3, 4, 4, 5];
        let after = [0, 0, 0, 1, 2, 3, 4, 4, 3, 5];
        let found = shifts(&before, 6, &after, 6);
        let kinds: Vec<(ShiftKind, usize)> = found.iter().map(|f| (f.kind(), f.moved)).collect();
        assert_eq!(kinds, [(ShiftKind::Rearranged, 3), (ShiftKind::Merge, 1), (ShiftKind::Split, 1)]);
        assert_eq!(found[0].torn, 2);
        assert_eq!((found[1].before.clone(), found[1].after.clone()), (vec![(0, 2), (1, 1)], vec![3]));
        assert!(shifts(&before, 6, &[0, 0, 1, 2, 2, 3, 3, 4, 4, 5], 6).is_empty());
    }

    #[test]
    fn the_sentence_says_what_changes() {
        let said = |merged, split, before, after| {
            let mut effect = Effect { merged, split, review: Count { before, after }, ..Effect::default() };
            effect.say();
            effect.sentence
        };
        assert_eq!(said(0, 0, 3, 3), "No profile would change; as many pairs would wait for review.");
        assert_eq!(said(1, 0, 3, 2), "1 profile would come into others; 1 pair fewer would wait for review.");
        assert_eq!(
            said(2, 1_200, 3, 13),
            "2 profiles would come into others, 1,200 would fall apart; 10 pairs more would wait for review."
        );
    }
}
