//! Contacts whose agreement says little: shared and junk ones.
//!
//! A value that two or three strangers hold still narrows down whose a record is, the less the more hold it; one of more,
//! or a made-up one, tells nothing. An address of many doors says no more than its place.

use super::label::is_made_up;
use super::{Contact, Kind, address_key};
use crate::resolve::corpus::Corpus;
use rustc_hash::{FxHashMap, FxHashSet};

/// By value id of each field, and by address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Silent {
    /// True: nobody's, says nothing at all.
    values: FxHashMap<(usize, u32), bool>,
    addresses: FxHashSet<u64>,
}

impl Silent {
    /// Those among the labelled contacts.
    pub(crate) fn of(corpus: &Corpus, contacts: &[Contact]) -> Self {
        let mut silent = Self::default();
        for contact in contacts.iter().filter(|c| c.label.is_silent()) {
            match contact.kind {
                Kind::Identifier(field) => {
                    let text = contact.kind.text(corpus, contact.key);
                    let is_nobodys = contact.is_said_junk() || is_made_up(contact.kind, &text);
                    silent.values.insert((field, contact.key as u32), is_nobodys);
                }
                Kind::Address => {
                    silent.addresses.insert(contact.key);
                }
            }
        }
        silent
    }

    /// Those of a small corpus that a run found silent, given by kind and value, and whether a steward called them junk.
    pub(crate) fn recall(corpus: &Corpus, found: &FxHashMap<(String, String), bool>) -> Self {
        let mut silent = Self::default();
        if found.is_empty() {
            return silent;
        }
        let told =
            |kind: Kind, key| found.get(&(kind.name(corpus).to_owned(), kind.text(corpus, key))).copied();
        for kind in Kind::all(corpus) {
            let Kind::Identifier(field) = kind else { continue };
            for id in 1..corpus.values_of(field) as u32 {
                let key = u64::from(id);
                if let Some(said_junk) = told(kind, key) {
                    let is_nobodys = said_junk || is_made_up(kind, &kind.text(corpus, key));
                    silent.values.insert((field, id), is_nobodys);
                }
            }
        }
        let addresses = (0..corpus.len() as u32).map(|record| address_key(corpus, corpus.row(record)));
        silent.addresses = addresses.filter(|key| *key != 0 && told(Kind::Address, *key).is_some()).collect();
        silent
    }

    /// True when this value of a field is silent.
    pub(crate) fn is(&self, field: usize, value: u32) -> bool {
        self.values.contains_key(&(field, value))
    }

    /// The silent values of a field, each with whether it says nothing at all.
    pub(crate) fn values(&self, field: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let of_field = self.values.iter().filter(move |((of, _), _)| *of == field);
        of_field.map(|((_, id), is_nobodys)| (*id as usize, *is_nobodys))
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
