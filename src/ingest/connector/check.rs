//! Reading and checking a connector file: what is wrong with it, in which line, and the remedy.

use super::{Connector, ConsentMap, IdentifierMap, Spec};
use crate::ingest::IngestError;
use serde::Deserialize;
use toml::Spanned;

/// The kinds of event there are, as in the table `events`.
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
/// Channels of events, as in the table `events`.
const CHANNELS: &[&str] = &["online", "email", "ads", "sms", "store", "loyalty", "crm", "support"];
/// Channels of consents, as in the table `consents`.
const CONSENTS: &[&str] = &["email", "sms", "phone", "whatsapp", "ads", "analytics"];

/// Where the tables of the file stand, to name the line of what is wrong in them.
#[derive(Deserialize)]
struct Places {
    event: Option<Vec<Spanned<toml::Table>>>,
    order: Option<Spanned<toml::Table>>,
    record: Option<Spanned<toml::Table>>,
    detect: Option<Spanned<toml::Table>>,
}

impl Connector {
    /// Reads and checks a connector file.
    pub(crate) fn parse(text: &str, file: &str) -> Result<Self, IngestError> {
        let at = |offset: Option<usize>, why: String| {
            let line = offset.map(|offset| text[..offset.min(text.len())].matches('\n').count() + 1);
            let file = line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}"));
            IngestError::Definition { file, why }
        };
        let connector: Self = toml::from_str(text)
            .map_err(|e| at(e.span().map(|span| span.start), format!("{}. {KEYS}", e.message())))?;
        let places: Places = toml::from_str(text).map_err(|e| at(None, e.to_string()))?;
        connector.check(&places).map_err(|(offset, why)| at(offset, why))?;
        Ok(connector)
    }

    fn check(&self, places: &Places) -> Result<(), (Option<usize>, String)> {
        let start = |place: &Option<Spanned<toml::Table>>| place.as_ref().map(|place| place.span().start);
        if self.id.is_empty()
            || self
                .id
                .contains(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_')))
        {
            return Err((
                None,
                "`id` is made of small letters, digits, dots and underscores: `shopify.orders`".into(),
            ));
        }
        let detect = &self.detect;
        if detect.all.is_empty() && detect.any.is_empty() && detect.columns.is_none() {
            let why = "`detect` needs `all` or `any`: names of columns to recognise the file by";
            return Err((start(&places.detect), why.into()));
        }
        let maps =
            self.record.is_some() || !self.event.is_empty() || self.order.is_some() || self.spend.is_some();
        if maps == self.useless.is_some() {
            let why = "say what rows become in `record`, `event`, `order` or `spend`, or in `useless` why they are of no use";
            return Err((None, why.into()));
        }
        for (index, event) in self.event.iter().enumerate() {
            let offset =
                places.event.as_ref().and_then(|events| events.get(index)).map(|event| event.span().start);
            one_of("kind", &event.kind, KINDS).map_err(|why| (offset, why))?;
            one_of_maybe("channel", event.channel.as_ref(), CHANNELS).map_err(|why| (offset, why))?;
            people(&event.identifier, &event.consent).map_err(|why| (offset, why))?;
        }
        if let Some(order) = &self.order {
            let offset = start(&places.order);
            one_of("kind", &order.kind, &["order", "receipt", "refund"]).map_err(|why| (offset, why))?;
            one_of_maybe("event_channel", order.event_channel.as_ref(), CHANNELS)
                .map_err(|why| (offset, why))?;
            people(&order.identifier, &order.consent).map_err(|why| (offset, why))?;
        }
        if let Some(record) = &self.record {
            people(&record.identifier, &record.consent).map_err(|why| (start(&places.record), why))?;
            if record.latest && record.updated_at.is_none() {
                let why = "`latest` needs `updated_at`: the time by which the latest row is told";
                return Err((start(&places.record), why.into()));
            }
        }
        Ok(())
    }
}

const KEYS: &str = "The keys are listed in CONTRIBUTING, \"A new connector\"";

fn people(identifiers: &[IdentifierMap], consents: &[ConsentMap]) -> Result<(), String> {
    let plain = |kind: &str| {
        !kind.is_empty() && kind.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if let Some(wrong) = identifiers.iter().find(|identifier| !plain(&identifier.kind)) {
        return Err(format!("identifier kind `{}`: small letters, digits and underscores only", wrong.kind));
    }
    match consents.iter().find(|consent| !CONSENTS.contains(&consent.channel.as_str())) {
        Some(wrong) => {
            Err(format!("consent channel `{}`: it is one of {}", wrong.channel, CONSENTS.join(", ")))
        }
        None => Ok(()),
    }
}

fn one_of_maybe(key: &str, spec: Option<&Spec>, allowed: &[&str]) -> Result<(), String> {
    spec.map_or(Ok(()), |spec| one_of(key, spec, allowed))
}

/// Constants of a spec must be among the allowed words.
fn one_of(key: &str, spec: &Spec, allowed: &[&str]) -> Result<(), String> {
    match spec.constants().into_iter().find(|text| !allowed.contains(text)) {
        Some(wrong) => Err(format!("`{key}` gives `{wrong}`: it is one of {}", allowed.join(", "))),
        None => Ok(()),
    }
}

impl Spec {
    /// The texts it may give without looking at a row: constants and the targets of maps.
    fn constants(&self) -> Vec<&str> {
        match self {
            Self::Column(_) | Self::Exactly { .. } => Vec::new(),
            Self::First(specs) => specs.iter().flat_map(Self::constants).collect(),
            Self::Made(made) => {
                let own = made.value.iter().chain(&made.then).chain(&made.default).chain(made.map.values());
                own.map(String::as_str).chain(made.from.iter().flat_map(Self::constants)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_files_say_what_is_wrong_and_where() {
        let base = "id='x'\nsystem='X'\ntitle='X'\n";
        for (text, words) in [
            (format!("{base}[detect]\nall=[]\n[record]\n"), ["line 4", "`detect` needs"]),
            (format!("{base}[detect]\nall=['a']\n"), ["mine.toml: ", "`useless`"]),
            (format!("{base}[detect]\nall=['a']\n[record]\nnmae='b'\n"), ["line 7", "nmae"]),
            (
                format!("{base}[detect]\nall=['a']\n[[event]]\nat='t'\nkind={{value='buy'}}\nname='n'\n"),
                ["line 6", "`kind` gives `buy`: it is one of visit"],
            ),
            (
                format!("{base}[detect]\nall=['a']\n[record]\n[[record.consent]]\nchannel='fax'\nfrom='a'\n"),
                ["line 6", "`fax`"],
            ),
            (format!("{base}[detect]\nall=['a']\n[record]\nlatest=true\n"), ["line 6", "updated_at"]),
        ] {
            let error = Connector::parse(&text, "mine.toml").unwrap_err().to_string();
            assert!(error.starts_with("mine.toml") && words.iter().all(|w| error.contains(w)), "{error}");
        }
    }
}
