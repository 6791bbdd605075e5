//! How often frames may come: 60 a second in the long run, a few at once, so that an answer follows its key without
//! waiting for the next beat.

use std::time::{Duration, Instant};

const BEAT: Duration = Duration::from_millis(16);
/// Frames that may come at once after a rest: the key's, its answer's, and what the answer asked for.
const AT_ONCE: u32 = 3;

/// A leaky bucket, kept as the one moment when it is empty again (ATM Forum, generic cell rate algorithm).
#[derive(Default)]
pub(super) struct Pace {
    empty: Option<Instant>,
}

impl Pace {
    /// From when on the next frame may be drawn; `None` is at once.
    pub(super) fn next(&self) -> Option<Instant> {
        self.empty.and_then(|empty| empty.checked_sub(BEAT * (AT_ONCE - 1)))
    }

    pub(super) fn drawn(&mut self, now: Instant) {
        self.empty = Some(self.empty.map_or(now, |empty| empty.max(now)) + BEAT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_frames_come_at_once_and_sixty_a_second_in_the_long_run() {
        let (begun, mut pace, mut frames) = (Instant::now(), Pace::default(), 0);
        for ms in 0..1_000 {
            let now = begun + Duration::from_millis(ms);
            if pace.next().is_none_or(|at| at <= now) {
                pace.drawn(now);
                frames += 1;
            }
            if ms == 10 {
                assert_eq!(frames, AT_ONCE);
            }
        }
        assert!((60..=65).contains(&frames), "{frames}");
    }
}
