//! Folding: any script to lower-case ASCII words, so that bytes can be compared.

/// Lower-case ASCII letters and digits in words parted by single spaces. Accents and scripts are transliterated
/// (`José` → `jose`, `Юлия` → `iuliia`, `王小明` → `wang xiao ming`); apostrophes vanish (`O'Brien` → `obrien`);
/// everything else parts words.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_ascii(text, &mut out);
    } else {
        // German umlauts are spelt out by some systems and dropped by others: dropping both agrees best with typing.
        fold_ascii(&deunicode::deunicode(text), &mut out);
    }
    out
}

fn fold_ascii(text: &str, out: &mut String) {
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(b)),
            b'A'..=b'Z' => out.push(char::from(b.to_ascii_lowercase())),
            b'\'' | b'`' => {}
            _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_accents_and_marks() {
        assert_eq!(fold("  José  O'Brien-Núñez "), "jose obrien nunez");
        assert_eq!(fold("王小明"), "wang xiao ming");
        assert_eq!(fold("Юлия"), "iuliia");
        assert_eq!(fold("--"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert!(once.is_ascii());
            prop_assert_eq!(fold(&once), once);
        }
    }
}
