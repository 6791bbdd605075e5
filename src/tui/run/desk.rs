//! The lanes behind the explorer: three readers and one writer, all answering into one channel.

use crate::progress::Progress;
use crate::tui::TuiError;
use crate::tui::msg::{self, Msg, Ticket};
use crate::tui::screens::Query;
use crate::tui::work::{Job, Work};
use crate::workspace::Workspace;
use crate::workspace::lanes::{Lane, Newer};
use tokio::sync::mpsc::UnboundedSender;

const WRITE: &str = "write";

/// The lanes.
pub(super) struct Desk {
    page: Lane<Query>,
    count: Lane<Query>,
    aggregate: Lane<Query>,
    writer: Lane<Job>,
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
        self.writer.ask(WRITE, ticket, Job { work, progress });
    }

    pub(super) fn stop_work(&self) {
        self.writer.cancel(WRITE);
    }
}
