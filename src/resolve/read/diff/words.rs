//! Changes of profiles and their causes in words.

use crate::text;

/// What happened to the profile: `P7 came in and is gone (2 records)`.
#[must_use]
pub fn change_in_words(change: &str, other: Option<i64>, records: u64) -> String {
    let other = other.map(|id| format!("P{id}")).unwrap_or_default();
    let counted = text::many(records, "record");
    match change {
        "created" => format!("new, with {counted}"),
        "merged" => format!("{other} came in and is gone ({counted})"),
        "split" => format!("{other} went out of it ({counted})"),
        "moved" => format!("{counted} came from {other}"),
        "joined" => format!("{} came in", text::many(records, "new record")),
        "lost" => format!("{counted} of it left the data"),
        "gone" => format!("gone, its {counted} left the data"),
        other => other.into(),
    }
}

/// Why it happened.
#[must_use]
pub fn cause_in_words(cause: &str) -> String {
    match cause {
        "new record" | "changed record" | "removed record" => format!("a {cause}"),
        "model" => "the model: its figures moved".into(),
        "decision" => "a decision".into(),
        other => other.into(),
    }
}
