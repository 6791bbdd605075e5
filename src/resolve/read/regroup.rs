//! What a steward's hands on profiles would change, in sentences: the same before she confirms it and for `--preview`.

use super::attribute_title;
use crate::resolve::decide::{Outcome, RegroupView};
use crate::text;

/// Golden values told of one profile, and former decisions told by name; the rest is counted.
const MOST: usize = 3;

/// What it would change, a sentence each: first what becomes of the profiles. `shown` makes a personal value of an
/// attribute fit to be seen.
#[must_use]
pub fn regroup_sentences(view: &RegroupView, shown: impl Fn(&str, &str) -> String) -> Vec<String> {
    let mut sentences = profiles(&view.outcome, shown);
    let words = [(view.different, "called different people"), (view.same, "called the same person")];
    let words = words.into_iter().filter(|(pairs, _)| *pairs > 0);
    let words: Vec<String> =
        words.map(|(pairs, said)| format!("{} {said}", text::many(pairs as u64, "pair"))).collect();
    sentences.push(format!("Kept in every run: {}.", words.join(", ")));
    for former in view.overruled.iter().take(MOST) {
        sentences.push(format!("! It overrules {}.", former.sentence()));
    }
    if let Some(more @ 1..) = view.overruled.len().checked_sub(MOST) {
        sentences.push(format!("! It overrules {}.", text::many(more as u64, "more decision")));
    }
    sentences
}

fn profiles(outcome: &Outcome, shown: impl Fn(&str, &str) -> String) -> Vec<String> {
    let Outcome { profiles_before, profiles_after, records_after, names_after, .. } = outcome;
    let mut sentences = Vec::new();
    for ((id, records), name) in profiles_after.iter().zip(records_after).zip(names_after) {
        let name = name.as_deref().map_or_else(String::new, |name| format!(", {}", shown("name", name)));
        let records = text::many(*records as u64, "record");
        let new = if profiles_before.contains(id) { "" } else { " (new)" };
        sentences.push(format!("P{id}{new}: {records}{name}{}.", changes(outcome, *id, &shown)));
    }
    let ends = profiles_before.iter().filter(|id| !profiles_after.contains(id));
    sentences.extend(ends.map(|id| format!("P{id} ends.")));
    sentences
}

/// The golden values of a profile that change: `; e-mail now a@x.org, no phone any more`.
fn changes(outcome: &Outcome, profile: i64, shown: impl Fn(&str, &str) -> String) -> String {
    let all: Vec<_> = outcome.golden.iter().filter(|change| change.profile_id == profile).collect();
    let mut told: Vec<String> = all
        .iter()
        .take(MOST)
        .map(|change| {
            let title = attribute_title(change.attribute);
            match &change.after {
                Some(value) => format!("{title} now {}", shown(change.attribute, value)),
                None => format!("no {title} any more"),
            }
        })
        .collect();
    if let Some(more @ 1..) = all.len().checked_sub(MOST) {
        told.push(text::many(more as u64, "more value"));
    }
    if told.is_empty() { String::new() } else { format!("; {}", told.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::{Former, GoldenChange};

    #[test]
    fn a_move_that_overrules_is_told() {
        let change = |attribute, after: Option<&str>| GoldenChange {
            profile_id: 7,
            attribute,
            before: None,
            after: after.map(str::to_owned),
        };
        let view = RegroupView {
            same: 1,
            different: 2,
            overruled: vec![Former {
                decision_id: 4,
                left_record: 1,
                right_record: 2,
                who: "jo".into(),
                day: "2026-11-23".into(),
                verdict: "different".into(),
                reason: Some("twins".into()),
            }],
            outcome: Outcome {
                profiles_before: vec![7, 8],
                profiles_after: vec![7, 9],
                records_after: vec![1, 3],
                names_after: vec![Some("Ann".into()), None],
                golden: vec![change("email", Some("a@x.org")), change("phone", None)],
                ..Outcome::default()
            },
        };
        assert_eq!(
            regroup_sentences(&view, |_, value| value.to_uppercase()),
            [
                "P7: 1 record, ANN; e-mail now A@X.ORG, no phone any more.",
                "P9 (new): 3 records.",
                "P8 ends.",
                "Kept in every run: 2 pairs called different people, 1 pair called the same person.",
                "! It overrules decision 4 of jo, 2026-11-23: different people (twins)."
            ]
        );
    }
}
