//! Lanes: named threads that each own a connection, so that no query ever runs on the thread that draws.
//!
//! A lane keeps at most one waiting job a *slot* (what the answer is for): a newer job takes the place of the
//! older one, and may interrupt it when it is already running. Every job carries a ticket, so that the asker
//! can drop late answers. A job that panics becomes an answer, and the lane goes on with a fresh connection.

use super::{WorkspaceError, give_way};
use crate::progress::Progress;
use duckdb::{Connection, InterruptHandle};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a lane can be asked: runs on the lane's own connection.
pub trait Question: Send + 'static {
    /// What comes back.
    type Answer: Send + 'static;

    /// The channel the job reports to and is stopped by; silent unless the job has listeners.
    fn progress(&self) -> Progress {
        Progress::silent()
    }

    /// Finds the answer. `stop` is raised when nobody waits for it any more: long work in Rust must look at it,
    /// queries are interrupted by the lane.
    ///
    /// # Errors
    /// A sentence for people.
    fn answer(self, connection: &Connection, stop: &Progress) -> Result<Self::Answer, String>;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LaneError {
    /// A newer job took its place, or the asker no longer wants it.
    #[error("stopped")]
    Cancelled,
    /// The question could not be answered.
    #[error("{0}")]
    Failed(String),
    /// The job panicked; the lane has restarted.
    #[error("this is a fault in Onefold: {0}. The rest goes on working")]
    Panicked(String),
}

/// What a lane reports for each job it has begun.
#[derive(Debug)]
pub struct Report<A> {
    /// What the answer is for.
    pub slot: &'static str,
    /// The ticket the job was asked with.
    pub ticket: u64,
    /// How long it took.
    pub took: Duration,
    /// The answer.
    pub result: Result<A, LaneError>,
}

/// What happens to a running job when a newer one for its slot arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// It is interrupted: its answer would be of no use.
    Interrupts,
    /// It may finish (short jobs whose answers stay useful, such as pages); only waiting ones are replaced.
    Replaces,
    /// It waits its turn behind all others: a queue.
    Queues,
}

struct Job<Q> {
    slot: &'static str,
    ticket: u64,
    question: Q,
    unwanted: bool,
}

struct Running {
    slot: &'static str,
    ticket: u64,
    stop: Progress,
}

struct State<Q> {
    waiting: VecDeque<Job<Q>>,
    running: Option<Running>,
    closing: bool,
    interrupt: Arc<InterruptHandle>,
}

struct Shared<Q> {
    state: Mutex<State<Q>>,
    changed: Condvar,
}

