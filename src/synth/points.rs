//! The points club's ledger: one point for each whole unit of money kept, a voucher for each five hundred.

use super::clock::{DAY, Day, Moment};
use super::life::Life;
use super::order::Payment;

/// One entry of a member's ledger, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) at: Moment,
    pub(super) change: i64,
    pub(super) balance: i64,
    pub(super) kind: Kind,
}

/// Why points came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Joined,
    /// By an order of the web shop: its name.
    Order(String),
    /// At a till, by position in the list.
    Till(usize),
    Voucher,
    /// An order was given back: its name.
    Returned(String),
    Birthday,
}

/// The ledger of somebody who joined on `joined`; entries lie before `end`.
pub(super) fn ledger(life: &Life, joined: Day, birthday: (i64, i64), end: Moment) -> Vec<Entry> {
    let from = joined * DAY + 9 * 3600;
    let mut changes: Vec<(Moment, i64, Kind)> = vec![(from, 100, Kind::Joined)];
    for order in life.orders.iter().filter(|order| order.at > from && order.payment != Payment::Voided) {
        let points = order.subtotal / 100;
        changes.push((order.at + 120, points, Kind::Order(order.name())));
        if order.payment == Payment::Refunded {
            changes.push((order.at + 9 * DAY, -points, Kind::Returned(order.name())));
        }
    }
    for receipt in life.receipts.iter().filter(|receipt| receipt.at > from && !receipt.refund) {
        let points = receipt.net / if receipt.total > 1_000_000 { 15_000 } else { 100 };
        changes.push((receipt.at + 60, points, Kind::Till(receipt.till)));
    }
    for year in super::clock::Date::of(joined).year..=super::clock::Date::of(end / DAY).year {
        let date = super::clock::Date { year, month: birthday.0, day: birthday.1.min(28) };
        let at = date.number() * DAY + 6 * 3600;
        if at > from + 30 * DAY {
            changes.push((at, 50, Kind::Birthday));
        }
    }
    changes.retain(|(at, ..)| *at < end);
    changes.sort_by_key(|(at, ..)| *at);
    let mut balance = 0;
    let mut entries: Vec<Entry> = Vec::with_capacity(changes.len() + 2);
    for (at, change, kind) in changes {
        // A voucher is taken just before the purchase that it pays part of.
        let buys = matches!(kind, Kind::Order(_) | Kind::Till(_));
        if buys && balance >= 500 {
            balance -= 500;
            entries.push(Entry { at: at - 300, change: -500, balance, kind: Kind::Voucher });
        }
        let change = change.max(-balance);
        balance += change;
        entries.push(Entry { at, change, balance, kind });
    }
    entries
}
