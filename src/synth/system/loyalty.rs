//! The points club, as Smile.io exports it: members with balances as text, and the points ledger.

use super::super::clock;
use super::super::out::{Sheet, thousands};
use super::super::points::{self, Entry, Kind};
use super::super::record::Customer;
use super::super::source::Source;
use super::{Scene, keep, throw};

/// The members' export.
#[rustfmt::skip]
pub(crate) const MEMBERS: &[&str] = &[
    "Smile Customer ID", "First name", "Last name", "Email", "Membership status", "Points balance",
    "Referral url", "Vip tier name", "Date of birth",
];

/// A member's ledger; empty for others.
pub(crate) fn ledger(scene: &Scene<'_>, customer: &Customer) -> Vec<Entry> {
    let Some(joined) = customer.life.club else { return Vec::new() };
    let birth = customer.person.birth;
    points::ledger(&customer.life, joined, (birth.month, birth.day), scene.window.end)
}

/// Rows of the members' export.
pub(crate) fn members(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::LoyaltyMembers) {
        let facts = &record.facts;
        let ledger = ledger(scene, customer);
        let balance = ledger.last().map_or(0, |entry| entry.balance);
        let earned: i64 = ledger.iter().map(|entry| entry.change.max(0)).sum();
        let tier = match earned {
            0..=399 => "Seed",
            400..=1199 => "Sapling",
            _ => "Evergreen",
        };
        let family = facts.family_and_suffix();
        let status = if throw(record, 51) < 15 { "disabled" } else { "member" };
        let referral =
            format!("https://{}/pages/club?smile_referral_code={}", scene.world.shop.host, &record.key[4..]);
        sheet.row.cells(&[&record.key, &facts.given, &family, &facts.email, status]);
        sheet.row.cell(&thousands(balance)).cell(&referral).cell(tier);
        sheet.row.cell(&facts.birth.map(super::super::clock::Date::iso).unwrap_or_default());
        keep(sheet, record);
    }
}

/// The points transactions' export.
pub(crate) const ACTIVITY: &[&str] = &[
    "Smile Customer ID",
    "First name",
    "Last name",
    "Email",
    "Comment",
    "Points change",
    "New balance",
    "Internal note",
    "Type",
    "Date",
];

/// Rows of the points transactions' export.
pub(crate) fn activity(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::LoyaltyMembers) {
        let facts = &record.facts;
        for entry in ledger(scene, customer).iter().filter(|entry| entry.at >= scene.window.start) {
            let (kind, comment) = match &entry.kind {
                Kind::Joined => ("EARN", "Joined the club".to_owned()),
                Kind::Birthday => ("EARN", "Happy birthday".to_owned()),
                Kind::Order(name) => ("EARN", format!("Placed order {name}")),
                Kind::Till(till) => ("EARN", format!("Purchase at {}", scene.world.shop.tills[*till].name)),
                Kind::Voucher => ("REDEEM", "5 off voucher".to_owned()),
                Kind::Returned(name) => ("REFUND", format!("Order {name} returned")),
            };
            sheet.row.cells(&[&record.key, &facts.given, &facts.family_and_suffix(), &facts.email, &comment]);
            sheet.row.cell(&thousands(entry.change)).cell(&thousands(entry.balance)).cells(&["", kind]);
            sheet.row.cell(&format!("{} UTC", clock::stamp(entry.at, 0, " ")));
            sheet.keep(entry.at.unsigned_abs());
        }
    }
}
