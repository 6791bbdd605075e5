//! What a row tells of doings: events, orders with their lines, money spent on ads.

use super::bind::{Cleaner, Shape, Test, Value};
use super::buffer::Cell;
use super::connector::{EventMap, KINDS, LineMap, OrderMap, SpendMap};
use super::context::Context;
use super::id::stable_id;
use super::people::{Consent, consents, identifiers};
use super::row::{Place, Row, path};
use super::sink::Sink;
use crate::value::{money, time};
use jiff::civil::DateTime;
use std::borrow::Cow;

/// What became of a row.
pub(crate) enum Outcome {
    /// It became something.
    Mapped,
    /// It is none of this map's business.
    NotMeant,
    /// It is, and is passed over: why.
    PassedOver(String),
    /// It is, but can't be used: why.
    Rejected(String),
}

/// An [`EventMap`] bound to a file.
pub(crate) struct Event {
    when: Vec<Test>,
    key: Value,
    at: Value,
    kind: Value,
    texts: Texts,
    amount: Value,
    currency: Value,
    session: Value,
    order: Value,
    identifiers: Vec<(String, Value)>,
    consents: Vec<Consent>,
}

/// The texts an event shows.
struct Texts {
    name: Value,
    detail: Value,
    url: Value,
    utm: [Value; 3],
    click_id: Value,
    channel: Value,
}

impl Event {
    pub(crate) fn bind(map: &EventMap, shape: Shape) -> Self {
        let maybe = |spec| Value::maybe(spec, shape);
        Self {
            when: Test::bind_all(&map.when, shape),
            key: maybe(map.key.as_ref()),
            at: Value::bind(&map.at, shape),
            kind: Value::bind(&map.kind, shape),
            texts: Texts {
                name: Value::bind(&map.name, shape),
                detail: maybe(map.detail.as_ref()),
                url: maybe(map.url.as_ref()),
                utm: [
                    maybe(map.utm_source.as_ref()),
                    maybe(map.utm_medium.as_ref()),
                    maybe(map.utm_campaign.as_ref()),
                ],
                click_id: maybe(map.click_id.as_ref()),
                channel: maybe(map.channel.as_ref()),
            },
            amount: maybe(map.amount.as_ref()),
            currency: maybe(map.currency.as_ref()),
            session: maybe(map.session.as_ref()),
            order: maybe(map.order.as_ref()),
            identifiers: identifiers(&map.identifier, shape),
            consents: consents(&map.consent, shape),
        }
    }

    pub(crate) fn map(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        line: u64,
        row: &Row,
        sink: &mut Sink,
    ) -> Outcome {
        if !self.when.iter().all(|t| t.holds(row, cleaner)) {
            return Outcome::NotMeant;
        }
        let at = match when(&self.at, context, cleaner, row) {
            Ok(at) => at,
            Err(reason) => return Outcome::Rejected(reason),
        };
        let key = self
            .key
            .of(row, cleaner)
            .map_or_else(|| format!("row {}", row.raw(context.header)), Cow::into_owned);
        let id = stable_id(&context.source, &key);
        if !sink.is_new_event(id) {
            return Outcome::PassedOver("the same event came before in this file".into());
        }
        let found = Found {
            id,
            line,
            at,
            amount: self.amount.of(row, cleaner).and_then(|t| money::read(&t)),
            currency: self.currency.of(row, cleaner).map(Cow::into_owned),
            session: self.session.of(row, cleaner).map(Cow::into_owned),
            order: self.order.of(row, cleaner).map(Cow::into_owned),
            kind: self.kind.of(row, cleaner).map_or_else(|| "other".into(), Cow::into_owned),
        };
        self.texts.write(context, cleaner, row, &found, sink);
        note(context, cleaner, row, id, &self.identifiers, sink);
        for consent in &self.consents {
            consent.note(context, cleaner, row, (None, Some(id)), sink);
        }
        Outcome::Mapped
    }
}

