//! What a decision would change, worked out from what it may touch; writes nothing.

use super::super::cluster::numbered;
use super::super::edge::{Edge, NO_RULE};
use super::super::identity::{Assignment, Change, assign};
use super::super::score::milli;
use super::super::stage::{by_index, weakest};
use super::super::store::{
    self, Golden, Housed, Said, Standing, Verdict, Word, Written, display_name, rehouse, value,
};
use super::super::survive::{GoldenValue, Survivorship};
use super::outcome::{GoldenChange, Outcome};
use super::reach::{Around, Reach};
use super::search::StoredEdge;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// An edge that gets another state, or another worth.
pub(super) struct EdgeChange {
    /// As it was; without a row it is to be stored.
    pub edge: StoredEdge,
    pub state: &'static str,
    pub priority: f64,
}

/// A profile that keeps its records, with what else is said of it.
pub(super) struct Kept {
    pub profile_id: i64,
    pub weakest: Option<i32>,
    pub review: i32,
}

/// All that a decision changes.
pub(super) struct Plan {
    pub edges: Vec<EdgeChange>,
    /// Rows of edges that only a word made which is no more in force.
    pub forgotten: Vec<i64>,
    /// Profiles that keep their records but not what is said of them.
    pub kept: Vec<Kept>,
    /// Profiles beyond its reach, and how many more doubtful pairs touch them.
    pub beside: Vec<(i64, i32)>,
    /// Ids of the profiles that are replaced.
    pub gone: Vec<i64>,
    /// The records of those that take their place.
    pub records: Vec<Vec<i64>>,
    pub written: Written,
    pub profile_ids: Vec<i64>,
    pub households: Vec<Option<i64>>,
    pub golden: Golden,
    pub changes: Vec<Change>,
    /// Other profiles with their new households.
    pub rehoused: Vec<Housed>,
    /// Records that are in another profile afterwards, and the one they are in now.
    pub moved: Vec<(i64, i64)>,
    pub outcome: Outcome,
}

/// What becomes of the edges.
struct EdgeChanges {
    edges: Vec<EdgeChange>,
    /// How many doubtful pairs touch each group.
    review: Vec<i32>,
    /// As in [`Plan`].
    beside: Vec<(i64, i32)>,
}

/// Where a record is: in a group made anew, or in a profile that the decision does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Party {
    Group(usize),
    Profile(i64),
}

/// The groups that the verdicts make of the records reached.
pub(super) struct Groups {
    /// By record, in the order of the corpus.
    pub of: Vec<usize>,
    count: usize,
    weakest: Vec<Option<i32>>,
}

