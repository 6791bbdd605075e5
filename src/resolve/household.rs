//! Households: people who live together, a level of its own above the person.
//!
//! Who shares an address is of one household when family name or a contact is shared too. Where many households share
//! street and number, it takes more: the same door, or a contact beside the name.

use super::contact::{Contact, Kind, Profiles, Silent, address};
use super::corpus::Corpus;
use super::forest::Forest;
use super::normalise::{fold, read_unit};
use super::similarity::{edit_distance, jaro_winkler};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::collections::BTreeSet;
use std::hash::BuildHasher;

/// Where a profile lives, by its golden record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Home {
    /// Folded; empty when not known.
    pub family: String,
    /// Street, number and place, normalised.
    pub address: String,
    /// Flat, floor, suite; empty when there is none.
    pub unit: String,
}

/// Addresses that the labels of a run say many share.
pub(crate) fn crowded(corpus: &Corpus, contacts: &[Contact]) -> FxHashSet<String> {
    let shared = contacts.iter().filter(|c| c.kind == Kind::Address && c.label.is_silent());
    shared.map(|c| c.kind.text(corpus, c.key)).collect()
}

/// What a run knows that ties profiles to one another, beside where they live.
pub(crate) struct Ties<'a> {
    corpus: &'a Corpus,
    profiles: Profiles<'a>,
    /// The smallest record of each profile, in their order.
    labels: Vec<u32>,
    silent: &'a Silent,
    crowded: FxHashSet<String>,
}

impl<'a> Ties<'a> {
    /// `clusters` tells for each record the smallest record of its profile; `crowded` are addresses that many share.
    pub(crate) fn new(
        corpus: &'a Corpus,
        clusters: &'a [u32],
        crowded: FxHashSet<String>,
        silent: &'a Silent,
    ) -> Self {
        let labels = (0..clusters.len() as u32).filter(|&r| clusters[r as usize] == r).collect();
        Self { corpus, profiles: Profiles::new(clusters), labels, silent, crowded }
    }

    /// For each profile, in the order of their smallest records, the first of its household.
    pub(crate) fn households(&self, homes: &[Option<Home>]) -> Vec<u32> {
        let contacts =
            |profile: usize| self.profiles.contacts(self.corpus, self.labels[profile], self.silent);
        households(
            homes,
            |address| self.crowded.contains(address),
            |a, b| {
                let of_a = contacts(a);
                contacts(b).iter().any(|contact| of_a.contains(contact))
            },
        )
    }
}

/// More family names than this at one address, and it is a building with many doors.
const FAMILIES: usize = 3;

/// Up to so many profiles at an address are compared two by two; of more only those at one door.
const COMPARED: usize = 60;

/// For each profile the first of its household. `crowded` knows addresses that many share, `tied` whether two profiles
/// have a contact in common that is neither shared nor junk.
fn households<'h>(
    homes: &'h [Option<Home>],
    crowded: impl Fn(&str) -> bool + Sync,
    tied: impl Fn(usize, usize) -> bool + Sync,
) -> Vec<u32> {
    // By a number of the address first: to compare texts takes long.
    let settled = |(i, home): (usize, &'h Option<Home>)| {
        home.as_ref().map(|home| (FxBuildHasher.hash_one(&home.address), i, home))
    };
    let mut settled: Vec<(u64, usize, &Home)> = homes.par_iter().enumerate().filter_map(settled).collect();
    settled.par_sort_unstable_by(|a, b| (a.0, &a.2.address, a.1).cmp(&(b.0, &b.2.address, b.1)));
    let forest = Forest::new(homes.len());
    let neighbours = settled.par_chunk_by(|a, b| (a.0, &a.2.address) == (b.0, &b.2.address));
    neighbours.filter(|neighbours| neighbours.len() > 1).for_each(|neighbours| {
        let families: BTreeSet<&str> = neighbours.iter().map(|n| n.2.family.as_str()).collect();
        let crowded = families.len() > FAMILIES || crowded(&neighbours[0].2.address);
        for (n, (_, i, home)) in neighbours.iter().enumerate() {
            for (_, j, other) in &neighbours[n + 1..] {
                let few = neighbours.len() <= COMPARED || home.same_door(other);
                if few && home.with(other, crowded, || tied(*i, *j)) {
                    forest.join(*i as u32, *j as u32);
                }
            }
        }
    });
    forest.roots()
}

