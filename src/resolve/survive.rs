//! Survivorship: which record's value becomes the golden one, and by which rule.
//!
//! `most sources` wins (a value that several systems agree on), then most records, then the fullest spelling, then the
//! most recent. An address is chosen as a whole, the most recent complete one, so that no street ends in another city.

use super::attribute::Attribute;
use super::input::{Input, RawColumn};
use super::normalise::fold;
use crate::value::{country, date, placeholder};
use rayon::prelude::*;
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
    /// The survivorship rule that chose it: `only value`, `all agree`, `most sources`, `most records`, `fullest`,
    /// `most recent`.
    pub rule: &'static str,
    /// How many records of the profile carry any value of this attribute.
    pub filled: usize,
    /// How many distinct values they carry.
    pub distinct: usize,
}

/// Chooses golden values; built once for any number of profiles.
pub(crate) struct Survivorship<'a> {
    input: &'a Input,
    columns: Vec<Prepared<'a>>,
}

/// A column with the group each spelling belongs to.
struct Prepared<'a> {
    name: &'static str,
    column: &'a RawColumn,
    /// By value id: equal for values that mean the same; 0 = none.
    group: Vec<u32>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    /// The first of the address; the others follow its record.
    Street,
    AddressPart,
}

/// A candidate value within one profile.
struct Candidate {
    group: u32,
    value: u32,
    row: u32,
    source: i32,
    recency: i64,
}

impl<'a> Survivorship<'a> {
    /// Prepares the attributes the records have.
    pub(crate) fn new(input: &'a Input) -> Self {
        let wanted = [
            (Attribute::GivenName, "given_name", Kind::Single),
            (Attribute::FamilyName, "family_name", Kind::Single),
            (Attribute::FullName, "full_name", Kind::Single),
            (Attribute::BirthDate, "birth_date", Kind::Single),
            (Attribute::Gender, "gender", Kind::Single),
            (Attribute::Email, "email", Kind::Single),
            (Attribute::Phone, "phone", Kind::Single),
            (Attribute::Street, "street", Kind::Street),
            (Attribute::City, "city", Kind::AddressPart),
            (Attribute::Region, "region", Kind::AddressPart),
            (Attribute::Postcode, "postcode", Kind::AddressPart),
            (Attribute::Country, "country", Kind::AddressPart),
            (Attribute::Company, "company", Kind::Single),
        ];
        let columns = wanted
            .into_par_iter()
            .filter_map(|(attribute, name, kind)| {
                let column = input.column(&attribute)?;
                Some(Prepared { name, column, group: groups(name, &column.dictionary), kind })
            })
            .collect();
        Self { input, columns }
    }

    /// The golden record of the records in these rows, in the order of attributes.
    pub(crate) fn golden(&self, rows: &[u32]) -> Vec<GoldenValue> {
        let address_row = self.address_row(rows);
        let mut golden: Vec<GoldenValue> = self
            .columns
            .iter()
            .filter_map(|prepared| {
                let candidates = self.candidates(prepared, rows);
                let fixed = if prepared.kind == Kind::Single { None } else { address_row };
                choose(&candidates, fixed).map(|(at, rule, distinct)| GoldenValue {
                    attribute: prepared.name,
                    value: tidy(prepared.name, &prepared.column.dictionary[candidates[at].value as usize]),
                    record_id: self.input.record_ids[candidates[at].row as usize],
                    rule,
                    filled: candidates.len(),
                    distinct,
                })
            })
            .collect();
        if golden.iter().any(|g| g.attribute == "given_name" || g.attribute == "family_name") {
            golden.retain(|g| g.attribute != "full_name");
        }
        golden
    }

    fn candidates(&self, prepared: &Prepared, rows: &[u32]) -> Vec<Candidate> {
        rows.iter()
            .filter_map(|&row| {
                let value = prepared.column.ids[row as usize];
                let group = prepared.group[value as usize];
                (group != 0).then(|| Candidate {
                    group,
                    value,
                    row,
                    source: self.input.sources[row as usize],
                    recency: self.input.recency.get(row as usize).copied().unwrap_or(0),
                })
            })
            .collect()
    }

    /// The record whose address counts: the most complete one, the most recent among equals, the first among those.
    fn address_row(&self, rows: &[u32]) -> Option<u32> {
        let parts: Vec<&Prepared> = self.columns.iter().filter(|c| c.kind != Kind::Single).collect();
        let filled = |row: u32| {
            let has = |p: &&&Prepared| p.group[p.column.ids[row as usize] as usize] != 0;
            let street = parts.iter().filter(has).any(|p| p.kind == Kind::Street);
            // Without its street an address is only a place.
            parts.iter().filter(has).count() + if street { parts.len() } else { 0 }
        };
        let recency = |row: u32| self.input.recency.get(row as usize).copied().unwrap_or(0);
        let enough = |n: usize| n.min(parts.len() + 3);
        rows.iter().copied().filter(|&row| filled(row) > 0).max_by_key(|&row| {
            (
                enough(filled(row)),
                recency(row),
                filled(row),
                std::cmp::Reverse(self.input.record_ids[row as usize]),
            )
        })
    }
}

