//! `onefold decide`: the steward's word on two records, on all pairs of a pattern, or on a profile; and taking it back.

use super::context::now;
use super::find::{self, Subject};
use super::review::named;
use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::resolve::ResolveError;
use crate::resolve::decide::{
    Author, Effect, ManyPreview, Regroup, Verdict, Which, cut, decide, decide_many, preview, preview_cut,
    preview_many, preview_regroup, redo, regroup, undo,
};
use crate::resolve::read::{Cut, Party, how, pattern, pattern_pairs, regroup_sentences, why};
use crate::text;
use crate::tui::run::steward;
use crate::workspace::{Access, Workspace};
use clap::{ArgGroup, Args};

/// The arguments of `decide`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("word").args(["same", "different", "unsure", "cut", "split", "merge", "move", "undo", "redo"]).required(true)))]
#[command(group(ArgGroup::new("verdict").args(["same", "different", "unsure"])))]
pub(super) struct DecideArgs {
    /// A record (source:key, its key or its id) or a profile (P and its number).
    #[arg(value_name = "A", requires_all = ["b", "verdict"])]
    a: Option<String>,
    /// The other one.
    #[arg(value_name = "B")]
    b: Option<String>,
    /// All pairs of a pattern at once, by its id: see review --patterns.
    #[arg(long, value_name = "ID", requires = "verdict", conflicts_with_all = ["a", "b"])]
    pattern: Option<String>,
    /// They are one person.
    #[arg(long)]
    same: bool,
    /// They are two people.
    #[arg(long)]
    different: bool,
    /// It can't be told: set aside.
    #[arg(long)]
    unsure: bool,
    /// Cut a profile in two where it holds together least: see review --suspicious.
    #[arg(long, value_name = "PROFILE")]
    cut: Option<String>,
    /// Split these records off their profile; both parts stay whole.
    #[arg(long, value_name = "RECORD", num_args = 1..)]
    split: Vec<String>,
    /// Make one profile of these.
    #[arg(long, value_name = "PROFILE", num_args = 2..)]
    merge: Vec<String>,
    /// Move these records to the profile that --to names.
    #[arg(long = "move", id = "move", value_name = "RECORD", num_args = 1.., requires = "to")]
    moved: Vec<String>,
    /// Where to.
    #[arg(long, value_name = "PROFILE", requires = "move")]
    to: Option<String>,
    /// Take back the decision of this number, all that was decided at once with it, or what was done last.
    #[arg(long, value_name = "N", num_args = 0..=1)]
    undo: Option<Option<i64>>,
    /// Put back the decision of this number, all that was undone at once with it, or what was undone last.
    #[arg(long, value_name = "N", num_args = 0..=1)]
    redo: Option<Option<i64>>,
    /// Only tell what it would change.
    #[arg(long, conflicts_with_all = ["undo", "redo", "unsure"])]
    preview: bool,
    /// Why, for the log.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl DecideArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let access = if self.preview { Access::ReadOnly } else { Access::ReadWrite };
        let workspace = context.open(&context.path(), access)?;
        let conn = workspace.connection();
        let who = steward();
        let own = Author { who: &who, now: now(), reason: &self.reason };
        if let Some(number) = self.undo {
            let done = all_or_one(number, |which| undo(conn, &own, which))?;
            return out.told(self.json, &done, format!("Taken back: {}.", told(&done)));
        }
        if let Some(number) = self.redo {
            let done = all_or_one(number, |which| redo(conn, &own, which))?;
            return out.told(self.json, &done, format!("Back in force: {}.", told(&done)));
        }
        if let Some(profile) = &self.cut {
            return self.cut(&workspace, &own, find::profile(&workspace, profile)?, out);
        }
        if let Some(wanted) = self.regrouped(&workspace)? {
            return self.regroup(&workspace, &own, &wanted, context, out);
        }
        let verdict = match (self.same, self.different) {
            (true, _) => Verdict::Same,
            (_, true) => Verdict::Different,
            _ => Verdict::Unsure,
        };
        match (&self.pattern, &self.a, &self.b) {
            (Some(id), ..) => self.alike(&workspace, &own, verdict, id, out),
            (None, Some(a), Some(b)) => self.two(&workspace, &own, verdict, (a, b), out),
            _ => Err(CliError::Bad("name two records, or a pattern with --pattern".into())),
        }
    }

    /// A word on all pairs of a pattern.
    fn alike(
        &self,
        workspace: &Workspace,
        author: &Author,
        verdict: Verdict,
        id: &str,
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        let conn = workspace.connection();
        let number = named(id)?;
        let row = pattern(conn, number)?;
        let row = row.ok_or_else(|| CliError::Bad(format!("no pair of pattern {id} waits")))?;
        let pairs: Vec<(i64, i64)> =
            pattern_pairs(conn, number)?.iter().map(|(pair, _)| (pair.left, pair.right)).collect();
        if self.preview {
            let ManyPreview { same, different } = preview_many(conn, &pairs)?;
            let chosen = if verdict == Verdict::Same { same } else { different };
            return out.told(self.json, &chosen, format!("{}.", chosen.coming()));
        }
        let reason = if self.reason.is_empty() { row.words.as_str() } else { &self.reason };
        let done = decide_many(conn, &Author { reason, ..author.clone() }, verdict, &pairs)?;
        let rest = row.pairs.saturating_sub(pairs.len() as u64);
        let mut sentence = format!("{}. Decision {} takes back.", done.told(verdict), done.decision_id);
        if rest > 0 {
            sentence = format!("{sentence} {} more of this pattern wait on.", text::count(rest));
        }
        out.told(self.json, &done, sentence)
    }

    /// A word on two records.
    fn two(
        &self,
        workspace: &Workspace,
        author: &Author,
        verdict: Verdict,
        (a, b): (&str, &str),
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        let conn = workspace.connection();
        let (left, right) = pair(workspace, a, b)?;
        if self.preview {
            let found = preview(conn, left, right)?.ok_or_else(|| {
                CliError::Bad("so many records hang together here that it is not worked out ahead".into())
            })?;
            let chosen = if verdict == Verdict::Same { found.same } else { found.different };
            return out.told(self.json, &chosen, format!("{}.", chosen.coming()));
        }
        let done = decide(conn, author, verdict, left, right)?;
        out.told(self.json, &done, format!("Decision {}: {}.", done.decision_id, done.outcome.done()))
    }

    /// What is done with whole profiles; `None`: it is something else.
    fn regrouped(&self, workspace: &Workspace) -> Result<Option<Regroup>, CliError> {
        let records =
            |named: &[String]| named.iter().map(|one| find::record(workspace, one)).collect::<Result<_, _>>();
        Ok(if !self.split.is_empty() {
            Some(Regroup::Split(records(&self.split)?))
        } else if !self.merge.is_empty() {
            let profiles = self.merge.iter().map(|one| find::profile(workspace, one));
            Some(Regroup::Merge(profiles.collect::<Result<_, _>>()?))
        } else if let Some(to) = &self.to {
            Some(Regroup::Move(records(&self.moved)?, find::profile(workspace, to)?))
        } else {
            None
        })
    }

    fn regroup(
        &self,
        workspace: &Workspace,
        author: &Author,
        wanted: &Regroup,
        context: &Context,
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        let conn = workspace.connection();
        let view = preview_regroup(conn, wanted)?;
        let shown = |attribute: &str, value: &str| match context.no_mask {
            true => text::clean(value).into_owned(),
            false => govern::mask(attribute, value),
        };
        if self.preview {
            return out.told(self.json, &view, regroup_sentences(&view, shown).join("\n"));
        }
        let done = regroup(conn, author, wanted)?;
        let mut sentence = format!("Decision {}: {}.", done.decision_id, done.outcome.done());
        for former in &view.overruled {
            sentence = format!("{sentence}\n! It overruled {}.", former.sentence());
        }
        out.told(self.json, &done, sentence)
    }

    fn cut(
        &self,
        workspace: &Workspace,
        author: &Author,
        profile: i64,
        out: &mut Out,
    ) -> Result<Ending, CliError> {
        let conn = workspace.connection();
        let Some(Cut { halves, .. }) = how(conn, profile)?.cut else {
            return Err(CliError::Bad(format!("P{profile} has nothing to be cut: it is a single record")));
        };
        let halves = halves.each_ref().map(|half| half.records.as_slice());
        if self.preview {
            let view = preview_cut(conn, halves)?;
            return out.told(self.json, &view, format!("{}.", view.outcome.coming()));
        }
        let done = cut(conn, author, halves)?;
        out.told(self.json, &done, format!("Decision {}: {}.", done.decision_id, done.outcome.done()))
    }
}

