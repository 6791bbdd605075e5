//! Golden values that others of the same standing speak against: what a rule decided that knew no better.

use super::super::contact;
use super::alike::Alike;
use super::{ADDRESS, Candidate, Survivorship, WANTED};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// The attributes that may be in conflict, each with how much a wrong value of it harms, and whether its values age: of
/// two contacts the newer one is mostly right, a name does not change by itself.
const WEIGHED: [(&str, f64, bool); 7] = [
    ("given_name", 1.0, false),
    ("family_name", 0.9, false),
    ("birth_date", 1.0, false),
    ("gender", 0.5, false),
    ("email", 0.9, true),
    ("phone", 0.7, true),
    (ADDRESS, 0.7, true),
];

/// Which of the attributes that may be in conflict it is.
pub(crate) fn place(attribute: &str) -> i64 {
    (0..).zip(WEIGHED).find(|(_, (name, ..))| *name == attribute).map_or(-1, |(place, _)| place)
}

/// A value with everybody who says it, in whatever spelling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    /// Tidied for people, in the spelling most use.
    pub(crate) value: String,
    /// The record it is chosen from.
    pub(crate) record_id: i64,
    /// All records that say it, the newest first.
    pub(crate) records: Vec<i64>,
    /// How many sources those are of.
    pub(crate) sources: usize,
    /// When the newest of them was touched, microseconds since 1970; 0: not known.
    pub(crate) latest: i64,
}

/// A golden value in doubt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rivalry {
    /// The golden value, then the others, the strongest first.
    pub(crate) claims: Vec<Claim>,
    /// The rule that decided.
    pub(crate) rule: &'static str,
    /// Chance that another one is right, as far as standing tells.
    pub(crate) doubt: f64,
    /// How much a wrong value harms: 1 at most.
    pub(crate) weight: f64,
}

impl Survivorship<'_> {
    /// The rivals of a golden value; `None` where nothing of the same standing speaks against it, a steward chose it, or
    /// nobody carries one.
    pub(crate) fn rivals(&self, rows: &[u32], attribute: &str, alike: &Alike) -> Option<Rivalry> {
        let (_, weight, ages) = WEIGHED.into_iter().find(|(name, ..)| *name == attribute)?;
        let of = |name: &str| name == attribute || (attribute == ADDRESS && name == "street");
        let golden = self.golden(rows);
        let golden =
            golden.iter().find(|value| of(value.attribute)).filter(|value| value.chosen.is_none())?;
        let claims = self.claims(rows, attribute, alike)?;
        let [own, rival, ..] = claims.as_slice() else { return None };
        if rival.sources < own.sources {
            return None;
        }
        Some(Rivalry { doubt: doubt(own, rival, ages), rule: golden.rule, weight, claims })
    }

    /// The golden value with its spellings, and the others with theirs, the strongest first.
    fn claims(&self, rows: &[u32], attribute: &str, alike: &Alike) -> Option<Vec<Claim>> {
        let row_of: FxHashMap<i64, u32> =
            rows.iter().map(|row| (self.input.record_ids[*row as usize], *row)).collect();
        let row = |record: &i64| row_of.get(record).copied();
        // An address is compared by its normal form; one without number or place says too little to compete.
        let told = |candidate: &Candidate| match attribute {
            ADDRESS => row(&candidate.record_id).and_then(|row| self.home(row)),
            _ => Some(candidate.value.clone()),
        };
        let mut candidates = self.candidates(rows, attribute);
        candidates.sort_by_key(|candidate| !candidate.golden);
        if !candidates.first()?.golden {
            return None;
        }
        let mut groups: Vec<(String, Vec<Candidate>)> = Vec::new();
        for candidate in candidates {
            let Some(told) = told(&candidate) else { continue };
            match groups.iter_mut().find(|(first, _)| alike.are(attribute, first, &told)) {
                Some((_, group)) => group.push(candidate),
                None => groups.push((told, vec![candidate])),
            }
        }
        let mut claims: Vec<(bool, Claim)> = groups
            .into_iter()
            .filter_map(|(_, group)| {
                let is_golden = group.iter().any(|candidate| candidate.golden);
                let (value, record_id) = group.first().map(|main| (main.value.clone(), main.record_id))?;
                let mut carriers: Vec<u32> =
                    group.iter().flat_map(|candidate| &candidate.carried_by).filter_map(row).collect();
                let id = |row: u32| self.input.record_ids[row as usize];
                carriers.sort_by_key(|row| (Reverse(self.recency(*row)), id(*row)));
                let latest = carriers.first().map_or(0, |row| self.recency(*row));
                let records = carriers.iter().map(|row| id(*row)).collect();
                let mut sources: Vec<i32> =
                    carriers.iter().map(|row| self.input.sources[*row as usize]).collect();
                sources.sort_unstable();
                sources.dedup();
                Some((is_golden, Claim { value, record_id, records, sources: sources.len(), latest }))
            })
            .collect();
        let standing = |c: &Claim| (c.sources, c.records.len(), c.latest, Reverse(c.record_id));
        claims.sort_by_key(|(is_golden, claim)| Reverse((*is_golden, standing(claim))));
        claims.first().filter(|(is_golden, _)| *is_golden)?;
        Some(claims.into_iter().map(|(_, claim)| claim).collect())
    }

    /// Street and place of a row in their normal form.
    fn home(&self, row: u32) -> Option<String> {
        let part = |name: &str| {
            let prepared = self.columns.iter().find(|c| WANTED[c.place].1 == name)?;
            self.carried(prepared, row).map(|c| prepared.came.get(c.value))
        };
        contact::address(part("street")?, part("postcode"), part("city"))
    }
}

