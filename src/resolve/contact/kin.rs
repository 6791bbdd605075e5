//! The people behind a contact, and what they have in common.

use super::{Kind, Silent, address_key};
use crate::resolve::buckets::{rows, with_begins};
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::forest::Forest;
use crate::resolve::frequency::Frequencies;
use crate::resolve::similarity::{edit_distance, jaro_winkler};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Up to so many people are compared with one another; of more only equal values are seen.
const COMPARED: usize = 40;

/// A contact held by more profiles than this ties nobody to anybody.
const TIES_AT_MOST: u32 = 6;

/// The records of each profile.
pub(crate) struct Profiles<'a> {
    clusters: &'a [u32],
    starts: Vec<u32>,
    records: Vec<u32>,
}

impl<'a> Profiles<'a> {
    /// `clusters` tells for each record the smallest record of its profile.
    pub(crate) fn new(clusters: &'a [u32]) -> Self {
        let all = rows(clusters.len());
        let (records, starts) = with_begins(clusters.len(), all, |&r| clusters[r as usize] as usize);
        Self { clusters, starts, records }
    }

    /// True when these records are in one profile.
    pub(super) fn are_one(&self, records: &[u32]) -> bool {
        let mut profiles = records.iter().map(|&record| self.clusters[record as usize]);
        profiles.next().is_none_or(|first| profiles.all(|profile| profile == first))
    }

    /// The profiles these records are in, each once, ascending.
    pub(super) fn of(&self, records: &[u32]) -> Vec<u32> {
        let mut profiles: Vec<u32> = records.iter().map(|&r| self.clusters[r as usize]).collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    /// True when any of these records is in one of the profiles that are marked, by their smallest records.
    pub(super) fn any_of(&self, records: &[u32], marked: &[bool]) -> bool {
        records.iter().any(|&record| marked[self.clusters[record as usize] as usize])
    }

    /// Reads the records of these profiles: all at once takes as long as one alone.
    pub(super) fn fetch(&self, corpus: &Corpus, profiles: &[u32]) {
        corpus.fetch(profiles.iter().flat_map(|&profile| self.records(profile).iter().copied()));
    }

    /// E-mails and phones of a profile that say something, with their fields.
    pub(crate) fn contacts(&self, corpus: &Corpus, profile: u32, silent: &Silent) -> Vec<(usize, u32)> {
        let mut contacts = Vec::new();
        for &record in self.records(profile) {
            for of in [field::EMAIL, field::PHONE] {
                let held = corpus.value_sets(of).sets.get(&corpus.row(record)[of]);
                contacts.extend(held.iter().map(|&value| (of, value)).filter(|c| !silent.is(c.0, c.1)));
            }
        }
        contacts
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
    scripts: Vec<u32>,
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
            if row[field::GIVEN] != 0 || row[field::FAMILY] != 0 {
                note(&mut person.scripts, row[field::TRAITS] >> 6, u32::MAX);
            }
            let address = address_key(corpus, row);
            if !crowded.contains(&address) {
                note(&mut person.addresses, address, 0);
            }
            for of in [field::EMAIL, field::PHONE] {
                let held = &frequencies.of(of).by_id;
                for &value in corpus.value_sets(of).sets.get(&row[of]) {
                    if held.get(value as usize).is_some_and(|n| *n <= TIES_AT_MOST) {
                        note(&mut person.contacts, (of, value), (of, 0));
                    }
                }
            }
        }
        person
    }

    /// True when the whole name is known: profiles with less may be anybody's.
    pub(super) fn is_named(&self) -> bool {
        !self.given.is_empty() && !self.family.is_empty()
    }

    /// True when the two are of one household, or may even be one person whose name is written otherwise. What they
    /// hold in common anyway, a contact of `kind`, is no reason.
    fn kin(&self, other: &Self, corpus: &Corpus, kind: Kind) -> bool {
        let families = |a: &u32, b: &u32| a == b || alike(corpus.family.get(*a), corpus.family.get(*b));
        any(&self.family, &other.family, families)
            || match kind {
                Kind::Address => any(&self.contacts, &other.contacts, |a, b| a == b),
                Kind::Identifier(_) => any(&self.addresses, &other.addresses, |a, b| a == b),
            }
            || self.may_be(other, corpus)
    }

    /// True when births do not contradict, and any name of the one is like any of the other (they may be swapped, one
    /// of them changed or missing), or the two are written in scripts that can't be compared.
    fn may_be(&self, other: &Self, corpus: &Corpus) -> bool {
        let births = |a: &u32, b: &u32| {
            let written = |id: u32| corpus.births.get(id as usize).map_or(0, |birth| birth.date);
            slips(written(*a), written(*b)) <= 2
        };
        if !self.births.is_empty() && !other.births.is_empty() && !any(&self.births, &other.births, births) {
            return false;
        }
        let first = &corpus.given.first;
        let nicknames = |a: &u32, b: &u32| first[*a as usize].stands_for(&first[*b as usize]);
        !any(&self.scripts, &other.scripts, |a, b| a == b)
            || any(&self.given, &other.given, nicknames)
            || any(&self.names(corpus), &other.names(corpus), |a, b| alike(a, b))
    }

    /// Given and family names, and the words given names are made of.
    fn names<'c>(&self, corpus: &'c Corpus) -> Vec<Cow<'c, [u8]>> {
        let mut names: Vec<Cow<[u8]>> =
            self.family.iter().map(|&id| Cow::Borrowed(corpus.family.get(id))).collect();
        for given in self.given.iter().map(|&id| corpus.given.names.get(id)) {
            let mut words = given.split(|b| *b == b' ');
            if given.contains(&b' ') {
                names.push(Cow::Owned(given.iter().copied().filter(|b| *b != b' ').collect()));
            }
            names.extend(words.next().map(Cow::Borrowed));
        }
        names
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

/// The same name, more or less: an initial, a part, a slip.
fn alike(x: &[u8], y: &[u8]) -> bool {
    let shorter = x.len().min(y.len());
    match shorter {
        0 => false,
        1 => x[0] == y[0],
        2 | 3 => x == y,
        _ => {
            x.starts_with(y)
                || y.starts_with(x)
                || x.ends_with(y)
                || y.ends_with(x)
                || jaro_winkler(x, y) >= 0.9
                || edit_distance(x, y) <= 1
        }
    }
}

/// In how many of their eight digits two dates differ.
fn slips(a: u32, b: u32) -> usize {
    (0..8).map(|n| 10u32.pow(n)).filter(|power| a / power % 10 != b / power % 10).count()
}

/// How many households the people are of, and how many people the largest has.
pub(super) fn households(people: &[Person], corpus: &Corpus, kind: Kind) -> (u32, u32) {
    let forest = Forest::new(people.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_an_initial_a_part_or_a_slip() {
        for (x, y) in [("p", "pablo"), ("salas", "salasreyes"), ("veronica", "vernica"), ("noa", "noa")] {
            assert!(alike(x.as_bytes(), y.as_bytes()), "{x} {y}");
        }
        for (x, y) in [("petra", "viktor"), ("noa", "nos"), ("", "ann")] {
            assert!(!alike(x.as_bytes(), y.as_bytes()), "{x} {y}");
        }
        assert_eq!((slips(19_800_727, 19_800_727), slips(19_800_727, 19_810_726)), (0, 2));
    }
}
