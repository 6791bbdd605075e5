//! What comes in from outside: signals first, then keys, pastes, the mouse and sizes.

use crate::tui::msg::{Mouse, Msg, Signal as Word};
use crossterm::event::{Event, EventStream, KeyEventKind, MouseButton, MouseEventKind};
use futures_util::StreamExt;
use signal_hook::consts::{SIGCONT, SIGTSTP};
use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(super) struct Inlet {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    stop: Signal,
    go_on: Signal,
    events: UnboundedReceiver<io::Result<Msg>>,
}

impl Inlet {
    /// Call inside the runtime.
    pub(super) fn open() -> io::Result<Self> {
        let (send, events) = unbounded_channel();
        tokio::spawn(forward(send));
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            go_on: signal(SignalKind::from_raw(SIGCONT))?,
            events,
        })
    }

    /// Waits for the next thing.
    pub(super) async fn next(&mut self) -> io::Result<Msg> {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Ok(Msg::Signal(Word::Terminate)),
            _ = self.hang_up.recv() => Ok(Msg::Signal(Word::HangUp)),
            _ = self.interrupt.recv() => Ok(Msg::Signal(Word::Interrupt)),
            _ = self.stop.recv() => Ok(Msg::Stop),
            _ = self.go_on.recv() => Ok(Msg::Resumed),
            event = self.events.recv() => event.unwrap_or(Ok(Msg::Signal(Word::HangUp))),
        }
    }

    /// The next thing that is already there.
    pub(super) fn ready(&mut self) -> io::Result<Option<Msg>> {
        self.events.try_recv().ok().transpose()
    }
}

/// Hands on what the terminal sends until it is gone. A task of its own, because crossterm's stream remembers only
/// the first one who waits: it must not be polled from two places.
async fn forward(send: UnboundedSender<io::Result<Msg>>) {
    let mut events = EventStream::new();
    while let Some(event) = events.next().await {
        if let Some(msg) = event.map(told).transpose()
            && send.send(msg).is_err()
        {
            return;
        }
    }
}

/// What an event means to us, if anything.
fn told(event: Event) -> Option<Msg> {
    match event {
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
    }
}
