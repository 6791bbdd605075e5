//! Progress of long work, as one line on standard error that keeps being written over.

use super::out;
use crate::progress::{Progress, Step};
use crate::text;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The line is written at most this often.
const PAUSE: Duration = Duration::from_millis(80);

/// The line; it is wiped away when this is dropped.
pub(super) struct Meter {
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    begun: Option<Instant>,
    written: Option<Instant>,
    stage: &'static str,
}

impl Meter {
    /// A progress channel that shows itself when a person watches, and the line it is shown on.
    pub(super) fn start() -> (Self, Progress) {
        let line = Arc::new(Mutex::new(Line::default()));
        let own = Arc::clone(&line);
        let progress = match out::someone_watches() {
            false => Progress::silent(),
            true => Progress::new(move |step| {
                own.lock().unwrap_or_else(PoisonError::into_inner).show(&step, Instant::now());
            }),
        };
        (Self { line }, progress)
    }
}

impl Line {
    fn show(&mut self, step: &Step, now: Instant) {
        let begun = *self.begun.get_or_insert(now);
        let early = self.written.is_some_and(|at| now - at < PAUSE);
        if early && self.stage == step.stage {
            return;
        }
        self.written = Some(now);
        self.stage = step.stage;
        let _ = write!(std::io::stderr(), "\r\x1b[K{}", words(step, now - begun));
        let _ = std::io::stderr().flush();
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.line.lock().unwrap_or_else(PoisonError::into_inner).written.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
            let _ = std::io::stderr().flush();
        }
    }
}

/// `resolve: comparing pairs, 1,200 of 4,000 (30.0 %), 2.1 s`, short enough for one line.
fn words(step: &Step, passed: Duration) -> String {
    let far = match step.total {
        Some(total) if total > 0 => {
            let share = text::percent(step.done.min(total) as f64 / total as f64);
            format!(", {} of {} ({share})", text::count(step.done), text::count(total))
        }
        _ if step.done > 0 => format!(", {}", text::count(step.done)),
        _ => String::new(),
    };
    let line =
        format!("{}: {}{far}, {}", step.stage, text::clean(&step.what), text::seconds(passed.as_secs_f64()));
    text::truncate(&line, 78).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_the_work_stands_in_one_line() {
        let step = |what: &str, done, total| Step { stage: "resolve", what: what.into(), done, total };
        let passed = Duration::from_millis(2100);
        assert_eq!(
            words(&step("comparing pairs", 1200, Some(4000)), passed),
            "resolve: comparing pairs, 1,200 of 4,000 (30.0 %), 2.1 s"
        );
        assert_eq!(words(&step("reading", 0, None), passed), "resolve: reading, 2.1 s");
        let long = words(&step(&"x\u{1b}[31m".repeat(60), 0, None), passed);
        assert!(text::width(&long) <= 78 && !long.contains('\u{1b}'), "{long}");
    }
}
