//! Whether two values of an attribute are only two ways of writing one: a nickname, an initial, a slip of the pen.

use super::super::normalise::{Nicknames, fold};
use super::super::similarity::{edit_distance, jaro_winkler};

/// Tells them; knows the nicknames.
pub(crate) struct Alike(Nicknames);

impl Alike {
    /// With the nicknames that ship with Onefold.
    pub(crate) fn new() -> Self {
        Self(Nicknames::shipped())
    }

    /// Whether a steward need not be asked which of the two it is.
    pub(super) fn are(&self, attribute: &str, a: &str, b: &str) -> bool {
        match attribute {
            "given_name" | "family_name" if latin(a) != latin(b) => true,
            "given_name" => self.given(&fold(a), &fold(b)),
            "family_name" => family(&fold(a).replace(' ', ""), &fold(b).replace(' ', "")),
            "gender" => fold(a).bytes().next() == fold(b).bytes().next(),
            "phone" => one_number(a, b),
            _ => a == b,
        }
    }

    fn given(&self, a: &str, b: &str) -> bool {
        let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        let (x, y) = (first(a), first(b));
        let shorter = x.len().min(y.len());
        if shorter <= 1 {
            return x.bytes().next() == y.bytes().next();
        }
        let sets = self.0.sets_of(&y);
        self.0.sets_of(&x).iter().any(|set| sets.contains(set))
            || (shorter >= 3 && (x.starts_with(&y) || y.starts_with(&x)))
            || a.split(' ').any(|word| word == y)
            || b.split(' ').any(|word| word == x)
            || close(&x, &y)
    }
}

/// Written in Latin letters; how another script would be in them can't be told surely.
fn latin(name: &str) -> bool {
    name.chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| c < '\u{370}' || ('\u{1e00}'..='\u{1eff}').contains(&c))
}

/// With and without the code of its country.
fn one_number(a: &str, b: &str) -> bool {
    let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let (x, y) = (digits(a), digits(b));
    let (x, y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
    x.len().min(y.len()) >= 7 && (x.ends_with(y) || y.ends_with(x))
}

fn family(a: &str, b: &str) -> bool {
    let shorter = a.len().min(b.len());
    shorter <= 1
        || (shorter >= 4 && (a.starts_with(b) || b.starts_with(a) || a.ends_with(b) || b.ends_with(a)))
        || close(a, b)
}

/// As close as two spellings of one name.
fn close(a: &str, b: &str) -> bool {
    let (x, y) = (a.as_bytes(), b.as_bytes());
    jaro_winkler(x, y) >= 0.92 || (x.len().min(y.len()) >= 4 && edit_distance(x, y) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_alike_and_other_names_are_not() {
        let alike = Alike::new();
        for (attribute, a, b, are) in [
            ("given_name", "Bob", "Robert", true),
            ("given_name", "A.", "Anna", true),
            ("given_name", "Anna Maria", "Maria", true),
            ("given_name", "Katherine", "Katharine", true),
            ("given_name", "Paula", "Petra", false),
            ("given_name", "A.", "Petra", false),
            ("family_name", "García", "Garcia Lopez", true),
            ("family_name", "Meyer", "Meier", true),
            ("family_name", "Schmidt", "Weber", false),
            ("family_name", "Shimizu", "清水", true),
            ("given_name", "Στέφανος", "Haris", true),
            ("given_name", "Nguyễn", "Paula", false),
            ("gender", "f", "Female", true),
            ("gender", "f", "m", false),
            ("phone", "6035550138", "+16035550138", true),
            ("phone", "+16035550139", "+16035550138", false),
            ("email", "a@x.org", "b@x.org", false),
        ] {
            assert_eq!(alike.are(attribute, a, b), are, "{a} {b}");
            assert_eq!(alike.are(attribute, b, a), are, "{b} {a}");
        }
    }
}
