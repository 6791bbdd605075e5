//! Which records hold each contact.

use super::{Kind, address_key};
use crate::resolve::corpus::Corpus;
use rayon::prelude::*;

/// The contacts of one kind that more than one record holds, each with its records in ascending order.
#[derive(Default)]
pub(super) struct Holders {
    keys: Vec<u64>,
    ends: Vec<u32>,
    records: Vec<u32>,
}

impl Holders {
    pub(super) fn new(corpus: &Corpus, kind: Kind) -> Self {
        match kind {
            Kind::Identifier(field) => Self::of_values(corpus, field),
            Kind::Address => Self::of_addresses(corpus),
        }
    }

    fn of_values(corpus: &Corpus, field: usize) -> Self {
        let sets = &corpus.value_sets(field).sets;
        let mut counts = vec![0u32; corpus.values_of(field)];
        let each = |visit: &mut dyn FnMut(u32, u32)| {
            for (record, set) in corpus.field(field).enumerate().filter(|(_, set)| *set != 0) {
                sets.get(&set).iter().for_each(|&value| visit(value, record as u32));
            }
        };
        each(&mut |value, _| counts[value as usize] += 1);
        let mut holders = Self::default();
        // From here on `counts` tells where the next record of a value goes.
        let mut end = 0;
        for (value, count) in counts.iter_mut().enumerate() {
            if *count > 1 {
                let start = end;
                end += *count;
                holders.keys.push(value as u64);
                holders.ends.push(end);
                *count = start;
            } else {
                *count = u32::MAX;
            }
        }
        holders.records = vec![0; end as usize];
        each(&mut |value, record| {
            let next = &mut counts[value as usize];
            if *next != u32::MAX {
                holders.records[*next as usize] = record;
                *next += 1;
            }
        });
        holders
    }

    fn of_addresses(corpus: &Corpus) -> Self {
        let mut entries: Vec<(u64, u32)> = (0..corpus.len() as u32)
            .into_par_iter()
            .map(|record| (address_key(corpus, corpus.row(record)), record))
            .filter(|(key, _)| *key != 0)
            .collect();
        entries.par_sort_unstable();
        let mut holders = Self::default();
        for group in entries.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            holders.keys.push(group[0].0);
            holders.records.extend(group.iter().map(|e| e.1));
            holders.ends.push(holders.records.len() as u32);
        }
        holders
    }

    /// Each contact with its records.
    pub(super) fn each(&self) -> impl IndexedParallelIterator<Item = (u64, &[u32])> {
        (0..self.keys.len()).into_par_iter().map(|i| {
            let start = if i == 0 { 0 } else { self.ends[i - 1] };
            (self.keys[i], &self.records[start as usize..self.ends[i] as usize])
        })
    }
}
