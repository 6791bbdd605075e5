//! Sources: the exports that were loaded, how their columns were read, and the rows that could not be used.

mod inside;
mod query;
mod state;
mod update;
mod view;

pub use query::{Inside, Query, Reply};
pub use state::Sources;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Sources can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The next tab of the detail.
    NextTab,
    /// The previous one.
    PreviousTab,
}

const HERE: Place = Place::Screen(ScreenId::Sources);

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[
    Action::new(Any::Sources(Act::NextTab), "sources.next_tab", "Next tab of the detail", &["]"], HERE)
        .hint("next tab"),
    Action::new(
        Any::Sources(Act::PreviousTab),
        "sources.previous_tab",
        "Previous tab of the detail",
        &["["],
        HERE,
    ),
];
