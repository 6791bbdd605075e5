//! Every word of a steward in the order they were said: pairs, contacts, golden values, locks and judgements of the
//! sample, to be searched, exported and defended.

use super::typed::Typed;
use crate::resolve::ResolveError;
use crate::resolve::explain::Shown;
use crate::resolve::store;
use crate::workspace::moment;
use duckdb::types::Value;
use duckdb::{Connection, Row, params_from_iter};
use jiff::civil::{Date, DateTime};
use serde::Serialize;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SaidRow {
    /// Its place among all, from 1; `None`: it has no seal.
    pub position: Option<i64>,
    /// What it is about: `pair`, `contact`, `golden`, `lock`, `judgement` (a pair of the random sample).
    pub kind: String,
    /// Its number among those of its kind.
    pub number: i64,
    /// When, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub at: Option<DateTime>,
    /// The steward.
    pub who: String,
    /// decide, correct, choose, release, lock, unlock, judge, undo, redo.
    pub action: String,
    /// undo, redo: the line of its kind that is meant.
    pub target: Option<i64>,
    /// same, different, unsure; personal, household, shared, junk; a golden value. `None` for undo, redo and locks.
    pub word: Option<String>,
    /// The records by source and key, the contact, the attribute and its record, or the records locked.
    pub about: String,
    /// In the steward's words.
    pub reason: Option<String>,
    /// What it changed.
    pub effect: String,
    /// Said at once with others: the number of the first of them.
    pub batch: Option<i64>,
    /// Match weight that was shown, in bits.
    pub weight: Option<f64>,
    /// The model in force: the first digits of its SHA-256.
    pub model: Option<String>,
    /// What stood on the screen, when that was kept.
    pub shown: Option<Shown>,
    /// Its seal, see [`crate::workspace::seal`].
    pub seal: Option<String>,
}

/// Which lines are meant.
#[derive(Debug, Clone, Default)]
pub struct SaidFilter {
    /// Lines that hold all these words.
    pub text: String,
    /// Of this steward.
    pub who: Option<String>,
    /// From this day on, UTC.
    pub since: Option<Date>,
    /// Up to this day and on it, UTC.
    pub until: Option<Date>,
}

const LOG: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/resolve/steward_log.sql"));

/// The lines meant, in the order they were said.
///
/// # Errors
/// When DuckDB refuses.
pub fn steward_log(connection: &Connection, filter: &SaidFilter) -> Result<Vec<SaidRow>, ResolveError> {
    let mut conditions = vec!["true".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    if let Some(typed) = Typed::new(&filter.text) {
        let line = "strip_accents(lower(concat_ws(chr(31), decision_id, who, action, word, about, reason, effect, s.seal)))";
        let (holds, words) = typed.plain(line);
        conditions.push(holds);
        values.extend(words);
    }
    let days = [(">=", filter.since), ("<=", filter.until)];
    for (compares, day) in days.into_iter().filter_map(|(compares, day)| Some((compares, day?))) {
        conditions.push(format!("CAST(\"at\" AS DATE) {compares} CAST(? AS DATE)"));
        values.push(Value::Text(day.to_string()));
    }
    if let Some(who) = &filter.who {
        conditions.push("lower(who) = lower(?)".into());
        values.push(Value::Text(who.clone()));
    }
    let sql = LOG.replace("{CONDITION}", &conditions.join(" AND "));
    store::rows(connection, sql, params_from_iter(values), "read the log", line)
}

fn line(row: &Row<'_>) -> duckdb::Result<SaidRow> {
    Ok(SaidRow {
        position: row.get(0)?,
        kind: row.get(1)?,
        number: row.get(2)?,
        at: moment::at(row, 3)?,
        who: row.get(4)?,
        action: row.get(5)?,
        target: row.get(6)?,
        word: row.get(7)?,
        about: row.get(8)?,
        reason: row.get(9)?,
        effect: row.get(10)?,
        batch: row.get(11)?,
        weight: row.get::<_, Option<i32>>(12)?.map(|w| f64::from(w) / 1000.0),
        model: row.get(13)?,
        shown: row.get::<_, Option<String>>(14)?.and_then(|text| serde_json::from_str(&text).ok()),
        seal: row.get(15)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use jiff::civil::date;

    #[test]
    fn words_of_all_kinds_stand_in_the_order_they_were_said() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        conn.execute_batch(
            "INSERT INTO decisions (decision_id, \"at\", who, action, verdict, left_source, left_key, right_source, right_key, effect)
             VALUES (1, '2026-11-22 09:00:00', 'maria', 'decide', 'same', 'shop', 'A', 'till', 'B', '2 profiles became 1'),
                    (2, '2026-11-24 09:00:00', 'jo', 'decide', 'different', 'shop', 'A', 'till', 'C', '');
             INSERT INTO contact_decisions VALUES (1, '2026-11-23 09:00:00', 'maria', 'correct', NULL, 'phone', '+4420',
                 'shared', 'the switchboard', '');
             INSERT INTO seals VALUES (1, 'decisions', 1, 'aa'), (2, 'contact_decisions', 1, 'bb'), (3, 'decisions', 2, 'cc')",
        )
        .unwrap();
        let told = |filter: &SaidFilter| -> Vec<String> {
            let rows = steward_log(conn, filter).unwrap();
            rows.into_iter().map(|row| format!("{} {} {}", row.kind, row.number, row.about)).collect()
        };
        let all = SaidFilter::default();
        assert_eq!(told(&all), ["pair 1 shop:A – till:B", "contact 1 phone +4420", "pair 2 shop:A – till:C"]);
        assert_eq!(
            told(&SaidFilter { text: "switchboard".into(), ..all.clone() }),
            ["contact 1 phone +4420"]
        );
        assert_eq!(told(&SaidFilter { who: Some("Jo".into()), ..all.clone() }), ["pair 2 shop:A – till:C"]);
        let day = Some(date(2026, 11, 23));
        assert_eq!(told(&SaidFilter { since: day, ..all.clone() }).len(), 2);
        assert_eq!(told(&SaidFilter { since: day, until: day, ..all }), ["contact 1 phone +4420"]);
    }
}
