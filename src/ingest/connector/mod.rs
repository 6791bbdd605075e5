//! Connectors as data: how one export of one system is recognised, and what its columns mean.
//!
//! A connector is a TOML file (`assets/connectors/*.toml`, or `connectors/*.toml` beside the workspace). Its keys are
//! the fields of [`Connector`] and of the structs in it; where a value comes from is said as in [`Spec`]. Amounts,
//! times and dates are read by `value::money`, `value::time` and `value::date`, whatever their spelling.
//! CONTRIBUTING, "A new connector", shows one from start to end.

mod check;
mod library;
mod recognise;

pub use check::KINDS;
pub(crate) use library::Library;
pub(crate) use recognise::{Recognised, Sample};

use serde::Deserialize;
use std::collections::BTreeMap;

/// One export of one system.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connector {
    /// `shopify.orders`; the default source name is the same with an underscore.
    pub id: String,
    /// For people: `Shopify`.
    pub system: String,
    /// For people: `Shopify orders`.
    pub title: String,
    pub detect: Detect,
    /// Values that mean nothing in this system: `(not set)`, `000000000000000AAA`.
    #[serde(default)]
    pub nulls: Vec<String>,
    /// Prefixes taken off values: `l:`, `p:`.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Time zone of times without an offset (IANA or Rails name); UTC when not said.
    pub zone: Option<Spec>,
    /// Rows of no use, with the reason that is shown and counted.
    #[serde(default)]
    pub ignore: Vec<Ignore>,
    /// The whole format is known and of no use here: why. Every row is then ignored with this reason.
    pub useless: Option<String>,
    /// Rows with the same value here, one after the other, are one thing (an order and its lines). A row without
    /// the value goes with the rows above it.
    pub group_by: Option<Spec>,
    pub record: Option<RecordMap>,
    #[serde(default)]
    pub event: Vec<EventMap>,
    pub order: Option<OrderMap>,
    pub spend: Option<SpendMap>,
}

/// How a file is recognised: by its columns, or keys of its JSON objects. The connector with the most marks wins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detect {
    /// All of these are there (case does not matter; a `*` stands for anything).
    #[serde(default)]
    pub all: Vec<String>,
    /// Of each list at least one.
    #[serde(default)]
    pub any: Vec<Vec<String>>,
    /// None of these.
    #[serde(default)]
    pub none: Vec<String>,
    /// These columns are empty in every row looked at.
    #[serde(default)]
    pub empty: Vec<String>,
    /// Values of the rows looked at begin so.
    #[serde(default)]
    pub begins: BTreeMap<String, String>,
    /// Values of the rows looked at are one of these.
    #[serde(default)]
    pub is: BTreeMap<String, Vec<String>>,
    /// A table without header and with so many columns.
    pub columns: Option<usize>,
    /// True: JSON objects. False: a table. Not said: either.
    pub json: Option<bool>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Spec {
    /// A column by its name (case does not matter; a `*` stands for anything), or a path into a JSON object:
    /// `attributes.event_properties.$value`, `event_params[page_location]`, `items[0].sku`.
    Column(String),
    /// The first that is not empty.
    First(Vec<Spec>),
    /// A column of just this name, or a path; for tables that no connector knows.
    #[serde(skip)]
    Exactly { column: String },
    /// Something made of it.
    Made(Box<Made>),
}

/// A value made from others. First where it comes from (`from`, `value`, `join`, `add` or `header`), then what is done with
/// it, in the order of the fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Made {
    /// The value to start from.
    pub from: Option<Spec>,
    /// Always this text.
    pub value: Option<String>,
    /// Several, those that are not empty, joined by `with` (a blank when not said).
    pub join: Option<Vec<Spec>>,
    pub with: Option<String>,
    /// Amounts, added up.
    pub add: Option<Vec<Spec>>,
    /// What stands in place of the `*` in the name of a column: `Amount spent (*)`.
    pub header: Option<String>,
    /// The text behind this label at the start of a line: `UTM source` of `UTM source: facebook`.
    pub line: Option<String>,
    /// A parameter of a URL's query.
    pub query: Option<String>,
    /// The host of a URL, without `www.`; nothing when it is the host of the URL in `unless` too.
    #[serde(default)]
    pub host: bool,
    pub unless: Option<Spec>,
    /// The currency (ISO 4217) of an amount written with its sign: `€36.00`.
    #[serde(default)]
    pub currency: bool,
    /// Only so many characters from the start.
    pub first: Option<usize>,
    /// The text behind the last place where this stands: `#` of `Placed order #1042` gives `1042`.
    pub after: Option<String>,
    /// This value (lower case) becomes that; others become `default`, or stay when there is none.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    pub default: Option<String>,
    /// This text in place of the value, when there is one.
    pub then: Option<String>,
    /// Put before the value, when there is one.
    pub before: Option<String>,
}

/// A condition on a row; all that are given must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    pub column: Spec,
    /// One of these (case does not matter).
    pub is: Option<Vec<String>>,
    /// None of these.
    pub not: Option<Vec<String>>,
    /// Filled or empty.
    pub filled: Option<bool>,
    /// Begins so.
    pub begins: Option<String>,
    /// A number greater than this.
    pub above: Option<f64>,
    /// A number smaller than this.
    pub below: Option<f64>,
}

/// Rows to pass over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ignore {
    pub when: Vec<Condition>,
    pub reason: String,
}

