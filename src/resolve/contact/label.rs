//! The label of each contact, from the profiles that hold it.

use super::holders::Holders;
use super::kin::{Person, Profiles, given_names, households};
use super::{Contact, Kind, Label};
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

/// Labels all contacts that more than one profile holds, and those a steward has spoken on. `clusters` tells for each
/// record the smallest record of its profile; `frequencies` how many profiles hold each value.
pub(crate) fn label(
    corpus: &Corpus,
    clusters: &[u32],
    frequencies: &Frequencies,
    corrections: &Corrections,
) -> Vec<Contact> {
    let profiles = Profiles::new(clusters);
    let of_kind = |kind: Kind, crowded: &FxHashSet<u64>| -> Vec<Contact> {
        let corrected = |key: u64| {
            (!corrections.is_empty())
                .then(|| corrections.get(&(kind.name(corpus).to_owned(), kind.text(corpus, key))))
                .flatten()
        };
        let one = |(key, records): (u64, &[u32])| {
            let corrected = corrected(key);
            if corrected.is_none() && profiles.are_one(records) {
                return None;
            }
            let holders = profiles.of(records);
            let mut people: Vec<Person> =
                holders.iter().map(|&p| Person::of(corpus, &profiles, p, frequencies, crowded)).collect();
            people.retain(Person::is_named);
            let (groups, largest) = households(&people, corpus, kind);
            let found = || judge(people.len(), groups, largest, kind, &kind.text(corpus, key));
            Some(Contact {
                kind,
                key,
                label: corrected.copied().unwrap_or_else(found),
                by_steward: corrected.is_some(),
                example: records[0],
                records: records.len() as u32,
                profiles: holders.len() as u32,
                households: groups.max(1),
                given_names: given_names(&people),
            })
        };
        Holders::new(corpus, kind).each().filter_map(one).collect()
    };
    // Addresses come first: what is no household's own address makes nobody kin.
    let mut contacts = of_kind(Kind::Address, &FxHashSet::default());
    let crowded = contacts.iter().filter(|c| c.label.is_silent()).map(|c| c.key).collect();
    let others = Kind::all(corpus).into_par_iter().filter(|kind| *kind != Kind::Address);
    contacts.par_extend(others.flat_map(|kind| of_kind(kind, &crowded)));
    contacts
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
