//! What happens to Segments.

use super::{Act, Query, Reply, Segments};
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::{Cx, Tone};
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::profiles::columns;
use crate::tui::screens::{CrumbCx, Goto, Query as AnyQuery, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::tui::widgets::FilterLine;
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;

const LIST: &str = "segments.list";
const ABOUT: &str = "segments.about";
pub(super) const ROSTER: &str = "segments.roster";
pub(super) const ROWS: &str = "segments.rows";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "segments.grid";
pub(super) const SHEET: &str = "segments.sheet";
pub(super) const MEMBERS: &str = "segments.members";

impl Segments {
    /// Asks about the segment under the cursor, unless that was asked already.
    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(id) = self.chosen().map(|row| row.id.clone()) else { return };
        if self.about_of.as_ref() != Some(&id) {
            // Of the same segment asked about anew the members stay filtered.
            if self.about_of.replace(id.clone()).is_some() {
                self.within.clear();
                self.seek_member = None;
            }
            self.sheet.top = 0;
            let ticket = cx.ask(Lane::Aggregate, ABOUT, AnyQuery::Segments(Query::About(id)));
            self.about.asked(ticket, cx.now);
            self.forget_members();
        }
        self.ask_roster(cx);
    }

    fn list_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open => {
                self.in_members = true;
                self.ask_roster(cx);
            }
            ListAct::Filter => self.filter.typing = true,
            ListAct::Sort => {
                self.by_size = !self.by_size;
                self.arrange();
                cx.say(if self.by_size { "Largest first" } else { "By family" }, Tone::Plain);
            }
            motion => {
                self.grid.motion(motion);
                self.look_inside(cx);
            }
        }
    }
}

impl Screen for Segments {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.reload(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        let ticket = cx.ask(Lane::Page, LIST, AnyQuery::Segments(Query::List));
        self.list.asked(ticket, cx.now);
        self.members.forget_rows();
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        match act {
            Any::Segments(Act::Journey) => {
                if let Some(profile) = self.members.id() {
                    cx.go(Goto::Journey { profile, among: self.members.order() });
                }
            }
            Any::List(act) if self.in_members => self.member_act(act, cx),
            Any::List(act) => self.list_act(act, cx),
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::Segments(Act::Journey) => self.in_members && self.members.id().is_some(),
            Any::List(ListAct::Reverse | ListAct::Mark | ListAct::Unmark | ListAct::Copy) => self.in_members,
            _ => true,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        let (ticket, took) = (report.ticket, report.took);
        let reply = match report.result {
            Ok(AnyReply::Segments(reply)) => reply,
            Ok(_) => return,
            Err(why) => {
                match report.slot {
                    LIST => self.list.answered(ticket, took, Err(why)),
                    ABOUT => self.about.answered(ticket, took, Err(why)),
                    ROSTER => self.roster.answered(ticket, took, Err(why)),
                    _ => {
                        self.members.unasked();
                        self.rows.answered(ticket, took, Err(why))
                    }
                };
                return;
            }
        };
        match reply {
            Reply::List(list) => {
                if self.list.answered(ticket, took, Ok(list)) {
                    self.arrange();
                    self.about_of = None;
                    self.look_inside(cx);
                }
            }
            Reply::About(about) => {
                self.about.answered(ticket, took, Ok(about));
            }
            Reply::Roster(order) => {
                if self.roster.answered(ticket, took, Ok(order.clone())) {
                    self.members.start_over(order);
                    if let Some(id) = self.seek_member.take() {
                        self.members.go_to(id);
                    }
                    self.fetch(cx);
                }
            }
            Reply::Rows(rows) => {
                self.rows.answered(ticket, took, Ok(()));
                self.members.put(rows.into_iter().map(|row| (row.profile_id, row)));
            }
        }
    }

    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx) {
        if let Some(rows) = drawn.rows(GRID) {
            self.grid.fit(rows);
        }
        if let Some((rows, lines)) = drawn.sheet(SHEET) {
            self.sheet.fit(rows, lines);
        }
        let rows = drawn.rows(MEMBERS);
        self.members_shown = rows.is_some();
        if let Some(rows) = rows {
            self.members.fit(rows);
            self.ask_roster(cx);
            self.fetch(cx);
        }
    }

