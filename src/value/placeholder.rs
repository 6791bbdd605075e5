//! Values that stand for "nothing": they never match anything.

/// True for `n/a`, `none`, `unknown`, `test`, `xxx`, `-`, `0000000`, `1111`, `asdf` and their like.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    let trimmed = value.trim();
    let marks = |c: char| !c.is_alphanumeric();
    let bare = trimmed.trim_matches(marks);
    if bare.is_empty() {
        return true;
    }
    if bare.len() > 24 {
        return false;
    }
    let lower = bare.to_lowercase();
    if WORDS.contains(&lower.as_str()) {
        return true;
    }
    // One digit or the letter x, again and again: 0000000, 999-999, xxxx.
    let mut kept = lower.chars().filter(|c| c.is_alphanumeric());
    let Some(first) = kept.next() else { return true };
    let same = kept.clone().all(|c| c == first);
    let length = kept.count() + 1;
    same && ((first.is_ascii_digit() && length >= 4)
        || (first == 'x' && length >= 2)
        || (first == '0' && length >= 2))
}

const WORDS: &[&str] = &[
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