/// Index of the chosen candidate, the rule, and the number of distinct values. With `fixed`, that row's value.
fn choose(candidates: &[Candidate], fixed: Option<u32>) -> Option<(usize, &'static str, usize)> {
    let mut groups: Vec<u32> = candidates.iter().map(|c| c.group).collect();
    groups.sort_unstable();
    groups.dedup();
    if let Some(row) = fixed {
        let at = candidates.iter().position(|c| c.row == row)?;
        let rule = if candidates.len() == 1 {
            "only value"
        } else if groups.len() == 1 {
            "all agree"
        } else {
            "most recent"
        };
        return Some((at, rule, groups.len()));
    }
    let rank = |group: u32| {
        let of_group = || candidates.iter().filter(move |c| c.group == group);
        let mut sources: Vec<i32> = of_group().map(|c| c.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let recency = of_group().map(|c| c.recency).max().unwrap_or(0);
        (sources.len(), of_group().count(), recency)
    };
    let mut ranked: Vec<((usize, usize, i64), u32)> = groups.iter().map(|&g| (rank(g), g)).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let &(best, group) = ranked.first()?;
    let rule = match ranked.get(1) {
        None if candidates.len() == 1 => "only value",
        None => "all agree",
        Some((second, _)) if best.0 > second.0 => "most sources",
        Some((second, _)) if best.1 > second.1 => "most records",
        Some(_) => "most recent",
    };
    // Among spellings of the same value the most recent, then the first.
    let spelling = |i: &usize| {
        let c = &candidates[*i];
        (candidates.iter().filter(|o| o.value == c.value).count(), c.recency, std::cmp::Reverse(c.row))
    };
    let at = (0..candidates.len()).filter(|&i| candidates[i].group == group).max_by_key(spelling)?;
    Some((at, rule, groups.len()))
}

/// Values that mean the same get the same number; placeholders and unreadable dates get 0.
fn groups(name: &str, dictionary: &[String]) -> Vec<u32> {
    let meaning: Vec<String> = dictionary
        .par_iter()
        .map(|v| match name {
            _ if v.is_empty() || placeholder::is_placeholder(v) => String::new(),
            "birth_date" => date::read(v).map_or_else(String::new, |r| r.date.to_string()),
            "email" | "phone" => v.clone(),
            "country" => country::code(v).map_or_else(|| fold(v), str::to_owned),
            _ => {
                let folded = fold(v);
                if folded.is_empty() { v.clone() } else { folded }
            }
        })
        .collect();
    let mut ids: rustc_hash::FxHashMap<&str, u32> = rustc_hash::FxHashMap::default();
    meaning
        .iter()
        .map(|m| {
            if m.is_empty() {
                return 0;
            }
            let next = ids.len() as u32 + 1;
            *ids.entry(m.as_str()).or_insert(next)
        })
        .collect()
}

/// The value as people write it: names not in capitals only, dates and countries in one form.
fn tidy(name: &str, value: &str) -> String {
    match name {
        "given_name" | "family_name" | "full_name" | "city" | "street" => capitalise(value),
        "birth_date" => date::read(value).map_or_else(|| value.to_owned(), |r| r.date.to_string()),
        "country" => country::code(value).map_or_else(|| value.to_owned(), str::to_owned),
        _ => value.to_owned(),
    }
}

/// `MARY ANN` and `mary ann` → `Mary Ann`; anything in mixed case stays as it is.
fn capitalise(value: &str) -> String {
    let letters = || value.chars().filter(|c| c.is_alphabetic());
    let shouting = letters().count() > 2 && letters().all(|c| !c.is_lowercase());
    let whispering = letters().all(|c| !c.is_uppercase());
    if !(shouting || whispering) {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut start = true;
    for c in value.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphanumeric() && c != '\'';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::input::Interner;

    fn input(rows: &[(i32, i64, &str, &str, &str)]) -> Input {
        let mut input = Input {
            record_ids: (1..=rows.len() as i64).collect(),
            sources: rows.iter().map(|r| r.0).collect(),
            recency: rows.iter().map(|r| r.1).collect(),
            ..Input::default()
        };
        for (attribute, pick) in [
            (
                Attribute::GivenName,
                (|r| r.2) as fn(&(i32, i64, &'static str, &'static str, &'static str)) -> &'static str,
            ),
            (Attribute::Street, |r| r.3),
            (Attribute::City, |r| r.4),
        ] {
            let mut interner = Interner::default();
            let rows: Vec<(i32, i64, &'static str, &'static str, &'static str)> =
                rows.iter().map(|r| (r.0, r.1, leak(r.2), leak(r.3), leak(r.4))).collect();
            let ids = rows.iter().map(|r| interner.id(pick(r))).collect();
            input.add_column(attribute, interner.column(ids));
        }
        input
    }

    fn leak(s: &str) -> &'static str {
        Box::leak(s.to_owned().into_boxed_str())
    }

    #[test]
    fn most_sources_beats_most_recent() {
        let input = input(&[(1, 10, "ANNA", "", ""), (2, 5, "Anna", "", ""), (3, 99, "Anne", "", "")]);
        let golden = Survivorship::new(&input).golden(&[0, 1, 2]);
        assert_eq!(
            (golden[0].value.as_str(), golden[0].rule, golden[0].distinct),
            ("Anna", "most sources", 2)
        );
    }

    #[test]
    fn an_address_is_taken_whole_from_the_latest() {
        let input = input(&[
            (1, 10, "Anna", "1 Old Rd", "Leeds"),
            (2, 20, "Anna", "2 New Rd", "York"),
            (3, 30, "Anna", "", "Bath"),
        ]);
        let golden = Survivorship::new(&input).golden(&[0, 1, 2]);
        let of = |a: &str| golden.iter().find(|g| g.attribute == a).map(|g| (g.value.clone(), g.record_id));
        assert_eq!(of("street"), Some(("2 New Rd".into(), 2)));
        assert_eq!(of("city"), Some(("York".into(), 2)));
    }

    #[test]
    fn capitals_are_tidied_mixed_case_is_kept() {
        assert_eq!(capitalise("MARY ANN O'NEIL"), "Mary Ann O'neil");
        assert_eq!(capitalise("McDonald"), "McDonald");
        assert_eq!(capitalise("van der berg"), "Van Der Berg");
        assert_eq!(capitalise("王小明"), "王小明");
    }
}
