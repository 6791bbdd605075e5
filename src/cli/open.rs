//! `onefold open`: the explorer.

use super::{CliError, Context, Ending};
use crate::tui;
use clap::Args;
use std::path::Path;

/// The arguments of `open`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct OpenArgs {
    /// A shipped theme (terminal, dusk, paper, mono) or a TOML file.
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Frames and bars in ASCII.
    #[arg(long)]
    ascii: bool,
    /// Leave the mouse to the terminal.
    #[arg(long)]
    no_mouse: bool,
}

impl OpenArgs {
    pub(super) fn go(&self, context: &Context) -> Result<Ending, CliError> {
        self.explore(&context.path(), context)
    }

    /// Opens the explorer on the workspace at `path`.
    pub(super) fn explore(&self, path: &Path, context: &Context) -> Result<Ending, CliError> {
        let options = tui::Options {
            theme: self.theme.clone(),
            ascii: self.ascii,
            no_mouse: self.no_mouse,
            ..context.explorer()
        };
        Ok(Ending::Code(tui::open(path, &options)?))
    }
}
