//! The care that the records of one person can be recognised as one person's.

use super::clock::Day;
use super::contact::mailbox;
use super::dice::{self, Dice};
use super::observe::Observer;
use super::person::Person;
use super::record::Record;
use super::source::Source;

/// Sees to it that nearly all records of a person hang together by e-mail, phone, member id, or name with birth date
/// or address; a few are left as they are, because real files have such rows too. Says how many are left.
pub(super) fn join(observer: &Observer<'_>, person: &Person, records: &mut [Record], dice: &mut Dice) -> u64 {
    let mut groups = groups(person, records);
    let Some(main) = biggest(&groups) else { return 0 };
    for at in 0..records.len() {
        if groups[at] == main || !dice.chance(970) {
            continue;
        }
        let theirs =
            records.iter().zip(&groups).filter(|(_, group)| **group == main).map(|(record, _)| record);
        let shared = Shared::of(person, theirs);
        if shared.give(observer, person, records, at, dice) {
            let old = groups[at];
            groups.iter_mut().filter(|group| **group == old).for_each(|group| *group = main);
        }
    }
    groups.iter().filter(|&&group| group != main).count() as u64
}

/// What the records of the main group show and another one could show too.
struct Shared {
    email: Option<String>,
    phone: Option<String>,
    birth: bool,
}

impl Shared {
    fn of<'a>(person: &Person, records: impl Iterator<Item = &'a Record> + Clone) -> Self {
        let own_email =
            |email: &str| own(person, email, &person.email, person.email_own, person.old_email.as_ref());
        let own_phone =
            |phone: &str| own(person, phone, &person.phone, person.phone_own, person.old_phone.as_ref());
        let emails = records.clone().map(|record| record.facts.email.to_lowercase());
        let phones = records.clone().map(|record| record.facts.number.clone());
        Self {
            email: emails.into_iter().find(|email| own_email(email)),
            phone: phones.into_iter().find(|phone| own_phone(phone)),
            birth: records.into_iter().any(|record| record.facts.birth == Some(person.birth)),
        }
    }

    /// Gives the record at `at` one of these; false when it has no place for any.
    fn give(
        self,
        observer: &Observer<'_>,
        person: &Person,
        records: &mut [Record],
        at: usize,
        dice: &mut Dice,
    ) -> bool {
        let source = records[at].source;
        let orders = source == Source::ShopifyOrders;
        if orders && records[at].facts.email.is_empty() {
            // Its phone number is its key.
            return false;
        }
        let taken = |email: &str| {
            let mut others = records.iter().filter(|record| record.source == source);
            orders
                || source.unique_email()
                    && others.any(|record| record.facts.email.eq_ignore_ascii_case(email))
        };
        let email = self.email.filter(|email| !taken(email));
        let facts = &mut records[at].facts;
        if let Some(email) = email {
            facts.email = email;
        } else if let Some(phone) = self.phone.filter(|_| source.has_phone()) {
            facts.number = phone;
            observer.spell_phone(person, source, facts, dice);
        } else if self.birth && source.has_birth() && !facts.given.is_empty() && !facts.family.is_empty() {
            facts.birth = Some(person.birth);
        } else {
            return false;
        }
        true
    }
}

fn own(person: &Person, value: &str, now: &str, owns: bool, old: Option<&(Day, String)>) -> bool {
    !value.is_empty()
        && ((value == now && (owns || !person.namesake)) || old.is_some_and(|(_, former)| former == value))
}

/// What a careful reader would go by: true values of e-mail, phone, member id, and name with birth date or address.
fn clues(person: &Person, record: &Record) -> Vec<u64> {
    let facts = &record.facts;
    let email = mailbox(&facts.email);
    let work = person.work.as_ref().is_some_and(|(_, address)| *address == email);
    let old = person.old_email.as_ref().map(|(day, address)| (*day, mailbox(address)));
    let mut clues = Vec::with_capacity(5);
    if work || own(person, &email, &mailbox(&person.email), person.email_own, old.as_ref()) {
        clues.push(dice::hash(&email));
    }
    if own(person, &facts.number, &person.phone, person.phone_own, person.old_phone.as_ref())
        || (!facts.number.is_empty() && facts.number == person.landline)
    {
        clues.push(dice::hash(&facts.number));
    }
    let named = !facts.given.is_empty() && !facts.family.is_empty();
    if named && facts.birth == Some(person.birth) {
        clues.push(1);
    }
    if named && facts.address_true && !person.namesake {
        let zip: String = facts.postcode.chars().filter(char::is_ascii_alphanumeric).collect();
        clues.push(dice::hash(&zip) ^ 2);
    }
    if record.member || record.source == Source::LoyaltyMembers {
        clues.push(3);
    }
    if matches!(record.source, Source::SegmentEvents) {
        clues.push(dice::hash(&record.key));
    }
    if record.source == Source::ShopifyCustomers {
        clues.push(dice::hash(&record.key));
    }
    if let Some(contact) = &record.contact {
        clues.push(dice::hash(contact));
    }
    if record.source == Source::SalesforceContacts {
        clues.push(dice::hash(&record.key));
    }
    clues
}

/// A group number for each record: records that share a clue, directly or by others, have the same.
fn groups(person: &Person, records: &[Record]) -> Vec<usize> {
    let clues: Vec<Vec<u64>> = records.iter().map(|record| clues(person, record)).collect();
    let mut groups: Vec<usize> = (0..records.len()).collect();
    for left in 0..records.len() {
        for right in 0..left {
            if clues[left].iter().any(|clue| clues[right].contains(clue)) {
                let (keep, lose) = (groups[right], groups[left]);
                groups.iter_mut().filter(|group| **group == lose).for_each(|group| *group = keep);
            }
        }
    }
    groups
}

fn biggest(groups: &[usize]) -> Option<usize> {
    let size = |wanted: usize| groups.iter().filter(|&&group| group == wanted).count();
    groups.iter().copied().max_by_key(|&group| (size(group), std::cmp::Reverse(group)))
}
