//! What rows tell of an order or a till receipt: its values, its lines, and the event that binds it to somebody.

use super::bind::{Cleaner, Shape, Value};
use super::condition::Test;
use super::consent::Consent;
use super::context::Context;
use super::event::{Read, Texts, columns, identifiers, named, point, when};
use super::outcome::Outcome;
use super::row::{Place, Row, path};
use crate::ingest::connector::{LineMap, OrderMap};
use crate::ingest::store::{Cell, Sink};
use crate::value::money;
use std::borrow::Cow;

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
    sum_rows: bool,
    channel: Value,
    location: Value,
    identifiers: Vec<(String, Value)>,
    consents: Vec<Consent>,
    line: Option<Line>,
}

struct Line {
    items: Option<Place>,
    title: Value,
    sku: Value,
    numbers: [Value; 3],
}

/// Titles told in the event's detail.
const TITLES: usize = 3;

impl Order {
    pub(crate) fn bind(map: &OrderMap, shape: Shape<'_>) -> Self {
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        Self {
            when: Test::bind_all(&map.when, shape),
            key: Value::bind(&map.key, shape),
            number: maybe(&map.number),
            at: Value::bind(&map.at, shape),
            kind: Value::bind(&map.kind, shape),
            texts: Texts::of_order(map, shape),
            status: maybe(&map.status),
            currency: maybe(&map.currency),
            amounts: [maybe(&map.subtotal), maybe(&map.discount), maybe(&map.tax), maybe(&map.shipping)],
            total: Value::bind(&map.total, shape),
            refunded: maybe(&map.refunded),
            sum_rows: map.sum_rows,
            channel: maybe(&map.channel),
            location: maybe(&map.location),
            identifiers: identifiers(&map.identifier, shape),
            consents: Consent::bind_all(&map.consent, shape),
            line: map.line.as_ref().map(|line| Line::bind(line, shape)),
        }
    }

    /// Values that end in the tables, with the names they are shown by.
    pub(crate) fn targets(&self) -> Vec<(&Value, String)> {
        let [subtotal, discount, tax, shipping] = &self.amounts;
        let mut out: Vec<(&Value, String)> = [
            (&self.key, "key"),
            (&self.number, "number"),
            (&self.at, "at"),
            (&self.kind, "kind"),
            (&self.status, "status"),
            (&self.currency, "currency"),
            (subtotal, "subtotal"),
            (discount, "discount"),
            (tax, "tax"),
            (shipping, "shipping"),
            (&self.total, "total"),
            (&self.refunded, "refunded"),
            (&self.channel, "channel"),
            (&self.location, "location"),
        ]
        .into_iter()
        .map(|(value, name)| (value, format!("order:{name}")))
        .collect();
        self.texts.targets(&mut out);
        out.extend(named("id", &self.identifiers));
        out.extend(Consent::targets(&self.consents));
        if let Some(line) = self.line.as_ref() {
            let [quantity, price, discount] = &line.numbers;
            let values = [&line.title, &line.sku, quantity, price, discount];
            let names = ["title", "sku", "quantity", "unit_price", "discount"];
            out.extend(values.into_iter().zip(names).map(|(value, name)| (value, format!("line:{name}"))));
        }
        out
    }

