//! What happens to Profiles.

use super::Act;
use super::columns::{clicked, id_of, order_of};
use super::hands::Last;
use super::state::{Pane, Profiles, TABS};
use crate::resolve::what_if::Change;
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::{Cx, Tone};
use crate::tui::hits::{Drawn, Target};
use crate::tui::screens::{CrumbCx, Goto, NOT_HERE, Reply as AnyReply, Screen, ScreenId};
use crate::tui::session::{ListMemory, Session};
use crate::tui::widgets::FilterLine;
use crate::tui::work::Work;
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;

/// Its panes on the map of the frame.
pub(super) const GRID: &str = "profiles.grid";
pub(super) const DETAIL: &str = "profiles.detail";
pub(super) const FACETS: &str = "profiles.facets";

impl Screen for Profiles {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.reload(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        self.seek = self.seek.or(self.grid.id());
        self.grid.forget_rows();
        self.index = Default::default();
        self.ranked = Default::default();
        self.card_of = None;
        self.extra_of = None;
        self.facets_read = Default::default();
        self.ask_order(cx);
        if let Some(two) = self.why_of {
            self.ask_why(two, cx);
        }
        if let Some(change) = self.change.clone() {
            self.ask_what_if(change, cx);
        }
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        match act {
            Any::Profiles(Act::NextTab) => self.turn(1, cx),
            Any::Profiles(Act::PreviousTab) => self.turn(TABS.len() - 1, cx),
            Any::Profiles(Act::Journey) => {
                if let Some(profile) = self.grid.id() {
                    cx.go(Goto::Journey { profile, among: self.grid.order() });
                }
            }
            Any::Profiles(Act::Why) => self.turn_to_why(cx),
            Any::Profiles(Act::WhatIf) => self.what_if(cx),
            Any::Profiles(Act::Narrow) => {
                self.pane = if self.pane == Pane::Facets { Pane::List } else { Pane::Facets };
                self.ask_facets(cx);
            }
            Any::Profiles(Act::Everybody) => {
                self.choices.clear();
                self.narrow(cx);
            }
            Any::Profiles(Act::Split) => self.split(cx),
            Any::Profiles(Act::Take) => self.take(cx),
            Any::Profiles(Act::Merge) => self.merge(cx),
            Any::Profiles(Act::Choose) => self.choose_value(cx),
            Any::Profiles(Act::Lock) => self.lock(cx),
            Any::Profiles(Act::Undo) => self.undo(cx),
            Any::Profiles(Act::Redo) => self.redo(cx),
            Any::List(act) => match self.pane {
                Pane::List => self.list_act(act, cx),
                Pane::Detail => self.detail_act(act, cx),
                Pane::Facets => self.facet_act(act, cx),
            },
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::Profiles(Act::Journey | Act::Take | Act::Merge) => self.grid.id().is_some(),
            Any::Profiles(Act::Split | Act::Choose | Act::Lock) => self.shown().is_some(),
            Any::Profiles(Act::Redo) => self.last == Last::Decision,
            Any::Profiles(Act::Why) => self.why_of.is_some() || self.two().is_some(),
            Any::Profiles(Act::Everybody) => !self.choices.is_empty(),
            Any::List(ListAct::Open) => self.pane != Pane::Detail || self.picker.is_some(),
            _ => true,
        }
    }

    fn leads_to(&self, screen: ScreenId) -> Option<Goto> {
        let open = self.grid.id().filter(|_| self.pane == Pane::Detail && screen == ScreenId::Journey);
        open.map(|profile| Goto::Journey { profile, among: self.grid.order() })
    }

