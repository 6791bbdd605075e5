//! Survivorship: which record's value becomes the golden one, and by which rule.

use serde::Serialize;

/// One value of a golden record, with its lineage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoldenValue {
    /// The attribute: `given_name`, `email`, …
    pub attribute: &'static str,
    /// The chosen value, tidied for people.
    pub value: String,
    /// The record it came from.
    pub record_id: i64,
    /// The survivorship rule that chose it: `most sources`, `most recent`, `most complete`, `only value`.
    pub rule: &'static str,
    /// How many records of the profile carry any value of this attribute.
    pub filled: usize,
    /// How many distinct values they carry.
    pub distinct: usize,
}
