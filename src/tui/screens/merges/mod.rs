//! Merges: the steward's desk. One doubtful pair at a time, the next one already there; one key decides.
//!
//! The pair; the queue with its lanes; pairs that compare alike; profiles that may be several people; contacts that many
//! share; golden values in conflict; what the last load changed; the log of decisions; how good the profiles are, by a random sample. What is decided
//! goes through the writer lane; the screen moves on at once and says what changed when it is known.

mod act;
mod board;
mod boards;
#[cfg(test)]
mod boards_tests;
mod changed;
mod columns;
mod gauge;
mod golden;
mod lanes;
mod lists;
mod log;
mod many;
mod pace;
mod pair;
mod preview;
mod quality;
mod query;
mod repair;
mod shared;
mod shown;
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
use crate::resolve::contact::Label;
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
    /// All pairs of the pattern shown are one person.
    AllSame,
    /// All of them are two people.
    AllDifferent,
    /// The queue and its lanes, and back.
    Queue,
    /// Many at once: pairs that compare alike, and back.
    Many,
    /// Profiles that may be several people, and back.
    Repair,
    /// Cut the profile shown in two.
    Cut,
    /// Contacts that many share, and back.
    Shared,
    /// Say whose the contact shown is.
    Relabel(Label),
    /// Golden values in conflict, and back.
    Golden,
    /// What the last load did to profiles there were, and back.
    Changed,
    /// The golden value or the change shown stays.
    AsItIs,
    /// Another one takes its place.
    TakeOther,
    /// The change shown is taken back.
    TakeBack,
    /// The log of decisions, and back.
    Log,
    /// How good the profiles are, and back.
    Quality,
    /// The left record's profile.
    LeftProfile,
    /// The right record's profile.
    RightProfile,
}

const fn here(act: Act, id: &'static str, title: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(Any::Merges(act), id, title, keys, Place::Screen(ScreenId::Merges))
}

const fn relabel(
    label: Label,
    id: &'static str,
    title: &'static str,
    keys: &'static [&'static str],
) -> Action {
    here(Act::Relabel(label), id, title, keys).writes("U takes it back")
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
    here(Act::Many, "merges.many", "Many at once: pairs that compare alike, and back", &["m"]).hint("many"),
    here(Act::AllSame, "merges.all_same", "All pairs of this pattern: same person", &["Y"])
        .hint("all same")
        .writes("U takes all of it back")
        .danger(),
    here(Act::AllDifferent, "merges.all_different", "All pairs of this pattern: different people", &["N"])
        .hint("all apart")
        .writes("U takes all of it back")
        .danger(),
    here(Act::Repair, "merges.repair", "Repair: profiles that may be several people, and back", &["w"])
        .hint("repair"),
    here(Act::Cut, "merges.cut", "Cut the profile in two where it holds together least", &["x"])
        .hint("cut")
        .writes("U takes it back")
        .danger(),
    here(Act::Shared, "merges.shared", "Contacts that many people share, and back", &["i"]).hint("contacts"),
    relabel(Label::Personal, "merges.personal", "Contact: one person's", &["P"]).hint("one"),
    relabel(Label::Household, "merges.household", "Contact: a household's", &["H"]).hint("house"),
    relabel(
        Label::Shared,
        "merges.shared_by_many",
        "Contact: shared by people with nothing in common",
        &["S"],
    )
    .hint("shared"),
    relabel(Label::Junk, "merges.junk", "Contact: junk, nobody's", &["X"]).hint("junk"),
    here(Act::Golden, "merges.golden", "Golden values in conflict, and back", &["v"]).hint("values"),
    here(Act::AsItIs, "merges.as_it_is", "Golden value or change of the last load: right as it is", &["a"])
        .hint("as it is")
        .writes("U takes it back"),
    here(Act::TakeOther, "merges.take_other", "Golden value: take the other one", &["t"])
        .hint("take the other")
        .writes("U takes it back"),
    here(Act::Changed, "merges.changed", "What the last load did to profiles there were, and back", &["d"])
        .hint("last load"),
    here(Act::TakeBack, "merges.take_back", "Take back what the last load did to the profile", &["b"])
        .hint("take back")
        .writes("U undoes that")
        .danger(),
    here(Act::Log, "merges.log", "The log of decisions, and back", &["L"]).hint("log"),
    here(
        Act::Quality,
        "merges.quality",
        "Quality: judge a random sample, see how good the profiles are, and back",
        &["Q"],
    )
    .hint("quality"),
    here(Act::LeftProfile, "merges.left_profile", "Profile of the record on the left", &["o"]),
    here(Act::RightProfile, "merges.right_profile", "Profile of the record on the right", &["O"]),
];
