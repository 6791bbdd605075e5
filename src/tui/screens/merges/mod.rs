//! Merges: the steward's desk. One doubtful pair at a time, the next one already there; one key decides.
//!
//! Three views: the pair, the queue with its lanes, the log of decisions. What is decided goes through the writer
//! lane; the screen moves on at once and says what changed when it is known.

mod act;
mod gauge;
mod lanes;
mod log;
mod pair;
mod preview;
mod query;
mod sides;
mod state;
#[cfg(test)]
mod tests;
mod told;
mod update;
mod view;

pub(in crate::tui::screens) use pair::sign;
pub use query::{Query, Reply};
pub use state::Merges;

use super::ScreenId;
use crate::tui::action::{Act as Any, Action, Place};

/// What only Merges can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The two records are one person.
    Same,
    /// They are two people.
    Different,
    /// It can't be told.
    Unsure,
    /// Not now.
    Skip,
    /// The pair shown before.
    Previous,
    /// Take back the last decision, or the one under the cursor of the log.
    Undo,
    /// Put back what was taken back.
    Redo,
    /// The queue and its lanes, and back.
    Queue,
    /// The log of decisions, and back.
    Log,
    /// The left record's profile.
    LeftProfile,
    /// The right record's profile.
    RightProfile,
}

const fn here(act: Act, id: &'static str, title: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(Any::Merges(act), id, title, keys, Place::Screen(ScreenId::Merges))
}

/// Its rows of the table of actions.
pub const ACTIONS: &[Action] = &[
    here(Act::Same, "merges.same", "Same person", &["y"]).hint("same").writes("U takes it back"),
    here(Act::Different, "merges.different", "Different people", &["n"])
        .hint("apart")
        .writes("U takes it back"),
    here(Act::Unsure, "merges.unsure", "Unsure: set the pair aside", &["u"])
        .hint("unsure")
        .writes("U takes it back"),
    here(Act::Undo, "merges.undo", "Take the last decision back", &["U"])
        .hint("undo")
        .writes("R puts it back"),
    here(Act::Skip, "merges.skip", "Skip: ask again at the end of the queue", &["s"]).hint("skip"),
    here(Act::Previous, "merges.previous", "The pair before", &["p"]).hint("previous"),
    here(Act::Redo, "merges.redo", "Put back what was taken back", &["R"]).writes("U takes it back"),
    here(Act::Queue, "merges.queue", "The queue and its lanes, and back", &["f"]).hint("queue"),
    here(Act::Log, "merges.log", "The log of decisions, and back", &["L"]).hint("log"),
    here(Act::LeftProfile, "merges.left_profile", "Profile of the record on the left", &["o"]),
    here(Act::RightProfile, "merges.right_profile", "Profile of the record on the right", &["O"]),
];
