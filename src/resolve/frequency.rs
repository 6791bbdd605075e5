//! How many people share a value: agreement on a rare one says more (Winkler 1989).

use super::buckets::{by_key, rows};
use super::contact::Kind;
use super::corpus::{Corpus, field};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

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
        let order = entity.map(by_entity);
        let people = People { entity, order: order.as_deref(), records: corpus.len() as u32 };
        let by_field = (0..corpus.fields())
            .into_par_iter()
            .with_max_len(1)
            .map(|field| match field {
                field::NAME => full_names(corpus, &people),
                field::TRAITS | field::REGION => Counts::default(),
                field if Corpus::is_set(field) => {
                    let sets = &corpus.value_sets(field).sets;
                    people.count(corpus.values_of(field), |record, carry| {
                        sets.get(&corpus.row(record)[field]).iter().copied().for_each(carry)
                    })
                }
                field => {
                    people.count(corpus.values_of(field), |record, carry| carry(corpus.row(record)[field]))
                }
            })
            .collect();
        Self { by_field }
    }

    /// A value is one person's, whatever was counted.
    pub(crate) fn is_one_persons(&mut self, kind: Kind, key: u64) {
        if let Kind::Identifier(field) = kind
            && let Some(count) = self.by_field[field].by_id.get_mut(key as usize)
        {
            *count = (*count).min(1);
        }
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
            // Of countries the rare ones are not alike, and there are few.
            let worth = if field == field::COUNTRY { 1 } else { WORTH_KEEPING };
            let common = counts.by_id.iter().enumerate().filter(|(_, n)| **n >= worth);
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
                // What was not worth keeping: nobody further of that name, or one entity with that value.
                let forgotten = u32::from(field != field::NAME);
                let total = known.get(&(name, "")).copied().unwrap_or(0);
                let of = |id: u32| {
                    let count = known.get(&(name, corpus.value_text(field, id).as_str())).copied();
                    count.unwrap_or(forgotten)
                };
                // No value is nobody's; its text is that of the total.
                let values = (1..corpus.values_of(field) as u32).map(of);
                let by_id = if corpus.values_of(field) == 0 {
                    Vec::new()
                } else {
                    std::iter::once(0).chain(values).collect()
                };
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
fn full_names(corpus: &Corpus, people: &People) -> Counts {
    // Full name and country, once for each entity with that name, in the country its first record gives.
    let mut last = vec![u32::MAX; corpus.names.len()];
    let mut borne: Vec<(u32, u32)> = Vec::new();
    people.each(|record, entity| {
        let row = corpus.row(record);
        let name = row[field::NAME];
        if name != 0 && last[name as usize] != entity {
            last[name as usize] = entity;
            borne.push((name, row[field::COUNTRY]));
        }
    });
    borne.sort_unstable();
    let together: Vec<((u32, u32), u32)> =
        borne.chunk_by(|a, b| a == b).map(|c| (c[0], c.len() as u32)).collect();
    let mut given: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut family = given.clone();
    let mut countries: FxHashMap<u32, u32> = FxHashMap::default();
    for &((name, country), n) in &together {
        let (g, f) = corpus.names[name as usize];
        *given.entry((g, country)).or_default() += n;
        *family.entry((f, country)).or_default() += n;
        *countries.entry(country).or_default() += n;
    }
    let mut chance = vec![0.0f64; corpus.names.len()];
    let mut seen = vec![0u32; corpus.names.len()];
    for &((name, country), n) in &together {
        let (g, f) = corpus.names[name as usize];
        let met = f64::from(given[&(g, country)]) * f64::from(family[&(f, country)]);
        chance[name as usize] += met / f64::from(countries[&country]);
        seen[name as usize] += n;
    }
    let further = |(chance, seen): (&f64, &u32)| {
        let seen = if people.entity.is_some() { f64::from(seen.saturating_sub(2)) } else { 0.0 };
        let further = (NAME_UNIT * chance.max(seen)).round() as u32;
        if further < WORTH_KEEPING { 0 } else { further }
    };
    Counts { by_id: chance.iter().zip(&seen).map(further).collect(), total: borne.len() as u32 }
}

/// The records, entity by entity.
struct People<'a> {
    entity: Option<&'a [u32]>,
    /// Records of one entity side by side; `None`: every record is its own.
    order: Option<&'a [u32]>,
    records: u32,
}

impl People<'_> {
    /// Visits each record with its entity.
    fn each(&self, mut visit: impl FnMut(u32, u32)) {
        match (self.entity, self.order) {
            (Some(entity), Some(order)) => order.iter().for_each(|&i| visit(i, entity[i as usize])),
            _ => (0..self.records).for_each(|i| visit(i, i)),
        }
    }

    /// How many entities carry each of `values` values; `carried` hands on those of a record. The value 0 does not
    /// count.
    fn count(&self, values: usize, carried: impl Fn(u32, &mut dyn FnMut(u32))) -> Counts {
        let mut counts = Counts { by_id: vec![0; values], total: 0 };
        let mut last = vec![u32::MAX; values];
        self.each(|record, entity| {
            carried(record, &mut |value| {
                let value = value as usize;
                if value != 0 && last[value] != entity {
                    last[value] = entity;
                    counts.by_id[value] += 1;
                    counts.total += 1;
                }
            });
        });
        counts
    }
}

/// Records ordered by entity, then by index.
fn by_entity(entity: &[u32]) -> Vec<u32> {
    by_key(entity.len(), rows(entity.len()), |&i| entity[i as usize] as usize)
}
