//! Visits to the web shop and mails read, such that causes come before effects: ad or mail, visit, cart, order.

use super::clock::{self, DAY, Moment};
use super::dice::{Dice, Purpose};
use super::life::{Cycle, Lives};
use super::order::{self, Line, Touch};
use super::record::{Customer, Record};
use super::source::Source;
use super::system::klaviyo;

/// What happens in a visit, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The page somebody lands on.
    Land,
    /// Logs in.
    Login,
    /// Looks at a product, by position in the catalogue.
    View(usize),
    /// Puts a line of the basket into the cart.
    Add(usize),
    Checkout,
    /// Orders; position among the person's orders.
    Buy(usize),
}

/// A visit to the web shop.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) start: Moment,
    /// 0: the phone; 1: the computer.
    pub(super) device: u64,
    /// Running number on this device, from 1.
    pub(super) number: u64,
    pub(super) touch: Touch,
    pub(super) basket: Vec<Line>,
    pub(super) steps: Vec<(Moment, Step)>,
    /// The order that ends it.
    pub(super) order: Option<usize>,
    /// Somebody logged in.
    pub(super) known: bool,
    /// What the click id is made from, if an ad led here.
    pub(super) click: u64,
}

/// A newsletter that went to somebody.
#[derive(Debug)]
pub(super) struct Mail {
    /// Position in the list of newsletters.
    pub(super) letter: usize,
    pub(super) sent: Moment,
    pub(super) opened: Option<Moment>,
    pub(super) clicked: Option<Moment>,
}

/// What somebody did online, in order of time.
#[derive(Debug, Default)]
pub(super) struct Journey {
    pub(super) visits: Vec<Visit>,
    pub(super) mails: Vec<Mail>,
}

/// The profile that mails go to: the last one made.
pub(super) fn mailbox(customer: &Customer) -> Option<&Record> {
    customer.of(Source::KlaviyoProfiles).last()
}

impl Journey {
    /// The journey of a customer whose records are made.
    pub(super) fn of(lives: &Lives<'_>, customer: &Customer) -> Self {
        let mut dice = Dice::new(lives.seed, Purpose::Journey, customer.person.index);
        let mut journey = Self::default();
        journey.buy(lives, customer, &mut dice);
        journey.read(lives, customer, &mut dice);
        journey.browse(lives, customer, &mut dice);
        journey.settle(lives, customer, &mut dice);
        journey
    }

    /// The visits that end in an order, and those that led there.
    fn buy(&mut self, lives: &Lives<'_>, customer: &Customer, dice: &mut Dice) {
        let from = lives.window.visits();
        for (at, order) in customer.life.orders.iter().enumerate().filter(|(_, order)| order.at >= from) {
            let device = dice.below(2);
            let mut bought = visit(order.at, device, order.touch, order.lines.clone(), Some(at), true, dice);
            bought.click = order.id();
            self.visits.push(bought);
            for _ in 0..dice.weighted(&[38, 34, 19, 9]) {
                let earlier = order.at - dice.between(3600, 12 * DAY);
                if earlier >= from {
                    let touch = unmailed(lives.touch(earlier.div_euclid(DAY), dice));
                    let basket = if dice.chance(400) { order.lines[..1].to_vec() } else { Vec::new() };
                    self.visits.push(visit(earlier, dice.below(2), touch, basket, None, false, dice));
                }
            }
        }
    }

    /// Newsletters sent, opened and clicked while the profile is subscribed; a click is a visit.
    fn read(&mut self, lives: &Lives<'_>, customer: &Customer, dice: &mut Dice) {
        let Some(profile) = mailbox(customer).filter(|record| !record.facts.email.is_empty()) else { return };
        let consent = klaviyo::consent(customer, profile);
        if consent == "NEVER_SUBSCRIBED" {
            return;
        }
        let until = if consent == "UNSUBSCRIBED" { klaviyo::left(profile) } else { lives.window.end };
        let keen = match customer.life.cycle {
            Cycle::Loyal | Cycle::New => (560, 260),
            Cycle::Lapsed | Cycle::Lapsing => (180, 80),
            _ => (380, 170),
        };
        let years =
            clock::Date::of(lives.window.first_day()).year..=clock::Date::of(lives.window.last_day()).year;
        for (year, letter) in
            years.flat_map(|year| (0..lives.world.shop.newsletters.len()).map(move |l| (year, l)))
        {
            let day = lives.world.shop.newsletters[letter].day;
            let sent = clock::Date { year, month: day / 100, day: day % 100 }.number() * DAY + 9 * 3600 + 90;
            if sent < lives.window.visits() || sent >= until || sent < (profile.since + 1) * DAY {
                continue;
            }
            let bought = self.visits.iter().find(|visit| {
                visit.touch == Touch::Newsletter(letter) && visit.start > sent && visit.start < sent + 4 * DAY
            });
            let (mut opened, mut clicked) = (None, None);
            if let Some(visit) = bought {
                (opened, clicked) = (Some(visit.start - 95), Some(visit.start - 4));
            } else if dice.chance(keen.0) {
                let at = sent + dice.between(400, 2 * DAY);
                let click = dice.chance(keen.1).then(|| at + dice.between(15, 180));
                if at < until {
                    opened = Some(at);
                    clicked = click.filter(|&at| at < until);
                }
                if let Some(at) = clicked {
                    let device = dice.below(2);
                    self.visits.push(visit(
                        at + 4,
                        device,
                        Touch::Newsletter(letter),
                        Vec::new(),
                        None,
                        false,
                        dice,
                    ));
                }
            }
            self.mails.push(Mail { letter, sent, opened, clicked });
        }
        self.mails.sort_by_key(|mail| mail.sent);
    }

