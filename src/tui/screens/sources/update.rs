//! What happens to Sources.

use super::state::TABS;
use super::{Act, Query, Reply, Sources};
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::{CrumbCx, Goto, Query as AnyQuery, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::tui::widgets::FilterLine;
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;

const LIST: &str = "sources.list";
const INSIDE: &str = "sources.inside";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "sources.grid";
pub(super) const DETAIL: &str = "sources.detail";

impl Sources {
    /// Asks for the inside of the source under the cursor, unless it is here.
    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(id) = self.grid.id().and_then(|id| i32::try_from(id).ok()) else { return };
        if self.inside.get().is_some_and(|inside| inside.source_id == id) && self.inside.since().is_none() {
            return;
        }
        self.sheet.top = 0;
        let ticket = cx.ask(Lane::Page, INSIDE, AnyQuery::Sources(Query::Inside(id)));
        self.inside.asked(ticket, cx.now);
    }

    fn motion(&mut self, motion: ListAct, cx: &mut Cx) {
        self.grid.motion(motion);
        self.look_inside(cx);
    }

    fn turn(&mut self, by: usize) {
        self.tab = (self.tab + by) % TABS.len();
        self.sheet.top = 0;
    }
}

impl Screen for Sources {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.reload(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        let ticket = cx.ask(Lane::Page, LIST, AnyQuery::Sources(Query::List));
        self.list.asked(ticket, cx.now);
        self.inside.clear();
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        match act {
            Any::Sources(Act::NextTab) => self.turn(1),
            Any::Sources(Act::PreviousTab) => self.turn(TABS.len() - 1),
            Any::List(ListAct::Filter) => {
                self.in_detail = false;
                self.filter.typing = true;
            }
            Any::List(ListAct::Open) => self.in_detail = true,
            Any::List(ListAct::Right) if self.in_detail => self.turn(1),
            Any::List(ListAct::Left) if self.in_detail => self.turn(TABS.len() - 1),
            Any::List(motion) if self.in_detail => {
                self.sheet.motion(motion);
            }
            Any::List(motion) => self.motion(motion, cx),
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::List(ListAct::Open) => !self.in_detail,
            Any::List(act) => !matches!(
                act,
                ListAct::Sort | ListAct::Reverse | ListAct::Mark | ListAct::Unmark | ListAct::Copy
            ),
            _ => true,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        match report.result {
            Ok(AnyReply::Sources(Reply::List(rows))) => {
                if self.list.answered(report.ticket, report.took, Ok(rows)) {
                    self.filtered(cx);
                }
            }
            Ok(AnyReply::Sources(Reply::Inside(inside))) => {
                self.inside.answered(report.ticket, report.took, Ok(inside));
            }
            Ok(_) => {}
            Err(why) => {
                self.list.answered(report.ticket, report.took, Err(why.clone()));
                self.inside.answered(report.ticket, report.took, Err(why));
            }
        }
    }

    fn drawn(&mut self, drawn: &Drawn, _cx: &mut Cx) {
        if let Some(rows) = drawn.rows(GRID) {
            self.grid.fit(rows);
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
            }
            Target::Pane(GRID) => self.in_detail = false,
            Target::Pane(DETAIL) => self.in_detail = true,
            Target::PaneTab(DETAIL, tab) => {
                self.in_detail = true;
                self.turn(tab + TABS.len() - self.tab);
            }
            _ => {}
        }
    }

    fn wheel(&mut self, target: Target, rows: i8, _cx: &mut Cx) {
        match target {
            Target::Row(GRID, _) | Target::Pane(GRID) => self.grid.scroll(isize::from(rows) * 3),
            _ => self.sheet.scroll(isize::from(rows) * 3),
        }
    }

    fn filter(&self) -> Option<&FilterLine> {
        (!self.in_detail).then_some(&self.filter)
    }

    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        (!self.in_detail).then_some(&mut self.filter)
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.arrange();
        self.look_inside(cx);
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        std::mem::take(&mut self.in_detail) || self.unfilter(cx)
    }

    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        if let Goto::Source(id) = goto {
            self.filter.clear();
            self.arrange();
            self.grid.go_to((*id).into());
            self.look_inside(cx);
        }
    }

    fn crumbs(&self, _cx: &CrumbCx) -> Vec<String> {
        let mut crumbs = Vec::new();
        if let Some(source) = self.grid.row().filter(|_| self.in_detail) {
            crumbs.push(source.name.clone());
            crumbs.push(TABS[self.tab].to_owned());
        }
        crumbs
    }

    fn waiting_since(&self) -> Option<u64> {
        self.list.since().into_iter().chain(self.inside.since()).min()
    }

    fn remember(&self, session: &mut Session) {
        let memory = ListMemory {
            filter: self.filter.text().to_owned(),
            sort: TABS[self.tab].to_owned(),
            cursor: self.grid.id(),
            ..ListMemory::default()
        };
        session.lists.insert("sources".into(), memory);
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("sources") {
            self.filter.set(&memory.filter);
            self.seek = memory.cursor;
            self.tab = TABS.iter().position(|tab| *tab == memory.sort).unwrap_or_default();
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
