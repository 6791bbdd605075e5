//! Repair: profiles that may be several people, the one that does most harm first, with the cut that would mend it.

mod view;

use super::Query;
use crate::resolve::read::{Pair, SuspectRow, SuspectView};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::overlays::{Confirm, Then};
use crate::tui::remote::Remote;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::widgets::{Grid, Sheet};
use crate::tui::work::{Cut, Work};
use crate::workspace::lanes::LaneError;
use std::time::Duration;

pub(super) use view::view;

pub(super) const SUSPECTS: &str = "merges.suspects";
pub(super) const SUSPECT: &str = "merges.suspect";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "merges.suspects_grid";
pub(super) const SHEET: &str = "merges.suspect_sheet";

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Repair {
    pub list: Remote<()>,
    pub grid: Grid<SuspectRow>,
    pub inside: Remote<Box<SuspectView>>,
    pub sheet: Sheet,
    pub in_sheet: bool,
}

impl Repair {
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Aggregate, SUSPECTS, AnyQuery::Merges(Query::Suspects));
        self.list.asked(ticket, cx.now);
        // What is inside was read before something changed.
        self.inside.clear();
    }

    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(profile) = self.grid.id() else { return };
        let is_here = self.inside.get().is_some_and(|view| view.profile_id == profile);
        if is_here && self.inside.since().is_none() {
            return;
        }
        self.sheet.top = 0;
        let ticket = cx.ask(Lane::Page, SUSPECT, AnyQuery::Merges(Query::Suspect(profile)));
        self.inside.asked(ticket, cx.now);
    }

    /// The profile under the cursor from inside, when it is here.
    pub(super) fn chosen(&self) -> Option<(&SuspectRow, &SuspectView)> {
        let row = self.grid.row()?;
        Some((row, self.inside.get().filter(|view| view.profile_id == row.profile_id)?))
    }

    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, rows: Vec<SuspectRow>, cx: &mut Cx) {
        if self.list.answered(ticket, took, Ok(())) {
            self.grid.set_all(rows.into_iter().map(|row| (row.profile_id, row)).collect());
            self.look_inside(cx);
        }
    }

    pub(super) fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: LaneError) {
        match slot {
            SUSPECTS => self.list.answered(ticket, took, Err(why)),
            _ => self.inside.answered(ticket, took, Err(why)),
        };
    }

    pub(super) fn motion(&mut self, motion: ListAct, cx: &mut Cx) {
        if self.in_sheet {
            self.sheet.motion(motion);
        } else if self.grid.motion(motion) {
            self.look_inside(cx);
        }
    }

    pub(super) fn point(&mut self, index: usize, cx: &mut Cx) {
        self.in_sheet = false;
        self.grid.go(index);
        self.look_inside(cx);
    }

    /// Asks whether the profile shown shall be cut, with what that changes.
    pub(super) fn cut(&self, cx: &mut Cx) {
        let Some((row, view)) = self.chosen() else {
            return cx.say("Still looking how the profile holds together", Tone::Plain);
        };
        let (Some(cut), Some(coming)) = (&view.how.cut, &view.cut) else {
            return cx.say("There is nothing to cut", Tone::Plain);
        };
        let coming = match coming {
            Ok(coming) => coming,
            Err(why) => return cx.say(why.clone(), Tone::Bad),
        };
        let halves = cut.halves.each_ref().map(|half| half.records.clone());
        let sizes = halves.each_ref().map(Vec::len);
        let words = coming.pairs.len();
        let held = if words == 1 { "1 pair is".to_owned() } else { format!("{words} pairs are") };
        let work = Work::Cut(Cut { halves: halves.into(), reason: row.why.join("; ") });
        let confirm = Confirm::new(format!("Cut P{} in two?", row.profile_id), "Cut it", Then::Work(work))
            .change(format!("{} and {} records: {}.", sizes[0], sizes[1], coming.outcome.coming()))
            .change(format!("{held} called different people, so that no run joins the halves again."))
            .change("It is one entry of the log, and one undo takes it back.");
        cx.confirm(confirm);
    }

    /// The steward says it is one person: it is not asked about again.
    pub(super) fn keep(&self, cx: &mut Cx) {
        let Some((_, view)) = self.chosen() else {
            return cx.say("Still looking how the profile holds together", Tone::Plain);
        };
        let Some(tie) = view.how.cut.as_ref().and_then(|cut| view.how.ties.get(cut.tie)) else {
            return cx.say("There is nothing that could be cut", Tone::Plain);
        };
        cx.work(Work::Keep(Pair::of(tie.left.record_id, tie.right.record_id)));
    }
}
