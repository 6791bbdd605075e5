//! Phone numbers in E.164: `+442079460018`.
//!
//! The usual forms are read from a small table (country code, trunk prefix, national lengths); the `phonenumber`
//! crate, which knows every numbering plan but is hundreds of times slower, reads the rest.

/// Reads a number; national ones by `region` (ISO alpha-2). `None` when it is absent, too short or long, or a
/// placeholder such as 000-0000.
#[must_use]
pub fn read(value: &str, region: Option<&str>) -> Option<String> {
    let value = value.trim().trim_start_matches('\'');
    let mut digits = String::with_capacity(16);
    let mut international = false;
    for c in value.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | '＋' if digits.is_empty() => international = true,
            // An extension is not part of the number.
            'x' | 'X' | '#' | ';' | ',' if digits.len() >= 6 => break,
            c if c.is_alphabetic() && digits.len() >= 6 => break,
            c if c.is_alphabetic() => return None,
            _ => {}
        }
    }
    if !international && digits.starts_with("00") && digits.len() > 9 {
        digits.drain(..2);
        international = true;
    }
    if !(6..=17).contains(&digits.len()) || is_filler(&digits) {
        return None;
    }
    if international {
        return with_country_code(&digits).or_else(|| careful(&format!("+{digits}"), None));
    }
    let plan = region.and_then(|r| PLANS.iter().find(|p| p.region.eq_ignore_ascii_case(r)));
    plan.and_then(|p| national(&digits, p)).or_else(|| careful(value, region))
}

/// One digit again and again, or an ascending run.
fn is_filler(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let tail = &bytes[bytes.len().min(3)..];
    bytes.iter().all(|b| *b == bytes[0])
        || (tail.len() >= 4 && tail.iter().all(|b| *b == b'0'))
        || "01234567890123456789".contains(digits)
}

struct Plan {
    region: &'static str,
    code: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
}

const fn plan(
    region: &'static str,
    code: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
) -> Plan {
    Plan { region, code, trunk, shortest, longest }
}

/// National lengths without the trunk prefix.
const PLANS: &[Plan] = &[
    plan("US", "1", "1", 10, 10),
    plan("CA", "1", "1", 10, 10),
    plan("GB", "44", "0", 9, 10),
    plan("DE", "49", "0", 6, 11),
    plan("FR", "33", "0", 9, 9),
    plan("ES", "34", "", 9, 9),
    plan("IT", "39", "", 8, 11),
    plan("PT", "351", "", 9, 9),
    plan("NL", "31", "0", 9, 9),
    plan("BE", "32", "0", 8, 9),
    plan("AT", "43", "0", 7, 12),
    plan("CH", "41", "0", 9, 9),
    plan("IE", "353", "0", 7, 9),
    plan("DK", "45", "", 8, 8),
    plan("SE", "46", "0", 7, 9),
    plan("NO", "47", "", 8, 8),
    plan("FI", "358", "0", 6, 11),
    plan("PL", "48", "", 9, 9),
    plan("CZ", "420", "", 9, 9),
    plan("GR", "30", "", 10, 10),
    plan("TR", "90", "0", 10, 10),
    plan("RU", "7", "8", 10, 10),
    plan("UA", "380", "0", 9, 9),
    plan("IN", "91", "0", 10, 10),
    plan("BD", "880", "0", 9, 10),
    plan("PK", "92", "0", 9, 10),
    plan("JP", "81", "0", 9, 10),
    plan("KR", "82", "0", 8, 10),
    plan("CN", "86", "0", 9, 11),
    plan("AU", "61", "0", 9, 9),
    plan("NZ", "64", "0", 8, 10),
    plan("BR", "55", "0", 10, 11),
    plan("MX", "52", "", 10, 10),
    plan("AR", "54", "0", 10, 11),
    plan("CL", "56", "", 9, 9),
    plan("CO", "57", "", 10, 10),
    plan("ZA", "27", "0", 9, 9),
    plan("EG", "20", "0", 8, 10),
    plan("AE", "971", "0", 8, 9),
    plan("SA", "966", "0", 8, 9),
    plan("IL", "972", "0", 8, 9),
];

