//! The log of decisions: what the steward said, when, what it changed, and whether it still holds.

use super::LONGEST_PAGE;
use super::typed::{RECORD, Typed};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::explain::Shown;
use crate::resolve::store::{self, among};
use crate::workspace::moment;
use duckdb::types::Value;
use duckdb::{Connection, Row, params_from_iter};
use jiff::civil::{Date, DateTime};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRow {
    /// Its number.
    pub decision_id: i64,
    /// When, UTC.
    pub at: Option<DateTime>,
    /// The steward.
    pub who: String,
    /// decide, undo, redo.
    pub action: String,
    /// undo, redo: the decision meant.
    pub target: Option<i64>,
    /// same, different, unsure; of the decision meant for undo and redo; `several`: those made at once differ.
    pub verdict: String,
    /// The two records, smaller id first, when they are known.
    pub records: Option<(i64, i64)>,
    /// The left record's name, else its source and key.
    pub left: String,
    /// The right record's.
    pub right: String,
    /// Match weight that was shown, in bits.
    pub weight: Option<f64>,
    /// In the steward's words.
    pub reason: Option<String>,
    /// `2 profiles became 1 (5 records)`, …
    pub effect: String,
    /// The decision (or the one meant) is the last word on its pair and not undone.
    pub in_force: bool,
    /// Made at once with others: the number of the first of them.
    pub batch: Option<i64>,
    /// Of the first of those made at once: how many they are, and how many of them still hold.
    pub together: Option<(u64, u64)>,
    /// The model it was made under: the first digits of its SHA-256.
    pub model: Option<String>,
    /// What stood on the screen; `None` for undo and redo, and for what was decided before that was kept.
    pub shown: Option<Box<Shown>>,
}

/// How much has been decided; what was undone does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decided {
    /// On the day asked for.
    pub today: u64,
    /// In all.
    pub total: u64,
    /// In all: one person.
    pub same: u64,
    /// In all: two people.
    pub different: u64,
}

const LOG: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/resolve/decision_log.sql"));

/// Numbers of all entries, newest first; those made at once are one entry, known by the first of them. With `batch` the
/// entries made at once with that one. With a text only those whose people, steward, reason or effect hold its words.
///
/// # Errors
/// When DuckDB refuses.
pub fn log_order(connection: &Connection, batch: Option<i64>, text: &str) -> Result<Vec<i64>, ResolveError> {
    let mut values: Vec<Value> = batch.map(Value::BigInt).into_iter().collect();
    let (number, among) = match batch {
        Some(_) => ("d.decision_id", "d.batch = ?"),
        None => ("coalesce(d.batch, d.decision_id)", "true"),
    };
    let sql = match Typed::new(text) {
        None => format!("SELECT DISTINCT {number} FROM decisions d WHERE {among} ORDER BY 1 DESC"),
        Some(typed) => {
            let said = "strip_accents(lower(concat_ws(chr(31), d.decision_id, d.who, d.action, d.verdict, d.left_source,
                d.left_key, d.right_source, d.right_key, d.reason, d.effect)))";
            let (holds, words) = typed.plain(&format!("concat_ws(chr(31), {said}, l.text, r.text)"));
            values.extend(words);
            format!(
                "WITH texts AS MATERIALIZED (
                     SELECT record_id, {RECORD} AS text FROM records WHERE record_id IN
                         (SELECT left_record FROM decisions UNION SELECT right_record FROM decisions))
                 SELECT DISTINCT {number} FROM decisions d
                 LEFT JOIN texts l ON l.record_id = d.left_record LEFT JOIN texts r ON r.record_id = d.right_record
                 WHERE {among} AND {holds} ORDER BY 1 DESC"
            )
        }
    };
    store::rows(connection, sql, params_from_iter(values), "list the decisions", store::one)
}

/// The entries of these numbers, newest first; at most [`LONGEST_PAGE`] of them.
///
/// # Errors
/// When DuckDB refuses.
pub fn log_rows(connection: &Connection, numbers: &[i64]) -> Result<Vec<LogRow>, ResolveError> {
    let numbers = &numbers[..numbers.len().min(LONGEST_PAGE as usize)];
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    rows(connection, &format!("d.decision_id IN {}", among(connection, numbers)?), &[])
}

/// The decision in force on exactly this pair, when there is one.
///
/// # Errors
/// When DuckDB refuses.
pub(super) fn verdict_on(
    connection: &Connection,
    left: i64,
    right: i64,
) -> Result<Option<LogRow>, ResolveError> {
    let condition = "d.action = 'decide' AND d.left_record = ? AND d.right_record = ?";
    let found = rows(connection, condition, &[left, right])?;
    Ok(found.into_iter().find(|row| row.in_force))
}

fn rows(connection: &Connection, condition: &str, values: &[i64]) -> Result<Vec<LogRow>, ResolveError> {
    let failed = || database("read the decisions");
    let mut statement = connection.prepare(&LOG.replace("{CONDITION}", condition)).map_err(failed())?;
    statement.query_map(params_from_iter(values), entry).and_then(Iterator::collect).map_err(failed())
}

