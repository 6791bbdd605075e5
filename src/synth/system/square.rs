//! Square's customer directory and the receipts of its tills.

use super::super::clock::{self, DAY, Date};
use super::super::dice::mix;
use super::super::ids::{Ids, base32};
use super::super::order::Line;
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

/// The transactions' columns.
#[rustfmt::skip]
pub(crate) const TRANSACTIONS: &[&str] = &[
    "Date", "Time", "Time Zone", "Gross Sales", "Discounts", "Service Charges", "Net Sales", "Gift Card Sales", "Tax",
    "Tip", "Partial Refunds", "Total Collected", "Source", "Card", "Card Entry Methods", "Cash", "Square Gift Card",
    "Other Tender", "Other Tender Type", "Tender Note", "Fees", "Net Total", "Transaction ID", "Payment ID",
    "Card Brand", "PAN Suffix", "Device Name", "Staff Name", "Staff ID", "Details", "Description", "Event Type",
    "Location", "Dining Option", "Customer ID", "Customer Name", "Customer Reference ID", "Device Nickname",
    "Third Party Fees", "Deposit ID", "Deposit Date", "Deposit Details", "Fee Percentage Rate", "Fee Fixed Rate",
    "Refund Reason", "Discount Name", "Transaction Status", "Cash App", "Order Reference ID", "Fulfillment Note",
    "Free Processing Applied", "Channel", "Unattributed Tips", "Table Info", "International Fee",
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

/// Rows of the transactions export: money with its symbol, local date and time, zone as Rails names it.
pub(crate) fn transactions(scene: &Scene<'_>, customer: &Customer, ids: Ids, sheet: &mut Sheet) {
    let shop = &scene.world.shop;
    for receipt in &customer.life.receipts {
        let till = &shop.tills[receipt.till];
        let number = mix(customer.person.index << 8 | receipt.serial);
        // One purchase in eight is made without saying who one is.
        let record = row_of(customer, receipt.serial).filter(|_| !number.is_multiple_of(8));
        let offset = till.offset + clock::summer(receipt.at, &till.summer);
        let local = clock::stamp(receipt.at, offset, " ");
        let (date, time) = local.split_at(10);
        let sign = if receipt.refund { -1 } else { 1 };
        let show = |hundredths: i64| amount(hundredths * sign, &till.country);
        let (card, cash) = if receipt.card { (receipt.total, 0) } else { (0, receipt.total) };
        let fees = if receipt.card { receipt.total * 26 / 1000 + 10 } else { 0 };
        let named = |line: &Line| format!("{} x {}", shop.products[line.product].title, line.quantity);
        let description: Vec<String> = receipt.lines.iter().map(named).collect();
        let staff = number as usize % shop.staff.len();
        let name =
            record.map(|record| [record.facts.given.as_str(), &record.facts.family_and_suffix()].join(" "));
        for &column in TRANSACTIONS {
            let value = match column {
                "Date" => date.to_owned(),
                "Time" => time.trim().to_owned(),
                "Time Zone" => till.zone.clone(),
                "Gross Sales" => show(receipt.net + receipt.discount),
                "Discounts" => show(-receipt.discount),
                "Net Sales" => show(receipt.net),
                "Tax" => show(receipt.tax),
                "Total Collected" => show(receipt.total),
                "Card" => show(card),
                "Cash" => show(cash),
                "Fees" => show(-fees),
                "Net Total" => show(receipt.total - fees),
                "Service Charges" | "Gift Card Sales" | "Tip" | "Partial Refunds" | "Square Gift Card"
                | "Other Tender" | "Third Party Fees" | "Cash App" | "Unattributed Tips"
                | "International Fee" => show(0),
                "Source" => "Point of Sale".to_owned(),
                "Card Entry Methods" if receipt.card => "Contactless".to_owned(),
                "Transaction ID" => format!("{}{}", base32(mix(number), 12), base32(number, 10)),
                "Payment ID" => format!("{}{}", base32(mix(number ^ 5), 12), base32(number, 10)),
                "Card Brand" if receipt.card => {
                    ["Visa", "MasterCard", "Amex"][customer.person.index as usize % 3].to_owned()
                }
                "PAN Suffix" if receipt.card => {
                    format!("{:04}", mix(customer.person.index ^ 0xca4d) % 10_000)
                }
                "Device Name" => format!("{} 1", till.name),
                "Staff Name" => shop.staff[staff].clone(),
                "Staff ID" => format!("TM{}", base32(mix(staff as u64), 9)),
                "Description" => description.join(", "),
                "Event Type" => if receipt.refund { "Refund" } else { "Payment" }.to_owned(),
                "Location" => till.name.clone(),
                "Customer ID" => record.map(|record| record.key.clone()).unwrap_or_default(),
                "Customer Name" if number.is_multiple_of(3) => {
                    name.as_deref().unwrap_or_default().trim().to_owned()
                }
                "Customer Reference ID" if record.is_some_and(|record| record.member) => {
                    ids.loyalty(customer.person.index)
                }
                "Refund Reason" if receipt.refund => "Returned Goods".to_owned(),
                "Discount Name" if receipt.discount > 0 => "Club day 10%".to_owned(),
                "Transaction Status" => "Complete".to_owned(),
                "Free Processing Applied" => "No".to_owned(),
                "Channel" => till.name.clone(),
                _ => String::new(),
            };
            sheet.row.cell(&value);
        }
        // The newest first.
        sheet.keep(u64::MAX - receipt.at.unsigned_abs());
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
