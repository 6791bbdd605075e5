//! `onefold review`: what waits for a steward: doubtful pairs, the patterns they fall into, profiles that may be several
//! people, golden values in conflict, or what the last load did to profiles there were.

use super::context::now;
use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::read::{
    ConflictRow, LONGEST_PAGE, Pair, PatternRow, QueueRow, ReviewFilter, SuspectRow, Upsets, attribute_title,
    conflicts, pattern_named, patterns, probability_of, queue, queue_rows, suspects, upsets,
};
use crate::text;
use crate::workspace::Access;
use clap::{ArgGroup, Args};
use serde::Serialize;

/// The arguments of `review`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("board").args(["patterns", "suspicious", "golden", "changed"])))]
pub(super) struct ReviewArgs {
    /// Pairs that compare alike, to be decided on at once.
    #[arg(long)]
    patterns: bool,
    /// Profiles that may be several people, the one that does most harm first.
    #[arg(long)]
    suspicious: bool,
    /// Golden values that others of the same standing speak against, the one worth most to settle first.
    #[arg(long)]
    golden: bool,
    /// What the last load did to profiles there were before: merged, split, moved, lost.
    #[arg(long)]
    changed: bool,
    /// Only pairs of this pattern, by its id.
    #[arg(long, value_name = "ID", conflicts_with = "board")]
    pattern: Option<String>,
    /// Only pairs of which one record or the other has these words. Conditions: source:NAME, segment:NAME, region:CODE,
    /// age:DAYS (waiting so long; age:<DAYS for less), spent:AMOUNT, band:likely-same, differs:ATTRIBUTE, agrees:ATTRIBUTE.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "board"
    )]
    find: String,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// A pair as JSON.
#[derive(Debug, Serialize)]
struct Waiting<'a> {
    left_record: i64,
    right_record: i64,
    left_source: &'a str,
    right_source: &'a str,
    left_name: &'a str,
    right_name: &'a str,
    weight: f64,
    probability: f64,
    waiting_since: Option<String>,
}

impl ReviewArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let masked = !context.no_mask;
        if self.patterns {
            let found = patterns(conn)?;
            let shown = &found[..found.len().min(self.limit)];
            if self.json { out.json(&shown)? } else { list_patterns(out, shown, found.len())? }
        } else if self.suspicious {
            let found = suspects(conn)?;
            let shown = &found[..found.len().min(self.limit)];
            if self.json { out.json(&shown)? } else { list_suspects(out, shown, found.len(), masked)? }
        } else if self.golden {
            let found = conflicts(conn)?;
            let shown = &found[..found.len().min(self.limit)];
            if self.json { out.json(&shown)? } else { list_conflicts(out, shown, found.len(), masked)? }
        } else if self.changed {
            let mut found = upsets(conn)?;
            let all = found.changes.len();
            found.changes.truncate(self.limit);
            if self.json { out.json(&found)? } else { list_upsets(out, &found, all, masked)? }
        } else {
            let pattern = self.pattern.as_deref().map(named).transpose()?;
            let filter = ReviewFilter { pattern, ..ReviewFilter::default() };
            let narrowed = pattern.is_some() || !self.find.trim().is_empty();
            let waiting = queue(conn, filter, &self.find, now().date())?;
            let shown: Vec<Pair> = waiting.iter().copied().take(self.limit).collect();
            let mut lines = Vec::with_capacity(shown.len());
            for page in shown.chunks(LONGEST_PAGE as usize) {
                let mut rows = queue_rows(conn, page)?;
                rows.sort_by_key(|row| page.iter().position(|pair| *pair == row.pair));
                lines.append(&mut rows);
            }
            if self.json {
                out.json(&lines.iter().map(as_json).collect::<Vec<_>>())?
            } else {
                list_pairs(out, &lines, waiting.len(), narrowed, masked)?
            }
        }
        Ok(Ending::Done)
    }
}

/// A pattern by its id.
pub(super) fn named(id: &str) -> Result<u64, CliError> {
    let wrong = || {
        CliError::Bad(format!(
            "{} is no pattern: onefold review --patterns lists them",
            text::truncate(id, 40)
        ))
    };
    pattern_named(id).ok_or_else(wrong)
}

fn as_json(row: &QueueRow) -> Waiting<'_> {
    Waiting {
        left_record: row.pair.left,
        right_record: row.pair.right,
        left_source: &row.left_source,
        right_source: &row.right_source,
        left_name: &row.left_name,
        right_name: &row.right_name,
        weight: row.weight,
        probability: probability_of(row.weight),
        waiting_since: row.since.map(|since| since.to_string()),
    }
}

