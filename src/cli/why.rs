//! `onefold why A [B]`: what speaks for and against two records or profiles being one person, or what holds one profile
//! together.

mod apart;
mod whole;

use super::find::{self, Subject};
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::decide::{Outcome, Preview, preview};
use crate::resolve::read::{Cut, Inside, Party, RecordPlace, Tie, Why, how, why};
use crate::text;
use crate::workspace::{Access, Workspace};
use clap::Args;
use serde::Serialize;

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
    /// In the order the records were joined.
    ties: Vec<TieShown>,
    /// Further pairs that speak for it.
    further: usize,
    decisions: Vec<DecisionShown>,
    cut: Option<Cut>,
}

#[derive(Debug, Serialize)]
struct DecisionShown {
    decision_id: i64,
    verdict: String,
    who: String,
    at: Option<String>,
    left_record: i64,
    right_record: i64,
}

/// Why two records match or not, and what a decision on them would change.
#[derive(Debug, Serialize)]
struct Whether<'a> {
    #[serde(flatten)]
    answer: &'a Why,
    if_same: Option<Outcome>,
    if_different: Option<Outcome>,
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
    left_size: usize,
    right_size: usize,
    together: Option<f64>,
    decision: Option<i64>,
}

impl WhyArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let masked = !context.no_mask;
        let left = find::subject(&workspace, &self.left)?;
        let right = self.right.as_ref().map(|right| find::subject(&workspace, right)).transpose()?;
        let one = match &right {
            None => true,
            Some(right) => right.profile() == left.profile() && !both_records(&left, right),
        };
        if let (true, Some(profile)) = (one, left.profile()) {
            self.whole(&workspace, profile, masked, out)?;
            return Ok(Ending::Done);
        }
        let Some(right) = right else {
            return Err(CliError::Bad("the record is in no profile yet: onefold run".into()));
        };
        let answer = why(conn, party(&left), party(&right))?;
        let preview = preview(conn, answer.pair.left_record, answer.pair.right_record)?;
        if self.json {
            let (same, different) = preview.map(|p| (p.same, p.different)).unzip();
            out.json(&Whether { answer: &answer, if_same: same, if_different: different })?;
            return Ok(Ending::Done);
        }
        if !both_records(&left, &right) {
            out.line(format!(
                "Of the records of {} and {} these two are the closest: {} and {}.",
                name(&left),
                name(&right),
                answer.pair.left_record,
                answer.pair.right_record
            ))?;
            out.line("")?;
        }
        apart::write(out, &answer, masked)?;
        if let Some(Preview { same, different }) = preview {
            out.line("")?;
            out.line(format!("Called the same person: {}.", same.coming()))?;
            out.line(format!("Called different people: {}.", different.coming()))?;
        }
        Ok(Ending::Done)
    }

    /// What holds a profile together.
    fn whole(
        &self,
        workspace: &Workspace,
        profile: i64,
        masked: bool,
        out: &mut Out,
    ) -> Result<(), CliError> {
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
            left_size: tie.sizes.0,
            right_size: tie.sizes.1,
            together: tie.together,
            decision: tie.decision,
        };
        let decision = |said: Inside| DecisionShown {
            decision_id: said.decision_id,
            verdict: said.verdict,
            who: said.who,
            at: said.at.map(|at| at.to_string()),
            left_record: said.left_record,
            right_record: said.right_record,
        };
        let how = how(workspace.connection(), profile)?;
        let whole = Whole {
            profile_id: profile,
            records: how.records,
            ties: how.ties.into_iter().map(tie).collect(),
            further: how.further,
            decisions: how.decisions.into_iter().map(decision).collect(),
            cut: how.cut,
        };
        if self.json { out.json(&whole) } else { whole::write(out, &whole, masked) }
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

fn party(subject: &Subject) -> Party {
    match subject {
        Subject::Profile(id) => Party::Profile(*id),
        Subject::Record(place) => Party::Record(place.record_id),
    }
}

fn bits(weight: f64) -> String {
    format!("{}{}", if weight > 0.0 { "+" } else { "" }, text::decimal(weight, 1))
}
