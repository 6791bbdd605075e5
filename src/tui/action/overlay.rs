//! Actions of overlays: menus, questions, lines of text, messages.

use super::{Act, Action, Place};

/// What the topmost overlay understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverlayAct {
    /// Next entry of a menu.
    Down,
    /// Previous entry.
    Up,
    /// A page of entries down.
    PageDown,
    /// A page of entries up.
    PageUp,
    /// Runs the entry.
    Run,
    /// Closes the menu.
    Close,
    /// Yes.
    Yes,
    /// No: nothing is done.
    No,
    /// Moves between Cancel and the deed.
    Switch,
    /// Takes the chosen answer.
    Choose,
    /// Takes the text typed.
    Submit,
    /// Gives up typing.
    Abandon,
    /// Puts the message away.
    Dismiss,
    /// Keeps the filter and goes back to the list.
    KeepFilter,
    /// Takes the filter off.
    DropFilter,
    /// Next row of the list being filtered.
    FilterDown,
    /// Previous row of the list being filtered.
    FilterUp,
    /// The filter typed before this one.
    FilterOlder,
    /// The filter typed after this one.
    FilterNewer,
    /// The text typed before this one.
    Older,
    /// The text typed after this one.
    Newer,
}

const fn row(
    act: OverlayAct,
    id: &'static str,
    title: &'static str,
    keys: &'static [&'static str],
    place: Place,
) -> Action {
    Action::new(Act::Overlay(act), id, title, keys, place)
}

pub(super) const ACTIONS: &[Action] = &[
    row(OverlayAct::KeepFilter, "filter.keep", "Keep the filter", &["enter"], Place::Filter).hint("keep"),
    row(OverlayAct::DropFilter, "filter.drop", "Take the filter off", &["esc"], Place::Filter).hint("drop"),
    row(OverlayAct::FilterDown, "filter.down", "Next row", &["down"], Place::Filter),
    row(OverlayAct::FilterUp, "filter.up", "Previous row", &["up"], Place::Filter),
    row(OverlayAct::FilterOlder, "filter.older", "An earlier filter", &["ctrl-p"], Place::Filter)
        .hint("earlier ones"),
    row(OverlayAct::FilterNewer, "filter.newer", "A later filter", &["ctrl-n"], Place::Filter),
    row(OverlayAct::Run, "menu.run", "Run the entry", &["enter"], Place::Menu).hint("run"),
    row(OverlayAct::Close, "menu.close", "Close the menu", &["esc"], Place::Menu).hint("close"),
    row(OverlayAct::Down, "menu.down", "Next entry", &["down", "ctrl-n"], Place::Menu),
    row(OverlayAct::Up, "menu.up", "Previous entry", &["up", "ctrl-p"], Place::Menu),
    row(OverlayAct::PageDown, "menu.page_down", "A page down", &["pagedown"], Place::Menu),
    row(OverlayAct::PageUp, "menu.page_up", "A page up", &["pageup"], Place::Menu),
    row(OverlayAct::Yes, "confirm.yes", "Yes, do it", &["y"], Place::Confirm).hint("yes"),
    row(OverlayAct::No, "confirm.no", "No, change nothing", &["n", "esc", "q"], Place::Confirm).hint("no"),
    row(
        OverlayAct::Switch,
        "confirm.switch",
        "Move between the answers",
        &["tab", "left", "right", "shift-tab"],
        Place::Confirm,
    ),
    row(OverlayAct::Choose, "confirm.choose", "Take the chosen answer", &["enter"], Place::Confirm),
    row(OverlayAct::Submit, "prompt.submit", "Take the text", &["enter"], Place::Prompt).hint("go"),
    row(OverlayAct::Abandon, "prompt.abandon", "Give up typing", &["esc"], Place::Prompt).hint("cancel"),
    row(OverlayAct::Older, "prompt.older", "What was typed before", &["up", "ctrl-p"], Place::Prompt)
        .hint("earlier ones"),
    row(OverlayAct::Newer, "prompt.newer", "What was typed after", &["down", "ctrl-n"], Place::Prompt),
    row(
        OverlayAct::Dismiss,
        "message.dismiss",
        "Put the message away",
        &["enter", "esc", "q", "space"],
        Place::Message,
    )
    .hint("close"),
];
