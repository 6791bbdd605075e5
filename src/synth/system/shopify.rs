//! Shopify's `customers_export.csv`: apostrophes before ids, phones and all-digit zips; no dates, no currency.

use super::super::out::Sheet;
use super::super::out::money;
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, agrees, keep, throw};

/// The export's columns, as of 2026.
#[rustfmt::skip]
pub(crate) const COLUMNS: &[&str] = &[
    "Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company",
    "Default Address Address1", "Default Address Address2", "Default Address City",
    "Default Address Province Code", "Default Address Country Code", "Default Address Zip",
    "Default Address Phone", "Phone", "Accepts SMS Marketing", "Total Spent", "Total Orders", "Note",
    "Tax Exempt", "Tags",
];

/// One leading apostrophe where Excel would otherwise eat zeros or round digits.
pub(crate) fn guarded(value: &str) -> String {
    let digits = value.strip_prefix('+').unwrap_or(value);
    let numeric = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if numeric { format!("'{value}") } else { value.to_owned() }
}

/// Province codes where Shopify has provinces for the country.
pub(crate) fn province<'a>(scene: &Scene<'_>, record: &'a Record) -> &'a str {
    let code = scene.world.countries[record.facts.country].code.as_str();
    if record.facts.located && matches!(code, "US" | "IN" | "BR" | "ES" | "CN") {
        &record.facts.region_code
    } else {
        ""
    }
}

fn note(record: &Record) -> &'static str {
    match throw(record, 5) {
        0..=18 => "Prefers phone calls in the evening",
        19..=30 => "Called about a late parcel,\nsolved",
        31..=36 => "VIP",
        _ => "",
    }
}

/// Rows of `customers_export.csv`.
pub(crate) fn customers(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    let accounts = customer.of(Source::ShopifyCustomers).count();
    for (at, record) in customer.of(Source::ShopifyCustomers).enumerate() {
        let facts = &record.facts;
        // Orders under an address that no account has belong to the last account.
        let mine = |email: &str| {
            let other =
                customer.of(Source::ShopifyCustomers).position(|r| r.facts.email.eq_ignore_ascii_case(email));
            other.unwrap_or(accounts - 1) == at
        };
        let orders: Vec<_> = customer.life.orders.iter().filter(|order| mine(&order.email)).collect();
        let spent: i64 = orders.iter().map(|order| order.kept()).sum();
        let country = if facts.located { scene.world.countries[facts.country].code.as_str() } else { "" };
        let tags = match (orders.len(), throw(record, 6)) {
            (0, _) => "",
            (5.., 0..=599) => "repeat, VIP",
            (_, 0..=159) => "newsletter",
            (_, 160..=199) => "wholesale enquiry, newsletter",
            _ => "",
        };
        let row = &mut sheet.row;
        row.cell(&format!("'{}", record.key)).cells(&[
            &facts.given,
            &facts.family_and_suffix(),
            &facts.email,
        ]);
        row.cell(if agrees(customer, record) { "yes" } else { "no" });
        row.cells(&[
            &facts.company,
            &facts.street,
            &facts.unit,
            &facts.city,
            province(scene, record),
            country,
        ]);
        row.cell(&guarded(&facts.postcode));
        let typed = if throw(record, 7) < 400 { &facts.phone } else { "" };
        row.cell(&guarded(typed)).cell(&guarded(&facts.phone));
        row.cell(if throw(record, 8) < 140 { "yes" } else { "no" });
        row.cell(&money(spent)).cell(&orders.len().to_string());
        row.cells(&[note(record), "no", tags]);
        keep(sheet, record);
    }
}
