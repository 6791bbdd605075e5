//! Work for the writer lane: what changes the workspace, one after the other, in the background.

use crate::ingest::{self, LoadRequest};
use crate::pipeline::{self, RunOptions};
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::contact::{Label, correct, undo_correction};
use crate::resolve::decide::{
    Author, Choosing, Effect, Ground, Outcome, Regroup, Verdict, Which, choose, cut, decide, decide_many,
    decide_on, let_go, lock, redo, regroup, undo, undo_choice, undo_lock, unlock,
};
use crate::resolve::quality::{Judged, judge};
use crate::resolve::read::{AGREED, KEPT, Pair, attribute_title};
use crate::workspace::lanes::Question;
use crate::workspace::{beside, path_of};
use duckdb::Connection;
use jiff::civil::DateTime;
use std::sync::Arc;

/// The steward's word, or taking it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Decide on a pair.
    Decide(Pair, Verdict),
    /// Take these decisions back.
    Undo(Which),
    /// Put back what was taken back last.
    Redo,
}

/// Something to do in the background.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Bring every stale stage up to date.
    Run,
    /// Load these files or folders, then bring every stage up to date.
    Load(Vec<String>),
    /// Decide on a pair: quick, and in the order asked. With what was read of it for the screen.
    Review(Review, Option<Ground>),
    /// Judge a pair of the random sample: it measures, and changes nothing.
    Judge(Pair, Verdict),
    /// Say the same of many pairs at once.
    Many(Many),
    /// Cut a profile in two.
    Cut(Cut),
    /// Split, merge or move: give profiles another shape.
    Regroup(Regroup),
    /// Make a value golden that a record carries.
    Choose(Choice),
    /// The same, quick and in the order asked: one conflict of many is settled. With its number on the board.
    Settle(Choice, i64),
    /// Let the chosen value of a profile's attribute go.
    LetGo(i64, &'static str),
    /// Take back the last choice of a golden value.
    Unchoose,
    /// Lock a profile, and why.
    Lock(i64, String),
    /// Unlock it.
    Unlock(i64),
    /// Take back the last locking or unlocking.
    UndoLock,
    /// A profile is one person: it is not asked about again. With the pair that holds it together least.
    Keep(Pair),
    /// What the last load did to a profile is right: it is not asked about again. With what is said of which pair.
    Agree(Pair, Verdict),
    /// Say whose a contact is.
    Relabel(Relabel),
    /// Take such a word back: this one, or the last.
    Unlabel(Option<i64>),
}

/// A cut through a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The records of both halves.
    pub halves: Arc<[Vec<i64>; 2]>,
    /// Why, for the log.
    pub reason: String,
}

/// A golden value chosen by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The record that carries it.
    pub record: i64,
    /// By the name it is chosen by.
    pub attribute: &'static str,
    /// Why.
    pub reason: String,
}

/// A word on a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relabel {
    /// email, phone, address, …
    pub kind: String,
    /// Normalised.
    pub value: String,
    /// Whose it is.
    pub label: Label,
}

/// One word on many pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Many {
    /// The pairs.
    pub pairs: Arc<[Pair]>,
    /// The word.
    pub verdict: Verdict,
    /// Why, for the log.
    pub reason: String,
}

impl Work {
    /// What is being done, for people.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Run => "Bringing everything up to date",
            Self::Load(_) => "Loading files",
            Self::Judge(..) => "Judging",
            Self::Many(_) => "Deciding on many pairs",
            Self::Cut(_) => "Cutting the profile",
            Self::Regroup(Regroup::Split(_)) => "Splitting the profile",
            Self::Regroup(Regroup::Merge(_)) => "Merging the profiles",
            Self::Regroup(Regroup::Move(..)) => "Moving the records",
            Self::Keep(_) | Self::Agree(..) => "Keeping the profile",
            Self::Choose(_) | Self::Settle(..) | Self::LetGo(..) | Self::Unchoose => {
                "Noting the golden value"
            }
            Self::Lock(..) => "Locking the profile",
            Self::Unlock(_) => "Unlocking the profile",
            Self::UndoLock => "Taking the lock back",
            Self::Relabel(_) | Self::Unlabel(_) => "Noting whose the contact is",
            Self::Review(Review::Decide(..), _) => "Deciding",
            Self::Review(Review::Undo(_), _) => "Taking the decision back",
            Self::Review(Review::Redo, _) => "Putting the decision back",
        }
    }

    /// Done before anybody could wait for it: it shows no progress, and several may be on their way.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        matches!(self, Self::Review(..) | Self::Judge(..) | Self::Settle(..))
    }
}

