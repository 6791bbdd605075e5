//! The boards beside the queue: pairs that compare alike, profiles that may be several people, contacts that many share,
//! golden values in conflict, what the last load changed.

use super::board::AnyBoard;
use super::state::{Merges, View};
use super::{Act, Reply, many};
use crate::resolve::decide::Verdict;
use crate::resolve::read::ReviewFilter;
use crate::tui::action::ListAct;
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Ticket;
use crate::tui::screens::Goto;
use crate::workspace::lanes::LaneError;
use std::time::Duration;

impl Merges {
    /// The board that is shown.
    fn board(&mut self) -> Option<&mut dyn AnyBoard> {
        match self.view {
            View::Many => Some(&mut self.many.board),
            View::Repair => Some(&mut self.repair),
            View::Shared => Some(&mut self.shared),
            View::Golden => Some(&mut self.golden.board),
            View::Changed => Some(&mut self.changed_by_load.board),
            View::Pair | View::Queue | View::Log | View::Quality => None,
        }
    }

    /// All of them.
    fn boards(&mut self) -> [&mut dyn AnyBoard; 5] {
        [
            &mut self.many.board,
            &mut self.repair,
            &mut self.shared,
            &mut self.golden.board,
            &mut self.changed_by_load.board,
        ]
    }

    /// A board is shown.
    pub(super) fn on_board(&self) -> bool {
        matches!(self.view, View::Many | View::Repair | View::Shared | View::Golden | View::Changed)
    }

    pub(super) fn ask_board(&mut self, cx: &mut Cx) {
        if self.view == View::Many {
            self.many.foreseen.clear();
        }
        if self.view == View::Golden {
            self.golden.ask(cx);
        } else if let Some(board) = self.board() {
            board.ask(cx);
        }
    }

    pub(super) fn board_act(&mut self, act: ListAct, cx: &mut Cx) {
        match (self.view, act) {
            (View::Many, ListAct::Open) => return self.open_pattern(cx),
            (View::Repair, ListAct::Open) => return self.open_suspect(cx),
            (View::Changed, ListAct::Open) => return self.changed_by_load.open(cx),
            (View::Golden, ListAct::Open) => return self.open_conflict(cx),
            (View::Golden, motion) if self.golden.motion(motion) => return,
            _ => {}
        }
        let Some(board) = self.board() else { return };
        match act {
            ListAct::Left => *board.in_sheet() = false,
            ListAct::Right | ListAct::Open => *board.in_sheet() = true,
            motion => board.motion(motion, cx),
        }
    }

    /// Does what the keys of the boards do. False: it is none of theirs.
    pub(super) fn board_key(&mut self, act: Act, cx: &mut Cx) -> bool {
        match (self.view, act) {
            (_, Act::Many) => self.turn_to(View::Many, cx),
            (_, Act::Repair) => self.turn_to(View::Repair, cx),
            (_, Act::Shared) => self.turn_to(View::Shared, cx),
            (View::Many, Act::AllSame) => self.many.decide(Verdict::Same, cx),
            (View::Many, Act::AllDifferent) => self.many.decide(Verdict::Different, cx),
            (View::Repair, Act::Cut) => self.repair.cut(cx),
            (View::Repair, Act::Same) => self.repair.keep(cx),
            (View::Repair, Act::Skip) => self.repair.motion(ListAct::Down, cx),
            (View::Repair, Act::LeftProfile) => self.open_suspect(cx),
            (_, Act::Golden) => {
                self.golden.turned_to();
                self.turn_to(View::Golden, cx);
            }
            (View::Golden, Act::AsItIs) => self.golden.settle(true, cx),
            (View::Golden, Act::TakeOther) => self.golden.settle(false, cx),
            (_, Act::Changed) => self.turn_to(View::Changed, cx),
            (View::Changed, Act::AsItIs) => self.changed_by_load.agree(cx),
            (View::Changed, Act::TakeBack) => self.changed_by_load.take_back(cx),
            (View::Changed, Act::Skip) => self.changed_by_load.board.motion(ListAct::Down, cx),
            (View::Changed, Act::LeftProfile) => self.changed_by_load.open(cx),
            (View::Golden, Act::Skip) => self.golden.board.motion(ListAct::Down, cx),
            (View::Golden, Act::LeftProfile) => self.open_conflict(cx),
            (View::Shared, Act::Relabel(label)) => self.shared.relabel(label, cx),
            _ => return false,
        }
        true
    }

