//! Which records a person has in which system, and the care that they can be recognised as one person's.

use super::clock::{DAY, Day};
use super::contact::mailbox;
use super::dice::{self, Dice, Purpose};
use super::ids::Ids;
use super::life::Life;
use super::observe::{Facts, Observer};
use super::options::Window;
use super::person::Person;
use super::source::Source;

/// One customer row of one system.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) source: Source,
    /// The source's own id: what `truth.csv` names.
    pub(super) key: String,
    /// When the system first knew them.
    pub(super) since: Day,
    /// When the row last changed.
    pub(super) day: Day,
    pub(super) facts: Facts,
    /// The row carries the points club's member id.
    pub(super) member: bool,
    /// A lead that became this contact.
    pub(super) contact: Option<String>,
}

/// A person with everything that is known of them anywhere.
pub(super) struct Customer {
    pub(super) person: Person,
    pub(super) life: Life,
    pub(super) records: Vec<Record>,
}

impl Customer {
    /// The rows of one source.
    pub(super) fn of(&self, source: Source) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.source == source)
    }
}

/// Makes the records of people.
pub(super) struct Recorder<'w> {
    pub(super) observer: Observer<'w>,
    pub(super) ids: Ids,
    pub(super) window: Window,
    pub(super) seed: u64,
    /// Records left genuinely hard: nothing but a name or a typo to go by.
    pub(super) hard: u64,
}

