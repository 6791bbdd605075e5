//! The command line: one file a command; prints text or JSON.
//!
//! A command is a struct of its arguments ([`clap::Args`]) with `fn go(&self, &Context, &mut Out) -> Result<Ending,
//! CliError>`. To add one: a file here, a variant of [`args::Command`], a line in [`dispatch`]. Questions are answered
//! by the rooms; a command only asks, and writes the answer with [`Out`]: as text, or with `--json` under stable keys.
//!
//! Exit codes: 0 done, 1 the answer is no, 2 bad usage or input, 70 internal, 128 + signal. A closed pipe is quiet.

mod args;
mod context;
mod error;
mod meter;
mod out;
mod signal;

mod contact;
mod decide;
mod demo;
mod diff;
mod evaluate;
mod export;
mod find;
mod golden;
mod info;
mod journey;
mod learn;
mod load;
mod lock;
mod log;
mod model;
mod open;
mod profile;
mod report;
mod review;
mod run;
mod segment;
mod synth;
mod what_if;
mod why;

use args::{Args, Command};
use clap::Parser;
use context::Context;
use error::CliError;
use out::Out;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// Done: 0.
    Done,
    /// A check failed: 1.
    No,
    /// The explorer's own exit code.
    Code(ExitCode),
}

/// Parses the arguments, runs the command, and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    // The words of a panic may quote a customer's data: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        out::note(&format!("onefold: this is a fault in Onefold, at {place}. Please report it"));
    }));
    let context = Context::new(&args);
    let command = args.command.unwrap_or(Command::Open(open::OpenArgs::default()));
    let ended = catch_unwind(AssertUnwindSafe(|| dispatch(&command, &context, &mut Out::new())));
    match ended {
        Ok(Ok(Ending::Done)) => ExitCode::SUCCESS,
        Ok(Ok(Ending::No)) => ExitCode::from(1),
        Ok(Ok(Ending::Code(code))) => code,
        Ok(Err(error)) => {
            if !matches!(error, CliError::ClosedPipe) {
                out::note(&format!("onefold: {error}"));
            }
            ExitCode::from(signal::code().unwrap_or_else(|| error.code()))
        }
        Err(_) => ExitCode::from(70),
    }
}

fn dispatch(command: &Command, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
    match command {
        Command::Demo(command) => command.go(context, out),
        Command::Load(command) => command.go(context, out),
        Command::Run(command) => command.go(context, out),
        Command::Open(command) => command.go(context),
        Command::Evaluate(command) => command.go(context, out),
        Command::Export(command) => command.go(context, out),
        Command::Synth(command) => command.go(out),
        Command::Info(command) => command.go(context, out),
        Command::Profile(command) => command.go(context, out),
        Command::Why(command) => command.go(context, out),
        Command::Review(command) => command.go(context, out),
        Command::Decide(command) => command.go(context, out),
        Command::Log(command) => command.go(context, out),
        Command::Report(command) => command.go(context, out),
        Command::Contact(command) => command.go(context, out),
        Command::Golden(command) => command.go(context, out),
        Command::Lock(command) => command.go(context, out),
        Command::WhatIf(command) => command.go(context, out),
        Command::Learn(command) => command.go(context, out),
        Command::Journey(command) => command.go(context, out),
        Command::Model(command) => command.go(context, out),
        Command::Diff(command) => command.go(context, out),
        Command::Segment(command) => command.go(context, out),
    }
}