    fn click(&mut self, target: Target, _twice: bool, cx: &mut Cx) {
        match target {
            Target::Row(GRID, index) => {
                self.in_members = false;
                self.grid.go(index);
                self.look_inside(cx);
            }
            Target::Row(MEMBERS, index) => {
                self.in_members = true;
                self.members.go(index);
                self.fetch(cx);
            }
            Target::Column(MEMBERS, column) => {
                self.sort_by_column(column, cx);
            }
            Target::Pane(pane @ (GRID | MEMBERS)) => {
                self.in_members = pane == MEMBERS;
            }
            _ => {}
        }
    }

    fn wheel(&mut self, target: Target, rows: i8, cx: &mut Cx) {
        let by = isize::from(rows) * 3;
        match target {
            Target::Row(GRID, _) | Target::Pane(GRID) => {
                self.grid.scroll(by);
                self.look_inside(cx);
            }
            Target::Row(MEMBERS, _) | Target::Pane(MEMBERS) => {
                self.members.scroll(by);
                self.fetch(cx);
            }
            _ => self.sheet.scroll(by),
        }
    }

    fn filter(&self) -> Option<&FilterLine> {
        Some(if self.in_members { &self.within } else { &self.filter })
    }

    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        Some(if self.in_members { &mut self.within } else { &mut self.filter })
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if self.in_members {
            return self.search_members(cx);
        }
        self.arrange();
        self.look_inside(cx);
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        self.unfilter(cx) || std::mem::take(&mut self.in_members)
    }

    fn crumbs(&self, _cx: &CrumbCx) -> Vec<String> {
        let Some(row) = self.chosen().filter(|_| self.in_members) else { return Vec::new() };
        let filter = Some(self.within.text()).filter(|text| !text.is_empty());
        [row.title.clone()].into_iter().chain(filter.map(|text| format!("/{text}"))).collect()
    }

    fn waiting_since(&self) -> Option<u64> {
        let list = self.list.since().filter(|_| self.grid.is_empty());
        let roster = self.roster.since().filter(|_| self.members.is_empty());
        let about = self.about.since().filter(|_| self.about.get().is_none());
        [list, roster, about].into_iter().flatten().min()
    }

    fn remember(&self, session: &mut Session) {
        let memory = ListMemory {
            filter: self.chosen().map(|row| row.id.clone()).unwrap_or_default(),
            sort: if self.by_size { "size".into() } else { String::new() },
            ..ListMemory::default()
        };
        session.lists.insert("segments".into(), memory);
        let typed = ListMemory { filter: self.filter.text().to_owned(), ..ListMemory::default() };
        session.lists.insert("segments.list".into(), typed);
        // The cursor is kept only of whoever was among the members: it leads back there.
        let members = ListMemory {
            filter: self.within.text().to_owned(),
            sort: columns::id_of(self.order.by).to_owned(),
            descending: self.order.descending,
            cursor: self.members.id().or(self.seek_member).filter(|_| self.in_members),
        };
        session.lists.insert("segments.members".into(), members);
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("segments") {
            self.by_size = memory.sort == "size";
            self.seek = Some(memory.filter.clone()).filter(|id| !id.is_empty());
        }
        if let Some(memory) = session.lists.get("segments.list") {
            self.filter.set(&memory.filter);
        }
        if let Some(memory) = session.lists.get("segments.members") {
            self.within.set(&memory.filter);
            self.order = columns::order_of(&memory.sort, memory.descending).unwrap_or(self.order);
            self.seek_member = memory.cursor;
            self.in_members = memory.cursor.is_some();
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
