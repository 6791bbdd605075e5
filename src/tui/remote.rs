//! A value that a lane is asked for: what is known of it, what is on its way, and what went wrong.

use super::msg::{Moment, Ticket};
use crate::workspace::lanes::LaneError;
use std::time::Duration;

/// After this long a wait is shown.
pub const PATIENCE_MS: u64 = 150;

/// Where a remote value stands, for drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase<'a> {
    /// Not asked for.
    Idle,
    /// On its way for so many milliseconds; nothing to show yet.
    Loading(u64),
    /// Here.
    Ready,
    /// An older one is here, a newer one on its way for so many milliseconds.
    Stale(u64),
    /// It could not be had.
    Failed(&'a str),
}

impl Phase<'_> {
    /// Long enough on its way that the older one is shown dimmed.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Stale(ms) if *ms >= PATIENCE_MS)
    }
}

/// A value asked for under a ticket.
#[derive(Debug, Clone)]
pub struct Remote<T> {
    value: Option<T>,
    waiting: Option<(Ticket, u64)>,
    error: Option<String>,
    took: Duration,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self { value: None, waiting: None, error: None, took: Duration::ZERO }
    }
}

impl<T> Remote<T> {
    /// Notes that it was asked for.
    pub fn asked(&mut self, ticket: Ticket, now: Moment) {
        self.waiting = Some((ticket, now.ms));
        self.error = None;
    }

    /// Takes an answer. False: it is a late one, and nothing changed.
    pub fn answered(&mut self, ticket: Ticket, took: Duration, result: Result<T, LaneError>) -> bool {
        if self.waiting.is_none_or(|(waited, _)| waited != ticket) {
            return false;
        }
        self.waiting = None;
        self.took = took;
        match result {
            Ok(value) => self.value = Some(value),
            // What is here stays; where nothing is, the screen says why it is bare.
            Err(LaneError::Cancelled) => {
                self.error = self.value.is_none().then(|| "Stopped before it was there".to_owned());
            }
            Err(why) => self.error = Some(why.to_string()),
        }
        true
    }

    /// True when this ticket is the one waited for.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.waiting.is_some_and(|(waited, _)| waited == ticket)
    }

    /// The value, also while a newer one is on its way.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The value to change in place.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Forgets the value (it belongs to something else now); what is on its way stays awaited.
    pub fn clear(&mut self) {
        self.value = None;
        self.error = None;
    }

    /// How long the last answer took.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }

    /// Since when (milliseconds) it is waited for.
    #[must_use]
    pub fn since(&self) -> Option<u64> {
        self.waiting.map(|(_, since)| since)
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self, now: Moment) -> Phase<'_> {
        let waited = self.waiting.map(|(_, since)| now.ms.saturating_sub(since));
        match (waited, &self.value, &self.error) {
            (Some(ms), None, _) => Phase::Loading(ms),
            (Some(ms), Some(_), _) => Phase::Stale(ms),
            (None, _, Some(why)) => Phase::Failed(why),
            (None, Some(_), None) => Phase::Ready,
            (None, None, None) => Phase::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_answers_change_nothing() {
        let mut remote = Remote::default();
        let at = |ms| Moment { ms, ..Moment::default() };
        assert_eq!(remote.phase(at(0)), Phase::Idle);
        remote.asked(1, at(0));
        remote.asked(2, at(10));
        assert_eq!(remote.phase(at(30)), Phase::Loading(20));
        assert!(!remote.answered(1, Duration::ZERO, Ok("old")));
        assert!(remote.answered(2, Duration::ZERO, Ok("new")));
        assert_eq!((remote.phase(at(40)), remote.get()), (Phase::Ready, Some(&"new")));
        remote.asked(3, at(50));
        assert_eq!(remote.phase(at(60)), Phase::Stale(10));
        remote.answered(3, Duration::ZERO, Err(LaneError::Failed("no disk".into())));
        assert_eq!((remote.phase(at(70)), remote.get()), (Phase::Failed("no disk"), Some(&"new")));
    }

    #[test]
    fn what_was_stopped_says_so_where_nothing_is_shown() {
        let mut remote = Remote::default();
        let at = |ms| Moment { ms, ..Moment::default() };
        remote.asked(1, at(0));
        remote.answered(1, Duration::ZERO, Err(LaneError::Cancelled));
        assert!(matches!(remote.phase(at(5)), Phase::Failed(_)));
        remote.asked(2, at(10));
        remote.answered(2, Duration::ZERO, Ok("here"));
        remote.asked(3, at(20));
        remote.answered(3, Duration::ZERO, Err(LaneError::Cancelled));
        assert_eq!((remote.phase(at(30)), remote.get()), (Phase::Ready, Some(&"here")));
    }
}
