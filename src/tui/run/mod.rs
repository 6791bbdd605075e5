//! The only part of the explorer with IO: one loop that waits, applies what has come, draws once, and sleeps.

mod clipboard;
mod desk;
mod files;
mod inlet;
mod pace;
mod terminal;
mod wide;

pub use desk::steward;
pub use files::{Config, ConfigError, read_session, session_path, write_session};

use super::app::App;
use super::msg::{Cmd, Moment, Msg};
use super::{TuiError, update, view};
use crate::workspace::Workspace;
use desk::Desk;
use inlet::Inlet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pace::Pace;
use std::path::Path;
use std::time::{Duration, Instant};
use terminal::Screen;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Runs the explorer until it is left; returns the exit code.
///
/// # Errors
/// When the terminal can't be used or a lane can't start.
pub fn run(mut app: App, workspace: &Workspace, session: Option<&Path>) -> Result<u8, TuiError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(TuiError::Terminal)?;
    let (send, replies) = unbounded_channel();
    let desk = Desk::start(workspace, send)?;
    let screen = Screen::enter(app.mouse).map_err(TuiError::Terminal)?;
    let outcome = runtime.block_on(async {
        let inlet = Inlet::open().map_err(TuiError::Terminal)?;
        Loop {
            app: &mut app,
            desk,
            screen,
            inlet,
            replies,
            begun: Instant::now(),
            pace: Pace::default(),
            code: None,
            session,
        }
        .turn()
        .await
    });
    runtime.shutdown_background();
    outcome
}

struct Loop<'a> {
    app: &'a mut App,
    desk: Desk,
    screen: Screen,
    inlet: Inlet,
    replies: UnboundedReceiver<Msg>,
    begun: Instant,
    pace: Pace,
    code: Option<u8>,
    session: Option<&'a Path>,
}

impl Loop<'_> {
    async fn turn(mut self) -> Result<u8, TuiError> {
        let (columns, rows) = self.screen.size().map_err(TuiError::Terminal)?;
        self.apply(Msg::Resize(columns, rows))?;
        self.tick()?;
        let cmds = update::start(self.app);
        self.perform(cmds)?;
        loop {
            if let Some(code) = self.code {
                return Ok(code);
            }
            self.paint()?;
            let wake = self.wake();
            let sleep = async {
                match wake {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            let first = tokio::select! {
                biased;
                msg = self.inlet.next() => Some(msg.map_err(TuiError::Terminal)?),
                reply = self.replies.recv() => reply,
                () = sleep => { self.app.dirty = true; None }
            };
            self.tick()?;
            if let Some(msg) = first {
                self.apply(msg)?;
            }
            while let Some(msg) = self.inlet.ready().map_err(TuiError::Terminal)? {
                self.apply(msg)?;
            }
            while let Ok(msg) = self.replies.try_recv() {
                self.apply(msg)?;
            }
        }
    }

    /// Tells the state what time it is.
    fn tick(&mut self) -> Result<(), TuiError> {
        let ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let utc = TimeZone::UTC.to_datetime(Timestamp::now());
        self.apply(Msg::Clock(Moment { ms, utc }))
    }

    /// When to wake up by ourselves: for the frame that had to wait, or for a spinner.
    fn wake(&self) -> Option<Instant> {
        if self.app.dirty {
            return self.pace.next();
        }
        self.app.next_wake().map(|ms| self.begun + Duration::from_millis(ms))
    }

    fn paint(&mut self) -> Result<(), TuiError> {
        // A second round at most: when the first frame taught a list its height.
        for _ in 0..2 {
            let early = self.pace.next().is_some_and(|at| at > Instant::now());
            if !self.app.dirty || early || self.app.leaving {
                return Ok(());
            }
            self.app.dirty = false;
            let app = &*self.app;
            let drawn = self.screen.draw(|frame| view::view(app, frame)).map_err(TuiError::Terminal)?;
            self.apply(Msg::Drawn(drawn))?;
            if !self.app.dirty {
                break;
            }
        }
        self.pace.drawn(Instant::now());
        Ok(())
    }

    fn apply(&mut self, msg: Msg) -> Result<(), TuiError> {
        let cmds = update::update(self.app, msg);
        self.perform(cmds)
    }

    fn perform(&mut self, cmds: Vec<Cmd>) -> Result<(), TuiError> {
        for cmd in cmds {
            match cmd {
                Cmd::Ask { lane, slot, ticket, query } => self.desk.ask(lane, slot, ticket, query),
                Cmd::Forget(slot) => self.desk.forget(slot),
                Cmd::ForgetAll => self.desk.forget_all(),
                Cmd::Work(ticket, work) => self.desk.work(ticket, work),
                Cmd::StopWork => self.desk.stop_work(),
                Cmd::Copy(text) => clipboard::copy(&text).map_err(TuiError::Terminal)?,
                Cmd::Mouse(on) => self.screen.mouse(on).map_err(TuiError::Terminal)?,
                Cmd::Repaint => self.screen.repaint().map_err(TuiError::Terminal)?,
                Cmd::Suspend => {
                    self.screen.suspend().map_err(TuiError::Terminal)?;
                    self.tick()?;
                    self.apply(Msg::Resumed)?;
                }
                Cmd::Leave(code, session) => {
                    self.code = Some(code);
                    if let Some(path) = self.session {
                        write_session(path, &session);
                    }
                }
            }
        }
        Ok(())
    }
}
