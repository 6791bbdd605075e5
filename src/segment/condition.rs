//! Conditions as SQL with bound values, and as a sentence.

use super::definition::{Bounds, Condition, Days, Definition};
use crate::journey::kind;
use crate::text;
use duckdb::types::Value;
use jiff::civil::Date;

/// A predicate over `m` (profile_metrics) and `p` (profiles), and the values of its parameters.
pub(crate) struct Predicate {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// The predicate of a segment. Parameter `$1` is `reference`, a timestamp as text or NULL.
pub(crate) fn predicate(definition: &Definition, reference: Value) -> Predicate {
    let mut binder = Binder { values: vec![reference] };
    let parts: Vec<_> = definition.conditions.iter().map(|condition| binder.condition(condition)).collect();
    let sql = parts.join(if definition.any { " OR " } else { " AND " });
    Predicate { sql: format!("({sql})"), values: binder.values }
}

/// Days between a time and the reference date, both as dates.
fn age(time: &str) -> String {
    format!("date_diff('day', ({time})::DATE, $1::TIMESTAMP::DATE)")
}

struct Binder {
    values: Vec<Value>,
}

impl Binder {
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn list(&mut self, words: &[String]) -> String {
        let marks: Vec<_> = words.iter().map(|word| self.bind(Value::Text(word.clone()))).collect();
        marks.join(", ")
    }

    fn bounds(&mut self, expression: &str, bounds: Bounds) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(least) = bounds.at_least {
            parts.push(format!("{expression} >= {}", self.bind(Value::Double(least))));
        }
        if let Some(most) = bounds.at_most {
            parts.push(format!("{expression} <= {}", self.bind(Value::Double(most))));
        }
        parts
    }

    fn days(&mut self, time: &str, days: Days) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(within) = days.within {
            parts.push(format!("{} <= {}", age(time), self.bind(Value::UInt(within))));
        }
        if let Some(older) = days.older_than {
            parts.push(format!("{} > {}", age(time), self.bind(Value::UInt(older))));
        }
        parts
    }

    /// Never NULL, so that it can be negated and joined by OR.
    fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Number(field, bounds) => known(&self.bounds(field.expression, *bounds).join(" AND ")),
            Condition::Time(field, days) => known(&self.days(field.expression, *days).join(" AND ")),
            Condition::Set(field, true) => format!("({} IS NOT NULL)", field.expression),
            Condition::Set(field, false) => format!("({} IS NULL)", field.expression),
            Condition::Text(field, words, is) => {
                let fits = known(&format!("{} IN ({})", field.expression, self.list(words)));
                if *is { fits } else { format!("(NOT {fits})") }
            }
            Condition::Top(field, percent) => {
                let inner = field.expression.replace("m.", "x.").replace("p.", "y.");
                let share = self.bind(Value::Double(1.0 - percent / 100.0));
                let apart = if field.name == "revenue" { "x.currency" } else { "0" };
                format!(
                    "(m.profile_id IN (SELECT profile_id FROM (
                         SELECT x.profile_id, {inner} AS value,
                                quantile_cont({inner}, {share}) OVER (PARTITION BY {apart}) AS bar
                         FROM profile_metrics x JOIN profiles y ON y.profile_id = x.profile_id WHERE {inner} > 0)
                     WHERE value >= bar))"
                )
            }
            Condition::Did { kinds, channels, days, times, not } => {
                self.did(kinds, channels, *days, *times, *not)
            }
            Condition::NotSince { kinds, since } => {
                let (first, second) = (self.list(kinds), self.list(since));
                let (third, fourth) = (self.list(kinds), self.list(since));
                format!(
                    "(m.profile_id NOT IN (SELECT j.profile_id FROM journey_events j
                         WHERE j.kind IN ({first}) OR j.kind IN ({second}) GROUP BY j.profile_id
                         HAVING max(j.\"at\") FILTER (j.kind IN ({third})) >= max(j.\"at\") FILTER (j.kind IN ({fourth}))))"
                )
            }
            Condition::Consent(channel, state) => format!(
                "(m.profile_id IN (SELECT profile_id FROM current_consent WHERE channel = {} AND state = {}))",
                self.bind(Value::Text(channel.clone())),
                self.bind(Value::Text(state.clone()))
            ),
        }
    }

    fn did(&mut self, kinds: &[String], channels: &[String], days: Days, times: Bounds, not: bool) -> String {
        let mut narrow = self.days("j.\"at\"", days);
        if !kinds.is_empty() {
            narrow.push(format!("j.kind IN ({})", self.list(kinds)));
        }
        if !channels.is_empty() {
            narrow.push(format!("j.channel IN ({})", self.list(channels)));
        }
        let narrow = if narrow.is_empty() { "true".into() } else { narrow.join(" AND ") };
        let often = self.bounds("count(*)", times);
        let often = if often.is_empty() { "true".into() } else { often.join(" AND ") };
        format!(
            "(m.profile_id {} (SELECT j.profile_id FROM journey_events j WHERE {narrow}
                 GROUP BY j.profile_id HAVING {often}))",
            if not { "NOT IN" } else { "IN" }
        )
    }
}

