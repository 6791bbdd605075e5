//! Profiles: all people in one list, and one of them from inside: golden record, records, identifiers, journey.

mod act;
mod ask;
pub(super) mod columns;
mod detail;
mod facets;
mod further;
mod golden;
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
];