fn entry(row: &Row<'_>) -> duckdb::Result<LogRow> {
    let records: (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
    Ok(LogRow {
        decision_id: row.get(0)?,
        at: moment::at(row, 1)?,
        who: row.get(2)?,
        action: row.get(3)?,
        target: row.get(4)?,
        verdict: row.get(5)?,
        records: records.0.zip(records.1),
        left: row.get(8)?,
        right: row.get(9)?,
        weight: row.get::<_, Option<i32>>(10)?.map(|w| f64::from(w) / 1000.0),
        reason: row.get(11)?,
        effect: row.get(12)?,
        in_force: row.get(13)?,
        batch: row.get(14)?,
        together: Some((row.get(15)?, row.get(16)?)).filter(|(all, _)| *all > 0),
        model: row.get(17)?,
        shown: row.get::<_, Option<String>>(18)?.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Counts the decisions that were not undone.
///
/// # Errors
/// When DuckDB refuses.
pub fn decided(connection: &Connection, today: Date) -> Result<Decided, ResolveError> {
    let sql = "SELECT count(*) FILTER (WHERE CAST(\"at\" AS DATE) = CAST(? AS DATE)), count(*),
               count(*) FILTER (WHERE verdict = 'same'), count(*) FILTER (WHERE verdict = 'different')
        FROM decisions WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)";
    connection
        .query_row(sql, [today.to_string()], |row| {
            Ok(Decided { today: row.get(0)?, total: row.get(1)?, same: row.get(2)?, different: row.get(3)? })
        })
        .map_err(database("count the decisions"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use jiff::civil::date;

    /// 1 same, 2 different (undone by 3), 4 unsure on the first pair: the newest word on it.
    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, raw)
                 VALUES (10, 1, 1, 2, 'A', 'Ann', '{}');
                 INSERT INTO decisions VALUES
                 (1, TIMESTAMP '2026-11-22 09:00:00', 'maria', 'decide', NULL, 'same', 'shop', 'A', 'till', 'B', 10, 11, 1500, NULL, '2 profiles became 1 (2 records)', NULL, NULL, NULL),
                 (2, TIMESTAMP '2026-11-23 09:00:00', 'maria', 'decide', NULL, 'different', 'shop', 'A', 'till', 'C', 10, 12, -300, 'twins', 'no profile changed', NULL, NULL, NULL),
                 (3, TIMESTAMP '2026-11-23 09:01:00', 'maria', 'undo', 2, NULL, 'shop', 'A', 'till', 'C', 10, 12, -300, NULL, 'no profile changed', NULL, NULL, NULL),
                 (4, TIMESTAMP '2026-11-23 09:02:00', 'maria', 'decide', NULL, 'unsure', 'shop', 'A', 'till', 'B', 10, 11, 1500, NULL, '1 profile became 2 (2 records)', NULL, NULL, NULL)",
            )
            .unwrap();
        workspace
    }

    #[test]
    fn the_log_is_newest_first_and_says_what_holds() {
        let workspace = workspace();
        let order = log_order(workspace.connection(), None, "").unwrap();
        assert_eq!(order, [4, 3, 2, 1]);
        let rows = log_rows(workspace.connection(), &order).unwrap();
        let told: Vec<_> =
            rows.iter().map(|r| (r.decision_id, r.action.as_str(), r.verdict.as_str(), r.in_force)).collect();
        assert_eq!(
            told,
            [
                (4, "decide", "unsure", true),
                (3, "undo", "different", false),
                (2, "decide", "different", false),
                (1, "decide", "same", false)
            ]
        );
        assert_eq!((rows[2].left.as_str(), rows[2].right.as_str()), ("Ann", "till C"));
        assert_eq!((rows[2].weight, rows[2].reason.as_deref()), (Some(-0.3), Some("twins")));
        assert_eq!(rows[0].at, Some(date(2026, 11, 23).at(9, 2, 0, 0)));
        assert!(log_rows(workspace.connection(), &[]).unwrap().is_empty());
        let typed = |text: &str| log_order(workspace.connection(), None, text).unwrap();
        assert_eq!(
            (typed("twins"), typed("till Ánn"), typed("unsure"), typed("x")),
            (vec![2], vec![4, 3, 2, 1], vec![4], vec![])
        );
    }

    #[test]
    fn what_was_decided_at_once_is_one_entry() {
        let workspace = workspace();
        let conn = workspace.connection();
        conn.execute_batch(
            "INSERT INTO decisions SELECT 4 + n, \"at\", who, 'decide', NULL, 'same', left_source, left_key, right_source,
                 'D' || n, 10, 20 + n, 0, NULL, '', 5, NULL, NULL FROM decisions, range(1, 4) r(n) WHERE decision_id = 1;
             INSERT INTO decisions SELECT 8, \"at\", who, 'undo', 6, NULL, left_source, left_key, right_source, right_key,
                 left_record, right_record, 0, NULL, '', NULL, NULL, NULL FROM decisions WHERE decision_id = 6",
        )
        .unwrap();
        assert_eq!(log_order(conn, None, "").unwrap(), [8, 5, 4, 3, 2, 1]);
        assert_eq!(log_order(conn, Some(5), "").unwrap(), [7, 6, 5]);
        assert_eq!(log_order(conn, None, "d3").unwrap(), [5], "found by any of them");
        let rows = log_rows(conn, &[4, 5, 6]).unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.batch, row.together)).collect();
        assert_eq!(told, [(Some(5), None), (Some(5), Some((3, 2))), (None, None)]);
    }

    #[test]
    fn the_last_word_on_a_pair_is_found() {
        let workspace = workspace();
        let on = |a, b| verdict_on(workspace.connection(), a, b).unwrap().map(|row| row.decision_id);
        assert_eq!((on(10, 11), on(10, 12)), (Some(4), None));
    }

    #[test]
    fn what_was_undone_does_not_count() {
        let workspace = workspace();
        let decided = decided(workspace.connection(), date(2026, 11, 23)).unwrap();
        assert_eq!(decided, Decided { today: 1, total: 2, same: 1, different: 0 });
    }
}
