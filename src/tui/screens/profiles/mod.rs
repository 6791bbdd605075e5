//! Profiles: all people in one list, and one of them from inside: golden record, records, identifiers, journey.

mod act;
mod ask;
mod choose;
pub(super) mod columns;
mod detail;
mod facets;
mod further;
mod golden;
mod hands;
#[cfg(test)]
mod hands_tests;
mod how;
mod query;
mod records;
mod reply;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod what_if;
mod why;

pub(in crate::tui::screens) use detail::label;
pub use query::{Card, Extra, More, Query, Reply};
pub use state::Profiles;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Profiles can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The next tab of the detail.
    NextTab,
    /// The previous one.
    PreviousTab,
    /// The journey of the person under the cursor.
    Journey,
    /// Why the two marked are not one person, and back.
    Why,
    /// What if thresholds, rules or attributes were others, and back.
    WhatIf,
    /// What people have in common, to choose from, and back.
    Narrow,
    /// Everybody again.
    Everybody,
    /// Split the selected records off.
    Split,
    /// Take the profile or its selected records, to bring them to another.
    Take,
    /// Merge or move what was taken into the profile under the cursor.
    Merge,
    /// Choose the golden value under the cursor by hand.
    Choose,
    /// Lock the profile, or unlock it.
    Lock,
    /// Take back what was decided last.
    Undo,
    /// Put it back.
    Redo,
}

const HERE: Place = Place::Screen(ScreenId::Profiles);

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[
    Action::new(Any::Profiles(Act::NextTab), "profiles.next_tab", "Next tab of the detail", &["]"], HERE)
        .hint("next tab"),
    Action::new(
        Any::Profiles(Act::PreviousTab),
        "profiles.previous_tab",
        "Previous tab of the detail",
        &["["],
        HERE,
    ),
    Action::new(
        Any::Profiles(Act::Journey),
        "profiles.journey",
        "Journey of the person under the cursor",
        &["J"],
        HERE,
    )
    .hint("journey"),
    Action::new(
        Any::Profiles(Act::Why),
        "profiles.why",
        "Why the two marked (or the marked one and this one) are not one person, and back",
        &["w"],
        HERE,
    )
    .hint("why not"),
    Action::new(
        Any::Profiles(Act::WhatIf),
        "profiles.what_if",
        "What if: other thresholds, or without a rule or an attribute; changes nothing",
        &["W"],
        HERE,
    ),
    Action::new(
        Any::Profiles(Act::Narrow),
        "profiles.narrow",
        "Choose by what people have in common, and back",
        &["f"],
        HERE,
    )
    .hint("narrow"),
    Action::new(Any::Profiles(Act::Everybody), "profiles.everybody", "Everybody again", &["F"], HERE),
    Action::new(
        Any::Profiles(Act::Split),
        "profiles.split",
        "Split the selected records off this profile",
        &["x"],
        HERE,
    )
    .hint("split")
    .writes("U takes it back")
    .danger(),
    Action::new(
        Any::Profiles(Act::Take),
        "profiles.take",
        "Take this profile, or its selected records, to bring it to another",
        &["t"],
        HERE,
    )
    .hint("take")
    .writes("pressed again it puts it down"),
    Action::new(
        Any::Profiles(Act::Merge),
        "profiles.merge",
        "Merge what was taken into this profile (records are moved), or merge the marked profiles",
        &["m"],
        HERE,
    )
    .hint("merge")
    .writes("U takes it back")
    .danger(),
    Action::new(
        Any::Profiles(Act::Choose),
        "profiles.choose",
        "Choose the golden value under the cursor by hand, or let it go",
        &["v"],
        HERE,
    )
    .hint("value")
    .writes("U takes it back"),
    Action::new(
        Any::Profiles(Act::Lock),
        "profiles.lock",
        "Lock this profile (it keeps its records and takes in no others), or unlock it",
        &["K"],
        HERE,
    )
    .hint("lock")
    .writes("U takes it back, and so does the key again"),
    Action::new(
        Any::Profiles(Act::Undo),
        "profiles.undo",
        "Take back what was done last here: a decision, a choice of a value, a lock",
        &["U"],
        HERE,
    )
    .hint("undo")
    .writes("R puts it back"),
    Action::new(Any::Profiles(Act::Redo), "profiles.redo", "Put back what was taken back", &["R"], HERE)
        .writes("U takes it back"),
];
