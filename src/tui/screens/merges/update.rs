//! What happens to Merges.

use super::lanes::{self, GRID, LANES};
use super::log::LOG as LOG_GRID;
use super::shown::SHOWN;
use super::state::{Merges, View, key};
use super::view::{PAIR, SIDES};
use super::{Act, Reply, quality};
use crate::resolve::contact::Label;
use crate::resolve::decide::Verdict;
use crate::resolve::read::LogRow;
use crate::tui::action::{Act as Any, ListAct};
use crate::tui::canvas::Canvas;
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::screens::{CrumbCx, Goto, NOT_HERE, Reply as AnyReply, Screen};
use crate::tui::session::{ListMemory, Session};
use crate::tui::widgets::FilterLine;
use crate::tui::work::{Work, WorkDone};
use crate::workspace::lanes::{LaneError, Report};
use ratatui::layout::Rect;

impl Screen for Merges {
    fn show(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.refresh(cx);
            self.ask_queue(cx);
        }
    }

    fn reload(&mut self, cx: &mut Cx) {
        self.grid.forget_rows();
        self.log.forget_rows();
        self.refresh(cx);
        self.ask_queue(cx);
    }

    fn act(&mut self, act: Any, cx: &mut Cx) {
        if let Any::Merges(own) = act
            && (self.quality_key(own, cx) || self.board_key(own, cx))
        {
            return;
        }
        match act {
            Any::Merges(Act::Same) => self.decide(Verdict::Same, cx),
            Any::Merges(Act::Different) => self.decide(Verdict::Different, cx),
            Any::Merges(Act::Unsure) => self.decide(Verdict::Unsure, cx),
            Any::Merges(Act::Skip) => self.skip(cx),
            Any::Merges(Act::Previous) => self.previous(cx),
            Any::Merges(Act::Undo) => self.undo(cx),
            Any::Merges(Act::Redo) => cx.work(Work::Review(crate::tui::work::Review::Redo, None)),
            Any::Merges(Act::Queue) => self.turn_to(View::Queue, cx),
            Any::Merges(Act::Log) => self.turn_to(View::Log, cx),
            Any::Merges(Act::LeftProfile) => self.open_profile(true, cx),
            Any::Merges(Act::RightProfile) => self.open_profile(false, cx),
            Any::List(act) => self.list_act(act, cx),
            _ => {}
        }
    }

    fn can(&self, act: Any) -> bool {
        if let Any::Merges(own) = act
            && let Some(can) = self.quality_can(own).or_else(|| self.board_can(own))
        {
            return can;
        }
        let shown = self.view == View::Pair && self.pair().is_some();
        match act {
            // Nobody decides on what is not on the screen.
            Any::Merges(Act::Same | Act::Different | Act::Unsure | Act::Skip) => shown,
            Any::Merges(Act::LeftProfile | Act::RightProfile) => shown,
            Any::Merges(Act::Previous) => self.view == View::Pair && !self.trail.is_empty(),
            Any::Merges(Act::Undo) => match self.view {
                View::Log => self.log.row().is_some_and(|row| row.action != "undo"),
                View::Shared | View::Golden => true,
                _ => !self.said.is_empty() || self.standing.get().is_none_or(|s| s.decided.total > 0),
            },
            Any::List(ListAct::Filter) => !self.on_board() && self.view != View::Quality,
            Any::List(ListAct::Sort | ListAct::Reverse) => false,
            Any::List(ListAct::Mark | ListAct::Unmark) => false,
            Any::List(ListAct::Open) if self.view == View::Quality => self.quality_opens(),
            Any::List(ListAct::Open) => self.view != View::Pair,
            Any::List(ListAct::Copy) => shown,
            _ => true,
        }
    }

    fn foremost(&self) -> &'static [Any] {
        match self.view {
            View::Pair | View::Quality => {
                &[Any::Merges(Act::Same), Any::Merges(Act::Different), Any::Merges(Act::Unsure)]
            }
            View::Many => &[Any::Merges(Act::AllSame), Any::Merges(Act::AllDifferent)],
            View::Repair => &[Any::Merges(Act::Cut), Any::Merges(Act::Same)],
            View::Shared => &[
                Any::Merges(Act::Relabel(Label::Personal)),
                Any::Merges(Act::Relabel(Label::Household)),
                Any::Merges(Act::Relabel(Label::Shared)),
                Any::Merges(Act::Relabel(Label::Junk)),
            ],
            View::Changed => &[Any::Merges(Act::AsItIs), Any::Merges(Act::TakeBack)],
            View::Golden => &[Any::Merges(Act::AsItIs), Any::Merges(Act::TakeOther)],
            View::Queue | View::Log => &[],
        }
    }

    fn why_not(&self, act: Any) -> &'static str {
        let Any::Merges(act) = act else { return NOT_HERE };
        match (self.view, act) {
            (View::Many, Act::AllSame | Act::AllDifferent) => "still reading the pairs of this pattern",
            (_, Act::AllSame | Act::AllDifferent) => {
                "open many at once first, with its key or from the palette"
            }
            (View::Repair, Act::Cut | Act::Same) => "still looking how the profile holds together",
            (_, Act::Cut) => "open repair first, with its key or from the palette",
            (_, Act::Relabel(_)) => "open the shared contacts first, with their key or from the palette",
            (View::Golden, Act::AsItIs | Act::TakeOther) => "still looking who says what",
            (View::Changed, Act::AsItIs | Act::TakeBack) => {
                "what left the data can't be spoken of, and the rest is still being read"
            }
            (_, Act::TakeBack) => "open what the last load changed first, with its key or from the palette",
            (_, Act::AsItIs | Act::TakeOther) => {
                "open the golden values in conflict first, with their key or from the palette"
            }
            (View::Pair | View::Queue | View::Many | View::Repair, Act::Undo) => {
                "nothing is decided that could be"
            }
            (View::Quality, Act::Skip | Act::Previous) => {
                "pairs are drawn at random, one after the other; u is unsure"
            }
            (View::Pair, Act::Previous) => "there is none before this one",
            (View::Pair | View::Quality, _) => "no pair is shown",
            (View::Log, Act::Undo) => "what took something back is put back, not taken back",
            _ => "Esc goes back to the pair first",
        }
    }

    fn reply(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        let (ticket, took) = (report.ticket, report.took);
        let reply = match report.result {
            Ok(AnyReply::Merges(reply)) => reply,
            Ok(_) => return,
            Err(ref why) => {
                let why = why.clone();
                return self.failed(&report, &why);
            }
        };
        match reply {
            Reply::Queue(waiting) => {
                if self.queue.answered(ticket, took, Ok(())) {
                    self.recalled(&waiting);
                    self.queued(waiting, cx);
                    self.fetch(cx);
                }
            }
            Reply::Standing(standing) => {
                if self.standing.answered(ticket, took, Ok(standing)) {
                    let lanes = self.lane_list();
                    self.lanes.set_all((0..).zip(lanes).collect());
                }
            }
            Reply::Rows(rows) => {
                self.rows.answered(ticket, took, Ok(()));
                self.grid.put(rows.into_iter().map(|row| (key(row.pair), row)));
            }
            Reply::Pair(view) => {
                self.shown.answered(ticket, took, Ok(()));
                self.keep(*view);
                self.ask_behaviour(cx);
            }
            Reply::Behaviour(pair, found) => {
                self.behaviour.answered(ticket, took, Ok((pair, found)));
            }
            Reply::Ahead(views) if self.quality.waits_for(ticket) => {
                self.quality.read(ticket, took, views, cx)
            }
            Reply::Quality(report, sample) => self.quality.answered(ticket, took, (report, sample), cx),
            Reply::Ahead(views) => {
                if self.ahead.answered(ticket, took, Ok(())) {
                    // Where none can be had there is nothing more to ask for.
                    let more = !views.is_empty();
                    self.keep_untouched(views);
                    if more {
                        self.read_ahead(cx);
                    }
                }
            }
            Reply::LogOrder(order) => {
                if self.log_order.answered(ticket, took, Ok(())) {
                    self.log.forget_rows();
                    self.log.set_order(order.into());
                    self.fetch_log(cx);
                }
            }
            Reply::LogRows(rows) => {
                self.log_rows.answered(ticket, took, Ok(()));
                // Among those made at once each stands for itself.
                let all = self.opened.is_none();
                let rows =
                    rows.into_iter().map(|row| LogRow { together: row.together.filter(|_| all), ..row });
                self.log.put(rows.map(|row| (row.decision_id, row)));
            }
            Reply::Seals(seals) => {
                self.seals.answered(ticket, took, Ok(seals));
            }
            of_board => self.board_reply(ticket, took, of_board, cx),
        }
    }

    fn worked(&mut self, work: &Work, done: Result<WorkDone, LaneError>, cx: &mut Cx) {
        let done = done.map_err(|why| why.to_string());
        match work {
            Work::Review(review, _) => self.stored(*review, done.map(|done| done.reviewed), cx),
            Work::Settle(_, id) => self.golden.settled(*id, done.map(|done| done.sentence), cx),
            Work::Judge(pair, _) => self.judged(*pair, done.map(|done| done.judged), cx),
            _ => {}
        }
    }

    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx) {
        self.board_drawn(drawn);
        for (pane, sheet) in [(PAIR, &mut self.sheet), (SIDES, &mut self.sides), (SHOWN, &mut self.then)] {
            if let Some((rows, lines)) = drawn.sheet(pane) {
                sheet.fit(rows, lines);
            }
        }
        if let Some((rows, lines)) = drawn.sheet(quality::SHEET) {
            self.quality.sheet.fit(rows, lines);
        }
        if let Some(rows) = drawn.rows(GRID) {
            self.grid.fit(rows);
            self.fetch(cx);
        }
        if let Some(rows) = drawn.rows(LANES) {
            self.lanes.fit(rows);
        }
        if let Some(rows) = drawn.rows(LOG_GRID) {
            self.log.fit(rows);
            self.fetch_log(cx);
        }
    }

    fn click(&mut self, target: Target, twice: bool, cx: &mut Cx) {
        match target {
            Target::Row(GRID, index) => {
                self.in_lanes = false;
                self.grid.go(index);
                if self.view == View::Pair && !twice {
                    self.open_row(cx);
                }
            }
            Target::Row(LANES, index) => {
                self.in_lanes = true;
                self.lanes.go(index);
            }
            Target::Row(LOG_GRID, index) => self.log.go(index),
            Target::Pane(LANES) => self.in_lanes = true,
            Target::Pane(GRID) => self.in_lanes = false,
            of_board => self.board_click(of_board, cx),
        }
    }

    fn wheel(&mut self, target: Target, rows: i8, cx: &mut Cx) {
        let by = isize::from(rows) * 3;
        match target {
            Target::Row(GRID, _) | Target::Pane(GRID) => {
                self.grid.scroll(by);
                self.fetch(cx);
            }
            Target::Row(LANES, _) | Target::Pane(LANES) => self.lanes.scroll(by),
            Target::Pane(SHOWN) => self.then.scroll(by),
            Target::Pane(quality::SHEET) => self.quality.sheet.scroll(by),
            Target::Row(LOG_GRID, _) | Target::Pane(LOG_GRID) => {
                self.log.scroll(by);
                self.fetch_log(cx);
            }
            of_board if self.on_board() => self.board_wheel(of_board, by),
            Target::Pane(SIDES) => self.sides.scroll(by),
            _ => self.sheet.scroll(by),
        }
    }

    fn filter(&self) -> Option<&FilterLine> {
        match self.view {
            View::Log => Some(&self.log_typed),
            View::Queue | View::Pair => Some(&self.typed),
            View::Many | View::Repair | View::Shared | View::Golden | View::Changed | View::Quality => None,
        }
    }

    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        match self.view {
            View::Log => Some(&mut self.log_typed),
            View::Queue | View::Pair => Some(&mut self.typed),
            View::Many | View::Repair | View::Shared | View::Golden | View::Changed | View::Quality => None,
        }
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if self.view == View::Log { self.ask_log(cx) } else { self.ask_order(cx) }
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        if self.board_back() || (!self.visiting && self.unfilter(cx)) {
            return true;
        }
        if self.view == View::Log && self.opened.take().is_some() {
            self.ask_log(cx);
            return true;
        }
        if self.view != View::Pair {
            self.view = View::Pair;
            return true;
        }
        if std::mem::take(&mut self.quality.mending) {
            self.turn_to(View::Quality, cx);
            return true;
        }
        if std::mem::take(&mut self.visiting) && self.at.is_some_and(|pair| !self.order.contains(&pair)) {
            self.at = None;
            self.resume(cx);
            return true;
        }
        false
    }

    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        if let Goto::Pair(pair) = goto {
            self.view = View::Pair;
            self.go_to(*pair, true, cx);
        }
    }

    fn crumbs(&self, _cx: &CrumbCx) -> Vec<String> {
        let lane = lanes::title(self.filter, self.standing.get().map(Box::as_ref));
        let view = match self.view {
            View::Pair => None,
            View::Queue => Some("queue".to_owned()),
            View::Many => Some("many at once".to_owned()),
            View::Repair => Some("repair".to_owned()),
            View::Shared => Some("shared contacts".to_owned()),
            View::Changed => Some("last load".to_owned()),
            View::Golden => Some("golden values".to_owned()),
            View::Log => Some("decisions".to_owned()),
            View::Quality => Some("quality".to_owned()),
        };
        let typed = Some(self.typed.text()).filter(|text| !text.is_empty() && self.view == View::Pair);
        let inside = self.opened.filter(|_| self.view == View::Log).map(|(first, _)| first.to_string());
        lane.into_iter().chain(typed.map(|text| format!("/{text}"))).chain(view).chain(inside).collect()
    }

    fn waiting_since(&self) -> Option<u64> {
        // What is read ahead, and what is read again behind what is shown, nobody waits for.
        let pair = self.shown.since().filter(|_| self.pair().is_none());
        let queue = self.queue.since().filter(|_| self.order.is_empty());
        let log = self.log_order.since().filter(|_| self.view == View::Log && self.log.is_empty());
        let quality = self.quality.since().filter(|_| self.view == View::Quality);
        [pair, queue, log, quality, self.board_since()].into_iter().flatten().min()
    }

    fn remember(&self, session: &mut Session) {
        let memory = ListMemory {
            filter: lanes::written(self.filter),
            cursor: self.at.map(key),
            ..ListMemory::default()
        };
        session.lists.insert("merges".into(), memory);
        let typed = ListMemory { filter: self.typed.text().to_owned(), ..ListMemory::default() };
        session.lists.insert("merges_typed".into(), typed);
    }

    fn recall(&mut self, session: &Session) {
        if let Some(memory) = session.lists.get("merges") {
            self.filter = lanes::read(&memory.filter);
            self.seek = memory.cursor;
        }
        if let Some(memory) = session.lists.get("merges_typed") {
            self.typed.set(&memory.filter);
        }
    }

    fn view(&self, canvas: &mut Canvas, area: Rect) {
        super::view::view(self, canvas, area);
    }
}
