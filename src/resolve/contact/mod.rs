//! Who owns this contact? E-mail addresses, phone numbers, postal addresses and identifiers that several profiles hold:
//! one person's after all, a household's, shared by people with nothing in common, or junk.
//!
//! A contact that only one profile holds is personal and needs no row. What is shared says little about a pair, what is
//! junk nothing: [`Silent`] tells the scorer and the deterministic rules.

mod correct;
mod holders;
mod kin;
mod label;
mod read;
mod silent;
mod store;
mod who;

use super::corpus::{Corpus, field};
use serde::{Deserialize, Serialize};

pub use correct::{Corrected, correct, undo_correction};
pub use read::{ContactRow, ContactView, Holder, Word, contact, suspicious};

pub(crate) use correct::corrections;
pub(crate) use kin::Profiles;
pub(crate) use label::{Corrections, Former, Labels};
pub(crate) use read::labels;
pub(crate) use silent::Silent;
pub(crate) use store::{all_silent, crowded, silent_among, write};
pub(crate) use who::{address, normal};

/// Whose a contact is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// One person's.
    #[default]
    Personal,
    /// The people's of one household.
    Household,
    /// Several people's who have nothing in common: an office, an agent, family and friends.
    Shared,
    /// Nobody's: made up, an office's own (`info@`), or held by far too many.
    Junk,
}

impl Label {
    /// All, in the order of how much they say.
    pub const ALL: [Self; 4] = [Self::Personal, Self::Household, Self::Shared, Self::Junk];

    /// As stored and shown: `personal`, `household`, `shared`, `junk`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Household => "household",
            Self::Shared => "shared",
            Self::Junk => "junk",
        }
    }

    /// The label of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == word)
    }

    /// True when agreement on it is little evidence, or none.
    #[must_use]
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Shared | Self::Junk)
    }
}

/// What kind of contact: a field of the corpus that holds identifiers, or street and place together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Identifier(usize),
    Address,
}

impl Kind {
    /// The kinds that this corpus has values of, addresses first.
    pub(crate) fn all(corpus: &Corpus) -> Vec<Self> {
        let open = corpus.open.iter().enumerate().filter(|(_, open)| open.identifier);
        let mut kinds = vec![Self::Address, Self::Identifier(field::EMAIL), Self::Identifier(field::PHONE)];
        kinds.extend(open.map(|(i, _)| Self::Identifier(field::OPEN + i)));
        kinds
    }

    /// As stored, and as view `identifiers` calls it: `email`, `loyalty`, …; else `address`.
    pub(crate) fn name(self, corpus: &Corpus) -> &str {
        match self {
            Self::Address => "address",
            Self::Identifier(field) => {
                let name = corpus.field_name(field);
                name.strip_prefix("id:").unwrap_or(name)
            }
        }
    }

    /// The value of this key, normalised, as text.
    pub(crate) fn text(self, corpus: &Corpus, key: u64) -> String {
        match self {
            Self::Identifier(field) => corpus.value_text(field, key as u32),
            Self::Address => {
                let (street, place) = ((key >> 32) as u32, key as u32);
                let place = match place & CITY {
                    0 => corpus.value_text(field::POSTCODE, place),
                    _ => corpus.value_text(field::CITY, place & !CITY),
                };
                format!("{}, {place}", corpus.value_text(field::STREET, street))
            }
        }
    }
}

/// Marks a place that is known by its city.
const CITY: u32 = 1 << 31;

/// Street (with a number) and place (postcode, else city) of a record as one key; 0 when one is missing.
pub(crate) fn address_key(corpus: &Corpus, row: &[u32]) -> u64 {
    let (street, postcode, city) = (row[field::STREET], row[field::POSTCODE], row[field::CITY]);
    let numbered = corpus.streets.parts.get(street as usize).is_some_and(|parts| parts.1 != 0);
    let place = match (postcode, city) {
        (0, 0) => return 0,
        (0, city) => city | CITY,
        (postcode, _) => postcode,
    };
    if numbered { u64::from(street) << 32 | u64::from(place) } else { 0 }
}

/// The addresses of all records, as text.
pub(crate) fn addresses(corpus: &Corpus) -> impl Iterator<Item = String> + '_ {
    let keys = (0..corpus.len() as u32).map(|record| address_key(corpus, corpus.row(record)));
    keys.filter(|key| *key != 0).map(|key| Kind::Address.text(corpus, key))
}

/// A contact held by several profiles, or one whose label a steward has set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contact {
    pub kind: Kind,
    /// Value id, or [`address_key`].
    pub key: u64,
    pub label: Label,
    /// A steward said so.
    pub by_steward: bool,
    /// One of the records that hold it (index).
    pub example: u32,
    pub records: u32,
    pub profiles: u32,
    pub households: u32,
    pub given_names: u32,
}

impl Contact {
    /// A steward vouches that it is nobody's.
    pub(super) fn is_said_junk(&self) -> bool {
        self.by_steward && self.label == Label::Junk
    }

    /// A steward vouches that it is one person's.
    pub(crate) fn is_said_personal(&self) -> bool {
        self.by_steward && self.label == Label::Personal
    }
}

#[cfg(test)]
mod tests;
