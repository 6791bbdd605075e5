//! Contacts that many people share: whose each is, who holds it, and one key to say otherwise.

mod view;

use super::Query;
use crate::resolve::contact::{ContactRow, ContactView, Label};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::remote::Remote;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::widgets::{Grid, Sheet};
use crate::tui::work::{Relabel, Work};
use crate::workspace::lanes::LaneError;
use std::time::Duration;

pub(super) use view::view;

pub(super) const CONTACTS: &str = "merges.contacts";
pub(super) const CONTACT: &str = "merges.contact";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "merges.contacts_grid";
pub(super) const SHEET: &str = "merges.contact_sheet";

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub list: Remote<()>,
    pub grid: Grid<ContactRow>,
    pub inside: Remote<Box<ContactView>>,
    pub sheet: Sheet,
    pub in_sheet: bool,
}

impl Shared {
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Page, CONTACTS, AnyQuery::Merges(Query::Contacts));
        self.list.asked(ticket, cx.now);
        // What is inside was read before something changed.
        self.inside.clear();
    }

    fn look_inside(&mut self, cx: &mut Cx) {
        let Some((kind, value)) = self.grid.row().map(|row| (row.kind.clone(), row.value.clone())) else {
            return;
        };
        if self.chosen().is_some() && self.inside.since().is_none() {
            return;
        }
        self.sheet.top = 0;
        let ticket = cx.ask(Lane::Page, CONTACT, AnyQuery::Merges(Query::Contact(kind, value)));
        self.inside.asked(ticket, cx.now);
    }

    /// The contact under the cursor from inside, when it is here.
    pub(super) fn chosen(&self) -> Option<&ContactView> {
        let row = self.grid.row()?;
        self.inside
            .get()
            .map(Box::as_ref)
            .filter(|view| (&view.row.kind, &view.row.value) == (&row.kind, &row.value))
    }

    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, rows: Vec<ContactRow>, cx: &mut Cx) {
        if self.list.answered(ticket, took, Ok(())) {
            self.grid.set_all((0..).zip(rows).collect());
            self.look_inside(cx);
        }
    }

    pub(super) fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: LaneError) {
        match slot {
            CONTACTS => self.list.answered(ticket, took, Err(why)),
            _ => self.inside.answered(ticket, took, Err(why)),
        };
    }

    pub(super) fn motion(&mut self, motion: ListAct, cx: &mut Cx) {
        if self.in_sheet {
            self.sheet.motion(motion);
        } else if self.grid.motion(motion) {
            self.look_inside(cx);
        }
    }

    pub(super) fn point(&mut self, index: usize, cx: &mut Cx) {
        self.in_sheet = false;
        self.grid.go(index);
        self.look_inside(cx);
    }

    /// The steward says whose it is.
    pub(super) fn relabel(&mut self, label: Label, cx: &mut Cx) {
        let Some(row) = self.grid.row() else { return };
        let (kind, value) = (row.kind.clone(), row.value.clone());
        cx.work(Work::Relabel(Relabel { kind, value, label }));
        self.grid.motion(ListAct::Down);
        self.look_inside(cx);
    }

    /// Takes back the word in force on the contact shown, else the last one on any.
    pub(super) fn undo(&self, cx: &mut Cx) {
        match self.chosen().map(|view| view.word.as_ref()) {
            Some(word) => cx.work(Work::Unlabel(word.map(|word| word.decision_id))),
            None => cx.say("Still looking who holds it", Tone::Plain),
        }
    }
}