/// An identifier a row carries.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentifierMap {
    pub kind: String,
    pub from: Spec,
}

/// A further attribute that takes part in matching.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtraMap {
    pub name: String,
    pub from: Spec,
}

/// A statement of consent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentMap {
    pub channel: String,
    pub from: Spec,
    /// Spellings of yes and no, in place of the usual ones (yes, true, 1, subscribed, ja, oui, …); every other
    /// value is unknown.
    pub granted: Option<Vec<String>>,
    pub refused: Option<Vec<String>>,
    pub at: Option<Spec>,
    /// Events: note it only where it differs from what the last row with the same value here said.
    pub subject: Option<Spec>,
}

/// A customer row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordMap {
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The system's own id; without one, the row's place in the file.
    pub key: Option<Spec>,
    /// A key may come once only; rows that bring it again are rejected.
    #[serde(default)]
    pub unique: bool,
    /// Keep the row with the latest `updated_at` when a key comes again (else the first row with it).
    #[serde(default)]
    pub latest: bool,
    pub given_name: Option<Spec>,
    pub family_name: Option<Spec>,
    pub full_name: Option<Spec>,
    pub birth_date: Option<Spec>,
    pub gender: Option<Spec>,
    #[serde(default)]
    pub emails: Vec<Spec>,
    #[serde(default)]
    pub phones: Vec<Spec>,
    pub street: Option<Spec>,
    pub city: Option<Spec>,
    pub region: Option<Spec>,
    pub postcode: Option<Spec>,
    pub country: Option<Spec>,
    pub company: Option<Spec>,
    pub created_at: Option<Spec>,
    pub updated_at: Option<Spec>,
    #[serde(default)]
    pub identifier: Vec<IdentifierMap>,
    #[serde(default)]
    pub extra: Vec<ExtraMap>,
    #[serde(default)]
    pub consent: Vec<ConsentMap>,
}

/// Something somebody did.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventMap {
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The system's own id; without one, the whole row.
    pub key: Option<Spec>,
    pub at: Spec,
    /// One of the kinds in the table `events`.
    pub kind: Spec,
    pub name: Spec,
    pub detail: Option<Spec>,
    pub url: Option<Spec>,
    pub utm_source: Option<Spec>,
    pub utm_medium: Option<Spec>,
    pub utm_campaign: Option<Spec>,
    pub click_id: Option<Spec>,
    pub channel: Option<Spec>,
    pub amount: Option<Spec>,
    pub currency: Option<Spec>,
    pub session: Option<Spec>,
    pub order: Option<Spec>,
    #[serde(default)]
    pub identifier: Vec<IdentifierMap>,
    #[serde(default)]
    pub consent: Vec<ConsentMap>,
}

/// An order or a till receipt, with its event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderMap {
    #[serde(default)]
    pub when: Vec<Condition>,
    pub key: Spec,
    pub number: Option<Spec>,
    pub at: Spec,
    pub status: Option<Spec>,
    pub currency: Option<Spec>,
    pub subtotal: Option<Spec>,
    pub discount: Option<Spec>,
    pub tax: Option<Spec>,
    pub shipping: Option<Spec>,
    pub total: Spec,
    pub refunded: Option<Spec>,
    /// Add up the amounts over the rows of the group; else the first row says them for the whole order.
    #[serde(default)]
    pub sum_rows: bool,
    pub channel: Option<Spec>,
    pub location: Option<Spec>,
    /// The event's kind: `order`, `receipt` or `refund`.
    pub kind: Spec,
    pub name: Spec,
    /// The event's channel.
    pub event_channel: Option<Spec>,
    /// The event's detail; the titles of the lines when not said.
    pub detail: Option<Spec>,
    pub utm_source: Option<Spec>,
    pub utm_medium: Option<Spec>,
    pub utm_campaign: Option<Spec>,
    pub click_id: Option<Spec>,
    #[serde(default)]
    pub identifier: Vec<IdentifierMap>,
    #[serde(default)]
    pub consent: Vec<ConsentMap>,
    pub line: Option<LineMap>,
}

/// The lines of an order: one a row of the group, or the objects of an array.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineMap {
    /// The array; the paths below then start at its objects.
    pub items: Option<String>,
    pub title: Spec,
    pub sku: Option<Spec>,
    pub quantity: Option<Spec>,
    pub unit_price: Option<Spec>,
    pub discount: Option<Spec>,
}

/// Money spent on ads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpendMap {
    pub first_day: Spec,
    pub last_day: Spec,
    pub account: Option<Spec>,
    pub campaign: Option<Spec>,
    pub ad_set: Option<Spec>,
    pub ad: Option<Spec>,
    pub currency: Option<Spec>,
    pub spend: Spec,
    pub impressions: Option<Spec>,
    pub clicks: Option<Spec>,
    pub results: Option<Spec>,
    pub results_value: Option<Spec>,
}

impl Connector {
    /// The source name when the user gives none.
    pub(crate) fn source_name(&self) -> String {
        self.id.replace('.', "_")
    }
}

/// True when `name` is what `pattern` says; case does not matter, one `*` stands for anything.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.trim().to_lowercase());
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_whatever_their_case() {
        assert!(matches("amount spent (*)", "Amount Spent (USD)"));
        assert!(!matches("amount spent (*)", "Amount"));
        assert!(matches("Id", " id "));
    }
}
