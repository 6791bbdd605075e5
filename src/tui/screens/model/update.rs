//! What happens to Model.

use super::state::TABS;
use super::{Act, Model, Query, Reply};
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::{CrumbCx, Query as AnyQuery, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::tui::widgets::FilterLine;
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;

const IN_FORCE: &str = "model.in_force";
/// Its pane on the map of the frame.
pub(super) const SHEET: &str = "model.sheet";

impl Model {
    fn turn(&mut self, by: usize) {
        self.tab = (self.tab + by) % TABS.len();
        self.sheet.top = 0;
    }

    /// Moves the threshold looked at, within the weights that pairs have.
    fn step(&mut self, by: i32) {
        let Some(Some(model)) = self.model.get() else { return };
        let (Some(first), Some(last)) = (model.curve.first(), model.curve.last()) else { return };
        let wanted = self.looked_at(model) + by;
        self.threshold = Some(wanted.clamp(first.weight, last.weight));
    }
}

impl Screen for Model {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.reload(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        let ticket = cx.ask(Lane::Page, IN_FORCE, AnyQuery::Model(Query::InForce));
        self.model.asked(ticket, cx.now);
    }

    fn act(&mut self, act: Any, _cx: &mut Cx) {
        match act {
            Any::Model(Act::Lower) => self.step(-1),
            Any::Model(Act::Higher) => self.step(1),
            Any::Model(Act::InForce) => self.threshold = None,
            Any::Model(Act::NextTab) => self.turn(1),
            Any::Model(Act::PreviousTab) => self.turn(TABS.len() - 1),
            Any::List(ListAct::Filter) => self.filter.typing = true,
            Any::List(motion) => {
                self.sheet.motion(motion);
            }
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        match act {
            Any::List(act) => matches!(
                act,
                ListAct::Down
                    | ListAct::Up
                    | ListAct::PageDown
                    | ListAct::PageUp
                    | ListAct::Top
                    | ListAct::Bottom
                    | ListAct::Middle
                    | ListAct::Filter
            ),
            Any::Model(Act::InForce) => self.threshold.is_some(),
            _ => true,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, _cx: &mut Cx) {
        let result = report.result.map(|reply| match reply {
            AnyReply::Model(Reply::InForce(model)) => Some(model),
            _ => None,
        });
        if let Some(result) = result.transpose() {
            self.model.answered(report.ticket, report.took, result);
        }
    }

    fn drawn(&mut self, drawn: &Drawn, _cx: &mut Cx) {
        if let Some((rows, lines)) = drawn.sheet(SHEET) {
            self.sheet.fit(rows, lines);
        }
    }

    fn click(&mut self, target: Target, _twice: bool, _cx: &mut Cx) {
        if let Target::PaneTab(SHEET, tab) = target {
            self.turn(tab + TABS.len() - self.tab);
        }
    }

    fn wheel(&mut self, _target: Target, rows: i8, _cx: &mut Cx) {
        self.sheet.scroll(isize::from(rows) * 3);
    }

    fn filter(&self) -> Option<&FilterLine> {
        Some(&self.filter)
    }

    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        Some(&mut self.filter)
    }

    fn filtered(&mut self, _cx: &mut Cx) {
        self.sheet.top = 0;
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        self.unfilter(cx) || self.threshold.take().is_some()
    }

    fn crumbs(&self, _cx: &CrumbCx) -> Vec<String> {
        Vec::new()
    }

    fn waiting_since(&self) -> Option<u64> {
        self.model.since()
    }

    fn remember(&self, session: &mut Session) {
        let (filter, sort) = (self.filter.text().to_owned(), TABS[self.tab].to_owned());
        session.lists.insert("model".into(), ListMemory { filter, sort, ..ListMemory::default() });
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("model") {
            self.filter.set(&memory.filter);
            self.tab = TABS.iter().position(|tab| *tab == memory.sort).unwrap_or_default();
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
