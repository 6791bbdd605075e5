//! `onefold diff [RUN [RUN]]`: what changed between two runs, and why.

use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::read::{RunDiff, cause_in_words, change_in_words, run_diff};
use crate::text;
use crate::workspace::Access;
use clap::Args;

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The run before [default: the last but one].
    #[arg(value_name = "RUN")]
    from: Option<i64>,
    /// The run after [default: now, decisions included; without any RUN, the last one].
    #[arg(value_name = "RUN")]
    to: Option<i64>,
    /// List at most so many changes.
    #[arg(long, value_name = "N", default_value_t = 40)]
    limit: u32,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl DiffArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let mut diff = run_diff(workspace.connection(), self.from, self.to, self.limit)?;
        for name in diff.changes.iter_mut().filter_map(|c| c.name.as_mut()) {
            *name = if context.no_mask { text::clean(name).into_owned() } else { govern::mask("name", name) };
        }
        if self.json {
            out.json(&diff)?;
        } else {
            write(out, &diff)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, diff: &RunDiff) -> Result<(), CliError> {
    let to = diff.to.as_ref().map_or_else(|| "now".to_owned(), |to| format!("run {}", to.run_id));
    let profiles = match (diff.from.profiles, diff.profiles) {
        (Some(before), Some(after)) => format!(": {} → {} profiles", text::count(before), text::count(after)),
        _ => String::new(),
    };
    out.line(format!(
        "From run {} to {to}{profiles}, {} in between.",
        diff.from.run_id,
        many(diff.decisions, "decision")
    ))?;
    out.line("")?;
    if diff.counts.is_empty() {
        out.line("No profile changed.")?;
    } else {
        let mut rows = vec![["change", "because of", "profiles", "records"].map(str::to_owned).to_vec()];
        rows.extend(diff.counts.iter().map(|c| {
            vec![
                meaning(&c.change).into(),
                cause_in_words(&c.cause),
                text::count(c.profiles),
                text::count(c.records),
            ]
        }));
        out.table(&rows)?;
        out.line("")?;
        let mut rows = vec![["when", "profile", "name", "what", "because of"].map(str::to_owned).to_vec()];
        rows.extend(diff.changes.iter().map(|c| {
            vec![
                c.at.map(text::date_time).unwrap_or_default(),
                format!("P{}", c.profile_id),
                text::truncate(c.name.as_deref().unwrap_or("–"), 28),
                change_in_words(&c.change, c.other_id, c.records),
                cause_in_words(&c.cause),
            ]
        }));
        out.table(&rows)?;
        if diff.more > 0 {
            out.line(format!("… and {} more: --limit N, or --json", text::count(diff.more)))?;
        }
    }
    if diff.decisions_since > 0 {
        out.line("")?;
        out.line(format!(
            "{} since then are not in here: onefold diff {}",
            many(diff.decisions_since, "decision"),
            diff.from.run_id
        ))?;
    }
    Ok(())
}

/// A kind of change in words.
fn meaning(change: &str) -> &str {
    match change {
        "created" => "new profiles",
        "merged" => "two profiles became one",
        "split" => "one profile became two",
        "moved" => "records went to another profile",
        "joined" => "new records in profiles there were",
        "lost" => "records left the data",
        "gone" => "profiles gone with their records",
        other => other,
    }
}
