//! How two records or profiles stand to each other, in a word and in a sentence.

use super::groups::Groups;
use super::{PairExplanation, WasCompared};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::read::{attribute_title, in_words};
use crate::resolve::store;
use crate::text;
use duckdb::Connection;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// How the two stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They are one profile.
    OneProfile,
    /// They are in no profile yet.
    NotRun,
    /// A steward said that they are two people.
    HeldApart,
    /// No rule brings them together.
    NeverCompared,
    /// The pair alone would do, but their profiles as a whole contradict each other.
    GroupsContradict,
    /// A run with the model as it is now would make one profile of them.
    WouldMerge,
    /// The pair waits for a steward.
    Waits,
    /// A steward set it aside.
    Unsure,
    /// Too little speaks for one person.
    TooWeak,
}

/// Whether a steward holds records of the two profiles apart.
pub(super) fn held_apart(
    conn: &Connection,
    left: Option<i64>,
    right: Option<i64>,
    pair: &PairExplanation,
) -> Result<bool, ResolveError> {
    let (Some(left), Some(right)) = (left, right) else { return Ok(false) };
    if left == right {
        return Ok(false);
    }
    let different: Vec<store::Verdict> =
        store::in_force(conn)?.into_iter().filter(|v| v.verdict == "different").collect();
    if different.iter().any(|v| (v.left, v.right) == (pair.left_record, pair.right_record)) {
        return Ok(true);
    }
    let failed = || database("read the profiles");
    let mut statement = conn
        .prepare("SELECT record_id, profile_id FROM profile_members WHERE profile_id IN (?, ?)")
        .map_err(failed())?;
    let members: FxHashMap<i64, i64> = statement
        .query_map([left, right], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(failed())?;
    let of = |record: i64| members.get(&record).copied();
    Ok(different.iter().any(|v| of(v.left).zip(of(v.right)).is_some_and(|(a, b)| a != b)))
}

/// The word and the sentence.
pub(super) fn of(
    pair: &PairExplanation,
    compared: WasCompared,
    groups: Option<&Groups>,
    certain: bool,
    held_apart: bool,
) -> (Standing, String) {
    let odds = in_words(pair.probability);
    let enough = pair.weight >= pair.merge_at || certain;
    let bits = |weight: f64| format!("{} bits", text::decimal(weight, 1));
    match (pair.left_profile, pair.right_profile) {
        (None, _) | (_, None) => {
            let sentence = format!("In no profile yet. By their values, {odds}.");
            return (Standing::NotRun, sentence);
        }
        (Some(left), Some(right)) if left == right => {
            let sentence = if enough {
                format!("They are one profile, P{left}: {odds}.")
            } else {
                format!(
                    "They are one profile, P{left}, but not by this pair ({}): other records of it connect the two.",
                    bits(pair.weight)
                )
            };
            return (Standing::OneProfile, sentence);
        }
        _ => {}
    }
    if held_apart {
        let sentence = format!("A steward said that they are two people. By their values, {odds}.");
        return (Standing::HeldApart, sentence);
    }
    if compared == WasCompared::No {
        let sentence = if enough {
            "Never compared: no rule brings them together; if they had been, they would be one profile."
                .to_owned()
        } else {
            let would = odds.replacen(" is ", " would be ", 1).replacen(" are ", " would be ", 1);
            format!("Never compared: no rule brings them together; if they had been, {would}.")
        };
        return (Standing::NeverCompared, sentence);
    }
    if enough {
        return match groups {
            Some(groups) if groups.weight < groups.bar => {
                (Standing::GroupsContradict, contradiction(pair, groups))
            }
            _ => {
                let sentence = "Enough speaks for one person: the next run makes one profile of them.";
                (Standing::WouldMerge, sentence.to_owned())
            }
        };
    }
    if pair.verdict.as_deref() == Some("unsure") {
        return (Standing::Unsure, format!("Compared, and set aside by a steward as unsure: {odds}."));
    }
    if pair.weight >= pair.review_at {
        return (Standing::Waits, format!("Compared, and waits for a steward: {odds}."));
    }
    (Standing::TooWeak, format!("Compared, but too little speaks for one person: {odds}."))
}

fn contradiction(pair: &PairExplanation, groups: &Groups) -> String {
    let against: Vec<String> = groups.against().into_iter().map(attribute_title).collect();
    let against = if against.is_empty() { String::new() } else { format!(": {}", against.join(", ")) };
    format!(
        "Compared, and the closest two records alone would be merged ({} bits), but the groups contradict each \
         other{against} ({} bits, it takes {}).",
        text::decimal(pair.weight, 1),
        text::decimal(groups.weight, 1),
        text::decimal(groups.bar, 1)
    )
}