fn name(value: &str, masked: bool) -> String {
    text::truncate(&if masked { govern::mask("name", value) } else { text::clean(value).into_owned() }, 32)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn rest(out: &mut Out, shown: usize, all: usize, what: &str) -> Result<(), CliError> {
    if shown < all {
        out.line(format!("and {}", many((all - shown) as u64, &format!("more {what}"))))
    } else {
        Ok(())
    }
}

fn list_pairs(
    out: &mut Out,
    rows: &[QueueRow],
    all: usize,
    narrowed: bool,
    masked: bool,
) -> Result<(), CliError> {
    if rows.is_empty() {
        let none = if narrowed { "No pair that waits has that." } else { "No pair waits for review." };
        return out.line(none);
    }
    let head = ["left record", "right record", "same", "left", "right", "sources", "waits since"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|row| {
        vec![
            row.pair.left.to_string(),
            row.pair.right.to_string(),
            percent(probability_of(row.weight)),
            name(&row.left_name, masked),
            name(&row.right_name, masked),
            text::clean(&format!("{} – {}", row.left_source, row.right_source)).into_owned(),
            row.since.map_or_else(String::new, |since| text::date(since.date())),
        ]
    }));
    out.table(&table)?;
    rest(out, rows.len(), all, "pair")
}

fn list_patterns(out: &mut Out, rows: &[PatternRow], all: usize) -> Result<(), CliError> {
    if rows.is_empty() {
        return out.line("No two pairs that wait compare alike.");
    }
    let mut table =
        vec![["id", "pairs", "same", "profiles", "records", "pattern"].map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|row| {
        vec![
            row.id(),
            text::count(row.pairs),
            percent(row.probability),
            text::count(row.profiles),
            text::count(row.records),
            text::clean(&row.words).into_owned(),
        ]
    }));
    out.table(&table)?;
    rest(out, rows.len(), all, "pattern")
}

fn list_suspects(out: &mut Out, rows: &[SuspectRow], all: usize, masked: bool) -> Result<(), CliError> {
    if rows.is_empty() {
        return out.line("No profile looks like several people.");
    }
    let mut table =
        vec![["profile", "name", "records", "doubt", "revenue", "why"].map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|row| {
        vec![
            format!("P{}", row.profile_id),
            name(row.name.as_deref().unwrap_or("(no name)"), masked),
            text::count(row.records),
            percent(row.doubt),
            text::money(row.revenue, row.currency.as_deref()),
            row.why.join("; "),
        ]
    }));
    out.table(&table)?;
    rest(out, rows.len(), all, "profile")
}

fn list_conflicts(out: &mut Out, rows: &[ConflictRow], all: usize, masked: bool) -> Result<(), CliError> {
    if rows.is_empty() {
        return out.line("No golden value is in conflict with another of the same standing.");
    }
    let head = ["profile", "name", "value", "golden", "other", "doubt", "revenue", "why"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    let value = |row: &ConflictRow, value: &str| {
        let shown = if masked { govern::mask(row.attribute, value) } else { text::clean(value).into_owned() };
        text::truncate(&shown, 32)
    };
    table.extend(rows.iter().map(|row| {
        vec![
            format!("P{}", row.profile_id),
            name(row.name.as_deref().unwrap_or("(no name)"), masked),
            attribute_title(row.attribute),
            value(row, &row.golden),
            value(row, &row.rival),
            percent(row.doubt),
            text::money(row.revenue, row.currency.as_deref()),
            row.why.clone(),
        ]
    }));
    out.table(&table)?;
    rest(out, rows.len(), all, "value")
}

fn list_upsets(out: &mut Out, found: &Upsets, all: usize, masked: bool) -> Result<(), CliError> {
    if found.before.is_none() {
        return out.line("Only one run has resolved the records: no profile was there before.");
    }
    if found.changes.is_empty() {
        return out
            .line("The last load changed no profile there was before, or all of it has been looked at.");
    }
    let mut table =
        vec![["profile", "name", "what", "because of", "records", "revenue"].map(str::to_owned).to_vec()];
    table.extend(found.changes.iter().map(|row| {
        vec![
            format!("P{}", row.profile_id),
            name(row.name.as_deref().unwrap_or("(no name)"), masked),
            row.what.clone(),
            row.why.clone(),
            text::count(row.records),
            text::money(row.revenue, row.currency.as_deref()),
        ]
    }));
    out.table(&table)?;
    rest(out, found.changes.len(), all, "change")
}
