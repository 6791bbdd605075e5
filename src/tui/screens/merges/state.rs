//! What Merges remembers.

use super::changed::Changed;
use super::golden::Golden;
use super::many::Many;
use super::pace::Pace;
use super::quality::Quality;
use super::query::{Deeds, Standing};
use super::repair::Repair;
use super::shared::Shared;
use crate::resolve::decide::Verdict;
use crate::resolve::read::{LogRow, Pair, PairView, QueueRow, ReviewFilter};
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Grid, Sheet};
use crate::workspace::Verified;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Pairs kept ready.
const KEPT: usize = 24;

/// Which of its views is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum View {
    /// One pair.
    #[default]
    Pair,
    /// The queue with its lanes.
    Queue,
    /// The log of decisions.
    Log,
    /// Pairs that compare alike.
    Many,
    /// Profiles that may be several people.
    Repair,
    /// Contacts that many share.
    Shared,
    /// Golden values in conflict.
    Golden,
    /// What the last load changed.
    Changed,
    /// How good the profiles are.
    Quality,
}

/// A part of the queue that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) filter: ReviewFilter,
    /// A heading stands above the first lane of each group.
    pub(super) group: &'static str,
    pub(super) title: String,
    pub(super) pairs: u64,
}

/// Its state.
#[derive(Debug, Default)]
pub struct Merges {
    pub(super) view: View,
    pub(super) filter: ReviewFilter,
    /// What is typed to narrow the queue.
    pub(super) typed: FilterLine,
    pub(super) queue: Remote<()>,
    /// The pairs that wait, as they will be shown: those skipped come last.
    pub(super) order: Vec<Pair>,
    pub(super) standing: Remote<Box<Standing>>,
    /// The pair shown.
    pub(super) at: Option<Pair>,
    /// Where in `order` the pair shown is, or the next one after it.
    pub(super) place: usize,
    /// The pair was gone to on purpose: it stays though it is not in the queue.
    pub(super) visiting: bool,
    pub(super) shown: Remote<()>,
    /// What the people of a pair did; of the one shown, or of the one before while it is read.
    pub(super) behaviour: Remote<(Pair, Box<Deeds>)>,
    pub(super) ahead: Remote<()>,
    /// Profiles that decisions changed since `ahead` was asked for.
    pub(super) changed: FxHashSet<i64>,
    views: FxHashMap<Pair, PairView>,
    age: VecDeque<Pair>,
    /// Pairs shown before, latest last.
    pub(super) trail: Vec<Pair>,
    /// In the order they were skipped.
    pub(super) skipped: Vec<Pair>,
    /// Decided here; the workspace may not know yet.
    pub(super) deciding: FxHashSet<Pair>,
    /// What was said of pairs since the explorer opened.
    pub(super) said: FxHashMap<Pair, Verdict>,
    /// The pair's own sheet.
    pub(super) sheet: Sheet,
    /// What surrounds it.
    pub(super) sides: Sheet,
    /// The queue, by the keys of its pairs.
    pub(super) grid: Grid<QueueRow>,
    pub(super) rows: Remote<()>,
    pub(super) lanes: Grid<Lane>,
    /// In the view of the queue: the lanes have the keys.
    pub(super) in_lanes: bool,
    pub(super) log: Grid<LogRow>,
    /// What is typed to narrow the log.
    pub(super) log_typed: FilterLine,
    /// The log shows what was decided at once with this decision, and was left here.
    pub(super) opened: Option<(i64, u64)>,
    pub(super) many: Many,
    pub(super) repair: Repair,
    pub(super) shared: Shared,
    pub(super) golden: Golden,
    pub(super) changed_by_load: Changed,
    pub(super) quality: Quality,
    pub(super) pace: Pace,
    pub(super) log_order: Remote<()>,
    pub(super) log_rows: Remote<()>,
    /// Whether the log is as it was written.
    pub(super) seals: Remote<Box<Verified>>,
    /// What was shown of the decision under the log's cursor.
    pub(super) then: Sheet,
    /// Key of the pair the last session ended with.
    pub(super) seek: Option<i64>,
    pub(super) generation: u64,
}

