//! One table of people from all systems, for benchmarks against tools that read a single table.

use super::super::clock::Date;
use super::super::dice::hash;
use super::super::out::Sheet;
use super::super::record::{Customer, Record};
use super::Scene;

/// Columns of `people.csv`.
#[rustfmt::skip]
pub(crate) const COLUMNS: &[&str] = &[
    "record", "given_name", "family_name", "birth_date", "email", "phone", "street", "city", "postcode",
    "country",
];

/// One row of `people.csv` under the given record name.
pub(crate) fn row(scene: &Scene<'_>, customer: &Customer, record: &Record, name: &str, sheet: &mut Sheet) {
    let facts = &record.facts;
    let family = facts.family_and_suffix();
    let country = scene.world.countries[customer.person.country].code.as_str();
    sheet.row.cells(&[name, &facts.given, &family]).cell(&facts.birth.map(Date::iso).unwrap_or_default());
    sheet.row.cells(&[&facts.email, &facts.phone, &facts.street, &facts.city, &facts.postcode, country]);
    sheet.keep(hash(name));
}
