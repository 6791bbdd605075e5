//! Golden values in conflict, the one worth most to settle first: who says what, one key to leave it, one to take another.

#[cfg(test)]
mod tests;
mod view;

use super::Query;
use super::board::{AnyBoard, Board, Subject};
use crate::resolve::read::{Claimed, ConflictRow, ConflictView, LOOKED_AT};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::work::{Choice, Work};
use rustc_hash::FxHashSet;
use std::time::Duration;

pub(super) use view::view;

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Golden {
    pub board: Board<ConflictRow>,
    /// Which value would be taken, counted from the golden one; `None`: the strongest of the others.
    at: Option<usize>,
    /// Settled here; the workspace may not know yet.
    settling: FxHashSet<i64>,
    /// What changed since the list was read is what was settled here, and that is off it already.
    known: bool,
}

impl Subject for ConflictRow {
    type Inside = ConflictView;
    const LIST: &'static str = "merges.conflicts";
    const INSIDE: &'static str = "merges.conflict";
    const GRID: &'static str = "merges.conflicts_grid";
    const SHEET: &'static str = "merges.conflict_sheet";

    fn all() -> (Lane, Query) {
        (Lane::Aggregate, Query::Conflicts)
    }

    fn look(&self) -> Query {
        Query::Conflict(self.profile_id, self.attribute)
    }

    fn id(&self, _: i64) -> i64 {
        ConflictRow::id(self)
    }

    fn is_of(&self, inside: &ConflictView) -> bool {
        (inside.profile_id, inside.attribute) == self.key()
    }
}

impl Golden {
    /// Asks for the list, which takes long with many records: not after what changed nothing else in it.
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        if !std::mem::take(&mut self.known) || self.board.grid.is_empty() {
            self.board.ask(cx);
        }
    }

    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, mut rows: Vec<ConflictRow>, cx: &mut Cx) {
        rows.retain(|row| !self.settling.contains(&ConflictRow::id(row)));
        self.board.listed(ticket, took, rows, cx);
    }

    /// The board is opened, or left: whatever else changed meanwhile is to be read.
    pub(super) fn turned_to(&mut self) {
        self.known = false;
    }

    /// Moves from value to value while the inside has the keys. False: that is not what is moved in.
    pub(super) fn motion(&mut self, motion: ListAct) -> bool {
        if !self.board.in_sheet {
            // Another row: its strongest rival.
            self.at = None;
            return false;
        }
        let Some(last) = self.board.chosen().and_then(|(_, view)| view.claims.len().checked_sub(1)) else {
            return false;
        };
        let at = self.at.unwrap_or(1).min(last);
        self.at = Some(match motion {
            ListAct::Down => (at + 1).min(last),
            ListAct::Up => at.saturating_sub(1),
            _ => return false,
        });
        true
    }

    /// The place of the value that would be taken.
    pub(super) fn at(&self) -> usize {
        self.at.unwrap_or(1)
    }

    fn claims(&self) -> &[Claimed] {
        self.board.chosen().map_or(&[], |(_, view)| &view.claims)
    }

    /// There is something to settle with this.
    pub(super) fn can(&self, stays: bool) -> bool {
        self.claims().get(if stays { 0 } else { self.at() }).is_some()
    }

    /// The golden value stays, or the other one takes its place; either way it is not asked about again.
    pub(super) fn settle(&mut self, stays: bool, cx: &mut Cx) {
        let Some(row) = self.board.grid.row() else { return };
        let (id, attribute) = (ConflictRow::id(row), row.attribute);
        let place = if stays { 0 } else { self.at() };
        let Some(record) = self.claims().get(place).map(|claim| claim.record_id) else {
            return cx.say("Still looking who says what", Tone::Plain);
        };
        cx.work(Work::Settle(Choice { record, attribute, reason: LOOKED_AT.to_owned() }, id));
        if cx.read_only || cx.busy {
            // Refused, and said so.
            return;
        }
        self.settling.insert(id);
        self.at = None;
        self.board.in_sheet = false;
        let rest = self.board.grid.order().iter().copied().filter(|other| *other != id).collect();
        self.board.grid.set_order(rest);
        self.board.look_inside(cx);
    }

    /// It is in the workspace, or was refused.
    pub(super) fn settled(&mut self, id: i64, done: Result<String, String>, cx: &mut Cx) {
        self.settling.remove(&id);
        match done {
            Ok(sentence) => {
                self.known = true;
                cx.say(sentence, Tone::Good);
            }
            Err(why) => cx.say(why, Tone::Bad),
        }
    }
}
