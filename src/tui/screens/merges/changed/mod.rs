//! What the last load did to profiles there were before it, what harms most first: one key leaves it, one takes it back.

#[cfg(test)]
mod tests;
mod view;

use super::Query;
use super::board::{Board, Subject};
use crate::resolve::read::{ResolvedRun, UpsetRow, UpsetView, Upsets, regroup_sentences};
use crate::tui::canvas::person;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::overlays::{Confirm, Then};
use crate::tui::screens::Goto;
use crate::tui::work::Work;
use std::time::Duration;

pub(super) use view::view;

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub board: Board<UpsetRow>,
    /// The run before the load, once that is known and there is one.
    before: Option<ResolvedRun>,
}

impl Subject for UpsetRow {
    type Inside = UpsetView;
    const LIST: &'static str = "merges.upsets";
    const INSIDE: &'static str = "merges.upset";
    const GRID: &'static str = "merges.upsets_grid";
    const SHEET: &'static str = "merges.upset_sheet";

    fn all() -> (Lane, Query) {
        (Lane::Aggregate, Query::Upsets)
    }

    fn look(&self) -> Query {
        Query::Upset(self.key())
    }

    fn id(&self, _: i64) -> i64 {
        UpsetRow::id(self)
    }

    fn is_of(&self, inside: &UpsetView) -> bool {
        inside.key == self.key()
    }
}

impl Changed {
    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, found: Upsets, cx: &mut Cx) {
        self.before = found.before;
        self.board.listed(ticket, took, found.changes, cx);
    }

    /// There is something to say of the change shown.
    pub(super) fn can(&self) -> bool {
        self.board.chosen().is_some_and(|(_, view)| view.agree.is_some())
    }

    /// It is right as it is: that is a decision like any other, and no run asks again.
    pub(super) fn agree(&self, cx: &mut Cx) {
        if let Some((pair, verdict)) = self.board.chosen().and_then(|(_, view)| view.agree) {
            cx.work(Work::Agree(pair, verdict));
        }
    }

    /// Asks whether it shall be taken back, with what that changes.
    pub(super) fn take_back(&self, cx: &mut Cx) {
        let Some((row, view)) = self.board.chosen() else { return };
        let Some((wanted, coming)) = &view.back else { return };
        let coming = match coming {
            Ok(coming) => coming,
            Err(why) => return cx.say(why.clone(), Tone::Bad),
        };
        let masked = cx.masked;
        let title = format!("Take back what the load did to P{}?", row.profile_id);
        let confirm = Confirm::new(title, "Take it back", Then::Work(Work::Regroup(wanted.clone())));
        let sentences = regroup_sentences(coming, |attribute, value| person(masked, attribute, value));
        let confirm = sentences.into_iter().fold(confirm, Confirm::change);
        cx.confirm(confirm.change("It is one entry of the log, and one undo takes it back."));
    }

    /// The profile, where it is still there.
    pub(super) fn open(&self, cx: &mut Cx) {
        match self.board.grid.row() {
            Some(row) if row.change == "gone" => cx.say("That profile left with its records", Tone::Plain),
            Some(row) => cx.go(Goto::Profile(row.profile_id)),
            None => {}
        }
    }
}