fn with_country_code(digits: &str) -> Option<String> {
    PLANS.iter().filter(|p| digits.starts_with(p.code)).find_map(|p| {
        let rest = &digits[p.code.len()..];
        // Some shops put the country code before a number that still has its trunk prefix.
        let rest = if rest.len() > p.longest { rest.strip_prefix(p.trunk).unwrap_or(rest) } else { rest };
        let rest = if p.trunk == "0" { rest.trim_start_matches('0') } else { rest };
        (p.shortest..=p.longest).contains(&rest.len()).then(|| format!("+{}{rest}", p.code))
    })
}

fn national(digits: &str, plan: &Plan) -> Option<String> {
    let fits = |rest: &str| (plan.shortest..=plan.longest).contains(&rest.len());
    if !plan.trunk.is_empty()
        && let Some(rest) = digits.strip_prefix(plan.trunk).filter(|r| fits(r))
    {
        return Some(format!("+{}{rest}", plan.code));
    }
    // Without its plus: 447700900123, or a number without its trunk prefix.
    if let Some(rest) = digits.strip_prefix(plan.code).filter(|r| fits(r) && digits.len() > plan.longest) {
        return Some(format!("+{}{rest}", plan.code));
    }
    let starts_right = plan.trunk != "0" || !digits.starts_with('0');
    (fits(digits) && starts_right).then(|| format!("+{}{digits}", plan.code))
}

/// By the full numbering plans; without a region a national number stays as its digits, so that equal ones are equal.
fn careful(value: &str, region: Option<&str>) -> Option<String> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if !(7..=15).contains(&digits.len()) {
        return None;
    }
    let id = region.and_then(|r| r.to_ascii_uppercase().parse().ok());
    if id.is_none() && !value.starts_with('+') {
        return Some(digits);
    }
    let Some(whole) = e164(value, id) else { return id.map(|_| digits) };
    // A form that would be read as yet another one is no normal form: then the digits as typed are.
    let again = with_country_code(whole.trim_start_matches('+')).or_else(|| e164(&whole, None));
    let stable = again.is_some_and(|again| again == whole);
    Some(if stable || id.is_some() { whole } else { format!("+{digits}") })
}

fn e164(value: &str, region: Option<phonenumber::country::Id>) -> Option<String> {
    let number = phonenumber::parse(region, value).ok()?;
    Some(number.format().mode(phonenumber::Mode::E164).to_string()).filter(|n| (9..=16).contains(&n.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form() {
        for (text, region, want) in [
            ("+1 202-555-0173", None, "+12025550173"),
            ("(202) 555-0173", Some("US"), "+12025550173"),
            ("1-202-555-0173 ext. 12", Some("US"), "+12025550173"),
            ("07700 900123", Some("GB"), "+447700900123"),
            ("+44 (0)7700 900123", None, "+447700900123"),
            ("0044 7700 900123", None, "+447700900123"),
            ("0170 1234567", Some("DE"), "+491701234567"),
            ("'+573158173380", None, "+573158173380"),
            ("+8801712345678", None, "+8801712345678"),
            ("+88001712345678", None, "+8801712345678"),
            ("447700900123", Some("GB"), "+447700900123"),
        ] {
            assert_eq!(read(text, region).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn fillers_are_nothing() {
        for text in ["", "0000000000", "+10000000000", "1111111", "n/a", "12345", "123456789", "call me"] {
            assert_eq!(read(text, Some("US")), None, "{text}");
        }
    }

    #[test]
    fn a_national_number_without_a_region_keeps_its_digits() {
        assert_eq!(read("020 7946 0018", None).as_deref(), Some("02079460018"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = read(&text, Some("US"));
            let _ = read(&text, None);
        }

        #[test]
        fn e164_is_stable(digits in "[1-9][0-9]{7,13}") {
            if let Some(once) = read(&format!("+{digits}"), None).filter(|n| n.starts_with('+')) {
                prop_assert_eq!(read(&once, None), Some(once));
            }
        }
    }
}
