//! Profile ids that last: a merge keeps the oldest, a split keeps it with the largest part.

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// One line of the ledger, before it has a time and a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub profile_id: i64,
    pub kind: ChangeKind,
    /// The other profile, when two are involved.
    pub other_id: Option<i64>,
    /// Records that moved.
    pub records: usize,
}

/// What happened to a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    /// It is new; none of its records was in another profile.
    Created,
    /// `other_id` came into it and is gone.
    Merged,
    /// `other_id` went out of it as a new profile.
    Split,
    /// Records came into it from `other_id`, which lives on.
    Moved,
    /// Records came into it that are new.
    Joined,
    /// Records of it left the data; it lives on.
    Lost,
    /// Nothing of it is left in the data.
    Gone,
}

impl ChangeKind {
    /// As stored in the ledger.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Moved => "moved",
            Self::Joined => "joined",
            Self::Lost => "lost",
            Self::Gone => "gone",
        }
    }
}

/// Ids for clusters, and how they came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// One a cluster.
    pub profile_ids: Vec<i64>,
    /// In order of profile id.
    pub changes: Vec<Change>,
}

/// How many records of each former profile a cluster holds.
type Overlap = BTreeMap<i64, usize>;

fn overlaps(clusters: &[Vec<i64>], before: &FxHashMap<i64, i64>) -> Vec<Overlap> {
    let count = |records: &Vec<i64>| {
        let mut counts = Overlap::new();
        for profile in records.iter().filter_map(|r| before.get(r)) {
            *counts.entry(*profile).or_insert(0) += 1;
        }
        counts
    };
    clusters.iter().map(count).collect()
}

/// Gives each cluster its profile id. `clusters` hold record ids and are in a fixed order (by smallest record);
/// `before` tells in which profile a record was, `owed` to which it shall go back (undo) where that differs; new ids
/// are taken from `next` on, beyond all that are owed: in a workspace made anew, one of those may be no profile's yet.
/// With the first of all ids the ledger stays empty: everything is created then.
pub(crate) fn assign(
    clusters: &[Vec<i64>],
    before: &FxHashMap<i64, i64>,
    owed: &[(i64, i64)],
    next: i64,
) -> Assignment {
    let was = overlaps(clusters, before);
    let profile_ids = if owed.is_empty() {
        number(&was, next)
    } else {
        let mut claims = before.clone();
        claims.extend(owed.iter().copied());
        let next = owed.iter().map(|(_, profile)| profile + 1).fold(next, i64::max);
        number(&overlaps(clusters, &claims), next)
    };
    let changes = changes(clusters, before, &was, &profile_ids, next == 1);
    Assignment { profile_ids, changes }
}