/// Chance that the rival is right: by how many say either, less each year that an ageing value is older.
fn doubt(own: &Claim, rival: &Claim, ages: bool) -> f64 {
    const YEAR: f64 = 365.0 * 86_400e6;
    let (own_said, rival_said) = match (own.sources, rival.sources) {
        (a, b) if a == b => (own.records.len(), rival.records.len()),
        more => more,
    };
    let share = rival_said as f64 / (own_said + rival_said) as f64;
    let older = own.latest - rival.latest;
    if ages && own.latest > 0 && rival.latest > 0 && older > 0 {
        share * 0.5f64.powf(older as f64 / YEAR)
    } else {
        share
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::attribute::Attribute;
    use super::super::super::input::{Input, Interner};
    use super::*;

    /// Records of `(source, days since 1970, given name, street, postcode)`.
    fn input(rows: &[(i32, i64, &str, &str, &str)]) -> Input {
        let mut input = Input {
            record_ids: (1..=rows.len() as i64).collect(),
            sources: rows.iter().map(|r| r.0).collect(),
            recency: rows.iter().map(|r| r.1 * 86_400_000_000).collect(),
            ..Input::default()
        };
        let mut add = |attribute, values: Vec<&str>| {
            let mut interner = Interner::default();
            let ids = values.iter().map(|value| interner.id(value)).collect();
            input.add_column(attribute, interner.column(ids));
        };
        add(Attribute::GivenName, rows.iter().map(|r| r.2).collect());
        add(Attribute::Street, rows.iter().map(|r| r.3).collect());
        add(Attribute::Postcode, rows.iter().map(|r| r.4).collect());
        input
    }

    fn rivals(rows: &[(i32, i64, &str, &str, &str)], attribute: &str) -> Option<Rivalry> {
        let input = input(rows);
        let all: Vec<u32> = (0..).take(rows.len()).collect();
        Survivorship::new(&input).rivals(&all, attribute, &Alike::new())
    }

    #[test]
    fn two_names_of_as_many_sources_are_a_conflict() {
        let found = rivals(&[(1, 10, "Paula", "", ""), (2, 20, "Petra", "", "")], "given_name").unwrap();
        let values: Vec<&str> = found.claims.iter().map(|claim| claim.value.as_str()).collect();
        assert_eq!((values, found.rule), (vec!["Petra", "Paula"], "most recent"));
        assert_eq!((found.doubt, found.weight), (0.5, 1.0));
    }

    #[test]
    fn spellings_stand_together_and_the_better_told_value_is_no_question() {
        assert_eq!(rivals(&[(1, 10, "Bob", "", ""), (2, 20, "Robert", "", "")], "given_name"), None);
        let more = [(1, 10, "Petra", "", ""), (2, 20, "Petra", "", ""), (3, 30, "Paula", "", "")];
        assert_eq!(rivals(&more, "given_name"), None);
        // Two spellings of two sources against one of one: the rule saw three values of one source each.
        let split = [(1, 10, "Robert", "", ""), (2, 20, "Bob", "", ""), (3, 30, "Paula", "", "")];
        let found = rivals(&split, "given_name").unwrap();
        assert_eq!((found.claims[0].value.as_str(), found.claims[1].sources), ("Paula", 2));
        assert!((found.doubt - 2.0 / 3.0).abs() < 1e-9, "{}", found.doubt);
    }

    #[test]
    fn of_addresses_the_older_one_is_doubted_less_and_another_spelling_not_at_all() {
        let two = |days| [(1, 0, "", "7 Oak Lane", "AB1"), (2, days, "", "9 Mill Road", "AB2")];
        let near = rivals(&two(1000), ADDRESS);
        assert_eq!(near.unwrap().doubt, 0.5, "when the older one was touched is not known");
        let dated = [(1, 1000, "", "7 Oak Lane", "AB1"), (2, 1365, "", "9 Mill Road", "AB2")];
        assert!((rivals(&dated, ADDRESS).unwrap().doubt - 0.25).abs() < 1e-9);
        let spelt = [(1, 0, "", "7 Oak Street", "AB1"), (2, 9, "", "7 Oak St.", "ab1")];
        assert_eq!(rivals(&spelt, ADDRESS), None);
        let partly = [(1, 0, "", "Oak Street", "AB1"), (2, 9, "", "7 Mill Road", "AB2")];
        assert_eq!(rivals(&partly, ADDRESS), None);
    }
}
