//! Which records a person has in which system, and the care that they can be recognised as one person's.

use super::clock::{DAY, Day};
use super::dice::{self, Dice, Purpose};
use super::ids::Ids;
use super::join::join;
use super::life::{Life, last_seen};
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
        let (ids, at) = (self.ids, person.index);
        let dice = Dice::new(self.seed, Purpose::Records, at);
        let mut draft = Draft { recorder: self, person, records: Vec::with_capacity(8), dice };
        let shopify = |copy| ids.shopify_customer(at, copy);
        draft.accounts(Source::ShopifyCustomers, life.account, 130, &shopify);
        draft.identified(life);
        draft.orders(life);
        draft.accounts(Source::KlaviyoProfiles, life.newsletter, 150, &|copy| ids.klaviyo(at, copy));
        draft.twice(Source::SalesforceContacts, life.contact, 85, &|copy| ids.salesforce("003", at, copy));
        draft.lead(life);
        draft.twice(Source::SquareCustomers, life.till, 100, &|copy| ids.square_customer(at, copy));
        draft.member(life);
        if let Some(event) = life.signup {
            let key = format!("A25-{}-{}", event + 1, dice::scatter(draft.recorder.seed ^ 9, at, 15));
            draft.add(Source::EventSignups, key, life.first, None);
        }
        let Draft { mut records, mut dice, .. } = draft;
        self.hard += join(&self.observer, person, &mut records, &mut dice);
        records
    }
}

/// The records of one person while they are made.
struct Draft<'a> {
    recorder: &'a Recorder<'a>,
    person: &'a Person,
    records: Vec<Record>,
    dice: Dice,
}

impl Draft<'_> {
    /// A row that the system made on day `since`, as of the day `state`, or of its making or a later day.
    fn add(&mut self, source: Source, key: String, since: Day, state: Option<Day>) {
        let stale = self.dice.chance(source.habits().stale);
        let last = self.recorder.window.last_day();
        let later = self.dice.between(since.min(last), last);
        let day = state.unwrap_or(if stale { since } else { later });
        let facts = self.recorder.observer.facts(self.person, source, day, &mut self.dice);
        self.records.push(Record {
            source,
            key,
            since: since.min(day),
            day,
            facts,
            member: false,
            contact: None,
        });
    }

    /// A system that knows people by e-mail: a changed address makes a second row (`second` per mille).
    fn accounts(&mut self, source: Source, since: Option<Day>, second: u32, key: &dyn Fn(u64) -> String) {
        let Some(since) = since else { return };
        let from = self.records.len();
        let person = self.person;
        let changed = person.old_email.as_ref().map(|(day, _)| *day).filter(|_| person.email_own);
        match changed.filter(|_| self.dice.chance(second)) {
            Some(day) => {
                self.add(source, key(1), since.min(day - 30), Some(day - 10));
                self.add(source, key(0), day, Some(day + 20));
            }
            None => self.add(source, key(0), since, None),
        }
        for record in &mut self.records[from..] {
            let facts = &mut record.facts;
            if facts.email.is_empty() && (facts.number.is_empty() || source == Source::KlaviyoProfiles) {
                let address = if person.email_own { person.email(record.day) } else { "" };
                address.clone_into(&mut facts.email);
            }
            if facts.email.is_empty() && facts.number.is_empty() && person.phone_own {
                person.phone(record.day).clone_into(&mut facts.number);
                self.recorder.observer.spell_phone(person, source, facts, &mut self.dice);
            }
        }
    }

    /// A system that makes a second row for the same person now and then (`second` per mille).
    fn twice(&mut self, source: Source, since: Option<Day>, second: u32, key: &dyn Fn(u64) -> String) {
        let Some(since) = since else { return };
        self.add(source, key(0), since, None);
        if self.dice.chance(second) {
            let last = self.recorder.window.last_day();
            let again = self.dice.between(since.min(last), last);
            self.add(source, key(1), again, None);
        }
    }

    /// Segment knows those who logged in lately, by their account.
    fn identified(&mut self, life: &Life) {
        let recent = last_seen(life) >= self.recorder.window.tags();
        let often = if recent { 880 } else { 140 };
        if let Some(account) = self.records.first().filter(|_| self.dice.chance(often)) {
            let (key, since) = (account.key.clone(), account.since);
            self.add(Source::SegmentEvents, key, since, None);
        }
    }

    fn lead(&mut self, life: &Life) {
        let Some(since) = life.lead else { return };
        let key = self.recorder.ids.salesforce("00Q", self.person.index, 0);
        let contacts = self.records.iter().find(|record| record.source == Source::SalesforceContacts);
        let contact = contacts.map(|record| record.key.clone());
        self.add(Source::SalesforceLeads, key, since, None);
        if let (Some(contact), Some(lead)) =
            (contact.filter(|_| self.dice.chance(450)), self.records.last_mut())
        {
            lead.contact = Some(contact);
        }
    }

    /// Membership of the points club, which some rows of the tills carry.
    fn member(&mut self, life: &Life) {
        let Some(day) = life.club else { return };
        let key = self.recorder.ids.loyalty(self.person.index);
        self.add(Source::LoyaltyMembers, key, day, None);
        for record in self.records.iter_mut().filter(|record| record.source == Source::SquareCustomers) {
            record.member = self.dice.chance(350);
        }
    }

    /// One record for each distinct address or number that ordered.
    fn orders(&mut self, life: &Life) {
        let from = self.records.len();
        for order in &life.orders {
            let key = order_key(order);
            if self.records[from..].iter().any(|record| record.key == key) {
                continue;
            }
            let day = order.at.div_euclid(DAY);
            self.add(Source::ShopifyOrders, key, day, Some(day));
            let Some(record) = self.records.last_mut() else { continue };
            let facts = &mut record.facts;
            facts.email.clone_from(&order.email);
            if facts.number.is_empty() || order.email.is_empty() {
                facts.number.clone_from(&order.phone);
            }
            self.recorder.observer.spell_phone(self.person, Source::ShopifyOrders, facts, &mut self.dice);
        }
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
