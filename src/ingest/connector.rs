//! Connectors as data: how one export of one system is recognised and what its columns mean.
//!
//! A connector is a TOML file (`assets/connectors/*.toml`, or `connectors/*.toml` beside the workspace). Its keys are
//! the fields of [`Connector`]; a value is taken from a row as [`Spec`] says. See CONTRIBUTING, "A new connector".

use super::IngestError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One export of one system.
#[derive(Debug, Clone, Deserialize)]
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
    /// Time zone of times without one.
    pub zone: Option<Spec>,
    /// Rows of no use, with the reason that is shown.
    #[serde(default)]
    pub ignore: Vec<Ignore>,
    /// The whole format is known and of no use here: why.
    pub useless: Option<String>,
    /// Rows with the same value here, one after the other, are one thing (an order and its lines).
    pub group_by: Option<Spec>,
    pub record: Option<RecordMap>,
    #[serde(default)]
    pub event: Vec<EventMap>,
    pub order: Option<OrderMap>,
    pub spend: Option<SpendMap>,
}

/// How a file is recognised: by its columns, or keys of its JSON objects.
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
    /// Values of the first rows begin so.
    #[serde(default)]
    pub begins: BTreeMap<String, String>,
    /// Values of the first rows are one of these.
    #[serde(default)]
    pub is: BTreeMap<String, Vec<String>>,
    /// True: JSON objects. False: a table. Not said: either.
    pub json: Option<bool>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Spec {
    /// A column, or a path into a JSON object.
    Column(String),
    /// The first that is not empty.
    First(Vec<Spec>),
    /// Something made of it.
    Made(Box<Made>),
}

/// A value made from others.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Made {
    /// The value to start from.
    pub from: Option<Spec>,
    /// Always this text.
    pub value: Option<String>,
    /// Several, joined by `with`.
    pub join: Option<Vec<Spec>>,
    pub with: Option<String>,
    /// What stands in place of the `*` in the name of a column: `Amount spent (*)`.
    pub header: Option<String>,
    /// This value (lower case) becomes that; others become `default`, or stay when there is none.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    pub default: Option<String>,
    /// The text behind this label at the start of a line: `UTM source` of `UTM source: facebook`.
    pub line: Option<String>,
    /// A parameter of a URL's query.
    pub query: Option<String>,
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
    /// Greater than this number.
    pub above: Option<f64>,
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
    /// Spellings in lower case.
    #[serde(default)]
    pub granted: Vec<String>,
    #[serde(default)]
    pub refused: Vec<String>,
    pub at: Option<Spec>,
}

/// A customer row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordMap {
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The system's own id; without one the row's place in the file.
    pub key: Option<Spec>,
    /// Keep the latest by `updated_at` when a key comes again in a file (else the first).
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
    pub key: Option<Spec>,
    pub at: Spec,
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
    pub channel: Option<Spec>,
    pub location: Option<Spec>,
    /// The event's: kind (order, receipt, refund), name, channel.
    pub kind: Spec,
    pub name: Spec,
    pub event_channel: Option<Spec>,
    pub detail: Option<Spec>,
    pub utm_source: Option<Spec>,
    pub utm_medium: Option<Spec>,
    pub utm_campaign: Option<Spec>,
    pub click_id: Option<Spec>,
    #[serde(default)]
    pub identifier: Vec<IdentifierMap>,
    pub line: Option<LineMap>,
}

/// The lines of an order: one a row of the group, or the objects of an array.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineMap {
    /// The array; paths below then start at its objects.
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
    /// Reads and checks a connector file.
    pub(crate) fn parse(text: &str, file: &str) -> Result<Self, IngestError> {
        let wrong = |why: String| IngestError::Definition { file: file.to_owned(), why };
        let connector: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        if connector.detect.all.is_empty() && connector.detect.any.is_empty() {
            return Err(wrong("`detect` needs `all` or `any`: columns to recognise the file by".into()));
        }
        let maps = connector.record.is_some()
            || !connector.event.is_empty()
            || connector.order.is_some()
            || connector.spend.is_some();
        if maps == connector.useless.is_some() {
            return Err(wrong(
                "map rows to `record`, `event`, `order` or `spend`, or say in `useless` why they are passed over".into(),
            ));
        }
        if let Some(event) = connector.event.iter().find(|e| !e.kind.texts().iter().all(|k| is_kind(k))) {
            return Err(wrong(format!(
                "event `{}`: a kind must be one of {}",
                event.name.texts().join(", "),
                KINDS.join(", ")
            )));
        }
        Ok(connector)
    }

    /// The source name when the user gives none.
    pub(crate) fn source_name(&self) -> String {
        self.id.replace('.', "_")
    }
}

/// The kinds of event there are.
pub const KINDS: &[&str] = &[
    "visit",
    "product",
    "search",
    "cart",
    "checkout",
    "order",
    "refund",
    "receipt",
    "email_sent",
    "email_open",
    "email_click",
    "sms",
    "ad_click",
    "ad_view",
    "loyalty_earn",
    "loyalty_redeem",
    "loyalty_expire",
    "loyalty_adjust",
    "loyalty_tier",
    "signup",
    "identify",
    "lead",
    "subscribe",
    "unsubscribe",
    "support",
    "other",
];

fn is_kind(kind: &str) -> bool {
    KINDS.contains(&kind)
}

impl Spec {
    /// The texts it may give without looking at a row: constants and the targets of maps.
    fn texts(&self) -> Vec<String> {
        match self {
            Self::Column(_) => Vec::new(),
            Self::First(specs) => specs.iter().flat_map(Self::texts).collect(),
            Self::Made(made) => {
                made.value.iter().chain(made.map.values()).chain(&made.default).cloned().collect()
            }
        }
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
    fn wrong_files_say_what_is_wrong() {
        let base = "id='x'\nsystem='X'\ntitle='X'\n";
        for (text, word) in [
            (format!("{base}[detect]\nall=[]\n[record]\n"), "detect"),
            (format!("{base}[detect]\nall=['a']\n"), "useless"),
            (format!("{base}[detect]\nall=['a']\n[record]\nnmae='b'\n"), "nmae"),
            (
                format!("{base}[detect]\nall=['a']\n[[event]]\nat='t'\nkind={{value='buy'}}\nname='n'\n"),
                "a kind must be one of",
            ),
        ] {
            let error = Connector::parse(&text, "mine.toml").unwrap_err().to_string();
            assert!(error.contains("mine.toml") && error.contains(word), "{error}");
        }
    }

    #[test]
    fn names_match_whatever_their_case() {
        assert!(matches("amount spent (*)", "Amount Spent (USD)"));
        assert!(!matches("amount spent (*)", "Amount"));
        assert!(matches("Id", " id "));
    }
}
