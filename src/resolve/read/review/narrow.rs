//! What a steward types to narrow the queue: words, and conditions such as `source:shop age:7`. The same in the explorer
//! and on the command line.

use super::super::patterns::Layout;
use super::super::typed::Typed;
use super::filter::Band;
use crate::resolve::ResolveError;
use crate::resolve::explain::Agreement;
use crate::value::country;
use duckdb::Connection;
use duckdb::types::Value;
use jiff::ToSpan;
use jiff::civil::Date;

/// The conditions there are, as they are typed.
pub const FILTER_KEYS: &str = "source: segment: region: age: spent: band: differs: agrees:";

/// A text that was typed, taken apart.
#[derive(Default)]
pub(super) struct Narrow {
    /// What both records together must have; `None`: no words.
    pub(super) words: Option<Typed>,
    /// What must hold of the waiting pair `w` and the facts of its records, `l` and `r`.
    pub(super) conditions: Vec<String>,
    /// The values to bind in them, in their order.
    pub(super) values: Vec<Value>,
}

impl Narrow {
    /// Takes it apart. What is no condition is words; a condition without a value is still being typed.
    ///
    /// # Errors
    /// When a condition has a value that makes no sense, or DuckDB refuses.
    pub(super) fn read(conn: &Connection, text: &str, today: Date) -> Result<Self, ResolveError> {
        let (mut narrow, mut words) = (Self::default(), Vec::new());
        for word in text.split_whitespace() {
            let Some((key, value)) = word.split_once(':').filter(|(key, _)| is_key(key)) else {
                words.push(word);
                continue;
            };
            if value.is_empty() {
                continue;
            }
            if let Some((condition, values)) = condition(conn, &key.to_lowercase(), value, today)? {
                narrow.conditions.push(condition);
                narrow.values.extend(values);
            }
        }
        narrow.words = Typed::new(&words.join(" "));
        Ok(narrow)
    }

    /// Nothing is narrowed.
    pub(super) fn is_idle(&self) -> bool {
        self.words.is_none() && self.conditions.is_empty()
    }
}

fn is_key(word: &str) -> bool {
    FILTER_KEYS.split(' ').any(|key| key.trim_end_matches(':').eq_ignore_ascii_case(word))
}

type Condition = Option<(String, Vec<Value>)>;

fn condition(conn: &Connection, key: &str, value: &str, today: Date) -> Result<Condition, ResolveError> {
    let text = |value: &str| Value::Text(value.to_owned());
    // Of one record or the other.
    let either = |condition: &str, value: Vec<Value>| {
        let other = condition.replace("l.", "r.");
        Some((format!("({condition} OR {other})"), [value.clone(), value].concat()))
    };
    Ok(match key {
        "source" => either("contains(lower(l.source), lower(?))", vec![text(value)]),
        "segment" => either(
            "l.profile_id IN (SELECT m.profile_id FROM segment_members m JOIN segments s USING (segment_id)
                WHERE contains(lower(s.segment_id), lower(?)) OR contains(lower(s.title), lower(?)))",
            vec![text(value), text(value)],
        ),
        "region" => {
            let code = country::code(value).map_or_else(|| value.to_uppercase(), str::to_owned);
            either("l.region = ?", vec![Value::Text(code)])
        }
        "age" => age(value, today)?,
        "spent" => {
            let amount: Option<f64> = value.trim_start_matches('>').parse().ok();
            let amount = amount.filter(|amount| amount.is_finite());
            let amount =
                amount.ok_or_else(|| wrong("spent", value, "amounts, as in spent:500 (both together)"))?;
            Some(("coalesce(l.revenue, 0) + coalesce(r.revenue, 0) >= ?".into(), vec![Value::Double(amount)]))
        }
        "band" => Some((band(value)?, Vec::new())),
        "differs" => Some((level(conn, value, Agreement::Different)?, Vec::new())),
        _ => Some((level(conn, value, Agreement::Same)?, Vec::new())),
    })
}

/// Waiting for so many days or longer; `<7`: for less.
fn age(value: &str, today: Date) -> Result<Condition, ResolveError> {
    let (less, days) = match value.strip_prefix('<') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('>').unwrap_or(value)),
    };
    let days = days.trim_end_matches(['d', 'D']);
    if days.is_empty() {
        return Ok(None);
    }
    let wrong = || wrong("age", value, "days, as in age:7 (a week or longer) or age:<2");
    let days: i64 = days.parse().ok().filter(|days| (0..100_000).contains(days)).ok_or_else(wrong)?;
    let day = today.checked_sub(days.days()).map_err(|_| wrong())?;
    let sign = if less { ">" } else { "<=" };
    let condition = format!("greatest(l.loaded_at, r.loaded_at)::DATE {sign} CAST(? AS DATE)");
    Ok(Some((condition, vec![Value::Text(day.to_string())])))
}

/// In a band whose name begins so: `likely-same`, `rather`.
fn band(value: &str) -> Result<String, ResolveError> {
    let name = |band: &Band| band.title().replace("the ", "").replace(' ', "-");
    let wanted = value.to_lowercase();
    let bands: Vec<String> = Band::ALL
        .iter()
        .filter(|band| name(band).starts_with(&wanted))
        .map(|band| band.weights())
        .map(|(from, to)| format!("(w.weight >= {from} AND w.weight < {to})"))
        .collect();
    if bands.is_empty() {
        return Err(wrong("band", value, &Band::ALL.each_ref().map(name).join(", ")));
    }
    Ok(format!("({})", bands.join(" OR ")))
}

/// The attribute whose name begins so agrees or differs.
fn level(conn: &Connection, value: &str, agreement: Agreement) -> Result<String, ResolveError> {
    let layout = Layout::of_last_run(conn)?;
    let wanted = value.to_lowercase().replace('-', "_");
    let found = layout.packed(|attribute| attribute.starts_with(&wanted), agreement);
    if found.is_empty() {
        let key = if agreement == Agreement::Same { "agrees" } else { "differs" };
        return Err(wrong(key, value, &layout.attributes().join(", ")));
    }
    let one = |(shift, mask, levels): &(u32, u64, Vec<u64>)| {
        let levels = levels.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        format!("((w.pattern >> {shift}) & {mask}) IN ({levels})")
    };
    Ok(format!("({})", found.iter().map(one).collect::<Vec<_>>().join(" OR ")))
}

fn wrong(key: &str, value: &str, known: &str) -> ResolveError {
    ResolveError::Unknown(format!(
        "{key}:{} says nothing. There are: {known}",
        crate::text::truncate(value, 30)
    ))
}
