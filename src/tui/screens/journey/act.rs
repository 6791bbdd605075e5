//! What Journey asks for, and what its keys do.

use super::query::Query;
use super::state::{Journey, Pane};
use super::update::{EVENT, LIFE, LIVELY, ROWS};
use super::zoom::Zoom;
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::screens::Query as AnyQuery;

impl Journey {
    /// Asks for the person's journey, or for somebody who has one.
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        if self.among.is_empty() {
            let ticket = cx.ask(Lane::Count, LIVELY, AnyQuery::Journey(Query::Lively));
            self.lively.asked(ticket, cx.now);
        }
        if let Some(id) = self.who {
            let ticket = cx.ask(Lane::Aggregate, LIFE, AnyQuery::Journey(Query::Life(id)));
            self.life.asked(ticket, cx.now);
        }
    }

    /// Asks for the rows on the screen that are missing, and for the event under the cursor.
    pub(super) fn fetch(&mut self, cx: &mut Cx) {
        let Some(who) = self.life().map(|life| life.row.profile_id) else { return };
        if self.zoom != Zoom::Events {
            return;
        }
        let wanted = self.grid.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Journey(Query::Rows(who, wanted)));
            self.rows.asked(ticket, cx.now);
        }
        let Some((id, order)) = self.grid.row().map(|row| (row.event_id, row.order_id)) else { return };
        if self.event_of != Some(id) {
            self.event_of = Some(id);
            self.sheet.top = 0;
            let ticket = cx.ask(Lane::Page, EVENT, AnyQuery::Journey(Query::Event(who, id, order)));
            self.event.asked(ticket, cx.now);
        }
    }

    pub(super) fn look(&mut self, by: isize, cx: &mut Cx) {
        match self.zoom.step(by) {
            Some(zoom) => {
                self.zoom = zoom;
                self.sheet.top = 0;
                self.regroup();
                self.fetch(cx);
            }
            None if by > 0 => cx.say("Single events: closer it does not get", Tone::Plain),
            None => cx.say("Years: wider it does not get", Tone::Plain),
        }
    }

    pub(super) fn jump(&mut self, found: Option<usize>, what: &str, down: bool, cx: &mut Cx) {
        match found {
            Some(place) => {
                self.sheet.top = 0;
                self.point(place);
                self.fetch(cx);
            }
            None => {
                let way = if down { "below" } else { "above" };
                cx.say(format!("No {what} further {way}"), Tone::Plain);
            }
        }
    }

    pub(super) fn jump_order(&mut self, down: bool, cx: &mut Cx) {
        let group = self.group().map(|group| group.events.clone());
        let found = self.seek(down, |step, _| step.order.is_some());
        // Where rows are periods, the next period with an order is meant.
        let found = match (group, down) {
            (Some(group), true) if found.is_some_and(|place| group.contains(&place)) => {
                self.here = group.end - 1;
                self.seek(true, |step, _| step.order.is_some())
            }
            _ => found,
        };
        self.jump(found, "order", down, cx);
    }

    pub(super) fn jump_session(&mut self, down: bool, cx: &mut Cx) {
        let here = self.step().and_then(|step| step.session_id);
        let found = self.seek(down, |step, before| {
            let fresh = before.is_none_or(|before| before.session_id != step.session_id);
            step.session_id.is_some() && step.session_id != here && fresh
        });
        self.jump(found, "session", down, cx);
    }

    pub(super) fn step_person(&mut self, by: isize, cx: &mut Cx) {
        let here = self.who.and_then(|id| self.among.iter().position(|other| *other == id));
        let next = match here {
            Some(here) => here.checked_add_signed(by).and_then(|place| self.among.get(place)),
            None => self.among.first(),
        };
        match next {
            Some(id) => self.turn_to(*id, cx),
            None if by > 0 => cx.say("This is the last of them", Tone::Plain),
            None => cx.say("This is the first of them", Tone::Plain),
        }
    }

    /// Another person: from the top of the list again.
    pub(super) fn turn_to(&mut self, id: i64, cx: &mut Cx) {
        self.who = Some(id);
        self.pane = if self.pane == Pane::Detail { Pane::List } else { self.pane };
        self.ask(cx);
    }

    pub(super) fn toggle(&mut self, cx: &mut Cx) {
        if let Some(choice) = self.facets.row().map(|facet| facet.choice.clone()) {
            self.filter.toggle(&choice);
            self.arrange();
            self.fetch(cx);
        }
    }

    pub(super) fn moved(&mut self, cx: &mut Cx) {
        self.sheet.top = 0;
        self.follow();
        self.fetch(cx);
    }

    pub(super) fn list_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open if self.zoom == Zoom::Events => self.pane = Pane::Detail,
            ListAct::Open => self.look(1, cx),
            ListAct::Copy => self.copy(cx),
            motion if self.zoom == Zoom::Events => {
                self.grid.motion(motion);
                self.moved(cx);
            }
            motion => {
                self.groups.motion(motion);
                self.moved(cx);
            }
        }
    }

    pub(super) fn copy(&self, cx: &mut Cx) {
        if let Some(id) = self.who {
            cx.copy(&format!("onefold journey {id}"), "Copied the command that tells this journey");
        }
    }
}
