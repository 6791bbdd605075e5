//! Square's customer directory.

use super::super::clock::{DAY, Date};
use super::super::ids::Ids;
use super::super::out::{Sheet, money, thousands};
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, agrees, keep, throw};

/// The directory's columns.
#[rustfmt::skip]
pub(crate) const CUSTOMERS: &[&str] = &[
    "Reference ID", "First Name", "Last Name", "Email Address", "Phone Number", "Nickname", "Company Name",
    "Street Address 1", "Street Address 2", "City", "State", "Postal Code", "Birthday", "Memo",
    "Square Customer ID", "Creation Source", "First Visit", "Last Visit", "Transaction Count",
    "Lifetime Spend", "Email Subscription Status", "Instant Profile", "Blocked from online booking",
];

/// Money of a till as Square writes it: symbol of the country, thousands commas, minus before the symbol.
pub(crate) fn amount(hundredths: i64, country: &str) -> String {
    let symbol = match country {
        "US" => "$",
        "GB" => "£",
        "JP" => "¥",
        _ => "€",
    };
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = thousands(hundredths.abs() / 100);
    if symbol == "¥" {
        return format!("{sign}{symbol}{whole}");
    }
    let cents = money(hundredths.abs());
    format!("{sign}{symbol}{whole}.{}", &cents[cents.len() - 2..])
}

/// The customer row that a receipt of the person names; several rows share the receipts.
pub(crate) fn row_of(customer: &Customer, serial: u64) -> Option<&Record> {
    let rows = customer.of(Source::SquareCustomers).count() as u64;
    let at = if rows == 0 { 0 } else { serial % rows };
    customer.of(Source::SquareCustomers).nth(usize::try_from(at).unwrap_or(0))
}

/// Rows of the customer directory.
pub(crate) fn customers(scene: &Scene<'_>, customer: &Customer, ids: Ids, sheet: &mut Sheet) {
    for record in customer.of(Source::SquareCustomers) {
        let facts = &record.facts;
        let own = |serial| row_of(customer, serial).is_some_and(|row| row.key == record.key);
        let receipts: Vec<_> = customer.life.receipts.iter().filter(|receipt| own(receipt.serial)).collect();
        let sign = |refund| if refund { -1 } else { 1 };
        let spent: i64 = receipts.iter().map(|receipt| receipt.total * sign(receipt.refund)).sum();
        let country = scene.world.countries[customer.person.country].code.as_str();
        let day = |at: Option<i64>| Date::of(at.map_or(record.since, |at| at.div_euclid(DAY))).iso();
        let reference = if record.member { ids.loyalty(customer.person.index) } else { String::new() };
        let family = facts.family_and_suffix();
        for &column in CUSTOMERS {
            let value = match column {
                "Reference ID" => reference.clone(),
                "First Name" => facts.given.clone(),
                "Last Name" => family.clone(),
                "Email Address" => facts.email.clone(),
                "Phone Number" => facts.phone.clone(),
                "Company Name" => facts.company.clone(),
                "Street Address 1" => facts.street.clone(),
                "Street Address 2" => facts.unit.clone(),
                "City" => facts.city.clone(),
                "State" => facts.region_code.clone(),
                "Postal Code" => facts.postcode.clone(),
                "Birthday" => facts.birth.map(Date::iso).unwrap_or_default(),
                "Memo" if throw(record, 41) < 30 => "Likes to be told about new blankets".to_owned(),
                "Square Customer ID" => record.key.clone(),
                "Creation Source" => {
                    if throw(record, 42) < 300 { "Loyalty" } else { "Point of Sale" }.to_owned()
                }
                "First Visit" => day(receipts.first().map(|receipt| receipt.at)),
                "Last Visit" => day(receipts.last().map(|receipt| receipt.at)),
                "Transaction Count" => receipts.len().to_string(),
                "Lifetime Spend" => amount(spent, country),
                "Email Subscription Status" if facts.email.is_empty() => "unknown".to_owned(),
                "Email Subscription Status" => {
                    if agrees(customer, record) { "subscribed" } else { "unsubscribed" }.to_owned()
                }
                "Instant Profile" | "Blocked from online booking" => "No".to_owned(),
                _ => String::new(),
            };
            sheet.row.cell(&value);
        }
        keep(sheet, record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_the_till_does() {
        assert_eq!(amount(114_900, "US"), "$1,149.00");
        assert_eq!(amount(-300, "GB"), "-£3.00");
        assert_eq!(amount(420_000, "JP"), "¥4,200");
    }
}
