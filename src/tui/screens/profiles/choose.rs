//! Choosing a golden value by hand: which value, from what the records carry, and why. It is kept until it is let go.

use super::Query;
use super::detail::label;
use super::state::{GOLDEN, Pane, Profiles};
use crate::resolve::survive::{Candidate, chosen_as};
use crate::text;
use crate::tui::action::ListAct;
use crate::tui::canvas::Canvas;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::overlays::Prompt;
use crate::tui::screens::Query as AnyQuery;
use crate::tui::theme::Role;
use crate::tui::work::{Choice, Work};
use ratatui::text::{Line, Span};
use std::time::Duration;

const CANDIDATES: &str = "profiles.candidates";
/// Lines above the values.
pub(super) const HEAD: usize = 2;
/// The purpose of the line that asks why.
pub(super) const REASON: &str = "profiles.choose_reason";

/// One value of some is to be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picker {
    pub profile: i64,
    /// As it is chosen by.
    pub attribute: &'static str,
    /// Somebody chose it by hand: it can be let go.
    pub by_hand: bool,
    /// The row under the cursor; letting go comes after the values.
    pub cursor: usize,
}

impl Profiles {
    /// What keys do on the golden record. False: it is none of theirs.
    pub(super) fn value_act(&mut self, act: ListAct, cx: &mut Cx) -> bool {
        let values = self.shown().map_or(0, |card| card.golden.len());
        let candidates = self.candidates.get().map_or(0, Vec::len);
        let Some(picker) = &mut self.picker else {
            match act {
                ListAct::Down if self.value + 1 < values => self.value += 1,
                ListAct::Up if self.value > 0 && self.sheet.top == 0 => self.value -= 1,
                _ => return false,
            }
            return true;
        };
        let last = (candidates + usize::from(picker.by_hand)).saturating_sub(1);
        match act {
            ListAct::Down => picker.cursor = (picker.cursor + 1).min(last),
            ListAct::Up => picker.cursor = picker.cursor.saturating_sub(1),
            ListAct::Top => picker.cursor = 0,
            ListAct::Bottom => picker.cursor = last,
            ListAct::Open => self.pick(cx),
            _ => return false,
        }
        true
    }

    /// Shows what the value under the cursor could be.
    pub(super) fn choose_value(&mut self, cx: &mut Cx) {
        if self.pane != Pane::Detail || self.tab != GOLDEN {
            (self.pane, self.tab, self.sheet.top) = (Pane::Detail, GOLDEN, 0);
            return cx.say("Go to the value to choose, and press the key again", Tone::Plain);
        }
        let Some(card) = self.shown() else { return };
        let Some(value) = card.golden.get(self.value) else { return };
        let Some(attribute) = chosen_as(value.attribute) else { return };
        let (profile, by_hand) = (card.profile_id, value.chosen.is_some());
        self.picker = Some(Picker { profile, attribute, by_hand, cursor: 0 });
        self.sheet.top = 0;
        self.candidates.clear();
        let ticket =
            cx.ask(Lane::Page, CANDIDATES, AnyQuery::Profiles(Query::Candidates(profile, attribute)));
        self.candidates.asked(ticket, cx.now);
    }

    /// The values are here: the cursor is on the golden one.
    pub(super) fn picked(&mut self, ticket: Ticket, took: Duration, rows: Vec<Candidate>) {
        let golden = rows.iter().position(|one| one.golden).unwrap_or_default();
        if self.candidates.answered(ticket, took, Ok(rows))
            && let Some(picker) = &mut self.picker
        {
            picker.cursor = golden;
        }
    }

    fn candidate(&self) -> Option<&Candidate> {
        self.candidates.get()?.get(self.picker.as_ref()?.cursor)
    }

    /// Asks why this value; lets the chosen one go when that is what the cursor is on.
    fn pick(&mut self, cx: &mut Cx) {
        let Some(picker) = self.picker.clone() else { return };
        let Some(candidate) = self.candidate() else {
            if picker.by_hand && self.candidates.get().is_some() {
                self.picker = None;
                cx.work(Work::LetGo(picker.profile, picker.attribute));
            }
            return;
        };
        let value = crate::tui::canvas::person(cx.masked, picker.attribute, &candidate.value);
        let title = format!(
            "{} of P{}: why {}?",
            label(picker.attribute),
            picker.profile,
            text::truncate(&value, 30)
        );
        let hint = "It is golden from now on, in every run, until it is let go. The reason stands beside it.";
        cx.prompt(Prompt::new(REASON, title, hint));
    }

    /// The reason was given.
    pub(super) fn chosen_because(&mut self, reason: &str, cx: &mut Cx) {
        let Some((record, picker)) = self.candidate().map(|one| one.record_id).zip(self.picker.take()) else {
            return;
        };
        cx.work(Work::Choose(Choice { record, attribute: picker.attribute, reason: reason.to_owned() }));
    }
}

/// The lines of the values to choose from.
pub(super) fn lines<'t>(state: &Profiles, picker: &Picker, canvas: &Canvas, width: u16) -> Vec<Line<'t>> {
    let Some(rows) = state.candidates.get() else { return Vec::new() };
    let title = format!("{}: which one?", label(picker.attribute));
    let mut lines = vec![Line::from(canvas.span(title, Role::Title)), Line::default()];
    let width = usize::from(width);
    let row = |index: usize, text: String, role: Role| {
        let here = index == picker.cursor;
        let sign = match (here, canvas.look.ascii) {
            (true, false) => "▌ ",
            (true, true) => "> ",
            _ => "  ",
        };
        let text = text::truncate(&text, width.saturating_sub(2));
        Line::from(vec![
            canvas.span(sign, Role::Accent),
            canvas.span(text, if here { Role::Selected } else { role }),
        ])
    };
    for (index, one) in rows.iter().enumerate() {
        let value = canvas.person(picker.attribute, &one.value);
        let golden = if one.golden { ", golden now" } else { "" };
        let text = format!("{value}  in {}{golden}", text::many(one.carried_by.len() as u64, "record"));
        lines.push(row(index, text, if one.golden { Role::Strong } else { Role::Text }));
    }
    if picker.by_hand {
        lines.push(row(rows.len(), "let the choice go: the rules choose again".to_owned(), Role::Muted));
    }
    let open = canvas.key(crate::tui::action::Act::List(ListAct::Open));
    lines.push(Line::default());
    let remark = format!("{open} chooses and asks why; Esc leaves it as it is");
    lines.extend(canvas.paragraph(&remark, 0, width, Role::Muted));
    lines.push(Line::from(Span::raw("")));
    lines
}
