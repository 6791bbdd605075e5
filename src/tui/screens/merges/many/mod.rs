//! Many at once: doubtful pairs that compare alike, with examples to check, what one word on all of them would change,
//! and one key for it.

mod view;

use super::Query;
use crate::resolve::decide::{ManyPreview, Verdict};
use crate::resolve::read::{Example, Pair, PatternRow};
use crate::text;
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::overlays::{Confirm, Then};
use crate::tui::remote::Remote;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::widgets::{Grid, Sheet};
use crate::tui::work::{Many as Deed, Work};
use crate::workspace::lanes::LaneError;
use std::sync::Arc;
use std::time::Duration;

pub(super) use view::view;

pub(super) const PATTERNS: &str = "merges.patterns";
pub(super) const PATTERN: &str = "merges.pattern";
pub(super) const FORESEEN: &str = "merges.foreseen";
/// Its panes on the map of the frame.
pub(super) const GRID: &str = "merges.patterns_grid";
pub(super) const SHEET: &str = "merges.pattern_sheet";

/// One pattern from inside.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternView {
    /// Which one.
    pub pattern: u64,
    /// The pairs that would be decided on at once.
    pub pairs: Arc<[Pair]>,
    /// Some of them.
    pub examples: Vec<Example>,
}

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Many {
    pub list: Remote<()>,
    pub grid: Grid<PatternRow>,
    pub inside: Remote<Box<PatternView>>,
    /// What one word on the pairs of a pattern would change.
    pub foreseen: Remote<(u64, Box<ManyPreview>)>,
    pub sheet: Sheet,
    pub in_sheet: bool,
}

/// A pattern as a row id of a grid.
fn row_id(pattern: u64) -> i64 {
    pattern.cast_signed()
}

impl Many {
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        let ticket = cx.ask(Lane::Aggregate, PATTERNS, AnyQuery::Merges(Query::Patterns));
        self.list.asked(ticket, cx.now);
        // What is inside was read before something changed.
        self.inside.clear();
        self.foreseen.clear();
    }

    fn look_inside(&mut self, cx: &mut Cx) {
        let Some(pattern) = self.grid.row().map(|row| row.pattern) else { return };
        if self.inside.get().is_some_and(|view| view.pattern == pattern) && self.inside.since().is_none() {
            return;
        }
        self.sheet.top = 0;
        let ticket = cx.ask(Lane::Page, PATTERN, AnyQuery::Merges(Query::Pattern(pattern)));
        self.inside.asked(ticket, cx.now);
    }

    /// The pattern under the cursor from inside, when it is here.
    pub(super) fn chosen(&self) -> Option<(&PatternRow, &PatternView)> {
        let row = self.grid.row()?;
        Some((row, self.inside.get().filter(|view| view.pattern == row.pattern)?))
    }

    /// What one word on it would change, when that is known.
    pub(super) fn known(&self) -> Option<&ManyPreview> {
        let (row, _) = self.chosen()?;
        self.foreseen
            .get()
            .filter(|(pattern, _)| *pattern == row.pattern)
            .map(|(_, preview)| preview.as_ref())
    }

    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, rows: Vec<PatternRow>, cx: &mut Cx) {
        if self.list.answered(ticket, took, Ok(())) {
            self.grid.set_all(rows.into_iter().map(|row| (row_id(row.pattern), row)).collect());
            self.look_inside(cx);
        }
    }

    pub(super) fn opened(&mut self, ticket: Ticket, took: Duration, view: Box<PatternView>, cx: &mut Cx) {
        let (pattern, pairs) = (view.pattern, view.pairs.clone());
        if self.inside.answered(ticket, took, Ok(view)) {
            let ticket = cx.ask(Lane::Aggregate, FORESEEN, AnyQuery::Merges(Query::Foresee(pattern, pairs)));
            self.foreseen.asked(ticket, cx.now);
        }
    }

    pub(super) fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: LaneError) {
        match slot {
            PATTERNS => self.list.answered(ticket, took, Err(why)),
            PATTERN => self.inside.answered(ticket, took, Err(why)),
            _ => self.foreseen.answered(ticket, took, Err(why)),
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

    /// Asks whether all pairs shown shall be decided on alike, with the numbers.
    pub(super) fn decide(&self, verdict: Verdict, cx: &mut Cx) {
        let Some(((row, view), preview)) = self.chosen().zip(self.known()) else {
            return cx.say("What that changes is still being worked out", Tone::Plain);
        };
        let outcome = if verdict == Verdict::Same { &preview.same } else { &preview.different };
        if outcome.pairs == 0 {
            return cx.say("Former decisions say otherwise of every one of these pairs", Tone::Bad);
        }
        let words = if verdict == Verdict::Same { "the same person" } else { "different people" };
        let pairs = if outcome.pairs == 1 { "pair" } else { "pairs" };
        let title = format!("Call {} {pairs} {words}?", text::count(outcome.pairs));
        let deed = if verdict == Verdict::Same { "All the same" } else { "All different" };
        let many = Deed { pairs: view.pairs.clone(), verdict, reason: row.words.clone() };
        let mut confirm = Confirm::new(title, deed, Then::Work(Work::Many(many)))
            .change(format!("{}.", row.words))
            .change(format!("{}.", outcome.coming()));
        let rest = row.pairs.saturating_sub(view.pairs.len() as u64);
        if rest > 0 {
            confirm = confirm.change(format!("{} more of this pattern wait on.", text::count(rest)));
        }
        cx.confirm(confirm.change("It is one entry of the log, and one undo takes it back."));
    }
}
