//! A connector at work on one file: each row becomes something, is passed over with a reason, or is rejected.

use super::bind::{Cleaner, Shape, Test, Value};
use super::connector::Connector;
use super::context::Context;
use super::doings::{Event, Order, Outcome, Spend};
use super::people::People;
use super::row::Row;
use super::sink::Sink;
use csv::StringRecord;
use std::collections::BTreeMap;

/// A connector bound to a file.
pub(crate) struct Mapper {
    cleaner: Cleaner,
    ignore: Vec<(Vec<Test>, String)>,
    useless: Option<String>,
    group_by: Option<Value>,
    people: Option<People>,
    events: Vec<Event>,
    order: Option<Order>,
    spend: Option<Spend>,
    /// Rows of the group that is being gathered, and what they have in common.
    group: Vec<(u64, StringRecord)>,
    group_key: Option<String>,
    pub tally: Tally,
}

/// Rows by what became of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub read: u64,
    pub mapped: u64,
    /// Rows passed over, by reason.
    pub ignored: BTreeMap<String, u64>,
    pub rejected: u64,
}

impl Mapper {
    pub(crate) fn bind(connector: &Connector, shape: Shape) -> Self {
        Self {
            cleaner: Cleaner { nulls: connector.nulls.clone(), prefixes: connector.prefixes.clone() },
            ignore: connector
                .ignore
                .iter()
                .map(|i| (Test::bind_all(&i.when, shape), i.reason.clone()))
                .collect(),
            useless: connector.useless.clone(),
            group_by: connector.group_by.as_ref().map(|s| Value::bind(s, shape)).filter(|_| !shape.json),
            people: connector.record.as_ref().map(|r| People::bind(r, shape)),
            events: connector.event.iter().map(|e| Event::bind(e, shape)).collect(),
            order: connector.order.as_ref().map(|o| Order::bind(o, shape)),
            spend: connector.spend.as_ref().map(|s| Spend::bind(s, shape)),
            group: Vec::new(),
            group_key: None,
            tally: Tally::default(),
        }
    }

    /// Columns of the file and what they became.
    pub(crate) fn columns(&self) -> Vec<(usize, String)> {
        self.people.as_ref().map_or_else(Vec::new, People::columns)
    }

    /// Takes a row of cells.
    pub(crate) fn cells(&mut self, context: &Context, line: u64, cells: &StringRecord, sink: &mut Sink) {
        self.tally.read += 1;
        let Some(group_by) = &self.group_by else {
            self.rows(context, &[(line, Row::Cells(cells))], sink);
            return;
        };
        let key = group_by.of(&Row::Cells(cells), &self.cleaner).map(std::borrow::Cow::into_owned);
        // A blank key carries on the group above.
        if key.is_some() && key != self.group_key {
            self.close_group(context, sink);
            self.group_key = key;
        }
        self.group.push((line, cells.clone()));
    }

    /// Takes a JSON object.
    pub(crate) fn object(
        &mut self,
        context: &Context,
        line: u64,
        value: &serde_json::Value,
        sink: &mut Sink,
    ) {
        self.tally.read += 1;
        self.rows(context, &[(line, Row::Json(value))], sink);
    }

    /// Takes a row that could not be read.
    pub(crate) fn broken(&mut self, context: &Context, line: u64, reason: &str, raw: &str, sink: &mut Sink) {
        self.tally.read += 1;
        self.reject(context, line, reason, raw, sink);
    }

    /// Passes over a row.
    pub(crate) fn noise(&mut self, reason: &str) {
        self.tally.read += 1;
        *self.tally.ignored.entry(reason.to_owned()).or_default() += 1;
    }

    /// Ends the file.
    pub(crate) fn finish(&mut self, context: &Context, sink: &mut Sink) {
        self.close_group(context, sink);
        if let Some(people) = &mut self.people {
            people.finish(context, sink);
        }
    }

    fn close_group(&mut self, context: &Context, sink: &mut Sink) {
        let group = std::mem::take(&mut self.group);
        let rows: Vec<(u64, Row)> = group.iter().map(|(line, cells)| (*line, Row::Cells(cells))).collect();
        self.rows(context, &rows, sink);
    }

    /// Maps rows that belong together; the first speaks for them.
    fn rows(&mut self, context: &Context, rows: &[(u64, Row)], sink: &mut Sink) {
        let Some(&(line, ref row)) = rows.first() else { return };
        let count = rows.len() as u64;
        let reason = self.useless.clone().or_else(|| {
            let found =
                self.ignore.iter().find(|(tests, _)| tests.iter().all(|t| t.holds(row, &self.cleaner)));
            found.map(|(_, reason)| reason.clone())
        });
        if let Some(reason) = reason {
            *self.tally.ignored.entry(reason).or_default() += count;
            return;
        }
        let mut mapped = false;
        let (mut rejected, mut passed_over) = (None, None);
        let mut heed = |outcome| match outcome {
            Outcome::Mapped => mapped = true,
            Outcome::NotMeant => {}
            Outcome::PassedOver(reason) => passed_over = Some(reason),
            Outcome::Rejected(reason) => rejected = Some(reason),
        };
        if let Some(order) = &self.order {
            heed(order.map(context, &self.cleaner, rows, sink));
        }
        for event in &self.events {
            heed(event.map(context, &self.cleaner, line, row, sink));
        }
        if let Some(spend) = &self.spend {
            heed(spend.map(context, &self.cleaner, line, row, sink));
        }
        let of_use = mapped || (rejected.is_none() && passed_over.is_none());
        if let Some(people) = self.people.as_mut().filter(|_| of_use) {
            mapped |= people.map(context, &self.cleaner, line, row, sink);
        }
        match rejected {
            Some(reason) if !mapped => {
                for (line, row) in rows {
                    self.reject(context, *line, &reason, &row.raw(context.header), sink);
                }
            }
            _ if mapped => self.tally.mapped += count,
            _ => {
                let reason = passed_over.unwrap_or_else(|| "nothing of use in the row".into());
                *self.tally.ignored.entry(reason).or_default() += count;
            }
        }
    }

    fn reject(&mut self, context: &Context, line: u64, reason: &str, raw: &str, sink: &mut Sink) {
        self.tally.rejected += 1;
        sink.reject(context.load_id, line, reason, raw);
    }
}
