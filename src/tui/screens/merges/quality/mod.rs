//! Quality: what a random sample tells of the profiles, and the next pair of the sample to judge, without a word of what
//! the model thinks of it. What is said here measures; it changes no profile.

#[cfg(test)]
mod tests;
mod view;

use super::act::AT_ONCE;
use super::state::{Merges, View};
use super::{Act, Query, told};
use crate::resolve::decide::Verdict;
use crate::resolve::quality::{Judged, QualityReport, Sample};
use crate::resolve::read::{Pair, PairView};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::remote::Remote;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::widgets::Sheet;
use crate::workspace::lanes::LaneError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub(super) use view::{SHEET, view};

pub(super) const SAMPLE: &str = "merges.sample";
pub(super) const AHEAD: &str = "merges.sample_ahead";
/// Pairs that are to come next, and how few of them may be left before more are drawn.
const COMING: usize = 16;
const FEWEST: usize = 8;
/// Of them read before they are wanted.
const READY: usize = 5;
/// Judged pairs that can be judged again.
const AGAIN: usize = 8;

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Quality {
    pub(super) report: Remote<Box<QualityReport>>,
    sample: Option<Arc<Sample>>,
    /// Since when the sample stands.
    generation: u64,
    at: Option<Pair>,
    coming: VecDeque<Pair>,
    views: FxHashMap<Pair, PairView>,
    ahead: Remote<()>,
    reading: Vec<Pair>,
    /// Judged here, whether or not the sample knows yet; or not to be had.
    done: FxHashSet<Pair>,
    /// Judged last, latest last.
    trail: VecDeque<Pair>,
    /// Of the pair judged last the profiles say otherwise.
    wrong: Option<Pair>,
    /// The pair was opened from here to be mended.
    pub(super) mending: bool,
    pub(super) sheet: Sheet,
}

impl Quality {
    /// The pair to judge, when it is here.
    pub(super) fn pair(&self) -> Option<&PairView> {
        self.at.and_then(|pair| self.views.get(&pair))
    }

    /// Reads the sample, all of it when profiles have changed since.
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        if self.generation != cx.generation {
            self.sample = None;
            self.coming.clear();
            self.done.clear();
            let at = self.at;
            self.views.retain(|pair, _| Some(*pair) == at);
        }
        self.generation = cx.generation;
        let query = Query::Quality(cx.who.to_owned(), self.sample.clone());
        let ticket = cx.ask(Lane::Aggregate, SAMPLE, AnyQuery::Merges(query));
        self.report.asked(ticket, cx.now);
    }

    pub(super) fn answered(
        &mut self,
        ticket: Ticket,
        took: Duration,
        (report, sample): (Box<QualityReport>, Arc<Sample>),
        cx: &mut Cx,
    ) {
        if !self.report.answered(ticket, took, Ok(report)) {
            return;
        }
        let old = self.sample.replace(sample);
        self.draw_more();
        if self.coming.is_empty() && self.at.is_none() && old.is_some() {
            // What was kept ready of each stratum may be used up.
            self.sample = None;
            return self.ask(cx);
        }
        if self.at.is_none() {
            self.next();
        }
        self.read_ahead(cx);
    }

    /// Takes more pairs out of the sample when few are left.
    fn draw_more(&mut self) {
        let Some(sample) = self.sample.as_ref().filter(|_| self.coming.len() < FEWEST) else { return };
        let more = sample.coming(COMING + self.coming.len()).into_iter().map(|(l, r)| Pair::of(l, r));
        let more: Vec<Pair> = more
            .filter(|pair| !self.done.contains(pair) && !self.coming.contains(pair) && self.at != Some(*pair))
            .collect();
        self.coming.extend(more);
    }

    fn next(&mut self) {
        self.at = self.coming.pop_front();
        self.sheet.top = 0;
    }

    /// Reads the pair shown and the next ones, unless they are here.
    fn read_ahead(&mut self, cx: &mut Cx) {
        if self.ahead.since().is_some() {
            return;
        }
        let wanted = self.at.iter().chain(self.coming.iter().take(READY)).copied();
        self.reading = wanted.filter(|pair| !self.views.contains_key(pair)).take(AT_ONCE).collect();
        if !self.reading.is_empty() {
            let query = Query::Ahead(self.reading.clone());
            let ticket = cx.ask(Lane::Page, AHEAD, AnyQuery::Merges(query));
            self.ahead.asked(ticket, cx.now);
        }
    }

    /// Whether pairs that come were asked for from here.
    pub(super) fn waits_for(&self, ticket: Ticket) -> bool {
        self.ahead.waits_for(ticket)
    }

    pub(super) fn read(&mut self, ticket: Ticket, took: Duration, views: Vec<PairView>, cx: &mut Cx) {
        self.ahead.answered(ticket, took, Ok(()));
        for view in views {
            self.views.insert(of(&view), view);
        }
        // A pair that can't be had is passed over.
        for pair in std::mem::take(&mut self.reading) {
            if !self.views.contains_key(&pair) {
                self.done.insert(pair);
                self.coming.retain(|other| *other != pair);
                if self.at == Some(pair) {
                    self.next();
                }
            }
        }
        self.draw_more();
        self.read_ahead(cx);
    }

    pub(super) fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: &LaneError) -> bool {
        match slot {
            SAMPLE => self.report.answered(ticket, took, Err(why.clone())),
            AHEAD => self.ahead.answered(ticket, took, Err(why.clone())),
            _ => return false,
        };
        true
    }

    /// Since when somebody waits for something.
    pub(super) fn since(&self) -> Option<u64> {
        let sample = self.report.since().filter(|_| self.report.get().is_none());
        sample.into_iter().chain(self.ahead.since().filter(|_| self.pair().is_none())).min()
    }

    fn forget_old(&mut self) {
        while self.trail.len() > AGAIN {
            if let Some(old) = self.trail.pop_front() {
                self.views.remove(&old);
            }
        }
    }
}

