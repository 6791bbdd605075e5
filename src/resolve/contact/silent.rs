//! Contacts whose agreement says nothing: shared and junk ones.

use super::{Contact, Kind, address_key};
use crate::resolve::corpus::Corpus;
use rustc_hash::FxHashSet;

/// By value id of each field, and by address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Silent {
    values: FxHashSet<(usize, u32)>,
    addresses: FxHashSet<u64>,
}

impl Silent {
    /// Those among the labelled contacts.
    pub(crate) fn of(contacts: &[Contact]) -> Self {
        let mut silent = Self::default();
        for contact in contacts.iter().filter(|c| c.label.is_silent()) {
            match contact.kind {
                Kind::Identifier(field) => silent.values.insert((field, contact.key as u32)),
                Kind::Address => silent.addresses.insert(contact.key),
            };
        }
        silent
    }

    /// Those of a small corpus that a run found silent, given by kind and value.
    pub(crate) fn recall(corpus: &Corpus, found: &FxHashSet<(String, String)>) -> Self {
        let mut silent = Self::default();
        if found.is_empty() {
            return silent;
        }
        let is_found =
            |kind: Kind, key| found.contains(&(kind.name(corpus).to_owned(), kind.text(corpus, key)));
        for kind in Kind::all(corpus) {
            let Kind::Identifier(field) = kind else { continue };
            let values = (1..corpus.values_of(field) as u32).filter(|id| is_found(kind, u64::from(*id)));
            silent.values.extend(values.map(|id| (field, id)));
        }
        let addresses = (0..corpus.len() as u32).map(|record| address_key(corpus, corpus.row(record)));
        silent.addresses = addresses.filter(|key| *key != 0 && is_found(Kind::Address, *key)).collect();
        silent
    }

    /// True when this value of a field is silent.
    pub(crate) fn is(&self, field: usize, value: u32) -> bool {
        self.values.contains(&(field, value))
    }

    /// The silent values of a field.
    pub(crate) fn values(&self, field: usize) -> impl Iterator<Item = usize> + '_ {
        self.values.iter().filter(move |(of, _)| *of == field).map(|(_, id)| *id as usize)
    }

    /// True when both records have the same silent address.
    pub(crate) fn address(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> bool {
        !self.addresses.is_empty() && {
            let key = address_key(corpus, left);
            key == address_key(corpus, right) && self.addresses.contains(&key)
        }
    }

    /// True when this contact is one of them.
    pub(crate) fn has(&self, contact: &Contact) -> bool {
        match contact.kind {
            Kind::Identifier(field) => self.is(field, contact.key as u32),
            Kind::Address => self.addresses.contains(&contact.key),
        }
    }
}
