//! `onefold model`: the match model in force, in plain words and figures, or as a file to keep.

use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::resolve::expect::Expected;
use crate::resolve::read::{MatchModel, model, saved};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// The arguments of `model`.
#[derive(Debug, Args)]
pub(super) struct ModelArgs {
    /// Write the model to this file (TOML): to read, to edit, to use with run --model.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long, requires = "save")]
    overwrite: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl ModelArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        if let Some(file) = &self.save {
            if file.exists() && !self.overwrite {
                return Err(CliError::Bad(format!(
                    "{} is there already. Choose another name, or write over it with --overwrite",
                    file.display()
                )));
            }
            std::fs::write(file, saved(conn)?)
                .map_err(|error| CliError::Bad(format!("{} can't be written: {error}", file.display())))?;
            if self.json {
                out.json(&json!({ "path": file }))?;
            } else {
                out.line(format!(
                    "The model is in {0}. Use it with: onefold run --model {0}",
                    file.display()
                ))?;
            }
            return Ok(Ending::Done);
        }
        let model = model(conn)?;
        if self.json {
            out.json(&model)?;
        } else {
            write(out, &model)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, model: &MatchModel) -> Result<(), CliError> {
    summary(out, model)?;
    out.line("")?;
    out.line("What agreement is worth, in bits (each doubles the odds):")?;
    let mut rows =
        vec![["bits", "what it says", "m", "u", "pairs seen", "from the data"].map(str::to_owned).to_vec()];
    for level in model.comparisons.iter().flat_map(|c| &c.levels) {
        let data = match level.m_from_data {
            Some(_) if level.regularised => "never seen: as shipped".to_owned(),
            Some(share) => text::percent(share),
            None => String::new(),
        };
        rows.push(vec![
            format!("{:+.1}", level.weight),
            format!("{}{}", level.words, if level.frequency { " (more when rare)" } else { "" }),
            text::decimal(level.m, 4),
            text::decimal(level.u, 6),
            level.seen.map(|n| text::count(n.round() as i64)).unwrap_or_default(),
            data,
        ]);
    }
    out.table(&rows)?;
    out.line("")?;
    out.line("What is expected of a threshold:")?;
    let mut rows = vec![["from bits", "pairs", "right", "of all matches", ""].map(str::to_owned).to_vec()];
    rows.extend(model.curve.iter().filter(|e| (-12..=16).contains(&e.weight)).map(|e| {
        vec![e.weight.to_string(), text::count(e.pairs), fine(e.precision), fine(e.recall), mark(model, e)]
    }));
    out.table(&rows)?;
    out.line("")?;
    out.line(
        "What the blocking rules brought together (each pair counts for the first rule that finds it):",
    )?;
    let mut rows =
        vec![["rule", "pairs", "matches", "only it", "too big", "left out"].map(str::to_owned).to_vec()];
    rows.extend(model.rules.iter().map(|rule| {
        let used = rule.left_out.is_none();
        let when_used = |n: u64| if used { text::count(n) } else { String::new() };
        vec![
            text::clean(&rule.rule).into_owned(),
            text::count(rule.pairs),
            when_used(rule.matches),
            when_used(rule.alone),
            when_used(rule.oversized),
            rule.left_out.clone().unwrap_or_default(),
        ]
    }));
    out.table(&rows)
}

fn summary(out: &mut Out, model: &MatchModel) -> Result<(), CliError> {
    let when = model.trained_at.map(text::date_time).unwrap_or_default();
    out.line(match (&model.file, model.converged) {
        (Some(file), _) => format!("The model of {}, used as it stands ({when}).", text::clean(file)),
        (None, Some(_)) => format!("Trained on {} without labels ({when}).", many(model.records, "record")),
        (None, None) => format!("The model of the last run ({when})."),
    })?;
    if let Some(converged) = model.converged {
        let kept = model.starts.iter().find(|s| s.kept);
        let (steps, change) = kept.map_or((0, 0.0), |s| (s.iterations, s.change));
        out.line(format!(
            "{} after {steps} iterations (largest change {change:.6}), from {} starts; the likeliest was \"{}\".",
            if converged { "Converged" } else { "Not converged" },
            model.starts.len(),
            kept.map_or("", |s| s.name.as_str())
        ))?;
    }
    out.line(format!(
        "Of two records at random, 1 in {} are one person's, 1 in {} of one household.",
        one_in(model.prior),
        one_in(model.household)
    ))?;
    if let (Some(merge), Some(review)) = (model.expected(model.merge_at), model.expected(model.review_at)) {
        out.line(format!(
            "Merged from {} bits on: {} of those pairs are expected right, {} of all matches.",
            model.merge_at,
            fine(merge.precision),
            fine(merge.recall)
        ))?;
        out.line(format!(
            "Reviewed from {} bits on: below it {} of all matches are expected to be missed.",
            model.review_at,
            fine(1.0 - review.recall)
        ))?;
    }
    if let Some(chosen) =
        model.suggested.filter(|c| (c.merge_at, c.review_at) != (model.merge_at, model.review_at))
    {
        out.line(format!(
            "By its expectations alone it would merge from {} and review from {} bits on.",
            chosen.merge_at, chosen.review_at
        ))?;
    }
    if model.looked_at > 0 {
        out.line(format!(
            "Unlinkable: {} of {} looked at ({}) say too little to be merged even with a copy of themselves.",
            text::count(model.unlinkable),
            many(model.looked_at, "record"),
            fine(model.unlinkable_share())
        ))?;
    }
    Ok(())
}

/// Which threshold this is.
fn mark(model: &MatchModel, at: &Expected) -> String {
    let is = |weight: f64| f64::from(at.weight) == weight.round();
    match (is(model.merge_at), is(model.review_at)) {
        (true, _) => "← merge".into(),
        (_, true) => "← review".into(),
        _ => String::new(),
    }
}

/// A share with two decimals: `99.62 %`.
fn fine(share: f64) -> String {
    format!("{} %", text::decimal(share * 100.0, 2))
}

fn one_in(probability: f64) -> String {
    if probability > 0.0 { text::count((1.0 / probability).round() as i64) } else { "∞".into() }
}
