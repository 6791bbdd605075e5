//! `onefold evaluate`: how good the profiles are, against a file that knows the truth.

use super::{CliError, Context, Ending, Out};
use crate::resolve::evaluate::{Evaluation, Scores, Threshold, evaluate};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use std::path::PathBuf;

/// The arguments of `evaluate`.
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// A CSV with the columns record and entity, and source where keys of several sources meet.
    #[arg(value_name = "TRUTH")]
    truth: PathBuf,
    /// Also for every threshold of the match weight.
    #[arg(long)]
    sweep: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl EvaluateArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let found = context.work(&workspace, |workspace, _| {
            Ok(evaluate(workspace.connection(), &self.truth, self.sweep)?)
        })?;
        if self.json {
            out.json(&found)?
        } else {
            write(out, &found)?
        }
        Ok(Ending::Done)
    }
}

/// The answer as text.
pub(super) fn write(out: &mut Out, found: &Evaluation) -> Result<(), CliError> {
    out.table(&[
        ["", "precision", "recall", "F1"].map(str::to_owned).to_vec(),
        scores("pairs", &found.quality.pairs),
        scores("B-cubed", &found.quality.bcubed),
    ])?;
    out.line(format!(
        "{} records measured: {} profiles, {} in truth.",
        text::count(found.records),
        text::count(found.profiles),
        text::count(found.entities)
    ))?;
    for (count, what) in [
        (found.missing, "records of the truth are not in the workspace"),
        (found.unknown, "records of the workspace are not in the truth"),
        (found.ambiguous, "lines of the truth fit records of several sources and name none"),
    ] {
        if count > 0 {
            out.line(format!("Not measured: {} {what}.", text::count(count)))?;
        }
    }
    if let Some(sweep) = &found.sweep {
        out.line("")?;
        out.table(&table(sweep))?;
    }
    Ok(())
}

fn scores(name: &str, scores: &Scores) -> Vec<String> {
    let share = |x: f64| text::decimal(x, 4);
    vec![name.into(), share(scores.precision), share(scores.recall), share(scores.f1)]
}

fn table(sweep: &[Threshold]) -> Vec<Vec<String>> {
    let head = ["bits", "probability", "profiles", "pairs precision", "recall", "F1", "B-cubed F1"];
    let rows = sweep.iter().map(|row| {
        let pairs = scores("", &row.quality.pairs);
        let mut cells =
            vec![row.weight.to_string(), text::decimal(row.probability, 6), text::count(row.profiles)];
        cells.extend(pairs.into_iter().skip(1));
        cells.push(text::decimal(row.quality.bcubed.f1, 4));
        cells
    });
    std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect()
}
