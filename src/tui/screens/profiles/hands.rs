//! A steward's hands on one profile: records are selected and split off; a profile or its records are taken and merged
//! or moved into another. What comes of it is shown before she confirms.

use super::Query;
use super::state::{Pane, Profiles, RECORDS};
use crate::resolve::decide::{Regroup, RegroupView, Which};
use crate::resolve::read::regroup_sentences;
use crate::text;
use crate::tui::action::ListAct;
use crate::tui::canvas::person;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::overlays::{Confirm, Prompt, Then};
use crate::tui::screens::Query as AnyQuery;
use crate::tui::work::{Review, Work};

const FORESEE: &str = "profiles.foresee";

/// The purpose of the line that asks why a profile is locked.
pub(super) const LOCK: &str = "profiles.lock_reason";

/// What was done last here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Last {
    /// A decision: a split, a merge, a move.
    #[default]
    Decision,
    /// A golden value was chosen or let go.
    Choice,
    /// A profile was locked or unlocked.
    Lock,
}

/// What was taken, to be brought to another profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    pub profile: i64,
    /// Without any: all of it.
    pub records: Vec<i64>,
}

impl Taken {
    /// For people: `P12`, `2 records of P12`.
    pub(super) fn title(&self) -> String {
        match self.records.len() {
            0 => format!("P{}", self.profile),
            n => format!("{} of P{}", text::many(n as u64, "record"), self.profile),
        }
    }
}

impl Profiles {
    /// What keys do among the records side by side. False: it is none of theirs.
    pub(super) fn record_act(&mut self, act: ListAct) -> bool {
        let Some(card) = self.card.get().and_then(|card| card.as_deref()) else { return false };
        let last = card.records.len().saturating_sub(1);
        match act {
            ListAct::Left => self.record = self.record.min(last).saturating_sub(1),
            ListAct::Right => self.record = (self.record + 1).min(last),
            ListAct::Unmark => self.selected.clear(),
            ListAct::Mark => {
                let Some(id) = card.records.get(self.record).map(|record| record.record_id) else {
                    return true;
                };
                if !self.selected.remove(&id) {
                    self.selected.insert(id);
                }
                self.record = (self.record + 1).min(last);
            }
            _ => return false,
        }
        true
    }

    /// Asks what splitting the selected records off would change; without any, shows where they are selected.
    pub(super) fn split(&mut self, cx: &mut Cx) {
        if self.selected.is_empty() {
            self.pane = Pane::Detail;
            self.tab = RECORDS;
            self.sheet.top = 0;
            return cx.say(
                "Space selects the records that belong to somebody else; then split them off",
                Tone::Plain,
            );
        }
        self.foresee(Regroup::Split(self.selected.iter().copied().collect()), cx);
    }

    /// Takes the profile shown, or its selected records; puts it down when that is taken already.
    pub(super) fn take(&mut self, cx: &mut Cx) {
        let Some(profile) = self.grid.id() else { return };
        let taken = Taken { profile, records: self.selected.iter().copied().collect() };
        if self.taken.as_ref() == Some(&taken) {
            self.taken = None;
            return cx.say("Put down again: nothing was changed", Tone::Plain);
        }
        cx.say(format!("{} taken: go to the profile it belongs to, and merge", taken.title()), Tone::Plain);
        self.taken = Some(taken);
    }

    /// What the key for merging means now.
    pub(super) fn merge_wanted(&self) -> Option<Regroup> {
        let here = self.grid.id()?;
        match &self.taken {
            Some(taken) if taken.profile == here => None,
            Some(Taken { profile, records }) if records.is_empty() => {
                Some(Regroup::Merge(vec![*profile, here]))
            }
            Some(taken) => Some(Regroup::Move(taken.records.clone(), here)),
            None => {
                let mut all: Vec<i64> = self.grid.marked().iter().copied().collect();
                if all.len() == 1 && all[0] != here {
                    all.push(here);
                }
                (all.len() > 1).then_some(Regroup::Merge(all))
            }
        }
    }

    /// Asks what bringing together would change.
    pub(super) fn merge(&mut self, cx: &mut Cx) {
        match self.merge_wanted() {
            Some(wanted) => self.foresee(wanted, cx),
            None if self.taken.is_some() => {
                cx.say("That is where it was taken from: go to another profile", Tone::Plain);
            }
            None => cx.say("Take a profile or records first, or mark two profiles", Tone::Plain),
        }
    }

    fn foresee(&mut self, wanted: Regroup, cx: &mut Cx) {
        cx.say("Working out what that changes", Tone::Plain);
        let ticket = cx.ask(Lane::Aggregate, FORESEE, AnyQuery::Profiles(Query::Foresee(wanted)));
        self.foreseen.asked(ticket, cx.now);
    }

    /// It is known what would change: asks whether it shall.
    pub(super) fn foresaw(&self, wanted: Regroup, view: &RegroupView, cx: &mut Cx) {
        let (title, deed) = match &wanted {
            Regroup::Split(records) => {
                let from = self.shown().map_or_else(String::new, |card| format!(" P{}", card.profile_id));
                (format!("Split {} off{from}?", text::many(records.len() as u64, "record")), "Split off")
            }
            Regroup::Merge(profiles) => (format!("Merge {} profiles?", profiles.len()), "Merge"),
            Regroup::Move(records, to) => {
                (format!("Move {} to P{to}?", text::many(records.len() as u64, "record")), "Move")
            }
        };
        let masked = cx.masked;
        let sentences = regroup_sentences(view, |attribute, value| person(masked, attribute, value));
        let confirm = Confirm::new(title, deed, Then::Work(Work::Regroup(wanted)));
        let confirm = sentences.into_iter().fold(confirm, Confirm::change);
        cx.say("", Tone::Plain);
        cx.confirm(confirm.change("It is one entry of the log, and one undo takes it back."));
    }

    /// Asks why the profile shall be locked; unlocks one that is.
    pub(super) fn lock(&mut self, cx: &mut Cx) {
        let Some(card) = self.shown() else { return };
        if card.lock.is_some() {
            return cx.work(Work::Unlock(card.profile_id));
        }
        let title = format!("Lock P{}: why?", card.profile_id);
        let hint = "It keeps its records and takes in no others; links from outside wait for review.";
        cx.prompt(Prompt::new(LOCK, title, hint));
    }

    pub(super) fn locked_because(&mut self, reason: &str, cx: &mut Cx) {
        if let Some(card) = self.shown() {
            cx.work(Work::Lock(card.profile_id, reason.to_owned()));
        }
    }

    /// This was done: an undo takes back what was done last, and nothing is held any more that is elsewhere now.
    pub(super) fn did(&mut self, work: &Work) {
        self.last = match work {
            Work::Choose(_) | Work::LetGo(..) => Last::Choice,
            Work::Lock(..) | Work::Unlock(_) => Last::Lock,
            Work::Regroup(_) => Last::Decision,
            _ => return,
        };
        if self.last == Last::Decision {
            self.selected.clear();
            self.taken = None;
            self.grid.motion(ListAct::Unmark);
        }
    }

    /// Puts back what was decided and taken back last.
    pub(super) fn redo(&self, cx: &mut Cx) {
        cx.work(Work::Review(Review::Redo, None));
    }

    /// Takes back what was done last here.
    pub(super) fn undo(&self, cx: &mut Cx) {
        cx.work(match self.last {
            Last::Decision => Work::Review(Review::Undo(Which::Last), None),
            Last::Choice => Work::Unchoose,
            Last::Lock => Work::UndoLock,
        });
    }
}