/// How work ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkDone {
    /// A sentence for the status line; empty: the screen that began it says one.
    pub sentence: String,
    /// Of a review: what it changed.
    pub reviewed: Option<Box<Reviewed>>,
    /// Of work on profiles: the one to look at.
    pub profile: Option<i64>,
    /// Of a judgement: what it is held against.
    pub judged: Option<Judged>,
}

/// What a decision changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// What was asked.
    pub review: Review,
    /// Profiles and golden values.
    pub effect: Effect,
}

/// Work with the channel it reports to.
#[derive(Debug)]
pub struct Job {
    /// What to do.
    pub work: Work,
    /// Where it says how far it is, and hears when to stop.
    pub progress: Progress,
    /// Whose word a decision is.
    pub who: String,
    /// When it was asked for, UTC.
    pub now: DateTime,
}

impl Question for Job {
    type Answer = WorkDone;

    fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn answer(self, connection: &Connection, progress: &Progress) -> Result<WorkDone, String> {
        let (who, now) = (self.who, self.now);
        let author = |reason| Author { who: &who, now, reason };
        match self.work {
            Work::Run => {
                let report = pipeline::run(connection, &RunOptions::default(), progress);
                report.map(|r| said(r.sentence())).map_err(|e| e.to_string())
            }
            Work::Load(paths) => load(connection, paths, now, progress),
            Work::Review(review, ground) => {
                let reviewed =
                    perform(connection, &author(""), review, ground.as_ref()).map_err(|e| e.to_string())?;
                Ok(WorkDone { reviewed: Some(Box::new(reviewed)), ..WorkDone::default() })
            }
            Work::Judge(pair, verdict) => {
                let judged = judge(connection, &author(""), verdict, (pair.left, pair.right))
                    .map_err(|e| e.to_string())?;
                Ok(WorkDone { judged: Some(judged), ..WorkDone::default() })
            }
            Work::Many(Many { pairs, verdict, reason }) => {
                let pairs: Vec<(i64, i64)> = pairs.iter().map(|pair| (pair.left, pair.right)).collect();
                let done =
                    decide_many(connection, &author(&reason), verdict, &pairs).map_err(|e| e.to_string())?;
                Ok(said(done.told(verdict)))
            }
            Work::Cut(Cut { halves, reason }) => {
                let done = cut(connection, &author(&reason), halves.each_ref().map(Vec::as_slice));
                done.map(|done| said(format!("Cut: {}", done.outcome.done()))).map_err(|e| e.to_string())
            }
            Work::Regroup(wanted) => {
                let done = regroup(connection, &author(""), &wanted).map_err(|e| e.to_string())?;
                let profile = look_at(&wanted, &done);
                Ok(WorkDone { profile, ..said(format!("Done: {}", done.outcome.done())) })
            }
            Work::Choose(Choice { record, attribute, reason }) => {
                golden("Chosen", choose(connection, &author(&reason), record, attribute))
            }
            Work::Settle(Choice { record, attribute, reason }, _) => {
                golden("Settled", choose(connection, &author(&reason), record, attribute))
            }
            Work::LetGo(profile, attribute) => {
                golden("Let go", let_go(connection, &author(""), profile, attribute))
            }
            Work::Unchoose => golden("Taken back", undo_choice(connection, &author(""), None)),
            Work::Lock(profile, reason) => {
                let done = lock(connection, &author(&reason), profile);
                done.map(|_| said(format!("P{profile} is locked: links from outside wait for review")))
                    .map_err(|e| e.to_string())
            }
            Work::Unlock(profile) => {
                let done = unlock(connection, &author(""), profile);
                done.map(|_| said(format!("P{profile} is free again; what waited comes with the next run")))
                    .map_err(|e| e.to_string())
            }
            Work::UndoLock => {
                let done = undo_lock(connection, &author(""), None).map_err(|e| e.to_string())?;
                let profile = done.profile_id.map_or_else(|| "the profile".to_owned(), |id| format!("P{id}"));
                let state = if done.locked { "is locked again" } else { "is free again" };
                Ok(said(format!("Taken back: {profile} {state}")))
            }
            Work::Keep(pair) => {
                let done = decide(connection, &author(KEPT), Verdict::Same, pair.left, pair.right);
                done.map(|_| said("= One person: it is not asked about again")).map_err(|e| e.to_string())
            }
            Work::Agree(pair, verdict) => {
                let done = decide(connection, &author(AGREED), verdict, pair.left, pair.right);
                done.map(|_| said("Right as it is: it is not asked about again")).map_err(|e| e.to_string())
            }
            Work::Relabel(Relabel { kind, value, label }) => {
                let done = correct(connection, &author(""), &kind, &value, label);
                done.map(|done| said(format!("{} now: {}", label.as_str(), done.sentence)))
                    .map_err(|e| e.to_string())
            }
            Work::Unlabel(decision) => {
                let done = undo_correction(connection, &author(""), decision);
                done.map(|done| said(format!("Taken back: {}", done.sentence))).map_err(|e| e.to_string())
            }
        }
    }
}

