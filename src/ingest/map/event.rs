//! What a row tells of something somebody did.

use super::bind::{Cleaner, Shape, Value};
use super::condition::Test;
use super::consent::Consent;
use super::context::Context;
use super::outcome::Outcome;
use super::row::Row;
use super::url::without_addresses;
use crate::ingest::connector::{EventMap, IdentifierMap, KINDS, OrderMap};
use crate::ingest::store::{Cell, Sink};
use crate::value::{money, time};
use jiff::civil::DateTime;
use std::borrow::Cow;

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
pub(super) struct Texts {
    name: Value,
    pub(super) detail: Value,
    url: Value,
    utm: [Value; 3],
    click_id: Value,
    channel: Value,
}

/// What was read of an event.
pub(super) struct Read<'a> {
    pub(super) id: i64,
    pub(super) line: u64,
    pub(super) at: DateTime,
    pub(super) kind: &'a str,
    pub(super) detail: Option<Cow<'a, str>>,
    pub(super) amount: Option<f64>,
    pub(super) currency: Option<&'a str>,
    pub(super) session: Option<&'a str>,
    pub(super) order: Option<&'a str>,
}

impl Event {
    pub(crate) fn bind(map: &EventMap, shape: Shape<'_>) -> Self {
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        Self {
            when: Test::bind_all(&map.when, shape),
            key: maybe(&map.key),
            at: Value::bind(&map.at, shape),
            kind: Value::bind(&map.kind, shape),
            texts: Texts {
                name: Value::bind(&map.name, shape),
                detail: maybe(&map.detail),
                url: maybe(&map.url),
                utm: [maybe(&map.utm_source), maybe(&map.utm_medium), maybe(&map.utm_campaign)],
                click_id: maybe(&map.click_id),
                channel: maybe(&map.channel),
            },
            amount: maybe(&map.amount),
            currency: maybe(&map.currency),
            session: maybe(&map.session),
            order: maybe(&map.order),
            identifiers: identifiers(&map.identifier, shape),
            consents: Consent::bind_all(&map.consent, shape),
        }
    }

    /// Values that end in the table, with the names they are shown by.
    pub(crate) fn targets(&self) -> Vec<(&Value, String)> {
        let mut out = vec![(&self.at, "event:at".into()), (&self.kind, "event:kind".into())];
        self.texts.targets(&mut out);
        for (value, name) in [
            (&self.key, "key"),
            (&self.amount, "amount"),
            (&self.currency, "currency"),
            (&self.session, "session"),
            (&self.order, "order"),
        ] {
            out.push((value, format!("event:{name}")));
        }
        out.extend(named("id", &self.identifiers));
        out.extend(Consent::targets(&self.consents));
        out
    }

    pub(crate) fn map(
        &mut self,
        context: &Context,
        cleaner: &Cleaner,
        line: u64,
        row: &Row<'_>,
        sink: &mut Sink,
    ) -> Outcome {
        if !Test::all(&self.when, row, cleaner) {
            return Outcome::NotMeant;
        }
        let at = match when(&self.at, context, cleaner, row) {
            Ok(at) => at,
            Err(reason) => return Outcome::Rejected(reason),
        };
        let key = self
            .key
            .of(row, cleaner)
            .unwrap_or_else(|| Cow::Owned(format!("row {}", row.raw(&context.labels))));
        let id = context.id(&key);
        if !sink.is_new_event(id) {
            return Outcome::PassedOver("the same event came before in this file".into());
        }
        let (kind, currency) = (self.kind.of(row, cleaner), self.currency.currency(row, cleaner));
        let (session, order) = (self.session.of(row, cleaner), self.order.of(row, cleaner));
        let read = Read {
            id,
            line,
            at,
            kind: kind.as_deref().unwrap_or("other"),
            detail: self.texts.detail.of(row, cleaner),
            amount: self.amount.of(row, cleaner).and_then(|amount| money::read(&amount)),
            currency: currency.as_deref(),
            session: session.as_deref(),
            order: order.as_deref(),
        };
        self.texts.write(context, cleaner, row, &read, sink);
        point(context, cleaner, row, id, &self.identifiers, sink);
        for consent in &mut self.consents {
            consent.note_event(context, cleaner, row, id, sink);
        }
        Outcome::Mapped
    }
}

