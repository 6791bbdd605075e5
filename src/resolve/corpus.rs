//! The records as the core compares them: every attribute a number that stands for a normalised value.
//!
//! Values are held once (a [`Dictionary`] an attribute); a record is a row of ids, 0 for "no value", so that two
//! records are two short loads and equal ids need no comparing. A set of values (e-mails, phones) is one id too:
//! of the distinct set.

use super::similarity::{Head, Sketch, Spelling, head};
use rustc_hash::FxHashMap;
use std::hint::black_box;

/// Distinct byte strings with their sketches. Id 0 is the empty one.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    values: Vec<Place>,
}

/// Where a value lies, its sketch and its first bytes: one line of memory tells all that most comparisons want.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Place {
    sketch: Sketch,
    start: u32,
    end: u32,
    head: Head,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { bytes: Vec::new(), values: vec![Place::default()] }
    }
}

impl Dictionary {
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub(crate) fn get(&self, id: u32) -> &[u8] {
        let place = self.values[id as usize];
        &self.bytes[place.start as usize..place.end as usize]
    }

    #[inline]
    pub(crate) fn text(&self, id: u32) -> &str {
        std::str::from_utf8(self.get(id)).unwrap_or_default()
    }

    /// The value as similarities take it.
    #[inline]
    pub(crate) fn spelling(&self, id: u32) -> Spelling<'_> {
        let place = self.values[id as usize];
        Spelling::new(place.head, &self.bytes[place.start as usize..place.end as usize])
    }

    #[inline]
    pub(crate) fn sketch(&self, id: u32) -> Sketch {
        self.values[id as usize].sketch
    }

    fn push(&mut self, value: &[u8]) -> u32 {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(value);
        let end = self.bytes.len() as u32;
        self.values.push(Place { sketch: Sketch::of(value), start, end, head: head(value) });
        (self.values.len() - 1) as u32
    }
}

/// Builds a [`Dictionary`].
#[derive(Debug, Default)]
pub(crate) struct DictionaryBuilder {
    ids: FxHashMap<Vec<u8>, u32>,
    dictionary: Dictionary,
}

impl DictionaryBuilder {
    /// The id of the value; 0 for the empty one.
    pub(crate) fn id(&mut self, value: &str) -> u32 {
        if value.is_empty() {
            return 0;
        }
        if let Some(&id) = self.ids.get(value.as_bytes()) {
            return id;
        }
        let id = self.dictionary.push(value.as_bytes());
        self.ids.insert(value.as_bytes().to_vec(), id);
        id
    }

    pub(crate) fn finish(self) -> Dictionary {
        self.dictionary
    }
}

/// Distinct sets of value ids. A set's id is 0 for the empty one, the value's id for one of a single value (the usual
/// case, which then needs no looking up), and has the bit [`SEVERAL`] for others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    members: Vec<u32>,
    ends: Vec<u32>,
}

const SEVERAL: u32 = 1 << 31;

impl Sets {
    /// The values of a set, ascending.
    #[inline]
    pub(crate) fn get<'a>(&'a self, id: &'a u32) -> &'a [u32] {
        match *id {
            0 => &[],
            set if set & SEVERAL != 0 => {
                let set = (set & !SEVERAL) as usize;
                let start = if set == 0 { 0 } else { self.ends[set - 1] as usize };
                &self.members[start..self.ends[set] as usize]
            }
            _ => std::slice::from_ref(id),
        }
    }
}

/// Builds [`Sets`].
#[derive(Debug, Default)]
pub(crate) struct SetsBuilder {
    ids: FxHashMap<Vec<u32>, u32>,
    sets: Sets,
}

impl SetsBuilder {
    /// The id of a set given sorted and without repeats.
    pub(crate) fn id(&mut self, members: &[u32]) -> u32 {
        match members {
            [] => return 0,
            [one] => return *one,
            _ => {}
        }
        if let Some(&id) = self.ids.get(members) {
            return id;
        }
        self.sets.members.extend_from_slice(members);
        let id = self.sets.ends.len() as u32 | SEVERAL;
        self.sets.ends.push(self.sets.members.len() as u32);
        self.ids.insert(members.to_vec(), id);
        id
    }

    pub(crate) fn finish(self) -> Sets {
        self.sets
    }
}

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

/// A list attribute: distinct values and distinct sets of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueSets {
    pub values: Dictionary,
    pub sets: Sets,
}

impl ValueSets {
    /// Something of the value of a set that has only one: once read, the rest of it is near.
    #[inline]
    fn near(&self, set: u32) -> u32 {
        if set & SEVERAL == 0 { self.values.values[set as usize].end } else { 0 }
    }
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

/// All records, normalised and encoded, ordered by record id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corpus {
    pub record_ids: Vec<i64>,
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

    /// Brings the rows of these records near, and those of their values that few others have: memory fetches them side
    /// by side, where reading pair by pair would wait for one after the other.
    #[inline]
    pub(crate) fn fetch(&self, records: impl Iterator<Item = u32> + Clone) {
        black_box(records.clone().fold(0, |sum, record| sum ^ self.row(record)[0]));
        let own = |record: u32| {
            let row = self.row(record);
            self.emails.near(row[field::EMAIL]) ^ self.phones.near(row[field::PHONE])
        };
        black_box(records.fold(0, |sum, record| sum ^ own(record)));
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