fn known(predicate: &str) -> String {
    format!("coalesce({predicate}, false)")
}

/// The segment's conditions as a sentence: `orders at least 1, and last order at most 90 days ago`. Where days count,
/// it says from which day (`newest`, the reference date) they do.
pub(crate) fn sentence(definition: &Definition, newest: Option<Date>) -> String {
    let parts: Vec<_> = definition.conditions.iter().map(say).collect();
    let mut out = parts.join(if definition.any { ", or " } else { ", and " });
    if definition.grid.is_some() {
        out.push_str("; the first that fits in its grid");
    }
    if let Some(day) = newest.filter(|_| definition.conditions.iter().any(counts_days)) {
        out.push_str(&format!(" (on {day})"));
    }
    out
}

fn counts_days(condition: &Condition) -> bool {
    match condition {
        Condition::Time(..) => true,
        Condition::Did { days, .. } => *days != Days::default(),
        Condition::Number(field, _) => field.name == "recency",
        _ => false,
    }
}

fn say(condition: &Condition) -> String {
    match condition {
        Condition::Number(field, Bounds { at_least: None, at_most: Some(0.0) }) => {
            format!("no {}", field.title)
        }
        Condition::Number(field, bounds) => format!("{} {}", field.title, say_bounds(*bounds)),
        Condition::Top(field, percent) => {
            format!("{} among the highest {} %", field.title, text::decimal(*percent, places(*percent)))
        }
        Condition::Time(field, days) => format!("{} {}", field.title, say_days(*days, "at most", "ago")),
        Condition::Text(field, words, is) => {
            format!("{} {} {}", field.title, if *is { "is" } else { "is not" }, words.join(" or "))
        }
        Condition::Set(field, set) => format!("{} {}", if *set { "known" } else { "unknown" }, field.title),
        Condition::Did { kinds, channels, days, times, not } => {
            let mut out = format!("{} {}", if *not { "no" } else { "any" }, say_kinds(kinds));
            if !channels.is_empty() {
                out += &format!(" in channel {}", channels.join(" or "));
            }
            if *days != Days::default() {
                out += &format!(" {}", say_days(*days, "in the last", ""));
            }
            if *times != Bounds::default() {
                out += &format!(", {} times", say_bounds(*times));
            }
            out
        }
        Condition::NotSince { kinds, since } => {
            format!("no {} since the last of the {}", say_kinds(kinds), say_kinds(since))
        }
        Condition::Consent(channel, state) => format!("consent to {channel} is {state}"),
    }
}

fn say_kinds(kinds: &[String]) -> String {
    if kinds.is_empty() {
        return "events".into();
    }
    kinds.iter().map(|id| kind::of(id).title).collect::<Vec<_>>().join(" or ")
}

fn places(x: f64) -> usize {
    if x.fract() == 0.0 { 0 } else { 2 }
}

fn say_bounds(bounds: Bounds) -> String {
    let number = |x: f64| text::decimal(x, places(x));
    match (bounds.at_least, bounds.at_most) {
        (Some(least), Some(most)) if least == most => format!("exactly {}", number(least)),
        (Some(least), Some(most)) => format!("{} to {}", number(least), number(most)),
        (Some(least), None) => format!("at least {}", number(least)),
        (None, Some(most)) => format!("at most {}", number(most)),
        (None, None) => "any number".into(),
    }
}

/// `before` and `after` go round a number of days with no other bound: `at most 30 days ago`, `in the last 30 days`.
fn say_days(days: Days, before: &str, after: &str) -> String {
    match (days.within, days.older_than) {
        (Some(within), Some(older)) => format!("{} to {within} days ago", u64::from(older) + 1),
        (Some(within), None) => format!("{before} {within} days {after}").trim_end().to_owned(),
        (None, Some(older)) => format!("more than {older} days ago"),
        (None, None) => "at any time".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_read_like_sentences() {
        let all = crate::segment::shipped().unwrap();
        let day = jiff::civil::date(2026, 6, 30);
        let said = |id: &str| sentence(all.iter().find(|segment| segment.id == id).unwrap(), Some(day));
        assert_eq!(said("lapsing"), "last order 91 to 180 days ago (on 2026-06-30)");
        assert_eq!(said("active"), "last order at most 90 days ago (on 2026-06-30)");
        assert_eq!(said("never_bought"), "no orders");
        assert_eq!(said("one_time"), "orders exactly 1");
        assert_eq!(
            said("cart_abandoners"),
            "any carts in the last 30 days, and no orders or till receipts since the last of the carts (on 2026-06-30)"
        );
        assert_eq!(said("email_reachable"), "known e-mail, and consent to email is granted");
        assert_eq!(said("high_value"), "revenue among the highest 10 %");
        assert_eq!(
            said("rfm_lost"),
            "recency score at most 1; the first that fits in its grid (on 2026-06-30)"
        );
    }
}
