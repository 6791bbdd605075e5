//! The boards beside the queue: pairs that compare alike, profiles that may be several people, contacts that many share.
//! Each is a list and, beside it, the row under the cursor from inside.

use super::state::{Merges, View};
use super::{Act, Reply, many, repair, shared};
use crate::resolve::decide::Verdict;
use crate::resolve::read::ReviewFilter;
use crate::tui::action::ListAct;
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::Ticket;
use crate::tui::screens::Goto;
use crate::tui::widgets::Sheet;
use crate::workspace::lanes::LaneError;
use std::time::Duration;

impl Merges {
    /// A board is shown.
    pub(super) fn on_board(&self) -> bool {
        matches!(self.view, View::Many | View::Repair | View::Shared)
    }

    pub(super) fn ask_board(&mut self, cx: &mut Cx) {
        match self.view {
            View::Many => self.many.ask(cx),
            View::Repair => self.repair.ask(cx),
            View::Shared => self.shared.ask(cx),
            View::Pair | View::Queue | View::Log => {}
        }
    }

    /// Which of both panes of the board has the keys.
    fn in_sheet(&mut self) -> Option<&mut bool> {
        match self.view {
            View::Many => Some(&mut self.many.in_sheet),
            View::Repair => Some(&mut self.repair.in_sheet),
            View::Shared => Some(&mut self.shared.in_sheet),
            View::Pair | View::Queue | View::Log => None,
        }
    }

    pub(super) fn board_act(&mut self, act: ListAct, cx: &mut Cx) {
        match (self.view, act) {
            (_, ListAct::Left | ListAct::Right) => {
                if let Some(in_sheet) = self.in_sheet() {
                    *in_sheet = act == ListAct::Right;
                }
            }
            (View::Many, ListAct::Open) => self.open_pattern(cx),
            (View::Many, motion) => self.many.motion(motion, cx),
            (View::Repair, ListAct::Open) => self.open_suspect(cx),
            (View::Repair, motion) => self.repair.motion(motion, cx),
            (View::Shared, ListAct::Open) => self.shared.in_sheet = true,
            (_, motion) => self.shared.motion(motion, cx),
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
            (View::Shared, Act::Relabel(label)) => self.shared.relabel(label, cx),
            _ => return false,
        }
        true
    }

    /// Whether an act of the boards makes sense now; `None`: it is none of theirs.
    pub(super) fn board_can(&self, act: Act) -> Option<bool> {
        Some(match (self.view, act) {
            (_, Act::AllSame | Act::AllDifferent) => self.view == View::Many && self.many.chosen().is_some(),
            (_, Act::Cut) => self.view == View::Repair && self.repair.chosen().is_some(),
            (View::Repair, Act::Same | Act::LeftProfile) => self.repair.chosen().is_some(),
            (View::Repair, Act::Skip) => true,
            (_, Act::Relabel(_)) => self.view == View::Shared && self.shared.grid.row().is_some(),
            _ => return None,
        })
    }

    /// The pairs of the pattern under the cursor, one by one.
    fn open_pattern(&mut self, cx: &mut Cx) {
        if let Some(row) = self.many.grid.row() {
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

    pub(super) fn board_reply(&mut self, ticket: Ticket, took: Duration, reply: Reply, cx: &mut Cx) {
        match reply {
            Reply::Patterns(rows) => self.many.listed(ticket, took, rows, cx),
            Reply::Pattern(view) => self.many.opened(ticket, took, view, cx),
            Reply::Foreseen(pattern, preview) => {
                self.many.foreseen.answered(ticket, took, Ok((pattern, preview)));
            }
            Reply::Suspects(rows) => self.repair.listed(ticket, took, rows, cx),
            Reply::Suspect(view) => {
                self.repair.inside.answered(ticket, took, Ok(view));
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
        match slot {
            many::PATTERNS | many::PATTERN | many::FORESEEN => {
                self.many.failed(slot, ticket, took, why.clone())
            }
            repair::SUSPECTS | repair::SUSPECT => self.repair.failed(slot, ticket, took, why.clone()),
            shared::CONTACTS | shared::CONTACT => self.shared.failed(slot, ticket, took, why.clone()),
            _ => return false,
        }
        true
    }

    pub(super) fn board_drawn(&mut self, drawn: &Drawn) {
        let fit = |sheet: &mut Sheet, pane| {
            if let Some((rows, lines)) = drawn.sheet(pane) {
                sheet.fit(rows, lines);
            }
        };
        fit(&mut self.many.sheet, many::SHEET);
        fit(&mut self.repair.sheet, repair::SHEET);
        fit(&mut self.shared.sheet, shared::SHEET);
        if let Some(rows) = drawn.rows(many::GRID) {
            self.many.grid.fit(rows);
        }
        if let Some(rows) = drawn.rows(repair::GRID) {
            self.repair.grid.fit(rows);
        }
        if let Some(rows) = drawn.rows(shared::GRID) {
            self.shared.grid.fit(rows);
        }
    }

    pub(super) fn board_click(&mut self, target: Target, cx: &mut Cx) {
        match target {
            Target::Row(many::GRID, index) => self.many.point(index, cx),
            Target::Row(repair::GRID, index) => self.repair.point(index, cx),
            Target::Row(shared::GRID, index) => self.shared.point(index, cx),
            Target::Pane(pane) => {
                if let Some(in_sheet) = self.in_sheet() {
                    *in_sheet = [many::SHEET, repair::SHEET, shared::SHEET].contains(&pane);
                }
            }
            _ => {}
        }
    }

    pub(super) fn board_wheel(&mut self, target: Target, by: isize) {
        match target {
            Target::Row(many::GRID, _) | Target::Pane(many::GRID) => self.many.grid.scroll(by),
            Target::Row(repair::GRID, _) | Target::Pane(repair::GRID) => self.repair.grid.scroll(by),
            Target::Row(shared::GRID, _) | Target::Pane(shared::GRID) => self.shared.grid.scroll(by),
            Target::Pane(many::SHEET) => self.many.sheet.scroll(by),
            Target::Pane(repair::SHEET) => self.repair.sheet.scroll(by),
            Target::Pane(shared::SHEET) => self.shared.sheet.scroll(by),
            _ => {}
        }
    }

    /// From the inside of a row back to the list. False: the list has the keys.
    pub(super) fn board_back(&mut self) -> bool {
        self.in_sheet().is_some_and(std::mem::take)
    }

    /// Since when something on the board is waited for.
    pub(super) fn board_since(&self) -> Option<u64> {
        let (list, inside) = match self.view {
            View::Many => (self.many.list.since(), self.many.inside.since()),
            View::Repair => (self.repair.list.since(), self.repair.inside.since()),
            View::Shared => (self.shared.list.since(), self.shared.inside.since()),
            View::Pair | View::Queue | View::Log => (None, None),
        };
        list.into_iter().chain(inside).min()
    }
}
