//! The command line as people type it: names, flags, and the words that explain them.

use super::{
    contact::ContactArgs, decide::DecideArgs, demo::DemoArgs, diff::DiffArgs, evaluate::EvaluateArgs,
    export::ExportArgs, golden::GoldenArgs, info::InfoArgs, load::LoadArgs, lock::LockArgs, model::ModelArgs,
    open::OpenArgs, run::RunArgs, synth::SynthArgs,
};
use super::{
    journey::JourneyArgs, learn::LearnArgs, log::LogArgs, profile::ProfileArgs, report::ReportArgs,
    review::ReviewArgs, segment::SegmentArgs, what_if::WhatIfArgs, why::WhyArgs,
};
use crate::tui::theme::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Onefold finds out which records of your exports are the same person, and lets you look, decide and act.
#[derive(Debug, Parser)]
#[command(
    name = "onefold",
    version,
    propagate_version = true,
    after_help = "Begin with: onefold demo\nYour own files: onefold load FILE… && onefold run && onefold"
)]
pub(super) struct Args {
    /// The workspace file [default: onefold.duckdb in this folder; demo has its own].
    #[arg(
        short,
        long,
        global = true,
        value_name = "FILE",
        env = "ONEFOLD_WORKSPACE",
        hide_env_values = true
    )]
    pub(super) workspace: Option<PathBuf>,
    /// Change nothing in the workspace.
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Plain text without frames and pictures, for screen readers.
    #[arg(long, global = true)]
    pub(super) plain: bool,
    /// Colours of the explorer.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Show personal data from the start, unmasked.
    #[arg(long, global = true)]
    pub(super) no_mask: bool,
    /// What to do; without one, open the explorer.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// As the terminal and NO_COLOR say.
    Auto,
    /// Even under NO_COLOR.
    Always,
    /// No colours.
    Never,
}

impl From<When> for ColorChoice {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// See all of it on made-up data: load, run, evaluate, explore.
    Demo(DemoArgs),
    /// Load exports: files, folders, globs, or - for standard input.
    Load(LoadArgs),
    /// Bring every stale stage up to date, from normalise to segment.
    Run(RunArgs),
    /// Open the explorer.
    Open(OpenArgs),
    /// One person: golden values with their lineage, records, metrics, segments.
    Profile(ProfileArgs),
    /// Why two records or profiles are one person, or are not; why one profile is one person.
    Why(WhyArgs),
    /// What waits for a steward: doubtful pairs, pairs that compare alike, profiles that may be several people.
    Review(ReviewArgs),
    /// Say that records are one person or two, one pair or all of a pattern at once; cut, split, merge profiles, move
    /// records; take it back.
    Decide(DecideArgs),
    /// What stewards said, searched and exported; whether any of it was changed afterwards.
    Log(LogArgs),
    /// Reports for others: how good the profiles are, how sure that is, what was found and mended.
    Report(ReportArgs),
    /// Whose an e-mail address, phone number or address is, and who holds it; correct it.
    Contact(ContactArgs),
    /// The golden values of one person, and who or what chose them; choose one by hand.
    Golden(GoldenArgs),
    /// Lock a profile: it keeps its records and takes in no others; unlock it; which are locked.
    Lock(LockArgs),
    /// What other thresholds, or a rule or attribute not used, would do to the profiles; changes nothing.
    WhatIf(WhatIfArgs),
    /// A model taught by the decisions, beside the one found without labels; used only when you say so.
    Learn(LearnArgs),
    /// What a person did, in order.
    Journey(JourneyArgs),
    /// All segments, or the members of one.
    Segment(SegmentArgs),
    /// What changed between two runs: profiles created, merged, split, moved, gone, and why.
    Diff(DiffArgs),
    /// The match model in force, in plain words; saves it as a file to edit and use again.
    Model(ModelArgs),
    /// Measure the profiles against a file that knows the truth.
    Evaluate(EvaluateArgs),
    /// Write profiles, or the members of a segment, to CSV or Parquet.
    Export(ExportArgs),
    /// Make up realistic exports of every supported system, with the truth.
    Synth(SynthArgs),
    /// Versions, paths, sizes, and how fresh each stage is.
    Info(InfoArgs),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn options_of_all_commands_may_stand_on_either_side() {
        let before = Args::try_parse_from(["onefold", "-w", "a.duckdb", "run"]).unwrap();
        let after = Args::try_parse_from(["onefold", "run", "-w", "a.duckdb", "--read-only"]).unwrap();
        assert_eq!(before.workspace, after.workspace);
        assert!(after.read_only && !before.read_only);
        assert!(Args::try_parse_from(["onefold"]).unwrap().command.is_none());
    }
}
