//! `onefold golden PROFILE`: the golden values of one person with who or what chose them; choosing one by hand.

use super::context::now;
use super::find::{self, Subject};
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::decide::{Author, Choosing, candidates, choose, let_go, undo_choice};
use crate::resolve::read::{golden, records};
use crate::resolve::survive::Candidate;
use crate::text;
use crate::tui::run::steward;
use crate::workspace::{Access, Workspace};
use clap::Args;

/// The arguments of `golden`.
#[derive(Debug, Args)]
pub(super) struct GoldenArgs {
    /// P and its number, a record (source:key, its key or id), or a name, e-mail address or phone number.
    #[arg(value_name = "PROFILE", required_unless_present = "undo")]
    profile: Option<String>,
    /// given_name, family_name, birth_date, gender, email, phone, address, company: the values to choose from.
    #[arg(value_name = "ATTRIBUTE")]
    attribute: Option<String>,
    /// Choose this value, or the value of this record (source:key or id).
    #[arg(long, value_name = "VALUE", requires = "attribute")]
    choose: Option<String>,
    /// Let the chosen value go: the rules choose again.
    #[arg(long, conflicts_with = "choose", requires = "attribute")]
    let_go: bool,
    /// Take back the choice of this number, or the last one.
    #[arg(long, value_name = "N", num_args = 0..=1, conflicts_with_all = ["choose", "let_go", "profile"])]
    undo: Option<Option<i64>>,
    /// Only tell what it would change.
    #[arg(long, requires = "choose")]
    preview: bool,
    /// Why, for the log.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl GoldenArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let writes = (self.choose.is_some() && !self.preview) || self.let_go || self.undo.is_some();
        let access = if writes { Access::ReadWrite } else { Access::ReadOnly };
        let workspace = context.open(&context.path(), access)?;
        let conn = workspace.connection();
        let masked = !context.no_mask;
        let who = steward();
        let own = Author { who: &who, now: now(), reason: &self.reason };
        if let Some(number) = self.undo {
            let done = undo_choice(conn, &own, number)?;
            return out.told(self.json, &done, format!("Taken back: {}.", sentence(&done, masked)));
        }
        let profile = find::profile(&workspace, self.profile.as_deref().unwrap_or_default())?;
        let Some(attribute) = &self.attribute else {
            return self.lineage(&workspace, profile, masked, out);
        };
        if self.let_go {
            let done = let_go(conn, &own, profile, attribute)?;
            let told = format!("Choice {}: let go, {}.", done.decision_id, sentence(&done, masked));
            return out.told(self.json, &done, told);
        }
        let all = candidates(conn, profile, attribute)?;
        let Some(wanted) = &self.choose else {
            return self.listed(&all, attribute, masked, out);
        };
        let chosen = chosen(&workspace, &all, profile, wanted)?;
        if self.preview {
            let done = Choosing {
                decision_id: 0,
                profile_id: Some(profile),
                attribute: attribute.clone(),
                before: all.iter().find(|c| c.golden).map(|c| c.value.clone()),
                after: all.iter().find(|c| c.carried_by.contains(&chosen)).map(|c| c.value.clone()),
            };
            return out.told(self.json, &done, format!("It would be so: {}.", sentence(&done, masked)));
        }
        let done = choose(conn, &own, chosen, attribute)?;
        out.told(self.json, &done, format!("Choice {}: {}.", done.decision_id, sentence(&done, masked)))
    }

    fn lineage(
        &self,
        workspace: &Workspace,
        profile: i64,
        masked: bool,
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        let conn = workspace.connection();
        let ids: Vec<i64> = records(conn, profile)?.iter().map(|record| record.record_id).collect();
        let values = golden(conn, &ids)?;
        if self.json {
            out.json(&values)?;
            return Ok(Ending::Done);
        }
        let mut table = vec![["attribute", "value", "by", "values"].map(str::to_owned).to_vec()];
        table.extend(values.iter().map(|value| {
            let by = value.chosen.as_ref().map_or_else(|| value.rule.to_owned(), |chosen| chosen.sentence());
            let distinct = format!("{} in {}", value.distinct, text::many(value.filled as u64, "record"));
            vec![value.attribute.to_owned(), shown(value.attribute, &value.value, masked), by, distinct]
        }));
        out.table(&table)?;
        Ok(Ending::Done)
    }

    fn listed(
        &self,
        all: &[Candidate],
        attribute: &str,
        masked: bool,
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        if self.json {
            out.json(&all)?;
            return Ok(Ending::Done);
        }
        if all.is_empty() {
            out.line(format!("No record carries a value of {attribute}."))?;
            return Ok(Ending::Done);
        }
        let mut table = vec![["", "value", "records", "from record"].map(str::to_owned).to_vec()];
        table.extend(all.iter().map(|one| {
            let golden = if one.golden { "golden" } else { "" };
            let (records, from) = (text::count(one.carried_by.len()), one.record_id.to_string());
            vec![golden.to_owned(), shown(attribute, &one.value, masked), records, from]
        }));
        out.table(&table)?;
        Ok(Ending::Done)
    }
}

/// The record that carries the value meant: by the value, else by its name.
fn chosen(workspace: &Workspace, all: &[Candidate], profile: i64, wanted: &str) -> Result<i64, CliError> {
    let plain = |text: &str| text.trim().to_lowercase();
    if let Some(one) = all.iter().find(|one| plain(&one.value) == plain(wanted)) {
        return Ok(one.record_id);
    }
    match find::subject(workspace, wanted) {
        Ok(Subject::Record(place)) if place.profile_id == Some(profile) => Ok(place.record_id),
        _ => Err(CliError::Bad(format!(
            "no record of P{profile} carries {}. Leave --choose out to see what there is",
            text::truncate(wanted, 60)
        ))),
    }
}

fn shown(attribute: &str, value: &str, masked: bool) -> String {
    if masked { govern::mask(attribute, value) } else { text::clean(value).into_owned() }
}

fn sentence(done: &Choosing, masked: bool) -> String {
    let value = |value: &Option<String>| {
        value.as_ref().map_or_else(|| "none".to_owned(), |value| shown(&done.attribute, value, masked))
    };
    let profile = done.profile_id.map_or_else(|| "nobody".to_owned(), |id| format!("P{id}"));
    match done.before == done.after {
        true => format!("{} of {profile} is {} as before", done.attribute, value(&done.after)),
        false => format!(
            "{} of {profile} is {} now, not {}",
            done.attribute,
            value(&done.after),
            value(&done.before)
        ),
    }
}
