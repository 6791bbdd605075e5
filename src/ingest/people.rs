//! A row's customer: the record, its identifiers, extras and consents.

use super::bind::{Cleaner, Shape, Test, Value};
use super::buffer::Cell;
use super::connector::{ConsentMap, IdentifierMap, RecordMap};
use super::context::Context;
use super::id::stable_id;
use super::row::Row;
use super::sink::Sink;
use crate::value::{country, email, phone, time};
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Text attributes of a record, in the order of the table's columns from `given_name` on.
const TEXTS: usize = 13;

/// A [`RecordMap`] bound to a file.
pub(crate) struct People {
    when: Vec<Test>,
    key: Value,
    latest: bool,
    names: [Value; 5],
    emails: Vec<Value>,
    phones: Vec<Value>,
    place: [Value; 6],
    created_at: Value,
    updated_at: Value,
    identifiers: Vec<(String, Value)>,
    extras: Vec<(String, Value)>,
    consents: Vec<Consent>,
    /// Line of each record seen in this file, and when its source last touched it.
    seen: FxHashMap<i64, Option<DateTime>>,
    /// With `latest`: rows kept back until the file is read.
    kept: FxHashMap<i64, Kept>,
}

/// A record's row, before it is written.
struct Kept {
    line: u64,
    key: String,
    texts: [Option<String>; TEXTS],
    email_key: Option<String>,
    phone_key: Option<String>,
    created_at: Option<DateTime>,
    updated_at: Option<DateTime>,
    raw: String,
}

/// A bound [`ConsentMap`].
pub(crate) struct Consent {
    map: ConsentMap,
    from: Value,
    at: Value,
}

impl People {
    pub(crate) fn bind(map: &RecordMap, shape: Shape) -> Self {
        let maybe = |spec| Value::maybe(spec, shape);
        Self {
            when: Test::bind_all(&map.when, shape),
            key: maybe(map.key.as_ref()),
            latest: map.latest,
            names: [
                maybe(map.given_name.as_ref()),
                maybe(map.family_name.as_ref()),
                maybe(map.full_name.as_ref()),
                maybe(map.birth_date.as_ref()),
                maybe(map.gender.as_ref()),
            ],
            emails: map.emails.iter().map(|s| Value::bind(s, shape)).collect(),
            phones: map.phones.iter().map(|s| Value::bind(s, shape)).collect(),
            place: [
                maybe(map.street.as_ref()),
                maybe(map.city.as_ref()),
                maybe(map.region.as_ref()),
                maybe(map.postcode.as_ref()),
                maybe(map.country.as_ref()),
                maybe(map.company.as_ref()),
            ],
            created_at: maybe(map.created_at.as_ref()),
            updated_at: maybe(map.updated_at.as_ref()),
            identifiers: identifiers(&map.identifier, shape),
            extras: map.extra.iter().map(|e| (e.name.clone(), Value::bind(&e.from, shape))).collect(),
            consents: consents(&map.consent, shape),
            seen: FxHashMap::default(),
            kept: FxHashMap::default(),
        }
    }

    /// Columns of the file that end in each attribute, for the mapping that is shown.
    pub(crate) fn columns(&self) -> Vec<(usize, String)> {
        let names = ["given_name", "family_name", "full_name", "birth_date", "gender"];
        let place = ["street", "city", "region", "postcode", "country", "company"];
        let mut out = Vec::new();
        let mut add = |value: &Value, target: &str| {
            out.extend(value.columns().into_iter().map(|c| (c, target.to_owned())))
        };
        add(&self.key, "record");
        self.names.iter().zip(names).for_each(|(v, n)| add(v, n));
        self.emails.iter().for_each(|v| add(v, "email"));
        self.phones.iter().for_each(|v| add(v, "phone"));
        self.place.iter().zip(place).for_each(|(v, n)| add(v, n));
        self.identifiers.iter().for_each(|(kind, v)| add(v, &format!("id:{kind}")));
        self.extras.iter().for_each(|(name, v)| add(v, &format!("extra:{name}")));
        self.consents.iter().for_each(|c| add(&c.from, &format!("consent:{}", c.map.channel)));
        add(&self.created_at, "created_at");
        add(&self.updated_at, "updated_at");
        out
    }

