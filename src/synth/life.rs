//! How long and how somebody is a customer: from the first look to the last order, and which systems learn of it.

use super::clock::{self, DAY, Day, Moment};
use super::contact::Contacts;
use super::dice::{Dice, Purpose};
use super::lists::World;
use super::options::{Errors, Window};
use super::order::{self, Gift, Order, Receipt, Touch};
use super::person::Person;
use super::slip;

/// Where in their life as a customer somebody is on the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cycle {
    New,
    Loyal,
    Regular,
    OneTime,
    Lapsing,
    Lapsed,
    /// Buys presents in November and December.
    Gifts,
    /// Never bought: reads the newsletter, came to an event, filled in a form.
    Curious,
}

const CYCLES: [(Cycle, u32); 8] = [
    (Cycle::New, 90),
    (Cycle::Loyal, 130),
    (Cycle::Regular, 210),
    (Cycle::OneTime, 220),
    (Cycle::Lapsing, 80),
    (Cycle::Lapsed, 100),
    (Cycle::Gifts, 60),
    (Cycle::Curious, 110),
];

/// What somebody did, and since when which system knows them.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) cycle: Cycle,
    /// First contact of any kind.
    pub(super) first: Day,
    pub(super) orders: Vec<Order>,
    pub(super) receipts: Vec<Receipt>,
    /// Web shop account.
    pub(super) account: Option<Day>,
    pub(super) newsletter: Option<Day>,
    /// The till knows them.
    pub(super) till: Option<Day>,
    /// Points club.
    pub(super) club: Option<Day>,
    /// Contact in the CRM.
    pub(super) contact: Option<Day>,
    /// Lead in the CRM.
    pub(super) lead: Option<Day>,
    /// Event signed up for, by position in the list.
    pub(super) signup: Option<usize>,
}

/// Someone an order can be sent to.
pub(super) struct Friend {
    pub(super) household: u64,
    pub(super) country: usize,
    pub(super) gift: Gift,
}

/// What a life is made from.
pub(super) struct Lives<'a> {
    pub(super) world: &'a World,
    pub(super) seed: u64,
    pub(super) window: Window,
    pub(super) errors: Errors,
}

