//! Profile ids that last: a merge keeps the oldest, a split keeps it with the largest part.

use rustc_hash::FxHashMap;
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

/// Gives each cluster its profile id. `clusters` hold record ids and are in a fixed order (by smallest record);
/// `before` tells in which profile a record was; new ids are taken from `next` on. With nothing before, the ledger
/// stays empty: everything is created then.
pub(crate) fn assign(clusters: &[Vec<i64>], before: &FxHashMap<i64, i64>, next: i64) -> Assignment {
    let overlaps: Vec<BTreeMap<i64, usize>> = clusters
        .iter()
        .map(|records| {
            let mut counts = BTreeMap::new();
            for profile in records.iter().filter_map(|r| before.get(r)) {
                *counts.entry(*profile).or_insert(0) += 1;
            }
            counts
        })
        .collect();

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
    let profile_ids: Vec<i64> = overlaps
        .iter()
        .enumerate()
        .map(|(cluster, counts)| {
            let oldest = counts.keys().copied().find(|p| home.get(p).is_some_and(|(at, _)| *at == cluster));
            oldest.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect();

    let mut changes = Vec::new();
    for (cluster, counts) in overlaps.iter().enumerate() {
        let id = profile_ids[cluster];
        if counts.is_empty() && !before.is_empty() {
            changes.push(Change {
                profile_id: id,
                kind: ChangeKind::Created,
                other_id: None,
                records: clusters[cluster].len(),
            });
        }
        for (&profile, &records) in counts.iter().filter(|(p, _)| **p != id) {
            let lives = home.get(&profile).is_some_and(|(at, _)| profile_ids[*at] == profile);
            let is_new = !home.contains_key(&id);
            changes.push(match (lives, is_new) {
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
    let mut gone: Vec<i64> = before.values().copied().filter(|p| !home.contains_key(p)).collect();
    gone.sort_unstable();
    gone.dedup();
    let left = |profile_id| Change { profile_id, kind: ChangeKind::Gone, other_id: None, records: 0 };
    changes.extend(gone.into_iter().map(left));
    changes.sort_by_key(|c| (c.profile_id, c.kind, c.other_id));
    Assignment { profile_ids, changes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(pairs: &[(i64, i64)]) -> FxHashMap<i64, i64> {
        pairs.iter().copied().collect()
    }

    #[test]
    fn a_first_run_numbers_clusters_in_order() {
        let a = assign(&[vec![5, 9], vec![7]], &FxHashMap::default(), 1);
        assert_eq!(a.profile_ids, vec![1, 2]);
        assert!(a.changes.is_empty());
    }

    #[test]
    fn a_merge_keeps_the_oldest() {
        let a = assign(&[vec![5, 9]], &before(&[(5, 8), (9, 3)]), 10);
        assert_eq!(a.profile_ids, vec![3]);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 3, kind: ChangeKind::Merged, other_id: Some(8), records: 1 }]
        );
    }

    #[test]
    fn a_split_keeps_the_id_with_the_largest_part() {
        let a = assign(&[vec![1], vec![2, 3]], &before(&[(1, 4), (2, 4), (3, 4)]), 10);
        assert_eq!(a.profile_ids, vec![10, 4]);
        assert_eq!(
            a.changes,
            vec![Change { profile_id: 4, kind: ChangeKind::Split, other_id: Some(10), records: 1 }]
        );
    }

    #[test]
    fn the_same_clusters_keep_their_ids_and_change_nothing() {
        let clusters = [vec![1, 2], vec![3]];
        let first = assign(&clusters, &before(&[(1, 7), (2, 7), (3, 9)]), 10);
        assert_eq!(first.profile_ids, vec![7, 9]);
        assert!(first.changes.is_empty());
    }

    #[test]
    fn a_new_record_alone_is_created() {
        let a = assign(&[vec![1], vec![2]], &before(&[(1, 7)]), 10);
        assert_eq!(a.profile_ids, vec![7, 10]);
        assert_eq!(a.changes[0].kind, ChangeKind::Created);
    }
}