impl Home {
    /// By the values of a golden record; `None` without street, number and place.
    pub(crate) fn of(
        family: Option<&str>,
        street: Option<&str>,
        postcode: Option<&str>,
        city: Option<&str>,
    ) -> Option<Self> {
        let street = street?;
        Some(Self {
            family: family.map(|name| fold(name).replace(' ', "")).unwrap_or_default(),
            address: address(street, postcode, city)?,
            unit: read_unit(street),
        })
    }

    /// True when two who live at one address are of one household.
    fn with(&self, other: &Self, crowded: bool, tied: impl Fn() -> bool) -> bool {
        if !self.unit.is_empty() && !other.unit.is_empty() && self.unit != other.unit {
            return false;
        }
        let family = self.same_family(other);
        match (crowded, family) {
            (false, _) => family || tied(),
            (true, true) => self.same_door(other) || tied(),
            (true, false) => self.same_door(other) && tied(),
        }
    }

    fn same_door(&self, other: &Self) -> bool {
        !self.unit.is_empty() && self.unit == other.unit
    }

    fn same_family(&self, other: &Self) -> bool {
        let (x, y) = (self.family.as_bytes(), other.family.as_bytes());
        if x.is_empty() || y.is_empty() || x == y {
            return x == y && !x.is_empty();
        }
        let shorter = x.len().min(y.len());
        shorter >= 4 && (jaro_winkler(x, y) >= 0.92 || edit_distance(x, y) <= 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(family: &str, address: &str, unit: &str) -> Option<Home> {
        Some(Home { family: family.into(), address: address.into(), unit: unit.into() })
    }

    fn grouped(homes: &[Option<Home>], tied: &[(usize, usize)]) -> Vec<u32> {
        households(homes, |_| false, |a, b| tied.contains(&(a, b)))
    }

    #[test]
    fn a_family_name_at_one_address_is_a_household_a_family_name_alone_is_not() {
        let homes = [home("quinn", "9 oak", ""), home("quin", "9 oak", ""), home("quinn", "7 elm", ""), None];
        assert_eq!(grouped(&homes, &[]), [0, 0, 2, 3]);
    }

    #[test]
    fn couples_keep_their_names_and_share_a_phone() {
        let homes = [home("quinn", "9 oak", ""), home("wolfe", "9 oak", ""), home("abbott", "9 oak", "")];
        assert_eq!(grouped(&homes, &[(0, 1)]), [0, 0, 2]);
    }

    #[test]
    fn people_of_one_name_in_a_tower_are_no_household_but_those_of_one_flat_are() {
        let tower = "1 tower";
        let homes = [
            home("smith", tower, ""),
            home("smith", tower, ""),
            home("smith", tower, "12"),
            home("smith", tower, "12"),
            home("smith", tower, "13"),
            home("quinn", tower, ""),
            home("wolfe", tower, "14"),
            home("abbott", tower, "14"),
        ];
        assert_eq!(grouped(&homes, &[(6, 7)]), [0, 1, 2, 2, 4, 5, 6, 6]);
        assert_eq!(grouped(&homes, &[(0, 1), (5, 6)]), [0, 0, 2, 2, 4, 5, 6, 7]);
    }

    #[test]
    fn a_steward_or_the_data_may_know_that_an_address_is_crowded() {
        let homes = [home("quinn", "1 dorm", ""), home("quinn", "1 dorm", "")];
        assert_eq!(households(&homes, |a| a == "1 dorm", |_, _| false), [0, 1]);
    }
}
