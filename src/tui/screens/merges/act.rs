//! What the steward does: decide, skip, go back, take back. Each is one key, and the next pair is there at once.

use super::state::{Merges, View, key, touches};
use super::{Query, told};
use crate::resolve::decide::{Verdict, Which};
use crate::resolve::read::{Pair, ReviewFilter};
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::screens::{Goto, Query as AnyQuery};
use crate::tui::work::{Review, Reviewed, Work};

pub(super) const QUEUE: &str = "merges.queue";
pub(super) const STANDING: &str = "merges.standing";
pub(super) const PAIR: &str = "merges.pair";
pub(super) const BEHAVIOUR: &str = "merges.behaviour";
pub(super) const AHEAD: &str = "merges.ahead";
pub(super) const ROWS: &str = "merges.rows";
pub(super) const LOG: &str = "merges.log";
pub(super) const SEALS: &str = "merges.seals";
pub(super) const LOG_ROWS: &str = "merges.log_rows";
/// Pairs kept ready after the one shown.
const READ_AHEAD: usize = 6;
/// Pairs read in one go: nobody who presses a key waits for more than these.
pub(super) const AT_ONCE: usize = 2;

impl Merges {
    /// Asks for the queue and the counts anew; what is on the screen stays meanwhile.
    pub(super) fn ask_queue(&mut self, cx: &mut Cx) {
        self.generation = cx.generation;
        self.ask_order(cx);
        let ticket = cx.ask(Lane::Count, STANDING, AnyQuery::Merges(Query::Standing(cx.now.utc.date())));
        self.standing.asked(ticket, cx.now);
        match self.view {
            View::Log => self.open_log(cx),
            View::Quality => self.quality.ask(cx),
            _ => self.ask_board(cx),
        }
    }

    /// Asks which pairs wait; looking through their names takes longer than the rest, and is given up for what is typed
    /// next.
    pub(super) fn ask_order(&mut self, cx: &mut Cx) {
        let text = self.typed.text().to_owned();
        let lane = if text.is_empty() { Lane::Page } else { Lane::Aggregate };
        let ticket =
            cx.ask(lane, QUEUE, AnyQuery::Merges(Query::Queue(self.filter, text, cx.now.utc.date())));
        self.queue.asked(ticket, cx.now);
    }

    pub(super) fn ask_log(&mut self, cx: &mut Cx) {
        let (batch, text) = (self.opened.map(|(first, _)| first), self.log_typed.text().to_owned());
        let lane = if text.is_empty() { Lane::Page } else { Lane::Aggregate };
        let ticket = cx.ask(lane, LOG, AnyQuery::Merges(Query::LogOrder(batch, text)));
        self.log_order.asked(ticket, cx.now);
    }

    /// Asks for the log and whether its seals hold, which takes reading all of it.
    pub(super) fn open_log(&mut self, cx: &mut Cx) {
        self.ask_log(cx);
        let ticket = cx.ask(Lane::Count, SEALS, AnyQuery::Merges(Query::Seals));
        self.seals.asked(ticket, cx.now);
    }