/// A word on a golden value, told.
fn golden(did: &str, done: Result<Choosing, ResolveError>) -> Result<WorkDone, String> {
    let Choosing { attribute, profile_id, before, after, .. } = done.map_err(|e| e.to_string())?;
    let changed = if before == after { "is as it was" } else { "is another now" };
    let attribute = attribute_title(&attribute);
    Ok(said(match profile_id {
        Some(profile) => format!("{did}: the {attribute} of P{profile} {changed}"),
        None => format!("{did}: the {attribute} rests until its record is there again"),
    }))
}

/// The profile to look at once it is done: the one that was changed, or that took in.
fn look_at(wanted: &Regroup, done: &Effect) -> Option<i64> {
    let Outcome { profiles_before, profiles_after, .. } = &done.outcome;
    match wanted {
        Regroup::Move(_, to) if profiles_after.contains(to) => Some(*to),
        _ => {
            profiles_after.iter().find(|id| profiles_before.contains(id)).or(profiles_after.first()).copied()
        }
    }
}

/// Work that ended with a sentence.
fn said(sentence: impl Into<String>) -> WorkDone {
    WorkDone { sentence: sentence.into(), ..WorkDone::default() }
}

/// Loads the files and brings every stage up to date.
fn load(
    connection: &Connection,
    paths: Vec<String>,
    now: DateTime,
    progress: &Progress,
) -> Result<WorkDone, String> {
    let own = path_of(connection).map_err(|e| e.to_string())?.map(|path| beside(&path, "connectors"));
    let request = LoadRequest { paths, connectors: own, now, ..LoadRequest::default() };
    let loaded = ingest::load(connection, &request, progress).map_err(|e| e.to_string())?;
    let run = pipeline::run(connection, &RunOptions::default(), progress).map_err(|e| e.to_string())?;
    let files =
        if loaded.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", loaded.files.len()) };
    Ok(said(format!("{files} loaded. {}", run.sentence())))
}

fn perform(
    connection: &Connection,
    author: &Author,
    review: Review,
    ground: Option<&Ground>,
) -> Result<Reviewed, ResolveError> {
    let effect = match review {
        Review::Decide(pair, verdict) => {
            decide_on(connection, author, verdict, (pair.left, pair.right), ground)?
        }
        Review::Undo(which) => undo(connection, author, which)?,
        Review::Redo => redo(connection, author, Which::Last)?,
    };
    Ok(Reviewed { review, effect })
}
