//! The explorer: everything a person sees and does in a terminal.
//!
//! `update(&mut App, Msg) -> Vec<Cmd>` is free of IO and of time; `view(&App, &mut Frame)` only draws; [`run`]
//! alone talks to the terminal, the clock and the lanes.
//!
//! # How a screen is added
//! 1. A folder `screens/<name>/` with `mod.rs` (its `Act` enum and `pub const ACTIONS: &[Action]`), `state.rs`
//!    (the struct), `query.rs` (`Query`, `Reply`, `Query::answer(self, &Connection, &Progress)`), `update.rs`
//!    (`impl Screen`: show, act, reply, …) and `view.rs` (drawing only).
//! 2. In [`screens`]: a variant of `ScreenId` (and a row of `ScreenId::ALL`), of `Query`, of `Reply`, a field of
//!    `Screens`, and, when others may lead there, of `Goto`.
//! 3. In [`action`]: a variant of `Act`, its `ACTIONS` in `table()`, and a `show.<name>` row in `action/app.rs`.
//!
//! The compiler and the tests of [`action`] name whatever was forgotten.
//!
//! # How a query is issued
//! `let ticket = cx.ask(Lane::Page, "name.what", Query::Name(query)); self.what.asked(ticket, cx.now);`: a command
//! leaves `update`, the lane runs `Query::answer` on its own connection, and the answer comes back as
//! `Msg::Reply` to `Screen::reply`, where `self.what.answered(report.ticket, report.took, result)` drops it if it
//! is late ([`remote::Remote`]). Slots are `screen.what`: the part before the dot brings the answer home. A
//! newer question takes the place of an older one of its slot. `show` is called whenever the screen comes to
//! the front and after the workspace changed: compare `cx.generation` with the one last asked under.
//!
//! # How an action is declared
//! One row in the screen's `ACTIONS`: `Action::new(Act::Name(Act::Sort), "name.sort", "Sort by the next column",
//! &["s"], Place::Screen(ScreenId::Name)).hint("sort")`, `.writes("how to undo")` when it changes the workspace.
//! Footer, help, palette, keymap and `docs/keys.md` follow. Motions, filter, sort and marks of lists exist already as
//! `ListAct`: pass them to [`widgets::Grid::motion`].

pub mod action;
pub mod app;
pub mod canvas;
pub mod context;
pub mod history;
pub mod hits;
pub mod msg;
pub mod overlays;
pub mod remote;
pub mod run;
pub mod screens;
pub mod session;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;
pub mod work;

#[cfg(test)]
pub(crate) mod harness;
#[cfg(test)]
mod tests;

use crate::workspace::{Access, Workspace, WorkspaceError, give_way};
use action::{Keymap, KeymapError};
use app::App;
use canvas::Look;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use theme::{ColorChoice, Depth, Theme, ThemeError};

/// What the command line says about the explorer.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Nothing may be written.
    pub read_only: bool,
    /// Personal data is masked from the first frame on.
    pub masked: bool,
    /// `--color`.
    pub color: ColorChoice,
    /// A shipped theme or a TOML file; else the configuration's.
    pub theme: Option<String>,
    /// Frames and bars in ASCII.
    pub ascii: bool,
    /// For screen readers.
    pub plain: bool,
    /// Leave the mouse to the terminal.
    pub no_mouse: bool,
}

/// Why the explorer did not open, or broke off.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The workspace.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// No terminal to draw on.
    #[error(
        "the explorer needs a terminal. Without one use: onefold info, profile, segment, … (each takes --json)"
    )]
    NoTerminal,
    /// The terminal failed.
    #[error("the terminal can't be used: {0}")]
    Terminal(std::io::Error),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] run::ConfigError),
    /// The configuration's keys.
    #[error("in the configuration, [keys]: {0}")]
    Keys(#[from] KeymapError),
    /// The theme.
    #[error(transparent)]
    Theme(#[from] ThemeError),
}

/// Opens the explorer on the workspace at `path` and stays until it is left.
///
/// # Errors
/// Before anything is drawn: when there is no terminal, or workspace, theme or configuration can't be used.
pub fn open(path: &Path, options: &Options) -> Result<ExitCode, TuiError> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(TuiError::NoTerminal);
    }
    let config = match run::Config::path() {
        Some(path) => run::Config::read(&path)?,
        None => run::Config::default(),
    };
    let keymap = Keymap::new(&config.keys)?;
    let depth = Depth::detect(options.color, |name| std::env::var(name).ok());
    let theme = Theme::choose(options.theme.as_deref().or(config.theme.as_deref()), depth)?;
    let access = if options.read_only { Access::ReadOnly } else { Access::ReadWrite };
    let workspace = open_behind(path, access)?;
    let look = Look {
        ascii: options.ascii || config.ascii,
        plain: options.plain,
        masked: options.masked,
        read_only: options.read_only,
    };
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mouse = config.mouse && !options.no_mouse;
    let mut app = App::new(crate::text::clean(&name).into_owned(), theme, keymap, look, mouse);
    app.who = run::steward();
    let session = run::session_path(path);
    if let Some(session) = &session {
        app.resume(&run::read_session(session));
    }
    Ok(ExitCode::from(run::run(app, &workspace, session.as_deref())?))
}

/// Opens the workspace so that DuckDB's own threads give way to the one that draws: they are as the one that opens it.
fn open_behind(path: &Path, access: Access) -> Result<Workspace, WorkspaceError> {
    let open = || {
        give_way();
        Workspace::open(path, access)
    };
    let opened = std::thread::scope(|scope| scope.spawn(open).join());
    opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
