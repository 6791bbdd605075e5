//! `onefold learn`: a model taught by the decisions, beside the one found without labels; used only when asked for.

use super::{CliError, Context, Ending, Out};
use crate::resolve::learn::{Errors, Measures, Studied, Study, drop_it, in_use, study, use_it};
use crate::resolve::read::attribute_title;
use crate::text;
use crate::workspace::Access;
use clap::Args;
use serde::Serialize;

/// The arguments of `learn`.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// Use what was learned, from the next run on.
    #[arg(long = "use", conflicts_with = "drop")]
    use_it: bool,
    /// Use the model without labels again, from the next run on.
    #[arg(long)]
    drop: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// What is in use, beside what would be learned now.
#[derive(Debug, Serialize)]
struct Answer {
    /// Decisions that the model in use learned from; `null`: the model without labels is in use.
    in_use: Option<usize>,
    #[serde(flatten)]
    studied: Studied,
}

impl LearnArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let writes = self.use_it || self.drop;
        let access = if writes { Access::ReadWrite } else { Access::ReadOnly };
        let workspace = context.open(&context.path(), access)?;
        let conn = workspace.connection();
        if self.drop {
            let dropped = drop_it(conn)?;
            if self.json {
                out.json(&serde_json::json!({"dropped": dropped}))?;
            } else {
                out.line(if dropped {
                    "What was learned is dropped, from the next run on: onefold run"
                } else {
                    "Nothing learned was in use."
                })?;
            }
            return Ok(Ending::Done);
        }
        let studied =
            context.work(&workspace, |workspace, progress| Ok(study(workspace.connection(), progress)?))?;
        let ending = if matches!(studied, Studied::Enough(_)) { Ending::Done } else { Ending::No };
        if let (true, Studied::Enough(study)) = (self.use_it, &studied) {
            use_it(conn, &study.model)?;
        }
        let used = in_use(conn)?.map(|learned| learned.decisions.len());
        if self.json {
            out.json(&Answer { in_use: used, studied })?;
            return Ok(ending);
        }
        match &studied {
            Studied::TooFew { sentence, .. } => out.line(sentence)?,
            Studied::Enough(study) => write(out, study)?,
        }
        if self.use_it && matches!(ending, Ending::Done) {
            out.line(
                "It is used from the next run on: onefold run. Take it back with: onefold learn --drop",
            )?;
        } else if let Some(decisions) = used {
            out.line(format!(
                "In use is what {} decisions taught. Take it back with: onefold learn --drop",
                text::count(decisions)
            ))?;
        } else if matches!(ending, Ending::Done) {
            out.line("It is not used. Use it with: onefold learn --use")?;
        }
        Ok(ending)
    }
}

fn write(out: &mut Out, study: &Study) -> Result<(), CliError> {
    out.line(format!(
        "Learned from {} decisions: {} same person, {} different people.",
        text::count(study.decisions),
        text::count(study.same),
        text::count(study.different)
    ))?;
    out.line("")?;
    let (a, b) = (&study.unsupervised, &study.learned);
    let row = |name: &str, of: &dyn Fn(&Measures) -> String| vec![name.to_owned(), of(a), of(b)];
    out.table(&[
        ["", "without labels", "learned"].map(str::to_owned).to_vec(),
        row("log loss", &|m| text::decimal(m.log_loss, 3)),
        row("decides alike", &|m| text::percent(m.accuracy)),
        row("would merge different people", &|m| errors(&m.false_merges)),
        row("would miss the same person", &|m| errors(&m.missed_matches)),
    ])?;
    out.line("")?;
    let gain = &study.gain;
    out.line(format!(
        "Log loss falls by {} ({} to {} in 95 % of samples). {}",
        text::decimal(gain.value, 3),
        text::decimal(gain.low, 3),
        text::decimal(gain.high, 3),
        study.sentence
    ))?;
    out.line("")?;
    out.line("What moved most:")?;
    let bits = |x: f64| format!("{}{}", if x > 0.0 { "+" } else { "" }, text::decimal(x, 2));
    let mut rows = vec![["comparison", "level", "bits", "learned", "decisions"].map(str::to_owned).to_vec()];
    rows.extend(study.moved.iter().map(|moved| {
        vec![
            attribute_title(&moved.attribute),
            moved.level.clone(),
            bits(moved.before),
            bits(moved.moved),
            text::count(moved.decisions),
        ]
    }));
    out.table(&rows)?;
    out.line("")
}

/// `3 of 40 (2.0 % to 19.9 %)`.
fn errors(errors: &Errors) -> String {
    format!(
        "{} of {} ({} to {})",
        text::count(errors.count),
        text::count(errors.of),
        text::percent(errors.low),
        text::percent(errors.high)
    )
}
