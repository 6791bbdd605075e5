//! Values that stand for "nothing": they never match anything.

use super::in_small_letters;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// True for `n/a`, `none`, `unknown`, `test`, `xxx`, `-`, `0000000`, `1111`, `asdf` and their like.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let trimmed = value.trim();
    let marks = |c: char| !c.is_alphanumeric();
    let bare = trimmed.trim_matches(marks);
    if bare.is_empty() {
        return true;
    }
    if bare.len() > LONGEST {
        return false;
    }
    let room = &mut [0; LONGEST];
    let lower = in_small_letters(bare, room);
    if WORDS.contains(&*lower) {
        return true;
    }
    // One digit or the letter x, again and again: 0000000, 999-999, xxxx.
    let mut kept = lower.chars().filter(|c| c.is_alphanumeric());
    let Some(first) = kept.next() else { return true };
    let enough = match first {
        '0' | 'x' => 2,
        '1'..='9' => 4,
        _ => return false,
    };
    kept.clone().all(|c| c == first) && kept.count() + 1 >= enough
}

/// A placeholder has no more bytes.
const LONGEST: usize = 24;

static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| ALL_WORDS.iter().copied().collect());

const ALL_WORDS: &[&str] = &[
    "n/a",
    "na",
    "n.a",
    "n a",
    "none",
    "null",
    "nil",
    "nan",
    "unknown",
    "unbekannt",
    "inconnu",
    "desconocido",
    "not set",
    "not given",
    "not available",
    "not provided",
    "not applicable",
    "no name",
    "noname",
    "no email",
    "noemail",
    "no phone",
    "anonymous",
    "anonym",
    "test",
    "tester",
    "testing",
    "test test",
    "dummy",
    "sample",
    "asdf",
    "qwerty",
    "asd",
    "foo",
    "bar",
    "tbd",
    "tba",
    "missing",
    "empty",
    "blank",
    "undefined",
    "invalid",
    "guest",
    "guest guest",
    "customer",
    "default",
    "#n/a",
    "keine",
    "keine angabe",
    "k.a",
    "k. a",
    "sin datos",
    "s/n",
    "nicht angegeben",
    "non renseigné",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_many_words() {
        for value in
            ["n/a", " N/A ", "none", "-", "", "0000000", "000-000", "xxx", "#N/A", "(not set)", "9999"]
        {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["Nan Smith", "Xu", "0170 1234567", "Nina", "11", "2020", "Ng", "Noa", "10001"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
