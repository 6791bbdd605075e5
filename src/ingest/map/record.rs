//! What a row tells of a customer: the record, its identifiers, further attributes and consents.

use super::bind::{Cleaner, Shape, Value};
use super::condition::Test;
use super::consent::Consent;
use super::context::Context;
use super::event::{identifiers, named};
use super::outcome::Outcome;
use super::row::Row;
use crate::ingest::connector::RecordMap;
use crate::ingest::store::{Cell, Sink};
use crate::value::{attribute, country, email, phone, time};
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Where in [`attribute::NAMES`] the country stands, which tells how to read phones.
const COUNTRY: usize = 11;

/// A [`RecordMap`] bound to a file.
pub(crate) struct Records {
    when: Vec<Test>,
    key: Value,
    unique: bool,
    latest: bool,
    /// As [`attribute::NAMES`]; e-mail and phone stand in their own lists.
    texts: [Value; 13],
    emails: Vec<Value>,
    phones: Vec<Value>,
    created_at: Value,
    updated_at: Value,
    identifiers: Vec<(String, Value)>,
    extras: Vec<(String, Value)>,
    consents: Vec<Consent>,
    /// Line of the first row of each record in this file.
    seen: FxHashMap<i64, u64>,
    /// With `latest`: rows kept back until the file is read.
    kept: FxHashMap<i64, Kept>,
}

/// A record's row that may still be outdone by a later one.
struct Kept {
    line: u64,
    key: String,
    texts: [Option<String>; 13],
    email_key: Option<String>,
    phone_key: Option<String>,
    created_at: Option<DateTime>,
    updated_at: Option<DateTime>,
    raw: String,
}

impl Records {
    pub(crate) fn bind(map: &RecordMap, shape: Shape<'_>) -> Self {
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        let all = |specs: &[_]| -> Vec<Value> {
            let values = specs.iter().map(|spec| Value::bind(spec, shape));
            values.filter(|value| !value.is_nothing()).collect()
        };
        Self {
            when: Test::bind_all(&map.when, shape),
            key: maybe(&map.key),
            unique: map.unique,
            latest: map.latest,
            texts: [
                maybe(&map.given_name),
                maybe(&map.family_name),
                maybe(&map.full_name),
                maybe(&map.birth_date),
                maybe(&map.gender),
                Value::Nothing,
                Value::Nothing,
                maybe(&map.street),
                maybe(&map.city),
                maybe(&map.region),
                maybe(&map.postcode),
                maybe(&map.country),
                maybe(&map.company),
            ],
            emails: all(&map.emails),
            phones: all(&map.phones),
            created_at: maybe(&map.created_at),
            updated_at: maybe(&map.updated_at),
            identifiers: identifiers(&map.identifier, shape),
            extras: map
                .extra
                .iter()
                .map(|extra| (extra.name.clone(), Value::bind(&extra.from, shape)))
                .collect(),
            consents: Consent::bind_all(&map.consent, shape),
            seen: FxHashMap::default(),
            kept: FxHashMap::default(),
        }
    }

