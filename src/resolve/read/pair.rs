//! Two records side by side: what each says, what they compare like, who else is in their profiles, and what was
//! decided on them.

use super::log::{LogRow, verdict_on};
use super::profile::{RecordRow, records, records_of};
use super::review::{CHANGED, OPPOSITE};
use crate::resolve::ResolveError;
use crate::resolve::decide::{Ground, Preview, Reach};
use crate::resolve::error::database;
use crate::resolve::explain::{self, Agreement, ComparisonStep, HOUSEHOLD, Known, LEARNED, PairExplanation};
use crate::resolve::store::{rows, two};
use duckdb::{Connection, OptionalExt};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;

/// Other records of one side that are handed out; profiles larger than this are accidents.
const MOST_OTHERS: usize = 50;

/// One attribute of both records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttributePair {
    /// As in the model: `given_name`, `address`, `id:loyalty`, `extra:occupation`.
    pub attribute: String,
    /// What the left record says, as it came where that is one value, else normalised.
    pub left: Option<String>,
    /// What the right record says.
    pub right: Option<String>,
    /// How they agree.
    pub agreement: Agreement,
    /// Name of the comparison level.
    pub level: String,
    /// Bits for (positive) or against one person.
    pub weight: f64,
    /// The part of `weight` that comes from how rare the value is.
    pub frequency_adjustment: f64,
}

impl AttributePair {
    /// A comparison with the values it compared.
    #[must_use]
    pub fn of(step: &ComparisonStep) -> Self {
        let value = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Self {
            attribute: step.attribute.clone(),
            left: value(&step.left),
            right: value(&step.right),
            agreement: step.agreement,
            level: step.level.clone(),
            weight: step.weight,
            frequency_adjustment: step.frequency_adjustment,
        }
    }
}

/// One record of the pair with what surrounds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The record.
    pub record: RecordRow,
    /// The row as it came: column and text, empty ones left out.
    pub raw: Vec<(String, String)>,
    /// The profile it is in.
    pub profile_id: Option<i64>,
    /// The profile's golden name.
    pub profile_name: Option<String>,
    /// The other records of that profile, without the pair's own; at most fifty.
    pub others: Vec<Beside>,
    /// How many there are.
    pub others_total: usize,
}

/// Another record of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The source's name.
    pub source: String,
    /// Attributes that have a value, with their names as in the schema, in its order.
    pub values: Vec<(&'static str, String)>,
}

/// Everything a steward needs to decide on two records.
#[derive(Debug, Clone, PartialEq)]
pub struct PairView {
    /// Weights from prior to probability.
    pub explanation: PairExplanation,
    /// The record with the smaller id.
    pub left: Side,
    /// The other one.
    pub right: Side,
    /// The attributes at least one of them has, in the model's order.
    pub attributes: Vec<AttributePair>,
    /// Bits taken off because people of one household share as much anyway; 0 mostly.
    pub household: f64,
    /// Bits that decisions taught of all pairs; 0 when nothing learned is in use.
    pub learned: f64,
    /// The decision in force on exactly this pair.
    pub decided: Option<LogRow>,
    /// What either word on it would change; `None` where that can't be told at once.
    pub preview: Option<Preview>,
    /// What was read for it, so that a decision need not read it again; `None` likewise.
    pub ground: Option<Ground>,
}

/// What has changed since a decision that the data speak against by now.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Match weight in bits that was shown when it was made.
    pub then: f64,
    /// As it is now.
    pub now: f64,
    /// The attributes whose level is another one now, as far as it was kept.
    pub attributes: Vec<String>,
}

impl PairView {
    /// Whether the data have come to speak against the decision on the pair, as `contradicted.sql` has it.
    #[must_use]
    pub fn contradiction(&self) -> Option<Contradiction> {
        let decided = self.decided.as_ref()?;
        let (then, now) = (decided.weight?, self.explanation.weight);
        let (opposite, changed) = (f64::from(OPPOSITE) / 1000.0, f64::from(CHANGED) / 1000.0);
        let against = match decided.verdict.as_str() {
            "same" => now <= -opposite && now <= then - changed,
            "different" => now >= opposite && now >= then + changed,
            _ => false,
        };
        let level = |steps: &[ComparisonStep], attribute: &str| {
            steps.iter().find(|step| step.attribute == attribute).map(|step| step.level.clone())
        };
        let shown = decided.shown.as_ref().map_or(&[][..], |shown| &shown.steps);
        let steps = &self.explanation.steps;
        let changed = steps.iter().filter(|step| {
            let was = level(shown, &step.attribute).unwrap_or_else(|| "missing".into());
            !shown.is_empty() && was != step.level && step.attribute != HOUSEHOLD && step.attribute != LEARNED
        });
        let attributes = changed.map(|step| step.attribute.clone()).collect();
        against.then_some(Contradiction { then, now, attributes })
    }
}

