//! What a screen may do besides changing itself: ask lanes, speak, open overlays, go elsewhere, start work.

use super::action::Act;
use super::msg::{Cmd, Lane, Moment, Ticket};
use super::overlays::{Confirm, Overlay, Prompt};
use super::screens::{Goto, Query};
use super::work::Work;
use crate::text;

/// The tone of a sentence in the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// News.
    Plain,
    /// It worked.
    Good,
    /// It did not.
    Bad,
}

/// What a screen wants the app to do after it has returned.
#[derive(Debug)]
pub enum Wish {
    /// Say a sentence.
    Say(String, Tone),
    /// Go somewhere.
    Go(Goto),
    /// Open an overlay.
    Open(Box<Overlay>),
    /// Do this as if its key had been pressed.
    Act(Act),
    /// Do this in the background.
    Work(Work),
}

/// Handed to every method of a screen that may change something.
pub struct Cx<'a> {
    /// What time it is.
    pub now: Moment,
    /// Grows whenever the workspace changed: what was read under an older number is stale.
    pub generation: u64,
    /// Nothing may be written.
    pub read_only: bool,
    /// Long work is going on: nothing else may be written now.
    pub busy: bool,
    /// Personal data is masked.
    pub masked: bool,
    /// Whose word a decision is.
    pub who: &'a str,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    pub(super) tickets: &'a mut Ticket,
    pub(super) cmds: &'a mut Vec<Cmd>,
    pub(super) wishes: &'a mut Vec<Wish>,
}

impl Cx<'_> {
    /// Asks a lane; give the ticket to the [`super::remote::Remote`] that waits.
    pub fn ask(&mut self, lane: Lane, slot: &'static str, query: Query) -> Ticket {
        *self.tickets += 1;
        self.cmds.push(Cmd::Ask { lane, slot, ticket: *self.tickets, query });
        *self.tickets
    }

    /// Nobody waits for this slot any more.
    pub fn forget(&mut self, slot: &'static str) {
        self.cmds.push(Cmd::Forget(slot));
    }

    /// Says a sentence in the status line.
    pub fn say(&mut self, sentence: impl Into<String>, tone: Tone) {
        self.wishes.push(Wish::Say(sentence.into(), tone));
    }

    /// Goes to another screen, with a way back.
    pub fn go(&mut self, goto: Goto) {
        self.wishes.push(Wish::Go(goto));
    }

    /// Asks yes or no before something that matters.
    pub fn confirm(&mut self, confirm: Confirm) {
        self.wishes.push(Wish::Open(Box::new(Overlay::Confirm(confirm))));
    }

    /// Asks for a line of text; it comes back through `Screen::entered` with the prompt's purpose.
    pub fn prompt(&mut self, prompt: Prompt) {
        self.wishes.push(Wish::Open(Box::new(Overlay::Prompt(prompt))));
    }

    /// Starts work in the background.
    pub fn work(&mut self, work: Work) {
        self.wishes.push(Wish::Work(work));
    }

    /// Puts text on the clipboard, freed of what could steer a terminal.
    pub fn copy(&mut self, text: &str, sentence: impl Into<String>) {
        let clean: Vec<_> = text.lines().map(text::clean).collect();
        self.cmds.push(Cmd::Copy(clean.join("\n")));
        self.say(sentence, Tone::Good);
    }
}