/// What was read of an event.
struct Found {
    id: i64,
    line: u64,
    at: DateTime,
    kind: String,
    amount: Option<f64>,
    currency: Option<String>,
    session: Option<String>,
    order: Option<String>,
}

impl Texts {
    fn write(&self, context: &Context, cleaner: &Cleaner, row: &Row, found: &Found, sink: &mut Sink) {
        let kind = if KINDS.contains(&found.kind.as_str()) { found.kind.as_str() } else { "other" };
        let [name, detail, url, click_id, channel] =
            [&self.name, &self.detail, &self.url, &self.click_id, &self.channel].map(|v| v.of(row, cleaner));
        let url = url.map(|u| without_addresses(&u));
        let [source, medium, campaign] = self.utm.each_ref().map(|v| v.of(row, cleaner));
        sink.event(&[
            Cell::Int(Some(found.id)),
            Cell::Small(context.source_id),
            Cell::Small(context.load_id),
            Cell::Int(Some(found.line as i64)),
            Cell::Time(Some(found.at)),
            Cell::Text(Some(kind)),
            Cell::Text(Some(name.as_deref().unwrap_or(kind))),
            Cell::Text(detail.as_deref()),
            Cell::Text(url.as_deref()),
            Cell::Text(source.as_deref()),
            Cell::Text(medium.as_deref()),
            Cell::Text(campaign.as_deref()),
            Cell::Text(click_id.as_deref()),
            Cell::Text(channel.as_deref()),
            Cell::Real(found.amount),
            Cell::Text(found.currency.as_deref()),
            Cell::Text(found.session.as_deref()),
            Cell::Text(found.order.as_deref()),
        ]);
    }
}

/// An [`OrderMap`] bound to a file.
pub(crate) struct Order {
    when: Vec<Test>,
    key: Value,
    number: Value,
    at: Value,
    kind: Value,
    texts: Texts,
    status: Value,
    currency: Value,
    amounts: [Value; 4],
    total: Value,
    refunded: Value,
    channel: Value,
    location: Value,
    identifiers: Vec<(String, Value)>,
    line: Option<Line>,
}

struct Line {
    items: Option<Place>,
    title: Value,
    sku: Value,
    numbers: [Value; 3],
}

impl Order {
    pub(crate) fn bind(map: &OrderMap, shape: Shape) -> Self {
        let maybe = |spec| Value::maybe(spec, shape);
        Self {
            when: Test::bind_all(&map.when, shape),
            key: Value::bind(&map.key, shape),
            number: maybe(map.number.as_ref()),
            at: Value::bind(&map.at, shape),
            kind: Value::bind(&map.kind, shape),
            texts: Texts {
                name: Value::bind(&map.name, shape),
                detail: maybe(map.detail.as_ref()),
                url: Value::Nothing,
                utm: [
                    maybe(map.utm_source.as_ref()),
                    maybe(map.utm_medium.as_ref()),
                    maybe(map.utm_campaign.as_ref()),
                ],
                click_id: maybe(map.click_id.as_ref()),
                channel: maybe(map.event_channel.as_ref()),
            },
            status: maybe(map.status.as_ref()),
            currency: maybe(map.currency.as_ref()),
            amounts: [
                maybe(map.subtotal.as_ref()),
                maybe(map.discount.as_ref()),
                maybe(map.tax.as_ref()),
                maybe(map.shipping.as_ref()),
            ],
            total: Value::bind(&map.total, shape),
            refunded: maybe(map.refunded.as_ref()),
            channel: maybe(map.channel.as_ref()),
            location: maybe(map.location.as_ref()),
            identifiers: identifiers(&map.identifier, shape),
            line: map.line.as_ref().map(|l| Line::bind(l, shape)),
        }
    }