    fn why_not(&self, act: Any) -> &'static str {
        match act {
            Any::Profiles(Act::Why) => "mark one or two people first",
            Any::Profiles(Act::Everybody) => "nothing is chosen that everybody shown has in common",
            Any::Profiles(Act::Redo) => "what was done last here is no decision",
            Any::Profiles(_) => "nobody is under the cursor yet",
            _ => NOT_HERE,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        self.answered(report, cx);
    }

    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx) {
        if let Some(rows) = drawn.rows(GRID) {
            self.grid.fit(rows);
            self.fetch(cx);
        }
        if let Some(rows) = drawn.rows(FACETS) {
            self.facets.fit(rows);
            self.ask_facets(cx);
        }
        if let Some((rows, lines)) = drawn.sheet(DETAIL) {
            self.sheet.fit(rows, lines);
        }
    }

    fn click(&mut self, target: Target, twice: bool, cx: &mut Cx) {
        match target {
            Target::Row(GRID, index) => {
                self.pane = Pane::List;
                self.grid.go(index);
                self.look_inside(cx);
                self.fetch(cx);
            }
            Target::Column(GRID, column) => {
                if let Some(order) = clicked(self.order, column) {
                    self.sort(order, cx);
                }
            }
            Target::Row(FACETS, index) => {
                self.pane = Pane::Facets;
                self.facets.go(index);
                // The second click of two opens the row, which is to choose it.
                if !twice {
                    self.choose(cx);
                }
            }
            Target::Pane(FACETS) => self.pane = Pane::Facets,
            Target::Pane(GRID) => self.pane = Pane::List,
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            Target::Column(DETAIL, record) => {
                self.pane = Pane::Detail;
                self.record = record;
                if twice {
                    self.record_act(ListAct::Mark);
                    self.record = record;
                }
            }
            Target::PaneTab(DETAIL, tab) => {
                self.pane = Pane::Detail;
                self.turn(tab + TABS.len() - self.tab, cx);
            }
            _ => {}
        }
    }

    fn wheel(&mut self, target: Target, rows: i8, cx: &mut Cx) {
        match target {
            Target::Row(GRID, _) | Target::Pane(GRID) => {
                self.grid.scroll(isize::from(rows) * 3);
                self.look_inside(cx);
                self.fetch(cx);
            }
            Target::Row(FACETS, _) | Target::Pane(FACETS) => self.facets.scroll(isize::from(rows) * 3),
            _ => self.sheet.scroll(isize::from(rows) * 3),
        }
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        if self.change.is_some() {
            self.forget_what_if(cx);
            self.pane = Pane::List;
            return true;
        }
        if self.why_of.is_some() {
            self.turn_to_why(cx);
            return true;
        }
        if self.picker.take().is_some() {
            return true;
        }
        if std::mem::take(&mut self.pane) != Pane::List {
            return true;
        }
        if self.unfilter(cx) {
            return true;
        }
        let narrowed = !self.choices.is_empty();
        if narrowed {
            self.choices.clear();
            self.narrow(cx);
        }
        narrowed
    }

    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        let Goto::Profile(id) = goto else { return };
        self.unfilter(cx);
        if !self.choices.is_empty() {
            self.choices.clear();
            self.narrow(cx);
            self.narrowing = false;
        }
        self.pane = Pane::Detail;
        self.why_of = None;
        self.forget_what_if(cx);
        if !self.grid.go_to(*id) {
            self.seek = Some(*id);
        }
        self.look_inside(cx);
    }

    fn done(&mut self, work: &Work, profile: Option<i64>) {
        self.did(work);
        self.seek = profile.or(self.seek);
    }

    fn entered(&mut self, purpose: &'static str, text: &str, cx: &mut Cx) {
        if purpose == super::choose::REASON {
            return self.chosen_because(text, cx);
        }
        if purpose == super::hands::LOCK {
            return self.locked_because(text, cx);
        }
        match text.parse::<Change>() {
            Ok(change) if change.is_none() => {}
            Ok(change) => {
                self.pane = Pane::Detail;
                self.sheet.top = 0;
                self.ask_what_if(change, cx);
            }
            Err(why) => cx.say(why, Tone::Bad),
        }
    }

    fn filter(&self) -> Option<&FilterLine> {
        Some(&self.filter)
    }

    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        Some(&mut self.filter)
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.search(cx);
    }

    fn crumbs(&self, cx: &CrumbCx) -> Vec<String> {
        let mut crumbs = Vec::new();
        crumbs.extend(self.taken.as_ref().map(|taken| format!("taken: {}", taken.title())));
        let chosen = self.chosen_titles();
        if !chosen.is_empty() {
            crumbs.push(chosen.join(", "));
        }
        if !self.filter.text().is_empty() {
            crumbs.push(format!("/{}", self.filter.text()));
        }
        if self.change.is_some() || self.why_of.is_some() {
            crumbs.push(if self.change.is_some() { "what if" } else { "why not one" }.to_owned());
            return crumbs;
        }
        if let Some(name) =
            self.shown().filter(|_| self.pane == Pane::Detail).and_then(|card| card.row.name.as_ref())
        {
            crumbs.push(crate::tui::canvas::person(cx.masked, "name", name));
            crumbs.push(TABS[self.tab].0.to_owned());
        }
        crumbs
    }

    fn waiting_since(&self) -> Option<u64> {
        let list = [self.head.since(), self.all.since(), self.index.since(), self.found.since()];
        let inside = [
            self.card.since(),
            self.extra.since(),
            self.why.since().filter(|_| self.why_of.is_some()),
            self.effect.since().filter(|_| self.change.is_some()),
            self.candidates.since().filter(|_| self.picker.is_some()),
            self.foreseen.since(),
        ];
        list.into_iter().chain(inside).flatten().min()
    }

    fn remember(&self, session: &mut Session) {
        let memory = ListMemory {
            filter: self.filter.text().to_owned(),
            sort: id_of(self.order.by).to_owned(),
            descending: self.order.descending,
            cursor: self.grid.id().or(self.seek),
        };
        session.lists.insert("profiles".into(), memory);
    }

    fn recall(&mut self, session: &Session) {
        let Some(memory) = session.lists.get("profiles") else { return };
        self.filter.set(&memory.filter);
        self.order = order_of(&memory.sort, memory.descending).unwrap_or(self.order);
        self.seek = memory.cursor;
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
