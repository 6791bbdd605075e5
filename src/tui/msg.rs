//! What comes in (messages) and what goes out (commands): the whole traffic between the pure part and `run`.

use super::hits::Drawn;
use super::screens::{Query, Reply};
use super::session::Session;
use super::work::{Work, WorkDone};
use crate::progress::Step;
use crate::workspace::lanes::Report;
use crossterm::event::KeyEvent;
use jiff::civil::DateTime;

/// A moment, passed in: the state never looks at a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since the explorer opened.
    pub ms: u64,
    /// The time of day, naive UTC.
    pub utc: DateTime,
}

impl Default for Moment {
    fn default() -> Self {
        Self { ms: 0, utc: DateTime::constant(1970, 1, 1, 0, 0, 0, 0) }
    }
}

/// Number of a question; late answers are told by it.
pub type Ticket = u64;

/// Which reader answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Rows on the screen: short questions, each may finish.
    Page,
    /// Totals and facets.
    Count,
    /// Orders, filters, pictures: a newer question interrupts the older one.
    Aggregate,
}

/// What the mouse did, at a cell of the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The left button went down.
    Click(u16, u16),
    /// The wheel turned up (-1) or down (1).
    Wheel(u16, u16, i8),
}

/// Why the program must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP.
    HangUp,
}

impl Signal {
    /// The exit code: 128 and the signal's number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// What comes in.
#[derive(Debug)]
pub enum Msg {
    /// What time it is; comes before every batch of others.
    Clock(Moment),
    /// A key went down.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// What the frame just drawn shows where.
    Drawn(Drawn),
    /// A lane answers.
    Reply(Report<Reply>),
    /// Background work goes on.
    Step(Ticket, Step),
    /// Background work has ended.
    Worked(Report<WorkDone>),
    /// The system wants us gone.
    Signal(Signal),
    /// The system wants us stopped for a while (SIGTSTP).
    Stop,
    /// Back from a stop (SIGCONT): paint everything anew.
    Resumed,
}

/// What goes out.
#[derive(Debug)]
pub enum Cmd {
    /// Ask a lane.
    Ask {
        /// Which one.
        lane: Lane,
        /// What the answer is for; a newer question takes the place of an older one.
        slot: &'static str,
        /// Comes back with the answer.
        ticket: Ticket,
        /// The question.
        query: Query,
    },
    /// Nobody waits for this slot any more.
    Forget(&'static str),
    /// Nobody waits for any answer any more.
    ForgetAll,
    /// Do this in the background, in the order asked.
    Work(Ticket, Work),
    /// Stop the background work.
    StopWork,
    /// Put this text on the clipboard.
    Copy(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Paint everything anew.
    Repaint,
    /// Stop the process until it is brought to the front.
    Suspend,
    /// Leave with this exit code, keeping the session.
    Leave(u8, Box<Session>),
}
