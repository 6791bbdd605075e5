//! The values a steward can choose from: what the records of a profile carry.

use super::super::normalise::fold;
use super::{ADDRESS, Kind, Survivorship, WANTED};
use serde::Serialize;
use std::cmp::Reverse;

/// A value that the records of a profile carry, to be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Tidied for people; of an address all its parts.
    pub value: String,
    /// The record it is chosen from: the newest that carries it.
    pub record_id: i64,
    /// All records that carry it, the newest first.
    pub carried_by: Vec<i64>,
    /// It is the golden one.
    pub golden: bool,
}

impl Survivorship<'_> {
    /// The parts of a row's address, as they came or tidied for people.
    pub(super) fn address(&self, row: u32, tidy: bool) -> String {
        let parts = self.columns.iter().filter(|c| c.kind != Kind::Single);
        let parts = parts.filter(|c| c.group[c.ids[row as usize] as usize] != 0).map(|c| {
            let id = c.ids[row as usize];
            if tidy { c.tidied(id) } else { c.came.get(id) }
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// What a row carries of an attribute, as it came; `None`: nothing.
    pub(crate) fn carries(&self, row: u32, attribute: &str) -> Option<String> {
        if attribute == ADDRESS {
            return Some(self.address(row, false)).filter(|address| !address.is_empty());
        }
        let prepared = self.columns.iter().find(|c| WANTED[c.place].1 == attribute)?;
        self.carried(prepared, row).map(|c| prepared.came.get(c.value).to_owned())
    }

    /// The values that these rows carry of an attribute, those of most records first.
    pub(crate) fn candidates(&self, rows: &[u32], attribute: &str) -> Vec<Candidate> {
        let golden = self.golden(rows);
        let golden = |name: &str| golden.iter().find(|value| value.attribute == name);
        // Meaning, value for people, row.
        let mut all: Vec<(String, String, u32)> = Vec::new();
        for &row in rows {
            if attribute == ADDRESS {
                let address = self.address(row, true);
                all.extend((!address.is_empty()).then(|| (fold(&address), address, row)));
            } else if let Some(prepared) = self.columns.iter().find(|c| WANTED[c.place].1 == attribute) {
                let carried = self.carried(prepared, row);
                all.extend(carried.map(|c| (c.group.to_string(), prepared.tidied(c.value).to_owned(), row)));
            }
        }
        let now = match attribute {
            ADDRESS => self.columns.iter().filter(|c| c.kind != Kind::Single).find_map(|c| {
                let row = golden(WANTED[c.place].1)?.record_id;
                rows.iter()
                    .find(|r| self.input.record_ids[**r as usize] == row)
                    .map(|r| self.address(*r, true))
            }),
            name => golden(name).map(|value| value.value.clone()),
        };
        let newest = |row: u32| (self.recency(row), Reverse(self.input.record_ids[row as usize]));
        all.sort_by(|a, b| (&a.0, newest(b.2)).cmp(&(&b.0, newest(a.2))));
        let mut found: Vec<Candidate> = all
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| {
                let golden = same.iter().find(|one| Some(&one.1) == now.as_ref());
                let (_, value, row) = golden.unwrap_or(&same[0]);
                Candidate {
                    value: value.clone(),
                    record_id: self.input.record_ids[*row as usize],
                    carried_by: same.iter().map(|one| self.input.record_ids[one.2 as usize]).collect(),
                    golden: golden.is_some(),
                }
            })
            .collect();
        found.sort_by(|a, b| (b.carried_by.len(), &a.value).cmp(&(a.carried_by.len(), &b.value)));
        found
    }
}
