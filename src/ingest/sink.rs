//! Where mapped rows go: one buffer a table, and the counts that must add up.

use super::IngestError;
use super::buffer::{Buffer, Cell};
use super::context::Context;
use crate::value::{email, phone};
use duckdb::Connection;
use jiff::civil::DateTime;
use rustc_hash::FxHashSet;

/// Longest raw text kept of a rejected row.
const LONGEST_RAW: usize = 64 << 10;

/// Rows by table.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub records: u64,
    pub events: u64,
    pub orders: u64,
    pub order_lines: u64,
    pub consents: u64,
    pub ad_spend: u64,
    pub rejects: u64,
}

/// The buffers of a load.
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
    pub counts: Counts,
    /// The first rejects, to be shown.
    pub first_rejects: Vec<(u64, String)>,
    events_seen: FxHashSet<i64>,
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
            counts: Counts::default(),
            first_rejects: Vec::new(),
            events_seen: FxHashSet::default(),
        }
    }

    fn buffers(&mut self) -> [&mut Buffer; 10] {
        [
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
        ]
    }

    /// Appends the buffers that are full; all of them when `all`.
    pub(crate) fn flush(&mut self, conn: &Connection, all: bool) -> Result<(), IngestError> {
        for buffer in self.buffers() {
            if all || buffer.is_full() {
                buffer.flush(conn)?;
            }
        }
        Ok(())
    }

    pub(crate) fn record(&mut self, row: &[Cell]) {
        self.records.push(row);
        self.counts.records += 1;
    }

    /// An identifier of a record, brought into its normal form; what has none is left out.
    pub(crate) fn identifier(&mut self, context: &Context, record: i64, kind: &str, value: &str) {
        if let Some(value) = normal(kind, value, context) {
            self.identifiers.push(&[
                Cell::Int(Some(record)),
                Cell::Small(context.load_id),
                Cell::Text(Some(kind)),
                Cell::Text(Some(&value)),
            ]);
        }
    }

    pub(crate) fn extra(&mut self, context: &Context, record: i64, name: &str, value: &str) {
        self.extras.push(&[
            Cell::Int(Some(record)),
            Cell::Small(context.load_id),
            Cell::Text(Some(name)),
            Cell::Text(Some(value)),
        ]);
    }

    /// True when no event of this id came before in the file.
    pub(crate) fn is_new_event(&mut self, id: i64) -> bool {
        self.events_seen.insert(id)
    }

    pub(crate) fn event(&mut self, row: &[Cell]) {
        self.events.push(row);
        self.counts.events += 1;
    }

    /// An identifier of an event, likewise.
    pub(crate) fn event_identifier(&mut self, context: &Context, event: i64, kind: &str, value: &str) {
        if let Some(value) = normal(kind, value, context) {
            self.event_identifiers.push(&[
                Cell::Int(Some(event)),
                Cell::Small(context.load_id),
                Cell::Text(Some(kind)),
                Cell::Text(Some(&value)),
            ]);
        }
    }

    pub(crate) fn order(&mut self, row: &[Cell]) {
        self.orders.push(row);
        self.counts.orders += 1;
    }

    pub(crate) fn order_line(&mut self, row: &[Cell]) {
        self.order_lines.push(row);
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
        self.consents.push(&[
            Cell::Int(record),
            Cell::Int(event),
            Cell::Small(context.load_id),
            Cell::Text(Some(channel)),
            Cell::Text(Some(state)),
            Cell::Time(at),
            Cell::Text(Some(evidence)),
        ]);
        self.counts.consents += 1;
    }

    pub(crate) fn spend(&mut self, row: &[Cell]) {
        self.ad_spend.push(row);
        self.counts.ad_spend += 1;
    }

    /// A row that can't be used.
    pub(crate) fn reject(&mut self, load_id: i32, line: u64, reason: &str, raw: &str) {
        let mut end = raw.len().min(LONGEST_RAW);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        self.rejects.push(&[
            Cell::Small(load_id),
            Cell::Int(Some(line as i64)),
            Cell::Text(Some(reason)),
            Cell::Text(Some(&raw[..end])),
        ]);
        self.counts.rejects += 1;
        if self.first_rejects.len() < 5 {
            self.first_rejects.push((line, reason.to_owned()));
        }
    }
}

fn normal(kind: &str, value: &str, context: &Context) -> Option<String> {
    match kind {
        "email" => email::read(value).map(|e| e.address),
        "phone" => phone::read(value, context.region.as_deref()),
        _ => {
            let value = value.trim();
            (!value.is_empty() && !crate::value::placeholder::is_placeholder(value)).then(|| value.to_owned())
        }
    }
}
