//! Weights of one comparison: by level, and by how common the value is.

use super::names::NameShares;
use super::{Evidence, Weight, milli};
use crate::resolve::compare::{Comparison, Kind, SWAPPED, address};
use crate::resolve::contact::Silent;
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::explain::Agreement;
use crate::resolve::frequency::{Counts, Frequencies};
use crate::resolve::model::{Level, Model};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Values whose adjustments one thread works out in one go.
const AT_ONCE: usize = 1 << 14;

/// Adjustments of values that fewer hold are worked out once for all of them.
const FEW: u32 = 256;

/// Frequency adjustments stay within this many bits.
const LARGEST_ADJUSTMENT: f64 = 10.0;

/// Stands for the adjustment of a value whose agreement says little or nothing.
const SAYS_NOTHING: Weight = Weight::MIN;

/// A value that more strangers share says nothing.
const FAINT_UP_TO: Weight = 3;

/// Weights of one comparison.
pub(super) struct Table {
    /// log2(m/u) by level.
    pub same: Vec<Weight>,
    /// log2(h/u) by level.
    pub household: Vec<Weight>,
    /// Levels whose weight depends on how common the value is.
    frequency: Vec<Frequency>,
    /// What a value adds to an agreement on it, by value id.
    adjustments: Adjustments,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Frequency {
    No,
    /// Agreement: rare values weigh more, common ones less.
    Full,
    /// Near agreement: common values weigh less (a slip of a common name is common too), rare ones no more.
    CommonOnly,
}

enum Adjustments {
    None,
    /// By the id in a field of the row.
    Field {
        field: usize,
        by_id: Vec<Weight>,
    },
    /// By the family name, less where the full name is commoner than its parts let expect.
    Family {
        by_id: Vec<Weight>,
        by_name: Vec<Weight>,
        shares: NameShares,
        /// m and u of swapped names.
        swapped: (f64, f64),
    },
    /// By the shared value of two sets.
    Sets {
        field: usize,
        by_value: Vec<Weight>,
        /// How many hold each value.
        held: Vec<u32>,
        /// Values whose agreement says little.
        faint: FxHashMap<u32, Faint>,
    },
    /// By street, else postcode, else city.
    Address {
        street: Vec<Weight>,
        postcode: Vec<Weight>,
        city: Vec<Weight>,
        /// How much less the same place says where the names tell the country already.
        country: Vec<Weight>,
        /// Addresses that say no more than their place.
        silent: Silent,
    },
}

/// What agreement on a value that strangers share says: its weight divided by how many hold it.
#[derive(Clone, Copy)]
struct Faint {
    adjustment: Weight,
    holders: Weight,
}

impl Table {
    /// From the levels as trained and as shipped, which tell how common values of each kind usually are.
    pub(super) fn new(
        corpus: &Corpus,
        comparison: &Comparison,
        trained: &Model,
        shipped: &Model,
        frequencies: &Frequencies,
    ) -> Self {
        let (levels, typical) =
            (trained.levels(&comparison.attribute), shipped.levels(&comparison.attribute));
        let by_level =
            |f: &dyn Fn(&Level) -> Weight| std::iter::once(0).chain(levels.iter().map(f)).collect();
        // The average u of the levels that frequency decides, to which each value's own share is compared.
        let exact = |levels: &[Level]| levels.iter().find(|l| l.frequency).map_or(1.0, |l| l.u);
        let (average, usual) = (exact(levels), exact(typical));
        let one = |field: usize| Adjustments::Field {
            field,
            by_id: adjustments(frequencies.of(field), average, usual),
        };
        let many = |field: usize| Adjustments::Sets {
            field,
            by_value: adjustments(frequencies.of(field), average, usual),
            held: frequencies.of(field).by_id.clone(),
            faint: FxHashMap::default(),
        };
        let adjustments = if levels.iter().any(|l| l.frequency) {
            match comparison.kind {
                Kind::Given => one(field::GIVEN),
                Kind::Family => {
                    let shares = NameShares::new(corpus, shipped, frequencies);
                    Adjustments::Family {
                        by_id: adjustments(frequencies.of(field::FAMILY), average, usual),
                        by_name: shares.together(),
                        shares,
                        swapped: levels.get(SWAPPED - 1).map_or((1.0, 1.0), |l| (l.m, l.u)),
                    }
                }
                Kind::Birth => one(field::BIRTH),
                Kind::Company => one(field::COMPANY),
                Kind::Email => many(field::EMAIL),
                Kind::Phone => many(field::PHONE),
                Kind::Open(i) => many(field::OPEN + i),
                Kind::Gender => Adjustments::None,
                Kind::Address => {
                    let u = |levels: &[Level], level: usize| levels.get(level - 1).map_or(1.0, |l| l.u);
                    // The share of pairs that agree on the street, wherever it is.
                    let streets = |levels: &[Level]| (21..25).map(|l| u(levels, l)).sum::<f64>();
                    let place = |field| adjustments(frequencies.of(field), u(levels, 4), u(typical, 4));
                    Adjustments::Address {
                        street: adjustments(frequencies.of(field::STREET), streets(levels), streets(typical)),
                        postcode: place(field::POSTCODE),
                        city: place(field::CITY),
                        country: origin(frequencies.of(field::COUNTRY)),
                        silent: Silent::default(),
                    }
                }
            }
        } else {
            Adjustments::None
        };
        Self {
            same: by_level(&|l| milli((l.m / l.u).log2())),
            household: by_level(&|l| milli((l.h / l.u).log2())),
            frequency: std::iter::once(Frequency::No).chain(levels.iter().map(Frequency::of)).collect(),
            adjustments,
        }
    }