impl Reach {
    /// What changes when these verdicts are in force. `former` tells of records whose former profile they should go back
    /// to.
    pub(super) fn plan(&self, verdicts: &[Verdict], around: &Around, former: &[(i64, i64)]) -> Plan {
        let groups = self.group(verdicts);
        let forgotten = self.known(verdicts).1.into_iter().filter_map(|edge| edge.row).collect();
        let EdgeChanges { edges, review, beside } = self.edge_changes(verdicts, &groups);
        let mut clusters: Vec<Vec<i64>> = vec![Vec::new(); groups.count];
        self.records().iter().zip(&groups.of).for_each(|(record, group)| clusters[*group].push(*record));
        let owed: Vec<(i64, i64)> =
            former.iter().copied().filter(|(record, _)| self.members.contains_key(record)).collect();
        let Assignment { profile_ids, changes } = assign(&clusters, &self.members, &owed, around.next);

        let mut sizes: FxHashMap<i64, usize> = FxHashMap::default();
        self.members.values().for_each(|profile| *sizes.entry(*profile).or_default() += 1);
        let stays = |group: usize| {
            let id = profile_ids[group];
            sizes.get(&id) == Some(&clusters[group].len())
                && clusters[group]
                    .iter()
                    .all(|record| self.members.get(record) == Some(&id) && !self.changed.contains(record))
        };
        let (same, other): (Vec<usize>, Vec<usize>) = (0..groups.count).partition(|group| stays(*group));
        let keeping: FxHashSet<i64> = same.iter().map(|group| profile_ids[*group]).collect();
        let standing: FxHashMap<i64, &Standing> = self.profiles.iter().map(|p| (p.profile_id, p)).collect();
        let kept = same
            .iter()
            .map(|&group| Kept {
                profile_id: profile_ids[group],
                weakest: groups.weakest[group],
                review: review[group],
            })
            .filter(|k| {
                standing.get(&k.profile_id).is_some_and(|p| (p.weakest, p.review) != (k.weakest, k.review))
            })
            .collect();
        let gone: BTreeSet<i64> = self.members.values().copied().filter(|id| !keeping.contains(id)).collect();

        let input = &self.compared.input;
        let row_of: FxHashMap<i64, u32> =
            input.record_ids.iter().zip(0..).map(|(id, row)| (*id, row)).collect();
        let rows = |group: &usize| clusters[*group].iter().filter_map(|r| row_of.get(r).copied()).collect();
        let written = Written {
            clusters: other.iter().map(rows).collect(),
            weakest: other.iter().map(|group| groups.weakest[*group]).collect(),
            review: other.iter().map(|group| review[*group]).collect(),
        };
        let survivorship = Survivorship::new(input);
        let golden: Vec<Vec<GoldenValue>> =
            written.clusters.iter().map(|rows| survivorship.golden(rows)).collect();
        let ids: Vec<i64> = other.iter().map(|group| profile_ids[*group]).collect();
        let records: Vec<Vec<i64>> = other.iter().map(|group| clusters[*group].clone()).collect();
        let columns = Golden::of(input, &written.clusters, &golden);
        let (households, rehoused) = rehouse(&around.lives, &records, &ids, &columns.addresses());

        let named = golden.iter().map(|values| display_name(values));
        let mut after: Vec<(i64, usize, Option<String>)> =
            ids.iter().zip(&records).zip(named).map(|((id, r), name)| (*id, r.len(), name)).collect();
        after.sort_unstable();
        let new_home = |group: usize| {
            let id = profile_ids[group];
            let now = |record: &i64| self.members.get(record).map(|was| (*record, *was));
            clusters[group].iter().filter_map(now).filter(move |(_, was)| *was != id)
        };
        let mut moved: Vec<(i64, i64)> = other.iter().flat_map(|group| new_home(*group)).collect();
        moved.sort_unstable();
        let (settled, raised) = self.queue_changes(&edges);
        let mut before: FxHashMap<i64, Vec<u32>> = FxHashMap::default();
        for record in self.records() {
            if let (Some(profile), Some(row)) = (self.members.get(record), row_of.get(record)) {
                before.entry(*profile).or_default().push(*row);
            }
        }
        let outcome = Outcome {
            profiles_before: gone.iter().copied().collect(),
            profiles_after: after.iter().map(|a| a.0).collect(),
            records_after: after.iter().map(|a| a.1).collect(),
            names_after: after.into_iter().map(|a| a.2).collect(),
            golden: golden_changes(&survivorship, &before, &ids, &golden),
            settled,
            raised,
            rehoused: rehoused.len(),
        };
        let gone = gone.into_iter().collect();
        Plan {
            edges,
            forgotten,
            kept,
            beside,
            gone,
            records,
            written,
            profile_ids: ids,
            households,
            golden: columns,
            changes,
            rehoused,
            moved,
            outcome,
        }
    }

    /// True when these verdicts leave every record in its profile, with those who are in it now.
    pub(super) fn everybody_stays(&self, verdicts: &[Verdict]) -> bool {
        let groups = self.group(verdicts);
        let mut home: Vec<Option<i64>> = vec![None; groups.count];
        let mut taken: FxHashSet<i64> = FxHashSet::default();
        self.records().iter().zip(&groups.of).all(|(record, group)| {
            let Some(&profile) = self.members.get(record) else { return false };
            match home[*group] {
                None => {
                    home[*group] = Some(profile);
                    taken.insert(profile)
                }
                Some(other) => other == profile,
            }
        })
    }

    pub(super) fn index(&self, record: i64) -> Option<u32> {
        self.records().binary_search(&record).ok().map(|i| i as u32)
    }

    pub(super) fn group(&self, verdicts: &[Verdict]) -> Groups {
        let edges: Vec<Edge> = self
            .known(verdicts)
            .0
            .into_iter()
            .filter_map(|e| {
                let (left, right) = (self.index(e.left)?, self.index(e.right)?);
                let (weight, certain) = (e.weight, e.certain);
                Some(Edge { left, right, weight, pattern: 0, rule: NO_RULE, certain, learned: false })
            })
            .collect();
        let among = by_index(&self.compared.corpus, verdicts, &self.locks);
        let (of, count) = numbered(&self.compared.group(&edges, &among));
        let weakest = weakest(&edges, &of, count, milli(self.compared.model.merge_at));
        Groups { of, count, weakest }
    }

    /// The edges that are any under these verdicts, and those that are none: what only a word made goes with it.
    fn known(&self, verdicts: &[Verdict]) -> (Vec<&StoredEdge>, Vec<&StoredEdge>) {
        let said: FxHashSet<(i64, i64)> = verdicts.iter().map(|v| (v.left, v.right)).collect();
        self.edges.iter().partition(|e| e.rule != NO_RULE || said.contains(&(e.left, e.right)))
    }

