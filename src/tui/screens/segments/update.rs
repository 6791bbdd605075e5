//! What happens to Segments.

use super::{Act, Query, Reply, Segments};
use crate::segment::read::DirectoryOrder;
use crate::tui::action::{Act as Any, ListAct, OverlayAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::{Cx, Tone};
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::profiles::columns::{COLUMNS, SORTS, falls, id_of};
use crate::tui::screens::{CrumbCx, Goto, Query as AnyQuery, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;
use tui_input::Input;

const LIST: &str = "segments.list";
const ABOUT: &str = "segments.about";
const ROSTER: &str = "segments.roster";
const ROWS: &str = "segments.rows";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "segments.grid";
pub(super) const SHEET: &str = "segments.sheet";
pub(super) const MEMBERS: &str = "segments.members";

impl Segments {
    /// Asks about the segment under the cursor, unless that was asked already.
    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(id) = self.chosen().map(|row| row.id.clone()) else { return };
        if self.about_of.as_ref() != Some(&id) {
            self.about_of = Some(id.clone());
            self.sheet.top = 0;
            let ticket = cx.ask(Lane::Aggregate, ABOUT, AnyQuery::Segments(Query::About(id)));
            self.about.asked(ticket, cx.now);
            self.roster = Default::default();
            self.members.start_over([].into());
        }
        self.ask_roster(cx);
    }

    /// Asks who is in it, once there is room to show them.
    fn ask_roster(&mut self, cx: &mut Cx) {
        let wanted = self.in_members || self.members_shown;
        if wanted && self.roster.get().is_none() && self.roster.since().is_none() {
            self.sort(self.order, cx);
        }
    }

    fn sort(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.order = order;
        if let Some(id) = self.chosen().map(|row| row.id.clone()) {
            let query = Query::Roster(id, order);
            let ticket = cx.ask(Lane::Count, ROSTER, AnyQuery::Segments(query));
            self.roster.asked(ticket, cx.now);
        }
    }

    fn sort_told(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.sort(order, cx);
        let direction = if order.descending { "largest first" } else { "smallest first" };
        cx.say(format!("Members sorted by {}, {direction}", id_of(order.by)), Tone::Plain);
    }

    fn fetch(&mut self, cx: &mut Cx) {
        let wanted = self.members.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Segments(Query::Rows(wanted)));
            self.rows.asked(ticket, cx.now);
        }
    }

    fn member_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open => {
                if let Some(id) = self.members.id() {
                    cx.go(Goto::Profile(id));
                }
            }
            ListAct::Sort => {
                let here = SORTS.iter().position(|(_, by)| *by == self.order.by).unwrap_or_default();
                let by = SORTS[(here + 1) % SORTS.len()].1;
                self.sort_told(DirectoryOrder { by, descending: falls(by) }, cx);
            }
            ListAct::Reverse => {
                let DirectoryOrder { by, descending } = self.order;
                self.sort_told(DirectoryOrder { by, descending: !descending }, cx);
            }
            ListAct::Copy => self.copy(cx),
            motion => {
                self.members.motion(motion);
                self.members.left = self.members.left.min(COLUMNS.len().saturating_sub(2));
                self.fetch(cx);
            }
        }
    }

    fn copy(&self, cx: &mut Cx) {
        let marked = self.members.marked();
        let ids: Vec<i64> = if marked.is_empty() {
            self.members.id().into_iter().collect()
        } else {
            marked.iter().copied().collect()
        };
        let lines: Vec<String> = ids.iter().map(i64::to_string).collect();
        let many =
            if ids.len() == 1 { "1 profile id".to_owned() } else { format!("{} profile ids", ids.len()) };
        cx.copy(&lines.join("\n"), format!("{many} copied"));
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
            Any::Overlay(OverlayAct::KeepFilter) => self.filter.typing = false,
            Any::Overlay(OverlayAct::DropFilter) => {
                self.filter.clear();
                self.filtered(cx);
            }
            Any::Overlay(OverlayAct::FilterDown) => self.list_act(ListAct::Down, cx),
            Any::Overlay(OverlayAct::FilterUp) => self.list_act(ListAct::Up, cx),
            Any::List(act) if self.in_members => self.member_act(act, cx),
            Any::List(act) => self.list_act(act, cx),
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::Segments(Act::Journey) => self.in_members && self.members.id().is_some(),
            Any::List(ListAct::Filter) => !self.in_members,
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
                if let Some((_, by)) = SORTS.iter().find(|(id, _)| *id == COLUMNS[column].id) {
                    let again = self.order.by == *by;
                    let descending = if again { !self.order.descending } else { falls(*by) };
                    self.sort_told(DirectoryOrder { by: *by, descending }, cx);
                }
            }
            Target::Pane(GRID) => self.in_members = false,
            Target::Pane(MEMBERS) => self.in_members = true,
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

    fn filter(&mut self) -> Option<&mut Input> {
        Some(&mut self.filter.input)
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.arrange();
        self.look_inside(cx);
    }

    fn typing(&self) -> bool {
        self.filter.typing
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        if std::mem::take(&mut self.in_members) {
            return true;
        }
        let shown = self.filter.is_shown();
        if shown {
            self.filter.clear();
            self.filtered(cx);
        }
        shown
    }

    fn crumbs(&self, _cx: &CrumbCx) -> Vec<String> {
        let title = self.chosen().filter(|_| self.in_members).map(|row| row.title.clone());
        title.into_iter().collect()
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
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("segments") {
            self.by_size = memory.sort == "size";
            self.seek = Some(memory.filter.clone()).filter(|id| !id.is_empty());
        }
        if let Some(memory) = session.lists.get("segments.list") {
            self.filter.set(&memory.filter);
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
