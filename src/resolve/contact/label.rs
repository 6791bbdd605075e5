//! The label of each contact, from the profiles that hold it.

use super::holders::Holders;
use super::kin::{Person, Profiles, given_names, households};
use super::{Contact, Kind, Label, address_key};
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::frequency::Frequencies;
use crate::value::email;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// An identifier held by more people than this is nobody's.
const FAR_TOO_MANY: usize = 50;

/// Households that may follow one another at an address before it counts as a building with many doors.
const TENANTS: u32 = 2;

/// What a steward said of contacts: by kind and normalised value.
pub(crate) type Corrections = FxHashMap<(String, String), Label>;

/// Labels contacts; which records hold each is looked up once.
pub(crate) struct Labels<'a> {
    corpus: &'a Corpus,
    corrections: &'a Corrections,
    /// In the order of [`Kind::all`].
    holders: Vec<(Kind, Holders)>,
}

/// How contacts were labelled before.
#[derive(Clone, Copy)]
pub(crate) struct Former<'a> {
    /// For each record the smallest record of its profile.
    pub clusters: &'a [u32],
    pub contacts: &'a [Contact],
}

impl<'a> Labels<'a> {
    pub(crate) fn new(corpus: &'a Corpus, corrections: &'a Corrections) -> Self {
        let kinds = Kind::all(corpus).into_par_iter();
        let holders = kinds.map(|kind| (kind, Holders::new(corpus, kind))).collect();
        Self { corpus, corrections, holders }
    }

    /// Labels all contacts that more than one profile holds, and those a steward has spoken on. `clusters` tells for each
    /// record the smallest record of its profile; `frequencies` how many profiles hold each value. Contacts that only
    /// profiles hold which are as they were keep their `former` labels; `frequencies` must then be as they were, too.
    pub(crate) fn of(
        &self,
        clusters: &[u32],
        frequencies: &Frequencies,
        former: Option<Former>,
    ) -> Vec<Contact> {
        let profiles = Profiles::new(clusters);
        let mut changed = former.map(|former| (former, changed(former.clusters, clusters)));
        let look = Look { labels: self, profiles: &profiles, frequencies };
        // Addresses come first: what is no household's own address makes nobody kin.
        let Some((addresses, others)) = self.holders.split_first() else { return Vec::new() };
        let mut contacts = look.at(addresses, &FxHashSet::default(), changed.as_ref());
        let crowded = crowded(&contacts);
        if let Some((former, changed)) = &mut changed {
            let before = self::crowded(former.contacts);
            let differ: FxHashSet<u64> = before.symmetric_difference(&crowded).copied().collect();
            for record in (0..clusters.len()).filter(|_| !differ.is_empty()) {
                if differ.contains(&address_key(self.corpus, self.corpus.row(record as u32))) {
                    changed[clusters[record] as usize] = true;
                }
            }
        }
        let changed = changed.as_ref();
        contacts.par_extend(others.par_iter().flat_map(|held| look.at(held, &crowded, changed)));
        contacts
    }
}

/// Addresses that make nobody kin.
fn crowded(contacts: &[Contact]) -> FxHashSet<u64> {
    let silent = contacts.iter().filter(|c| c.kind == Kind::Address && c.label.is_silent());
    silent.map(|c| c.key).collect()
}

/// By the smallest record of each profile: whether it has other records now.
fn changed(before: &[u32], now: &[u32]) -> Vec<bool> {
    let mut changed = vec![false; now.len()];
    for (before, now) in before.iter().zip(now).filter(|(before, now)| before != now) {
        changed[*before as usize] = true;
        changed[*now as usize] = true;
    }
    changed
}

/// What it takes to label contacts.
struct Look<'a> {
    labels: &'a Labels<'a>,
    profiles: &'a Profiles<'a>,
    frequencies: &'a Frequencies,
}