/// The id of each cluster: the oldest of the profiles that go with it, else a new one.
fn number(overlaps: &[Overlap], next: i64) -> Vec<i64> {
    // Each old profile goes with its largest part; the first cluster wins a tie.
    let mut home: FxHashMap<i64, (usize, usize)> = FxHashMap::default();
    for (cluster, counts) in overlaps.iter().enumerate() {
        for (&profile, &records) in counts {
            let best = home.entry(profile).or_insert((cluster, records));
            if records > best.1 {
                *best = (cluster, records);
            }
        }
    }

    let mut next = next;
    overlaps
        .iter()
        .enumerate()
        .map(|(cluster, counts)| {
            let oldest = counts.keys().copied().find(|p| home.get(p).is_some_and(|(at, _)| *at == cluster));
            oldest.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// Records that are in no cluster any more, with the profile they were in.
pub(crate) fn left(clusters: &[Vec<i64>], before: &FxHashMap<i64, i64>) -> Vec<(i64, i64)> {
    let stayed = clusters.iter().flatten().filter(|r| before.contains_key(r)).count();
    if stayed == before.len() {
        return Vec::new();
    }
    let here: FxHashSet<i64> = clusters.iter().flatten().copied().collect();
    before.iter().filter(|(r, _)| !here.contains(r)).map(|(r, p)| (*r, *p)).collect()
}

/// What became of the profiles there were.
fn changes(
    clusters: &[Vec<i64>],
    before: &FxHashMap<i64, i64>,
    was: &[Overlap],
    profile_ids: &[i64],
    is_first: bool,
) -> Vec<Change> {
    let old: FxHashSet<i64> = before.values().copied().collect();
    let alive: FxHashSet<i64> = profile_ids.iter().copied().collect();
    let mut changes = Vec::new();
    let alone = |profile_id, kind, records| Change { profile_id, kind, other_id: None, records };
    for (cluster, counts) in was.iter().enumerate() {
        let id = profile_ids[cluster];
        let known: usize = counts.values().sum();
        let new = clusters[cluster].len() - known;
        if new > 0 && !is_first {
            let kind = if known == 0 { ChangeKind::Created } else { ChangeKind::Joined };
            changes.push(alone(id, kind, new));
        }
        for (&profile, &records) in counts.iter().filter(|(p, _)| **p != id) {
            changes.push(match (alive.contains(&profile), !old.contains(&id)) {
                (true, true) => {
                    Change { profile_id: profile, kind: ChangeKind::Split, other_id: Some(id), records }
                }
                (true, false) => {
                    Change { profile_id: id, kind: ChangeKind::Moved, other_id: Some(profile), records }
                }
                (false, _) => {
                    Change { profile_id: id, kind: ChangeKind::Merged, other_id: Some(profile), records }
                }
            });
        }
    }
    let mut missing = Overlap::new();
    for (_, profile) in left(clusters, before) {
        *missing.entry(profile).or_insert(0) += 1;
    }
    let met: FxHashSet<i64> = was.iter().flat_map(|counts| counts.keys().copied()).collect();
    for (profile, records) in missing {
        let kind = if met.contains(&profile) { ChangeKind::Lost } else { ChangeKind::Gone };
        changes.push(alone(profile, kind, records));
    }
    changes.sort_by_key(|c| (c.profile_id, c.kind, c.other_id));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(pairs: &[(i64, i64)]) -> FxHashMap<i64, i64> {
        pairs.iter().copied().collect()
    }

    #[test]
    fn a_first_run_numbers_clusters_in_order() {
        let a = assign(&[vec![5, 9], vec![7]], &FxHashMap::default(), &[], 1);
        assert_eq!(a.profile_ids, vec![1, 2]);
        assert!(a.changes.is_empty());
    }

    #[test]
    fn a_merge_keeps_the_oldest() {
        let a = assign(&[vec![5, 9]], &before(&[(5, 8), (9, 3)]), &[], 10);
        assert_eq!(a.profile_ids, vec![3]);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 3, kind: ChangeKind::Merged, other_id: Some(8), records: 1 }]
        );
    }

    #[test]
    fn a_split_keeps_the_id_with_the_largest_part() {
        let a = assign(&[vec![1], vec![2, 3]], &before(&[(1, 4), (2, 4), (3, 4)]), &[], 10);
        assert_eq!(a.profile_ids, vec![10, 4]);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 4, kind: ChangeKind::Split, other_id: Some(10), records: 1 }]
        );
    }

    #[test]
    fn the_same_clusters_keep_their_ids_and_change_nothing() {
        let clusters = [vec![1, 2], vec![3]];
        let first = assign(&clusters, &before(&[(1, 7), (2, 7), (3, 9)]), &[], 10);
        assert_eq!(first.profile_ids, vec![7, 9]);
        assert!(first.changes.is_empty());
    }

    #[test]
    fn a_new_record_alone_is_created() {
        let a = assign(&[vec![1], vec![2]], &before(&[(1, 7)]), &[], 10);
        assert_eq!(a.profile_ids, vec![7, 10]);
        assert_eq!(a.changes[0].kind, ChangeKind::Created);
    }

    #[test]
    fn an_id_given_back_is_a_split_in_the_ledger() {
        let a = assign(&[vec![1], vec![2]], &before(&[(1, 3), (2, 3)]), &[(2, 8)], 10);
        assert_eq!(a.profile_ids, vec![3, 8]);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 3, kind: ChangeKind::Split, other_id: Some(8), records: 1 }]
        );
    }

    #[test]
    fn a_new_id_is_none_that_is_given_back() {
        let a = assign(&[vec![1], vec![2], vec![3]], &before(&[(1, 3), (2, 3), (3, 3)]), &[(3, 10)], 10);
        assert_eq!(a.profile_ids, vec![3, 11, 10]);
    }

    #[test]
    fn a_profile_whose_records_left_the_data_is_gone() {
        let a = assign(&[vec![1]], &before(&[(1, 3), (2, 8)]), &[], 10);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 8, kind: ChangeKind::Gone, other_id: None, records: 1 }]
        );
    }
}
