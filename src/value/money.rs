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

/// The currency (ISO 4217) of an amount written with its sign or code: `€36.00`, `R$39,99`, `12.00 CHF`. A bare `$` or
/// `¥` is the region's (ISO 3166 alpha-2), else the dollar of the United States or the yen.
#[must_use]
pub fn currency(value: &str, region: Option<&str>) -> Option<&'static str> {
    let sign: String = value
        .chars()
        .filter(|c| {
            !c.is_ascii_digit()
                && !c.is_whitespace()
                && !matches!(c, '.' | ',' | '-' | '−' | '(' | ')' | '\'')
        })
        .collect();
    if sign.is_empty() {
        return None;
    }
    let region = region.unwrap_or_default();
    match sign.as_str() {
        "$" => Some(match region {
            "CA" => "CAD",
            "AU" => "AUD",
            "NZ" => "NZD",
            "MX" => "MXN",
            "SG" => "SGD",
            "HK" => "HKD",
            "AR" => "ARS",
            "CL" => "CLP",
            "CO" => "COP",
            _ => "USD",
        }),
        "¥" | "￥" | "円" => Some(if region == "CN" { "CNY" } else { "JPY" }),
        sign => CURRENCIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(sign)).map(|(_, code)| *code),
    }
}

/// The currency (ISO 4217) that a column of currencies names: any code of three letters, or a sign as [`currency`] knows
/// it. `None` for all else: a place or a word is no currency.
#[must_use]
pub fn code(value: &str, region: Option<&str>) -> Option<String> {
    let value = value.trim();
    if value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Some(value.to_ascii_uppercase());
    }
    currency(value, region).map(str::to_owned)
}

/// Signs and codes that mean one currency everywhere.
const CURRENCIES: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("EUR", "EUR"),
    ("£", "GBP"),
    ("GBP", "GBP"),
    ("US$", "USD"),
    ("USD", "USD"),
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("CAD", "CAD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("AUD", "AUD"),
    ("NZ$", "NZD"),
    ("R$", "BRL"),
    ("BRL", "BRL"),
    ("MX$", "MXN"),
    ("CHF", "CHF"),
    ("Fr", "CHF"),
    ("JPY", "JPY"),
    ("CNY", "CNY"),
    ("₹", "INR"),
    ("Rs", "INR"),
    ("INR", "INR"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("TRY", "TRY"),
    ("₴", "UAH"),
    ("₪", "ILS"),
    ("zł", "PLN"),
    ("PLN", "PLN"),
    ("Kč", "CZK"),
    ("SEK", "SEK"),
    ("NOK", "NOK"),
    ("DKK", "DKK"),
    ("AED", "AED"),
    ("৳", "BDT"),
    ("BDT", "BDT"),
];

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
    fn a_currency_is_a_code_or_a_sign_and_never_a_place() {
        assert_eq!(code(" eur ", None).as_deref(), Some("EUR"));
        assert_eq!(code("XOF", None).as_deref(), Some("XOF"));
        assert_eq!(code("€", None).as_deref(), Some("EUR"));
        assert_eq!(code("$", Some("CA")).as_deref(), Some("CAD"));
        for text in ["Athens", "", "US", "Eastern Time (US & Canada)", "12", "ευρ"] {
            assert_eq!(code(text, None), None, "{text}");
        }
    }

    #[test]
    fn signs_tell_the_currency() {
        for (text, region, want) in [
            ("€36.00", None, Some("EUR")),
            ("-£3.00", None, Some("GBP")),
            ("($33.62)", None, Some("USD")),
            ("$1,149.00 ", Some("CA"), Some("CAD")),
            ("R$39,99", None, Some("BRL")),
            ("¥4,200", None, Some("JPY")),
            ("12.00 chf", None, Some("CHF")),
            ("12.00", Some("US"), None),
        ] {
            assert_eq!(currency(text, region), want, "{text}");
        }
    }

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
