//! `onefold contact VALUE`: whose an e-mail address, phone number, address or other identifier is, who holds it, and
//! the steward's correction.

use super::context::now;
use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::contact::{self, ContactRow, ContactView, Corrected, Label, contact, suspicious};
use crate::resolve::decide::Author;
use crate::text;
use crate::tui::run::steward;
use crate::workspace::Access;
use clap::Args;

/// Holders listed as text.
const LISTED: usize = 20;

/// The arguments of `contact`.
#[derive(Debug, Args)]
pub(super) struct ContactArgs {
    /// An e-mail address, a phone number, "street, postcode", or any other identifier.
    #[arg(value_name = "VALUE", required_unless_present = "shared")]
    value: Option<String>,
    /// The kind of identifier, where the value does not tell: email, phone, address, loyalty, …
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// List the contacts that are shared or junk.
    #[arg(long, conflicts_with_all = ["value", "kind"])]
    shared: bool,
    /// Correct its label: personal, household, shared or junk.
    #[arg(long, value_name = "LABEL", value_parser = label, requires = "value")]
    label: Option<Label>,
    /// Take the correction back.
    #[arg(long, conflicts_with = "label", requires = "value")]
    undo: bool,
    /// Why, for the log.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

fn label(word: &str) -> Result<Label, String> {
    Label::of(word).ok_or_else(|| "a label is personal, household, shared or junk".into())
}

impl ContactArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let writes = self.label.is_some() || self.undo;
        let access = if writes { Access::ReadWrite } else { Access::ReadOnly };
        let workspace = context.open(&context.path(), access)?;
        let conn = workspace.connection();
        let masked = !context.no_mask;
        let Some(value) = &self.value else {
            let rows = suspicious(conn)?;
            if self.json {
                out.json(&rows)?
            } else {
                list(out, &rows, masked)?
            }
            return Ok(Ending::Done);
        };
        let found = contact(conn, self.kind.as_deref(), value)?;
        if !writes {
            if self.json {
                out.json(&found)?
            } else {
                show(out, &found, masked)?
            }
            return Ok(Ending::Done);
        }
        let who = steward();
        let author = Author { who: &who, now: now(), reason: &self.reason };
        let corrected = match (self.label, &found.word) {
            (Some(label), _) => contact::correct(conn, &author, &found.row.kind, &found.row.value, label)?,
            (None, Some(word)) => contact::undo_correction(conn, &author, Some(word.decision_id))?,
            (None, None) => {
                return Err(CliError::Bad("nobody has corrected it: there is nothing to take back".into()));
            }
        };
        if self.json {
            out.json(&corrected)?
        } else {
            told(out, &corrected)?
        }
        Ok(Ending::Done)
    }
}

fn shown(kind: &str, value: &str, masked: bool) -> String {
    text::truncate(&if masked { govern::mask(kind, value) } else { text::clean(value).into_owned() }, 48)
}

fn list(out: &mut Out, rows: &[ContactRow], masked: bool) -> Result<(), CliError> {
    if rows.is_empty() {
        return out.line("No contact is shared by people who have nothing in common.");
    }
    let head = ["kind", "contact", "label", "by", "records", "profiles", "households"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(|row| {
        vec![
            row.kind.clone(),
            shown(&row.kind, &row.written, masked),
            row.label.as_str().to_owned(),
            row.cause.clone(),
            text::count(row.records),
            text::count(row.profiles),
            text::count(row.households),
        ]
    }));
    out.table(&table)
}

fn show(out: &mut Out, found: &ContactView, masked: bool) -> Result<(), CliError> {
    let row = &found.row;
    out.line(format!(
        "{} {}: {}, because {}.",
        row.kind,
        shown(&row.kind, &row.written, masked),
        row.label.as_str(),
        found.because
    ))?;
    if let Some(word) = &found.word {
        let why = word.reason.as_ref().map_or_else(String::new, |why| format!(" ({})", text::clean(why)));
        out.line(format!("{} said {}{why}.", text::clean(&word.who), word.label.as_str()))?;
    }
    out.line("")?;
    let mut table = vec![["profile", "name", "records"].map(str::to_owned).to_vec()];
    table.extend(found.holders.iter().take(LISTED).map(|holder| {
        let name = holder.name.as_deref().unwrap_or("(no name)");
        vec![format!("P{}", holder.profile_id), shown("name", name, masked), text::count(holder.records)]
    }));
    out.table(&table)?;
    if found.holders.len() > LISTED {
        out.line(format!("and {} more", text::count((found.holders.len() - LISTED) as u64)))?;
    }
    Ok(())
}

fn told(out: &mut Out, corrected: &Corrected) -> Result<(), CliError> {
    let label = corrected.label.map_or("what the data says", Label::as_str);
    out.line(format!(
        "{} is {label} now; {}: onefold run. {} {} it.",
        corrected.kind,
        corrected.sentence,
        many(corrected.records, "record"),
        if corrected.records == 1 { "holds" } else { "hold" }
    ))
}
