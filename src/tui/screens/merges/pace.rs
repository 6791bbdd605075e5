//! How long the rest of the queue takes, by the pace of the last decisions of this session.

use crate::text;
use std::collections::VecDeque;

/// Decisions looked at, and how many it takes before anything is said.
const LOOKED_AT: usize = 40;
const FEWEST: usize = 5;
/// A longer wait was a break.
const BREAK_MS: u64 = 180_000;

/// When the last decisions were made.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<u64>);

impl Pace {
    /// A pair was decided on or set aside, at this many milliseconds.
    pub(super) fn note(&mut self, ms: u64) {
        self.0.push_back(ms);
        if self.0.len() > LOOKED_AT {
            self.0.pop_front();
        }
    }

    /// Milliseconds a pair takes, breaks left out.
    fn a_pair(&self) -> Option<u64> {
        let waits = self.0.iter().zip(self.0.iter().skip(1)).map(|(a, b)| b.saturating_sub(*a));
        let mut waits: Vec<u64> = waits.filter(|wait| *wait < BREAK_MS).collect();
        waits.sort_unstable();
        // Most pairs are quick and some are slow: what many take is their mean, not the one in the middle.
        (waits.len() >= FEWEST).then(|| waits.iter().sum::<u64>() / waits.len() as u64)
    }

    /// `about 2 h left` and `at 7 s a pair`; `None` while it can't be told.
    pub(super) fn left(&self, pairs: usize) -> Option<(String, String)> {
        let a_pair = self.a_pair()?.max(1);
        let seconds = |ms: u64| ms.div_ceil(1_000).max(1);
        let left = match seconds(a_pair * pairs as u64) {
            s if s < 90 => "a minute".to_owned(),
            s if s < 5_400 => format!("{} min", s.div_ceil(60)),
            s if s < 36 * 3_600 => format!("{} h", s.div_ceil(3_600)),
            // Nobody reviews by night: days of eight hours.
            s => format!("{} working days", text::count(s.div_ceil(8 * 3_600))),
        };
        (pairs > 0).then(|| (format!("about {left} left"), format!("at {} s a pair", seconds(a_pair))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(waits: &[u64]) -> Pace {
        let (mut pace, mut now) = (Pace::default(), 1_000);
        pace.note(now);
        for wait in waits {
            now += wait * 1_000;
            pace.note(now);
        }
        pace
    }

    fn told(pace: &Pace, pairs: usize) -> Option<String> {
        pace.left(pairs).map(|(left, pace)| format!("{left} {pace}"))
    }

    #[test]
    fn it_says_nothing_before_it_knows_and_leaves_breaks_out() {
        assert_eq!(told(&pace(&[4, 4, 4, 4]), 100), None);
        let with_a_break = pace(&[4, 6, 900, 4, 6, 5]);
        assert_eq!(told(&with_a_break, 100).as_deref(), Some("about 9 min left at 5 s a pair"));
        assert_eq!(told(&with_a_break, 3).as_deref(), Some("about a minute left at 5 s a pair"));
        assert_eq!(told(&with_a_break, 2_000).as_deref(), Some("about 3 h left at 5 s a pair"));
        assert_eq!(told(&with_a_break, 114_000).as_deref(), Some("about 20 working days left at 5 s a pair"));
        assert_eq!(told(&with_a_break, 0), None);
    }

    #[test]
    fn only_the_last_decisions_count() {
        let mut waits = vec![100; 50];
        waits.extend(vec![2; LOOKED_AT]);
        assert_eq!(told(&pace(&waits), 10).as_deref(), Some("about a minute left at 2 s a pair"));
    }
}
