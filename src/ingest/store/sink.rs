//! Where mapped rows go: one buffer a table, handed on as record batches, and the counts of what was made.

use super::buffer::{Buffer, Cell, Filled};
use crate::ingest::map::Context;
use crate::value::{email, phone, placeholder};
use jiff::civil::DateTime;
use rustc_hash::FxHashSet;

/// Longest raw text kept of a rejected row.
const LONGEST_RAW: usize = 64 << 10;

/// Rows by table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub records: u64,
    pub events: u64,
    pub orders: u64,
    pub order_lines: u64,
    pub consents: u64,
    pub ad_spend: u64,
    pub rejects: u64,
}

/// The buffers of a load. Full ones wait in `full` to be handed on.
pub(crate) struct Sink {
    records: Buffer,
    identifiers: Buffer,
    extras: Buffer,
    events: Buffer,
    event_identifiers: Buffer,
    orders: Buffer,
    order_lines: Buffer,
    consents: Buffer,
    ad_spend: Buffer,
    rejects: Buffer,
    full: Vec<Filled>,
    pub counts: Counts,
    /// The first rejects, to be shown.
    pub first_rejects: Vec<(u64, String)>,
    events_seen: FxHashSet<i64>,
    /// Identifiers of records that came in several rows.
    links_seen: FxHashSet<(i64, u64)>,
}

impl Sink {
    pub(crate) fn new() -> Self {
        Self {
            records: Buffer::new("records"),
            identifiers: Buffer::new("record_identifiers"),
            extras: Buffer::new("record_extras"),
            events: Buffer::new("events"),
            event_identifiers: Buffer::new("event_identifiers"),
            orders: Buffer::new("orders"),
            order_lines: Buffer::new("order_lines"),
            consents: Buffer::new("consents"),
            ad_spend: Buffer::new("ad_spend"),
            rejects: Buffer::new("rejects"),
            full: Vec::new(),
            counts: Counts::default(),
            first_rejects: Vec::new(),
            events_seen: FxHashSet::default(),
            links_seen: FxHashSet::default(),
        }
    }

    /// The batches that are full by now.
    pub(crate) fn take_full(&mut self) -> Vec<Filled> {
        std::mem::take(&mut self.full)
    }

    /// All there is.
    pub(crate) fn finish(mut self) -> Vec<Filled> {
        let buffers = [
            &mut self.records,
            &mut self.identifiers,
            &mut self.extras,
            &mut self.events,
            &mut self.event_identifiers,
            &mut self.orders,
            &mut self.order_lines,
            &mut self.consents,
            &mut self.ad_spend,
            &mut self.rejects,
        ];
        let last: Vec<Filled> = buffers.into_iter().filter_map(Buffer::take).collect();
        self.full.into_iter().chain(last).collect()
    }

    pub(crate) fn record(&mut self, row: &[Cell<'_>]) {
        self.full.extend(self.records.push(row));
        self.counts.records += 1;
    }

    /// An identifier of a record, brought into its normal form; what has none is left out, and what this record has
    /// already too.
    pub(crate) fn record_identifier(&mut self, context: &Context, record: i64, kind: &str, value: &str) {
        let Some(value) = normal(kind, value, context) else { return };
        if self.links_seen.insert((record, hash(kind, &value))) {
            self.record_key(context, record, kind, &value);
        }
    }

    /// An identifier of a record that is in its normal form.
    pub(crate) fn record_key(&mut self, context: &Context, record: i64, kind: &str, value: &str) {
        self.full.extend(self.identifiers.push(&[
            Cell::Int(Some(record)),
            Cell::Small(context.load_id),
            Cell::Text(Some(kind)),
            Cell::Text(Some(value)),
        ]));
    }

    pub(crate) fn extra(&mut self, context: &Context, record: i64, name: &str, value: &str) {
        if placeholder::is_placeholder(value) {
            return;
        }
        self.full.extend(self.extras.push(&[
            Cell::Int(Some(record)),
            Cell::Small(context.load_id),
            Cell::Text(Some(name)),
            Cell::Text(Some(value)),
        ]));
    }

    /// True when no event or order of this id came before in the file.
    pub(crate) fn is_new_event(&mut self, id: i64) -> bool {
        self.events_seen.insert(id)
    }

    pub(crate) fn event(&mut self, row: &[Cell<'_>]) {
        self.full.extend(self.events.push(row));
        self.counts.events += 1;
    }

    /// An identifier of an event, likewise.
    pub(crate) fn event_identifier(&mut self, context: &Context, event: i64, kind: &str, value: &str) {
        let Some(value) = normal(kind, value, context) else { return };
        self.full.extend(self.event_identifiers.push(&[
            Cell::Int(Some(event)),
            Cell::Small(context.load_id),
            Cell::Text(Some(kind)),
            Cell::Text(Some(&value)),
        ]));
    }

    pub(crate) fn order(&mut self, row: &[Cell<'_>]) {
        self.full.extend(self.orders.push(row));
        self.counts.orders += 1;
    }

    pub(crate) fn order_line(&mut self, row: &[Cell<'_>]) {
        self.full.extend(self.order_lines.push(row));
        self.counts.order_lines += 1;
    }

    /// A statement of consent of a record or an event.
    pub(crate) fn consent(
        &mut self,
        context: &Context,
        (record, event): (Option<i64>, Option<i64>),
        channel: &str,
        state: &str,
        at: Option<DateTime>,
        evidence: &str,
    ) {
        self.full.extend(self.consents.push(&[
            Cell::Int(record),
            Cell::Int(event),
            Cell::Small(context.load_id),
            Cell::Text(Some(channel)),
            Cell::Text(Some(state)),
            Cell::Time(at),
            Cell::Text(Some(evidence)),
        ]));
        self.counts.consents += 1;
    }

    pub(crate) fn spend(&mut self, row: &[Cell<'_>]) {
        self.full.extend(self.ad_spend.push(row));
        self.counts.ad_spend += 1;
    }

    /// A row that can't be used.
    pub(crate) fn reject(&mut self, load_id: i32, line: u64, reason: &str, raw: &str) {
        let mut end = raw.len().min(LONGEST_RAW);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        self.full.extend(self.rejects.push(&[
            Cell::Small(load_id),
            Cell::Int(Some(line.cast_signed())),
            Cell::Text(Some(reason)),
            Cell::Text(Some(&raw[..end])),
        ]));
        self.counts.rejects += 1;
        if self.first_rejects.len() < 5 {
            self.first_rejects.push((line, reason.to_owned()));
        }
    }
}

fn hash(kind: &str, value: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    (kind, value).hash(&mut hasher);
    hasher.finish()
}

/// The form in which identifiers of a kind are compared.
fn normal(kind: &str, value: &str, context: &Context) -> Option<String> {
    match kind {
        "email" => email::address(value),
        "phone" => phone::read(value, context.region.as_deref()),
        "hashed_email" => {
            let hash = value.trim().to_ascii_lowercase();
            (hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hash)
        }
        _ => {
            let value = value.trim();
            (!placeholder::is_placeholder(value)).then(|| value.to_owned())
        }
    }
}