fn of(view: &PairView) -> Pair {
    Pair::of(view.explanation.left_record, view.explanation.right_record)
}

impl Merges {
    /// Does what keys mean in this view. False: it is none of its own.
    pub(super) fn quality_key(&mut self, act: Act, cx: &mut Cx) -> bool {
        match (self.view, act) {
            (_, Act::Quality) => self.turn_to(View::Quality, cx),
            (View::Quality, Act::Same) => self.judge(Verdict::Same, cx),
            (View::Quality, Act::Different) => self.judge(Verdict::Different, cx),
            (View::Quality, Act::Unsure) => self.judge(Verdict::Unsure, cx),
            (View::Quality, Act::Undo) => self.judge_again(cx),
            _ => return false,
        }
        true
    }

    /// Whether an act makes sense in this view; `None`: it is none of its own.
    pub(super) fn quality_can(&self, act: Act) -> Option<bool> {
        match act {
            Act::Quality => Some(true),
            _ if self.view != View::Quality => None,
            Act::Same | Act::Different | Act::Unsure => Some(self.quality.pair().is_some()),
            Act::Undo => Some(!self.quality.trail.is_empty()),
            // Who could choose among the pairs would spoil the sample.
            Act::Skip | Act::Previous | Act::Redo | Act::LeftProfile | Act::RightProfile => Some(false),
            _ => None,
        }
    }

    fn judge(&mut self, verdict: Verdict, cx: &mut Cx) {
        let quality = &mut self.quality;
        let Some(pair) = quality.at.filter(|pair| quality.views.contains_key(pair)) else { return };
        cx.work(crate::tui::work::Work::Judge(pair, verdict));
        if cx.read_only || cx.busy {
            // Refused, and said so.
            return;
        }
        let (sign, words) = told::verdict(verdict.as_str());
        cx.say(format!("{sign} {words}"), Tone::Plain);
        quality.wrong = None;
        quality.done.insert(pair);
        quality.trail.retain(|other| *other != pair);
        quality.trail.push_back(pair);
        quality.forget_old();
        quality.draw_more();
        quality.next();
        quality.read_ahead(cx);
    }

    /// The pair judged last once more: the later word holds.
    fn judge_again(&mut self, cx: &mut Cx) {
        let quality = &mut self.quality;
        if let Some(pair) = quality.trail.pop_back() {
            if let Some(at) = quality.at.replace(pair) {
                quality.coming.push_front(at);
            }
            quality.sheet.top = 0;
            cx.say("Judge it again: the later word holds", Tone::Plain);
            quality.read_ahead(cx);
        }
    }

    /// A judgement is in the workspace, or was refused.
    pub(super) fn judged(&mut self, pair: Pair, done: Result<Option<Judged>, String>, cx: &mut Cx) {
        // It changed no profile: what was read before it holds.
        for read_at in [&mut self.generation, &mut self.quality.generation] {
            if *read_at + 1 == cx.generation {
                *read_at = cx.generation;
            }
        }
        match done {
            Ok(Some(judged)) => {
                let wrong = judged.is_error();
                self.quality.wrong = wrong.then_some(pair);
                let mend = if wrong { "; Enter opens the pair" } else { "" };
                let tone = if wrong { Tone::Plain } else { Tone::Good };
                cx.say(format!("{}{mend}", judged.sentence()), tone);
            }
            Ok(None) => {}
            Err(why) => {
                self.quality.done.remove(&pair);
                self.quality.trail.retain(|other| *other != pair);
                self.quality.coming.push_front(pair);
                cx.say(why, Tone::Bad);
            }
        }
        self.quality.ask(cx);
    }

    pub(super) fn quality_act(&mut self, act: ListAct, cx: &mut Cx) {
        match (act, self.quality.wrong) {
            (ListAct::Open, Some(pair)) => {
                self.quality.mending = true;
                self.view = View::Pair;
                self.go_to(pair, true, cx);
            }
            (motion, _) => {
                self.quality.sheet.motion(motion);
            }
        }
    }

    /// Whether Enter opens a pair of which the profiles say otherwise.
    pub(super) fn quality_opens(&self) -> bool {
        self.quality.wrong.is_some()
    }
}
