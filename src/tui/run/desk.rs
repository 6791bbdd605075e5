//! The lanes behind the explorer: three readers and one writer, all answering into one channel.

use crate::progress::Progress;
use crate::tui::TuiError;
use crate::tui::msg::{self, Msg, Ticket};
use crate::tui::screens::Query;
use crate::tui::work::{Job, Work};
use crate::workspace::Workspace;
use crate::workspace::lanes::{Lane, Newer};
use jiff::Timestamp;
use jiff::tz::Offset;
use tokio::sync::mpsc::UnboundedSender;

/// What takes long, and may be stopped.
const WRITE: &str = "write";
/// Decisions: never stopped, never lost.
const REVIEW: &str = "review";

/// The lanes.
pub(super) struct Desk {
    page: Lane<Query>,
    count: Lane<Query>,
    aggregate: Lane<Query>,
    writer: Lane<Job>,
    who: String,
    answers: UnboundedSender<Msg>,
}

impl Desk {
    pub(super) fn start(workspace: &Workspace, answers: UnboundedSender<Msg>) -> Result<Self, TuiError> {
        let reader = |name, newer| -> Result<Lane<Query>, TuiError> {
            let answers = answers.clone();
            let report = move |report| {
                // Nobody listens any more once the loop has ended.
                let _ = answers.send(Msg::Reply(report));
            };
            Ok(Lane::start(name, workspace.reader()?, newer, report)?)
        };
        let done = answers.clone();
        let report = move |report| {
            let _ = done.send(Msg::Worked(report));
        };
        Ok(Self {
            page: reader("page", Newer::Replaces)?,
            count: reader("count", Newer::Interrupts)?,
            aggregate: reader("aggregate", Newer::Interrupts)?,
            writer: Lane::start("writer", workspace.reader()?, Newer::Queues, report)?,
            who: steward(),
            answers,
        })
    }

    pub(super) fn ask(&self, lane: msg::Lane, slot: &'static str, ticket: Ticket, query: Query) {
        let lane = match lane {
            msg::Lane::Page => &self.page,
            msg::Lane::Count => &self.count,
            msg::Lane::Aggregate => &self.aggregate,
        };
        lane.ask(slot, ticket, query);
    }

    pub(super) fn forget(&self, slot: &'static str) {
        for lane in [&self.page, &self.count, &self.aggregate] {
            lane.cancel(slot);
        }
    }

    pub(super) fn forget_all(&self) {
        for lane in [&self.page, &self.count, &self.aggregate] {
            lane.cancel_all();
        }
    }

    pub(super) fn work(&self, ticket: Ticket, work: Work) {
        let answers = self.answers.clone();
        let progress = Progress::new(move |step| {
            let _ = answers.send(Msg::Step(ticket, step));
        });
        let slot = if work.is_quick() { REVIEW } else { WRITE };
        let now = Offset::UTC.to_datetime(Timestamp::now());
        self.writer.ask(slot, ticket, Job { work, progress, who: self.who.clone(), now });
    }

    pub(super) fn stop_work(&self) {
        self.writer.cancel(WRITE);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Long work is stopped; what the steward said is stored before the writer ends.
        self.stop_work();
        self.writer.finish(REVIEW);
    }
}

/// Whose word decisions are: `$ONEFOLD_USER`, else the user of the system.
#[must_use]
pub fn steward() -> String {
    ["ONEFOLD_USER", "USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|name| crate::text::truncate(name.trim(), 60))
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "steward".into())
}
