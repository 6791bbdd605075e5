//! What one word on many pairs would do and what it did, in a sentence.

use super::{Effect, ManyOutcome, Verdict};
use crate::text;

impl ManyOutcome {
    /// What it would change: `500 pairs: 900 profiles become 450 (2,000 records); 3 pairs left out, …`.
    #[must_use]
    pub fn coming(&self) -> String {
        let outcome = &self.outcome;
        let mut parts = vec![format!("{}: {}", pairs(self.pairs), outcome.coming())];
        parts.extend((outcome.settled > 0).then(|| format!("{} more settled", pairs(outcome.settled))));
        parts.extend((outcome.raised > 0).then(|| format!("{} more to review", pairs(outcome.raised))));
        parts.extend(left_out(self.left_out));
        parts.join("; ")
    }
}

impl Effect {
    /// What the word changed: `= Same person: 500 pairs; 900 profiles became 450 (2,000 records)`.
    #[must_use]
    pub fn told(&self, verdict: Verdict) -> String {
        let lead = match verdict {
            Verdict::Same => "= Same person",
            Verdict::Different => "≠ Different people",
            Verdict::Unsure => "? Set aside",
        };
        let mut parts = vec![format!("{lead}: {}", pairs(self.pairs)), self.outcome.done()];
        parts.extend(left_out(self.left_out));
        parts.join("; ")
    }
}

fn pairs(n: usize) -> String {
    text::many(n as u64, "pair")
}

fn left_out(n: usize) -> Option<String> {
    (n > 0).then(|| format!("{} left out, former decisions say otherwise", pairs(n)))
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    #[test]
    fn what_is_left_out_is_told() {
        let outcome = Outcome {
            profiles_before: vec![1, 2, 3, 4],
            profiles_after: vec![1, 3],
            records_after: vec![3, 4],
            settled: 1,
            ..Outcome::default()
        };
        let of = ManyOutcome { pairs: 2, left_out: 1, outcome: outcome.clone() };
        assert_eq!(
            of.coming(),
            "2 pairs: 4 profiles become 2 (7 records); 1 pair more settled; 1 pair left out, former decisions say otherwise"
        );
        let effect =
            Effect { decision_id: 1, left_record: 1, right_record: 2, pairs: 2, left_out: 0, outcome };
        assert_eq!(effect.told(Verdict::Same), "= Same person: 2 pairs; 4 profiles became 2 (7 records)");
    }
}
