//! The whole state of the explorer. Changed only by `update`, drawn only by `view`.

use super::action::{Act, Action, Keymap, Place, table};
use super::canvas::{Class, Look};
use super::context::{Cx, Tone, Wish};
use super::history::History;
use super::hits::{Drawn, Target};
use super::msg::{Cmd, Moment, Ticket};
use super::overlays::Overlay;
use super::remote::PATIENCE_MS;
use super::screens::{Screen, ScreenId, Screens};
use super::session::Session;
use super::theme::Theme;
use super::work::Work;
use crate::progress::Step;
use crokey::KeyCombination;

/// Columns of an action's title in a message about it.
const LONGEST_TITLE: usize = 40;

/// Background work that is going on.
#[derive(Debug, Clone)]
pub struct Running {
    /// Its ticket.
    pub ticket: Ticket,
    /// What it is.
    pub work: Work,
    /// When it was asked for, in milliseconds.
    pub since: u64,
    /// Where it stands.
    pub step: Option<Step>,
    /// It was asked to stop.
    pub stopping: bool,
}

/// The state.
pub struct App {
    /// For the top line: the workspace's file name.
    pub workspace: String,
    /// Whose word a decision is.
    pub who: String,
    /// Styles by meaning.
    pub theme: Theme,
    /// Which keys do what.
    pub keymap: Keymap,
    /// How things are drawn.
    pub look: Look,
    /// The mouse is ours.
    pub mouse: bool,
    /// The screens' states.
    pub screens: Screens,
    /// The screen shown.
    pub current: ScreenId,
    /// Where Esc goes back to.
    pub trail: Vec<ScreenId>,
    /// What lies over the screen, uppermost last.
    pub overlays: Vec<Overlay>,
    /// The sentence in the status line.
    pub status: Option<(String, Tone)>,
    /// Background work.
    pub running: Option<Running>,
    /// Quick work on its way to the workspace, oldest first.
    pub quick: Vec<(Ticket, Work)>,
    /// The focused pane alone.
    pub zoom: bool,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What time it is.
    pub now: Moment,
    /// Something on the screen changed.
    pub dirty: bool,
    /// Leaving: no more frames.
    pub leaving: bool,
    /// What was typed into filters and prompts.
    pub(super) typed: History,
    pub(super) recent: Vec<&'static str>,
    pub(super) pending: Vec<KeyCombination>,
    pub(super) drawn: Drawn,
    pub(super) last_click: Option<(Target, u64)>,
    pub(super) generation: u64,
    pub(super) tickets: Ticket,
}

impl App {
    /// A fresh state showing Overview; nothing is asked for before the first [`super::msg::Msg`].
    #[must_use]
    pub fn new(workspace: String, theme: Theme, keymap: Keymap, look: Look, mouse: bool) -> Self {
        Self {
            workspace,
            who: "steward".into(),
            theme,
            keymap,
            look,
            mouse,
            screens: Screens::default(),
            current: ScreenId::Overview,
            trail: Vec::new(),
            overlays: Vec::new(),
            status: None,
            running: None,
            quick: Vec::new(),
            zoom: false,
            size: (80, 24),
            now: Moment::default(),
            dirty: true,
            leaving: false,
            typed: History::default(),
            recent: Vec::new(),
            pending: Vec::new(),
            drawn: Drawn::default(),
            last_click: None,
            generation: 1,
            tickets: 0,
        }
    }

    /// Room on the screen; read aloud, panes come one at a time.
    #[must_use]
    pub fn class(&self) -> Class {
        if self.look.plain { Class::Narrow } else { Class::of(self.size.0) }
    }

    /// The screen shown.
    #[must_use]
    pub fn screen(&self) -> &dyn Screen {
        self.screens.get(self.current)
    }

    /// Where keys are looked up now; earlier places win.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        match self.overlays.last() {
            Some(overlay) => vec![overlay.place(), Place::Always],
            None if self.screen().typing() => vec![Place::Filter, Place::Always],
            None => vec![Place::Screen(self.current), Place::List, Place::Everywhere, Place::Always],
        }
    }

    /// Whether an action makes sense now.
    #[must_use]
    pub fn can(&self, action: &Action) -> bool {
        let writable = !(action.writes && self.look.read_only);
        writable && (self.current_owns(action.act) || matches!(action.act, Act::App(_) | Act::Overlay(_)))
    }

    /// Why the action makes no sense now, for people: `Same person: no pair is shown`.
    #[must_use]
    pub fn why_not(&self, action: &Action) -> String {
        let what = action.title.split_once(':').map_or(action.title, |(what, _)| what);
        let screen = match action.place {
            Place::Screen(id) => self.screens.get(id),
            _ => self.screen(),
        };
        format!("{}: {}", crate::text::truncate(what, LONGEST_TITLE), screen.why_not(action.act))
    }

    fn current_owns(&self, act: Act) -> bool {
        let owner = table().find(|action| action.act == act).map(|action| action.place);
        match owner {
            Some(Place::Screen(id)) => self.screens.get(id).can(act),
            _ => self.screen().can(act),
        }
    }

    /// The actions whose keys work now, in the table's order, hidden ones (read-only) left out.
    pub fn available(&self) -> impl Iterator<Item = &'static Action> {
        let places = self.places();
        let read_only = self.look.read_only;
        table().filter(move |action| places.contains(&action.place) && !(action.writes && read_only))
    }

    /// When the screen must be drawn again though nothing arrives: while a wait is shown. `None`: sleep.
    #[must_use]
    pub fn next_wake(&self) -> Option<u64> {
        let waits = self.screen().waiting_since().map(|since| {
            let patience = since + PATIENCE_MS;
            if self.now.ms < patience { patience } else { self.now.ms + 100 }
        });
        let works = self.running.as_ref().map(|_| self.now.ms + 100);
        waits.into_iter().chain(works).min()
    }

    /// What should come back next time.
    #[must_use]
    pub fn session(&self) -> Session {
        let recent = self.recent.iter().map(|id| (*id).to_owned()).collect();
        let typed = self.typed.lines().clone();
        let mut session = Session { screen: self.current.name().into(), recent, typed, ..Session::default() };
        for (id, _) in ScreenId::ALL {
            self.screens.get(id).remember(&mut session);
        }
        session
    }

    /// Takes up what was left.
    pub fn resume(&mut self, session: &Session) {
        if let Some((id, _)) = ScreenId::ALL.iter().find(|(id, _)| id.name() == session.screen) {
            self.current = *id;
        }
        self.recent = session
            .recent
            .iter()
            .filter_map(|id| table().find(|action| action.id == id.as_str()).map(|action| action.id))
            .collect();
        self.typed = History::new(session.typed.clone());
        for (id, _) in ScreenId::ALL {
            self.screens.get_mut(id).recall(session);
        }
    }

    /// Lets a screen act, and returns what it wants done.
    pub(super) fn with<T>(
        &mut self,
        id: ScreenId,
        cmds: &mut Vec<Cmd>,
        act: impl FnOnce(&mut dyn Screen, &mut Cx) -> T,
    ) -> (T, Vec<Wish>) {
        let mut wishes = Vec::new();
        let mut cx = Cx {
            now: self.now,
            generation: self.generation,
            read_only: self.look.read_only,
            busy: self.running.is_some(),
            masked: self.look.masked,
            who: &self.who,
            size: self.size,
            tickets: &mut self.tickets,
            cmds,
            wishes: &mut wishes,
        };
        let result = act(self.screens.get_mut(id), &mut cx);
        (result, wishes)
    }
}
