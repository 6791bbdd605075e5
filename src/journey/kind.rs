//! The canonical kinds of events, and the sentence that tells one of them.

use crate::text;

/// How the amount of an event reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// It has none worth telling.
    None,
    /// Money, in the event's currency.
    Money,
    /// Loyalty points, signed.
    Points,
}

/// One canonical kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// As it stands in `events.kind`.
    pub id: &'static str,
    /// Several of them, for people: `visits`.
    pub title: &'static str,
    /// What the person did, for people: `visited`.
    pub verb: &'static str,
    /// How its amount reads.
    pub measure: Measure,
}

const fn kind(id: &'static str, title: &'static str, verb: &'static str, measure: Measure) -> Kind {
    Kind { id, title, verb, measure }
}

/// All kinds, in the order screens list them.
pub const KINDS: [Kind; 24] = [
    kind("visit", "visits", "visited", Measure::None),
    kind("product", "product views", "looked at", Measure::None),
    kind("search", "searches", "searched for", Measure::None),
    kind("cart", "carts", "put in the cart", Measure::None),
    kind("checkout", "checkouts", "began the checkout", Measure::Money),
    kind("order", "orders", "ordered", Measure::Money),
    kind("refund", "refunds", "was refunded", Measure::Money),
    kind("receipt", "till receipts", "bought in store", Measure::Money),
    kind("email_sent", "e-mails sent", "was sent an e-mail", Measure::None),
    kind("email_open", "e-mails opened", "opened an e-mail", Measure::None),
    kind("email_click", "e-mail clicks", "clicked in an e-mail", Measure::None),
    kind("sms", "text messages", "text message", Measure::None),
    kind("ad_click", "ad clicks", "clicked an ad", Measure::None),
    kind("ad_view", "ad views", "saw an ad", Measure::None),
    kind("loyalty_earn", "points earned", "earned points", Measure::Points),
    kind("loyalty_redeem", "points spent", "spent points", Measure::Points),
    kind("loyalty_expire", "points expired", "lost points", Measure::Points),
    kind("loyalty_adjust", "points adjusted", "points adjusted", Measure::Points),
    kind("loyalty_tier", "tier changes", "changed tier", Measure::None),
    kind("signup", "sign-ups", "signed up", Measure::None),
    kind("identify", "log-ins", "logged in", Measure::None),
    kind("lead", "leads", "became a lead", Measure::None),
    kind("subscribe", "subscriptions", "subscribed", Measure::None),
    kind("unsubscribe", "unsubscriptions", "unsubscribed", Measure::None),
];

/// What a kind not listed above, `support` and `other` included, reads like.
const OTHER: Kind = kind("other", "other events", "", Measure::None);
const SUPPORT: Kind = kind("support", "support cases", "asked for help", Measure::None);

/// The kind of that id; unknown ones read as `other`.
#[must_use]
pub fn of(id: &str) -> Kind {
    if id == SUPPORT.id {
        return SUPPORT;
    }
    KINDS.iter().copied().find(|kind| kind.id == id).unwrap_or(OTHER)
}

/// True for the canonical kinds, `support` and `other` included.
#[must_use]
pub fn is_known(id: &str) -> bool {
    id == OTHER.id || of(id) != OTHER
}

/// What one event says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told<'a> {
    /// Canonical kind.
    pub kind: &'a str,
    /// The source's own name of the event.
    pub name: &'a str,
    /// One line for people: page title, subject, items.
    pub detail: Option<&'a str>,
    /// Money or points.
    pub amount: Option<f64>,
    /// ISO 4217.
    pub currency: Option<&'a str>,
    /// The order it speaks of, as people know it.
    pub order: Option<&'a str>,
}

/// The event as one line, safe to print: `ordered #1042: Mug, Tray · 59.90 EUR`.
#[must_use]
pub fn sentence(told: &Told<'_>) -> String {
    let kind = of(told.kind);
    let mut out =
        if kind.verb.is_empty() { text::clean(told.name).into_owned() } else { kind.verb.to_owned() };
    if let Some(order) = told.order.filter(|_| kind.measure == Measure::Money) {
        out.push(' ');
        out.push_str(&text::clean(order));
    }
    if let Some(detail) = told.detail.map(str::trim).filter(|detail| !detail.is_empty()) {
        out.push_str(": ");
        out.push_str(&text::clean(detail));
    }
    if let Some(worth) = worth(told) {
        out.push_str(" · ");
        out.push_str(&worth);
    }
    out
}

/// Longer numbers of orders are ids of machines: people look at what was in the order.
const LONGEST_NUMBER: usize = 14;

/// What the event was about, safe to print: `#1042: Mug, Tray`; the source's own name of it when it says no more.
#[must_use]
pub fn subject(told: &Told<'_>) -> String {
    let kind = of(told.kind);
    let order = told.order.filter(|_| kind.measure == Measure::Money);
    let detail = told.detail.map(str::trim).filter(|detail| !detail.is_empty());
    let order = order.filter(|order| detail.is_none() || text::width(order) <= LONGEST_NUMBER);
    let parts: Vec<_> = order.into_iter().chain(detail).map(text::clean).collect();
    if parts.is_empty() { text::clean(told.name).into_owned() } else { parts.join(": ") }
}

/// The event's money or points as they read: `59.90 EUR`, `+120 points`.
#[must_use]
pub fn worth(told: &Told<'_>) -> Option<String> {
    let amount = told.amount?;
    match of(told.kind).measure {
        Measure::None => None,
        Measure::Money => Some(text::money(amount, told.currency)),
        Measure::Points => {
            let sign = if amount > 0.0 { "+" } else { "" };
            Some(format!("{sign}{} points", text::decimal(amount, 0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_tell_what_happened() {
        let order = Told {
            kind: "order",
            name: "Order",
            detail: Some("Mug, Tray"),
            amount: Some(59.9),
            currency: Some("EUR"),
            order: Some("#1042"),
        };
        assert_eq!(sentence(&order), "ordered #1042: Mug, Tray · 59.90 EUR");
        assert_eq!(
            (subject(&order), worth(&order)),
            ("#1042: Mug, Tray".to_owned(), Some("59.90 EUR".to_owned()))
        );
        let points = Told { kind: "loyalty_redeem", name: "Redeem", amount: Some(-500.0), ..Told::default() };
        assert_eq!(sentence(&points), "spent points · -500 points");
        let visit =
            Told { kind: "visit", name: "page_view", detail: Some("Home\x1b[31m"), ..Told::default() };
        assert_eq!(sentence(&visit), "visited: Home");
        let own = Told { kind: "quiz_done", name: "Quiz completed", ..Told::default() };
        assert_eq!(sentence(&own), "Quiz completed");
    }
}
