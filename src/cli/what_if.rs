//! `onefold what-if`: what other thresholds, or a rule or attribute not used, would do to the profiles; nothing is changed.

use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::what_if::{Change, Effect, Part, Shift, ShiftKind, what_if};
use crate::text;
use crate::workspace::Access;
use clap::Args;

/// The arguments of `what-if`.
#[derive(Debug, Args)]
pub(super) struct WhatIfArgs {
    /// Merge pairs from this match weight on, in bits.
    #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
    merge_at: Option<f64>,
    /// Let pairs wait for review from this match weight on, in bits.
    #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
    review_at: Option<f64>,
    /// Don't use this blocking rule; may be given several times.
    #[arg(long, value_name = "NAME")]
    without_rule: Vec<String>,
    /// Don't use this attribute, neither to find pairs nor to compare them; may be given several times.
    #[arg(long, value_name = "NAME")]
    without_attribute: Vec<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl WhatIfArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let change = Change {
            merge_at: self.merge_at,
            review_at: self.review_at,
            without_rules: self.without_rule.clone(),
            without_attributes: self.without_attribute.clone(),
        };
        if change.is_none() {
            return Err(CliError::Bad(
                "say what would be otherwise: --merge-at, --review-at, --without-rule or --without-attribute"
                    .into(),
            ));
        }
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let effect = context.work(&workspace, |workspace, progress| {
            Ok(what_if(workspace.connection(), &change, progress)?)
        })?;
        if self.json {
            out.json(&effect)?;
        } else {
            write(out, &effect, !context.no_mask)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, effect: &Effect, masked: bool) -> Result<(), CliError> {
    out.line(&effect.sentence)?;
    out.line("")?;
    let mut rows = vec![["", "now", "then"].map(str::to_owned).to_vec()];
    let counts = [
        ("profiles", Some(effect.profiles)),
        ("waiting for review", Some(effect.review)),
        ("pairs compared", effect.pairs),
    ];
    rows.extend(counts.into_iter().filter_map(|(name, count)| {
        count.map(|count| vec![name.to_owned(), text::count(count.before), text::count(count.after)])
    }));
    out.table(&rows)?;
    if let (Some(pairs), Some(from)) = (effect.unknown_pairs, effect.known_from) {
        out.line(format!(
            "Left out: about {} below {} bits were counted by the last run and not kept.",
            many(pairs, "pair"),
            text::decimal(from, 1)
        ))?;
    }
    if effect.largest.is_empty() {
        return Ok(());
    }
    out.line("")?;
    out.line("The largest changes:")?;
    effect.largest.iter().try_for_each(|shift| out.line(format!("  {}", told(shift, masked))))?;
    out.line("")?;
    out.line("Nothing was changed.")
}

/// `merge   P4 Anna Lee (3) + P9 A. Lee (1) → 4 records`.
fn told(shift: &Shift, masked: bool) -> String {
    let kind = match shift.kind {
        ShiftKind::Merge => "merge",
        ShiftKind::Split => "split",
        ShiftKind::Rearranged => "rearranged",
    };
    let part = |part: &Part| {
        let name = part.name.as_deref().unwrap_or_default();
        let name = if masked { govern::mask("name", name) } else { name.to_owned() };
        format!("P{} {} ({})", part.profile_id, text::truncate(&name, 24), text::count(part.records))
    };
    let parts: Vec<String> = shift.before.iter().map(part).collect();
    let then: Vec<String> = shift.after.iter().take(8).map(|n| text::count(*n)).collect();
    let more = if shift.after.len() > 8 { " + …" } else { "" };
    format!("{kind:10}  {} → {}{more} records", parts.join(" + "), then.join(" + "))
}
