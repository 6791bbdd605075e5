//! The one masking function: what a screen or export may show of a personal value without telling who it is.

use crate::text::clean;

const DOT: char = '•';

/// The value with only enough left to tell two apart: first letters of names, first letter and ending of e-mail
/// addresses, the last two digits of phones, the year of birth dates. `attribute` is a column of `records` or the
/// kind of an identifier. Places above the street (city, region, country) and genders stay as they are.
#[must_use]
pub fn mask(attribute: &str, value: &str) -> String {
    let value = clean(value);
    match attribute {
        "city" | "region" | "country" | "gender" | "company" => value.into_owned(),
        "email" => email(&value),
        "phone" => digits(&value),
        "birth_date" => year(&value),
        "postcode" => value.chars().take(2).chain([DOT; 3]).collect(),
        "name" if value.contains('@') => email(&value),
        _ => words(&value),
    }
}

/// Each word by its first letter.
fn words(value: &str) -> String {
    let masked: Vec<String> =
        value.split_whitespace().map(|word| word.chars().take(1).chain([DOT; 3]).collect()).collect();
    masked.join(" ")
}

fn email(value: &str) -> String {
    let Some((local, domain)) = value.split_once('@') else { return words(value) };
    let ending = domain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let first = |text: &str| text.chars().take(1).collect::<String>();
    format!("{}{DOT}{DOT}{DOT}@{}{DOT}{DOT}{DOT}.{ending}", first(local), first(domain))
}

/// All digits but the last two hidden.
fn digits(value: &str) -> String {
    let keep = value.chars().filter(char::is_ascii_digit).count().saturating_sub(2);
    let mut seen = 0;
    value
        .chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen > keep { c } else { DOT }
        })
        .collect()
}

/// Runs of four digits stay, all others are hidden.
fn year(value: &str) -> String {
    let parts: Vec<String> = value
        .split_inclusive(|c: char| !c.is_ascii_digit())
        .map(|part| {
            let run = part.trim_end_matches(|c: char| !c.is_ascii_digit());
            if run.len() == 4 { part.to_owned() } else { part.replace(|c: char| c.is_ascii_digit(), "•") }
        })
        .collect();
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_be_told_by_what_is_left() {
        for (attribute, value, want) in [
            ("name", "Maria del Garcia", "M••• d••• G•••"),
            ("name", "maria@example.com", "m•••@e•••.com"),
            ("email", "maria@example.co.uk", "m•••@e•••.uk"),
            ("phone", "+49 170 1234567", "+•• ••• •••••67"),
            ("birth_date", "1984-03-12", "1984-••-••"),
            ("birth_date", "3/12/1984", "•/••/1984"),
            ("postcode", "80331", "80•••"),
            ("city", "München", "München"),
            ("loyalty", "L-10023", "L•••"),
            ("family_name", "王小明", "王•••"),
        ] {
            assert_eq!(mask(attribute, value), want);
        }
    }
}
