//! Contacts that many people share: whose each is, who holds it, and one key to say otherwise.

mod view;

use super::Query;
use super::board::{Board, Subject};
use crate::resolve::contact::{ContactRow, ContactView, Label};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::work::{Relabel, Work};

pub(super) use view::view;

/// Its state.
pub(super) type Shared = Board<ContactRow>;

impl Subject for ContactRow {
    type Inside = ContactView;
    const LIST: &'static str = "merges.contacts";
    const INSIDE: &'static str = "merges.contact";
    const GRID: &'static str = "merges.contacts_grid";
    const SHEET: &'static str = "merges.contact_sheet";

    fn all() -> (Lane, Query) {
        (Lane::Page, Query::Contacts)
    }

    fn look(&self) -> Query {
        Query::Contact(self.kind.clone(), self.value.clone())
    }

    fn id(&self, n: i64) -> i64 {
        n
    }

    fn is_of(&self, inside: &ContactView) -> bool {
        (&inside.row.kind, &inside.row.value) == (&self.kind, &self.value)
    }
}

impl Shared {
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
        match self.chosen().map(|(_, view)| view.word.as_ref()) {
            Some(word) => cx.work(Work::Unlabel(word.map(|word| word.decision_id))),
            None => cx.say("Still looking who holds it", Tone::Plain),
        }
    }
}
