//! A table of no known system: the sign-ups for events, as a colleague keeps them in a German spreadsheet.

use super::super::clock::Date;
use super::super::out::Sheet;
use super::super::record::Customer;
use super::super::source::Source;
use super::{Scene, agrees, keep, throw};

/// Columns of the sheet; cells are separated by semicolons.
#[rustfmt::skip]
pub(crate) const COLUMNS: &[&str] = &[
    "ID", "Veranstaltung", "Datum", "Vorname", "Nachname", "Geburtsdatum", "E-Mail", "Telefon", "PLZ",
    "Ort", "Newsletter",
];

fn german(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day, date.month, date.year)
}

/// Rows of `event_signups_2025.csv`.
pub(crate) fn signups(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::EventSignups) {
        let facts = &record.facts;
        let event = customer.life.signup.and_then(|at| scene.world.shop.signups.get(at));
        let (title, day) = event.map_or(("", 101), |event| (event.name.as_str(), event.day));
        let held = Date { year: 2025, month: day / 100, day: day % 100 };
        let signed = Date::of(held.number() - 2 - (throw(record, 61) % 25) as i64);
        let birth = facts.birth.map(german).unwrap_or_default();
        let wants = if agrees(customer, record) { "ja" } else { "nein" };
        sheet.row.cells(&[&record.key, title, &german(signed), &facts.given, &facts.family, &birth]);
        sheet.row.cells(&[&facts.email, &facts.phone, &facts.postcode, &facts.city, wants]);
        keep(sheet, record);
    }
}
