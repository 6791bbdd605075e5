//! What a steward did to a profile, when and why, for people.

use crate::text;

/// `locked by maria on 2026-11-23: checked by phone`.
pub(super) fn by_whom(did: &str, who: &str, day: &str, reason: Option<&str>) -> String {
    let why = reason.map_or_else(String::new, |why| format!(": {}", text::clean(why)));
    format!("{did} by {} on {day}{why}", text::clean(who))
}