    /// Values that end in the tables, with the names they are shown by.
    pub(crate) fn targets(&self) -> Vec<(&Value, String)> {
        let mut out = vec![(&self.key, "record".to_owned())];
        out.extend(self.texts.iter().zip(attribute::NAMES).map(|(value, name)| (value, name.to_owned())));
        out.extend(self.emails.iter().map(|value| (value, "email".to_owned())));
        out.extend(self.phones.iter().map(|value| (value, "phone".to_owned())));
        out.extend(named("id", &self.identifiers));
        out.extend(named("extra", &self.extras));
        out.extend(Consent::targets(&self.consents));
        out.push((&self.created_at, "created_at".to_owned()));
        out.push((&self.updated_at, "updated_at".to_owned()));
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
        let own_key = self.key.of(row, cleaner);
        let has_key = own_key.is_some();
        let key = own_key.map_or_else(|| Cow::Owned(format!("{}:{line}", context.label)), native_key);
        let id = context.id(&key);
        let zone = context.zone.of(row, cleaner);
        let time = |value: &Value| value.of(row, cleaner).and_then(|text| time::read(&text, zone.as_deref()));
        let updated_at = time(&self.updated_at);
        let before = if has_key { self.seen.insert(id, line) } else { None };
        if let Some(first) = before.filter(|_| self.unique) {
            self.seen.insert(id, first);
            let shown = crate::text::truncate(&key, 40);
            return Outcome::Rejected(format!(
                "the record '{shown}' is there already, in line {first}. Choose as `record` a column whose values are all different"
            ));
        }
        self.note_links(context, cleaner, row, id, sink);
        let outdoes = self.kept.get(&id).is_some_and(|kept| updated_at > kept.updated_at);
        if before.is_some() && !outdoes {
            return Outcome::Mapped;
        }
        let region = || {
            let told = self.texts[COUNTRY].of(row, cleaner).and_then(|country| country::code(&country));
            told.or(context.region.as_deref())
        };
        let emails: Vec<Cow<str>> = self.emails.iter().filter_map(|value| value.of(row, cleaner)).collect();
        let phones: Vec<Cow<str>> = self.phones.iter().filter_map(|value| value.of(row, cleaner)).collect();
        let email_keys =
            distinct(emails.iter().flat_map(|text| text.split([';', ' ', ','])).filter_map(email::address));
        let phone_keys = distinct(phones.iter().filter_map(|text| phone::read(text, region())));
        for (kind, keys) in [("email", &email_keys), ("phone", &phone_keys)] {
            keys.iter().skip(1).for_each(|key| sink.record_key(context, id, kind, key));
        }
        if before.is_none() {
            for (name, value) in &self.extras {
                if let Some(text) = value.of(row, cleaner) {
                    sink.extra(context, id, name, &text);
                }
            }
        }
        let created_at = time(&self.created_at);
        let raw = row.raw(&context.labels);
        if self.latest {
            let mut texts = self.texts.each_ref().map(|value| value.of(row, cleaner).map(Cow::into_owned));
            texts[5] = emails.first().map(|text| text.clone().into_owned());
            texts[6] = phones.first().map(|text| text.clone().into_owned());
            let (email_key, phone_key) = (email_keys.into_iter().next(), phone_keys.into_iter().next());
            let key = key.into_owned();
            self.kept
                .insert(id, Kept { line, key, texts, email_key, phone_key, created_at, updated_at, raw });
            return Outcome::Mapped;
        }
        let mut texts = self.texts.each_ref().map(|value| value.of(row, cleaner));
        texts[5] = emails.into_iter().next();
        texts[6] = phones.into_iter().next();
        let keys = [email_keys.first().map(String::as_str), phone_keys.first().map(String::as_str)];
        let texts = texts.each_ref().map(|text| text.as_deref());
        write(context, (id, line, &key), texts, keys, [created_at, updated_at], &raw, sink);
        Outcome::Mapped
    }

    /// Identifiers and consents: every row of a record brings them.
    fn note_links(&self, context: &Context, cleaner: &Cleaner, row: &Row<'_>, id: i64, sink: &mut Sink) {
        for (kind, value) in &self.identifiers {
            if let Some(text) = value.of(row, cleaner) {
                sink.record_identifier(context, id, kind, &text);
            }
        }
        for consent in &self.consents {
            consent.note_record(context, cleaner, row, id, sink);
        }
    }

    /// Writes the rows that were kept back.
    pub(crate) fn finish(&mut self, context: &Context, sink: &mut Sink) {
        let mut kept: Vec<(i64, Kept)> = self.kept.drain().collect();
        kept.sort_unstable_by_key(|(_, kept)| kept.line);
        for (id, kept) in kept {
            let texts = kept.texts.each_ref().map(|text| text.as_deref());
            let keys = [kept.email_key.as_deref(), kept.phone_key.as_deref()];
            let times = [kept.created_at, kept.updated_at];
            write(context, (id, kept.line, &kept.key), texts, keys, times, &kept.raw, sink);
        }
    }
}

fn write(
    context: &Context,
    (id, line, key): (i64, u64, &str),
    texts: [Option<&str>; 13],
    [email_key, phone_key]: [Option<&str>; 2],
    [created_at, updated_at]: [Option<DateTime>; 2],
    raw: &str,
    sink: &mut Sink,
) {
    let text = |index: usize| Cell::Text(texts[index]);
    sink.record(&[
        Cell::Int(Some(id)),
        Cell::Small(context.source_id),
        Cell::Small(context.load_id),
        Cell::Int(Some(line.cast_signed())),
        Cell::Text(Some(key)),
        text(0),
        text(1),
        text(2),
        text(3),
        text(4),
        text(5),
        text(6),
        text(7),
        text(8),
        text(9),
        text(10),
        text(11),
        text(12),
        Cell::Text(email_key),
        Cell::Text(phone_key),
        Cell::Time(created_at),
        Cell::Time(updated_at),
        Cell::Text(Some(raw)),
    ]);
}

/// E-mail addresses as keys are taken in small letters: the same mailbox is the same record.
fn native_key(key: Cow<'_, str>) -> Cow<'_, str> {
    if key.contains('@') && key.chars().any(char::is_uppercase) {
        Cow::Owned(key.to_lowercase())
    } else {
        key
    }
}

fn distinct(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for key in keys {
        if !out.contains(&key) {
            out.push(key);
        }
    }
    out
}
