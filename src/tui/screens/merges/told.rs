//! What a decision did, in one sentence for the status line.

use crate::resolve::decide::Verdict;
use crate::resolve::read::{Face, PairView, attribute_title};
use crate::tui::canvas::person;
use crate::tui::work::{Review, Reviewed};

/// The steward's word, by its sign and in words.
pub(super) fn verdict(verdict: &str) -> (&'static str, &'static str) {
    match verdict {
        "same" => ("=", "same person"),
        "different" => ("≠", "different people"),
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
    let effect = &reviewed.effect;
    let lead = match reviewed.review {
        Review::Decide(_, Verdict::Same) => "= Same person".to_owned(),
        Review::Decide(_, Verdict::Different) => "≠ Different people".to_owned(),
        Review::Decide(_, Verdict::Unsure) => "? Set aside".to_owned(),
        Review::Undo(_) => "Taken back".to_owned(),
        Review::Redo => "Back in force".to_owned(),
    };
    let mut sentence = format!("{lead}: {}", effect.sentence);
    if let [after] = reviewed.after.as_slice()
        && effect.profiles_before != effect.profiles_after
    {
        for news in news(&reviewed.before, after, masked) {
            sentence = format!("{sentence}; {news}");
        }
    }
    sentence
}

/// Golden values of a profile that its older self had not, at most three: `e-mail now …`.
fn news(before: &[Face], after: &Face, masked: bool) -> Vec<String> {
    let Some(old) = before.iter().find(|face| face.profile_id == after.profile_id) else {
        return Vec::new();
    };
    after
        .values
        .iter()
        .filter(|value| !old.values.contains(value))
        .take(3)
        .map(|(attribute, value)| {
            format!("{} now {}", attribute_title(attribute), person(masked, attribute, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::Effect;
    use crate::resolve::read::Pair;

    fn face(profile_id: i64, values: &[(&'static str, &str)]) -> Face {
        let values = values.iter().map(|(a, v)| (*a, (*v).to_owned())).collect();
        Face { profile_id, records: 1, values }
    }

    fn reviewed(review: Review, after: &[i64]) -> Reviewed {
        Reviewed {
            review,
            effect: Effect {
                decision_id: 1,
                left_record: 1,
                right_record: 2,
                sentence: "2 profiles became 1 (5 records)".into(),
                profiles_before: vec![7, 8],
                profiles_after: after.to_vec(),
            },
            before: vec![face(7, &[("name", "Ann")]), face(8, &[("email", "a@x.org")])],
            after: vec![face(7, &[("name", "Ann"), ("email", "a@x.org")])],
        }
    }

    #[test]
    fn a_merge_says_what_is_new_in_the_golden_record() {
        let done = reviewed(Review::Decide(Pair::of(1, 2), Verdict::Same), &[7]);
        assert_eq!(
            changed(&done, false),
            "= Same person: 2 profiles became 1 (5 records); e-mail now a@x.org"
        );
        assert!(changed(&done, true).ends_with("e-mail now a•••@x•••.org"));
        let undone = reviewed(Review::Undo(None), &[7, 8]);
        assert!(changed(&undone, false).starts_with("Taken back: 2 profiles"));
    }
}
