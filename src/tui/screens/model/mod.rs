//! Model: what agreement is worth, how the pairs are spread over the weights, and what a threshold is expected to give.

mod blocking;
mod query;
mod spread;
mod state;
mod training;
mod update;
mod view;
mod weights;

#[cfg(test)]
mod tests;

pub use query::{Query, Reply};
pub use state::Model;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Model can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The threshold looked at one bit lower.
    Lower,
    /// One bit higher.
    Higher,
    /// Back to the threshold in force.
    InForce,
    /// The next tab below.
    NextTab,
    /// The previous one.
    PreviousTab,
}

const fn here(act: Act, id: &'static str, title: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(Any::Model(act), id, title, keys, Place::Screen(ScreenId::Model))
}

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[
    here(Act::Lower, "model.lower", "Look at a threshold one bit lower", &["left", "h"]).hint("lower"),
    here(Act::Higher, "model.higher", "Look at a threshold one bit higher", &["right", "l"]).hint("higher"),
    here(Act::InForce, "model.in_force", "Back to the threshold in force", &["m"]),
    here(Act::NextTab, "model.next_tab", "Next tab: weights, blocking, training", &["]"]).hint("next tab"),
    here(Act::PreviousTab, "model.previous_tab", "Previous tab: weights, blocking, training", &["["]),
];