/// Two records side by side.
///
/// # Errors
/// When one of them is not there, nothing was resolved yet, or DuckDB refuses.
pub fn pair(connection: &Connection, left: i64, right: i64) -> Result<PairView, ResolveError> {
    let ground = Ground::read(connection, left, right)?;
    let explanation = match &ground {
        Some(ground) => explained(connection, ground.reach())?,
        None => explain::pair(connection, left, right)?,
    };
    let preview = ground.as_ref().map(|ground| ground.preview(connection)).transpose()?;
    let ids = [explanation.left_record, explanation.right_record];
    let profiles = [explanation.left_profile, explanation.right_profile];
    let others = match &ground {
        Some(ground) => beside(connection, ground.reach(), profiles, ids)?,
        None => beside_read(connection, profiles, ids)?,
    };
    let [left_side, right_side] = sides(connection, ids, profiles, others)?;
    let attributes = explanation
        .steps
        .iter()
        .filter(|step| step.attribute != HOUSEHOLD && step.attribute != LEARNED)
        .map(|step| attribute(step, &left_side.record, &right_side.record))
        .filter(|row| row.left.is_some() || row.right.is_some())
        .collect();
    let of = |name: &str| explanation.steps.iter().filter(|s| s.attribute == name).map(|s| s.weight).sum();
    let (household, learned) = (of(HOUSEHOLD), of(LEARNED));
    let decided = match &explanation.verdict {
        Some(_) => verdict_on(connection, explanation.left_record, explanation.right_record)?,
        None => None,
    };
    Ok(PairView {
        explanation,
        left: left_side,
        right: right_side,
        attributes,
        household,
        learned,
        decided,
        preview,
        ground,
    })
}

/// Explains the pair from what is read of it already.
fn explained(connection: &Connection, reach: &Reach) -> Result<PairExplanation, ResolveError> {
    let (left, right) = reach.pair();
    let place = |id: i64| reach.records().partition_point(|record| *record < id) as u32;
    let rule = connection
        .query_row("SELECT rule FROM blocking_report WHERE position = ?", [reach.rule()], |row| row.get(0))
        .optional()
        .map_err(database("read how the pair was found"))?;
    let known = Known {
        rule,
        left_profile: reach.members.get(&left).copied(),
        right_profile: reach.members.get(&right).copied(),
        verdict: reach.verdict().map(str::to_owned),
    };
    Ok(explain::told(&reach.compared, place(left), place(right), known))
}

/// The other records of both profiles, out of what is read already.
fn beside(
    connection: &Connection,
    reach: &Reach,
    profiles: [Option<i64>; 2],
    of_pair: [i64; 2],
) -> Result<[Vec<Beside>; 2], ResolveError> {
    let sources: FxHashMap<i32, String> =
        rows(connection, "SELECT source_id, name FROM sources", [], "read the sources", two)?;
    let input = &reach.compared.input;
    let mut order: Vec<usize> = (0..input.len()).collect();
    order.sort_unstable_by_key(|&row| (input.sources[row], input.record_ids[row]));
    Ok(profiles.map(|profile| {
        let near = |row: &&usize| {
            let id = input.record_ids[**row];
            profile.is_some() && reach.members.get(&id).copied() == profile && !of_pair.contains(&id)
        };
        let one = |row: &usize| Beside {
            source: sources.get(&input.sources[*row]).cloned().unwrap_or_default(),
            values: input.values(*row),
        };
        order.iter().filter(near).map(one).collect()
    }))
}

/// The same for records too many to be read at once.
fn beside_read(
    connection: &Connection,
    profiles: [Option<i64>; 2],
    of_pair: [i64; 2],
) -> Result<[Vec<Beside>; 2], ResolveError> {
    let of = |profile: Option<i64>| -> Result<Vec<Beside>, ResolveError> {
        let rows = profile.map(|id| records(connection, id)).transpose()?.unwrap_or_default();
        let others = rows.into_iter().filter(|row| !of_pair.contains(&row.record_id));
        Ok(others.map(|row| Beside { source: row.source, values: row.values }).collect())
    };
    Ok([of(profiles[0])?, of(profiles[1])?])
}