    /// Maps a row. Returns false when the row holds no customer.
    pub(crate) fn map(
        &mut self,
        context: &Context,
        cleaner: &Cleaner,
        line: u64,
        row: &Row,
        sink: &mut Sink,
    ) -> bool {
        if !self.when.iter().all(|t| t.holds(row, cleaner)) {
            return false;
        }
        let key = self
            .key
            .of(row, cleaner)
            .map_or_else(|| format!("{}:{line}", context.file_name), |k| self.native_key(&k, context));
        let id = stable_id(&context.source, &key);
        let zone = context.zone.of(row, cleaner);
        let at = |value: &Value| value.of(row, cleaner).and_then(|t| time::read(&t, zone.as_deref()));
        let (created_at, updated_at) = (at(&self.created_at), at(&self.updated_at));
        let region = self.region(context, cleaner, row);

        let emails: Vec<Cow<str>> = self.emails.iter().filter_map(|v| v.of(row, cleaner)).collect();
        let phones: Vec<Cow<str>> = self.phones.iter().filter_map(|v| v.of(row, cleaner)).collect();
        let mut email_keys: Vec<String> = emails
            .iter()
            .flat_map(|e| e.split([';', ' ']))
            .filter_map(email::read)
            .map(|e| e.address)
            .collect();
        let mut phone_keys: Vec<String> =
            phones.iter().filter_map(|p| phone::read(p, region.as_deref())).collect();
        dedup(&mut email_keys);
        dedup(&mut phone_keys);

        let new = !self.seen.contains_key(&id);
        for (kind, keys) in [("email", &email_keys), ("phone", &phone_keys)] {
            let extra = if new { 1 } else { 0 };
            keys.iter().skip(extra).for_each(|k| sink.identifier(context, id, kind, k));
        }
        for (kind, value) in &self.identifiers {
            if let Some(text) = value.of(row, cleaner) {
                sink.identifier(context, id, kind, &text);
            }
        }
        for consent in &self.consents {
            consent.note(context, cleaner, row, (Some(id), None), sink);
        }
        let latest = self.latest && !new && updated_at > self.seen.get(&id).copied().flatten();
        if !new && !latest {
            return true;
        }
        if new {
            for (name, value) in &self.extras {
                if let Some(text) = value.of(row, cleaner) {
                    sink.extra(context, id, name, &text);
                }
            }
        }
        self.seen.insert(id, updated_at);
        let text = |value: &Value| value.of(row, cleaner).map(Cow::into_owned);
        let [given, family, full, birth, gender] = &self.names;
        let [street, city, place_region, postcode, country, company] = &self.place;
        let kept = Kept {
            line,
            key,
            texts: [
                text(given),
                text(family),
                text(full),
                text(birth),
                text(gender),
                emails.first().map(|e| e.to_string()),
                phones.first().map(|p| p.to_string()),
                text(street),
                text(city),
                text(place_region),
                text(postcode),
                text(country),
                text(company),
            ],
            email_key: email_keys.into_iter().next(),
            phone_key: phone_keys.into_iter().next(),
            created_at,
            updated_at,
            raw: row.raw(context.header),
        };
        if self.latest {
            self.kept.insert(id, kept);
        } else {
            kept.write(context, id, sink);
        }
        true
    }

    /// Writes the rows that were kept back.
    pub(crate) fn finish(&mut self, context: &Context, sink: &mut Sink) {
        let mut kept: Vec<(i64, Kept)> = self.kept.drain().collect();
        kept.sort_by_key(|(_, k)| k.line);
        for (id, kept) in kept {
            kept.write(context, id, sink);
        }
    }

    /// E-mail addresses and phone numbers as keys are taken in their normal form.
    fn native_key(&self, key: &str, context: &Context) -> String {
        if let Some(email) = key.contains('@').then(|| email::read(key)).flatten() {
            return email.address;
        }
        if key.starts_with('+') {
            return phone::read(key, context.region.as_deref()).unwrap_or_else(|| key.to_owned());
        }
        key.to_owned()
    }

    fn region(&self, context: &Context, cleaner: &Cleaner, row: &Row) -> Option<String> {
        let own = self.place[4].of(row, cleaner).and_then(|c| country::code(&c)).map(str::to_owned);
        own.or_else(|| context.region.clone())
    }
}

impl Kept {
    fn write(&self, context: &Context, id: i64, sink: &mut Sink) {
        let mut row: Vec<Cell> = vec![
            Cell::Int(Some(id)),
            Cell::Small(context.source_id),
            Cell::Small(context.load_id),
            Cell::Int(Some(self.line as i64)),
            Cell::Text(Some(&self.key)),
        ];
        row.extend(self.texts.iter().map(|t| Cell::Text(t.as_deref())));
        row.extend([
            Cell::Text(self.email_key.as_deref()),
            Cell::Text(self.phone_key.as_deref()),
            Cell::Time(self.created_at),
            Cell::Time(self.updated_at),
            Cell::Text(Some(&self.raw)),
        ]);
        sink.record(&row);
    }
}

impl Consent {
    /// Notes what the row says, for a record or an event.
    pub(crate) fn note(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        row: &Row,
        subject: (Option<i64>, Option<i64>),
        sink: &mut Sink,
    ) {
        let Some(text) = self.from.of(row, cleaner) else { return };
        let lower = text.to_lowercase();
        let state = if self.map.granted.contains(&lower) {
            "granted"
        } else if self.map.refused.contains(&lower) {
            "refused"
        } else {
            "unknown"
        };
        let at = self.at.of(row, cleaner).and_then(|t| time::read(&t, None));
        let column = self.from.columns().first().and_then(|c| context.header.get(*c));
        let evidence = format!("{} = {text}", column.map_or(self.map.channel.as_str(), String::as_str));
        sink.consent(context, subject, &self.map.channel, state, at, &evidence);
    }
}

pub(crate) fn identifiers(maps: &[IdentifierMap], shape: Shape) -> Vec<(String, Value)> {
    maps.iter().map(|m| (m.kind.clone(), Value::bind(&m.from, shape))).collect()
}

pub(crate) fn consents(maps: &[ConsentMap], shape: Shape) -> Vec<Consent> {
    maps.iter()
        .map(|m| Consent {
            map: m.clone(),
            from: Value::bind(&m.from, shape),
            at: Value::maybe(m.at.as_ref(), shape),
        })
        .collect()
}

fn dedup(keys: &mut Vec<String>) {
    let mut seen: Vec<String> = Vec::with_capacity(keys.len());
    keys.retain(|k| {
        let new = !seen.contains(k);
        if new {
            seen.push(k.clone());
        }
        new
    });
}
