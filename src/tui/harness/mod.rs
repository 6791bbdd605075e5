//! For tests: keys in, screen text out. The lanes' questions are answered at once from a small workspace in memory,
//! held back (loading), or refused; the clock stands still unless told otherwise.

mod fixture;

pub(crate) use fixture::{doubtful, empty, people, traveller, welded};

use super::action::{Keymap, pressed};
use super::app::App;
use super::canvas::Look;
use super::msg::{Cmd, Moment, Mouse, Msg};
use super::screens::Reply;
use super::theme::{Depth, Theme};
use super::work::{Job, Work};
use super::{update, view};
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::workspace::lanes::{LaneError, Question, Report};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::date;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// What becomes of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Answered at once.
    Given,
    /// Never answered.
    Held,
    /// Refused with a sentence.
    Refused,
}

/// An explorer without a terminal.
pub(crate) struct Harness {
    pub(crate) app: App,
    terminal: Terminal<TestBackend>,
    shown: Buffer,
    workspace: Workspace,
    answers: Answers,
    now: Moment,
    /// Commands other than questions, as they came.
    pub(crate) left: Vec<Cmd>,
    /// Questions held back: slot and ticket, newest last.
    held: Vec<(&'static str, u64)>,
}

impl Harness {
    /// The explorer at this size over a workspace, its first frame drawn.
    pub(crate) fn new(workspace: Workspace, columns: u16, rows: u16, answers: Answers) -> Self {
        Self::with(workspace, columns, rows, answers, Look::default())
    }

    /// The same with another look.
    pub(crate) fn with(workspace: Workspace, columns: u16, rows: u16, answers: Answers, look: Look) -> Self {
        let theme = Theme::choose(None, Depth::Sixteen).unwrap();
        let keymap = Keymap::new(&BTreeMap::new()).unwrap();
        let mut app = App::new("demo.duckdb".into(), theme, keymap, look, true);
        app.who = "maria".into();
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let now = Moment { ms: 0, utc: date(2026, 11, 23).at(12, 0, 0, 0) };
        let mut harness = Self {
            app,
            terminal,
            shown: Buffer::default(),
            workspace,
            answers,
            now,
            left: Vec::new(),
            held: Vec::new(),
        };
        harness.send(Msg::Clock(now));
        harness.send(Msg::Resize(columns, rows));
        let cmds = update::start(&mut harness.app);
        harness.perform(cmds);
        harness.draw();
        harness
    }

    /// Applies a message and everything that follows from it.
    pub(crate) fn send(&mut self, msg: Msg) {
        let cmds = update::update(&mut self.app, msg);
        self.perform(cmds);
    }

    /// Answers the newest question of this slot that was held back.
    pub(crate) fn answer(&mut self, slot: &str, reply: Reply) -> &mut Self {
        let at = self.held.iter().rposition(|(other, _)| *other == slot).expect(slot);
        let (slot, ticket) = self.held.remove(at);
        self.send(Msg::Reply(Report { slot, ticket, took: Duration::ZERO, result: Ok(reply) }));
        self.draw();
        self
    }

    /// From now on questions are held back.
    pub(crate) fn hold(&mut self) -> &mut Self {
        self.answers = Answers::Held;
        self
    }

    /// How the first character of this text is drawn.
    pub(crate) fn style_of(&self, text: &str) -> Style {
        self.shown[self.find(text)].style()
    }

    /// The workspace behind it.
    pub(crate) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// So much later.
    pub(crate) fn later(&mut self, ms: u64) {
        self.now.ms += ms;
        self.send(Msg::Clock(self.now));
        self.app.dirty = true;
        self.draw();
    }

    /// Presses keys, written as in the table of actions with spaces between; `"text"` is typed letter by letter.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            if let Some(text) = key.strip_prefix('"') {
                for c in text.trim_end_matches('"').chars() {
                    self.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
                }
            } else {
                self.key(event(key));
            }
        }
        self
    }

    fn key(&mut self, event: KeyEvent) {
        self.send(Msg::Key(event));
        self.draw();
    }

    /// Clicks on a cell, from 0.
    pub(crate) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.send(Msg::Mouse(Mouse::Click(column, row)));
        self.draw();
        self
    }

    /// Another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.terminal.backend_mut().resize(columns, rows);
        self.send(Msg::Resize(columns, rows));
        self.draw();
        self
    }

    fn perform(&mut self, cmds: Vec<Cmd>) {
        let mut queue: VecDeque<Cmd> = cmds.into();
        while let Some(cmd) = queue.pop_front() {
            let (slot, ticket, query) = match cmd {
                Cmd::Ask { slot, ticket, query, .. } => (slot, ticket, query),
                // What a steward does is done at once; loads and runs are left.
                Cmd::Work(ticket, work)
                    if !matches!(work, Work::Run | Work::Load(_)) && self.answers == Answers::Given =>
                {
                    let progress = Progress::silent();
                    let job = Job {
                        work,
                        progress: progress.clone(),
                        who: self.app.who.clone(),
                        now: self.now.utc,
                    };
                    let result =
                        job.answer(self.workspace.connection(), &progress).map_err(LaneError::Failed);
                    let report = Report { slot: "review", ticket, took: Duration::ZERO, result };
                    queue.extend(update::update(&mut self.app, Msg::Worked(report)));
                    continue;
                }
                other => {
                    self.left.push(other);
                    continue;
                }
            };
            let result = match self.answers {
                Answers::Held => {
                    self.held.push((slot, ticket));
                    continue;
                }
                Answers::Refused => {
                    Err(LaneError::Failed("could not read the profiles: the disk is gone".into()))
                }
                Answers::Given => {
                    query.answer(self.workspace.connection(), &Progress::silent()).map_err(LaneError::Failed)
                }
            };
            let report = Report { slot, ticket, took: Duration::ZERO, result };
            queue.extend(update::update(&mut self.app, Msg::Reply(report)));
        }
    }

    fn draw(&mut self) {
        // As the loop does: the first frame teaches lists their height.
        for _ in 0..3 {
            self.app.dirty = false;
            let mut drawn = super::hits::Drawn::default();
            let frame = self.terminal.draw(|frame| drawn = view::view(&self.app, frame)).unwrap();
            self.shown = frame.buffer.clone();
            self.send(Msg::Drawn(drawn));
            if !self.app.dirty {
                break;
            }
        }
    }

    /// The screen's text, trailing blanks cut.
    pub(crate) fn screen(&self) -> String {
        let width = usize::from(self.shown.area.width);
        let mut out = String::new();
        for row in self.shown.content.chunks(width) {
            let mut line = String::new();
            let mut skip = 0;
            for cell in row {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                line.push_str(cell.symbol());
                skip = crate::text::width(cell.symbol()).saturating_sub(1);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Where this text stands on the screen: column and row of its first character.
    pub(crate) fn find(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect(text);
        let column = crate::text::width(&line[..line.find(text).unwrap()]);
        (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
    }
}

fn event(key: &str) -> KeyEvent {
    let code = match key {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pagedown" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "backspace" => KeyCode::Backspace,
        "f5" => KeyCode::F(5),
        "space" => KeyCode::Char(' '),
        ctrl if ctrl.starts_with("ctrl-") => {
            let event = KeyEvent::new(KeyCode::Char(ctrl.chars().last().unwrap()), KeyModifiers::CONTROL);
            assert!(pressed(event).modifiers.contains(KeyModifiers::CONTROL));
            return event;
        }
        one if one.chars().count() == 1 => KeyCode::Char(one.chars().next().unwrap()),
        other => panic!("no key {other}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