    /// Maps a group of rows, the first of which speaks for the order.
    pub(crate) fn map(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        rows: &[(u64, Row)],
        sink: &mut Sink,
    ) -> Outcome {
        let Some((line, row)) = rows.first() else { return Outcome::NotMeant };
        if !self.when.iter().all(|t| t.holds(row, cleaner)) {
            return Outcome::NotMeant;
        }
        let at = match when(&self.at, context, cleaner, row) {
            Ok(at) => at,
            Err(reason) => return Outcome::Rejected(reason),
        };
        let Some(key) = self.key.of(row, cleaner) else {
            return Outcome::Rejected("the order has no id".into());
        };
        let amount = |value: &Value| value.of(row, cleaner).and_then(|t| money::read(&t));
        let Some(total) = amount(&self.total) else {
            return Outcome::Rejected("the order has no total that can be read as an amount".into());
        };
        let order_id = stable_id(&context.source, &format!("order {key}"));
        if !sink.is_new_event(order_id) {
            return Outcome::PassedOver("the same order came before in this file".into());
        }
        let event_id = stable_id(&context.source, &format!("event of order {key}"));
        let [number, status, currency, channel, location, kind] =
            [&self.number, &self.status, &self.currency, &self.channel, &self.location, &self.kind]
                .map(|v| v.of(row, cleaner));
        let [subtotal, discount, tax, shipping] = self.amounts.each_ref().map(amount);
        sink.order(&[
            Cell::Int(Some(order_id)),
            Cell::Int(Some(event_id)),
            Cell::Small(context.source_id),
            Cell::Small(context.load_id),
            Cell::Int(Some(*line as i64)),
            Cell::Text(Some(&key)),
            Cell::Text(number.as_deref()),
            Cell::Time(Some(at)),
            Cell::Text(status.as_deref()),
            Cell::Text(currency.as_deref()),
            Cell::Real(subtotal),
            Cell::Real(discount),
            Cell::Real(tax),
            Cell::Real(shipping),
            Cell::Real(Some(total)),
            Cell::Real(Some(amount(&self.refunded).unwrap_or(0.0).abs())),
            Cell::Text(channel.as_deref()),
            Cell::Text(location.as_deref()),
        ]);
        let found = Found {
            id: event_id,
            line: *line,
            at,
            kind: kind.map_or_else(|| "order".into(), Cow::into_owned),
            amount: Some(total),
            currency: currency.as_deref().map(str::to_owned),
            session: None,
            order: Some(number.as_deref().unwrap_or(&key).to_owned()),
        };
        self.texts.write(context, cleaner, row, &found, sink);
        note(context, cleaner, row, event_id, &self.identifiers, sink);
        if let Some(line) = &self.line {
            line.map(context, cleaner, rows, order_id, sink);
        }
        Outcome::Mapped
    }
}

impl Line {
    fn bind(map: &LineMap, shape: Shape) -> Self {
        let shape = if map.items.is_some() { Shape { json: true, ..shape } } else { shape };
        let maybe = |spec| Value::maybe(spec, shape);
        Self {
            items: map.items.as_ref().map(|p| Place::Path(path(p))),
            title: Value::bind(&map.title, shape),
            sku: maybe(map.sku.as_ref()),
            numbers: [
                maybe(map.quantity.as_ref()),
                maybe(map.unit_price.as_ref()),
                maybe(map.discount.as_ref()),
            ],
        }
    }

    fn map(&self, context: &Context, cleaner: &Cleaner, rows: &[(u64, Row)], order_id: i64, sink: &mut Sink) {
        let mut position = 0;
        let mut add = |row: &Row, sink: &mut Sink| {
            let Some(title) = self.title.of(row, cleaner) else { return };
            position += 1;
            let sku = self.sku.of(row, cleaner);
            let [quantity, price, discount] =
                self.numbers.each_ref().map(|v| v.of(row, cleaner).and_then(|t| money::read(&t)));
            sink.order_line(&[
                Cell::Int(Some(order_id)),
                Cell::Small(context.load_id),
                Cell::Small(position),
                Cell::Text(sku.as_deref()),
                Cell::Text(Some(&title)),
                Cell::Real(Some(quantity.unwrap_or(1.0))),
                Cell::Real(price),
                Cell::Real(discount),
            ]);
        };
        for (_, row) in rows {
            match &self.items {
                Some(place) => row.array(place).iter().for_each(|item| add(&Row::Json(item), sink)),
                None => add(row, sink),
            }
        }
    }
}

