//! The people behind a contact, and what they have in common.

use super::{Kind, address_key};
use crate::resolve::cluster::Forest;
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::frequency::Frequencies;
use crate::resolve::similarity::{edit_distance, jaro_winkler};
use rustc_hash::{FxHashMap, FxHashSet};

/// Up to so many people are compared with one another; of more only equal values are seen.
const COMPARED: usize = 40;

/// A contact held by more profiles than this ties nobody to anybody.
const TIES_AT_MOST: u32 = 6;

/// The records of each profile.
pub(super) struct Profiles<'a> {
    clusters: &'a [u32],
    starts: Vec<u32>,
    records: Vec<u32>,
}

impl<'a> Profiles<'a> {
    /// `clusters` tells for each record the smallest record of its profile.
    pub(super) fn new(clusters: &'a [u32]) -> Self {
        let mut starts = vec![0u32; clusters.len() + 1];
        clusters.iter().for_each(|&c| starts[c as usize + 1] += 1);
        for i in 0..clusters.len() {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut records = vec![0; clusters.len()];
        for (record, &c) in clusters.iter().enumerate() {
            records[next[c as usize] as usize] = record as u32;
            next[c as usize] += 1;
        }
        Self { clusters, starts, records }
    }

    /// The profiles these records are in, each once, ascending.
    pub(super) fn of(&self, records: &[u32]) -> Vec<u32> {
        let mut profiles: Vec<u32> = records.iter().map(|&r| self.clusters[r as usize]).collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    fn records(&self, profile: u32) -> &[u32] {
        let p = profile as usize;
        &self.records[self.starts[p] as usize..self.starts[p + 1] as usize]
    }
}

/// What can tie one profile to another: distinct values of all its records.
#[derive(Default)]
pub(super) struct Person {
    given: Vec<u32>,
    family: Vec<u32>,
    births: Vec<u32>,
    addresses: Vec<u64>,
    /// E-mails and phones that few hold, with their fields.
    contacts: Vec<(usize, u32)>,
}

impl Person {
    pub(super) fn of(
        corpus: &Corpus,
        profiles: &Profiles,
        profile: u32,
        frequencies: &Frequencies,
        crowded: &FxHashSet<u64>,
    ) -> Self {
        let mut person = Self::default();
        for &record in profiles.records(profile) {
            let row = corpus.row(record);
            note(&mut person.given, row[field::GIVEN], 0);
            note(&mut person.family, row[field::FAMILY], 0);
            note(&mut person.births, row[field::BIRTH], 0);
            let address = address_key(corpus, row);
            if !crowded.contains(&address) {
                note(&mut person.addresses, address, 0);
            }
            for of in [field::EMAIL, field::PHONE] {
                let held = &frequencies.of(of).by_id;
                for &value in corpus.value_sets(of).sets.get(row[of]) {
                    if held.get(value as usize).is_some_and(|n| *n <= TIES_AT_MOST) {
                        note(&mut person.contacts, (of, value), (of, 0));
                    }
                }
            }
        }
        person
    }

    /// True when anything of a name is known: profiles without one may be anybody's.
    pub(super) fn is_named(&self) -> bool {
        !self.given.is_empty() || !self.family.is_empty()
    }

    /// True when the two are of one household, or may even be one person. What they hold in common anyway, a contact
    /// of `kind`, is no reason.
    fn kin(&self, other: &Self, corpus: &Corpus, kind: Kind) -> bool {
        let family = |a: &u32, b: &u32| family_alike(corpus, *a, *b);
        any(&self.family, &other.family, family)
            || match kind {
                Kind::Address => any(&self.contacts, &other.contacts, |a, b| a == b),
                Kind::Identifier(_) => any(&self.addresses, &other.addresses, |a, b| a == b),
            }
            || self.may_be(other, corpus)
    }

    /// True when given names agree and births do not contradict: a name changed, or written badly.
    fn may_be(&self, other: &Self, corpus: &Corpus) -> bool {
        let births = self.births.is_empty()
            || other.births.is_empty()
            || any(&self.births, &other.births, |a, b| a == b);
        births && any(&self.given, &other.given, |a, b| given_alike(corpus, *a, *b))
    }
}

fn note<T: PartialEq>(values: &mut Vec<T>, value: T, none: T) {
    if value != none && !values.contains(&value) {
        values.push(value);
    }
}

fn any<T>(left: &[T], right: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    left.iter().any(|a| right.iter().any(|b| alike(a, b)))
}

fn family_alike(corpus: &Corpus, a: u32, b: u32) -> bool {
    if a == b {
        return true;
    }
    let (x, y) = (corpus.family.get(a), corpus.family.get(b));
    let shorter = x.len().min(y.len());
    let part = x.starts_with(y) || y.starts_with(x) || x.ends_with(y) || y.ends_with(x);
    shorter >= 4 && (part || jaro_winkler(x, y) >= 0.92 || edit_distance(x, y) <= 1)
}

fn given_alike(corpus: &Corpus, a: u32, b: u32) -> bool {
    if a == b {
        return true;
    }
    let sets = &corpus.given.sets;
    if sets[a as usize].iter().any(|s| sets[b as usize].contains(s)) {
        return true;
    }
    let names = &corpus.given.names;
    let (x, y) = (names.get(a), names.get(b));
    let shorter = x.len().min(y.len());
    if shorter <= 2 { x[0] == y[0] } else { jaro_winkler(x, y) >= 0.92 || edit_distance(x, y) <= 1 }
}

/// How many households the people are of, and how many people the largest has.
pub(super) fn households(people: &[Person], corpus: &Corpus, kind: Kind) -> (u32, u32) {
    let mut forest = Forest::new(people.len());
    if people.len() <= COMPARED {
        for (i, a) in people.iter().enumerate() {
            for (j, b) in people.iter().enumerate().skip(i + 1) {
                if a.kin(b, corpus, kind) {
                    forest.join(i as u32, j as u32);
                }
            }
        }
    } else {
        let mut first: FxHashMap<(bool, u64), u32> = FxHashMap::default();
        for (i, person) in (0..).zip(people) {
            let family = person.family.iter().map(|&f| (false, u64::from(f)));
            let address = person.addresses.iter().map(|&a| (true, a));
            for key in family.chain(address.filter(|_| kind != Kind::Address)) {
                let other = *first.entry(key).or_insert(i);
                forest.join(i, other);
            }
        }
    }
    let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
    for root in forest.roots() {
        *sizes.entry(root).or_default() += 1;
    }
    (sizes.len() as u32, sizes.values().copied().max().unwrap_or_default())
}

/// How many given names there are among them.
pub(super) fn given_names(people: &[Person]) -> u32 {
    people.iter().flat_map(|p| &p.given).collect::<FxHashSet<_>>().len() as u32
}