    /// What becomes of the edges.
    fn edge_changes(&self, verdicts: &[Verdict], groups: &Groups) -> EdgeChanges {
        let (edges, gone) = self.known(verdicts);
        let party = |record: i64| match self.index(record) {
            Some(i) => Some(Party::Group(groups.of[i as usize])),
            None => self.outside.get(&record).map(|profile| Party::Profile(*profile)),
        };
        let words = verdicts.iter().filter_map(|v| match v.verdict.as_str() {
            "different" => Some((v.left, v.right, Word::Apart)),
            "unsure" => Some((v.left, v.right, Word::Unsure)),
            _ => None,
        });
        let said = Said::new(words, party);
        let ends: Vec<[Option<Party>; 2]> = edges.iter().map(|e| [party(e.left), party(e.right)]).collect();
        let between = ends.par_iter().zip(&edges).map(|([a, b], e)| (a.zip(*b), e.weight));
        let states = store::states(between, &said, milli(self.compared.model.review_at));

        let mut sizes = vec![0usize; groups.count];
        groups.of.iter().for_each(|group| sizes[*group] += 1);
        let beyond: FxHashMap<i64, usize> = self.profiles.iter().map(|p| (p.profile_id, p.records)).collect();
        let size = |party: Option<Party>| match party {
            Some(Party::Group(group)) => sizes[group],
            Some(Party::Profile(profile)) => beyond.get(&profile).copied().unwrap_or(1),
            None => 1,
        };
        let mut review = vec![0; groups.count];
        let mut beside: BTreeMap<i64, i32> = BTreeMap::new();
        let mut changes = Vec::new();
        for ((edge, state), ends) in edges.iter().zip(states).zip(ends) {
            let (was, is) = (edge.state == "review", state == "review");
            for party in ends.into_iter().flatten() {
                match party {
                    Party::Group(group) => review[group] += i32::from(is),
                    Party::Profile(other) if was != is => {
                        *beside.entry(other).or_default() += i32::from(is) - i32::from(was);
                    }
                    Party::Profile(_) => {}
                }
            }
            let priority =
                if is { store::priority(edge.weight, (size(ends[0]), size(ends[1]))) } else { 0.0 };
            if edge.row.is_none() || state != edge.state || priority != edge.priority {
                changes.push(EdgeChange { edge: (*edge).clone(), state, priority });
            }
        }
        for edge in gone.into_iter().filter(|edge| edge.state == "review") {
            let others = [edge.left, edge.right].into_iter().filter_map(|end| self.outside.get(&end));
            others.for_each(|other| *beside.entry(*other).or_default() -= 1);
        }
        beside.retain(|_, more| *more != 0);
        EdgeChanges { edges: changes, review, beside: beside.into_iter().collect() }
    }

    /// Doubtful pairs beside those decided on that are settled, and that are raised.
    fn queue_changes(&self, changes: &[EdgeChange]) -> (usize, usize) {
        let asked: FxHashSet<(i64, i64)> = self.pairs.iter().copied().collect();
        let others = || changes.iter().filter(|c| !asked.contains(&(c.edge.left, c.edge.right)));
        let doubted = |c: &&EdgeChange| c.edge.state == "review";
        let doubtful = |c: &&EdgeChange| c.state == "review";
        let settled = others().filter(|c| doubted(c) && !doubtful(c)).count();
        (settled, others().filter(|c| doubtful(c) && !doubted(c)).count())
    }
}

/// Golden values that are not what they were, in profiles that stay. `before` are the rows each profile has now.
fn golden_changes(
    survivorship: &Survivorship,
    before: &FxHashMap<i64, Vec<u32>>,
    ids: &[i64],
    golden: &[Vec<GoldenValue>],
) -> Vec<GoldenChange> {
    let mut changes = Vec::new();
    for (id, after) in ids.iter().zip(golden) {
        let Some(rows) = before.get(id) else { continue };
        let before = survivorship.golden(rows);
        for attribute in GOLDEN {
            let (before, after) = (shown(&before, attribute), shown(after, attribute));
            if before != after {
                changes.push(GoldenChange { profile_id: *id, attribute, before, after });
            }
        }
    }
    changes
}

/// A golden value as it is stored.
fn shown(values: &[GoldenValue], attribute: &str) -> Option<String> {
    match attribute {
        "name" => display_name(values),
        // Stored as a date: what is none is not kept.
        "birth_date" => value(values, attribute)
            .filter(|text| text.parse::<jiff::civil::Date>().is_ok())
            .map(str::to_owned),
        _ => value(values, attribute).map(str::to_owned),
    }
}

/// The values of a golden record that people know each other by, those first that say most; given and family name are
/// in the name.
const GOLDEN: [&str; 11] = [
    "name",
    "email",
    "phone",
    "birth_date",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "company",
    "gender",
];
