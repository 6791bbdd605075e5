//! Overview: the story from exports to people in numbers that explain themselves from the back of a room.

mod flow;
mod next;
mod query;
mod state;
mod update;
mod view;

pub use query::{Query, Reply, Story};
pub use state::Overview;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Overview can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Goes to the people.
    Browse,
}

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[Action::new(
    Any::Overview(Act::Browse),
    "overview.browse",
    "Browse the profiles",
    &["enter"],
    Place::Screen(ScreenId::Overview),
)
.hint("browse profiles")];
