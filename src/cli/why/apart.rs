//! Two records or profiles against each other, as text.

use super::bits;
use crate::cli::{CliError, Out};
use crate::govern;
use crate::resolve::explain::{Agreement, PairExplanation};
use crate::resolve::read::{Flip, Groups, Outcome, RuleOutcome, Why, attribute_title};
use crate::text;

pub(super) fn write(out: &mut Out, answer: &Why, masked: bool) -> Result<(), CliError> {
    out.line(&answer.sentence)?;
    out.line("")?;
    weights(out, &answer.pair, masked)?;
    if let Some(groups) = &answer.groups {
        out.line("")?;
        whole(out, groups)?;
    }
    out.line("")?;
    rules(out, &answer.rules)?;
    if !answer.flips.is_empty() {
        out.line("")?;
        out.line("Any one of these would turn the answer round:")?;
        answer.flips.iter().try_for_each(|flip| out.line(format!("  {}", change(flip))))?;
    }
    if let Some(verdict) = &answer.pair.verdict {
        out.line("")?;
        out.line(format!("A steward decided: {verdict}."))?;
    }
    Ok(())
}

/// `birth date: different → exact, 14.2 bits then`.
fn change(flip: &Flip) -> String {
    let to = if flip.to == "missing" { "not known" } else { &flip.to };
    format!(
        "{}: {} → {to}, {} bits then ({})",
        attribute_title(&flip.attribute),
        flip.from,
        bits(flip.weight),
        text::percent(flip.probability)
    )
}

/// The profiles as a whole.
fn whole(out: &mut Out, groups: &Groups) -> Result<(), CliError> {
    out.line(format!(
        "All {} records of P{} against all {} of P{}: {} bits, it takes {}{}.",
        text::count(groups.left_records),
        groups.left_profile,
        text::count(groups.right_records),
        groups.right_profile,
        bits(groups.weight),
        bits(groups.bar),
        if groups.deterministic { " (a deterministic rule joins records of the two)" } else { "" }
    ))?;
    let steps: Vec<String> = groups
        .steps
        .iter()
        .map(|step| format!("{} {}", attribute_title(&step.attribute), bits(step.weight)))
        .collect();
    out.line(format!("  {}", steps.join(", ")))
}

/// The blocking rules: those that bring the two together first.
fn rules(out: &mut Out, rules: &[RuleOutcome]) -> Result<(), CliError> {
    let (found, not): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| rule.outcome == Outcome::Together);
    if found.is_empty() {
        out.line("No blocking rule brings the two together:")?;
    } else {
        let names: Vec<_> = found.iter().map(|rule| text::clean(&rule.rule)).collect();
        out.line(format!("Brought together by {}.", names.join("; ")))?;
        if not.is_empty() {
            return Ok(());
        }
    }
    let wide = not.iter().map(|rule| text::width(&rule.rule)).max().unwrap_or_default();
    not.iter()
        .try_for_each(|rule| out.line(format!("  {:wide$}  {}", text::clean(&rule.rule), rule.sentence)))
}

fn weights(out: &mut Out, explained: &PairExplanation, masked: bool) -> Result<(), CliError> {
    let shown = |attribute: &str, value: &str| {
        let value = if masked { govern::mask(attribute, value) } else { value.to_owned() };
        text::truncate(&value, 32)
    };
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
    ))
}
