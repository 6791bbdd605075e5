//! A connector at work on one file: each row becomes something, is passed over with a reason, or is rejected.

mod bind;
mod condition;
mod consent;
mod context;
mod event;
mod order;
mod outcome;
mod record;
mod row;
mod spend;
mod url;

pub(crate) use bind::{Cleaner, Shape, Value};
pub(crate) use context::Context;
pub(crate) use outcome::Tally;
pub(crate) use row::{Place, Row, follow, labels, path};
pub(crate) use url::decode_percent;

use super::connector::Connector;
use super::input::{Cells, Found};
use super::store::Sink;
use condition::Test;
use event::Event;
use order::Order;
use outcome::Outcome;
use record::Records;
use spend::Spend;

/// Rows of one group: more than any order has lines.
const LONGEST_GROUP: usize = 10_000;

/// A connector bound to a file.
pub(crate) struct Mapper {
    cleaner: Cleaner,
    ignore: Vec<(Vec<Test>, String)>,
    useless: Option<String>,
    group_by: Option<Value>,
    records: Option<Records>,
    events: Vec<Event>,
    order: Option<Order>,
    spend: Option<Spend>,
    /// Rows of the group that is being gathered, and what they have in common.
    group: Vec<(u64, Cells)>,
    group_key: Option<String>,
    /// Rows by what became of them.
    pub tally: Tally,
}

impl Mapper {
    pub(crate) fn bind(connector: &Connector, shape: Shape<'_>, region: Option<&str>) -> Self {
        let ignore =
            |ignore: &super::connector::Ignore| (Test::bind_all(&ignore.when, shape), ignore.reason.clone());
        Self {
            cleaner: Cleaner::of(connector, region),
            ignore: connector.ignore.iter().map(ignore).collect(),
            useless: connector.useless.clone(),
            group_by: connector
                .group_by
                .as_ref()
                .map(|spec| Value::bind(spec, shape))
                .filter(|_| !shape.json),
            records: connector.record.as_ref().map(|record| Records::bind(record, shape)),
            events: connector.event.iter().map(|event| Event::bind(event, shape)).collect(),
            order: connector.order.as_ref().map(|order| Order::bind(order, shape)),
            spend: connector.spend.as_ref().map(|spend| Spend::bind(spend, shape)),
            group: Vec::new(),
            group_key: None,
            tally: Tally::default(),
        }
    }

    /// Where each value comes from and what it becomes, in the order of the maps; each place and target once.
    pub(crate) fn targets(&self) -> Vec<(Place, String)> {
        let mut values = self.records.as_ref().map_or_else(Vec::new, Records::targets);
        values.extend(self.order.as_ref().map_or_else(Vec::new, Order::targets));
        values.extend(self.events.iter().flat_map(Event::targets));
        values.extend(self.spend.as_ref().map_or_else(Vec::new, Spend::targets));
        let mut out: Vec<(Place, String)> = Vec::new();
        for (value, target) in values {
            for place in value.places() {
                if !out.iter().any(|(known, name)| known == place && *name == target) {
                    out.push((place.clone(), target.clone()));
                }
            }
        }
        out
    }

    /// Takes what was found at one place of the file.
    pub(crate) fn take(&mut self, context: &Context, line: u64, found: &Found<'_>, sink: &mut Sink) {
        self.tally.read += 1;
        match found {
            Found::Cells(cells) => self.cells(context, line, cells, sink),
            Found::Object(value) => self.rows(context, &[(line, Row::Json(value))], sink),
            Found::Noise(reason) => self.tally.ignore(reason, 1),
            Found::Broken { reason, raw } => self.reject(context, line, reason, raw, sink),
        }
    }

    fn cells(&mut self, context: &Context, line: u64, cells: &Cells, sink: &mut Sink) {
        let Some(group_by) = &self.group_by else {
            self.rows(context, &[(line, Row::Cells(cells))], sink);
            return;
        };
        let key = group_by.of(&Row::Cells(cells), &self.cleaner);
        if key.as_deref().is_some_and(|key| Some(key) != self.group_key.as_deref())
            || self.group.len() >= LONGEST_GROUP
        {
            let key = key.map(std::borrow::Cow::into_owned);
            self.close_group(context, sink);
            self.group_key = key.or_else(|| self.group_key.take());
        }
        self.group.push((line, cells.clone()));
    }

    /// Ends the file.
    pub(crate) fn finish(&mut self, context: &Context, sink: &mut Sink) {
        self.close_group(context, sink);
        if let Some(records) = &mut self.records {
            records.finish(context, sink);
        }
    }

    fn close_group(&mut self, context: &Context, sink: &mut Sink) {
        let group = std::mem::take(&mut self.group);
        let rows: Vec<(u64, Row<'_>)> =
            group.iter().map(|(line, cells)| (*line, Row::Cells(cells))).collect();
        self.rows(context, &rows, sink);
    }

    /// Maps rows that belong together; the first speaks for them.
    fn rows(&mut self, context: &Context, rows: &[(u64, Row<'_>)], sink: &mut Sink) {
        let Some(&(line, ref row)) = rows.first() else { return };
        let count = rows.len() as u64;
        let ignored = self.ignore.iter().find(|(tests, _)| Test::all(tests, row, &self.cleaner));
        if let Some(reason) = self.useless.as_ref().or(ignored.map(|(_, reason)| reason)) {
            self.tally.ignore(reason, count);
            return;
        }
        let cleaner = &self.cleaner;
        let mut ends = Ends::default();
        if let Some(order) = &mut self.order {
            ends.heed(order.map(context, cleaner, rows, sink));
        }
        for event in &mut self.events {
            ends.heed(event.map(context, cleaner, line, row, sink));
        }
        if let Some(spend) = &self.spend {
            ends.heed(spend.map(context, cleaner, line, row, sink));
        }
        // Nobody becomes a customer by a row that is wrong.
        if let Some(records) = self.records.as_mut().filter(|_| ends.rejected.is_none()) {
            ends.heed(records.map(context, cleaner, line, row, sink));
        }
        match ends {
            Ends { mapped: true, .. } => self.tally.mapped += count,
            Ends { rejected: Some(reason), .. } => {
                for (line, row) in rows {
                    self.reject(context, *line, &reason, &row.raw(&context.labels), sink);
                }
            }
            Ends { passed_over, .. } => {
                self.tally.ignore(&passed_over.unwrap_or_else(|| NOTHING.to_owned()), count);
            }
        }
    }

    fn reject(&mut self, context: &Context, line: u64, reason: &str, raw: &str, sink: &mut Sink) {
        self.tally.reject(reason);
        sink.reject(context.load_id, line, reason, raw);
    }
}

const NOTHING: &str = "the row holds nothing that this connector uses";

/// What the maps made of a row.
#[derive(Default)]
struct Ends {
    mapped: bool,
    passed_over: Option<String>,
    rejected: Option<String>,
}

impl Ends {
    fn heed(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Mapped => self.mapped = true,
            Outcome::NotMeant => {}
            Outcome::PassedOver(reason) => self.passed_over = Some(reason),
            Outcome::Rejected(reason) => self.rejected = Some(reason),
        }
    }
}
