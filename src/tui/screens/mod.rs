//! The screens: an enum of them, what each must be able to do, and what they may ask for.

pub mod journey;
pub mod merges;
pub mod model;
pub mod overview;
pub mod profiles;
pub mod segments;
pub mod sources;

use super::action::Act;
use super::canvas::Canvas;
use super::context::Cx;
use super::hits::{Drawn, Target};
use super::session::Session;
use super::widgets::FilterLine;
use super::work::{Work, WorkDone};
use crate::progress::Progress;
use crate::resolve::read::Pair;
use crate::workspace::lanes::{LaneError, Question, Report};
use duckdb::Connection;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The screens, in the order of their tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScreenId {
    /// The story in numbers.
    Overview,
    /// The people.
    Profiles,
    /// The steward's desk.
    Merges,
    /// What one person did.
    Journey,
    /// Named groups of people.
    Segments,
    /// The exports.
    Sources,
    /// What agreement is worth.
    Model,
}

impl ScreenId {
    /// All, in the order of their tabs, each with the digit that shows it.
    pub const ALL: [(Self, char); 7] = [
        (Self::Overview, '1'),
        (Self::Profiles, '2'),
        (Self::Merges, '3'),
        (Self::Journey, '4'),
        (Self::Segments, '5'),
        (Self::Sources, '6'),
        (Self::Model, '7'),
    ];

    /// Its title on the tab.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Profiles => "Profiles",
            Self::Merges => "Merges",
            Self::Journey => "Journey",
            Self::Segments => "Segments",
            Self::Sources => "Sources",
            Self::Model => "Model",
        }
    }

    /// What it is for, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Overview => "from exports to people, in numbers",
            Self::Profiles => "everybody the records speak of, each once",
            Self::Merges => "pairs of records that may be one person",
            Self::Journey => "all that one person did, in order",
            Self::Segments => "groups of people by what they did and what they are worth",
            Self::Sources => "the exports that were loaded, and what became of their rows",
            Self::Model => "what agreement is worth, and what to expect of the thresholds",
        }
    }

    /// The prefix of its slots, and its name in the session file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Profiles => "profiles",
            Self::Merges => "merges",
            Self::Journey => "journey",
            Self::Segments => "segments",
            Self::Sources => "sources",
            Self::Model => "model",
        }
    }
}

/// Where to go, from any screen to any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goto {
    /// A screen as it is.
    Screen(ScreenId),
    /// A profile's detail.
    Profile(i64),
    /// What a person did.
    Journey {
        /// Whose journey.
        profile: i64,
        /// The list one comes from, to step through.
        among: Arc<[i64]>,
    },
    /// A pair of records, to be decided on.
    Pair(Pair),
    /// A source's detail.
    Source(i32),
}

impl Goto {
    /// The screen it is on.
    #[must_use]
    pub fn screen(&self) -> ScreenId {
        match self {
            Self::Screen(id) => *id,
            Self::Profile(_) => ScreenId::Profiles,
            Self::Journey { .. } => ScreenId::Journey,
            Self::Pair(_) => ScreenId::Merges,
            Self::Source(_) => ScreenId::Sources,
        }
    }
}

/// What is said of an action that makes no sense, when no more is known.
pub(in crate::tui) const NOT_HERE: &str = "not possible here now";

/// What every screen can do. State changes only in the `&mut` methods; `view` only draws.
pub trait Screen {
    /// It came to the front, or the workspace changed: ask for what is missing or stale.
    fn show(&mut self, cx: &mut Cx);

    /// Do this; the app has checked that it is this screen's to do.
    fn act(&mut self, act: Act, cx: &mut Cx);

    /// A lane answers a question of this screen.
    fn reply(&mut self, report: Report<Reply>, cx: &mut Cx);

    /// A frame was drawn: learn how many rows there are, and ask for those that are missing.
    fn drawn(&mut self, drawn: &Drawn, cx: &mut Cx);

    /// The mouse clicked (twice: `twice`) on something of this screen.
    fn click(&mut self, target: Target, twice: bool, cx: &mut Cx);

    /// The wheel turned over something of this screen.
    fn wheel(&mut self, target: Target, rows: i8, cx: &mut Cx);

    /// One step back inside the screen. False: there was none.
    fn back(&mut self, cx: &mut Cx) -> bool;

    /// Something to go to that was chosen elsewhere.
    fn visit(&mut self, goto: &Goto, cx: &mut Cx) {
        let _ = (goto, cx);
    }

    /// The filter of the pane that has the keys; `None`: nothing there can be filtered.
    fn filter(&self) -> Option<&FilterLine> {
        None
    }

    /// The same, to be typed into.
    fn filter_mut(&mut self) -> Option<&mut FilterLine> {
        None
    }

    /// The text of that filter changed.
    fn filtered(&mut self, cx: &mut Cx) {
        let _ = cx;
    }

    /// Whether a filter is being typed now.
    fn typing(&self) -> bool {
        self.filter().is_some_and(|filter| filter.typing)
    }

    /// Takes the filter off. False: there was none.
    fn unfilter(&mut self, cx: &mut Cx) -> bool {
        let shown = self.filter_mut().is_some_and(FilterLine::take_off);
        if shown {
            self.filtered(cx);
        }
        shown
    }

