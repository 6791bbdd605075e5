//! Baskets, orders and till receipts: what was bought, for how much, and what brought the buyer.

use super::clock::{DAY, Date, Day, Moment};
use super::contact::Address;
use super::dice::Dice;
use super::lists::World;
use super::shop::{Product, Shop};

/// One line of a basket. Money is in hundredths of the order's currency.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Position in the catalogue.
    pub(super) product: usize,
    pub(super) variant: usize,
    pub(super) quantity: i64,
    pub(super) unit: i64,
}

/// What brought somebody to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    Direct,
    /// A search engine's own results.
    Organic,
    /// A search engine's ad.
    Search,
    /// A newsletter, by position in the list.
    Newsletter(usize),
    /// A Meta ad, by position in the list.
    Ad(usize),
    /// A link on somebody's page.
    Referral,
}

impl Touch {
    /// UTM source, medium and campaign; `None` for touches without.
    pub(super) fn utm(self, shop: &Shop) -> Option<(&'static str, &'static str, String)> {
        match self {
            Self::Direct | Self::Organic | Self::Referral => None,
            Self::Search => Some(("google", "cpc", "brand_search".to_owned())),
            Self::Newsletter(at) => Some(("klaviyo", "email", slug(&shop.newsletters[at].campaign))),
            Self::Ad(at) => Some(("facebook", "paid_social", slug(&shop.ads[at].campaign))),
        }
    }
}

/// `Always on - Prospecting` as `always_on_prospecting`.
pub(super) fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

/// The id that an ad's click puts into the address: an order and the visit that made it have the same.
pub(super) fn click(seed: u64) -> String {
    format!("IwAR{:016x}", super::dice::mix(seed ^ 0xfb))
}

/// How an order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payment {
    Paid,
    Pending,
    Refunded,
    PartlyRefunded,
    Voided,
}

/// Somebody else's name and address that an order is sent to.
#[derive(Debug, Clone)]
pub(super) struct Gift {
    pub(super) name: String,
    pub(super) address: Address,
}

/// An order of the web shop. Money is in hundredths of its currency.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) at: Moment,
    /// Running number of the shop, given once all orders of a page are known.
    pub(super) number: u64,
    pub(super) lines: Vec<Line>,
    pub(super) discount_code: String,
    pub(super) discount: i64,
    /// After the discount, before shipping.
    pub(super) subtotal: i64,
    pub(super) shipping: i64,
    /// Included in the prices outside the US.
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) refunded: i64,
    pub(super) payment: Payment,
    pub(super) touch: Touch,
    pub(super) gift: Option<Gift>,
    /// The address given at checkout; empty when only a phone number was.
    pub(super) email: String,
    pub(super) phone: String,
}

impl Order {
    /// As people know it.
    pub(super) fn name(&self) -> String {
        format!("#{}", 1000 + self.number)
    }

    /// Shopify's own id.
    pub(super) fn id(&self) -> u64 {
        5_730_000_000_000 + self.number * 32_768 + super::dice::mix(self.number) % 32_768
    }

    /// What counts as revenue: nothing when voided, less what was given back.
    pub(super) fn kept(&self) -> i64 {
        if self.payment == Payment::Voided { 0 } else { self.total - self.refunded }
    }
}

/// A purchase at a till.
#[derive(Debug, Clone)]
pub(super) struct Receipt {
    pub(super) at: Moment,
    /// Position in the list of tills.
    pub(super) till: usize,
    pub(super) lines: Vec<Line>,
    pub(super) discount: i64,
    /// Before tax, after the discount.
    pub(super) net: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) card: bool,
    pub(super) refund: bool,
    /// Distinguishes receipts of one person.
    pub(super) serial: u64,
}

/// Price in hundredths of a currency: whole units, as price lists have them.
pub(super) fn price(product: &Product, variant: usize, currency: &str) -> i64 {
    let percent = match currency {
        "GBP" => 82,
        "EUR" => 95,
        "JPY" => 15_000,
        _ => 100,
    };
    let bigger = product.cents * (100 + 20 * variant.min(2) as i64 * i64::from(!is_clothing(product))) / 100;
    if currency == "JPY" {
        return bigger * percent / 100 / 10_000 * 10_000;
    }
    (bigger * percent / 100 / 50 * 50).max(50)
}

fn is_clothing(product: &Product) -> bool {
    matches!(product.category.as_str(), "Clothing" | "Footwear" | "Bags" | "Kids")
}

