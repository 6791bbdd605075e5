//! `onefold log`: every word of a steward, searched, exported, and held against its seal.

use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::read::{SaidFilter, SaidRow, steward_log};
use crate::text;
use crate::workspace::{Access, Verified, verify};
use clap::Args;
use jiff::civil::Date;

/// The arguments of `log`.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// Only lines with these words: records, reason, what it changed, who.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    find: String,
    /// Only what this steward said.
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// From this day on (2026-11-27), UTC.
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// Up to this day and on it.
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// The latest so many; 0: all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Hold all lines against their seals and the journal; with a seal noted earlier (or its first 12 digits or more)
    /// tell whether it is still there.
    #[arg(long, value_name = "SEAL", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["find", "who", "since", "until", "limit"])]
    verify: Option<String>,
    /// Answer in JSON: all there is to each line.
    #[arg(long)]
    json: bool,
    /// Answer in CSV.
    #[arg(long, conflicts_with_all = ["json", "verify"])]
    csv: bool,
}

/// Fewer digits of a seal may be those of another one.
const FEWEST_DIGITS: usize = 12;

impl LogArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        if let Some(seal) = &self.verify {
            return self.held(&verify(conn, wanted(seal)?)?, seal, out);
        }
        let filter = SaidFilter {
            text: self.find.clone(),
            who: self.who.clone(),
            since: self.since,
            until: self.until,
        };
        let all = steward_log(conn, &filter)?;
        let from = if self.limit == 0 { 0 } else { all.len().saturating_sub(self.limit) };
        let shown = &all[from..];
        match (self.json, self.csv) {
            (true, _) => out.json(&shown)?,
            (_, true) => as_csv(shown, out)?,
            _ => list(shown, all.len(), !context.no_mask, out)?,
        }
        Ok(Ending::Done)
    }

    fn held(&self, verified: &Verified, seal: &str, out: &mut Out) -> Result<Ending, CliError> {
        let missing = !seal.is_empty() && verified.found.is_none();
        if self.json {
            out.json(verified)?;
        } else {
            out.line(format!("{}.", verified.sentence()))?;
            for fault in verified.faults.iter().skip(1) {
                out.line(format!("  {fault}"))?;
            }
            match verified.found {
                Some(line) => {
                    out.line(format!("The seal you noted closes line {line}: nothing up to it was changed."))?
                }
                None if missing => {
                    out.line("The seal you noted is not in the log: it is another log, or was written anew.")?
                }
                None => {}
            }
            if let (0, Some(seal)) = (verified.faults_total, &verified.seal) {
                out.line(format!(
                    "{} of {} lines stand in the journal too. Note the last seal elsewhere to prove it later: {seal}",
                    text::count(verified.in_journal),
                    text::count(verified.lines)
                ))?;
            }
        }
        Ok(if missing || verified.faults_total > 0 { Ending::No } else { Ending::Done })
    }
}

/// The seal asked for; `None`: none was.
fn wanted(seal: &str) -> Result<Option<&str>, CliError> {
    match seal.len() {
        0 => Ok(None),
        FEWEST_DIGITS..=64 if seal.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(Some(seal)),
        _ => Err(CliError::Bad(format!(
            "{} is no seal: give its first {FEWEST_DIGITS} digits or more",
            text::truncate(seal, 70)
        ))),
    }
}

/// What was said, in words: `same`, `undo of 12`.
fn word(row: &SaidRow) -> String {
    match (&row.word, row.target) {
        (Some(word), _) => word.clone(),
        (None, Some(target)) => format!("{} of {target}", row.action),
        _ => row.action.clone(),
    }
}

fn list(rows: &[SaidRow], all: usize, masked: bool, out: &mut Out) -> Result<(), CliError> {
    if rows.is_empty() {
        return out.line("Nothing has been said that fits.");
    }
    let about = |row: &SaidRow| match row.about.split_once(' ') {
        Some((kind, value)) if row.kind == "contact" && masked => {
            format!("{kind} {}", govern::mask(kind, value))
        }
        _ => text::clean(&row.about).into_owned(),
    };
    let mut table = vec![
        ["number", "about", "said", "of", "when", "who", "what it changed", "why"]
            .map(str::to_owned)
            .to_vec(),
    ];
    table.extend(rows.iter().map(|row| {
        vec![
            row.number.to_string(),
            row.kind.clone(),
            word(row),
            text::truncate(&about(row), 60),
            row.at.map_or_else(String::new, text::date_time),
            text::truncate(&text::clean(&row.who), 20),
            text::truncate(&text::clean(&row.effect), 60),
            text::truncate(&text::clean(row.reason.as_deref().unwrap_or_default()), 40),
        ]
    }));
    out.table(&table)?;
    if rows.len() < all {
        out.line(format!("the latest {} of {}", text::count(rows.len()), text::count(all)))?;
    }
    Ok(())
}

fn as_csv(rows: &[SaidRow], out: &mut Out) -> Result<(), CliError> {
    let head = [
        "position", "kind", "number", "at", "who", "action", "target", "word", "about", "reason", "effect",
        "batch", "weight", "model", "seal",
    ];
    out.csv_line(&head.map(str::to_owned))?;
    for row in rows {
        let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
        let cells = [
            number(row.position),
            row.kind.clone(),
            row.number.to_string(),
            row.at.map_or_else(String::new, |at| at.to_string()),
            row.who.clone(),
            row.action.clone(),
            number(row.target),
            row.word.clone().unwrap_or_default(),
            row.about.clone(),
            row.reason.clone().unwrap_or_default(),
            row.effect.clone(),
            number(row.batch),
            row.weight.map_or_else(String::new, |weight| format!("{weight:.3}")),
            row.model.clone().unwrap_or_default(),
            row.seal.clone().unwrap_or_default(),
        ];
        out.csv_line(&cells)?;
    }
    Ok(())
}