impl Lives<'_> {
    /// The life of a person; `friends` are people around whom presents can go to.
    pub(super) fn of(&self, person: &Person, contacts: &mut Contacts, friends: &[Friend]) -> Life {
        let mut dice = Dice::new(self.seed, Purpose::Life, person.index);
        let cycle = CYCLES[dice.weighted(&CYCLES.map(|(_, weight)| weight))].0;
        let (start, end) = (self.window.first_day(), self.window.last_day());
        let first = match cycle {
            Cycle::New => dice.between((end - 60).max(start), end - 3),
            _ => dice.between(start - 900, (end - 120).max(start)),
        };
        let tills: Vec<usize> = self.tills(person);
        let reachable = person.email_own || (person.phone_own && dice.chance(500));
        let (online, store) = match (reachable, tills.is_empty()) {
            (true, true) => (true, false),
            (false, _) => (false, true),
            (true, false) => [(true, true), (true, false), (false, true)][dice.weighted(&[42, 38, 20])],
        };
        let mut life = Life {
            cycle,
            first,
            orders: Vec::new(),
            receipts: Vec::new(),
            account: None,
            newsletter: None,
            till: None,
            club: None,
            contact: None,
            lead: None,
            signup: None,
        };
        if cycle != Cycle::Curious {
            for day in self.days(cycle, first, &mut dice) {
                if online && (!store || tills.is_empty() || dice.chance(560)) {
                    self.order(person, day, &mut life, &mut dice);
                } else if !tills.is_empty() {
                    let till = if dice.chance(900) { tills[0] } else { *dice.pick(&tills) };
                    let entry = &self.world.shop.tills[till];
                    let offset = entry.offset + clock::summer(day * DAY, &entry.summer);
                    let at = order::shopping_hour(day, offset, (9, 19), &mut dice);
                    let serial = life.receipts.len() as u64;
                    life.receipts.push(order::receipt(self.world, till, at, serial, &mut dice));
                }
            }
        }
        self.memberships(person, &mut life, (online, store && !tills.is_empty()), &mut dice);
        self.checkout(person, &mut life, contacts, friends, &mut dice);
        life
    }

    fn tills(&self, person: &Person) -> Vec<usize> {
        let code = &self.world.countries[person.country].code;
        let city = &person.home.city(self.world).name;
        let mut tills: Vec<usize> = (0..self.world.shop.tills.len())
            .filter(|&at| self.world.shop.tills[at].country == *code)
            .collect();
        if !tills.is_empty() {
            // People go to the one in their city, else mostly to the same one.
            let near = tills.iter().position(|&at| self.world.shop.tills[at].city == *city);
            let usual = near.unwrap_or(usize::try_from(person.household).unwrap_or(0) % tills.len());
            tills.swap(0, usual);
        }
        tills
    }

    /// Days on which something was bought, in order.
    fn days(&self, cycle: Cycle, first: Day, dice: &mut Dice) -> Vec<Day> {
        let (start, end) = (self.window.first_day(), self.window.last_day());
        let open = first.max(start);
        let (count, from, to) = match cycle {
            Cycle::New => (dice.between(1, 2), open, end),
            Cycle::Loyal => (dice.between(5, 11), open, end),
            Cycle::Regular => (dice.between(2, 5), open, end),
            Cycle::OneTime => (1, open, end),
            Cycle::Lapsing => (dice.between(2, 4), open, end - 120),
            Cycle::Lapsed => (dice.between(1, 4), open, end - 330),
            Cycle::Gifts => (dice.between(1, 3), open, end),
            Cycle::Curious => (0, open, end),
        };
        let mut days: Vec<Day> =
            (0..count).map(|_| order::seasonal_day(from.min(to.max(start)), to.max(start), dice)).collect();
        if cycle == Cycle::Loyal {
            days.push(dice.between((end - 70).max(open.min(end)), end));
        }
        if cycle == Cycle::Gifts {
            for day in &mut days {
                let year = clock::Date::of(*day).year;
                let advent = clock::Date { year, month: 11, day: 12 }.number() + dice.between(0, 38);
                *day = if advent > end { advent - 365 } else { advent }.max(start);
            }
        }
        days.sort_unstable();
        days
    }

    fn order(&self, person: &Person, day: Day, life: &mut Life, dice: &mut Dice) {
        let at = order::shopping_hour(day, 0, (6, 22), dice);
        let at = at.min(self.window.end - 3600);
        let first = life.orders.is_empty() && life.first >= self.window.first_day();
        let touch = self.touch(day, dice);
        life.orders.push(order::place(self.world, person.country, at, first, touch, dice));
    }

    /// What brings somebody on a day: an ad or newsletter only while it runs.
    pub(super) fn touch(&self, day: Day, dice: &mut Dice) -> Touch {
        let date = clock::Date::of(day);
        let today = date.month * 100 + date.day;
        let shop = &self.world.shop;
        match dice.weighted(&[26, 20, 12, 16, 20, 6]) {
            0 => Touch::Direct,
            1 => Touch::Organic,
            2 => Touch::Search,
            3 => {
                let recent = |letter: &super::shop::Newsletter| {
                    (0..=3).any(|back| {
                        let sent = clock::Date::of(day - back);
                        sent.month * 100 + sent.day == letter.day
                    })
                };
                shop.newsletters.iter().position(recent).map_or(Touch::Direct, Touch::Newsletter)
            }
            4 => {
                let running: Vec<usize> = (0..shop.ads.len())
                    .filter(|&at| (shop.ads[at].days.0..=shop.ads[at].days.1).contains(&today))
                    .collect();
                if running.is_empty() { Touch::Direct } else { Touch::Ad(*dice.pick(&running)) }
            }
            _ => Touch::Referral,
        }
    }

    /// Which systems know the person, and since when.
    fn memberships(&self, person: &Person, life: &mut Life, (online, store): (bool, bool), dice: &mut Dice) {
        let (start, end) = (self.window.first_day(), self.window.last_day());
        let bought = life.orders.first().map(|order| order.at.div_euclid(DAY));
        let visited = life.receipts.first().map(|receipt| receipt.at.div_euclid(DAY));
        let curious = life.cycle == Cycle::Curious;
        let good = matches!(life.cycle, Cycle::Loyal | Cycle::Regular | Cycle::Lapsing);
        let first = life.first;
        let later = |from: Day, dice: &mut Dice| dice.between(from, (from + 90).min(end));
        let mail = person.email_own;
        if let Some(day) = bought.filter(|_| mail || person.phone_own) {
            life.account =
                dice.chance(if good { 920 } else { 740 }).then_some(day.min(first.max(start - 700)));
        } else if online && mail {
            life.account = dice.chance(300).then_some(first);
        }
        let reads = if curious || bought.is_some() { 620 } else { 300 };
        if mail && dice.chance(reads) {
            life.newsletter = Some(later(bought.unwrap_or(first).min(first), dice));
        }
        if let Some(day) = visited {
            life.till = dice.chance(780).then(|| first.min(day));
        } else if store && !curious {
            life.till = dice.chance(120).then_some(first);
        }
        let knows = person.email_own || !person.email.is_empty();
        let joins = if life.cycle == Cycle::Loyal {
            760
        } else if good {
            430
        } else if curious {
            30
        } else {
            170
        };
        if knows && dice.chance(joins) {
            life.club = Some(later(bought.or(visited).unwrap_or(first).max(first), dice));
        }
        if (mail || person.phone_own) && dice.chance(if good { 380 } else { 220 }) {
            life.contact = Some(later(first, dice));
        }
        if (mail || person.phone_own) && dice.chance(if curious { 420 } else { 110 }) {
            life.lead = Some(first - dice.between(0, 40));
        }
        let german = self.world.countries[person.country].code == "DE";
        if german && dice.chance(if curious { 500 } else { 150 }) {
            life.signup = Some(dice.index(self.world.shop.signups.len()));
        }
        let known = [life.account, life.newsletter, life.till, life.club, life.contact, life.lead];
        let nowhere = known.iter().all(Option::is_none) && bought.is_none() && life.signup.is_none();
        if nowhere {
            // Someone of whom no system knows is nobody here: give them to the one that fits.
            match (mail, store) {
                (true, _) => life.newsletter = Some(first),
                (false, true) => life.till = Some(first),
                (false, false) => life.contact = Some(first),
            }
        }
    }

    /// Under which e-mail and phone each order was placed, and where it was sent. An address that orders is one
    /// person's own: an order is a record of its own, and must be one person's.
    fn checkout(
        &self,
        person: &Person,
        life: &mut Life,
        contacts: &mut Contacts,
        friends: &[Friend],
        dice: &mut Dice,
    ) {
        let (cycle, account, newsletter) = (life.cycle, life.account.is_some(), life.newsletter);
        for order in &mut life.orders {
            let day: Day = order.at.div_euclid(DAY);
            if matches!(order.touch, Touch::Newsletter(_)) && newsletter.is_none_or(|since| since >= day) {
                order.touch = Touch::Direct;
            }
            let phone = if person.phone_own { person.phone(day) } else { "" };
            let current = if person.email_own { person.email(day) } else { "" };
            let work = person.work.as_ref().map(|(_, address)| address.as_str());
            order.email = match work.filter(|_| !account && dice.chance(150)) {
                Some(address) => address.to_owned(),
                None => current.to_owned(),
            };
            if !account && !order.email.is_empty() && dice.chance(self.errors.rate(25)) {
                let slipped = slip::email(&order.email, dice);
                if contacts.take_email(&slipped) {
                    order.email = slipped;
                }
            }
            if order.email.is_empty() || dice.chance(550) {
                order.phone = phone.to_owned();
            }
            if !account && dice.chance(35) && !phone.is_empty() {
                (order.email, order.phone) = (String::new(), phone.to_owned());
            }
            let present = if cycle == Cycle::Gifts { 600 } else { 55 };
            if dice.chance(present) {
                let near: Vec<&Friend> = friends
                    .iter()
                    .filter(|friend| friend.country == person.country && friend.household != person.household)
                    .collect();
                order.gift = (!near.is_empty()).then(|| dice.pick(&near).gift.clone());
            }
        }
    }
}

/// The last moment of a life that an export could have seen, or its first day.
pub(super) fn last_seen(life: &Life) -> Moment {
    let orders = life.orders.iter().map(|order| order.at);
    let receipts = life.receipts.iter().map(|receipt| receipt.at);
    orders.chain(receipts).max().unwrap_or(life.first * DAY)
}
