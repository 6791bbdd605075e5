//! `onefold profile QUERY`: one person: golden values with their lineage, records, identifiers, metrics, segments.

use super::out::many;
use super::{CliError, Context, Ending, Out, find};
use crate::govern;
use crate::resolve::contact::Label;
use crate::resolve::decide::{LockView, lock_on};
use crate::resolve::read::{
    Household, IdentifierRow, RecordRow, golden, household, identifiers, label_contacts, records,
};
use crate::resolve::survive::GoldenValue;
use crate::segment::read::{Metrics, SegmentName, metrics, of_profile};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// The arguments of `profile`.
#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// P and a number, a record (source:key), or part of a name, e-mail address or phone number.
    #[arg(value_name = "QUERY")]
    query: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Profile {
    profile_id: i64,
    golden: Vec<GoldenValue>,
    records: Vec<Record>,
    identifiers: Vec<Identifier>,
    household: Option<Household>,
    metrics: Option<Metrics>,
    segments: Vec<SegmentName>,
    lock: Option<LockView>,
}

#[derive(Debug, Serialize)]
struct Record {
    record_id: i64,
    source: String,
    record: String,
    file: String,
    line: i64,
    values: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
struct Identifier {
    kind: String,
    value: String,
    records: u64,
    profiles: u64,
    label: Label,
}

impl From<RecordRow> for Record {
    fn from(row: RecordRow) -> Self {
        Self {
            record_id: row.record_id,
            source: row.source,
            record: row.native_key,
            file: row.file,
            line: row.line,
            values: row.values.into_iter().collect(),
        }
    }
}

impl From<IdentifierRow> for Identifier {
    fn from(row: IdentifierRow) -> Self {
        Self {
            kind: row.kind,
            value: row.value,
            records: row.records,
            profiles: row.profiles,
            label: row.label,
        }
    }
}

impl ProfileArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let profile_id = find::profile(&workspace, &self.query)?;
        let rows = records(conn, profile_id)?;
        let ids: Vec<i64> = rows.iter().map(|r| r.record_id).collect();
        let mut identifiers = identifiers(conn, profile_id)?;
        label_contacts(conn, &mut identifiers, &rows)?;
        let profile = Profile {
            profile_id,
            golden: golden(conn, &ids)?,
            records: rows.into_iter().map(Record::from).collect(),
            identifiers: identifiers.into_iter().map(Identifier::from).collect(),
            household: household(conn, profile_id)?,
            metrics: metrics(conn, profile_id)?,
            segments: of_profile(conn, profile_id)?,
            lock: lock_on(conn, profile_id)?,
        };
        if self.json {
            out.json(&profile)?;
        } else {
            write(out, &profile, !context.no_mask)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, profile: &Profile, masked: bool) -> Result<(), CliError> {
    let shown = |attribute: &str, value: &str| {
        let value = if masked { govern::mask(attribute, value) } else { value.to_owned() };
        text::truncate(&value, 44)
    };
    let lock = profile.lock.as_ref().map_or_else(String::new, |lock| format!(", {}", lock.sentence));
    out.line(format!("P{}: {}{lock}", profile.profile_id, many(profile.records.len() as u64, "record")))?;
    out.line("")?;
    let source = |id: i64| {
        let record = profile.records.iter().find(|r| r.record_id == id);
        // A source's own key may be an e-mail address or a phone number.
        record.map_or_else(String::new, |r| format!("{}:{}", r.source, shown("name", &r.record)))
    };
    let mut rows = vec![["attribute", "value", "chosen because", "from"].map(str::to_owned).to_vec()];
    rows.extend(profile.golden.iter().map(|g| {
        vec![
            g.attribute.replace('_', " "),
            shown(g.attribute, &g.value),
            g.chosen.as_ref().map_or_else(|| g.rule.to_owned(), |chosen| chosen.sentence()),
            source(g.record_id),
        ]
    }));
    out.table(&rows)?;
    out.line("")?;
    let mut rows = vec![["source", "record", "id", "line", "file"].map(str::to_owned).to_vec()];
    rows.extend(profile.records.iter().map(|r| {
        vec![
            r.source.clone(),
            shown("name", &r.record),
            r.record_id.to_string(),
            r.line.to_string(),
            text::truncate(&r.file, 40),
        ]
    }));
    out.table(&rows)?;
    let held_by_others: Vec<&Identifier> = profile.identifiers.iter().filter(|i| i.profiles > 1).collect();
    if !held_by_others.is_empty() {
        out.line("")?;
        let mut rows =
            vec![["held by others too", "contact", "label", "profiles"].map(str::to_owned).to_vec()];
        rows.extend(held_by_others.iter().map(|i| {
            vec![
                i.kind.clone(),
                shown(&i.kind, &i.value),
                i.label.as_str().to_owned(),
                text::count(i.profiles),
            ]
        }));
        out.table(&rows)?;
    }
    if let Some(home) = &profile.household {
        out.line("")?;
        let others: Vec<String> = home
            .people
            .iter()
            .filter(|person| person.0 != profile.profile_id)
            .take(8)
            .map(|(id, name)| format!("P{id} {}", shown("name", name.as_deref().unwrap_or("(no name)"))))
            .collect();
        let people = text::count(home.people.len() as u64);
        out.line(format!("Household: {people} people, with {}.", others.join(", ")))?;
    }
    if let Some(m) = &profile.metrics {
        out.line("")?;
        out.line(format!(
            "{} worth {}; {}; {}.",
            many(m.orders.into(), "order"),
            text::money(m.revenue, m.currency.as_deref()),
            many(m.events.into(), "event"),
            many(m.sessions.into(), "session")
        ))?;
    }
    if !profile.segments.is_empty() {
        let titles: Vec<&str> = profile.segments.iter().map(|s| s.title.as_str()).collect();
        out.line(format!("In {}.", titles.join(", ")))?;
    }
    Ok(())
}
