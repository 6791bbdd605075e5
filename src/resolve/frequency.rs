//! How many people share a value: agreement on a rare one says more (Winkler 1989).

use super::corpus::{Corpus, field};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many entities carry each value of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// By value id.
    pub by_id: Vec<u32>,
    /// Of all values together.
    pub total: u32,
}

/// The counts of every field that has frequencies.
#[derive(Debug, Clone)]
pub(crate) struct Frequencies {
    by_field: Vec<Counts>,
}

/// Values carried by fewer entities than this are all equally rare: they need not be remembered.
const WORTH_KEEPING: u32 = 3;

/// A remembered count: field name, value (empty: the total of the field), entities.
pub(crate) type Remembered = (String, String, u32);

impl Frequencies {
    /// Counts entities by value. `entity` tells which entity each record is thought to belong to: a value that only
    /// one entity has is rare however many records carry it. Without it every record is its own.
    pub(crate) fn count(corpus: &Corpus, entity: Option<&[u32]>) -> Self {
        let by_field = (0..corpus.fields())
            .into_par_iter()
            .map(|field| match field {
                field::NAME => full_names(corpus, entity),
                field::TRAITS | field::REGION => Counts::default(),
                field if Corpus::is_set(field) => {
                    let sets = &corpus.value_sets(field).sets;
                    let carried = corpus
                        .field(field)
                        .enumerate()
                        .flat_map(|(i, set)| sets.get(set).iter().map(move |&v| (i as u32, v)));
                    Counts::new(carried, entity)
                }
                field => Counts::new(corpus.field(field).enumerate().map(|(i, id)| (i as u32, id)), entity),
            })
            .collect();
        Self { by_field }
    }

    /// The counts of one field.
    pub(crate) fn of(&self, field: usize) -> &Counts {
        &self.by_field[field]
    }

    /// What must be kept to score any pair later exactly as now.
    pub(crate) fn remember(&self, corpus: &Corpus) -> Vec<Remembered> {
        let mut out = Vec::new();
        for (field, counts) in self.by_field.iter().enumerate().filter(|(_, c)| c.total > 0) {
            let name = corpus.field_name(field);
            out.push((name.to_owned(), String::new(), counts.total));
            let common = counts.by_id.iter().enumerate().filter(|(_, n)| **n >= WORTH_KEEPING);
            out.extend(common.map(|(id, &n)| (name.to_owned(), corpus.value_text(field, id as u32), n)));
        }
        out
    }

    /// The counts for a small corpus, from what a run remembered about the whole.
    pub(crate) fn recall(corpus: &Corpus, remembered: &[Remembered]) -> Self {
        let known: FxHashMap<(&str, &str), u32> =
            remembered.iter().map(|(field, value, n)| ((field.as_str(), value.as_str()), *n)).collect();
        let by_field = (0..corpus.fields())
            .map(|field| {
                let name = corpus.field_name(field);
                let total = known.get(&(name, "")).copied().unwrap_or(0);
                let by_id = (0..corpus.values_of(field) as u32)
                    .map(|id| known.get(&(name, corpus.value_text(field, id).as_str())).copied().unwrap_or(1))
                    .collect();
                Counts { by_id, total }
            })
            .collect();
        Self { by_field }
    }
}

/// Full names are counted in hundredths of an entity.
pub(crate) const NAME_UNIT: f64 = 100.0;

/// How many further entities bear each full name, in hundredths: as many as were seen, but no fewer than given and
/// family names meet by chance among the people of the same country. Names go together (Taras is no surprise where
/// Pavlenko is), so that the frequencies of the two alone would count a common origin twice.
fn full_names(corpus: &Corpus, entity: Option<&[u32]>) -> Counts {
    let people: Vec<[u32; 4]> = first_of_each(corpus, entity);
    let count = |pick: fn(&[u32; 4]) -> (u32, u32)| {
        let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        people.iter().for_each(|p| *counts.entry(pick(p)).or_default() += 1);
        counts
    };
    let (given, family) = (count(|p| (p[0], p[3])), count(|p| (p[1], p[3])));
    let countries = count(|p| (p[3], 0));
    let mut by_id = vec![0.0f64; corpus.names.len()];
    let mut seen = vec![0u32; corpus.names.len()];
    let mut met: FxHashSet<(u32, u32)> = FxHashSet::default();
    for p in &people {
        seen[p[2] as usize] += 1;
        if met.insert((p[2], p[3])) {
            let of =
                |counts: &FxHashMap<(u32, u32), u32>, key| f64::from(counts.get(&key).copied().unwrap_or(0));
            let chance = of(&given, (p[0], p[3])) * of(&family, (p[1], p[3])) / of(&countries, (p[3], 0));
            by_id[p[2] as usize] += chance;
        }
    }
    let more = |(chance, seen): (&f64, &u32)| {
        let seen = if entity.is_some() { f64::from(seen.saturating_sub(2)) } else { 0.0 };
        (NAME_UNIT * chance.max(seen)).round() as u32
    };
    Counts { by_id: by_id.iter().zip(&seen).map(more).collect(), total: people.len() as u32 }
}

/// Given name, family name, full name and country of each entity with a full name: of its first record with one.
fn first_of_each(corpus: &Corpus, entity: Option<&[u32]>) -> Vec<[u32; 4]> {
    let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
    (0..corpus.len() as u32)
        .map(|i| (i, corpus.row(i)))
        .filter(|(i, row)| {
            row[field::NAME] != 0 && entity.is_none_or(|e| seen.insert((e[*i as usize], row[field::NAME])))
        })
        .map(|(_, row)| [row[field::GIVEN], row[field::FAMILY], row[field::NAME], row[field::COUNTRY]])
        .collect()
}

impl Counts {
    /// Counts `(record, value)`; the value 0 does not count.
    fn new(carried: impl Iterator<Item = (u32, u32)>, entity: Option<&[u32]>) -> Self {
        let mut counts = Self::default();
        let carried = carried.filter(|(_, v)| *v != 0);
        match entity {
            None => carried.for_each(|(_, value)| counts.add(value)),
            Some(entity) => {
                let mut seen: FxHashSet<u64> = FxHashSet::default();
                for (record, value) in carried {
                    if seen.insert(u64::from(entity[record as usize]) << 32 | u64::from(value)) {
                        counts.add(value);
                    }
                }
            }
        }
        counts
    }

    fn add(&mut self, value: u32) {
        let value = value as usize;
        if self.by_id.len() <= value {
            self.by_id.resize(value + 1, 0);
        }
        self.by_id[value] += 1;
        self.total += 1;
    }
}
