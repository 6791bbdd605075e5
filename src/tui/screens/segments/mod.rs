//! Segments: the named groups of people with their sizes, what each means, and who is in it.

mod about;
mod members;
mod query;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use query::{Query, Reply};
pub use state::Segments;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Segments can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The journey of the member under the cursor.
    Journey,
}

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[Action::new(
    Any::Segments(Act::Journey),
    "segments.journey",
    "Journey of the member under the cursor",
    &["J"],
    Place::Screen(ScreenId::Segments),
)
.hint("journey")];
