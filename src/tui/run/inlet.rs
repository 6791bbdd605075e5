//! What comes in from outside: signals first, then keys, pastes, the mouse and sizes.

use crate::tui::msg::{Mouse, Msg, Signal as Word};
use crossterm::event::{Event, EventStream, KeyEventKind, MouseButton, MouseEventKind};
use futures_util::{FutureExt, StreamExt};
use signal_hook::consts::{SIGCONT, SIGTSTP};
use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

pub(super) struct Inlet {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    stop: Signal,
    go_on: Signal,
    events: EventStream,
}

/// What came: `None` when it means nothing to us.
type Came = io::Result<Option<Msg>>;

impl Inlet {
    pub(super) fn open() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            go_on: signal(SignalKind::from_raw(SIGCONT))?,
            events: EventStream::new(),
        })
    }

    /// Waits for the next thing.
    pub(super) async fn next(&mut self) -> Came {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Ok(Some(Msg::Signal(Word::Terminate))),
            _ = self.hang_up.recv() => Ok(Some(Msg::Signal(Word::HangUp))),
            _ = self.interrupt.recv() => Ok(Some(Msg::Signal(Word::Interrupt))),
            _ = self.stop.recv() => Ok(Some(Msg::Stop)),
            _ = self.go_on.recv() => Ok(Some(Msg::Resumed)),
            event = self.events.next() => told(event),
        }
    }

    /// The next thing that is already there.
    pub(super) fn ready(&mut self) -> Came {
        loop {
            match self.events.next().now_or_never() {
                None => return Ok(None),
                Some(event) => {
                    if let Some(msg) = told(event)? {
                        return Ok(Some(msg));
                    }
                }
            }
        }
    }
}

fn told(event: Option<io::Result<Event>>) -> Came {
    let Some(event) = event.transpose()? else {
        // The input has ended: the terminal is gone.
        return Ok(Some(Msg::Signal(Word::HangUp)));
    };
    Ok(match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                Some(Msg::Mouse(Mouse::Click(mouse.column, mouse.row)))
            }
            MouseEventKind::ScrollUp => Some(Msg::Mouse(Mouse::Wheel(mouse.column, mouse.row, -1))),
            MouseEventKind::ScrollDown => Some(Msg::Mouse(Mouse::Wheel(mouse.column, mouse.row, 1))),
            _ => None,
        },
        _ => None,
    })
}
