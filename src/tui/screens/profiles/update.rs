//! What happens to Profiles.

use super::columns::{COLUMNS, SORTS, falls, id_of};
use super::state::TABS;
use super::{Act, Profiles, Query, Reply};
use crate::segment::read::DirectoryOrder;
use crate::tui::action::{Act as Any, ListAct, OverlayAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::{Cx, Tone};
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::{CrumbCx, Goto, Query as AnyQuery, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;
use tui_input::Input;

const HEAD: &str = "profiles.head";
const ORDER: &str = "profiles.order";
const INDEX: &str = "profiles.index";
const RANK: &str = "profiles.rank";
const MORE: &str = "profiles.more";
const SEARCH: &str = "profiles.search";
const ROWS: &str = "profiles.rows";
const CARD: &str = "profiles.card";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "profiles.grid";
pub(super) const DETAIL: &str = "profiles.detail";

impl Profiles {
    fn ask_order(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Page, HEAD, AnyQuery::Profiles(Query::Head(self.order)));
        self.head.asked(ticket, cx.now);
        let ticket = cx.ask(Lane::Aggregate, ORDER, AnyQuery::Profiles(Query::Order(self.order)));
        self.all.asked(ticket, cx.now);
    }

    /// Sorts anew; what is filtered stays filtered.
    fn sort(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.order = order;
        self.all.clear();
        self.ranked = Default::default();
        self.ask_order(cx);
        let direction = if order.descending { "largest first" } else { "smallest first" };
        cx.say(format!("Sorted by {}, {direction}", id_of(order.by)), Tone::Plain);
    }

    fn search(&mut self, cx: &mut Cx) {
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
                let query = Query::Search { index: index.clone(), ranked: ranked.clone(), text };
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

    fn ask_index(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Count, INDEX, AnyQuery::Profiles(Query::Index));
        self.index.asked(ticket, cx.now);
    }

    /// Asks for the card of the row under the cursor, unless it is here or on its way.
    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(id) = self.grid.id() else { return };
        if self.card_of != Some(id) {
            self.card_of = Some(id);
            self.sheet.top = 0;
            self.left = 0;
            let ticket = cx.ask(Lane::Page, CARD, AnyQuery::Profiles(Query::Card(id)));
            self.card.asked(ticket, cx.now);
        }
        self.look_further(cx);
    }

    /// Asks for what the tab shown needs beyond the card.
    fn look_further(&mut self, cx: &mut Cx) {
        let Some(wanted) = self.card_of.zip(TABS[self.tab].1) else { return };
        if self.extra_of != Some(wanted) {
            self.extra_of = Some(wanted);
            let ticket = cx.ask(Lane::Page, MORE, AnyQuery::Profiles(Query::More(wanted.0, wanted.1)));
            self.extra.asked(ticket, cx.now);
        }
    }

    fn fetch(&mut self, cx: &mut Cx) {
        let wanted = self.grid.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Profiles(Query::Rows(wanted)));
            self.rows.asked(ticket, cx.now);
        }
    }

    fn turn(&mut self, by: usize, cx: &mut Cx) {
        self.tab = (self.tab + by) % TABS.len();
        self.sheet.top = 0;
        self.look_further(cx);
    }

    fn list_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open => self.in_detail = true,
            ListAct::Filter => {
                self.filter.typing = true;
                self.in_detail = false;
                if self.index.get().is_none() && self.index.since().is_none() {
                    self.ask_index(cx);
                }
            }
            ListAct::Sort => {
                let here = SORTS.iter().position(|(_, by)| *by == self.order.by).unwrap_or_default();
                let by = SORTS[(here + 1) % SORTS.len()].1;
                self.sort(DirectoryOrder { by, descending: falls(by) }, cx);
            }
            ListAct::Reverse => {
                let DirectoryOrder { by, descending } = self.order;
                self.sort(DirectoryOrder { by, descending: !descending }, cx);
            }
            ListAct::Copy => self.copy(cx),
            motion => {
                self.grid.motion(motion);
                self.grid.left = self.grid.left.min(COLUMNS.len().saturating_sub(2));
                self.look_inside(cx);
                self.fetch(cx);
            }
        }
    }

    fn detail_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Left if self.tab == 1 => self.left = self.left.saturating_sub(1),
            ListAct::Right if self.tab == 1 => {
                let records = self.shown().map_or(0, |card| card.records.len());
                self.left = (self.left + 1).min(records.saturating_sub(1));
            }
            ListAct::Left => self.turn(TABS.len() - 1, cx),
            ListAct::Right => self.turn(1, cx),
            ListAct::Filter | ListAct::Sort | ListAct::Reverse | ListAct::Copy => self.list_act(act, cx),
            motion => {
                self.sheet.motion(motion);
            }
        }
    }

    fn copy(&mut self, cx: &mut Cx) {
        let ids: Vec<i64> = if self.grid.marked().is_empty() {
            self.grid.id().into_iter().collect()
        } else {
            self.grid.marked().iter().copied().collect()
        };
        let rows: Vec<_> = ids.iter().filter_map(|id| self.grid.get(*id)).collect();
        let show = |attribute: &str, value: Option<&String>| {
            value.map_or_else(String::new, |v| crate::tui::canvas::person(cx.masked, attribute, v))
        };
        let lines: Vec<String> = rows
            .iter()
            .map(|row| {
                [
                    row.profile_id.to_string(),
                    show("name", row.name.as_ref()),
                    show("email", row.email.as_ref()),
                    show("phone", row.phone.as_ref()),
                ]
                .join("  ")
            })
            .collect();
        let many = if rows.len() == 1 { "1 profile".to_owned() } else { format!("{} profiles", rows.len()) };
        cx.copy(&lines.join("\n"), format!("{many} copied"));
    }

    /// The order has come, of all or of those found: shows it, on the row that is sought.
    fn settle(&mut self, order: std::sync::Arc<[i64]>, cx: &mut Cx) {
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
        self.ask_order(cx);
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
            Any::Overlay(OverlayAct::KeepFilter) => self.filter.typing = false,
            Any::Overlay(OverlayAct::DropFilter) => {
                self.filter.clear();
                self.search(cx);
            }
            Any::Overlay(OverlayAct::FilterDown) => self.list_act(ListAct::Down, cx),
            Any::Overlay(OverlayAct::FilterUp) => self.list_act(ListAct::Up, cx),
            Any::List(act) if self.in_detail => self.detail_act(act, cx),
            Any::List(act) => self.list_act(act, cx),
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::Profiles(Act::Journey) => self.grid.id().is_some(),
            Any::List(ListAct::Open) => !self.in_detail,
            _ => true,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        let (ticket, took) = (report.ticket, report.took);
        let reply = match report.result {
            Ok(AnyReply::Profiles(reply)) => reply,
            Ok(_) => return,
            Err(why) => {
                self.head.answered(ticket, took, Err(why.clone()));
                self.all.answered(ticket, took, Err(why.clone()));
                self.index.answered(ticket, took, Err(why.clone()));
                self.ranked.answered(ticket, took, Err(why.clone()));
                self.found.answered(ticket, took, Err(why.clone()));
                self.extra.answered(ticket, took, Err(why.clone()));
                self.card.answered(ticket, took, Err(why.clone()));
                if self.rows.answered(ticket, took, Err(why)) {
                    self.grid.unasked();
                }
                return;
            }
        };
        match reply {
            Reply::Head(rows) => {
                // Only a stand-in until the whole order is here.
                if self.head.answered(ticket, took, Ok(())) && self.all.since().is_some() {
                    let order = rows.iter().map(|row| row.profile_id).collect();
                    self.grid.put(rows.into_iter().map(|row| (row.profile_id, row)));
                    if self.filter.text().is_empty() && self.seek.is_none() {
                        self.grid.start_over(order);
                        self.look_inside(cx);
                    }
                }
            }
            Reply::Order(order) => {
                if self.all.answered(ticket, took, Ok(order.clone())) {
                    self.ranked = Default::default();
                    if self.filter.text().is_empty() {
                        // The stand-in's cursor may have moved: it stays on its row.
                        self.seek = self.seek.or(self.grid.id());
                        self.settle(order, cx);
                    } else {
                        self.search(cx);
                    }
                }
            }
            Reply::Rows(rows) => {
                self.rows.answered(ticket, took, Ok(()));
                self.grid.put(rows.into_iter().map(|row| (row.profile_id, row)));
            }
            Reply::Index(index) => {
                if self.index.answered(ticket, took, Ok(index)) && !self.filter.text().is_empty() {
                    self.search(cx);
                }
            }
            Reply::Ranked(ranked) => {
                if self.ranked.answered(ticket, took, Ok(ranked)) {
                    self.search(cx);
                }
            }
            Reply::More(id, extra) => {
                self.extra.answered(ticket, took, Ok((id, extra)));
            }
            Reply::Search(found) => {
                let order = found.ids.clone();
                if self.found.answered(ticket, took, Ok(found)) {
                    self.settle(order, cx);
                }
            }
            Reply::Card(card) => {
                self.card.answered(ticket, took, Ok(card));
            }
        }
    }

    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx) {
        if let Some(rows) = drawn.rows(GRID) {
            self.grid.fit(rows);
            self.fetch(cx);
        }
        if let Some((rows, lines)) = drawn.sheet(DETAIL) {
            self.sheet.fit(rows, lines);
        }
    }

    fn click(&mut self, target: Target, _twice: bool, cx: &mut Cx) {
        match target {
            Target::Row(GRID, index) => {
                self.in_detail = false;
                self.grid.go(index);
                self.look_inside(cx);
                self.fetch(cx);
            }
            Target::Column(GRID, column) => {
                if let Some((_, by)) = SORTS.iter().find(|(id, _)| *id == COLUMNS[column].id) {
                    let again = self.order.by == *by;
                    let descending = if again { !self.order.descending } else { falls(*by) };
                    self.sort(DirectoryOrder { by: *by, descending }, cx);
                }
            }
            Target::Pane(GRID) => self.in_detail = false,
            Target::Pane(DETAIL) => self.in_detail = true,
            Target::PaneTab(DETAIL, tab) => {
                self.in_detail = true;
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
            _ => self.sheet.scroll(isize::from(rows) * 3),
        }
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        if std::mem::take(&mut self.in_detail) {
            return true;
        }
        if self.filter.is_shown() {
            self.filter.clear();
            self.search(cx);
            return true;
        }
        false
    }

    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        let Goto::Profile(id) = goto else { return };
        if self.filter.is_shown() {
            self.filter.clear();
            self.search(cx);
        }
        self.in_detail = true;
        if !self.grid.go_to(*id) {
            self.seek = Some(*id);
        }
        self.look_inside(cx);
    }

    fn filter(&mut self) -> Option<&mut Input> {
        Some(&mut self.filter.input)
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.search(cx);
    }

    fn typing(&self) -> bool {
        self.filter.typing
    }

    fn crumbs(&self, cx: &CrumbCx) -> Vec<String> {
        let mut crumbs = Vec::new();
        if !self.filter.text().is_empty() {
            crumbs.push(format!("/{}", self.filter.text()));
        }
        if let Some(name) = self.shown().filter(|_| self.in_detail).and_then(|card| card.row.name.as_ref()) {
            crumbs.push(crate::tui::canvas::person(cx.masked, "name", name));
            crumbs.push(TABS[self.tab].0.to_owned());
        }
        crumbs
    }

    fn waiting_since(&self) -> Option<u64> {
        let all =
            [self.head.since(), self.all.since(), self.index.since(), self.found.since(), self.card.since()];
        all.into_iter().flatten().min()
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
        if let Some((_, by)) = SORTS.iter().find(|(id, _)| *id == memory.sort) {
            self.order = DirectoryOrder { by: *by, descending: memory.descending };
        }
        self.seek = memory.cursor;
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