    /// Visits that lead to nothing, some with a cart left behind.
    fn browse(&mut self, lives: &Lives<'_>, customer: &Customer, dice: &mut Dice) {
        let life = &customer.life;
        if life.account.is_none() && life.newsletter.is_none() {
            return;
        }
        let from = lives.window.visits().max(life.first * DAY);
        let until = match life.cycle {
            Cycle::Lapsed => lives.window.end - 300 * DAY,
            Cycle::Lapsing => lives.window.end - 90 * DAY,
            _ => lives.window.end - DAY,
        };
        if from >= until {
            return;
        }
        let place = &lives.world.countries[customer.person.country];
        for _ in 0..dice.weighted(&[52, 30, 14, 4]) {
            let day = dice.between(from.div_euclid(DAY), until.div_euclid(DAY));
            let start = order::shopping_hour(day, 0, (6, 22), dice);
            let left = dice.chance(480);
            let basket = if left {
                order::basket(lives.world, &place.currency, clock::month(start), dice)
            } else {
                Vec::new()
            };
            let touch = unmailed(lives.touch(day, dice));
            self.visits.push(visit(
                start,
                dice.below(2),
                touch,
                basket,
                None,
                left && dice.chance(650),
                dice,
            ));
        }
    }

    /// Puts the visits in order, decides who logs in, and numbers them by device.
    fn settle(&mut self, lives: &Lives<'_>, customer: &Customer, dice: &mut Dice) {
        let (start, end) = (lives.window.visits(), lives.window.end);
        let account = customer.life.account;
        let tagged = customer.of(Source::SegmentEvents).next().is_some();
        let known_later = |visit: &Visit| visit.known && visit.start >= lives.window.tags();
        self.visits.retain(|visit| visit.start >= start && visit.steps.iter().all(|(at, _)| *at < end));
        self.visits.sort_by_key(|visit| visit.start);
        for visit in &mut self.visits {
            let since = account.is_some_and(|day| day * DAY <= visit.start);
            visit.known = since && dice.chance(if visit.order.is_some() { 850 } else { 330 });
        }
        if tagged && !self.visits.iter().any(known_later) {
            // Segment knows them, so they were there.
            let day = dice.between(lives.window.tags().div_euclid(DAY) + 1, lives.window.last_day() - 1);
            let at = order::shopping_hour(day, 0, (7, 21), dice);
            let mut visit = visit(at, 0, Touch::Direct, Vec::new(), None, false, dice);
            visit.known = true;
            self.visits.push(visit);
            self.visits.sort_by_key(|visit| visit.start);
        }
        let mut numbers = [0; 2];
        for visit in &mut self.visits {
            let device = usize::from(visit.device == 1);
            numbers[device] += 1;
            visit.number = numbers[device];
            if visit.known {
                let land = visit.steps[0].0;
                visit.steps.insert(1, (land + 2, Step::Login));
            }
        }
    }
}

/// A newsletter brings nobody who wasn't sent it; those visits are made where mails are.
fn unmailed(touch: Touch) -> Touch {
    if matches!(touch, Touch::Newsletter(_)) { Touch::Direct } else { touch }
}

/// A visit; one that ends in an order ends at `at`, others begin there.
fn visit(
    at: Moment,
    device: u64,
    touch: Touch,
    basket: Vec<Line>,
    order: Option<usize>,
    checkout: bool,
    dice: &mut Dice,
) -> Visit {
    let mut clock = 0;
    let mut steps = vec![(0, Step::Land)];
    let mut pass = |low, high, dice: &mut Dice| {
        clock += dice.between(low, high);
        clock
    };
    for (line, entry) in basket.iter().enumerate() {
        steps.push((pass(12, 90, dice), Step::View(entry.product)));
        steps.push((pass(8, 60, dice), Step::Add(line)));
    }
    if basket.is_empty() {
        for _ in 0..dice.weighted(&[30, 40, 30]) {
            steps.push((pass(10, 120, dice), Step::View(dice.index(40))));
        }
    }
    if order.is_some() || (checkout && !basket.is_empty()) {
        steps.push((pass(20, 90, dice), Step::Checkout));
    }
    if let Some(order) = order {
        steps.push((pass(60, 240, dice), Step::Buy(order)));
    }
    let length = steps.last().map_or(0, |(at, _)| *at);
    let start = if order.is_some() { at - length } else { at };
    for (at, _) in &mut steps {
        *at += start;
    }
    Visit { start, device, number: 0, touch, basket, steps, order, known: false, click: start.unsigned_abs() }
}
