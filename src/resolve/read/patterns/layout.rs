//! What the packed levels of an edge mean: which comparisons the last run made, and where each lies in the pattern.

use super::super::model::{Stored, stored};
use super::super::words::attribute_title;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::explain::Agreement;
use crate::resolve::model::Level;
use crate::resolve::store::{one, rows};
use duckdb::Connection;
use serde::Serialize;

/// How one attribute of a pair compares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatternLevel {
    /// As in the model: `family_name`.
    pub attribute: String,
    /// Name of the comparison level: `close spelling`.
    pub level: String,
    /// The level in one of four words.
    pub agreement: Agreement,
}

impl PatternLevel {
    /// For people: `same e-mail`, `different family name`, `birth date (two slips)`.
    #[must_use]
    pub fn words(&self) -> String {
        let title = attribute_title(&self.attribute);
        match self.level.as_str() {
            "exact" | "same" => format!("same {title}"),
            "different" => format!("different {title}"),
            level => format!("{title} ({level})"),
        }
    }
}

/// The comparisons of the last run.
pub(in crate::resolve::read) struct Layout(Vec<Part>);

struct Part {
    attribute: String,
    levels: Vec<Level>,
    shift: u32,
    mask: u64,
}

impl Layout {
    /// As the engine packed them (`compare::Comparisons::new`).
    fn new(comparisons: impl Iterator<Item = (String, Vec<Level>)>) -> Self {
        let (mut parts, mut shift) = (Vec::new(), 0);
        for (attribute, levels) in comparisons {
            let bits = usize::BITS - levels.len().leading_zeros();
            if shift + bits <= u64::BITS {
                parts.push(Part { attribute, levels, shift, mask: (1 << bits) - 1 });
                shift += bits;
            }
        }
        Self(parts)
    }

    /// A trained model has exactly the comparisons that were made; one that was given may have more.
    pub(in crate::resolve::read) fn of_last_run(conn: &Connection) -> Result<Self, ResolveError> {
        let Stored { model, report, .. } = stored(conn)?;
        if report.training.is_some() {
            return Ok(Self::new(model.comparisons.into_iter().map(|c| (c.attribute, c.levels))));
        }
        let made = made(conn)?.into_iter().filter(|attribute| model.comparison(attribute).is_some());
        let levels = |attribute: String| (model.levels(&attribute).to_vec(), attribute);
        Ok(Self::new(
            made.map(levels).map(|(levels, attribute)| (attribute, levels)).collect::<Vec<_>>().into_iter(),
        ))
    }

    /// Where the attributes meant lie in a pattern, each with the levels that agree so: bits to shift, mask, levels.
    pub(in crate::resolve::read) fn packed(
        &self,
        meant: impl Fn(&str) -> bool,
        agreement: Agreement,
    ) -> Vec<(u32, u64, Vec<u64>)> {
        let levels = |part: &Part| {
            let levels = (1..).zip(&part.levels).filter(|(_, level)| level.agreement == agreement);
            levels.map(|(number, _)| number).collect::<Vec<u64>>()
        };
        let parts = self.0.iter().filter(|part| meant(&part.attribute));
        parts
            .map(|part| (part.shift, part.mask, levels(part)))
            .filter(|(.., levels)| !levels.is_empty())
            .collect()
    }

    /// The attributes compared.
    pub(in crate::resolve::read) fn attributes(&self) -> Vec<&str> {
        self.0.iter().map(|part| part.attribute.as_str()).collect()
    }

    /// What a pattern says, without what at least one side lacks.
    pub(super) fn levels(&self, pattern: u64) -> Vec<PatternLevel> {
        let said = |part: &Part| {
            let level = part.levels.get((pattern >> part.shift & part.mask).checked_sub(1)? as usize)?;
            Some(PatternLevel {
                attribute: part.attribute.clone(),
                level: level.name.clone(),
                agreement: level.agreement,
            })
        };
        self.0.iter().filter_map(said).collect()
    }
}

/// The attributes the records have, in the order in which they are compared.
fn made(conn: &Connection) -> Result<Vec<String>, ResolveError> {
    let doing = "read which attributes the records have";
    let columns: [(&str, &str); 8] = [
        ("given_name", "coalesce(given_name, full_name)"),
        ("family_name", "coalesce(family_name, full_name)"),
        ("birth_date", "birth_date"),
        ("email", "email_key"),
        ("phone", "phone_key"),
        ("address", "coalesce(street, postcode, city, region)"),
        ("company", "company"),
        ("gender", "gender"),
    ];
    let counts = columns.map(|(_, column)| format!("count({column}) > 0")).join(", ");
    let there: Vec<bool> = conn
        .query_row(&format!("SELECT {counts} FROM records"), [], |row| {
            (0..columns.len()).map(|i| row.get(i)).collect()
        })
        .map_err(database(doing))?;
    let mut made: Vec<String> = columns
        .iter()
        .zip(there)
        .filter(|(_, there)| *there)
        .map(|((name, _), _)| (*name).to_owned())
        .collect();
    for sql in [
        "SELECT DISTINCT 'id:' || kind FROM record_identifiers WHERE kind NOT IN ('email', 'phone') ORDER BY 1",
        "SELECT DISTINCT 'extra:' || name FROM record_extras ORDER BY 1",
    ] {
        made.extend(rows::<String, Vec<_>>(conn, sql, [], doing, one)?);
    }
    Ok(made)
}

/// For people: `same e-mail, different family name, same birth date`.
pub(super) fn in_words(levels: &[PatternLevel]) -> String {
    if levels.is_empty() {
        return "nothing in common that can be compared".into();
    }
    levels.iter().map(PatternLevel::words).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::model::Model;

    #[test]
    fn a_pattern_is_unpacked_as_it_was_packed() {
        let model = Model::shipped().unwrap();
        let of = |attribute: &str| (attribute.to_owned(), model.levels(attribute).to_vec());
        let layout = Layout::new(["given_name", "family_name", "birth_date"].map(of).into_iter());
        let (given, family) = (model.levels("given_name").len(), model.levels("family_name").len());
        let bits = |levels: usize| usize::BITS - levels.leading_zeros();
        let pattern = 1 | (family as u64) << bits(given) | 2 << (bits(given) + bits(family));
        let slip = model.levels("birth_date")[1].name.clone();
        assert_eq!(
            in_words(&layout.levels(pattern)),
            format!("same given name, different family name, birth date ({slip})")
        );
        assert_eq!(in_words(&layout.levels(0)), "nothing in common that can be compared");
    }
}
