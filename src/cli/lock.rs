//! `onefold lock PROFILE`: a profile stays as it is, until it is unlocked; without one, which are locked.

use super::context::now;
use super::{CliError, Context, Ending, Out, find};
use crate::resolve::decide::{Author, LockView, Locking, lock, locked, undo_lock, unlock};
use crate::text;
use crate::tui::run::steward;
use crate::workspace::Access;
use clap::Args;

/// The arguments of `lock`.
#[derive(Debug, Args)]
pub(super) struct LockArgs {
    /// P and its number, a record (source:key, its key or id), or a name; without one, the locks in force are listed.
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
    /// Unlock it.
    #[arg(long, requires = "profile")]
    unlock: bool,
    /// Take back the locking or unlocking of this number, or what was done last.
    #[arg(long, value_name = "N", num_args = 0..=1, conflicts_with_all = ["profile", "unlock"])]
    undo: Option<Option<i64>>,
    /// Only tell what it would change.
    #[arg(long, requires = "profile")]
    preview: bool,
    /// Why, for the log.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl LockArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let writes = (self.profile.is_some() && !self.preview) || self.undo.is_some();
        let access = if writes { Access::ReadWrite } else { Access::ReadOnly };
        let workspace = context.open(&context.path(), access)?;
        let conn = workspace.connection();
        let who = steward();
        let own = Author { who: &who, now: now(), reason: &self.reason };
        if let Some(number) = self.undo {
            return self.told(out, &undo_lock(conn, &own, number)?);
        }
        let Some(profile) = &self.profile else {
            return self.listed(&locked(conn)?, out);
        };
        let profile = find::profile(&workspace, profile)?;
        if self.preview {
            let held = locked(conn)?.into_iter().find(|lock| lock.profile_id == Some(profile));
            out.line(match (held, self.unlock) {
                (Some(lock), true) => format!(
                    "P{profile}, {}, would be free again: what links and decisions make of it comes with the next run.",
                    lock.sentence
                ),
                (Some(lock), false) => format!("P{profile} is {} already.", lock.sentence),
                (None, true) => format!("P{profile} is not locked."),
                (None, false) => format!(
                    "P{profile} would keep its records and take in no others; links from outside would wait for review."
                ),
            })?;
            return Ok(Ending::Done);
        }
        let done = if self.unlock { unlock(conn, &own, profile)? } else { lock(conn, &own, profile)? };
        self.told(out, &done)
    }

    fn listed(&self, locks: &[LockView], out: &mut Out) -> Result<Ending, CliError> {
        if self.json {
            out.json(&locks)?;
        } else if locks.is_empty() {
            out.line("No profile is locked.")?;
        }
        for lock in locks.iter().filter(|_| !self.json) {
            let profile = lock.profile_id.map_or_else(|| "(not loaded)".to_owned(), |id| format!("P{id}"));
            out.line(format!("{profile}  {}  {}", text::many(lock.records as u64, "record"), lock.sentence))?;
        }
        Ok(Ending::Done)
    }

    fn told(&self, out: &mut Out, done: &Locking) -> Result<Ending, CliError> {
        let profile = done.profile_id.map_or_else(|| "The profile".to_owned(), |id| format!("P{id}"));
        let records = text::many(done.records as u64, "record");
        let sentence = match done.locked {
            true => format!(
                "Lock {}: {profile} keeps its {records} and takes in no others; links from outside wait for review.",
                done.decision_id
            ),
            false => {
                format!("Lock {}: {profile} is free again; onefold run does what waited.", done.decision_id)
            }
        };
        out.told(self.json, done, sentence)
    }
}
