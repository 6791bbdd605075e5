//! How each system spells its exports: one file a system, headers and quirks as the real files have them.

pub(super) mod flat;
pub(super) mod ga4;
pub(super) mod klaviyo;
pub(super) mod klaviyo_events;
pub(super) mod loyalty;
pub(super) mod meta;
pub(super) mod salesforce;
pub(super) mod segment;
pub(super) mod shopify;
pub(super) mod shopify_orders;
pub(super) mod signups;
pub(super) mod square;
mod web;

use super::dice::{hash, mix};
use super::lists::World;
use super::options::Window;
use super::out::Sheet;
use super::record::{Customer, Record};

/// What every renderer may look at.
pub(super) struct Scene<'w> {
    pub(super) world: &'w World,
    pub(super) window: Window,
}

/// A throw that belongs to a record and a question: the same each time it is asked.
pub(super) fn throw(record: &Record, question: u64) -> u64 {
    mix(hash(&record.key) ^ mix(question)) % 1000
}

/// Whether a system believes that the person agreed to its mails; systems disagree about one person in six.
pub(super) fn agrees(customer: &Customer, record: &Record) -> bool {
    let willing = mix(customer.person.index ^ 0x5eed) % 1000 < 640;
    if throw(record, 1) < 160 { !willing } else { willing }
}

/// Adds the row that a renderer has filled.
pub(super) fn keep(sheet: &mut Sheet, record: &Record) {
    sheet.keep(hash(&record.key));
}
