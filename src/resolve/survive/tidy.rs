//! How values are told apart and how people write them.

use super::super::input::Interner;
use super::super::normalise::fold;
use super::super::texts::Texts;
use crate::value::{country, date, placeholder};
use rayon::prelude::*;
use std::borrow::Cow;

/// Values whose meanings are held at a time.
const AT_ONCE: usize = 1 << 16;

/// Values that mean the same get the same number; placeholders and unreadable dates get 0.
pub(super) fn groups(name: &str, dictionary: &Texts) -> Vec<u32> {
    if is_plain(name) {
        // Each text means itself.
        let texts = dictionary.par_iter().zip(0..dictionary.len() as u32);
        return texts.map(|(text, id)| if says_nothing(text) { 0 } else { id }).collect();
    }
    let (mut groups, mut numbers) = (Vec::with_capacity(dictionary.len()), Interner::default());
    for first in (0..dictionary.len()).step_by(AT_ONCE) {
        let some = dictionary.par_iter().skip(first).take(AT_ONCE);
        let meaning: Vec<String> = some.map(|value| meaning(name, value)).collect();
        numbers.extend(meaning.iter().map(String::as_str), &mut groups);
    }
    groups
}

fn says_nothing(text: &str) -> bool {
    text.is_empty() || placeholder::is_placeholder(text)
}

/// True for what is normalised already.
fn is_plain(name: &str) -> bool {
    matches!(name, "email" | "phone")
}

/// Equal for values that mean the same; empty for placeholders and unreadable dates.
pub(super) fn meaning(name: &str, v: &str) -> String {
    match name {
        _ if says_nothing(v) => String::new(),
        "birth_date" => date::read(v).map_or_else(String::new, |r| r.date.to_string()),
        name if is_plain(name) => v.to_owned(),
        "country" => country::code(v).map_or_else(|| fold(v), str::to_owned),
        _ => {
            let folded = fold(v);
            if folded.is_empty() { v.to_owned() } else { folded }
        }
    }
}

/// How values become what people write: names not in capitals only, dates and countries in one form. `None`: they stay
/// as they came.
pub(super) fn tidier(name: &str) -> Option<fn(&str) -> Cow<'_, str>> {
    match name {
        "given_name" | "family_name" | "full_name" | "city" | "street" => Some(capitalise),
        "birth_date" => Some(|v| date::read(v).map_or(Cow::Borrowed(v), |r| r.date.to_string().into())),
        "country" => Some(|v| country::code(v).unwrap_or(v).into()),
        _ => None,
    }
}

/// `MARY ANN` and `mary ann` → `Mary Ann`; anything in mixed case stays as it is.
fn capitalise(value: &str) -> Cow<'_, str> {
    let letters = || value.chars().filter(|c| c.is_alphabetic());
    let shouting = letters().count() > 2 && letters().all(|c| !c.is_lowercase());
    let whispering = letters().all(|c| !c.is_uppercase());
    if !(shouting || whispering) {
        return value.into();
    }
    let mut out = String::with_capacity(value.len());
    let mut start = true;
    for c in value.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphanumeric() && c != '\'';
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_tidied_mixed_case_is_kept() {
        assert_eq!(capitalise("MARY ANN O'NEIL"), "Mary Ann O'neil");
        assert_eq!(capitalise("McDonald"), "McDonald");
        assert_eq!(capitalise("van der berg"), "Van Der Berg");
        assert_eq!(capitalise("王小明"), "王小明");
    }
}