    /// What this level says of any pair; `None` where it depends on the values.
    pub(super) fn fixed(&self, level: usize) -> Option<Evidence> {
        let depends = self.frequency[level] != Frequency::No
            || match self.adjustments {
                Adjustments::Family { .. } => level == SWAPPED,
                Adjustments::Address { .. } => address::place_agrees(level) || address::street_agrees(level),
                _ => false,
            };
        (!depends).then(|| Evidence { same: self.same[level], household: self.household[level] })
    }

    /// What this level of a pair says.
    #[inline]
    pub(super) fn evidence(&self, level: usize, corpus: &Corpus, left: &[u32], right: &[u32]) -> Evidence {
        let level = self.adjustments.heard(level, corpus, left, right);
        let adjustment = self.adjustment(level, corpus, left, right);
        if adjustment == SAYS_NOTHING {
            return self.faint(level, corpus, left, right);
        }
        Evidence { same: self.same[level] + adjustment, household: self.household[level] + adjustment }
    }

    /// What agreement on values says that are all silent: as much as the one that fewest hold.
    fn faint(&self, level: usize, corpus: &Corpus, left: &[u32], right: &[u32]) -> Evidence {
        let Adjustments::Sets { field, faint, .. } = &self.adjustments else { return Evidence::default() };
        let sets = &corpus.value_sets(*field).sets;
        let (a, b) = (sets.get(&left[*field]), sets.get(&right[*field]));
        let common = a.iter().filter(|v| b.contains(v)).filter_map(|v| faint.get(v));
        let rarest = common.min_by_key(|f| (f.holders, -f.adjustment));
        rarest.map_or_else(Evidence::default, |f| Evidence {
            same: (self.same[level] + f.adjustment) / f.holders,
            household: (self.household[level] + f.adjustment) / f.holders,
        })
    }

    /// Makes agreement on these contacts say little or nothing.
    pub(super) fn silence(&mut self, silent: &Silent) {
        match &mut self.adjustments {
            Adjustments::Sets { field, by_value, held, faint } => {
                for (value, is_nobodys) in silent.values(*field) {
                    let Some(adjustment) = by_value.get_mut(value) else { continue };
                    // At least two; of so few, how many was not remembered.
                    let holders = held.get(value).map_or(2, |n| (*n).max(2)) as Weight;
                    if !is_nobodys && holders <= FAINT_UP_TO {
                        faint.insert(value as u32, Faint { adjustment: *adjustment, holders });
                    }
                    *adjustment = SAYS_NOTHING;
                }
            }
            Adjustments::Address { silent: of, .. } => *of = silent.clone(),
            _ => {}
        }
    }

