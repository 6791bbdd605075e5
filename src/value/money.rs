//! Amounts of money and other decimal numbers.

/// Reads `1234.5`, `$1,234.56`, `($33.62)`, `-$3.00`, `1.234,56`, `1 549,50`, `R$39,99`, `12,000`, `50%`.
/// `None` when there is no number or more than one.
#[must_use]
pub fn read(value: &str) -> Option<f64> {
    let value = value.trim();
    let bracketed = value.starts_with('(') && value.ends_with(')');
    let negative = bracketed || value.contains('-') || value.contains('−');
    let number: String = value.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let number = number.trim_matches(|c| c == '.' || c == ',');
    if number.is_empty() || !well_formed(value) {
        return None;
    }
    let amount: f64 = plain(number).parse().ok()?;
    Some(if negative { -amount } else { amount })
}

/// Digits in one run, apart from separators, blanks and apostrophes between them.
fn well_formed(value: &str) -> bool {
    let (Some(from), Some(to)) =
        (value.find(|c: char| c.is_ascii_digit()), value.rfind(|c: char| c.is_ascii_digit()))
    else {
        return false;
    };
    value.len() <= 40
        && value[from..to]
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}'))
}

/// The number with a point as its only separator.
fn plain(number: &str) -> String {
    let points = number.matches('.').count();
    let commas = number.matches(',').count();
    let last = number.rfind(['.', ',']);
    let decimals = last.map_or(0, |at| number.len() - at - 1);
    let decimal = match (points, commas) {
        (0, 0) => None,
        (1, 0) => last,
        // A single comma: thousands when exactly three digits follow and it can be (12,000), else decimals.
        (0, 1) => last.filter(|_| decimals != 3),
        (_, 0) | (0, _) => None,
        _ => last,
    };
    let mut out = String::with_capacity(number.len());
    for (at, c) in number.char_indices() {
        if c.is_ascii_digit() {
            out.push(c);
        } else if Some(at) == decimal {
            out.push('.');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_spellings() {
        for (text, want) in [
            ("1234.5", 1234.5),
            ("$1,234.56", 1234.56),
            ("($33.62)", -33.62),
            ("-$3.00", -3.0),
            ("1.234,56", 1234.56),
            ("1 549,50", 1549.5),
            ("R$39,99", 39.99),
            ("12,000", 12000.0),
            ("$1,149.00 ", 1149.0),
            ("0", 0.0),
            ("163056", 163056.0),
            ("89,085", 89085.0),
            ("2.10%", 2.1),
            ("9225.225", 9225.225),
            ("1.234.567", 1_234_567.0),
        ] {
            assert_eq!(read(text), Some(want), "{text}");
        }
        for text in ["", "abc", "$", "1 x 2", "2024-01-02x3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = read(&text);
        }
    }
}
