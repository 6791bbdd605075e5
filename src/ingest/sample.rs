//! The first rows of a file, to tell whose export it is and what its columns hold.

use super::IngestError;
use super::error::database;
use super::generic::{Column, LOOKED_AT};
use super::json::{Item, items};
use super::table::{Table, TableRow};
use csv::StringRecord;
use duckdb::Connection;
use serde_json::Value;
use std::path::Path;

/// The first data rows of a table.
pub(crate) fn records(table: &Table) -> Vec<StringRecord> {
    let mut out = Vec::new();
    let stop = table.rows(|_, row| {
        if let TableRow::Cells(cells) = row {
            out.push(cells.clone());
        }
        if out.len() >= LOOKED_AT { Err(()) } else { Ok(()) }
    });
    debug_assert!(stop.is_ok() || out.len() >= LOOKED_AT);
    out
}

/// True when there is any row, be it broken.
pub(crate) fn has_rows(table: &Table) -> bool {
    table.rows(|_, _| Err(())).is_err()
}

/// The first objects of a JSON text.
pub(crate) fn objects(text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let stop = items(text, |_, item| {
        if let Item::Object(value) = item {
            out.push(unwrapped(value));
        }
        if out.len() >= LOOKED_AT { Err(()) } else { Ok(()) }
    });
    debug_assert!(stop.is_ok() || out.len() >= LOOKED_AT);
    out
}

/// The message inside a Kafka capture (kcat -J), when it is an object; any other object as it is.
pub(crate) fn unwrapped(value: Value) -> Value {
    let is_capture = ["topic", "partition", "offset"].iter().all(|k| value.get(*k).is_some());
    let payload = value.get("payload").and_then(Value::as_str).filter(|_| is_capture);
    match payload.and_then(|p| serde_json::from_str::<Value>(p).ok()).filter(knows_itself) {
        Some(inner) => inner,
        None => value,
    }
}

/// A message that says what it is: worth looking into.
fn knows_itself(value: &Value) -> bool {
    value.get("messageId").is_some() || value.get("event_name").is_some() || value.get("email").is_some()
}

/// Columns of a table with their values.
pub(crate) fn columns_of_records(header: &[String], records: &[StringRecord]) -> Vec<Column> {
    header
        .iter()
        .enumerate()
        .map(|(i, name)| Column {
            name: name.clone(),
            values: records.iter().filter_map(|r| filled(r.get(i)?)).collect(),
            rows: records.len(),
        })
        .collect()
}

/// Scalar values of objects as columns; of objects inside them too, as `address.city`.
pub(crate) fn columns_of_objects(objects: &[Value]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut add = |name: String, text: &str| {
        let at = columns.iter().position(|c| c.name == name).unwrap_or_else(|| {
            columns.push(Column { name, values: Vec::new(), rows: objects.len() });
            columns.len() - 1
        });
        columns[at].values.extend(filled(text));
    };
    for object in objects.iter().filter_map(Value::as_object) {
        for (name, value) in object {
            match value {
                Value::Object(inner) => {
                    for (key, value) in inner {
                        if let Some(text) = scalar(value) {
                            add(format!("{name}.{key}"), &text);
                        }
                    }
                }
                value => {
                    if let Some(text) = scalar(value) {
                        add(name.clone(), &text);
                    }
                }
            }
        }
    }
    columns
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A Parquet file as JSON lines, read by DuckDB.
pub(crate) fn parquet_as_json(conn: &Connection, path: &Path) -> Result<String, IngestError> {
    let damaged = |error: duckdb::Error| IngestError::Damaged {
        path: path.into(),
        why: format!("the Parquet file can't be read: {error}. Unload it again"),
    };
    let mut statement = conn
        .prepare("SELECT to_json(t)::VARCHAR FROM read_parquet(?) AS t")
        .map_err(database("read Parquet"))?;
    let mut rows = statement.query([path.display().to_string()]).map_err(damaged)?;
    let mut text = String::new();
    while let Some(row) = rows.next().map_err(damaged)? {
        text.push_str(&row.get::<_, String>(0).map_err(damaged)?);
        text.push('\n');
    }
    Ok(text)
}
