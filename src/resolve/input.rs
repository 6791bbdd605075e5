//! What the core is given: records as columns of dictionary-encoded values, as they came.

use super::attribute::Attribute;
use super::national::Nationals;
use super::texts::{Numbering, Texts};
use crate::value::attribute::NAMES;

/// A column of text values, each distinct value held once. Id 0 is "no value".
#[derive(Debug, Clone, Default)]
pub(crate) struct RawColumn {
    /// Distinct values; the first is the empty one.
    pub(crate) dictionary: Texts,
    /// One a record.
    pub(crate) ids: Vec<u32>,
}

/// Several values a record: `(row, id)` in any order.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawList {
    /// Distinct values; the first is the empty one.
    pub(crate) dictionary: Texts,
    /// Row and value id.
    pub(crate) entries: Vec<(u32, u32)>,
}

/// All records to be resolved, in any order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input {
    /// Stable ids; distinct.
    pub(crate) record_ids: Vec<i64>,
    /// Source of each record.
    pub(crate) sources: Vec<i32>,
    /// When the source last touched the record, microseconds since 1970; 0 = not known. May be empty.
    pub(crate) recency: Vec<i64>,
    /// Attributes with one value a record.
    pub(crate) columns: Vec<(Attribute, RawColumn)>,
    /// Attributes with any number of values a record.
    pub(crate) lists: Vec<(Attribute, RawList)>,
    /// Golden values chosen by stewards, in force, the newest first; of these records or of others.
    pub(crate) choices: Vec<Choice>,
    /// How national phone numbers were read beside all records; what is not here is read beside these.
    pub(crate) nationals: Nationals,
}

/// A golden value that a steward chose. It goes with the record it was chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The number of her word.
    pub(crate) decision_id: i64,
    /// The record that carries it.
    pub(crate) record_id: i64,
    /// By its name; `address` for all of an address.
    pub(crate) attribute: String,
    /// As it came with the record.
    pub(crate) value: String,
    pub(crate) who: String,
    /// The day, UTC.
    pub(crate) day: String,
    pub(crate) reason: Option<String>,
}

/// Gives every distinct text an id, from 1; the empty text is 0.
#[derive(Debug, Default)]
pub(crate) struct Interner(Numbering<Texts>);

impl Interner {
    /// The id of `text` (trimmed).
    pub(crate) fn id(&mut self, text: &str) -> u32 {
        self.0.number(text.trim())
    }

    /// Adds the ids of these texts (trimmed) to `ids`.
    pub(crate) fn extend<'a>(&mut self, texts: impl Iterator<Item = &'a str>, ids: &mut Vec<u32>) {
        self.0.number_all(texts.map(str::trim), ids);
    }

    /// Closes a column of one id a record.
    #[must_use]
    pub(crate) fn column(self, ids: Vec<u32>) -> RawColumn {
        RawColumn { dictionary: self.0.shelf(), ids }
    }

    /// Closes a list of `(row, id)`.
    #[must_use]
    pub(crate) fn list(self, entries: Vec<(u32, u32)>) -> RawList {
        RawList { dictionary: self.0.shelf(), entries }
    }
}

impl Input {
    /// Number of records.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.record_ids.len()
    }

    /// True without records.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.record_ids.is_empty()
    }

    /// The attributes of one row that have a value, as they came, by the names of [`NAMES`] and in their order.
    pub(crate) fn values(&self, row: usize) -> Vec<(&'static str, String)> {
        let column = |name: &str| self.columns.iter().find(|(attribute, _)| attribute.to_string() == name);
        let value = |name: &&'static str| {
            let (_, column) = column(name)?;
            let text = column.dictionary.get(column.ids[row]);
            (!text.is_empty()).then(|| (*name, text.to_owned()))
        };
        NAMES.iter().filter_map(value).collect()
    }

    /// Adds an attribute with one value a record.
    pub(crate) fn add_column(&mut self, attribute: Attribute, column: RawColumn) {
        debug_assert_eq!(column.ids.len(), self.len());
        if column.dictionary.len() > 1 {
            self.columns.push((attribute, column));
        }
    }

    /// Adds an attribute with any number of values a record.
    pub(crate) fn add_list(&mut self, attribute: Attribute, list: RawList) {
        if list.dictionary.len() > 1 {
            self.lists.push((attribute, list));
        }
    }

    pub(crate) fn column(&self, attribute: &Attribute) -> Option<&RawColumn> {
        self.columns.iter().find(|(a, _)| a == attribute).map(|(_, c)| c)
    }

    pub(crate) fn list(&self, attribute: &Attribute) -> Option<&RawList> {
        self.lists.iter().find(|(a, _)| a == attribute).map(|(_, l)| l)
    }
}
