//! Blocking keys: a 32-bit hash of part of a value; 0 = no value, no key.

use super::rule::{Part, Rule};
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::dictionary::{Dictionary, ValueSets};
use rayon::prelude::*;
use rphonetic::{DoubleMetaphone, Encoder};
use rustc_hash::FxHashMap;

/// The keys of one part for every id of its dictionary.
pub(crate) enum PartKeys {
    /// By field id.
    One { field: usize, by_id: Vec<u32> },
    /// By value id; a record's ids are the members of its set.
    Many { field: usize, by_value: Vec<u32> },
    /// From given and family name together, in either order.
    Names { given: Vec<u32>, family: Vec<u32> },
    /// The same key for everybody.
    Everything,
}

/// Stands for the keys of a record that has several by one rule; no key itself.
pub(super) const SEVERAL: u32 = u32::MAX;

/// FNV-1a, then mixed so that sorting by the hash spreads well; never 0.
fn hash(bytes: &[u8]) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    for &b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(h)
}

pub(super) fn mix(mut h: u64) -> u32 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    ((h ^ (h >> 33)) as u32).clamp(1, SEVERAL - 1)
}

/// Joins two part keys into one; 0 when either is 0.
pub(crate) fn join(a: u32, b: u32) -> u32 {
    if a == 0 || b == 0 { 0 } else { mix(u64::from(a) << 32 | u64::from(b)) }
}

impl PartKeys {
    /// Works out the key of every distinct value once.
    pub(crate) fn new(corpus: &Corpus, part: Part) -> Self {
        let given = &corpus.given;
        let first = |id: u32| given.first_word(id);
        let by = |field: usize, dictionary: &Dictionary, key: &dyn Fn(&[u8]) -> u32| Self::One {
            field,
            by_id: (0..dictionary.len() as u32).map(|id| key(dictionary.get(id))).collect(),
        };
        let by_given = |key: &dyn Fn(&[u8]) -> u32| Self::One {
            field: field::GIVEN,
            by_id: (0..given.names.len() as u32).map(|id| if id == 0 { 0 } else { key(first(id)) }).collect(),
        };
        let many = |field: usize, values: &ValueSets, key: &dyn Fn(&[u8]) -> u32| Self::Many {
            field,
            by_value: (0..values.values.len() as u32).map(|id| key(values.values.get(id))).collect(),
        };
        let by_birth = |key: &dyn Fn(u32) -> u32| Self::One {
            field: field::BIRTH,
            by_id: corpus
                .births
                .iter()
                .map(|b| if b.date == 0 { 0 } else { mix(u64::from(key(b.date))) })
                .collect(),
        };
        let by_street = |key: &dyn Fn(u32, u32) -> u32| Self::One {
            field: field::STREET,
            by_id: corpus.streets.parts.iter().map(|&(name, number)| key(name, number)).collect(),
        };
        let street_name = |name: u32| whole(corpus.streets.names.get(name));
        let sound = Sound(DoubleMetaphone::default());
        match part {
            Part::Email => many(field::EMAIL, &corpus.emails, &whole),
            Part::EmailName => many(field::EMAIL, &corpus.emails, &email_name),
            Part::Phone => many(field::PHONE, &corpus.phones, &whole),
            Part::PhoneEnd => many(field::PHONE, &corpus.phones, &phone_end),
            Part::Open(i) => many(field::OPEN + i, &corpus.open[i].values, &whole),
            Part::Given => by_given(&whole),
            Part::GivenSound => by_given(&|v| sound.key(v)),
            Part::GivenInitial => by_given(&|v| start(v, 1)),
            Part::GivenStart => by_given(&|v| start(v, 3)),
            Part::Family => by(field::FAMILY, &corpus.family, &whole),
            Part::FamilySound => by(field::FAMILY, &corpus.family, &|v| sound.key(v)),
            Part::FamilyInitial => by(field::FAMILY, &corpus.family, &|v| start(v, 1)),
            Part::FamilyStart => by(field::FAMILY, &corpus.family, &|v| start(v, 4)),
            Part::Names => Self::Names {
                given: (0..given.names.len() as u32)
                    .map(|id| if id == 0 { 0 } else { hash(first(id)) })
                    .collect(),
                family: (0..corpus.family.len() as u32).map(|id| whole(corpus.family.get(id))).collect(),
            },
            Part::Birth => by_birth(&|d| d),
            Part::BirthYear => by_birth(&|d| d / 10_000),
            Part::BirthMonth => by_birth(&|d| d / 100 + 500_000_000),
            Part::BirthDay => by_birth(&|d| d % 10_000 + 600_000_000),
            Part::Street => {
                by_street(&|name, number| join(street_name(name), hash(corpus.streets.numbers.get(number))))
            }
            Part::StreetName => by_street(&|name, _| street_name(name)),
            Part::Postcode => by(field::POSTCODE, &corpus.postcodes, &whole),
            Part::City => by(field::CITY, &corpus.cities, &whole),
            Part::Everything => Self::Everything,
        }
    }

