//! The generic table: any file with people in it, mapped by its column names and by what the values look like, or by
//! the user's own map file.

mod choose;
mod column;
mod mapfile;
mod words;

pub(crate) use choose::{choose, has_people};
pub(crate) use column::{Column, of_cells, of_objects};
pub(crate) use mapfile::read_map;

use super::connector::{Connector, ExtraMap, IdentifierMap, Made, RecordMap, Spec};

/// A column and what is made of it, with the reason, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub column: String,
    /// As in a map file: `given_name`, `id:loyalty`, `extra:job`, `ignore`.
    pub target: String,
    pub reason: String,
}

/// A connector that does what was chosen. Several columns of one name, street or key are joined in their order.
pub(crate) fn connector(choices: &[Choice], id: &str) -> Connector {
    let of = |target: &str| -> Vec<Spec> {
        let chosen = choices.iter().filter(|choice| choice.target == target);
        chosen.map(|choice| Spec::Exactly { column: choice.column.clone() }).collect()
    };
    let joined = |target: &str, with: &str| -> Option<Spec> {
        let mut specs = of(target);
        match specs.len() {
            0 | 1 => specs.pop(),
            _ => Some(Spec::Made(Box::new(Made {
                join: Some(specs),
                with: Some(with.to_owned()),
                ..Made::default()
            }))),
        }
    };
    let first = |target: &str| Some(of(target)).filter(|specs| !specs.is_empty()).map(Spec::First);
    let named = |family: &str| -> Vec<(String, Spec)> {
        choices
            .iter()
            .filter_map(|choice| {
                let name = choice.target.strip_prefix(family)?.to_owned();
                Some((name, Spec::Exactly { column: choice.column.clone() }))
            })
            .collect()
    };
    Connector {
        id: id.to_owned(),
        system: "Generic table".into(),
        title: "a table of people".into(),
        nulls: ["null", "nan", "none", "n/a", "#N/A", "<NA>"].map(str::to_owned).to_vec(),
        record: Some(RecordMap {
            key: joined("record", "-"),
            unique: true,
            given_name: joined("given_name", " "),
            family_name: joined("family_name", " "),
            full_name: joined("full_name", " "),
            birth_date: first("birth_date"),
            gender: first("gender"),
            emails: of("email"),
            phones: of("phone"),
            street: joined("street", " "),
            city: first("city"),
            region: first("region"),
            postcode: first("postcode"),
            country: first("country"),
            company: first("company"),
            identifier: named("id:").into_iter().map(|(kind, from)| IdentifierMap { kind, from }).collect(),
            extra: named("extra:").into_iter().map(|(name, from)| ExtraMap { name, from }).collect(),
            ..RecordMap::default()
        }),
        ..Connector::default()
    }
}
