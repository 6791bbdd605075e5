//! The records as the core compares them: every attribute a number that stands for a normalised value.
//!
//! Values are held once (a [`Dictionary`] an attribute); a record is a row of ids, 0 for "no value", so that two
//! records are two short loads and equal ids need no comparing. A set of values (e-mails, phones) is one id too:
//! of the distinct set.

use super::dictionary::{Dictionary, ValueSets};
use std::hint::black_box;

/// A date of birth as eight digits, with its other reading when day and month may be swapped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Birth {
    /// `yyyymmdd`; 0 = none.
    pub date: u32,
    /// The other reading; 0 = none.
    pub other: u32,
    /// The digits of the date.
    pub written: [u8; 8],
}

impl Birth {
    /// The date `yyyymmdd`, with its other reading or 0.
    pub(crate) fn new(date: u32, other: u32) -> Self {
        let (mut written, mut rest) = ([b'0'; 8], date);
        for digit in written.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Self { date, other, written }
    }
}

impl std::fmt::Display for Birth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let iso = |d: u32| format!("{:04}-{:02}-{:02}", d / 10_000, d / 100 % 100, d % 100);
        match (self.date, self.other) {
            (0, _) => Ok(()),
            (date, 0) => f.write_str(&iso(date)),
            (date, other) => write!(f, "{} or {}", iso(date), iso(other)),
        }
    }
}

/// Given names with what is worked out once for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenNames {
    pub names: Dictionary,
    /// By name id.
    pub first: Vec<FirstWord>,
}

/// What is known of the first word of a given name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FirstWord {
    /// Nickname sets it is in, counted from 1; 0 = no further one.
    pub sets: [u16; 7],
    pub length: u8,
}

impl FirstWord {
    /// A word of so many bytes in these nickname sets (counted from 0).
    pub(crate) fn new(length: usize, sets: &[u16]) -> Self {
        let mut this = Self { length: length.min(255) as u8, ..Self::default() };
        this.sets.iter_mut().zip(sets).for_each(|(mine, set)| *mine = set + 1);
        this
    }

    /// True when both are in one nickname set.
    #[inline]
    pub(crate) fn stands_for(&self, other: &Self) -> bool {
        self.sets.iter().take_while(|s| **s != 0).any(|s| other.sets.contains(s))
    }
}

impl GivenNames {
    /// The first word of a name.
    #[inline]
    pub(crate) fn first_word(&self, id: u32) -> &[u8] {
        &self.names.get(id)[..self.first[id as usize].length.into()]
    }
}

/// Street lines in parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streets {
    /// `number\u{1f}name` joined as `name` dictionary entries.
    pub names: Dictionary,
    /// House numbers.
    pub numbers: Dictionary,
    /// By street id: name id and number id.
    pub parts: Vec<(u32, u32)>,
}

/// E-mail addresses in parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mailboxes {
    /// What is before the @, letters only.
    pub letters: Dictionary,
    /// By e-mail value id: id of its letters, and where its @ is.
    pub parts: Vec<(u32, u8)>,
}

/// An identifier or extra attribute.
#[derive(Debug, Clone)]
pub(crate) struct OpenAttribute {
    /// `id:loyalty`, `extra:occupation`.
    pub name: String,
    /// True for identifiers.
    pub identifier: bool,
    pub values: ValueSets,
}

/// Index of a field in a record's row.
pub(crate) mod field {
    pub(crate) const GIVEN: usize = 0;
    pub(crate) const FAMILY: usize = 1;
    pub(crate) const BIRTH: usize = 2;
    pub(crate) const EMAIL: usize = 3;
    pub(crate) const PHONE: usize = 4;
    pub(crate) const STREET: usize = 5;
    pub(crate) const POSTCODE: usize = 6;
    pub(crate) const CITY: usize = 7;
    pub(crate) const REGION: usize = 8;
    pub(crate) const COMPANY: usize = 9;
    /// Generation (bits 0-3), gender (bits 4-5), script of the name (from bit 6 on).
    pub(crate) const TRAITS: usize = 10;
    pub(crate) const COUNTRY: usize = 11;
    /// Given and family name together; 0 unless both are there.
    pub(crate) const NAME: usize = 12;
    /// The first of the open attributes.
    pub(crate) const OPEN: usize = 13;
}

/// Pairs whose records are worth fetching together.
pub(crate) const FETCHED: usize = 64;