fn sides(
    connection: &Connection,
    of_pair: [i64; 2],
    profiles: [Option<i64>; 2],
    others: [Vec<Beside>; 2],
) -> Result<[Side; 2], ResolveError> {
    let sql = "SELECT profile_id, name FROM profiles
        WHERE rowid IN (SELECT rowid FROM profiles WHERE profile_id IN (?, ?))";
    let names: FxHashMap<i64, Option<String>> = rows(connection, sql, profiles, "read the profiles", two)?;
    // By row: found by one narrow column first.
    let sql = "SELECT record_id, raw FROM records
        WHERE rowid IN (SELECT rowid FROM records WHERE record_id IN (?, ?))";
    let mut raws: FxHashMap<i64, String> = rows(connection, sql, of_pair, "read the record", two)?;
    let mut own = records_of(connection, &of_pair)?;
    let mut side = |n: usize, mut others: Vec<Beside>| -> Result<Side, ResolveError> {
        let id = of_pair[n];
        let at = own.iter().position(|row| row.record_id == id);
        let record = own.swap_remove(at.ok_or_else(|| ResolveError::NoSuchRecord(id.to_string()))?);
        let others_total = others.len();
        others.truncate(MOST_OTHERS);
        Ok(Side {
            record,
            raw: raws.remove(&id).map(|raw| unfold(&raw)).unwrap_or_default(),
            profile_id: profiles[n],
            profile_name: profiles[n].and_then(|id| names.get(&id).cloned().flatten()),
            others,
            others_total,
        })
    };
    let [left, right] = others;
    Ok([side(0, left)?, side(1, right)?])
}

/// The columns of a raw row that hold something.
fn unfold(raw: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(columns)) = serde_json::from_str::<Value>(raw) else {
        return if raw.trim().is_empty() { Vec::new() } else { vec![("row".into(), raw.into())] };
    };
    columns
        .into_iter()
        .filter_map(|(column, value)| match value {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some((column, text)),
            other => Some((column, other.to_string())),
        })
        .collect()
}

pub(super) fn attribute(step: &ComparisonStep, left: &RecordRow, right: &RecordRow) -> AttributePair {
    AttributePair {
        left: told(&step.attribute, &step.left, left),
        right: told(&step.attribute, &step.right, right),
        ..AttributePair::of(step)
    }
}

/// What a record says of an attribute: as it came, unless several values take part in the comparison.
fn told(attribute: &str, normalised: &str, record: &RecordRow) -> Option<String> {
    let raw = |name: &str| record.values.iter().find(|(n, _)| *n == name).map(|(_, value)| value.trim());
    let normalised = Some(normalised.trim()).filter(|text| !text.is_empty());
    let one = match attribute {
        "address" => {
            let parts = ["street", "postcode", "city", "region", "country"];
            let known: Vec<&str> = parts.into_iter().filter_map(raw).collect();
            return (!known.is_empty()).then(|| known.join(", "));
        }
        "email" | "phone" if normalised.is_some_and(|values| values.contains(", ")) => normalised,
        "given_name" | "family_name" => raw(attribute).or(normalised).or_else(|| raw("full_name")),
        name => raw(name).or(normalised),
    };
    one.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[(&'static str, &str)]) -> RecordRow {
        RecordRow {
            values: values.iter().map(|(n, v)| (*n, (*v).to_owned())).collect(),
            ..RecordRow::default()
        }
    }

    #[test]
    fn values_are_told_as_they_came() {
        let ann = record(&[
            ("given_name", "Ann "),
            ("street", "7 Oak Lane"),
            ("city", "Leeds"),
            ("email", "A@x.org"),
        ]);
        assert_eq!(told("given_name", "ann", &ann).as_deref(), Some("Ann"));
        assert_eq!(told("address", "oak lane 7, leeds", &ann).as_deref(), Some("7 Oak Lane, Leeds"));
        assert_eq!(told("email", "a@x.org", &ann).as_deref(), Some("A@x.org"));
        assert_eq!(told("email", "a@x.org, b@x.org", &ann).as_deref(), Some("a@x.org, b@x.org"));
        assert_eq!(told("id:loyalty", "l1", &ann).as_deref(), Some("l1"));
        assert_eq!(told("phone", "", &ann), None);
        let bob = record(&[("full_name", "Bob Ray")]);
        assert_eq!(told("family_name", "ray", &bob).as_deref(), Some("ray"));
    }

    #[test]
    fn raw_rows_unfold_into_columns() {
        let columns = unfold(r#"{"First Name":"Ann","Note":"","Age":7,"X":null}"#);
        assert_eq!(columns, [("First Name".to_owned(), "Ann".to_owned()), ("Age".into(), "7".into())]);
        assert_eq!(unfold("not json"), [("row".to_owned(), "not json".to_owned())]);
        assert!(unfold("").is_empty());
    }
}
