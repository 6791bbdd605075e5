//! What is seen of one column in the first rows of a table.

use crate::ingest::input::Cells;
use crate::value::date;
use rustc_hash::FxHashSet;
use serde_json::Value;

/// Values looked at for what they look like.
const LOOKED_AT: usize = 1_000;

/// What is seen of one column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub name: String,
    /// Values of the rows looked at, trimmed, without the empty ones.
    pub values: Vec<String>,
    /// Rows looked at.
    pub rows: usize,
}

/// The columns of a table.
pub(crate) fn of_cells(header: &[String], rows: &[Cells]) -> Vec<Column> {
    let column = |(index, name): (usize, &String)| Column {
        name: name.clone(),
        values: rows.iter().filter_map(|row| filled(row.get(index)?)).collect(),
        rows: rows.len(),
    };
    header.iter().enumerate().map(column).collect()
}

/// The columns of objects: their plain values, and those of objects inside them as `address.city`.
pub(crate) fn of_objects(objects: &[Value]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut add = |name: String, value: &Value| {
        let Some(text) = plain(value) else { return };
        let at = columns.iter().position(|column| column.name == name).unwrap_or_else(|| {
            columns.push(Column { name, values: Vec::new(), rows: objects.len() });
            columns.len() - 1
        });
        columns[at].values.extend(filled(&text));
    };
    for (name, value) in objects.iter().filter_map(Value::as_object).flatten() {
        match value {
            Value::Object(inner) => inner.iter().for_each(|(key, value)| add(format!("{name}.{key}"), value)),
            value => add(name.clone(), value),
        }
    }
    columns
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Column {
    /// The share of values that pass a test.
    pub(super) fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let looked_at = &self.values[..self.values.len().min(LOOKED_AT)];
        if looked_at.is_empty() {
            return 0.0;
        }
        looked_at.iter().filter(|value| test(value)).count() as f64 / looked_at.len() as f64
    }

    pub(super) fn distinct(&self) -> usize {
        self.values.iter().collect::<FxHashSet<_>>().len()
    }

    /// True when no two rows have the same value.
    pub(super) fn is_unique(&self) -> bool {
        self.distinct() == self.values.len()
    }

    /// True when every row has a value.
    pub(super) fn is_full(&self) -> bool {
        self.rows > 0 && self.values.len() == self.rows
    }

    /// Characters of a value, on average.
    pub(super) fn length(&self) -> f64 {
        let all: usize = self.values.iter().map(|value| value.chars().count()).sum();
        all as f64 / self.values.len().max(1) as f64
    }

    /// The share of values of the commonest length.
    pub(super) fn even_length(&self) -> f64 {
        let mut counts = std::collections::BTreeMap::new();
        for value in self.values.iter().take(LOOKED_AT) {
            *counts.entry(value.len()).or_insert(0_usize) += 1;
        }
        let most = counts.values().max().copied().unwrap_or_default();
        most as f64 / self.values.len().clamp(1, LOOKED_AT) as f64
    }

    /// Dates of birth lie decades apart.
    pub(super) fn is_birth_like(&self) -> bool {
        let dates = self.values.iter().take(LOOKED_AT).filter_map(|value| date::read(value));
        let mut years: Vec<i16> = dates.map(|reading| reading.date.year()).collect();
        years.sort_unstable();
        let at = |share: f64| years.get((years.len() as f64 * share) as usize).copied().unwrap_or(0);
        at(0.9) - at(0.1) >= 15
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_have_columns_too() {
        let objects: Vec<Value> =
            [r#"{"id":1,"address":{"city":"Bath"},"tags":["a"]}"#, r#"{"id":2,"name":" Ann "}"#]
                .iter()
                .map(|text| serde_json::from_str(text).unwrap())
                .collect();
        let columns = of_objects(&objects);
        let seen: Vec<(&str, usize)> =
            columns.iter().map(|column| (column.name.as_str(), column.values.len())).collect();
        assert_eq!(seen, [("id", 2), ("address.city", 1), ("name", 1)]);
        assert_eq!(columns[2].values, ["Ann"]);
        assert!(columns[0].is_full() && !columns[2].is_full());
    }
}
