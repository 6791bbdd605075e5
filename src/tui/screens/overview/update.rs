//! What happens to Overview.

use super::{Act, Overview, Query, Reply};
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Lane;
use crate::tui::screens::{Goto, Query as AnyQuery, Reply as AnyReply, Screen, ScreenId};
use crate::workspace::lanes::Report;

const STORY: &str = "overview.story";
/// Its panes on the map of the frame, and where a click on them leads.
pub(super) const SOURCES: &str = "overview.sources";
pub(super) const PEOPLE: &str = "overview.people";

impl Screen for Overview {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.reload(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        let ticket = cx.ask(Lane::Count, STORY, AnyQuery::Overview(Query::Story));
        self.story.asked(ticket, cx.now);
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        if matches!(act, Any::Overview(Act::Browse) | Any::List(ListAct::Open)) {
            cx.go(Goto::Screen(ScreenId::Profiles));
        }
    }

    fn can(&self, act: Any) -> bool {
        !matches!(act, Any::List(act) if act != ListAct::Open)
    }

    fn reply(&mut self, report: Report<AnyReply>, _cx: &mut Cx) {
        let result = report.result.map(|reply| match reply {
            AnyReply::Overview(Reply::Story(story)) => Some(story),
            _ => None,
        });
        if let Some(result) = result.transpose() {
            self.story.answered(report.ticket, report.took, result);
        }
    }

    fn drawn(&mut self, _drawn: &Drawn, _cx: &mut Cx) {}

    fn click(&mut self, target: Target, _twice: bool, cx: &mut Cx) {
        match target {
            Target::Pane(SOURCES) => cx.go(Goto::Screen(ScreenId::Sources)),
            Target::Pane(PEOPLE) => cx.go(Goto::Screen(ScreenId::Profiles)),
            _ => {}
        }
    }

    fn wheel(&mut self, _target: Target, _rows: i8, _cx: &mut Cx) {}

    fn back(&mut self, _cx: &mut Cx) -> bool {
        false
    }

    fn waiting_since(&self) -> Option<u64> {
        self.story.since()
    }

    fn view(&self, canvas: &mut crate::tui::canvas::Canvas, area: ratatui::layout::Rect) {
        super::view::view(self, canvas, area);
    }
}