/// A pair as a row id of a grid.
pub(super) fn key(pair: Pair) -> i64 {
    (pair.left.cast_unsigned().rotate_left(32) ^ pair.right.cast_unsigned()).cast_signed()
}

/// Whether a pair's records are in one of these profiles.
pub(super) fn touches(view: &PairView, profiles: &FxHashSet<i64>) -> bool {
    [&view.left, &view.right].iter().any(|side| side.profile_id.is_some_and(|id| profiles.contains(&id)))
}

impl Merges {
    /// The pair shown, when it is here.
    pub(super) fn pair(&self) -> Option<&PairView> {
        self.at.and_then(|pair| self.views.get(&pair))
    }

    /// What the people of the pair shown did, when that is here.
    pub(super) fn deeds(&self) -> Option<&Deeds> {
        self.behaviour.get().filter(|(pair, _)| Some(*pair) == self.at).map(|(_, found)| found.as_ref())
    }

    pub(super) fn has(&self, pair: Pair) -> bool {
        self.views.contains_key(&pair)
    }

    /// Keeps a pair ready; the ones kept longest go.
    pub(super) fn keep(&mut self, view: PairView) {
        let pair = Pair::of(view.explanation.left_record, view.explanation.right_record);
        self.age.retain(|other| *other != pair);
        self.age.push_back(pair);
        self.views.insert(pair, view);
        while self.age.len() > KEPT {
            if let Some(old) = self.age.pop_front() {
                self.views.remove(&old);
            }
        }
    }

    /// A decision changed these profiles: what is kept ready of them was read before it. Other pairs stay.
    pub(super) fn forget_touched(&mut self, decided: Pair, profiles: &[i64]) {
        self.changed.extend(profiles);
        let at = self.at;
        let stale: FxHashSet<Pair> = self
            .views
            .iter()
            .filter(|(pair, view)| **pair == decided || touches(view, &self.changed))
            .map(|(pair, _)| *pair)
            .collect();
        // The pair on the screen stays there while it is read again.
        self.views.retain(|pair, _| Some(*pair) == at || !stale.contains(pair));
        self.age.retain(|pair| Some(*pair) == at || !stale.contains(pair));
    }

    /// Pairs read ahead have come; those that a decision changed meanwhile are left out.
    pub(super) fn keep_untouched(&mut self, views: Vec<PairView>) {
        let changed = std::mem::take(&mut self.changed);
        views.into_iter().filter(|view| !touches(view, &changed)).for_each(|view| self.keep(view));
    }

    /// Everything kept ready was read before something changed: only what is on the screen stays, to be read again.
    pub(super) fn forget_kept(&mut self) {
        let at = self.at;
        self.views.retain(|pair, _| Some(*pair) == at);
        self.age.retain(|pair| Some(*pair) == at);
    }

    /// The order of the queue from what the workspace says: without what was just decided, skipped ones last.
    pub(super) fn settle(&mut self, waiting: Vec<Pair>) {
        let late: FxHashSet<Pair> = self.skipped.iter().copied().collect();
        let mut there: FxHashSet<Pair> = FxHashSet::default();
        self.order = waiting;
        self.order.retain(|pair| {
            if late.contains(pair) {
                there.insert(*pair);
                return false;
            }
            !self.deciding.contains(pair)
        });
        self.skipped.retain(|pair| there.contains(pair));
        self.order.extend(self.skipped.iter().filter(|pair| !self.deciding.contains(pair)));
        self.list();
    }

    /// The list shows the order as it is now.
    pub(super) fn list(&mut self) {
        self.grid.set_order(self.order.iter().map(|pair| key(*pair)).collect());
        if let Some(pair) = self.at {
            self.grid.go_to(key(pair));
        }
    }

    /// The pairs after the one shown.
    pub(super) fn coming(&self) -> impl Iterator<Item = Pair> {
        let from =
            self.order.get(self.place).map_or(0, |pair| self.place + usize::from(Some(*pair) == self.at));
        self.order.iter().skip(from).copied()
    }
}
