//! The directory narrowed by what people have in common, and how many each choice would leave.

use crate::segment::SegmentError;
use crate::segment::error::database;
use duckdb::Connection;
use duckdb::types::Value;

/// The most values of one kind that are offered: the commonest.
const MOST: u32 = 12;

/// Something people have in common. Choices of one kind widen, those of different kinds narrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// A system holds a record of them.
    System(String),
    /// Their golden country, as its code.
    Country(String),
    /// They are in the segment with this id.
    Segment(String),
    /// A doubtful pair of theirs waits for review.
    Review,
}

impl Facet {
    /// What the choices of its kind are about, for headings.
    #[must_use]
    pub fn group(&self) -> &'static str {
        match self {
            Self::System(_) => "known to",
            Self::Country(_) => "country",
            Self::Segment(_) => "segment",
            Self::Review => "review",
        }
    }

    fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// The people of this kind, the values of all choices in place of `{}`.
    fn sql(&self) -> &'static str {
        match self {
            Self::System(_) => {
                "p.profile_id IN (SELECT m.profile_id FROM profile_members m JOIN records r ON r.record_id = m.record_id
                 JOIN sources s ON s.source_id = r.source_id WHERE s.system IN ({}))"
            }
            Self::Country(_) => "p.country IN ({})",
            Self::Segment(_) => {
                "p.profile_id IN (SELECT profile_id FROM segment_members WHERE segment_id IN ({}))"
            }
            Self::Review => "p.review > 0",
        }
    }

    fn value(&self) -> Option<Value> {
        match self {
            Self::System(value) | Self::Country(value) | Self::Segment(value) => {
                Some(Value::Text(value.clone()))
            }
            Self::Review => None,
        }
    }
}

/// A choice and how many people it is true of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRow {
    /// The choice.
    pub facet: Facet,
    /// For people.
    pub title: String,
    /// Of all profiles.
    pub people: u64,
}

/// The condition on profiles `p` that the choices amount to, and the values to bind; true without any.
pub(super) fn narrow(choices: &[Facet]) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut conditions = Vec::new();
    for (n, choice) in choices.iter().enumerate() {
        if choices[..n].iter().any(|other| other.same_kind(choice)) {
            continue;
        }
        let mut marks = Vec::new();
        for value in choices.iter().filter(|other| other.same_kind(choice)).filter_map(Facet::value) {
            values.push(value);
            marks.push(format!("${}", values.len()));
        }
        conditions.push(choice.sql().replace("{}", &marks.join(", ")));
    }
    if conditions.is_empty() {
        conditions.push("true".into());
    }
    (conditions.join(" AND "), values)
}

/// The choices there are: systems, countries, segments that have members, and what waits for review.
///
/// # Errors
/// When DuckDB refuses.
pub fn facets(connection: &Connection) -> Result<Vec<FacetRow>, SegmentError> {
    type Make = fn(String) -> Facet;
    let questions: [(&str, Make); 3] = [
        (
            "SELECT s.system, s.system, count(DISTINCT m.profile_id) AS people FROM profile_members m
             JOIN records r ON r.record_id = m.record_id JOIN sources s ON s.source_id = r.source_id
             GROUP BY ALL ORDER BY people DESC, 1 LIMIT $1",
            Facet::System,
        ),
        (
            "SELECT country, country, count(*) AS people FROM profiles WHERE country IS NOT NULL
             GROUP BY ALL ORDER BY people DESC, 1 LIMIT $1",
            Facet::Country,
        ),
        (
            "SELECT segment_id, title, size FROM segments WHERE size > 0 ORDER BY size DESC, position LIMIT $1",
            Facet::Segment,
        ),
    ];
    let failed = database("count what people have in common");
    let mut rows = Vec::new();
    for (sql, make) in questions {
        let mut statement = connection.prepare(sql).map_err(&failed)?;
        let found = statement
            .query_map([MOST], |row| {
                Ok(FacetRow { facet: make(row.get(0)?), title: row.get(1)?, people: row.get(2)? })
            })
            .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
            .map_err(&failed)?;
        rows.extend(found);
    }
    let review: u64 = connection
        .query_row("SELECT count(*) FROM profiles WHERE review > 0", [], |row| row.get(0))
        .map_err(&failed)?;
    if review > 0 {
        rows.push(FacetRow { facet: Facet::Review, title: "pairs wait".into(), people: review });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::Fixture;
    use crate::segment::read::{DirectoryColumn, DirectoryOrder, directory_narrowed};

    fn three() -> Fixture {
        let f = Fixture::new();
        for id in 1..=3 {
            f.profile(id, &[("user", &format!("u{id}"))]);
        }
        f.sql("UPDATE profiles SET country = CASE profile_id WHEN 3 THEN 'FR' ELSE 'DE' END, review = profile_id - 2");
        f.sql("UPDATE profiles SET review = 0 WHERE review < 0");
        f
    }

    #[test]
    fn choices_of_one_kind_widen_and_of_different_kinds_narrow() {
        let f = three();
        let order = DirectoryOrder { by: DirectoryColumn::Name, descending: false };
        let of = |choices: &[Facet]| directory_narrowed(f.connection(), order, choices, None).unwrap();
        let country = |code: &str| Facet::Country(code.into());
        assert_eq!(of(&[]), [1, 2, 3]);
        assert_eq!(of(&[country("DE")]), [1, 2]);
        assert_eq!(of(&[country("DE"), country("FR")]), [1, 2, 3]);
        assert_eq!(of(&[country("DE"), Facet::Review]), Vec::<i64>::new());
        assert_eq!(of(&[Facet::System("shopify".into()), country("FR")]), [3]);
        assert_eq!(of(&[Facet::Segment("none' OR true --".into())]), Vec::<i64>::new());
    }

    #[test]
    fn every_choice_says_how_many_it_is_true_of() {
        let f = three();
        let told: Vec<_> =
            facets(f.connection()).unwrap().into_iter().map(|row| (row.title, row.people)).collect();
        let want = [("shopify", 3), ("DE", 2), ("FR", 1), ("pairs wait", 1)];
        assert_eq!(told, want.map(|(title, people)| (title.to_owned(), people)));
    }
}
