//! What happens to Journey.

use super::state::{Journey, Pane};
use super::zoom::Zoom;
use super::{Act, who};
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::{Canvas, person};
use crate::tui::context::{Cx, Tone};
use crate::tui::hits::{Drawn, Target};
use crate::tui::screens::{CrumbCx, Goto, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::workspace::lanes::Report;
use ratatui::layout::Rect;

pub(super) const LIVELY: &str = "journey.lively";
pub(super) const LIFE: &str = "journey.life";
pub(super) const ROWS: &str = "journey.rows";
pub(super) const EVENT: &str = "journey.event";
/// Its panes on the map of the frame.
pub(super) const LIST: &str = "journey.list";
pub(super) const DETAIL: &str = "journey.detail";
pub(super) const FACETS: &str = "journey.facets";
pub(super) const STRIP: &str = "journey.strip";

impl Screen for Journey {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.ask(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.ask(cx);
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        match act {
            Any::Journey(Act::Closer) => self.look(1, cx),
            Any::Journey(Act::Wider) => self.look(-1, cx),
            Any::Journey(Act::NextOrder) => self.jump_order(true, cx),
            Any::Journey(Act::PreviousOrder) => self.jump_order(false, cx),
            Any::Journey(Act::NextSession) => self.jump_session(true, cx),
            Any::Journey(Act::PreviousSession) => self.jump_session(false, cx),
            Any::Journey(Act::Filter) => {
                self.pane = if self.pane == Pane::Facets { Pane::List } else { Pane::Facets };
            }
            Any::Journey(Act::Everything) => {
                self.filter = Default::default();
                self.arrange();
                self.fetch(cx);
            }
            Any::Journey(Act::Turn) => {
                self.oldest_first = !self.oldest_first;
                self.arrange();
                self.fetch(cx);
                cx.say(if self.oldest_first { "Oldest first" } else { "Newest first" }, Tone::Plain);
            }
            Any::Journey(Act::NextPerson) => self.step_person(1, cx),
            Any::Journey(Act::PreviousPerson) => self.step_person(-1, cx),
            Any::Journey(Act::Profile) => {
                if let Some(id) = self.who {
                    cx.go(Goto::Profile(id));
                }
            }
            Any::List(act) => match (self.pane, act) {
                (Pane::Facets, ListAct::Open | ListAct::Mark) => self.toggle(cx),
                (Pane::Facets, motion) => {
                    self.facets.motion(motion);
                }
                (Pane::Detail, ListAct::Copy) => self.copy(cx),
                (Pane::Detail, motion) => {
                    self.sheet.motion(motion);
                }
                (Pane::List, act) => self.list_act(act, cx),
            },
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        let there = !self.chosen.is_empty();
        match act {
            Any::Journey(Act::Closer) => there && self.zoom != Zoom::Events,
            Any::Journey(Act::Wider) => there && self.zoom != Zoom::Years,
            Any::Journey(Act::NextOrder | Act::PreviousOrder | Act::NextSession | Act::PreviousSession) => {
                there
            }
            Any::Journey(Act::Filter | Act::Turn) => self.life().is_some(),
            Any::Journey(Act::Everything) => !self.filter.is_open(),
            Any::Journey(Act::NextPerson | Act::PreviousPerson) => self.among.len() > 1,
            Any::Journey(Act::Profile) => self.who.is_some(),
            Any::List(ListAct::Filter | ListAct::Sort | ListAct::Reverse | ListAct::Unmark) => false,
            Any::List(ListAct::Mark) => self.pane == Pane::Facets,
            Any::List(ListAct::Open) => self.pane != Pane::Detail,
            _ => true,
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        self.answered(report, cx);
    }

    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx) {
        if let Some(rows) = drawn.rows(LIST) {
            self.grid.fit(rows);
            self.groups.fit(rows);
            self.fetch(cx);
        }
        if let Some(rows) = drawn.rows(FACETS) {
            self.facets.fit(rows);
        }
        if let Some((rows, lines)) = drawn.sheet(DETAIL) {
            self.sheet.fit(rows, lines);
        }
    }

    fn click(&mut self, target: Target, _twice: bool, cx: &mut Cx) {
        match target {
            Target::Row(LIST, index) => {
                self.pane = Pane::List;
                if self.zoom == Zoom::Events {
                    self.grid.go(index)
                } else {
                    self.groups.go(index)
                }
                self.moved(cx);
            }
            Target::Row(STRIP, place) => {
                self.point(place);
                self.fetch(cx);
            }
            Target::Row(FACETS, index) => {
                self.pane = Pane::Facets;
                self.facets.go(index);
                self.toggle(cx);
            }
            Target::Column(LIST, 0) => self.act(Any::Journey(Act::Turn), cx),
            Target::Pane(LIST) => self.pane = Pane::List,
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            Target::Pane(FACETS) => self.pane = Pane::Facets,
            _ => {}
        }
    }

    fn wheel(&mut self, target: Target, rows: i8, cx: &mut Cx) {
        let by = isize::from(rows) * 3;
        match target {
            Target::Row(LIST, _) | Target::Pane(LIST) => {
                if self.zoom == Zoom::Events {
                    self.grid.scroll(by)
                } else {
                    self.groups.scroll(by)
                }
                self.moved(cx);
            }
            Target::Row(FACETS, _) | Target::Pane(FACETS) => self.facets.scroll(by),
            // Over the strip the wheel looks closer and wider.
            Target::Row(STRIP, _) => self.look(if rows < 0 { 1 } else { -1 }, cx),
            _ => self.sheet.scroll(by),
        }
    }

    fn back(&mut self, _cx: &mut Cx) -> bool {
        std::mem::take(&mut self.pane) != Pane::List
    }

    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        if let Goto::Journey { profile, among } = goto {
            self.among = among.clone();
            self.pane = Pane::List;
            if self.who != Some(*profile) || self.life.get().is_none() {
                self.turn_to(*profile, cx);
            }
        }
    }

    fn crumbs(&self, cx: &CrumbCx) -> Vec<String> {
        let masked = cx.masked;
        let name =
            self.life().map(|life| who::name(life, |attribute, value| person(masked, attribute, value)));
        name.into_iter().collect()
    }

    fn waiting_since(&self) -> Option<u64> {
        let life = self.life.since();
        let lively = self.lively.since().filter(|_| self.who.is_none());
        let rows = self.rows.since().filter(|_| self.grid.row().is_none());
        let event = self.event.since();
        [life, lively, rows, event].into_iter().flatten().min()
    }

    fn remember(&self, session: &mut Session) {
        let memory = ListMemory {
            sort: self.zoom.title().to_owned(),
            descending: !self.oldest_first,
            cursor: self.who,
            ..ListMemory::default()
        };
        session.lists.insert("journey".into(), memory);
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("journey") {
            self.who = memory.cursor;
            self.oldest_first = !memory.descending;
            self.zoom = Zoom::ALL.into_iter().find(|zoom| zoom.title() == memory.sort).unwrap_or_default();
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
