//! `onefold why A B`: what speaks for and against two records being one person.

use super::{CliError, Context, Ending, Out, find};
use crate::govern;
use crate::resolve::explain::{Agreement, PairExplanation, pair};
use crate::text;
use crate::workspace::Access;
use clap::Args;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// A record: source:key, its key or its id.
    #[arg(value_name = "A")]
    left: String,
    /// Another one.
    #[arg(value_name = "B")]
    right: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl WhyArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let explained = pair(conn, find::record(conn, &self.left)?, find::record(conn, &self.right)?)?;
        if self.json {
            out.json(&explained)?;
        } else {
            write(out, &explained, !context.no_mask)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, explained: &PairExplanation, masked: bool) -> Result<(), CliError> {
    let shown = |attribute: &str, value: &str| {
        let value = if masked { govern::mask(attribute, value) } else { value.to_owned() };
        text::truncate(&value, 32)
    };
    let bits = |weight: f64| format!("{}{}", if weight > 0.0 { "+" } else { "" }, text::decimal(weight, 1));
    let mut rows = vec![["", "attribute", "one", "other", "agreement", "bits"].map(str::to_owned).to_vec()];
    rows.push(
        ["", "prior", "", "", "two records at random", &bits(explained.prior)].map(str::to_owned).to_vec(),
    );
    for step in explained.steps.iter().filter(|s| s.agreement != Agreement::Missing) {
        let glyph = match step.agreement {
            Agreement::Same => "=",
            Agreement::Close => "≈",
            Agreement::Different => "≠",
            Agreement::Missing => "·",
        };
        rows.push(vec![
            glyph.to_owned(),
            step.attribute.replace('_', " "),
            shown(&step.attribute, &step.left),
            shown(&step.attribute, &step.right),
            step.level.clone(),
            bits(step.weight),
        ]);
    }
    rows.push(["", "together", "", "", "", &bits(explained.weight)].map(str::to_owned).to_vec());
    out.table(&rows)?;
    out.line("")?;
    let missing: Vec<String> = explained
        .steps
        .iter()
        .filter(|s| s.agreement == Agreement::Missing)
        .map(|s| s.attribute.replace('_', " "))
        .collect();
    if !missing.is_empty() {
        out.line(format!("Not on both sides: {}.", missing.join(", ")))?;
    }
    out.line(format!(
        "Probability {}; merged from {} bits, reviewed from {} bits.",
        text::percent(explained.probability),
        text::decimal(explained.merge_at, 1),
        text::decimal(explained.review_at, 1)
    ))?;
    out.line(match &explained.rule {
        Some(rule) => format!("Found by the blocking rule {rule}."),
        None => "No blocking rule brought the two together: a run does not compare them.".to_owned(),
    })?;
    if let Some(verdict) = &explained.verdict {
        out.line(format!("A steward decided: {verdict}."))?;
    }
    out.line(match (explained.left_profile, explained.right_profile) {
        (Some(a), Some(b)) if a == b => format!("They are one profile, P{a}."),
        (Some(a), Some(b)) => format!("They are two profiles, P{a} and P{b}."),
        _ => "They are in no profile yet: onefold run".to_owned(),
    })
}