    /// The record's key of this part, 0 without one; `None`: it has several.
    #[inline]
    fn only(&self, corpus: &Corpus, row: &[u32]) -> Option<u32> {
        match self {
            Self::One { field, by_id } => Some(by_id[row[*field] as usize]),
            Self::Many { field, by_value } => match corpus.value_sets(*field).sets.get(&row[*field]) {
                [] => Some(0),
                [value] => Some(by_value[*value as usize]),
                _ => None,
            },
            Self::Names { given, family } => {
                let (g, f) = (given[row[field::GIVEN] as usize], family[row[field::FAMILY] as usize]);
                Some(join(g.min(f), g.max(f)))
            }
            Self::Everything => Some(1),
        }
    }

    /// The record's keys of this part are added to `out`.
    pub(super) fn collect(&self, corpus: &Corpus, row: &[u32], out: &mut Vec<u32>) {
        match self {
            Self::Many { field, by_value } => {
                out.extend(
                    corpus.value_sets(*field).sets.get(&row[*field]).iter().map(|&v| by_value[v as usize]),
                );
            }
            one => out.extend(one.only(corpus, row)),
        }
    }
}

fn whole(value: &[u8]) -> u32 {
    if value.is_empty() { 0 } else { hash(value) }
}

fn start(value: &[u8], letters: usize) -> u32 {
    if value.is_empty() { 0 } else { hash(&value[..value.len().min(letters)]) }
}

fn email_name(value: &[u8]) -> u32 {
    let name = value.split(|&b| b == b'@').next().unwrap_or_default();
    if name.len() < 4 { 0 } else { hash(name) }
}

fn phone_end(value: &[u8]) -> u32 {
    if value.len() < 8 { 0 } else { hash(&value[value.len() - 7..]) }
}

struct Sound(DoubleMetaphone);

impl Sound {
    fn key(&self, value: &[u8]) -> u32 {
        if value.is_empty() {
            return 0;
        }
        let code = self.0.encode(std::str::from_utf8(value).unwrap_or_default());
        if code.is_empty() { start(value, 2) } else { hash(code.as_bytes()) }
    }
}

/// The keys of all parts that some rule needs, each worked out once.
pub(crate) struct Parts {
    keys: FxHashMap<Part, PartKeys>,
}

impl Parts {
    pub(crate) fn new(corpus: &Corpus, rules: &[Rule]) -> Self {
        let mut wanted: Vec<Part> =
            rules.iter().flat_map(|r| r.keys.iter().chain(&r.refine)).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let keys = |part| (part, PartKeys::new(corpus, part));
        Self { keys: wanted.into_par_iter().with_max_len(1).map(keys).collect() }
    }

    /// The keys of a rule for every record, as `(key, record)`, in record order.
    pub(crate) fn entries(&self, corpus: &Corpus, rule: &Rule) -> Vec<(u32, u32)> {
        let parts: Vec<&PartKeys> = rule.keys.iter().filter_map(|p| self.keys.get(p)).collect();
        let mut entries = Vec::with_capacity(corpus.len());
        let mut keys = Keys::default();
        for record in 0..corpus.len() as u32 {
            let row = corpus.row(record);
            // Mostly there is one key, and no list of them to be made.
            match parts.iter().map(|part| part.only(corpus, row)).reduce(|a, b| Some(join(a?, b?))).flatten()
            {
                Some(key) => entries.extend((key != 0).then_some((key, record))),
                None => {
                    keys.of(&parts, corpus, row);
                    entries.extend(keys.all.iter().filter(|key| **key != 0).map(|key| (*key, record)));
                }
            }
        }
        entries
    }

    /// The key of one part for one record; the smallest when there are several.
    pub(crate) fn refinement(&self, corpus: &Corpus, part: Part, record: u32) -> u32 {
        let mut out = Vec::new();
        if let Some(keys) = self.keys.get(&part) {
            keys.collect(corpus, corpus.row(record), &mut out);
        }
        out.into_iter().min().unwrap_or(0)
    }
}

/// The keys of one record by one rule: every combination of its parts' keys.
#[derive(Default)]
struct Keys {
    /// Ascending, without repeats.
    all: Vec<u32>,
    next: Vec<u32>,
    joined: Vec<u32>,
}

impl Keys {
    fn of(&mut self, parts: &[&PartKeys], corpus: &Corpus, row: &[u32]) {
        self.all.clear();
        for (p, part) in parts.iter().enumerate() {
            if p == 0 {
                part.collect(corpus, row, &mut self.all);
                continue;
            }
            self.next.clear();
            part.collect(corpus, row, &mut self.next);
            let (all, next) = (&self.all, &self.next);
            self.joined.clear();
            self.joined.extend(all.iter().flat_map(|&a| next.iter().map(move |&b| join(a, b))));
            std::mem::swap(&mut self.all, &mut self.joined);
        }
        if self.all.len() > 1 {
            self.all.sort_unstable();
            self.all.dedup();
        }
    }
}
