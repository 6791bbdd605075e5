//! Lines into the log of decisions; source names and keys beside the ids, so that it outlives a rebuilt workspace.

use super::batch::append;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::workspace::{first_row, moment};
use duckdb::arrow::array::{Int32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use duckdb::{Connection, OptionalExt};
use jiff::civil::DateTime;
use std::sync::Arc;

/// What is said of one pair.
pub(crate) struct LogLine {
    pub decision_id: i64,
    /// Undo, redo: the decision meant.
    pub target: Option<i64>,
    pub left: i64,
    pub right: i64,
    pub weight: i32,
    /// Decide: same, different, unsure.
    pub verdict: Option<&'static str>,
    /// Decide: JSON, what stood on the screen.
    pub shown: Option<String>,
    /// Source and key of both records, as far as they are there.
    pub named: [Option<(String, String)>; 2],
}

/// What lines that are made at once have in common.
pub(crate) struct Deed<'a> {
    pub at: DateTime,
    pub who: &'a str,
    pub action: &'a str,
    /// May be empty.
    pub reason: &'a str,
    /// What the first one changed, in words; the others tell that they came with it.
    pub effect: &'a str,
    /// They are told, undone and redone together.
    pub alike: bool,
    /// As [`model_mark`] gives it.
    pub model: Option<&'a str>,
}

/// Appends them.
pub(crate) fn add_lines(conn: &Connection, deed: &Deed, lines: &[LogLine]) -> Result<(), ResolveError> {
    let count = lines.len();
    let Some(first) = lines.first().map(|line| line.decision_id) else { return Ok(()) };
    let at = moment::micros(deed.at).unwrap_or_default();
    let with_first = format!("with decision {first}");
    let effects = lines.iter().map(|l| if l.decision_id == first { deed.effect } else { &with_first });
    let number = |of: fn(&LogLine) -> i64| Arc::new(Int64Array::from_iter_values(lines.iter().map(of)));
    let alike = |text: Option<&str>| Arc::new(StringArray::from_iter(vec![text; count]));
    let named = |record: usize, part: fn(&(String, String)) -> &str| {
        let names = lines.iter().map(|line| line.named[record].as_ref().map(part));
        Arc::new(names.collect::<StringArray>())
    };
    append(
        conn,
        "decisions",
        vec![
            number(|line| line.decision_id),
            Arc::new(TimestampMicrosecondArray::from_value(at, count)),
            alike(Some(deed.who)),
            alike(Some(deed.action)),
            Arc::new(lines.iter().map(|line| line.target).collect::<Int64Array>()),
            Arc::new(lines.iter().map(|line| line.verdict).collect::<StringArray>()),
            named(0, |name| &name.0),
            named(0, |name| &name.1),
            named(1, |name| &name.0),
            named(1, |name| &name.1),
            number(|line| line.left),
            number(|line| line.right),
            Arc::new(Int32Array::from_iter_values(lines.iter().map(|line| line.weight))),
            alike(Some(deed.reason).filter(|reason| !reason.is_empty())),
            Arc::new(StringArray::from_iter_values(effects)),
            Arc::new(Int64Array::from_iter(vec![deed.alike.then_some(first); count])),
            alike(deed.model),
            Arc::new(lines.iter().map(|line| line.shown.as_deref()).collect::<StringArray>()),
        ],
    )
}

/// What the log calls the model in force: the first digits of its SHA-256.
pub(crate) fn model_mark(conn: &Connection) -> Result<Option<String>, ResolveError> {
    first_row(conn, "SELECT left(sha256(model), 12) FROM models", [], |row| row.get(0))
        .optional()
        .map_err(database("read the model"))
}