    /// Maps a group of rows, the first of which speaks for the order.
    pub(crate) fn map(
        &mut self,
        context: &Context,
        cleaner: &Cleaner,
        rows: &[(u64, Row<'_>)],
        sink: &mut Sink,
    ) -> Outcome {
        let Some((line, row)) = rows.first() else { return Outcome::NotMeant };
        if !Test::all(&self.when, row, cleaner) {
            return Outcome::NotMeant;
        }
        let at = match when(&self.at, context, cleaner, row) {
            Ok(at) => at,
            Err(reason) => return Outcome::Rejected(reason),
        };
        let Some(key) = self.key.of(row, cleaner) else {
            return Outcome::Rejected(format!("the order has no id in {}", columns(&self.key, context)));
        };
        let speaking = if self.sum_rows { rows } else { &rows[..1] };
        let Some(total) = sum(&self.total, cleaner, speaking) else {
            let columns = columns(&self.total, context);
            return Outcome::Rejected(format!(
                "the order has no amount in {columns}: its first row is missing, or the amount can't be read"
            ));
        };
        let order_id = context.id(&key);
        if !sink.is_new_event(order_id) {
            return Outcome::PassedOver("the same order came before in this file".into());
        }
        let text = |value: &Value| value.of(row, cleaner).map(Cow::into_owned);
        let (number, status) = (text(&self.number), text(&self.status));
        let currency = self.currency.currency(row, cleaner);
        let (channel, location) = (text(&self.channel), text(&self.location));
        let [subtotal, discount, tax, shipping] =
            self.amounts.each_ref().map(|value| sum(value, cleaner, speaking));
        sink.order(&[
            Cell::Int(Some(order_id)),
            Cell::Int(Some(order_id)),
            Cell::Small(context.source_id),
            Cell::Small(context.load_id),
            Cell::Int(Some(line.cast_signed())),
            Cell::Text(Some(&key)),
            Cell::Text(number.as_deref()),
            Cell::Time(Some(at)),
            Cell::Text(status.as_deref()),
            Cell::Text(currency.as_deref()),
            Cell::Real(subtotal),
            Cell::Real(discount.map(f64::abs)),
            Cell::Real(tax),
            Cell::Real(shipping),
            Cell::Real(Some(total)),
            Cell::Real(Some(sum(&self.refunded, cleaner, speaking).unwrap_or(0.0).abs())),
            Cell::Text(channel.as_deref()),
            Cell::Text(location.as_deref()),
        ]);
        let titles =
            self.line.as_ref().map_or_else(Vec::new, |line| line.map(context, cleaner, rows, order_id, sink));
        let kind = text(&self.kind);
        let read = Read {
            id: order_id,
            line: *line,
            at,
            kind: kind.as_deref().unwrap_or("order"),
            detail: self.texts.detail.of(row, cleaner).or_else(|| told(&titles).map(Cow::Owned)),
            amount: Some(total),
            currency: currency.as_deref(),
            session: None,
            order: Some(number.as_deref().unwrap_or(&key)),
        };
        self.texts.write(context, cleaner, row, &read, sink);
        point(context, cleaner, row, order_id, &self.identifiers, sink);
        for consent in &mut self.consents {
            consent.note_event(context, cleaner, row, order_id, sink);
        }
        Outcome::Mapped
    }
}

impl Line {
    fn bind(map: &LineMap, shape: Shape<'_>) -> Self {
        let shape = if map.items.is_some() { Shape { json: true, ..shape } } else { shape };
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        Self {
            items: map.items.as_ref().map(|items| Place::Path(path(items))),
            title: Value::bind(&map.title, shape),
            sku: maybe(&map.sku),
            numbers: [maybe(&map.quantity), maybe(&map.unit_price), maybe(&map.discount)],
        }
    }

    /// Writes the lines; their titles.
    fn map(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        rows: &[(u64, Row<'_>)],
        order_id: i64,
        sink: &mut Sink,
    ) -> Vec<String> {
        let mut titles = Vec::new();
        let mut add = |row: &Row<'_>| {
            let Some(title) = self.title.of(row, cleaner) else { return };
            let sku = self.sku.of(row, cleaner);
            let number = |value: &Value| value.of(row, cleaner).and_then(|text| money::read(&text));
            let [quantity, price, discount] = self.numbers.each_ref().map(number);
            titles.push(title.clone().into_owned());
            sink.order_line(&[
                Cell::Int(Some(order_id)),
                Cell::Small(context.load_id),
                Cell::Small(i32::try_from(titles.len()).unwrap_or(i32::MAX)),
                Cell::Text(sku.as_deref()),
                Cell::Text(Some(&title)),
                Cell::Real(Some(quantity.unwrap_or(1.0))),
                Cell::Real(price),
                Cell::Real(discount),
            ]);
        };
        for (_, row) in rows {
            match &self.items {
                Some(place) => row.array(place).iter().for_each(|item| add(&Row::Json(item))),
                None => add(row),
            }
        }
        titles
    }
}

/// An amount: the first row's, or the sum over the rows given.
fn sum(value: &Value, cleaner: &Cleaner, rows: &[(u64, Row<'_>)]) -> Option<f64> {
    let amounts =
        rows.iter().filter_map(|(_, row)| value.of(row, cleaner).and_then(|text| money::read(&text)));
    // In hundred-thousandths, so that the sum does not depend on the order of the rows.
    let (mut sum, mut any) = (0_i128, false);
    for amount in amounts {
        sum += (amount * 100_000.0).round() as i128;
        any = true;
    }
    any.then(|| sum as f64 / 100_000.0)
}

fn told(titles: &[String]) -> Option<String> {
    let shown = titles[..titles.len().min(TITLES)].join(", ");
    match titles.len() {
        0 => None,
        count if count > TITLES => Some(format!("{shown} and {} more", count - TITLES)),
        _ => Some(shown),
    }
}