/// All records, normalised and encoded, ordered by record id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corpus {
    pub record_ids: Vec<i64>,
    /// By record: its row of the input.
    pub input_rows: Vec<u32>,
    /// Row-major ids: `stride` a record.
    pub rows: Vec<u32>,
    pub stride: usize,
    pub given: GivenNames,
    pub family: Dictionary,
    /// By name id: given and family name ids.
    pub names: Vec<(u32, u32)>,
    /// By birth id.
    pub births: Vec<Birth>,
    pub emails: ValueSets,
    /// By e-mail value id.
    pub mailboxes: Mailboxes,
    pub phones: ValueSets,
    pub streets: Streets,
    pub postcodes: Dictionary,
    pub cities: Dictionary,
    pub regions: Dictionary,
    pub companies: Dictionary,
    /// ISO codes, or what was there.
    pub countries: Dictionary,
    pub open: Vec<OpenAttribute>,
}

impl Corpus {
    pub(crate) fn len(&self) -> usize {
        self.record_ids.len()
    }

    /// Brings the rows of these records near: memory fetches them side by side, where reading pair by pair would wait for
    /// one after the other.
    #[inline]
    pub(crate) fn fetch(&self, records: impl Iterator<Item = u32>) {
        black_box(records.fold(0, |sum, record| sum ^ self.row(record)[0]));
    }

    /// The row of ids of record `i`.
    #[inline]
    pub(crate) fn row(&self, i: u32) -> &[u32] {
        let start = i as usize * self.stride;
        &self.rows[start..start + self.stride]
    }

    /// The column of one field, for counting.
    pub(crate) fn field(&self, field: usize) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().skip(field).step_by(self.stride).copied()
    }

    /// The value sets behind a field that may hold several values a record.
    #[inline]
    pub(crate) fn value_sets(&self, field: usize) -> &ValueSets {
        match field {
            field::EMAIL => &self.emails,
            field::PHONE => &self.phones,
            open => &self.open[open - field::OPEN].values,
        }
    }

    /// True for fields that hold the id of a set of values.
    pub(crate) fn is_set(field: usize) -> bool {
        field == field::EMAIL || field == field::PHONE || field >= field::OPEN
    }

    /// Number of fields in a row.
    pub(crate) fn fields(&self) -> usize {
        field::OPEN + self.open.len()
    }

    /// Name of a field, as the model calls it.
    pub(crate) fn field_name(&self, field: usize) -> &str {
        match field {
            field::GIVEN => "given_name",
            field::FAMILY => "family_name",
            field::BIRTH => "birth_date",
            field::EMAIL => "email",
            field::PHONE => "phone",
            field::STREET => "street",
            field::POSTCODE => "postcode",
            field::CITY => "city",
            field::REGION => "region",
            field::COMPANY => "company",
            field::COUNTRY => "country",
            field::TRAITS => "traits",
            field::NAME => "given_name + family_name",
            open => &self.open[open - field::OPEN].name,
        }
    }

    /// The text of a value of a field; of sets, the value (not the set) of that id.
    pub(crate) fn value_text(&self, field: usize, id: u32) -> String {
        match field {
            field::GIVEN => self.given.names.text(id).to_owned(),
            field::FAMILY => self.family.text(id).to_owned(),
            field::BIRTH => self.births.get(id as usize).map_or_else(String::new, ToString::to_string),
            field::STREET => {
                let (name, number) = self.streets.parts.get(id as usize).copied().unwrap_or_default();
                format!("{} {}", self.streets.numbers.text(number), self.streets.names.text(name))
                    .trim()
                    .to_owned()
            }
            field::POSTCODE => self.postcodes.text(id).to_owned(),
            field::CITY => self.cities.text(id).to_owned(),
            field::REGION => self.regions.text(id).to_owned(),
            field::COMPANY => self.companies.text(id).to_owned(),
            field::COUNTRY => self.countries.text(id).to_owned(),
            field::TRAITS => String::new(),
            field::NAME => {
                let (given, family) = self.names.get(id as usize).copied().unwrap_or_default();
                format!("{} {}", self.given.names.text(given), self.family.text(family)).trim().to_owned()
            }
            set => self.value_sets(set).values.text(id).to_owned(),
        }
    }

    /// Number of distinct values of a field, the empty one included.
    pub(crate) fn values_of(&self, field: usize) -> usize {
        match field {
            field::GIVEN => self.given.names.len(),
            field::FAMILY => self.family.len(),
            field::BIRTH => self.births.len(),
            field::STREET => self.streets.parts.len(),
            field::POSTCODE => self.postcodes.len(),
            field::CITY => self.cities.len(),
            field::REGION => self.regions.len(),
            field::COMPANY => self.companies.len(),
            field::COUNTRY => self.countries.len(),
            field::TRAITS => 0,
            field::NAME => self.names.len(),
            set => self.value_sets(set).values.len(),
        }
    }

    /// True when at least one record has a value there.
    pub(crate) fn has(&self, field: usize) -> bool {
        self.field(field).any(|id| id != 0)
    }
}
