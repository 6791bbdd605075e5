//! Klaviyo's export of all profiles.

use super::super::clock::{self, DAY};
use super::super::dice::{hash, mix};
use super::super::out::{Sheet, money};
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, agrees, keep, throw};

/// The export's columns, as of 2023 to 2025.
#[rustfmt::skip]
pub(crate) const COLUMNS: &[&str] = &[
    "Email", "Klaviyo ID", "First Name", "Last Name", "Organization", "Title", "Phone Number", "Address",
    "Address 2", "City", "State / Region", "Country", "Zip Code", "Latitude", "Longitude", "Source",
    "IP Address", "Email Marketing Consent", "Email Marketing Consent Timestamp",
    "Historic Customer Lifetime Value", "Total Customer Lifetime Value", "Predicted Customer Lifetime Value",
    "Average Order Value", "Historic Number Of Orders", "First Active", "Last Active", "Profile Created On",
    "Date Added", "Last Open", "Last Click", "Average Days Between Orders", "Email Suppressions",
];

/// Whether the profile still gets mails.
pub(crate) fn consent(customer: &Customer, record: &Record) -> &'static str {
    match (agrees(customer, record), throw(record, 31)) {
        (true, 0..=949) => "SUBSCRIBED",
        (false, 0..=699) => "UNSUBSCRIBED",
        _ => "NEVER_SUBSCRIBED",
    }
}

/// When a profile subscribed.
pub(crate) fn joined(record: &Record) -> i64 {
    moment(record, record.since, 33)
}

/// When a profile that is unsubscribed left.
pub(crate) fn left(record: &Record) -> i64 {
    moment(record, record.day.max(record.since), 33)
}

fn moment(record: &Record, day: i64, question: u64) -> i64 {
    day * DAY + 7 * 3600 + (mix(hash(&record.key) ^ question) % 43_200) as i64
}

/// Rows of the profiles export.
pub(crate) fn profiles(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::KlaviyoProfiles) {
        let facts = &record.facts;
        let orders = &customer.life.orders;
        let spent: i64 = orders.iter().map(|order| order.kept()).sum();
        let moment = |day: i64, question: u64| clock::stamp(moment(record, day, question), 0, " ");
        let consent = consent(customer, record);
        let last =
            super::super::life::last_seen(&customer.life).max(record.since * DAY).min(scene.window.end - 1);
        for &column in COLUMNS {
            let value = match column {
                "Email" => facts.email.clone(),
                "Klaviyo ID" => record.key.clone(),
                "First Name" => facts.given.clone(),
                "Last Name" => facts.family_and_suffix(),
                "Organization" => facts.company.clone(),
                "Phone Number" => facts.phone.clone(),
                "Address" => facts.street.clone(),
                "Address 2" => facts.unit.clone(),
                "City" => facts.city.clone(),
                "State / Region" => facts.region.clone(),
                "Country" if facts.located => scene.world.countries[facts.country].name.clone(),
                "Zip Code" => facts.postcode.clone(),
                "Source" => if throw(record, 32) < 500 { "-20" } else { "-59" }.to_owned(),
                "Email Marketing Consent" => consent.to_owned(),
                "Email Marketing Consent Timestamp" if consent != "NEVER_SUBSCRIBED" => moment(
                    if consent == "SUBSCRIBED" { record.since } else { record.day.max(record.since) },
                    33,
                ),
                "Historic Customer Lifetime Value" => money(spent),
                "Historic Number Of Orders" => orders.len().to_string(),
                "Average Order Value" if !orders.is_empty() => money(spent / orders.len() as i64),
                "First Active" | "Profile Created On" | "Date Added" => moment(record.since, 34),
                "Last Active" => clock::stamp(last, 0, " "),
                "Email Suppressions" if consent == "UNSUBSCRIBED" => "[\"UNSUBSCRIBED\"]".to_owned(),
                "Email Suppressions" if throw(record, 35) < 12 => "[\"HARD_BOUNCE\"]".to_owned(),
                _ => String::new(),
            };
            sheet.row.cell(&value);
        }
        keep(sheet, record);
    }
}