impl Look<'_> {
    /// The contacts of one kind. Addresses that are `crowded` make nobody kin.
    fn at(
        &self,
        (kind, holders): &(Kind, Holders),
        crowded: &FxHashSet<u64>,
        changed: Option<&(Former, Vec<bool>)>,
    ) -> Vec<Contact> {
        let label = |key, records: &[u32]| self.label(*kind, key, records, crowded);
        let Some((former, changed)) = changed else {
            return holders.each().filter_map(|(key, records)| label(key, records)).collect();
        };
        // Contacts of one kind lie side by side, in order of their keys.
        let of_kind = former.contacts.chunk_by(|a, b| a.kind == b.kind).find(|of| of[0].kind == *kind);
        let known = of_kind.unwrap_or_default();
        let one = |(key, records): (u64, &[u32])| match self.profiles.any_of(records, changed) {
            true => label(key, records),
            false => known.binary_search_by_key(&key, |c| c.key).ok().map(|at| known[at].clone()),
        };
        holders.each().filter_map(one).collect()
    }

    fn label(&self, kind: Kind, key: u64, records: &[u32], crowded: &FxHashSet<u64>) -> Option<Contact> {
        let (corpus, profiles) = (self.labels.corpus, self.profiles);
        let corrected = self.corrected(kind, key);
        if corrected.is_none() && profiles.are_one(records) {
            return None;
        }
        let holders = profiles.of(records);
        profiles.fetch(corpus, &holders);
        let person = |&profile| Person::of(corpus, profiles, profile, self.frequencies, crowded);
        let mut people: Vec<Person> = holders.iter().map(person).collect();
        people.retain(Person::is_named);
        let (groups, largest) = households(&people, corpus, kind);
        let found = || judge(people.len(), groups, largest, kind, &kind.text(corpus, key));
        Some(Contact {
            kind,
            key,
            label: corrected.unwrap_or_else(found),
            by_steward: corrected.is_some(),
            example: records[0],
            records: records.len() as u32,
            profiles: holders.len() as u32,
            households: groups.max(1),
            given_names: given_names(&people),
        })
    }

    /// What a steward said of a contact.
    fn corrected(&self, kind: Kind, key: u64) -> Option<Label> {
        let Labels { corpus, corrections, .. } = *self.labels;
        let said = || (kind.name(corpus).to_owned(), kind.text(corpus, key));
        if corrections.is_empty() { None } else { corrections.get(&said()).copied() }
    }
}

/// Whose a contact is that so many named people of so many households hold.
fn judge(people: usize, households: u32, largest: u32, kind: Kind, value: &str) -> Label {
    let of_one_mostly = largest >= 3 && 3 * largest as usize >= 2 * people;
    if people <= 1 {
        Label::Personal
    } else if kind == Kind::Address {
        if households <= TENANTS || of_one_mostly { Label::Household } else { Label::Shared }
    } else if people > FAR_TOO_MANY || is_made_up(kind, value) {
        Label::Junk
    } else if households <= 1 || of_one_mostly {
        Label::Household
    } else {
        Label::Shared
    }
}

/// An office's own address, or a number typed to get past a form.
pub(super) fn is_made_up(kind: Kind, value: &str) -> bool {
    match kind {
        Kind::Identifier(field::EMAIL) => email::read(value).is_some_and(|e| e.role),
        Kind::Identifier(field::PHONE) => is_typed_in_order(value),
        _ => false,
    }
}

/// Seven digits one after the other, or the same one seven times: `1234567`, `0000000`.
fn is_typed_in_order(number: &str) -> bool {
    let digits: Vec<i32> = number.bytes().filter(u8::is_ascii_digit).map(i32::from).collect();
    digits.windows(7).any(|run| {
        let step = run[1] - run[0];
        (-1..=1).contains(&step) && run.windows(2).all(|pair| pair[1] - pair[0] == step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Kind = Kind::Identifier(field::PHONE);
    const EMAIL: Kind = Kind::Identifier(field::EMAIL);

    #[test]
    fn one_person_one_household_strangers_and_nobody() {
        assert_eq!(judge(1, 1, 1, PHONE, "+14155550142"), Label::Personal);
        assert_eq!(judge(5, 1, 5, PHONE, "+14155550142"), Label::Household);
        assert_eq!(judge(6, 2, 5, PHONE, "+14155550142"), Label::Household, "a family and its nanny");
        assert_eq!(judge(12, 12, 1, PHONE, "+14155550142"), Label::Shared);
        assert_eq!(judge(80, 75, 3, PHONE, "+14155550142"), Label::Junk);
        assert_eq!(judge(3, 3, 1, PHONE, "+491234567"), Label::Junk);
        assert_eq!(judge(2, 2, 1, EMAIL, "info@firm.de"), Label::Junk);
        assert_eq!(judge(1, 1, 1, EMAIL, "info@firm.de"), Label::Personal, "a firm of one");
    }

    #[test]
    fn tenants_follow_one_another_but_a_house_of_many_doors_is_shared() {
        assert_eq!(judge(3, 2, 2, Kind::Address, "12 elmstreet, 94110"), Label::Household);
        assert_eq!(judge(200, 150, 5, Kind::Address, "1 tower, 94110"), Label::Shared);
    }

    #[test]
    fn digits_in_order_are_typed_to_get_past_a_form() {
        for made_up in ["+11234567890", "9876543210", "+4900000000"] {
            assert!(is_typed_in_order(made_up), "{made_up}");
        }
        assert!(!is_typed_in_order("+14155550142"));
    }
}
