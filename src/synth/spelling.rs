//! The ways one and the same value is written: phone numbers, letters without accents, capitals.

use deunicode::deunicode;

use super::contact::Address;
use super::dice::Dice;
use super::lists::{Country, World};

/// How a system, or the person at its keyboard, writes phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PhoneStyle {
    /// `+447700900123`
    International,
    /// As people write them at home, with blanks, brackets or dashes; foreign numbers mostly with their country code.
    Typed,
}

/// A number (E.164) in a style. `home` is true when the reader can tell the country from the rest of the row.
pub(super) fn phone(e164: &str, place: &Country, style: PhoneStyle, home: bool, dice: &mut Dice) -> String {
    let Some(national) = e164.strip_prefix('+').and_then(|digits| digits.strip_prefix(place.dial.as_str()))
    else {
        return e164.to_owned();
    };
    if style == PhoneStyle::International {
        return e164.to_owned();
    }
    let grouped = group(national, &place.groups);
    if place.code == "US" {
        return match dice.below(5) {
            0 => e164.to_owned(),
            1 => grouped.join("-"),
            2 => grouped.join("."),
            3 => format!("+1 {}", grouped.join("-")),
            _ => format!("({}) {}", grouped[0], grouped[1..].join("-")),
        };
    }
    match dice.weighted(&[40, 25, 5, if home { 30 } else { 4 }]) {
        0 => e164.to_owned(),
        1 => format!("+{} {}", place.dial, grouped.join(" ")),
        2 => format!("00{}{national}", place.dial),
        _ => format!("{}{}", place.trunk, grouped.join(" ")),
    }
}

fn group(digits: &str, sizes: &[usize]) -> Vec<String> {
    let mut rest = digits;
    let mut groups = Vec::new();
    for &size in sizes {
        let cut = size.min(rest.len());
        groups.push(rest[..cut].to_owned());
        rest = &rest[cut..];
    }
    match groups.last_mut() {
        Some(last) => last.push_str(rest),
        None => groups.push(rest.to_owned()),
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Without accents, in Latin letters.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { deunicode(text) }
}

/// Letters that ISO-8859-1 lacks, replaced by ones that it has.
pub(super) fn latin1(text: &str) -> String {
    let fits = |c: char| u32::from(c) < 256;
    if text.chars().all(fits) {
        return text.to_owned();
    }
    text.chars().map(|c| if fits(c) { c.to_string() } else { deunicode(&c.to_string()) }).collect()
}

/// The street line as somebody writes it: in full, or with the usual abbreviations.
pub(super) fn street(address: &Address, world: &World, dice: &mut Dice) -> String {
    let line = address.line(world);
    let place = &world.countries[address.country];
    if place.short.is_empty() || !dice.chance(380) {
        return line;
    }
    let (long, short) = dice.pick(&place.short);
    if line.contains(long.as_str()) { line.replacen(long.as_str(), short, 1) } else { line }
}

/// A postcode as typed: sometimes without its blank or dash.
pub(super) fn postcode(text: &str, dice: &mut Dice) -> String {
    if text.contains([' ', '-']) && dice.chance(150) {
        return text.chars().filter(char::is_ascii_alphanumeric).collect();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::dice::Purpose;
    use super::*;

    #[test]
    fn typed_numbers_keep_their_digits() {
        let world = World::load().unwrap();
        let place = world.countries.iter().find(|country| country.code == "US").unwrap();
        let mut dice = Dice::new(1, Purpose::Records, 3);
        for _ in 0..50 {
            let typed = phone("+12125550142", place, PhoneStyle::Typed, true, &mut dice);
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            assert!(digits.ends_with("2125550142"), "{typed}");
        }
        assert_eq!(group("7700900123", &[4, 3, 3]), ["7700", "900", "123"]);
        assert_eq!(group("1713921234", &[3, 8]), ["171", "3921234"]);
    }

    #[test]
    fn letters_outside_latin_1_are_replaced_one_by_one() {
        assert_eq!(latin1("Müller Yılmaz"), "Müller Yilmaz");
        assert_eq!(plain("Łukasz"), "Lukasz");
    }
}
