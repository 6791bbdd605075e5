//! The slips of people who type, scan and listen: what turns one spelling into another.

use super::clock::Date;
use super::dice::Dice;

const KEYS: &[&str] = &["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const SOUNDS: &[(&str, &str)] = &[
    ("ph", "f"),
    ("ck", "k"),
    ("ei", "ie"),
    ("ie", "ei"),
    ("c", "k"),
    ("k", "c"),
    ("y", "i"),
    ("i", "y"),
    ("z", "s"),
    ("s", "z"),
    ("th", "t"),
    ("v", "w"),
    ("w", "v"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("ss", "s"),
    ("dt", "t"),
    ("ai", "ay"),
    ("ea", "ee"),
    ("ou", "u"),
    ("mm", "m"),
    ("sch", "sh"),
    ("x", "ks"),
    ("j", "y"),
];
const SHAPES: &[(&str, &str)] =
    &[("rn", "m"), ("m", "rn"), ("l", "1"), ("o", "0"), ("cl", "d"), ("vv", "w"), ("e", "c")];

/// A key beside this one on the keyboard.
fn neighbour(letter: char, dice: &mut Dice) -> char {
    for row in KEYS {
        if let Some(at) = row.find(letter) {
            let beside = if at == 0 || (dice.chance(500) && at + 1 < row.len()) { at + 1 } else { at - 1 };
            return row.get(beside..).unwrap_or_default().chars().next().unwrap_or(letter);
        }
    }
    letter
}

/// Replaces one occurrence of one of the pairs; `None` when no pair occurs.
fn replace_one(text: &str, pairs: &[(&str, &str)], dice: &mut Dice) -> Option<String> {
    let start = dice.index(pairs.len());
    let (from, to) =
        (0..pairs.len()).map(|n| pairs[(start + n) % pairs.len()]).find(|(from, _)| text.contains(from))?;
    Some(text.replacen(from, to, 1))
}

/// One slip in a word or line: a neighbouring key, two letters swapped, one doubled, dropped or misheard.
pub(super) fn word(text: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    // The first letter is rarely wrong.
    let from = usize::from(dice.chance(930));
    let at = from + dice.index(letters.len() - from);
    let mut out = letters.clone();
    match dice.weighted(&[24, 22, 12, 22, 14, 6]) {
        0 => {
            let letter = letters[at];
            let beside = neighbour(letter.to_ascii_lowercase(), dice);
            out[at] = if letter.is_uppercase() { beside.to_ascii_uppercase() } else { beside };
        }
        1 => {
            let at = at.clamp(1, letters.len() - 2);
            out.swap(at, at + 1);
        }
        2 => out.insert(at, letters[at]),
        3 => drop(out.remove(at)),
        4 => return replace_one(text, SOUNDS, dice).unwrap_or_else(|| text.to_owned()),
        _ => return replace_one(text, SHAPES, dice).unwrap_or_else(|| text.to_owned()),
    }
    out.into_iter().collect()
}

/// One digit wrong, or two swapped.
pub(super) fn digits(text: &str, dice: &mut Dice) -> String {
    let mut out: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..out.len()).filter(|&at| out[at].is_ascii_digit()).collect();
    // The country code and the leading digits stay: those are copied, not typed.
    let later = dice.index(places.len().div_ceil(2));
    let Some(&at) = places.get(places.len() / 2 + later) else {
        return text.to_owned();
    };
    let next = at + 1;
    if dice.chance(400) && next < out.len() && out[next].is_ascii_digit() && out[next] != out[at] {
        out.swap(at, next);
    } else {
        let old = out[at].to_digit(10).unwrap_or(0);
        out[at] =
            char::from_digit((old + 1 + u32::try_from(dice.below(9)).unwrap_or(0)) % 10, 10).unwrap_or('0');
    }
    out.into_iter().collect()
}

/// A slip in the local part, or in the provider's name.
pub(super) fn email(address: &str, dice: &mut Dice) -> String {
    let Some((local, domain)) = address.split_once('@') else { return address.to_owned() };
    if dice.chance(350) {
        let wrong =
            [("gmail", "gmial"), (".com", ".con"), ("hotmail", "hotmial"), ("yahoo", "yaho"), (".de", ".ed")];
        if let Some((from, to)) = wrong.into_iter().find(|(from, _)| domain.contains(from)) {
            return format!("{local}@{}", domain.replacen(from, to, 1));
        }
    }
    let slipped: String =
        word(local, dice).chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    format!("{slipped}@{domain}")
}

/// Day and month swapped where that makes a date, else a day, month or year beside the right one.
pub(super) fn date(date: Date, dice: &mut Dice) -> Date {
    match dice.weighted(&[45, 25, 10, 20]) {
        0 if date.day <= 12 => Date { day: date.month, month: date.day, ..date },
        0 | 1 => Date { day: if date.day > 1 { date.day - 1 } else { 2 }, ..date },
        2 => Date { month: if date.month > 1 { date.month - 1 } else { 2 }, day: date.day.min(28), ..date },
        _ => Date { year: date.year + if dice.chance(500) { 1 } else { -10 }, day: date.day.min(28), ..date },
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Purpose;
    use super::*;

    #[test]
    fn a_slip_stays_close_to_the_word() {
        let mut dice = Dice::new(1, Purpose::Records, 1);
        let mut changed = 0;
        for _ in 0..500 {
            let slipped = word("Katherine", &mut dice);
            assert!((8..=10).contains(&slipped.chars().count()), "{slipped}");
            changed += usize::from(slipped != "Katherine");
        }
        assert!(changed > 420, "{changed}");
        assert_eq!(word("Li", &mut dice), "Li");
    }

    #[test]
    fn numbers_and_dates_slip_into_others_that_exist() {
        let mut dice = Dice::new(1, Purpose::Records, 2);
        for _ in 0..200 {
            let phone = digits("+447700900123", &mut dice);
            assert!(phone.starts_with("+4477") && phone.len() == 13);
            let born = date(Date { year: 1980, month: 3, day: 31 }, &mut dice);
            assert_eq!(Date::of(born.number()), born);
            assert!(email("anna.schmidt@gmx.de", &mut dice).contains('@'));
        }
    }
}