    fn ask_pair(&mut self, pair: Pair, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Page, PAIR, AnyQuery::Merges(Query::Pair(pair)));
        self.shown.asked(ticket, cx.now);
    }

    /// Reads the next pairs before they are wanted.
    pub(super) fn read_ahead(&mut self, cx: &mut Cx) {
        let coming = self.coming().take(READ_AHEAD);
        let wanted: Vec<Pair> = coming.filter(|pair| !self.has(*pair)).take(AT_ONCE).collect();
        if !wanted.is_empty() && self.ahead.since().is_none() {
            self.changed.clear();
            let ticket = cx.ask(Lane::Page, AHEAD, AnyQuery::Merges(Query::Ahead(wanted)));
            self.ahead.asked(ticket, cx.now);
        }
    }

    /// Shows a pair; from the queue or, `visiting`, from elsewhere.
    pub(super) fn go_to(&mut self, pair: Pair, visiting: bool, cx: &mut Cx) {
        self.at = Some(pair);
        self.visiting = visiting;
        (self.sheet.top, self.sides.top) = (0, 0);
        if let Some(place) = self.order.iter().position(|other| *other == pair) {
            self.place = place;
            self.grid.go(place);
        }
        if !self.has(pair) {
            self.ask_pair(pair, cx);
        }
        self.ask_behaviour(cx);
        self.read_ahead(cx);
    }

    /// Asks what the people of the pair shown did, once it is known who they are.
    pub(super) fn ask_behaviour(&mut self, cx: &mut Cx) {
        let Some((pair, view)) = self.at.zip(self.pair()) else { return };
        let profiles = [view.left.profile_id, view.right.profile_id];
        let ticket = cx.ask(Lane::Count, BEHAVIOUR, AnyQuery::Merges(Query::Behaviour(pair, profiles)));
        self.behaviour.asked(ticket, cx.now);
    }

    /// Reads the pair on the screen again: its profiles may have changed.
    pub(super) fn refresh(&mut self, cx: &mut Cx) {
        self.forget_kept();
        if let Some(pair) = self.at {
            self.ask_pair(pair, cx);
        }
        self.read_ahead(cx);
    }

    /// The next pair that waits; nothing when the queue is empty.
    fn go_on(&mut self, cx: &mut Cx) {
        let next = self.coming().next().or_else(|| self.order.first().copied());
        match next {
            Some(pair) => self.go_to(pair, false, cx),
            None => self.at = None,
        }
    }

    pub(super) fn decide(&mut self, verdict: Verdict, cx: &mut Cx) {
        let Some(pair) = self.at else { return };
        let ground = self.pair().and_then(|view| view.ground.clone());
        cx.work(Work::Review(Review::Decide(pair, verdict), ground));
        if cx.read_only || cx.busy {
            // Refused, and said so.
            return;
        }
        if let Some(view) = self.pair() {
            cx.say(told::decided(view, verdict, cx.masked), Tone::Plain);
        }
        self.pace.note(cx.now.ms);
        self.said.insert(pair, verdict);
        self.deciding.insert(pair);
        self.trail.push(pair);
        let next = self.coming().next();
        self.order.retain(|other| *other != pair);
        self.list();
        if std::mem::take(&mut self.quality.mending) {
            self.view = View::Quality;
        }
        match next {
            Some(next) => self.go_to(next, false, cx),
            None => self.go_on(cx),
        }
    }

    pub(super) fn skip(&mut self, cx: &mut Cx) {
        let Some(pair) = self.at else { return };
        self.trail.push(pair);
        let next = self.coming().next();
        if self.order.contains(&pair) {
            self.order.retain(|other| *other != pair);
            self.order.push(pair);
            self.skipped.retain(|other| *other != pair);
            self.skipped.push(pair);
            self.list();
        }
        match next {
            Some(next) => self.go_to(next, false, cx),
            None => self.go_on(cx),
        }
    }

    pub(super) fn previous(&mut self, cx: &mut Cx) {
        if let Some(pair) = self.trail.pop() {
            self.go_to(pair, true, cx);
        }
    }

    pub(super) fn undo(&mut self, cx: &mut Cx) {
        if self.view == View::Shared {
            return self.shared.undo(cx);
        }
        if self.view == View::Golden {
            return cx.work(Work::Unchoose);
        }
        let chosen = self.log.row().filter(|_| self.view == View::Log);
        let which = chosen.map_or(Which::Last, |row| match row.together {
            // Inside what was decided at once each is taken back alone.
            Some(_) if self.opened.is_none() => Which::WithAll(row.decision_id),
            _ => Which::One(row.target.unwrap_or(row.decision_id)),
        });
        if !cx.read_only && !cx.busy {
            cx.say("Taking it back", Tone::Plain);
        }
        cx.work(Work::Review(Review::Undo(which), None));
    }

    pub(super) fn choose_lane(&mut self, filter: ReviewFilter, cx: &mut Cx) {
        self.filter = filter;
        self.skipped.clear();
        self.order.clear();
        self.list();
        self.place = 0;
        self.at = None;
        self.visiting = false;
        self.ask_queue(cx);
    }

    /// The queue has come.
    pub(super) fn queued(&mut self, waiting: Vec<Pair>, cx: &mut Cx) {
        self.settle(waiting);
        match self.at {
            Some(pair) if self.visiting || self.order.contains(&pair) => {
                if let Some(place) = self.order.iter().position(|other| *other == pair) {
                    self.place = place;
                }
                if !self.has(pair) && self.shown.since().is_none() {
                    self.ask_pair(pair, cx);
                }
                self.read_ahead(cx);
            }
            // It settled itself: another decision brought its records together, or apart.
            _ => self.go_on(cx),
        }
    }

    /// Back to the queue from a pair that is not in it.
    pub(super) fn resume(&mut self, cx: &mut Cx) {
        self.go_on(cx);
    }

    /// The pair the last session ended with, now that the queue is here.
    pub(super) fn recalled(&mut self, waiting: &[Pair]) {
        if let Some(sought) = self.seek.take()
            && self.at.is_none()
        {
            self.at = waiting.iter().copied().find(|pair| key(*pair) == sought);
            if let Some(pair) = self.at {
                self.place = waiting.iter().position(|other| *other == pair).unwrap_or_default();
            }
        }
    }

    /// Reads again what a decision changed, and only that: the pairs that come next are ready already.
    fn refresh_touched(&mut self, reviewed: &Reviewed, cx: &mut Cx) {
        let effect = &reviewed.effect;
        let decided = Pair::of(effect.left_record, effect.right_record);
        let (before, after) = (&effect.outcome.profiles_before, &effect.outcome.profiles_after);
        let profiles: Vec<i64> = before.iter().chain(after).copied().collect();
        self.forget_touched(decided, &profiles);
        if let Some(at) = self.at
            && (at == decided || self.pair().is_none_or(|view| touches(view, &self.changed)))
        {
            self.ask_pair(at, cx);
        }
        self.read_ahead(cx);
    }

    /// A decision is in the workspace, or was refused.
    pub(super) fn stored(
        &mut self,
        review: Review,
        done: Result<Option<Box<Reviewed>>, String>,
        cx: &mut Cx,
    ) {
        if let Review::Decide(pair, _) = review {
            self.deciding.remove(&pair);
        }
        match done {
            Ok(Some(reviewed)) => {
                cx.say(told::changed(&reviewed, cx.masked), Tone::Good);
                if reviewed.effect.pairs > 1 || self.on_board() {
                    self.said.clear();
                    self.refresh(cx);
                    return self.ask_queue(cx);
                }
                let pair = Pair::of(reviewed.effect.left_record, reviewed.effect.right_record);
                if !matches!(review, Review::Decide(..)) {
                    self.said.remove(&pair);
                    if self.view != View::Log {
                        self.trail.extend(self.at.filter(|at| *at != pair));
                        self.view = View::Pair;
                        self.go_to(pair, true, cx);
                    }
                }
                self.refresh_touched(&reviewed, cx);
            }
            Ok(None) => self.refresh(cx),
            Err(why) => {
                if let Review::Decide(pair, _) = review {
                    self.said.remove(&pair);
                }
                cx.say(why, Tone::Bad);
            }
        }
        self.ask_queue(cx);
    }

    pub(super) fn open_profile(&self, left: bool, cx: &mut Cx) {
        let side = self.pair().map(|view| if left { &view.left } else { &view.right });
        if let Some(id) = side.and_then(|side| side.profile_id) {
            cx.go(Goto::Profile(id));
        }
    }
}
