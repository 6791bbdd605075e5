//! `onefold why A [B]`: what speaks for and against two records or profiles being one person, or what holds one profile
//! together.

use super::find::{self, Subject};
use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::explain::{Agreement, PairExplanation, pair};
use crate::resolve::read::{RecordPlace, Tie, records, strongest_edge, ties};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use duckdb::Connection;
use serde::Serialize;

/// Pairs explained to find the strongest one, when a run never compared records of the two.
const MOST_PAIRS: usize = 64;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// A profile (P and its number) or a record (source:key, its key or its id).
    #[arg(value_name = "A")]
    left: String,
    /// Another one; when left out: why A is one person.
    #[arg(value_name = "B")]
    right: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Why a profile is one person.
#[derive(Debug, Serialize)]
struct Whole {
    profile_id: i64,
    records: usize,
    ties: Vec<TieShown>,
}

#[derive(Debug, Serialize)]
struct TieShown {
    left_record: i64,
    left: String,
    right_record: i64,
    right: String,
    weight: f64,
    evidence: String,
    rule: Option<String>,
}

impl WhyArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let masked = !context.no_mask;
        let left = find::subject(conn, &self.left)?;
        let right = self.right.as_ref().map(|right| find::subject(conn, right)).transpose()?;
        let one = match &right {
            None => true,
            Some(right) => right.profile() == left.profile() && !both_records(&left, right),
        };
        if let (true, Some(profile)) = (one, left.profile()) {
            self.whole(conn, profile, masked, out)?;
            return Ok(Ending::Done);
        }
        let Some(right) = right else {
            return Err(CliError::Bad("the record is in no profile yet: onefold run".into()));
        };
        let explained = strongest(conn, &left, &right)?;
        if self.json {
            out.json(&explained)?;
            return Ok(Ending::Done);
        }
        if !both_records(&left, &right) {
            out.line(format!(
                "Of the records of {} and {} these two are the closest: {} and {}.",
                name(&left),
                name(&right),
                explained.left_record,
                explained.right_record
            ))?;
            out.line("")?;
        }
        write(out, &explained, masked)?;
        Ok(Ending::Done)
    }

    /// What holds a profile together.
    fn whole(&self, conn: &Connection, profile: i64, masked: bool, out: &mut Out) -> Result<(), CliError> {
        let shown = |place: &RecordPlace| {
            // A source's own key may be an e-mail address or a phone number.
            let key = match (self.json, masked) {
                (true, _) => place.native_key.clone(),
                (false, true) => text::truncate(&govern::mask("name", &place.native_key), 32),
                (false, false) => text::truncate(&place.native_key, 32),
            };
            format!("{}:{key}", place.source)
        };
        let tie = |tie: Tie| TieShown {
            left_record: tie.left.record_id,
            left: shown(&tie.left),
            right_record: tie.right.record_id,
            right: shown(&tie.right),
            weight: tie.weight,
            evidence: tie.evidence,
            rule: tie.rule,
        };
        let whole = Whole {
            profile_id: profile,
            records: records(conn, profile)?.len(),
            ties: ties(conn, profile)?.into_iter().map(tie).collect(),
        };
        if self.json { out.json(&whole) } else { write_whole(out, &whole) }
    }
}

fn both_records(left: &Subject, right: &Subject) -> bool {
    matches!((left, right), (Subject::Record(_), Subject::Record(_)))
}

fn name(subject: &Subject) -> String {
    match subject {
        Subject::Profile(id) => format!("P{id}"),
        Subject::Record(place) => format!("record {}", place.record_id),
    }
}

/// The pair that ties the two most, explained: the strongest edge, else the closest of the pairs of their records.
fn strongest(conn: &Connection, left: &Subject, right: &Subject) -> Result<PairExplanation, CliError> {
    if let (Subject::Profile(a), Subject::Profile(b)) = (left, right)
        && let Some(edge) = strongest_edge(conn, *a, *b)?
    {
        return Ok(pair(conn, edge.left, edge.right)?);
    }
    let members = |subject: &Subject| -> Result<Vec<i64>, CliError> {
        Ok(match subject {
            Subject::Profile(id) => records(conn, *id)?.iter().map(|r| r.record_id).collect(),
            Subject::Record(place) => vec![place.record_id],
        })
    };
    let (lefts, rights) = (members(left)?, members(right)?);
    let pairs = lefts.iter().flat_map(|l| rights.iter().map(move |r| (*l, *r)));
    let mut best: Option<PairExplanation> = None;
    for (l, r) in pairs.take(MOST_PAIRS) {
        let explained = pair(conn, l, r)?;
        if best.as_ref().is_none_or(|best| best.weight < explained.weight) {
            best = Some(explained);
        }
    }
    best.ok_or_else(|| CliError::Bad("there are no records to compare".into()))
}

fn bits(weight: f64) -> String {
    format!("{}{}", if weight > 0.0 { "+" } else { "" }, text::decimal(weight, 1))
}

fn write_whole(out: &mut Out, whole: &Whole) -> Result<(), CliError> {
    let profile = whole.profile_id;
    let Some(weakest) = whole.ties.iter().map(|tie| tie.weight).reduce(f64::min) else {
        return out.line(match whole.records {
            1 => format!("P{profile} is a single record: nothing had to be joined."),
            _ => format!("Nothing is known that holds P{profile} together. Look again after: onefold run"),
        });
    };
    out.line(format!(
        "P{profile} is one person by {} between its {}:",
        many(whole.ties.len() as u64, "tie"),
        many(whole.records as u64, "record")
    ))?;
    out.line("")?;
    let mut rows =
        vec![["one", "id", "other", "id", "bits", "evidence", "found by"].map(str::to_owned).to_vec()];
    rows.extend(whole.ties.iter().map(|tie| {
        vec![
            tie.left.clone(),
            tie.left_record.to_string(),
            tie.right.clone(),
            tie.right_record.to_string(),
            bits(tie.weight),
            tie.evidence.clone(),
            tie.rule.clone().unwrap_or_default(),
        ]
    }));
    out.table(&rows)?;
    out.line("")?;
    out.line(format!(
        "The weakest has {} bits. For the whole evidence of a tie: onefold why ID ID",
        bits(weakest)
    ))
}

fn write(out: &mut Out, explained: &PairExplanation, masked: bool) -> Result<(), CliError> {
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
