//! Rows of the list that stand for many events: years, months, weeks, days, sessions.

use super::family::{self, FAMILIES};
use super::query::Life;
use super::zoom::{Period, Zoom};
use crate::journey::kind::Kind;
use crate::text;
use jiff::civil::DateTime;
use std::ops::Range;

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// For people: `November 2026`.
    pub(super) title: String,
    /// Places of its events in the list of all that are shown.
    pub(super) events: Range<usize>,
    /// Its earliest event's time.
    pub(super) first: DateTime,
    /// Its latest event's time.
    pub(super) last: DateTime,
    /// Events by family.
    pub(super) families: [u64; FAMILIES],
    /// Events by kind, most first.
    pub(super) kinds: Vec<(Kind, u64)>,
    /// Events by source, most first.
    pub(super) sources: Vec<(String, u64)>,
    /// Orders that count.
    pub(super) orders: u64,
    /// What they came to, by currency.
    pub(super) money: String,
    /// Marketing channel of the session it is.
    pub(super) channel: Option<String>,
}

/// The groups of the events `chosen` (places in the trace, in the list's order).
pub(super) fn groups(life: &Life, chosen: &[usize], zoom: Zoom) -> Vec<Group> {
    let mut out = Vec::new();
    let period = |place: usize| zoom.period(&life.trace.steps[chosen[place]]);
    let mut from = 0;
    while from < chosen.len() {
        let here = period(from);
        let until = (from + 1..chosen.len()).find(|place| period(*place) != here).unwrap_or(chosen.len());
        out.push(group(life, chosen, zoom, here, from..until));
        from = until;
    }
    out
}

fn group(life: &Life, chosen: &[usize], zoom: Zoom, period: Period, events: Range<usize>) -> Group {
    let trace = &life.trace;
    let mut families = [0; FAMILIES];
    let mut kinds: Vec<(Kind, u64)> = Vec::new();
    let mut sources = vec![0_u64; trace.sources.len()];
    let mut money = vec![0.0; trace.currencies.len()];
    let mut orders = 0;
    let ends = [chosen[events.start], chosen[events.end - 1]].map(|place| trace.steps[place].at);
    for place in &chosen[events.clone()] {
        let step = &trace.steps[*place];
        families[family::of(step.kind)] += 1;
        match kinds.iter_mut().find(|(kind, _)| *kind == step.kind) {
            Some((_, n)) => *n += 1,
            None => kinds.push((step.kind, 1)),
        }
        sources[step.source] += 1;
        if let Some((net, currency)) = step.order {
            orders += 1;
            money[currency] += net;
        }
    }
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut sources: Vec<_> = trace.sources.iter().cloned().zip(sources).filter(|(_, n)| *n > 0).collect();
    sources.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let channel = match period {
        Period::Session(id) => {
            life.sessions.iter().find(|session| session.session_id == id).map(|s| s.channel.clone())
        }
        Period::From(_) => None,
    };
    Group {
        title: zoom.label(period, first, last),
        events,
        first,
        last,
        families,
        kinds,
        sources,
        orders,
        money: amounts(&money, &trace.currencies),
        channel,
    }
}

/// `120.00 EUR`, several currencies with a comma between; nothing where there is nothing.
pub(super) fn amounts(money: &[f64], currencies: &[String]) -> String {
    let parts: Vec<String> = money
        .iter()
        .zip(currencies)
        .filter(|(amount, _)| **amount != 0.0)
        .map(|(amount, currency)| text::money(*amount, Some(currency)))
        .collect();
    parts.join(", ")
}