impl<Q> Shared<Q> {
    fn lock(&self) -> MutexGuard<'_, State<Q>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A named thread with a connection of its own.
pub struct Lane<Q: Question> {
    shared: Arc<Shared<Q>>,
    newer: Newer,
    thread: Option<JoinHandle<()>>,
}

impl<Q: Question> Lane<Q> {
    /// Starts the thread. `report` is called on it for every job it has begun.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: &'static str,
        connection: Connection,
        newer: Newer,
        report: impl Fn(Report<Q::Answer>) + Send + 'static,
    ) -> Result<Self, WorkspaceError> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                running: None,
                closing: false,
                interrupt: connection.interrupt_handle(),
            }),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                give_way();
                work(&own, connection, &report);
            })
            .map_err(|source| WorkspaceError::Lane { name, source })?;
        Ok(Self { shared, newer, thread: Some(thread) })
    }

    /// Asks for `slot`; see [`Newer`] for what happens to an older job of the same slot.
    pub fn ask(&self, slot: &'static str, ticket: u64, question: Q) {
        let mut state = self.shared.lock();
        if self.newer != Newer::Queues {
            state.waiting.retain(|job| job.slot != slot);
        }
        state.waiting.push_back(Job { slot, ticket, question, unwanted: false });
        let running = state.running.as_ref().filter(|r| r.slot == slot).map(|r| r.ticket);
        drop(state);
        self.shared.changed.notify_all();
        if let Some(old) = running.filter(|_| self.newer == Newer::Interrupts) {
            self.interrupt(old);
        }
    }

    /// Nobody waits for `slot` any more: its waiting jobs and the running one report [`LaneError::Cancelled`].
    pub fn cancel(&self, slot: &'static str) {
        self.cancel_where(|other| other == slot);
    }

    /// Cancels every job of this lane.
    pub fn cancel_all(&self) {
        self.cancel_where(|_| true);
    }

    /// Waits until no job of `slot` waits or runs any more: for what must not be lost when the lane is dropped.
    pub fn finish(&self, slot: &str) {
        let mut state = self.shared.lock();
        let busy = |state: &State<Q>| {
            state.waiting.iter().any(|job| job.slot == slot)
                || state.running.as_ref().is_some_and(|running| running.slot == slot)
        };
        while busy(&state) {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn cancel_where(&self, unwanted: impl Fn(&str) -> bool) {
        let mut state = self.shared.lock();
        for job in state.waiting.iter_mut().filter(|job| unwanted(job.slot)) {
            job.unwanted = true;
        }
        let running = state.running.as_ref().filter(|r| unwanted(r.slot)).map(|r| r.ticket);
        drop(state);
        if let Some(ticket) = running {
            self.interrupt(ticket);
        }
    }

    /// Raises the job's stop flag and interrupts its query, again and again until the job has reported: DuckDB
    /// forgets an interrupt that comes between two queries of one job.
    fn interrupt(&self, ticket: u64) {
        let shared = Arc::clone(&self.shared);
        let signal = move || {
            let mut state = shared.lock();
            loop {
                match &state.running {
                    Some(running) if running.ticket == ticket => running.stop.cancel(),
                    _ => return,
                }
                state.interrupt.interrupt();
                let wait = shared.changed.wait_timeout(state, Duration::from_millis(3));
                state = wait.unwrap_or_else(PoisonError::into_inner).0;
            }
        };
        // Without a thread for it the job merely runs to its end.
        let _ = std::thread::Builder::new().name("interrupt".into()).spawn(signal);
    }
}

impl<Q: Question> Drop for Lane<Q> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closing = true;
        state.waiting.clear();
        let running = state.running.as_ref().map(|r| r.ticket);
        drop(state);
        self.shared.changed.notify_all();
        if let Some(ticket) = running {
            self.interrupt(ticket);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work<Q: Question>(shared: &Shared<Q>, mut connection: Connection, report: &dyn Fn(Report<Q::Answer>)) {
    loop {
        let mut state = shared.lock();
        let job = loop {
            if state.closing {
                return;
            }
            if let Some(job) = state.waiting.pop_front() {
                break job;
            }
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        if job.unwanted {
            drop(state);
            let result = Err(LaneError::Cancelled);
            report(Report { slot: job.slot, ticket: job.ticket, took: Duration::ZERO, result });
            continue;
        }
        let stop = job.question.progress();
        state.running = Some(Running { slot: job.slot, ticket: job.ticket, stop: stop.clone() });
        drop(state);

        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| job.question.answer(&connection, &stop)));
        let result = match outcome {
            _ if stop.is_cancelled() => Err(LaneError::Cancelled),
            Ok(answer) => answer.map_err(LaneError::Failed),
            Err(panic) => {
                if let Ok(fresh) = connection.try_clone() {
                    connection = fresh;
                }
                Err(LaneError::Panicked(panic_text(panic.as_ref())))
            }
        };

        let mut state = shared.lock();
        state.running = None;
        state.interrupt = connection.interrupt_handle();
        drop(state);
        shared.changed.notify_all();
        report(Report { slot: job.slot, ticket: job.ticket, took: begun.elapsed(), result });
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it stopped without a word".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use std::sync::mpsc::{Receiver, channel};

    enum Ask {
        Number(i64),
        Forever,
        Patient,
        Panic,
        Wrong,
    }

    impl Question for Ask {
        type Answer = i64;

        fn answer(self, connection: &Connection, stop: &Progress) -> Result<i64, String> {
            let sql = match self {
                Self::Number(n) => format!("SELECT {n}::BIGINT"),
                Self::Forever => "SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) = 1".into(),
                Self::Patient => {
                    while !stop.is_cancelled() {
                        std::thread::yield_now();
                    }
                    return Err("stopped".into());
                }
                Self::Panic => panic!("on purpose"),
                Self::Wrong => "SELECT nothing_here".into(),
            };
            connection.query_row(&sql, [], |row| row.get(0)).map_err(|e| e.to_string())
        }
    }

    fn lane(newer: Newer) -> (Lane<Ask>, Receiver<Report<i64>>, Workspace) {
        let workspace = Workspace::in_memory().unwrap();
        let (send, receive) = channel();
        let report = move |r| {
            let _ = send.send(r);
        };
        let lane = Lane::start("test", workspace.reader().unwrap(), newer, report).unwrap();
        (lane, receive, workspace)
    }

    #[test]
    fn answers_come_with_their_ticket() {
        let (lane, answers, _workspace) = lane(Newer::Queues);
        lane.ask("a", 7, Ask::Number(42));
        lane.ask("a", 8, Ask::Wrong);
        let first = answers.recv().unwrap();
        assert_eq!((first.slot, first.ticket, first.result), ("a", 7, Ok(42)));
        assert!(
            matches!(answers.recv().unwrap().result, Err(LaneError::Failed(why)) if why.contains("nothing_here"))
        );
    }

    #[test]
    fn a_newer_job_interrupts_the_running_one_of_its_slot_only() {
        let (lane, answers, _workspace) = lane(Newer::Interrupts);
        for stuck in [Ask::Forever, Ask::Patient] {
            lane.ask("slow", 1, stuck);
            lane.ask("other", 2, Ask::Number(5));
            lane.ask("slow", 3, Ask::Number(6));
            let mut seen: Vec<_> = answers.iter().take(2).map(|r| (r.ticket, r.result)).collect();
            if seen[0].0 == 1 {
                assert_eq!(seen.remove(0).1, Err(LaneError::Cancelled));
                seen.push(answers.iter().map(|r| (r.ticket, r.result)).next().unwrap());
            }
            assert_eq!(seen, [(2, Ok(5)), (3, Ok(6))]);
        }
    }

    #[test]
    fn what_is_cancelled_reports_so_whether_it_runs_or_waits() {
        let (lane, answers, _workspace) = lane(Newer::Replaces);
        lane.ask("slow", 1, Ask::Forever);
        lane.ask("later", 2, Ask::Number(1));
        lane.cancel("later");
        lane.cancel("slow");
        lane.ask("end", 3, Ask::Number(2));
        let seen: Vec<_> = answers.iter().take(3).map(|r| (r.ticket, r.result)).collect();
        let stopped = Err(LaneError::Cancelled);
        assert_eq!(seen, [(1, stopped.clone()), (2, stopped), (3, Ok(2))]);
    }

    #[test]
    fn a_panic_is_an_answer_and_the_lane_lives_on() {
        let (lane, answers, _workspace) = lane(Newer::Queues);
        lane.ask("a", 1, Ask::Panic);
        lane.ask("a", 2, Ask::Number(3));
        assert_eq!(answers.recv().unwrap().result, Err(LaneError::Panicked("on purpose".into())));
        assert_eq!(answers.recv().unwrap().result, Ok(3));
    }

    #[test]
    fn a_slot_can_be_worked_off_before_the_lane_is_dropped() {
        let (lane, answers, _workspace) = lane(Newer::Queues);
        for n in 0..20 {
            lane.ask("keep", n, Ask::Number(7));
        }
        lane.ask("other", 99, Ask::Forever);
        lane.finish("keep");
        drop(lane);
        assert_eq!(answers.iter().filter(|r| r.result == Ok(7)).count(), 20);
    }

    #[test]
    fn dropping_a_lane_stops_its_work() {
        let (lane, answers, _workspace) = lane(Newer::Queues);
        lane.ask("a", 1, Ask::Forever);
        drop(lane);
        assert!(answers.iter().all(|r| r.result == Err(LaneError::Cancelled)));
    }
}
