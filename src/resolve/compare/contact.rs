//! E-mail addresses and phone numbers: the best agreement of any two.

use super::best_of;
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::dictionary::ValueSets;
use crate::resolve::similarity::{Spelling, edit_distance, one_edit_apart};

/// 1 exact, 2 same name before the @ elsewhere, 3 close spelling, 4 different. Addresses made of the person's name are
/// alike for all who bear it: that is the name once more, and no evidence of its own.
#[inline]
pub(super) fn email(corpus: &Corpus, left: &[u32], right: &[u32]) -> u64 {
    let (a, b) = (left[field::EMAIL], right[field::EMAIL]);
    if a == b && a != 0 {
        return 1;
    }
    let sets = &corpus.emails.sets;
    let level = best_of(sets.get(&a), sets.get(&b), 4, |a, b| one_email(corpus, a, b));
    if matches!(level, 2 | 3) && by_name(corpus, left, right) { 4 } else { level }
}

/// True when addresses of both hold the same letters, and those the name of one of the two.
fn by_name(corpus: &Corpus, left: &[u32], right: &[u32]) -> bool {
    let letters = |id: u32| corpus.mailboxes.parts[id as usize].0;
    let sets = &corpus.emails.sets;
    let of_right = sets.get(&right[field::EMAIL]);
    sets.get(&left[field::EMAIL]).iter().map(|&a| letters(a)).any(|a| {
        of_right.iter().any(|&b| letters(b) == a) && {
            let text = corpus.mailboxes.letters.text(a);
            is_name(corpus, left, text) || is_name(corpus, right, text)
        }
    })
}

/// True when these letters hold the record's given or family name.
fn is_name(corpus: &Corpus, row: &[u32], letters: &str) -> bool {
    let given = corpus.given.names.text(row[field::GIVEN]).split(' ').next().unwrap_or_default();
    let family = corpus.family.text(row[field::FAMILY]);
    [given, family].iter().any(|name| name.len() >= 3 && letters.contains(*name))
}

/// Colleagues share what is after the @, and it says nothing of who they are: only what is before it is compared, the
/// domains need only be the same but for a slip or two.
#[inline]
fn one_email<'a>(corpus: &'a Corpus, a: u32, b: u32) -> u64 {
    let values = &corpus.emails.values;
    if !values.sketch(a).may_reach(values.sketch(b), 0.8) {
        return 4;
    }
    let (x, y) = (values.spelling(a), values.spelling(b));
    let local = |address: Spelling<'a>, id: u32| address.cut(corpus.mailboxes.parts[id as usize].1.into());
    let (local_x, local_y) = (local(x, a), local(y, b));
    if *local_x == *local_y && local_x.len() >= 4 {
        return 2;
    }
    let (domain_x, domain_y) = (&x[local_x.len()..], &y[local_y.len()..]);
    if slipped(local_x, local_y) && (domain_x == domain_y || edit_distance(domain_x, domain_y) <= 2) {
        3
    } else {
        4
    }
}

/// One slip, in six letters two.
#[inline]
fn slipped(x: Spelling, y: Spelling) -> bool {
    let allowed = if x.len().min(y.len()) >= 6 { 2 } else { 1 };
    x.len().abs_diff(y.len()) <= allowed && edit_distance(x, y) as usize <= allowed
}

/// 1 exact, 2 one digit off or the same without country and area, 3 different.
#[inline]
pub(super) fn phone(phones: &ValueSets, left: u32, right: u32) -> u64 {
    if left == right && left != 0 {
        return 1;
    }
    best_of(phones.sets.get(&left), phones.sets.get(&right), 3, |a, b| {
        let (x, y) = (phones.values.spelling(a), phones.values.spelling(b));
        if x.common_end(y) >= 7 || one_edit_apart(x, y) { 2 } else { 3 }
    })
}