/// A [`SpendMap`] bound to a file.
pub(crate) struct Spend {
    days: [Value; 2],
    texts: [Value; 5],
    spend: Value,
    numbers: [Value; 4],
}

impl Spend {
    pub(crate) fn bind(map: &SpendMap, shape: Shape) -> Self {
        let maybe = |spec| Value::maybe(spec, shape);
        Self {
            days: [Value::bind(&map.first_day, shape), Value::bind(&map.last_day, shape)],
            texts: [
                maybe(map.account.as_ref()),
                maybe(map.campaign.as_ref()),
                maybe(map.ad_set.as_ref()),
                maybe(map.ad.as_ref()),
                maybe(map.currency.as_ref()),
            ],
            spend: Value::bind(&map.spend, shape),
            numbers: [
                maybe(map.impressions.as_ref()),
                maybe(map.clicks.as_ref()),
                maybe(map.results.as_ref()),
                maybe(map.results_value.as_ref()),
            ],
        }
    }

    pub(crate) fn map(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        line: u64,
        row: &Row,
        sink: &mut Sink,
    ) -> Outcome {
        let day =
            |value: &Value| value.of(row, cleaner).and_then(|t| time::read(&t, None)).map(DateTime::date);
        let (Some(first), Some(last)) = (day(&self.days[0]), day(&self.days[1])) else {
            return Outcome::Rejected("the row has no day that can be read as a date".into());
        };
        let number = |value: &Value| value.of(row, cleaner).and_then(|t| money::read(&t));
        let [account, campaign, ad_set, ad, currency] = self.texts.each_ref().map(|v| v.of(row, cleaner));
        let [impressions, clicks, results, results_value] = self.numbers.each_ref().map(number);
        sink.spend(&[
            Cell::Small(context.load_id),
            Cell::Int(Some(line as i64)),
            Cell::Day(first),
            Cell::Day(last),
            Cell::Text(account.as_deref()),
            Cell::Text(campaign.as_deref()),
            Cell::Text(ad_set.as_deref()),
            Cell::Text(ad.as_deref()),
            Cell::Text(currency.as_deref()),
            Cell::Real(Some(number(&self.spend).unwrap_or(0.0))),
            Cell::Int(impressions.map(|x| x as i64)),
            Cell::Int(clicks.map(|x| x as i64)),
            Cell::Real(results),
            Cell::Real(results_value),
        ]);
        Outcome::Mapped
    }
}

fn when(value: &Value, context: &Context, cleaner: &Cleaner, row: &Row) -> Result<DateTime, String> {
    let Some(text) = value.of(row, cleaner) else { return Err("the row has no time".into()) };
    let zone = context.zone.of(row, cleaner);
    time::read(&text, zone.as_deref())
        .ok_or_else(|| format!("the time '{}' can't be read", crate::text::truncate(&text, 40)))
}

fn note(
    context: &Context,
    cleaner: &Cleaner,
    row: &Row,
    event: i64,
    identifiers: &[(String, Value)],
    sink: &mut Sink,
) {
    for (kind, value) in identifiers {
        if let Some(text) = value.of(row, cleaner) {
            sink.event_identifier(context, event, kind, &text);
        }
    }
}

/// The URL without query parameters that hold an e-mail address.
fn without_addresses(url: &str) -> String {
    let Some((page, query)) = url.split_once('?') else { return url.to_owned() };
    let kept: Vec<&str> =
        query.split('&').filter(|p| !p.contains('@') && !p.to_lowercase().contains("%40")).collect();
    if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_leave_the_url() {
        assert_eq!(
            without_addresses("https://x.org/a?email=a%40b.org&utm_source=c"),
            "https://x.org/a?utm_source=c"
        );
        assert_eq!(without_addresses("https://x.org/a?m=a@b.org"), "https://x.org/a");
        assert_eq!(without_addresses("https://x.org/a"), "https://x.org/a");
    }
}
