//! E-mail addresses and phone numbers: the best agreement of any two.

use super::best_of;
use crate::resolve::corpus::{Corpus, Dictionary, ValueSets, field};
use crate::resolve::similarity::{edit_distance, jaro_winkler};

/// 1 exact, 2 same name before the @ elsewhere, 3 close spelling, 4 different. Addresses made of the person's name are
/// alike for all who bear it: that is the name once more, and no evidence of its own.
pub(super) fn email(corpus: &Corpus, left: &[u32], right: &[u32]) -> u64 {
    let level = spelling(&corpus.emails, left[field::EMAIL], right[field::EMAIL]);
    if !matches!(level, 2 | 3) {
        return level;
    }
    let (of_left, of_right) = (letters(corpus, left), letters(corpus, right));
    let by_name = of_left
        .iter()
        .any(|l| of_right.contains(l) && (is_name(corpus, left, l) || is_name(corpus, right, l)));
    if by_name { 4 } else { level }
}

/// The letters before the @ of each of a record's addresses.
fn letters(corpus: &Corpus, row: &[u32]) -> Vec<String> {
    let of = |id: &u32| {
        let (local, _) = parts(corpus.emails.values.get(*id));
        local.iter().filter(|b| b.is_ascii_lowercase()).map(|b| char::from(*b)).collect()
    };
    corpus.emails.sets.get(row[field::EMAIL]).iter().map(of).collect()
}

/// True when these letters hold the record's given or family name.
fn is_name(corpus: &Corpus, row: &[u32], letters: &str) -> bool {
    let given = corpus.given.names.text(row[field::GIVEN]).split(' ').next().unwrap_or_default();
    let family = corpus.family.text(row[field::FAMILY]);
    [given, family].iter().any(|name| name.len() >= 3 && letters.contains(*name))
}

fn spelling(emails: &ValueSets, left: u32, right: u32) -> u64 {
    if left == right && left != 0 {
        return 1;
    }
    best_of(emails.sets.get(left), emails.sets.get(right), 4, |a, b| one_email(&emails.values, a, b))
}

fn one_email(values: &Dictionary, a: u32, b: u32) -> u64 {
    if !values.sketch(a).may_reach(values.sketch(b), 0.8) {
        return 4;
    }
    let (x, y) = (values.get(a), values.get(b));
    let (local_x, domain_x) = parts(x);
    let (local_y, domain_y) = parts(y);
    if local_x == local_y && local_x.len() >= 4 {
        return 2;
    }
    let allowed = if local_x.len().min(local_y.len()) >= 6 { 2 } else { 1 };
    if edit_distance(local_x, local_y) <= allowed
        && (domain_x == domain_y || edit_distance(domain_x, domain_y) <= 2)
    {
        return 3;
    }
    if jaro_winkler(x, y) >= 0.95 && domain_x == domain_y { 3 } else { 4 }
}

fn parts(address: &[u8]) -> (&[u8], &[u8]) {
    let at = address.iter().rposition(|&b| b == b'@').unwrap_or(address.len());
    (&address[..at], address.get(at + 1..).unwrap_or_default())
}

/// 1 exact, 2 one digit off or the same without country and area, 3 different.
pub(super) fn phone(phones: &ValueSets, left: u32, right: u32) -> u64 {
    if left == right && left != 0 {
        return 1;
    }
    best_of(phones.sets.get(left), phones.sets.get(right), 3, |a, b| {
        let (x, y) = (phones.values.get(a), phones.values.get(b));
        let tail = |v: &[u8]| v.len().saturating_sub(7);
        let same_end = x.len() >= 7 && y.len() >= 7 && x[tail(x)..] == y[tail(y)..];
        if same_end || edit_distance(x, y) <= 1 { 2 } else { 3 }
    })
}
