//! What Profiles asks for, and when.

use super::Query;
use super::columns::id_of;
use super::state::{Profiles, TABS};
use crate::resolve::what_if::Change;
use crate::segment::read::DirectoryOrder;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::remote::Phase;
use crate::tui::screens::Query as AnyQuery;
use std::sync::Arc;

const HEAD: &str = "profiles.head";
const ORDER: &str = "profiles.order";
const INDEX: &str = "profiles.index";
const RANK: &str = "profiles.rank";
const MORE: &str = "profiles.more";
const SEARCH: &str = "profiles.search";
const ROWS: &str = "profiles.rows";
const CARD: &str = "profiles.card";
const WHAT_IF: &str = "profiles.what_if";
const WHY: &str = "profiles.why";
const FACETS: &str = "profiles.facets";

impl Profiles {
    pub(super) fn ask_order(&mut self, cx: &mut Cx) {
        let ticket =
            cx.ask(Lane::Page, HEAD, AnyQuery::Profiles(Query::Head(self.order, self.choices.clone())));
        self.head.asked(ticket, cx.now);
        let ticket = cx.ask(
            Lane::Aggregate,
            ORDER,
            AnyQuery::Profiles(Query::Order(self.order, self.choices.clone())),
        );
        self.all.asked(ticket, cx.now);
    }

    /// What people have in common, counted; once as long as the workspace stays as it is.
    pub(super) fn ask_facets(&mut self, cx: &mut Cx) {
        if self.facets_read.phase(cx.now) == Phase::Idle {
            let ticket = cx.ask(Lane::Count, FACETS, AnyQuery::Profiles(Query::Facets));
            self.facets_read.asked(ticket, cx.now);
        }
    }

    /// Other choices: the same order of other people.
    pub(super) fn narrow(&mut self, cx: &mut Cx) {
        self.all.clear();
        self.ranked = Default::default();
        self.seek = None;
        self.narrowing = true;
        self.list_choices();
        self.ask_order(cx);
    }

    /// Sorts anew; what is filtered stays filtered.
    pub(super) fn sort(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.order = order;
        self.all.clear();
        self.ranked = Default::default();
        self.ask_order(cx);
        cx.say(format!("Sorted by {}, {}", id_of(order.by), order.direction()), Tone::Plain);
    }

    pub(super) fn search(&mut self, cx: &mut Cx) {
        let text = self.filter.text().to_owned();
        if text.is_empty() {
            self.found = Default::default();
            cx.forget(SEARCH);
            if let Some(all) = self.all.get() {
                self.grid.start_over(all.clone());
            }
            return self.look_inside(cx);
        }
        match (self.index.get(), self.ranked.get(), self.all.get()) {
            (Some(index), Some(ranked), _) => {
                let narrowed = !self.choices.is_empty();
                let query = Query::Search { index: index.clone(), ranked: ranked.clone(), text, narrowed };
                let ticket = cx.ask(Lane::Aggregate, SEARCH, AnyQuery::Profiles(query));
                self.found.asked(ticket, cx.now);
            }
            (Some(index), None, Some(order)) if self.ranked.since().is_none() => {
                let query = Query::Rank(index.clone(), order.clone());
                let ticket = cx.ask(Lane::Aggregate, RANK, AnyQuery::Profiles(query));
                self.ranked.asked(ticket, cx.now);
            }
            (None, ..) if self.index.since().is_none() => self.ask_index(cx),
            _ => {}
        }
    }

    pub(super) fn ask_index(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Count, INDEX, AnyQuery::Profiles(Query::Index));
        self.index.asked(ticket, cx.now);
    }

    /// Asks for the card of the row under the cursor, unless it is here or on its way.
    pub(super) fn look_inside(&mut self, cx: &mut Cx) {
        let Some(id) = self.grid.id() else { return };
        if self.card_of != Some(id) {
            self.card_of = Some(id);
            if self.shown().is_none_or(|card| card.profile_id != id) {
                (self.sheet.top, self.record, self.value) = (0, 0, 0);
                self.picker = None;
                self.selected.clear();
            }
            let ticket = cx.ask(Lane::Page, CARD, AnyQuery::Profiles(Query::Card(id)));
            self.card.asked(ticket, cx.now);
        }
        self.look_further(cx);
    }

    /// Asks for what the tab shown needs beyond the card.
    pub(super) fn look_further(&mut self, cx: &mut Cx) {
        let Some(wanted) = self.card_of.zip(TABS[self.tab].1) else { return };
        if self.extra_of != Some(wanted) {
            self.extra_of = Some(wanted);
            let ticket = cx.ask(Lane::Page, MORE, AnyQuery::Profiles(Query::More(wanted.0, wanted.1)));
            self.extra.asked(ticket, cx.now);
        }
    }

    /// Asks why these two are not one; the detail shows the answer from now on.
    pub(super) fn ask_why(&mut self, two: [i64; 2], cx: &mut Cx) {
        if self.why_of != Some(two) {
            self.why.clear();
        }
        self.why_of = Some(two);
        let ticket = cx.ask(Lane::Aggregate, WHY, AnyQuery::Profiles(Query::Why(two)));
        self.why.asked(ticket, cx.now);
    }

    /// Asks what a change would do; the detail shows the answer from now on.
    pub(super) fn ask_what_if(&mut self, change: Change, cx: &mut Cx) {
        if self.change.as_ref() != Some(&change) {
            self.effect.clear();
        }
        self.change = Some(change.clone());
        let ticket = cx.ask(Lane::Aggregate, WHAT_IF, AnyQuery::Profiles(Query::WhatIf(change)));
        self.effect.asked(ticket, cx.now);
    }

    /// Nobody waits any more for what a change would do.
    pub(super) fn forget_what_if(&mut self, cx: &mut Cx) {
        cx.forget(WHAT_IF);
        (self.change, self.effect) = Default::default();
    }

    pub(super) fn fetch(&mut self, cx: &mut Cx) {
        let wanted = self.grid.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Profiles(Query::Rows(wanted)));
            self.rows.asked(ticket, cx.now);
        }
    }

    /// The order has come, of all or of those found: shows it, on the row that is sought.
    pub(super) fn settle(&mut self, order: Arc<[i64]>, cx: &mut Cx) {
        if self.seek.is_some() || self.grid.is_empty() {
            self.grid.set_order(order);
        } else {
            self.grid.start_over(order);
        }
        if let Some(id) = self.seek.take() {
            self.grid.go_to(id);
        }
        self.look_inside(cx);
        self.fetch(cx);
    }
}
