//! The fields of a profile that a condition may speak of.

/// What the values of a field are, and so which tests make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Counts, money, scores.
    Number,
    /// Times.
    Time,
    /// Words.
    Text,
}

/// A field: its name in segment files, where it lies, how it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As segment files name it.
    pub name: &'static str,
    /// Expression over `m` (profile_metrics) and `p` (profiles).
    pub(crate) expression: &'static str,
    /// For people.
    pub title: &'static str,
    /// What its values are.
    pub of: Type,
}

const fn field(name: &'static str, expression: &'static str, title: &'static str, of: Type) -> Field {
    Field { name, expression, title, of }
}

/// All fields.
pub(super) const FIELDS: [Field; 25] = [
    field("orders", "m.orders", "orders", Type::Number),
    field("revenue", "m.revenue", "revenue", Type::Number),
    field("events", "m.events", "events", Type::Number),
    field("sessions", "m.sessions", "sessions", Type::Number),
    field("channels", "m.channels", "channels", Type::Number),
    field("recency", "m.recency", "recency score", Type::Number),
    field("frequency", "m.frequency", "frequency score", Type::Number),
    field("monetary", "m.monetary", "monetary score", Type::Number),
    field("points", "m.points", "loyalty points", Type::Number),
    field("records", "p.records", "records", Type::Number),
    field("sources", "p.sources", "sources", Type::Number),
    field("first_seen", "m.first_seen", "first seen", Type::Time),
    field("last_seen", "m.last_seen", "last seen", Type::Time),
    field("first_order", "m.first_order", "first order", Type::Time),
    field("last_order", "m.last_order", "last order", Type::Time),
    field("currency", "m.currency", "currency", Type::Text),
    field("email", "p.email", "e-mail", Type::Text),
    field("phone", "p.phone", "phone", Type::Text),
    field("gender", "p.gender", "gender", Type::Text),
    field("city", "p.city", "city", Type::Text),
    field("region", "p.region", "region", Type::Text),
    field("postcode", "p.postcode", "postcode", Type::Text),
    field("country", "p.country", "country", Type::Text),
    field("company", "p.company", "company", Type::Text),
    field("household", "p.household::VARCHAR", "household", Type::Text),
];

/// The field of that name.
pub(crate) fn of(name: &str) -> Option<Field> {
    FIELDS.iter().copied().find(|field| field.name == name)
}