impl Recorder<'_> {
    /// All records of a person.
    pub(super) fn records(&mut self, person: &Person, life: &Life) -> Vec<Record> {
        let mut dice = Dice::new(self.seed, Purpose::Records, person.index);
        let mut records = Vec::with_capacity(8);
        let changed = person.old_email.as_ref().map(|(day, _)| *day).filter(|_| person.email_own);
        let ids = self.ids;
        let at = person.index;
        let shopify = |copy| ids.shopify_customer(at, copy);
        self.accounts(
            Source::ShopifyCustomers,
            life.account,
            changed,
            130,
            &shopify,
            person,
            &mut records,
            &mut dice,
        );
        let recent = super::life::last_seen(life) >= self.window.tags();
        if let Some(account) = records.first().filter(|_| dice.chance(if recent { 880 } else { 140 })) {
            let (key, since) = (account.key.clone(), account.since);
            self.add(Source::SegmentEvents, key, since, None, person, &mut records, &mut dice);
        }
        self.orders(person, life, &mut records, &mut dice);
        let klaviyo = |copy| ids.klaviyo(at, copy);
        self.accounts(
            Source::KlaviyoProfiles,
            life.newsletter,
            changed,
            150,
            &klaviyo,
            person,
            &mut records,
            &mut dice,
        );
        let contact = |copy| ids.salesforce("003", at, copy);
        self.twice(Source::SalesforceContacts, life.contact, 85, &contact, person, &mut records, &mut dice);
        self.lead(person, life, &mut records, &mut dice);
        let square = |copy| ids.square_customer(at, copy);
        self.twice(Source::SquareCustomers, life.till, 100, &square, person, &mut records, &mut dice);
        if let Some(day) = life.club {
            self.add(Source::LoyaltyMembers, ids.loyalty(at), day, None, person, &mut records, &mut dice);
            for record in records.iter_mut().filter(|r| r.source == Source::SquareCustomers) {
                record.member = dice.chance(350);
            }
        }
        if let Some(event) = life.signup {
            let key = format!("A25-{}-{}", event + 1, dice::scatter(self.seed ^ 9, at, 15));
            self.add(Source::EventSignups, key, life.first, None, person, &mut records, &mut dice);
        }
        self.join(person, &mut records, &mut dice);
        records
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &self,
        source: Source,
        key: String,
        since: Day,
        state: Option<Day>,
        person: &Person,
        records: &mut Vec<Record>,
        dice: &mut Dice,
    ) {
        let stale = dice.chance(source.habits().stale);
        let last = self.window.last_day();
        let later = dice.between(since.min(last), last);
        let day = state.unwrap_or(if stale { since } else { later });
        let facts = self.observer.facts(person, source, day, dice);
        records.push(Record { source, key, since: since.min(day), day, facts, member: false, contact: None });
    }

    /// A system that knows people by e-mail: a changed address makes a second row (`second` per mille).
    #[allow(clippy::too_many_arguments)]
    fn accounts(
        &self,
        source: Source,
        since: Option<Day>,
        changed: Option<Day>,
        second: u32,
        key: &dyn Fn(u64) -> String,
        person: &Person,
        records: &mut Vec<Record>,
        dice: &mut Dice,
    ) {
        let Some(since) = since else { return };
        let from = records.len();
        match changed.filter(|_| dice.chance(second)) {
            Some(day) => {
                self.add(source, key(1), since.min(day - 30), Some(day - 10), person, records, dice);
                self.add(source, key(0), day, Some(day + 20), person, records, dice);
            }
            None => self.add(source, key(0), since, None, person, records, dice),
        }
        for record in &mut records[from..] {
            let facts = &mut record.facts;
            if facts.email.is_empty() && (facts.number.is_empty() || source == Source::KlaviyoProfiles) {
                let address = if person.email_own { person.email(record.day) } else { "" };
                address.clone_into(&mut facts.email);
            }
            if facts.email.is_empty() && facts.number.is_empty() && person.phone_own {
                person.phone(record.day).clone_into(&mut facts.number);
                self.observer.spell_phone(person, source, facts, dice);
            }
        }
    }

    /// A system that makes a second row for the same person now and then (`second` per mille).
    #[allow(clippy::too_many_arguments)]
    fn twice(
        &self,
        source: Source,
        since: Option<Day>,
        second: u32,
        key: &dyn Fn(u64) -> String,
        person: &Person,
        records: &mut Vec<Record>,
        dice: &mut Dice,
    ) {
        let Some(since) = since else { return };
        self.add(source, key(0), since, None, person, records, dice);
        if dice.chance(second) {
            let again = dice.between(since.min(self.window.last_day()), self.window.last_day());
            self.add(source, key(1), again, None, person, records, dice);
        }
    }

    fn lead(&self, person: &Person, life: &Life, records: &mut Vec<Record>, dice: &mut Dice) {
        let Some(since) = life.lead else { return };
        let key = self.ids.salesforce("00Q", person.index, 0);
        let contact = records.iter().find(|r| r.source == Source::SalesforceContacts).map(|r| r.key.clone());
        self.add(Source::SalesforceLeads, key, since, None, person, records, dice);
        if let (Some(contact), Some(lead)) = (contact.filter(|_| dice.chance(450)), records.last_mut()) {
            lead.contact = Some(contact);
        }
    }

    /// One record for each distinct address or number that ordered.
    fn orders(&self, person: &Person, life: &Life, records: &mut Vec<Record>, dice: &mut Dice) {
        let from = records.len();
        for order in &life.orders {
            let key = order_key(order);
            if records[from..].iter().any(|record| record.key == key) {
                continue;
            }
            let day = order.at.div_euclid(DAY);
            self.add(Source::ShopifyOrders, key, day, Some(day), person, records, dice);
            let Some(record) = records.last_mut() else { continue };
            record.facts.email.clone_from(&order.email);
            if record.facts.number.is_empty() {
                record.facts.number.clone_from(&order.phone);
            }
            if order.email.is_empty() {
                record.facts.number.clone_from(&order.phone);
            }
            self.observer.spell_phone(person, Source::ShopifyOrders, &mut record.facts, dice);
        }
    }

    /// Sees to it that nearly all records of a person hang together by e-mail, phone, member id, or name with birth
    /// date or address; a few are left as they are, because real files have such rows too.
    fn join(&mut self, person: &Person, records: &mut [Record], dice: &mut Dice) {
        let mut groups = groups(person, records);
        let Some(main) = biggest(&groups) else { return };
        for at in 0..records.len() {
            if groups[at] == main {
                continue;
            }
            let mended = dice.chance(970) && self.mend(person, records, at, &groups, main, dice);
            let old = groups[at];
            if mended {
                groups.iter_mut().filter(|group| **group == old).for_each(|group| *group = main);
            }
        }
        self.hard += groups.iter().filter(|&&group| group != main).count() as u64;
    }

    /// Gives the record at `at` something it shares with the main group.
    fn mend(
        &self,
        person: &Person,
        records: &mut [Record],
        at: usize,
        groups: &[usize],
        main: usize,
        dice: &mut Dice,
    ) -> bool {
        let source = records[at].source;
        if source == Source::ShopifyOrders && records[at].facts.email.is_empty() {
            // Its phone number is its key.
            return false;
        }
        let theirs =
            || records.iter().zip(groups).filter(|(_, group)| **group == main).map(|(record, _)| record);
        let own_email =
            |email: &str| own(person, email, &person.email, person.email_own, person.old_email.as_ref());
        let own_phone =
            |phone: &str| own(person, phone, &person.phone, person.phone_own, person.old_phone.as_ref());
        let email = theirs().map(|record| record.facts.email.to_lowercase()).find(|email| own_email(email));
        let phone = theirs().map(|record| record.facts.number.clone()).find(|number| own_phone(number));
        let birth = theirs().any(|record| record.facts.birth == Some(person.birth));
        let taken = |email: &str| {
            source == Source::ShopifyOrders
                || source.unique_email()
                    && records.iter().any(|r| r.source == source && r.facts.email.eq_ignore_ascii_case(email))
        };
        let email = email.filter(|email| !taken(email));
        let facts = &mut records[at].facts;
        if let Some(email) = email {
            facts.email = email;
        } else if let Some(phone) = phone.filter(|_| source.has_phone()) {
            facts.number = phone;
            self.observer.spell_phone(person, source, facts, dice);
        } else if birth && source.has_birth() && !facts.given.is_empty() && !facts.family.is_empty() {
            facts.birth = Some(person.birth);
        } else {
            return false;
        }
        true
    }
}

/// The key of the record an order adds to: its e-mail, else its phone number, else its name.
pub(super) fn order_key(order: &super::order::Order) -> String {
    match (order.email.as_str(), order.phone.as_str()) {
        ("", "") => order.name(),
        ("", phone) => phone.to_owned(),
        (email, _) => email.to_lowercase(),
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
