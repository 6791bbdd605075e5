//! What a row says about consent.

use super::bind::{Cleaner, Shape, Value};
use super::context::Context;
use super::row::{Place, Row};
use crate::ingest::connector::ConsentMap;
use crate::ingest::store::Sink;
use crate::value::time;
use rustc_hash::FxHashMap;

/// Spellings of yes and no in the exports of the usual systems and in several languages.
const GRANTED: &[&str] = &[
    "yes",
    "y",
    "true",
    "t",
    "1",
    "subscribed",
    "subscribe",
    "opted_in",
    "opted in",
    "opt-in",
    "optin",
    "granted",
    "ja",
    "oui",
    "sí",
    "si",
    "sim",
    "tak",
    "on",
];
const REFUSED: &[&str] = &[
    "no",
    "n",
    "false",
    "f",
    "0",
    "unsubscribed",
    "unsubscribe",
    "opted_out",
    "opted out",
    "opt-out",
    "optout",
    "denied",
    "refused",
    "redacted",
    "nein",
    "non",
    "não",
    "nao",
    "nie",
    "off",
];

/// A bound [`ConsentMap`].
pub(crate) struct Consent {
    channel: String,
    from: Value,
    at: Value,
    granted: Vec<String>,
    refused: Vec<String>,
    subject: Value,
    /// What the last row of each subject said.
    last: FxHashMap<String, &'static str>,
}

impl Consent {
    pub(crate) fn bind_all(maps: &[ConsentMap], shape: Shape<'_>) -> Vec<Self> {
        let words = |own: &Option<Vec<String>>, usual: &[&str]| -> Vec<String> {
            match own {
                Some(words) => words.iter().map(|word| word.to_lowercase()).collect(),
                None => usual.iter().map(|word| (*word).to_owned()).collect(),
            }
        };
        maps.iter()
            .map(|map| {
                // Whoever names the words for yes means that no other word is a no.
                let usual = map.granted.is_none() && map.refused.is_none();
                let (yes, no) = if usual { (GRANTED, REFUSED) } else { (&[][..], &[][..]) };
                Self {
                    channel: map.channel.clone(),
                    from: Value::bind(&map.from, shape),
                    at: Value::maybe(map.at.as_ref(), shape),
                    granted: words(&map.granted, yes),
                    refused: words(&map.refused, no),
                    subject: Value::maybe(map.subject.as_ref(), shape),
                    last: FxHashMap::default(),
                }
            })
            .collect()
    }

    /// The values that tell them, with the names they are shown by.
    pub(crate) fn targets(consents: &[Self]) -> impl Iterator<Item = (&Value, String)> {
        consents.iter().map(|consent| (&consent.from, format!("consent:{}", consent.channel)))
    }

    /// Notes what the row says of a record.
    pub(crate) fn note_record(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        row: &Row<'_>,
        record: i64,
        sink: &mut Sink,
    ) {
        let Some(text) = self.from.of(row, cleaner) else { return };
        self.write(context, cleaner, row, (Some(record), None), (&text, self.state(&text)), sink);
    }

    /// Notes what the row says in an event: yes or no only, and only news where a subject is told.
    pub(crate) fn note_event(
        &mut self,
        context: &Context,
        cleaner: &Cleaner,
        row: &Row<'_>,
        event: i64,
        sink: &mut Sink,
    ) {
        let Some(text) = self.from.of(row, cleaner) else { return };
        let state = self.state(&text);
        if state == "unknown" {
            return;
        }
        if !self.subject.is_nothing() {
            let Some(subject) = self.subject.of(row, cleaner) else { return };
            if self.last.get(subject.as_ref()) == Some(&state) {
                return;
            }
            self.last.insert(subject.into_owned(), state);
        }
        self.write(context, cleaner, row, (None, Some(event)), (&text, state), sink);
    }

    fn state(&self, text: &str) -> &'static str {
        let text = text.to_lowercase();
        if self.granted.contains(&text) {
            "granted"
        } else if self.refused.contains(&text) {
            "refused"
        } else {
            "unknown"
        }
    }

    fn write(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        row: &Row<'_>,
        subject: (Option<i64>, Option<i64>),
        (text, state): (&str, &str),
        sink: &mut Sink,
    ) {
        let at = self.at.of(row, cleaner).and_then(|at| {
            let zone = context.zone.of(row, cleaner);
            time::read(&at, zone.as_deref())
        });
        let column = self.from.places().first().and_then(|place| match place {
            Place::Cell(index) => context.header.get(*index).map(String::as_str),
            Place::Path(_) => None,
        });
        let evidence = format!("{} = {text}", column.unwrap_or(&self.channel));
        sink.consent(context, subject, &self.channel, state, at, &evidence);
    }
}