/// A basket of one to four lines; what is in season more often.
pub(super) fn basket(world: &World, currency: &str, month: i64, dice: &mut Dice) -> Vec<Line> {
    let products = &world.shop.products;
    let wanted = 1 + dice.weighted(&[52, 28, 14, 6]);
    let mut lines: Vec<Line> = Vec::with_capacity(wanted);
    while lines.len() < wanted {
        let product = dice.index(products.len());
        let entry = &products[product];
        let fits = entry.season.is_empty() || entry.season.contains(&month);
        if !fits && dice.chance(720) || lines.iter().any(|line| line.product == product) {
            continue;
        }
        let variant = dice.index(entry.variants.len());
        let quantity = 1 + dice.weighted(&[86, 11, 3]) as i64;
        lines.push(Line { product, variant, quantity, unit: price(entry, variant, currency) });
    }
    lines
}

/// Sum of a basket before discounts.
pub(super) fn gross(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.unit * line.quantity).sum()
}

/// A moment on `day` at an hour when people shop, `offset` minutes ahead of UTC.
pub(super) fn shopping_hour(day: Day, offset: i64, open: (i64, i64), dice: &mut Dice) -> Moment {
    let hour = dice.between(open.0, open.1);
    day * DAY + hour * 3600 + dice.between(0, 3599) - offset * 60
}

/// A day between two, with the seasons of retail: busy before Christmas, quiet in January and February.
pub(super) fn seasonal_day(from: Day, to: Day, dice: &mut Dice) -> Day {
    for _ in 0..8 {
        let day = dice.between(from, to);
        let busy = match Date::of(day).month {
            12 => 950,
            11 => 1000,
            1 | 2 => 420,
            5 | 6 => 620,
            10 => 600,
            _ => 520,
        };
        if dice.chance(busy) {
            return day;
        }
    }
    dice.between(from, to)
}

/// An order placed `at`; the caller adds who ordered.
pub(super) fn place(
    world: &World,
    country: usize,
    at: Moment,
    first: bool,
    touch: Touch,
    dice: &mut Dice,
) -> Order {
    let place = &world.countries[country];
    let month = super::clock::month(at);
    let lines = basket(world, &place.currency, month, dice);
    let gross = gross(&lines);
    let (discount_code, percent) = match touch {
        _ if first && dice.chance(380) => ("WELCOME10", 10),
        Touch::Newsletter(_) if month == 11 && dice.chance(600) => ("EARLY25", 25),
        Touch::Newsletter(_) if month == 1 && dice.chance(600) => ("WINTER20", 20),
        Touch::Ad(_) if dice.chance(150) => ("TRAIL15", 15),
        _ => ("", 0),
    };
    let discount = gross * percent / 100;
    let subtotal = gross - discount;
    let shipping = if subtotal >= 7500 { 0 } else { 590 };
    let us = place.code == "US";
    let tax = if us { subtotal * 825 / 10_000 } else { (subtotal + shipping) * 20 / 120 };
    let total = subtotal + shipping + if us { tax } else { 0 };
    let payment =
        [Payment::Paid, Payment::Refunded, Payment::PartlyRefunded, Payment::Pending, Payment::Voided]
            [dice.weighted(&[925, 30, 20, 10, 15])];
    let refunded = match payment {
        Payment::Refunded => total,
        Payment::PartlyRefunded => lines[0].unit.min(subtotal),
        _ => 0,
    };
    Order {
        at,
        number: 0,
        lines,
        discount_code: discount_code.to_owned(),
        discount,
        subtotal,
        shipping,
        tax,
        total,
        refunded,
        payment,
        touch,
        gift: None,
        email: String::new(),
        phone: String::new(),
    }
}

/// A receipt of one of the tills of a country.
pub(super) fn receipt(world: &World, till: usize, at: Moment, serial: u64, dice: &mut Dice) -> Receipt {
    let entry = &world.shop.tills[till];
    let currency = match entry.country.as_str() {
        "US" => "USD",
        "GB" => "GBP",
        "JP" => "JPY",
        _ => "EUR",
    };
    let lines = basket(world, currency, super::clock::month(at), dice);
    let gross = gross(&lines);
    let discount = if dice.chance(90) { gross / 10 / 50 * 50 } else { 0 };
    let net = gross - discount;
    let tax = if currency == "USD" { net * 825 / 10_000 } else { 0 };
    let refund = dice.chance(18);
    let card = dice.chance(820);
    Receipt { at, till, lines, discount, net, tax, total: net + tax, card, refund, serial }
}