    /// Whether an act of the boards makes sense now; `None`: it is none of theirs.
    pub(super) fn board_can(&self, act: Act) -> Option<bool> {
        Some(match (self.view, act) {
            (_, Act::AllSame | Act::AllDifferent) => {
                self.view == View::Many && self.many.board.chosen().is_some()
            }
            (_, Act::Cut) => self.view == View::Repair && self.repair.chosen().is_some(),
            (View::Repair, Act::Same | Act::LeftProfile) => self.repair.chosen().is_some(),
            (View::Repair | View::Golden | View::Changed, Act::Skip) => true,
            (View::Changed, Act::LeftProfile) => self.changed_by_load.board.grid.row().is_some(),
            (View::Changed, Act::AsItIs) | (_, Act::TakeBack) => {
                self.view == View::Changed && self.changed_by_load.can()
            }
            (View::Golden, Act::LeftProfile) => self.golden.board.grid.row().is_some(),
            (_, Act::AsItIs) => self.view == View::Golden && self.golden.can(true),
            (_, Act::TakeOther) => self.view == View::Golden && self.golden.can(false),
            (_, Act::Relabel(_)) => self.view == View::Shared && self.shared.grid.row().is_some(),
            _ => return None,
        })
    }

    /// The pairs of the pattern under the cursor, one by one.
    fn open_pattern(&mut self, cx: &mut Cx) {
        if let Some(row) = self.many.board.grid.row() {
            let filter = ReviewFilter { pattern: Some(row.pattern), ..ReviewFilter::default() };
            self.view = View::Pair;
            self.choose_lane(filter, cx);
        }
    }

    fn open_suspect(&self, cx: &mut Cx) {
        if let Some(profile) = self.repair.grid.id() {
            cx.go(Goto::Profile(profile));
        }
    }

    fn open_conflict(&self, cx: &mut Cx) {
        if let Some(row) = self.golden.board.grid.row() {
            cx.go(Goto::Profile(row.profile_id));
        }
    }

    pub(super) fn board_reply(&mut self, ticket: Ticket, took: Duration, reply: Reply, cx: &mut Cx) {
        match reply {
            Reply::Patterns(rows) => self.many.board.listed(ticket, took, rows, cx),
            Reply::Pattern(view) => self.many.opened(ticket, took, view, cx),
            Reply::Foreseen(pattern, preview) => {
                self.many.foreseen.answered(ticket, took, Ok((pattern, preview)));
            }
            Reply::Suspects(rows) => self.repair.listed(ticket, took, rows, cx),
            Reply::Suspect(view) => {
                self.repair.inside.answered(ticket, took, Ok(view));
            }
            Reply::Conflicts(rows) => self.golden.listed(ticket, took, rows, cx),
            Reply::Conflict(view) => {
                self.golden.board.inside.answered(ticket, took, Ok(view));
            }
            Reply::Upsets(found) => self.changed_by_load.listed(ticket, took, found, cx),
            Reply::Upset(view) => {
                self.changed_by_load.board.inside.answered(ticket, took, Ok(view));
            }
            Reply::Contacts(rows) => self.shared.listed(ticket, took, rows, cx),
            Reply::Contact(view) => {
                self.shared.inside.answered(ticket, took, Ok(view));
            }
            _ => {}
        }
    }

    /// A question of a board could not be answered. False: it was none of theirs.
    pub(super) fn board_failed(
        &mut self,
        slot: &str,
        ticket: Ticket,
        took: Duration,
        why: &LaneError,
    ) -> bool {
        if slot == many::FORESEEN {
            self.many.foreseen.answered(ticket, took, Err(why.clone()));
            return true;
        }
        self.boards().into_iter().any(|board| board.failed(slot, ticket, took, why))
    }

    pub(super) fn board_drawn(&mut self, drawn: &Drawn) {
        self.boards().into_iter().for_each(|board| board.drawn(drawn));
    }

    pub(super) fn board_click(&mut self, target: Target, cx: &mut Cx) {
        if let Some(board) = self.board() {
            board.click(target, cx);
        }
    }

    pub(super) fn board_wheel(&mut self, target: Target, by: isize) {
        if let Some(board) = self.board() {
            board.wheel(target, by);
        }
    }

    /// From the inside of a row back to the list. False: the list has the keys.
    pub(super) fn board_back(&mut self) -> bool {
        self.board().is_some_and(|board| std::mem::take(board.in_sheet()))
    }

    /// Since when something on the board is waited for.
    pub(super) fn board_since(&self) -> Option<u64> {
        match self.view {
            View::Many => self.many.board.since(),
            View::Repair => self.repair.since(),
            View::Shared => self.shared.since(),
            View::Golden => self.golden.board.since(),
            View::Changed => self.changed_by_load.board.since(),
            View::Pair | View::Queue | View::Log | View::Quality => None,
        }
    }
}