    /// Text asked for by [`Cx::prompt`] under `purpose`.
    fn entered(&mut self, purpose: &'static str, text: &str, cx: &mut Cx) {
        let _ = (purpose, text, cx);
    }

    /// Quick work this screen began is done, or was refused.
    fn worked(&mut self, work: &Work, done: Result<WorkDone, LaneError>, cx: &mut Cx) {
        let _ = (work, done, cx);
    }

    /// Work in the background is done; `profile`: the one it ended with, where it was on profiles.
    fn done(&mut self, work: &Work, profile: Option<i64>) {
        let _ = (work, profile);
    }

    /// Whether the action makes sense now; others are dim in the footer and say so when pressed.
    fn can(&self, act: Act) -> bool {
        let _ = act;
        true
    }

    /// Actions that the footer shows before all others now.
    fn foremost(&self) -> &'static [Act] {
        &[]
    }

    /// What another screen shows first when it is gone to from here by its number: the person that is open.
    fn leads_to(&self, screen: ScreenId) -> Option<Goto> {
        let _ = screen;
        None
    }

    /// Why the action makes no sense now, as the rest of a sentence; only asked when it does not.
    fn why_not(&self, act: Act) -> &'static str {
        let _ = act;
        NOT_HERE
    }

    /// Where we are inside the screen, outermost first; the screen's own title is drawn before it.
    fn crumbs(&self, cx: &CrumbCx) -> Vec<String> {
        let _ = cx;
        Vec::new()
    }

    /// Since when the oldest thing on the screen is being waited for: drives the spinner.
    fn waiting_since(&self) -> Option<u64>;

    /// Everything asked for earlier is void: the terminal's user wants it fresh.
    fn reload(&mut self, cx: &mut Cx);

    /// Writes down what should come back next time.
    fn remember(&self, session: &mut Session) {
        let _ = session;
    }

    /// Takes up what was written down.
    fn recall(&mut self, session: &Session) {
        let _ = session;
    }

    /// Draws it.
    fn view(&self, canvas: &mut Canvas, area: Rect);
}

/// What crumbs may need to know.
#[derive(Debug, Clone, Copy)]
pub struct CrumbCx {
    /// Personal data is masked.
    pub masked: bool,
}

/// A question of a screen.
#[derive(Debug)]
pub enum Query {
    /// Of Overview.
    Overview(overview::Query),
    /// Of Profiles.
    Profiles(profiles::Query),
    /// Of Merges.
    Merges(merges::Query),
    /// Of Journey.
    Journey(journey::Query),
    /// Of Segments.
    Segments(segments::Query),
    /// Of Sources.
    Sources(sources::Query),
    /// Of Model.
    Model(model::Query),
}

/// The answer to a question of the same screen.
#[derive(Debug)]
pub enum Reply {
    /// For Overview.
    Overview(overview::Reply),
    /// For Profiles.
    Profiles(profiles::Reply),
    /// For Merges.
    Merges(merges::Reply),
    /// For Journey.
    Journey(journey::Reply),
    /// For Segments.
    Segments(segments::Reply),
    /// For Sources.
    Sources(sources::Reply),
    /// For Model.
    Model(model::Reply),
}

impl Question for Query {
    type Answer = Reply;

    fn answer(self, connection: &Connection, stop: &Progress) -> Result<Reply, String> {
        match self {
            Self::Overview(query) => query.answer(connection, stop).map(Reply::Overview),
            Self::Profiles(query) => query.answer(connection, stop).map(Reply::Profiles),
            Self::Merges(query) => query.answer(connection, stop).map(Reply::Merges),
            Self::Journey(query) => query.answer(connection, stop).map(Reply::Journey),
            Self::Segments(query) => query.answer(connection, stop).map(Reply::Segments),
            Self::Sources(query) => query.answer(connection, stop).map(Reply::Sources),
            Self::Model(query) => query.answer(connection, stop).map(Reply::Model),
        }
    }
}

/// All screens' states.
#[derive(Default)]
pub struct Screens {
    overview: overview::Overview,
    profiles: profiles::Profiles,
    merges: merges::Merges,
    journey: journey::Journey,
    segments: segments::Segments,
    sources: sources::Sources,
    model: model::Model,
}

impl Screens {
    /// A screen to look at.
    #[must_use]
    pub fn get(&self, id: ScreenId) -> &dyn Screen {
        match id {
            ScreenId::Overview => &self.overview,
            ScreenId::Profiles => &self.profiles,
            ScreenId::Merges => &self.merges,
            ScreenId::Journey => &self.journey,
            ScreenId::Segments => &self.segments,
            ScreenId::Sources => &self.sources,
            ScreenId::Model => &self.model,
        }
    }

    /// A screen to change.
    pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
        match id {
            ScreenId::Overview => &mut self.overview,
            ScreenId::Profiles => &mut self.profiles,
            ScreenId::Merges => &mut self.merges,
            ScreenId::Journey => &mut self.journey,
            ScreenId::Segments => &mut self.segments,
            ScreenId::Sources => &mut self.sources,
            ScreenId::Model => &mut self.model,
        }
    }

    /// The screen a slot belongs to: slots are `screen.what`.
    #[must_use]
    pub fn of_slot(slot: &str) -> Option<ScreenId> {
        let name = slot.split('.').next()?;
        ScreenId::ALL.iter().map(|(id, _)| *id).find(|id| id.name() == name)
    }
}