/// What was done last; or all that was done at once with the decision of a number, or that one alone.
fn all_or_one(
    number: Option<i64>,
    take: impl Fn(Which) -> Result<Effect, ResolveError>,
) -> Result<Effect, ResolveError> {
    match number {
        None => take(Which::Last),
        Some(n) => take(Which::WithAll(n)).or_else(|_| take(Which::One(n))),
    }
}

fn told(done: &Effect) -> String {
    match done.pairs {
        1 => done.outcome.done(),
        n => format!("{} decisions; {}", text::count(n), done.outcome.done()),
    }
}

/// The two records meant; of two profiles the two that are closest.
fn pair(workspace: &Workspace, a: &str, b: &str) -> Result<(i64, i64), CliError> {
    let conn = workspace.connection();
    let (a, b) = (find::subject(workspace, a)?, find::subject(workspace, b)?);
    if let (Subject::Record(a), Subject::Record(b)) = (&a, &b) {
        return Ok((a.record_id, b.record_id));
    }
    if a.profile() == b.profile() {
        return Err(CliError::Bad(
            "they are one profile already: name two records of it, or use --cut".into(),
        ));
    }
    let party = |subject: &Subject| match subject {
        Subject::Profile(id) => Party::Profile(*id),
        Subject::Record(place) => Party::Record(place.record_id),
    };
    let found = why(conn, party(&a), party(&b))?;
    Ok((found.pair.left_record, found.pair.right_record))
}
