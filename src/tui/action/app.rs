//! Actions that work on every screen.

use super::{Act, Action, Place};
use crate::tui::screens::ScreenId;

/// What works everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppAct {
    /// Shows what works here.
    Help,
    /// Lists every command.
    Palette,
    /// Closes one layer; on the ground floor asks to leave.
    Quit,
    /// One step back; never leaves, never destroys.
    Back,
    /// Stops what is running, else leaves.
    Interrupt,
    /// Stops the program's process until it is brought to the front again.
    Suspend,
    /// Shows a screen.
    Show(ScreenId),
    /// The screen to the right.
    NextScreen,
    /// The screen to the left.
    PreviousScreen,
    /// The focused pane alone on the screen, and back.
    Zoom,
    /// Personal data masked, and back.
    Mask,
    /// Mouse on and off (off: the terminal's own selection works).
    Mouse,
    /// Asks again for everything on the screen.
    Reload,
    /// Loads files.
    Load,
    /// Brings every stale stage up to date.
    Run,
}

const fn everywhere(
    act: AppAct,
    id: &'static str,
    title: &'static str,
    keys: &'static [&'static str],
) -> Action {
    Action::new(Act::App(act), id, title, keys, Place::Everywhere)
}

const fn show(
    screen: ScreenId,
    id: &'static str,
    title: &'static str,
    keys: &'static [&'static str],
) -> Action {
    everywhere(AppAct::Show(screen), id, title, keys)
}

pub(super) const ACTIONS: &[Action] = &[
    everywhere(AppAct::Help, "help", "Show what works here", &["?", "f1"]).hint("help"),
    everywhere(AppAct::Palette, "palette", "Find any command", &[":", "ctrl-p"]).hint("commands"),
    show(ScreenId::Overview, "show.overview", "Go to Overview", &["1"]),
    show(ScreenId::Profiles, "show.profiles", "Go to Profiles", &["2"]),
    show(ScreenId::Merges, "show.merges", "Go to Merges", &["3"]),
    show(ScreenId::Journey, "show.journey", "Go to Journey", &["4"]),
    show(ScreenId::Segments, "show.segments", "Go to Segments", &["5"]),
    show(ScreenId::Sources, "show.sources", "Go to Sources", &["6"]),
    show(ScreenId::Model, "show.model", "Go to Model", &["7"]),
    everywhere(AppAct::NextScreen, "next_screen", "Go to the next screen", &["tab"]),
    everywhere(AppAct::PreviousScreen, "previous_screen", "Go to the previous screen", &["shift-tab"]),
    everywhere(AppAct::Zoom, "zoom", "Show the focused pane alone, and back", &["+"]),
    everywhere(AppAct::Mask, "mask", "Mask personal data, and back", &["*"]),
    everywhere(AppAct::Mouse, "mouse", "Switch the mouse on or off", &["ctrl-t"]),
    everywhere(AppAct::Reload, "reload", "Read this screen again", &["ctrl-r"]),
    everywhere(AppAct::Load, "load", "Load a file or folder", &["ctrl-o"])
        .writes("load the file again, or another in its place"),
    everywhere(AppAct::Run, "run", "Bring every stale stage up to date", &["f5"])
        .writes("nothing is lost: stages are computed from the records and the decisions"),
    everywhere(AppAct::Back, "back", "Go one step back", &["esc"]),
    everywhere(AppAct::Quit, "quit", "Close one layer, then leave", &["q"]).hint("quit"),
    Action::new(
        Act::App(AppAct::Suspend),
        "suspend",
        "Stop the program; `fg` brings it back",
        &["ctrl-z"],
        Place::Always,
    ),
    Action::new(
        Act::App(AppAct::Interrupt),
        "interrupt",
        "Stop what is running, else leave",
        &["ctrl-c"],
        Place::Always,
    ),
];
