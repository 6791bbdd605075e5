//! Many at once: doubtful pairs that compare alike, with examples to check, what one word on all of them would change,
//! and one key for it.

mod view;

use super::Query;
use super::board::{Board, Subject};
use crate::resolve::decide::{ManyPreview, Verdict};
use crate::resolve::read::{Example, Pair, PatternRow};
use crate::text;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::overlays::{Confirm, Then};
use crate::tui::remote::Remote;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::work::{Many as Deed, Work};
use std::sync::Arc;
use std::time::Duration;

pub(super) use view::view;

pub(super) const FORESEEN: &str = "merges.foreseen";

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

impl Subject for PatternRow {
    type Inside = PatternView;
    const LIST: &'static str = "merges.patterns";
    const INSIDE: &'static str = "merges.pattern";
    const GRID: &'static str = "merges.patterns_grid";
    const SHEET: &'static str = "merges.pattern_sheet";

    fn all() -> (Lane, Query) {
        (Lane::Aggregate, Query::Patterns)
    }

    fn look(&self) -> Query {
        Query::Pattern(self.pattern)
    }

    fn id(&self, _: i64) -> i64 {
        self.pattern.cast_signed()
    }

    fn is_of(&self, inside: &PatternView) -> bool {
        inside.pattern == self.pattern
    }
}

/// Its state.
#[derive(Debug, Default)]
pub(super) struct Many {
    pub board: Board<PatternRow>,
    /// What one word on the pairs of a pattern would change.
    pub foreseen: Remote<(u64, Box<ManyPreview>)>,
}

impl Many {
    /// What one word on it would change, when that is known.
    pub(super) fn known(&self) -> Option<&ManyPreview> {
        let (row, _) = self.board.chosen()?;
        self.foreseen
            .get()
            .filter(|(pattern, _)| *pattern == row.pattern)
            .map(|(_, preview)| preview.as_ref())
    }

    pub(super) fn opened(&mut self, ticket: Ticket, took: Duration, view: Box<PatternView>, cx: &mut Cx) {
        let (pattern, pairs) = (view.pattern, view.pairs.clone());
        if self.board.inside.answered(ticket, took, Ok(view)) {
            let ticket = cx.ask(Lane::Aggregate, FORESEEN, AnyQuery::Merges(Query::Foresee(pattern, pairs)));
            self.foreseen.asked(ticket, cx.now);
        }
    }

    /// Asks whether all pairs shown shall be decided on alike, with the numbers.
    pub(super) fn decide(&self, verdict: Verdict, cx: &mut Cx) {
        let Some(((row, view), preview)) = self.board.chosen().zip(self.known()) else {
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
