//! Repair: profiles that may be several people, the one that does most harm first, with the cut that would mend it.

mod view;

use super::Query;
use super::board::{Board, Subject};
use crate::resolve::read::{Pair, SuspectRow, SuspectView};
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::overlays::{Confirm, Then};
use crate::tui::work::{Cut, Work};

pub(super) use view::{halves, view};

/// Its state.
pub(super) type Repair = Board<SuspectRow>;

impl Subject for SuspectRow {
    type Inside = SuspectView;
    const LIST: &'static str = "merges.suspects";
    const INSIDE: &'static str = "merges.suspect";
    const GRID: &'static str = "merges.suspects_grid";
    const SHEET: &'static str = "merges.suspect_sheet";

    fn all() -> (Lane, Query) {
        (Lane::Aggregate, Query::Suspects)
    }

    fn look(&self) -> Query {
        Query::Suspect(self.profile_id)
    }

    fn id(&self, _: i64) -> i64 {
        self.profile_id
    }

    fn is_of(&self, inside: &SuspectView) -> bool {
        inside.profile_id == self.profile_id
    }
}

impl Repair {
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
