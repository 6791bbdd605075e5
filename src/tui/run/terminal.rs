//! The terminal: entered once, and given back whole on return, error, panic, signal and stop.

use super::wide::Wide;
use crate::tui::hits::Drawn;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{ResetColor, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};
use ratatui::{Frame, Terminal};
use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

/// True while the terminal is ours.
static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

// Clicks and wheel only (1000) in SGR form (1006): motion reports would wake us for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// The terminal in our hands; dropping it gives it back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
    wide: Wide,
}

impl Screen {
    pub(super) fn enter(mouse: bool) -> io::Result<Self> {
        // Themes without colour are our own; crossterm's NO_COLOR would erase reverse and bold too.
        force_color_output(true);
        guard_panics(thread::current().id());
        take(mouse)?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, stdout()));
        let mut screen = Self { terminal: Terminal::new(backend)?, mouse, wide: Wide::default() };
        screen.repaint()?;
        Ok(screen)
    }

    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// One frame, shown at once where the terminal knows synchronized output.
    pub(super) fn draw(&mut self, view: impl FnOnce(&mut Frame) -> Drawn) -> io::Result<Drawn> {
        let mut drawn = Drawn::default();
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            drawn = view(frame);
            self.wide.settle(frame.buffer_mut());
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Ok(drawn)
    }

    pub(super) fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        put(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// The next frame paints every cell.
    pub(super) fn repaint(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal for its cursor, and one that does not answer would end us.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        take(self.mouse)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste)?;
    if mouse { put(MOUSE_ON) } else { Ok(()) }
}

/// Undoes everything `take` did; does nothing when it is undone already.
fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // Nothing can be done about a terminal that has gone away.
        let _ = put(MOUSE_OFF);
        let _ = execute!(stdout(), DisableBracketedPaste, ResetColor, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

fn put(bytes: &[u8]) -> io::Result<()> {
    let mut out = stdout();
    out.write_all(bytes)?;
    out.flush()
}

/// A panic of the drawing thread gives the terminal back before it is told; one of a lane becomes a message on
/// the screen and must not touch the terminal.
fn guard_panics(drawing: ThreadId) {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !ENTERED.load(Ordering::SeqCst) {
                before(panic);
            } else if thread::current().id() == drawing {
                restore();
                before(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read;

    /// Runs one of the ignored tests below on a pseudo-terminal of its own; what that shows when it is over, and
    /// whether it passed.
    fn on_a_terminal(test: &str) -> (vt100::Parser, bool) {
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
        command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", name.as_str()]);
        command.env("TERM", "xterm-256color");
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (mut output, mut bytes) = (pair.master.try_clone_reader().unwrap(), [0; 4096]);
        let mut parser = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
        // A terminal whose program is gone reads as an error.
        while let Ok(n @ 1..) = output.read(&mut bytes) {
            parser.process(&bytes[..n]);
        }
        (parser, child.wait().unwrap().success())
    }

    fn hello(frame: &mut Frame) -> Drawn {
        frame.render_widget("on the other screen", frame.area());
        Drawn::default()
    }

    #[test]
    #[ignore = "run on a pseudo-terminal by another test"]
    fn dies_drawing() {
        let mut screen = Screen::enter(true).unwrap();
        screen.draw(hello).unwrap();
        screen.draw(|_| panic!("a fault in a view")).unwrap();
    }

    #[test]
    #[ignore = "run on a pseudo-terminal by another test"]
    fn loses_a_lane() {
        let mut screen = Screen::enter(true).unwrap();
        screen.draw(hello).unwrap();
        assert!(thread::spawn(|| panic!("a fault in a lane")).join().is_err());
        assert!(ENTERED.load(Ordering::SeqCst), "the terminal is still ours");
    }

    fn assert_given_back(screen: &vt100::Screen) {
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_told() {
        let (parser, passed) = on_a_terminal("dies_drawing");
        let text = parser.screen().contents();
        assert_given_back(parser.screen());
        assert!(!passed && text.contains("a fault in a view"), "{text}");
        assert!(!text.contains("on the other screen"), "{text}");
    }

    #[test]
    fn a_panic_of_a_lane_leaves_the_terminal_alone() {
        let (parser, passed) = on_a_terminal("loses_a_lane");
        let text = parser.screen().contents();
        assert_given_back(parser.screen());
        assert!(passed && !text.contains("a fault in a lane"), "{text}");
    }
}
