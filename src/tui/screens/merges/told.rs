//! What a decision would do and what it did, in one sentence each.

use crate::resolve::decide::{Outcome, Verdict};
use crate::resolve::read::{PairView, attribute_title};
use crate::text;
use crate::tui::canvas::person;
use crate::tui::work::{Review, Reviewed};

/// The steward's word, by its sign and in words.
pub(super) fn verdict(verdict: &str) -> (&'static str, &'static str) {
    match verdict {
        "same" => ("=", "same person"),
        "different" => ("≠", "different people"),
        "several" => ("=≠", "both words"),
        _ => ("?", "unsure"),
    }
}

/// What was just said, before the workspace has answered.
pub(super) fn decided(view: &PairView, said: Verdict, masked: bool) -> String {
    let (sign, words) = verdict(said.as_str());
    let name = |side: &crate::resolve::read::Side| {
        let name = side.profile_name.as_deref().unwrap_or(&side.record.native_key);
        person(masked, "name", name)
    };
    format!("{sign} {words}: {}, {}", name(&view.left), name(&view.right))
}

/// What it changed.
pub(super) fn changed(reviewed: &Reviewed, masked: bool) -> String {
    let lead = match reviewed.review {
        Review::Decide(_, Verdict::Same) => "= Same person".to_owned(),
        Review::Decide(_, Verdict::Different) => "≠ Different people".to_owned(),
        Review::Decide(_, Verdict::Unsure) => "? Set aside".to_owned(),
        Review::Undo(_) => "Taken back".to_owned(),
        Review::Redo => "Back in force".to_owned(),
    };
    let outcome = &reviewed.effect.outcome;
    if reviewed.effect.pairs > 1 {
        return format!("{lead}: {} decisions; {}", text::count(reviewed.effect.pairs), outcome.done());
    }
    let mut sentence = format!("{lead}: {}", outcome.done());
    for news in news(outcome, masked) {
        sentence = format!("{sentence}; {news}");
    }
    sentence
}

/// What it would change.
pub(super) fn coming(outcome: &Outcome, together: bool, masked: bool) -> String {
    let profiles = match (outcome.keeps_profiles(), together) {
        (true, true) => "they stay one profile".to_owned(),
        (true, false) => "they stay two profiles".to_owned(),
        _ => outcome.coming(),
    };
    let mut parts = vec![profiles];
    let pairs = |n: usize, what: &str| {
        let pairs = if n == 1 { "pair" } else { "pairs" };
        (n > 0).then(|| format!("{} more {pairs} {what}", text::count(n)))
    };
    parts.extend(pairs(outcome.settled, "settled"));
    parts.extend(pairs(outcome.raised, "to review"));
    parts.extend(news(outcome, masked));
    if parts.len() == 1 && outcome.keeps_profiles() {
        parts.push("nothing else changes".to_owned());
    }
    parts.join("; ")
}

/// Golden values that are new or gone, at most three: `e-mail now …`.
fn news(outcome: &Outcome, masked: bool) -> Vec<String> {
    const MOST: usize = 3;
    let mut news: Vec<String> = outcome
        .golden
        .iter()
        .take(MOST)
        .map(|change| {
            let title = attribute_title(change.attribute);
            match &change.after {
                Some(value) => format!("{title} now {}", person(masked, change.attribute, value)),
                None => format!("no {title} any more"),
            }
        })
        .collect();
    match outcome.golden.len().saturating_sub(MOST) {
        0 => {}
        1 => news.push("1 more value".to_owned()),
        n => news.push(format!("{n} more values")),
    }
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::{Effect, GoldenChange, Which};
    use crate::resolve::read::Pair;

    fn merge(golden: &[(&'static str, Option<&str>)]) -> Outcome {
        let change = |(attribute, after): &(&'static str, Option<&str>)| GoldenChange {
            profile_id: 7,
            attribute,
            before: None,
            after: after.map(str::to_owned),
        };
        Outcome {
            profiles_before: vec![7, 8],
            profiles_after: vec![7],
            records_after: vec![5],
            golden: golden.iter().map(change).collect(),
            ..Outcome::default()
        }
    }

    fn reviewed(review: Review) -> Reviewed {
        let outcome = merge(&[("email", Some("a@x.org"))]);
        Reviewed {
            review,
            effect: Effect {
                decision_id: 1,
                left_record: 1,
                right_record: 2,
                pairs: 1,
                left_out: 0,
                outcome,
            },
        }
    }

    #[test]
    fn a_merge_says_what_is_new_in_the_golden_record() {
        let done = reviewed(Review::Decide(Pair::of(1, 2), Verdict::Same));
        assert_eq!(
            changed(&done, false),
            "= Same person: 2 profiles became 1 (5 records); e-mail now a@x.org"
        );
        assert!(changed(&done, true).ends_with("e-mail now a•••@x•••.org"));
        assert!(changed(&reviewed(Review::Undo(Which::Last)), false).starts_with("Taken back: 2 profiles"));
    }

    #[test]
    fn a_preview_says_the_same_of_what_is_to_come() {
        let mut outcome =
            merge(&[("phone", None), ("city", Some("Lyon")), ("company", Some("X")), ("gender", None)]);
        outcome.settled = 2;
        outcome.raised = 1;
        assert_eq!(
            coming(&outcome, false, false),
            "2 profiles become 1 (5 records); 2 more pairs settled; 1 more pair to review; no phone any more; \
             city now Lyon; company now X; 1 more value"
        );
        let nothing = Outcome::default();
        assert_eq!(coming(&nothing, false, false), "they stay two profiles; nothing else changes");
        assert_eq!(coming(&nothing, true, false), "they stay one profile; nothing else changes");
    }
}
