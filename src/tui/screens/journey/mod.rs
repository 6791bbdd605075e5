//! Journey: all one person ever did, from a whole life at a glance down to the single event and what is behind it.
//!
//! A strip shows the life in lanes, one a family of events; below it a list of years, months, weeks, days, sessions
//! or single events; beside it what is under the cursor. The whole journey is read once in a few bytes an event, so
//! that zoom, filters and jumps answer at once; only the rows on the screen are read in full.

mod act;
mod columns;
mod detail;
mod facets;
mod family;
mod group;
mod parts;
mod query;
mod reply;
mod state;
mod strip;
mod summary;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod who;
mod zoom;

pub use query::{Query, Reply};
pub use state::Journey;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Journey can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A step closer: from years towards single events.
    Closer,
    /// A step back, towards years.
    Wider,
    /// The next order down the list.
    NextOrder,
    /// The next order up the list.
    PreviousOrder,
    /// The next session down the list.
    NextSession,
    /// The next session up the list.
    PreviousSession,
    /// The choice of kinds and sources, and back.
    Filter,
    /// Everything again.
    Everything,
    /// Oldest first, and back.
    Turn,
    /// The next person of the list one came from.
    NextPerson,
    /// The person before.
    PreviousPerson,
    /// The person's profile.
    Profile,
}

const fn here(act: Act, id: &'static str, title: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(Any::Journey(act), id, title, keys, Place::Screen(ScreenId::Journey))
}

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[
    here(Act::Closer, "journey.closer", "Closer: from years down to single events", &["z"]).hint("closer"),
    here(Act::Wider, "journey.wider", "Wider: from single events up to years", &["Z", "-"]).hint("wider"),
    here(Act::NextOrder, "journey.next_order", "Next order down the list", &["o"]).hint("order"),
    here(Act::PreviousOrder, "journey.previous_order", "Next order up the list", &["O"]),
    here(Act::NextSession, "journey.next_session", "Next session down the list", &["s"]),
    here(Act::PreviousSession, "journey.previous_session", "Next session up the list", &["S"]),
    here(Act::Filter, "journey.filter", "Choose which events are shown, and back", &["f", "/"])
        .hint("filter"),
    here(Act::Everything, "journey.everything", "Show all events again", &["F"]),
    here(Act::Turn, "journey.turn", "Oldest first, and back", &["r"]),
    here(Act::NextPerson, "journey.next_person", "Next person of the list you came from", &["]", "n"])
        .hint("next person"),
    here(Act::PreviousPerson, "journey.previous_person", "Person before", &["[", "p"]),
    here(Act::Profile, "journey.profile", "Profile of this person", &["P"]),
];