    #[inline]
    fn adjustment(&self, level: usize, corpus: &Corpus, left: &[u32], right: &[u32]) -> Weight {
        let by_value = match self.frequency[level] {
            Frequency::No => 0,
            Frequency::Full => self.adjustments.of(corpus, left, right),
            Frequency::CommonOnly => self.adjustments.of(corpus, left, right).min(0),
        };
        by_value + self.adjustments.of_level(level, left, right)
    }
}

impl Frequency {
    fn of(level: &Level) -> Self {
        match (level.frequency, level.agreement) {
            (false, _) => Self::No,
            (true, Agreement::Same) => Self::Full,
            (true, _) => Self::CommonOnly,
        }
    }
}

/// Bits to add per value id: log2(average u / the share of others that have the value). The two that agree are not
/// counted. The share usual for such attributes counts as half a carrier, so that a value nobody else has is as rare
/// as values of this kind usually are, and rarer only when there is a crowd to compare with.
fn adjustments(counts: &Counts, average: f64, usual: f64) -> Vec<Weight> {
    let bits = |share: f64| (average / share).log2().clamp(-LARGEST_ADJUSTMENT, LARGEST_ADJUSTMENT);
    let of = |count: u32| milli(bits(share_of(count, counts.total, usual)));
    // Most values are held by few.
    let few: Vec<Weight> = (0..FEW).map(of).collect();
    let weight = |count: &u32| few.get(*count as usize).copied().unwrap_or_else(|| of(*count));
    counts.by_id.par_iter().with_min_len(AT_ONCE).map(weight).collect()
}

/// The share of others that have a value.
pub(super) fn share(counts: &Counts, id: u32, usual: f64) -> f64 {
    share_of(counts.by_id.get(id as usize).copied().unwrap_or(0), counts.total, usual)
}

fn share_of(count: u32, total: u32, usual: f64) -> f64 {
    (f64::from(count.saturating_sub(2)) + 0.5) / (f64::from(total) + 0.5 / usual)
}

impl Adjustments {
    /// The level as it counts: at an address that many share, the place alone agrees.
    #[inline]
    fn heard(&self, level: usize, corpus: &Corpus, left: &[u32], right: &[u32]) -> usize {
        match self {
            Self::Address { silent, .. }
                if address::street_agrees(level) && silent.address(corpus, left, right) =>
            {
                address::place_alone(level)
            }
            _ => level,
        }
    }

    /// What is particular to a level.
    #[inline]
    fn of_level(&self, level: usize, left: &[u32], right: &[u32]) -> Weight {
        match self {
            Self::Family { shares, swapped: (m, u), .. } if level == SWAPPED => {
                milli((u / shares.swapped(*m, left, right).max(1e-12)).log2())
            }
            Self::Address { country, .. } if address::place_agrees(level) => {
                let same = |field: usize| left[field] == right[field] && left[field] != 0;
                let told = same(field::COUNTRY) && (same(field::GIVEN) || same(field::FAMILY));
                if told { at(country, left[field::COUNTRY]) } else { 0 }
            }
            _ => 0,
        }
    }

    #[inline]
    fn of(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> Weight {
        match self {
            Self::None => 0,
            Self::Family { by_id, by_name, .. } => {
                let (a, b) = (left[field::FAMILY], right[field::FAMILY]);
                let (name, other) = (left[field::NAME], right[field::NAME]);
                at(by_id, a).min(at(by_id, b)) + if name == other { at(by_name, name) } else { 0 }
            }
            Self::Field { field, by_id } => {
                let (a, b) = (left[*field], right[*field]);
                at(by_id, a).min(at(by_id, b))
            }
            Self::Sets { field, by_value, .. } => {
                let sets = &corpus.value_sets(*field).sets;
                let (a, b) = (sets.get(&left[*field]), sets.get(&right[*field]));
                a.iter().filter(|v| b.contains(v)).map(|&v| at(by_value, v)).max().unwrap_or(0)
            }
            Self::Address { street, postcode, city, silent, .. } => {
                let street = if silent.address(corpus, left, right) { &[][..] } else { street };
                let pick = |field: usize, by_id: &[Weight]| {
                    let (a, b) = (left[field], right[field]);
                    (a != 0 && b != 0 && !by_id.is_empty()).then(|| at(by_id, a).min(at(by_id, b)))
                };
                pick(field::STREET, street)
                    .or_else(|| pick(field::POSTCODE, postcode))
                    .or_else(|| pick(field::CITY, city))
                    .unwrap_or(0)
            }
        }
    }
}

/// Bits to take off an agreement on the place between people whose names agree, by country: names and places of one
/// country go together.
fn origin(counts: &Counts) -> Vec<Weight> {
    let total = f64::from(counts.total.max(1));
    counts.by_id.iter().map(|&n| milli((f64::from(n.max(1)) / total).log2())).collect()
}

#[inline]
fn at(by_id: &[Weight], id: u32) -> Weight {
    by_id.get(id as usize).copied().unwrap_or(0)
}