impl Texts {
    pub(super) fn of_order(map: &OrderMap, shape: Shape<'_>) -> Self {
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        Self {
            name: Value::bind(&map.name, shape),
            detail: maybe(&map.detail),
            url: Value::Nothing,
            utm: [maybe(&map.utm_source), maybe(&map.utm_medium), maybe(&map.utm_campaign)],
            click_id: maybe(&map.click_id),
            channel: maybe(&map.event_channel),
        }
    }

    pub(super) fn targets<'a>(&'a self, out: &mut Vec<(&'a Value, String)>) {
        let [source, medium, campaign] = &self.utm;
        for (value, name) in [
            (&self.name, "name"),
            (&self.detail, "detail"),
            (&self.url, "url"),
            (source, "utm_source"),
            (medium, "utm_medium"),
            (campaign, "utm_campaign"),
            (&self.click_id, "click_id"),
            (&self.channel, "channel"),
        ] {
            out.push((value, format!("event:{name}")));
        }
    }

    /// Writes the event.
    pub(super) fn write(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        row: &Row<'_>,
        read: &Read<'_>,
        sink: &mut Sink,
    ) {
        let text = |value: &'_ Value| value.of(row, cleaner).map(Cow::into_owned);
        let kind = if KINDS.contains(&read.kind) { read.kind } else { "other" };
        let name = text(&self.name);
        let url = text(&self.url).map(|url| without_addresses(&url));
        let [source, medium, campaign] = self.utm.each_ref().map(text);
        let (click_id, channel) = (text(&self.click_id), text(&self.channel));
        sink.event(&[
            Cell::Int(Some(read.id)),
            Cell::Small(context.source_id),
            Cell::Small(context.load_id),
            Cell::Int(Some(read.line.cast_signed())),
            Cell::Time(Some(read.at)),
            Cell::Text(Some(kind)),
            Cell::Text(Some(name.as_deref().unwrap_or(kind))),
            Cell::Text(read.detail.as_deref()),
            Cell::Text(url.as_deref()),
            Cell::Text(source.as_deref()),
            Cell::Text(medium.as_deref()),
            Cell::Text(campaign.as_deref()),
            Cell::Text(click_id.as_deref()),
            Cell::Text(channel.as_deref()),
            Cell::Real(read.amount),
            Cell::Text(read.currency),
            Cell::Text(read.session),
            Cell::Text(read.order),
        ]);
    }
}

/// The time of a row, or why there is none.
pub(super) fn when(
    value: &Value,
    context: &Context,
    cleaner: &Cleaner,
    row: &Row<'_>,
) -> Result<DateTime, String> {
    let Some(text) = value.of(row, cleaner) else {
        return Err(format!("the row has no time in {}", columns(value, context)));
    };
    let zone = context.zone.of(row, cleaner);
    time::read(&text, zone.as_deref()).ok_or_else(|| {
        let shown = crate::text::truncate(&text, 40);
        format!(
            "the time '{shown}' in {} can't be read. Write it as 2026-11-23 14:05:00",
            columns(value, context)
        )
    })
}

/// The columns a value comes from, for people.
pub(super) fn columns(value: &Value, context: &Context) -> String {
    let names: Vec<String> = value.places().iter().map(|place| place.name(&context.header)).collect();
    if names.is_empty() { "any column".into() } else { names.join(" or ") }
}

/// Whom an event points at.
pub(super) fn point(
    context: &Context,
    cleaner: &Cleaner,
    row: &Row<'_>,
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

/// Values of one family with the names they are shown by: `id:loyalty`, `extra:occupation`.
pub(super) fn named<'a>(
    family: &'a str,
    values: &'a [(String, Value)],
) -> impl Iterator<Item = (&'a Value, String)> {
    values.iter().map(move |(name, value)| (value, format!("{family}:{name}")))
}

pub(super) fn identifiers(maps: &[IdentifierMap], shape: Shape<'_>) -> Vec<(String, Value)> {
    maps.iter().map(|map| (map.kind.clone(), Value::bind(&map.from, shape))).collect()
}
