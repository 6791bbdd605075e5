//! One row of any format, asked by column number or path.

use crate::ingest::input::Cells;
use serde_json::Value;
use std::borrow::Cow;

/// A row to be mapped.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'a> {
    Cells(&'a Cells),
    Json(&'a Value),
}

/// Where in a row a value lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Cell(usize),
    Path(Vec<Step>),
}

/// One step of a path into JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member of an object.
    Name(String),
    /// Of an array of `{key, value}`, the value whose key is this (GA4); of any other array, the item of this number.
    Pick(String),
}

impl Place {
    /// The column's name or the path, for people.
    pub(crate) fn name(&self, header: &[String]) -> String {
        match self {
            Self::Cell(index) => header.get(*index).cloned().unwrap_or_default(),
            Self::Path(steps) => {
                let mut out = String::new();
                for step in steps {
                    match step {
                        Step::Name(name) if out.is_empty() => out.push_str(name),
                        Step::Name(name) => out.push_str(&format!(".{name}")),
                        Step::Pick(key) => out.push_str(&format!("[{key}]")),
                    }
                }
                out
            }
        }
    }
}

/// `attributes.event_properties.$value`, `event_params[page_location]`, `items[0].sku` as steps.
pub(crate) fn path(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for segment in text.split('.') {
        let mut parts = segment.split('[');
        steps.extend(parts.next().filter(|name| !name.is_empty()).map(|name| Step::Name(name.to_owned())));
        steps.extend(parts.map(|part| Step::Pick(part.trim_end_matches(']').to_owned())));
    }
    steps
}

/// The JSON value at the end of a path; null counts as nothing.
pub(crate) fn follow<'a>(value: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    let mut at = value;
    for step in steps {
        at = match step {
            Step::Name(name) => at.get(name)?,
            Step::Pick(key) => {
                let items = at.as_array()?;
                match items.iter().find(|item| item.get("key").and_then(Value::as_str) == Some(key)) {
                    Some(item) => typed(item.get("value")?),
                    None => items.get(key.parse::<usize>().ok()?)?,
                }
            }
        };
    }
    (!at.is_null()).then_some(at)
}

/// GA4 wraps values as `{string_value, int_value, …}`: the one that is there.
fn typed(value: &Value) -> &Value {
    match value.as_object() {
        Some(kinds) => kinds.values().find(|kind| !kind.is_null()).unwrap_or(&Value::Null),
        None => value,
    }
}

impl<'a> Row<'a> {
    /// The text at a place, as it came; `None` when there is nothing.
    pub(crate) fn text(&self, place: &Place) -> Option<Cow<'a, str>> {
        match (self, place) {
            (Self::Cells(cells), Place::Cell(index)) => cells.get(*index).map(Cow::Borrowed),
            (Self::Json(value), Place::Path(steps)) => follow(value, steps).and_then(text_of),
            _ => None,
        }
    }

    /// The objects of an array at a place.
    pub(crate) fn array(&self, place: &Place) -> &'a [Value] {
        match (self, place) {
            (Self::Json(value), Place::Path(steps)) => {
                follow(value, steps).and_then(Value::as_array).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
    }

    /// The row as one JSON object, column → text, to be kept as it came; `labels` as [`labels`] makes them. Empty
    /// cells are left out.
    pub(crate) fn raw(&self, labels: &[String]) -> String {
        match self {
            Self::Json(value) => value.to_string(),
            Self::Cells(cells) => {
                let mut out = String::with_capacity(256);
                out.push('{');
                for (label, cell) in labels.iter().zip(cells.iter()).filter(|(_, cell)| !cell.is_empty()) {
                    if out.len() > 1 {
                        out.push(',');
                    }
                    out.push_str(label);
                    quote(&mut out, cell);
                }
                out.push('}');
                out
            }
        }
    }
}

/// The names of columns as the members of a JSON object begin: `"name":`.
pub(crate) fn labels(header: &[String]) -> Vec<String> {
    let label = |name: &String| {
        let mut label = String::new();
        quote(&mut label, name);
        label.push(':');
        label
    };
    header.iter().map(label).collect()
}

/// A JSON string.
fn quote(out: &mut String, text: &str) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    out.push('"');
    let mut from = 0;
    // Nearly all texts are plain, and that is told quickly.
    let odd = if text.bytes().all(plain) { "" } else { text };
    for (at, byte) in odd.bytes().enumerate() {
        if plain(byte) {
            continue;
        }
        out.push_str(&text[from..at]);
        from = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
    }
    out.push_str(&text[from..]);
    out.push('"');
}

fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Array(items) => {
            let texts: Vec<Cow<str>> = items.iter().filter_map(text_of).collect();
            (!texts.is_empty()).then(|| Cow::Owned(texts.join(", ")))
        }
        Value::Object(_) => Some(Cow::Owned(value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_reach_into_objects_lists_and_typed_values() {
        let text = r#"{"a":{"$value":3},"n":null,
            "event_params":[{"key":"page","value":{"string_value":null,"int_value":"7"}}],"items":[{"sku":"x"}]}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let row = Row::Json(&value);
        let get = |p: &str| row.text(&Place::Path(path(p))).map(Cow::into_owned);
        assert_eq!(get("a.$value").as_deref(), Some("3"));
        assert_eq!(get("event_params[page]").as_deref(), Some("7"));
        assert_eq!(get("items[0].sku").as_deref(), Some("x"));
        assert_eq!(get("items[1].sku"), None);
        assert_eq!(get("n"), None);
    }

    #[test]
    fn raw_rows_are_valid_json() {
        let mut cells = Cells::default();
        ["a\"b\\", "", "c\n\u{1}é"].iter().for_each(|cell| cells.push(cell));
        let header = ["x", "y", "z"].map(str::to_owned);
        let raw = Row::Cells(&cells).raw(&labels(&header));
        let back: Value = serde_json::from_str(&raw).unwrap();
        assert_eq!(back["x"], "a\"b\\");
        assert_eq!(back["z"], "c\n\u{1}é");
        assert!(back.get("y").is_none());
    }
}
