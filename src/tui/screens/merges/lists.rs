//! The queue with its lanes and the log as lists: moving in them, narrowing them, opening a row.

use super::Query;
use super::act::{AHEAD, BEHAVIOUR, LOG, LOG_ROWS, PAIR as PAIR_SLOT, QUEUE, ROWS, SEALS, STANDING};
use super::lanes;
use super::state::{Merges, View, key};
use crate::resolve::read::Pair;
use crate::tui::action::ListAct;
use crate::tui::context::Cx;
use crate::tui::msg::Lane;
use crate::tui::screens::{Query as AnyQuery, Reply as AnyReply};
use crate::workspace::lanes::{LaneError, Report};

impl Merges {
    pub(super) fn turn_to(&mut self, view: View, cx: &mut Cx) {
        self.view = if self.view == view { View::Pair } else { view };
        self.quality.mending = false;
        match self.view {
            View::Log => {
                self.opened = None;
                self.open_log(cx)
            }
            View::Many | View::Repair | View::Shared | View::Golden | View::Changed => self.ask_board(cx),
            View::Quality => self.quality.ask(cx),
            View::Queue => {
                self.in_lanes = true;
                let chosen = (0..).zip(self.lane_list()).find(|(_, lane)| lane.filter == self.filter);
                if let Some((id, _)) = chosen {
                    self.lanes.go_to(id);
                }
            }
            View::Pair => {}
        }
    }

    pub(super) fn lane_list(&self) -> Vec<super::state::Lane> {
        self.standing.get().map(|standing| lanes::lanes(standing)).unwrap_or_default()
    }

    /// The pairs whose lines the list wants.
    pub(super) fn fetch(&mut self, cx: &mut Cx) {
        let wanted = self.grid.wanted();
        if !wanted.is_empty() {
            let wanted: rustc_hash::FxHashSet<i64> = wanted.into_iter().collect();
            let pairs: Vec<Pair> =
                self.order.iter().filter(|pair| wanted.contains(&key(**pair))).copied().collect();
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Merges(Query::Rows(pairs)));
            self.rows.asked(ticket, cx.now);
        }
    }

    pub(super) fn fetch_log(&mut self, cx: &mut Cx) {
        let wanted = self.log.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, LOG_ROWS, AnyQuery::Merges(Query::LogRows(wanted)));
            self.log_rows.asked(ticket, cx.now);
        }
    }

    pub(super) fn list_act(&mut self, act: ListAct, cx: &mut Cx) {
        match (self.view, act) {
            (View::Many | View::Repair | View::Shared | View::Golden | View::Changed, act) => {
                self.board_act(act, cx)
            }
            (View::Quality, act) => self.quality_act(act, cx),
            (View::Log, ListAct::Filter) => self.log_typed.typing = true,
            (_, ListAct::Filter) => {
                self.view = View::Queue;
                self.in_lanes = false;
                self.typed.typing = true;
            }
            (View::Pair, ListAct::Copy) => self.copy(cx),
            (View::Pair, motion) => {
                if self.sheet.is_cut() {
                    self.sheet.motion(motion);
                } else {
                    self.sides.motion(motion);
                }
            }
            (View::Queue, ListAct::Left) => self.in_lanes = true,
            (View::Queue, ListAct::Right) => self.in_lanes = false,
            (View::Queue, ListAct::Open) if self.in_lanes => {
                if let Some(filter) = self.lanes.row().map(|lane| lane.filter) {
                    self.choose_lane(filter, cx);
                    self.view = View::Pair;
                }
            }
            (View::Queue, ListAct::Open) => self.open_row(cx),
            (View::Queue, motion) if self.in_lanes => {
                self.lanes.motion(motion);
            }
            (View::Queue, motion) => {
                self.grid.motion(motion);
                self.fetch(cx);
            }
            (View::Log, ListAct::Open) if self.opened.is_none() && self.many_in_log().is_some() => {
                self.opened = self.many_in_log();
                self.log_typed.clear();
                self.ask_log(cx);
            }
            (View::Log, ListAct::Open) => {
                if let Some((left, right)) = self.log.row().and_then(|row| row.records) {
                    self.view = View::Pair;
                    self.go_to(Pair::of(left, right), true, cx);
                }
            }
            (View::Log, motion) => {
                self.log.motion(motion);
                self.then.top = 0;
                self.fetch_log(cx);
            }
        }
    }

    /// The entry under the cursor, when it stands for many decisions: its number, and how many they are.
    fn many_in_log(&self) -> Option<(i64, u64)> {
        let row = self.log.row()?;
        Some((row.decision_id, row.together?.0))
    }

    pub(super) fn open_row(&mut self, cx: &mut Cx) {
        if let Some(pair) = self.order.get(self.grid.cursor()).copied() {
            self.view = View::Pair;
            self.go_to(pair, false, cx);
        }
    }

    fn copy(&self, cx: &mut Cx) {
        if let Some(view) = self.pair() {
            let name = |side: &crate::resolve::read::Side| {
                format!("'{}:{}'", side.record.source, side.record.native_key)
            };
            let command = format!("onefold why {} {}", name(&view.left), name(&view.right));
            cx.copy(&command, "Copied the command that explains this pair");
        }
    }

    pub(super) fn failed(&mut self, report: &Report<AnyReply>, why: &LaneError) {
        let (ticket, took) = (report.ticket, report.took);
        if self.board_failed(report.slot, ticket, took, why)
            || self.quality.failed(report.slot, ticket, took, why)
        {
            return;
        }
        let why = why.clone();
        match report.slot {
            QUEUE => self.queue.answered(ticket, took, Err(why)),
            STANDING => self.standing.answered(ticket, took, Err(why)),
            PAIR_SLOT => self.shown.answered(ticket, took, Err(why)),
            BEHAVIOUR => self.behaviour.answered(ticket, took, Err(why)),
            AHEAD => self.ahead.answered(ticket, took, Err(why)),
            LOG => self.log_order.answered(ticket, took, Err(why)),
            SEALS => self.seals.answered(ticket, took, Err(why)),
            LOG_ROWS => {
                self.log.unasked();
                self.log_rows.answered(ticket, took, Err(why))
            }
            _ => {
                self.grid.unasked();
                self.rows.answered(ticket, took, Err(why))
            }
        };
    }
}
