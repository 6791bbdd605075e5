//! JSON in all the ways exports write it: one object a line, an array, objects run together, one page with `data`.

use serde_json::{Map, Value};

/// Items longer than this are rejected.
const LONGEST_ITEM: usize = 16 << 20;

/// One item of a file, or what was wrong with it.
#[derive(Debug, PartialEq)]
pub(crate) enum Item<'t> {
    Object(Value),
    /// Progress noise of a tool that was captured with the data.
    Noise(&'t str),
    Broken {
        reason: String,
        raw: &'t str,
    },
}

/// Visits every item with its line (or position in an array, from 1).
pub(crate) fn items<E>(text: &str, mut visit: impl FnMut(u64, Item) -> Result<(), E>) -> Result<(), E> {
    let trimmed = text.trim_start();
    match serde_json::from_str(trimmed) {
        Ok(Value::Array(values)) => return each(values, &mut visit),
        Ok(Value::Object(mut page)) => {
            return match page_items(&mut page) {
                Some(values) => each(values, &mut visit),
                None => visit(1, Item::Object(Value::Object(page))),
            };
        }
        _ => {}
    }
    stream(text, &mut visit)
}

fn each<E>(values: Vec<Value>, visit: &mut impl FnMut(u64, Item) -> Result<(), E>) -> Result<(), E> {
    for (at, value) in values.into_iter().enumerate() {
        visit(at as u64 + 1, Item::Object(value))?;
    }
    Ok(())
}

/// The items of a page such as `{"data": [...], "included": [...]}`; what an item refers to is put into it under
/// `included`, by the name of the relationship (JSON:API).
fn page_items(page: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let name = ["data", "events", "records", "results"]
        .into_iter()
        .find(|n| page.get(*n).is_some_and(Value::is_array))?;
    let Some(Value::Array(mut values)) = page.remove(name) else { return None };
    let included = page.remove("included").unwrap_or_default();
    let find = |kind: &Value, id: &Value| {
        included.as_array()?.iter().find(|i| i.get("type") == Some(kind) && i.get("id") == Some(id)).cloned()
    };
    for value in &mut values {
        let Some(relations) = value.get("relationships").and_then(Value::as_object) else { continue };
        let resolved: Map<String, Value> = relations
            .iter()
            .filter_map(|(name, relation)| {
                let data = relation.get("data")?;
                Some((name.clone(), find(data.get("type")?, data.get("id")?)?))
            })
            .collect();
        if let Some(object) = value.as_object_mut() {
            object.insert("included".into(), Value::Object(resolved));
        }
    }
    Some(values)
}

/// Objects one after the other, with or without line breaks between them.
fn stream<E>(text: &str, visit: &mut impl FnMut(u64, Item) -> Result<(), E>) -> Result<(), E> {
    let mut at = 0;
    let mut line = 1;
    while at < text.len() {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
        line += rest[..blank].matches('\n').count() as u64;
        at += blank;
        let rest = &text[at..];
        if rest.is_empty() {
            return Ok(());
        }
        let end_of_line = rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with("% ") {
            visit(line, Item::Noise(rest[..end_of_line].trim_end()))?;
            at += end_of_line;
            continue;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let taken = match values.next() {
            Some(Ok(value)) => {
                let taken = values.byte_offset();
                if taken > LONGEST_ITEM {
                    let reason = format!(
                        "the object is {} long; objects may be up to 16 MB",
                        crate::text::bytes(taken as u64)
                    );
                    visit(line, Item::Broken { reason, raw: &rest[..end_of_line.min(taken)] })?;
                } else if value.is_object() {
                    visit(line, Item::Object(value))?;
                } else {
                    let reason = "this is no JSON object. Each line must hold one".to_owned();
                    visit(line, Item::Broken { reason, raw: rest[..end_of_line].trim_end() })?;
                }
                taken
            }
            Some(Err(error)) => {
                let reason = format!("not valid JSON: {}", cause(&error));
                visit(line, Item::Broken { reason, raw: rest[..end_of_line].trim_end() })?;
                end_of_line
            }
            None => return Ok(()),
        };
        line += rest[..taken].matches('\n').count() as u64;
        at += taken.max(1);
    }
    Ok(())
}

/// The parser's word without its own line and column, which count from the item.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(cause, _)| cause.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, String)> {
        let mut out = Vec::new();
        items(text, |line, item| {
            out.push((
                line,
                match item {
                    Item::Object(v) => v.to_string(),
                    Item::Noise(n) => format!("noise {n}"),
                    Item::Broken { reason, .. } => format!("! {reason}"),
                },
            ));
            Ok::<(), ()>(())
        })
        .unwrap();
        out
    }

    #[test]
    fn lines_arrays_and_objects_run_together() {
        let want = vec![(1, r#"{"a":1}"#.to_owned()), (2, r#"{"a":2}"#.to_owned())];
        assert_eq!(all("{\"a\":1}\n{\"a\":2}\n"), want);
        assert_eq!(all("[{\"a\":1}, {\"a\":2}]"), want);
        assert_eq!(all("{\"a\":1}{\"a\":2}"), vec![(1, want[0].1.clone()), (1, want[1].1.clone())]);
    }

    #[test]
    fn noise_and_broken_lines_do_not_stop_the_rest() {
        let out = all("% Reached end\n{\"a\":1}\n{\"a\":\nnope\n{\"b\":2}\n");
        assert_eq!(out[0], (1, "noise % Reached end".into()));
        assert_eq!(out[1], (2, "{\"a\":1}".into()));
        assert!(out[2].1.starts_with("! not valid JSON") && out[2].0 == 3);
        assert_eq!(out.last().unwrap(), &(5, "{\"b\":2}".into()));
    }

    #[test]
    fn a_page_brings_what_its_items_refer_to() {
        let page = r#"{"data":[{"id":"e","relationships":{"metric":{"data":{"type":"metric","id":"m"}}}}],
            "included":[{"type":"metric","id":"m","attributes":{"name":"Placed Order"}}]}"#;
        let out = all(page);
        assert!(out[0].1.contains(r#""included":{"metric":{"type":"metric""#), "{:?}", out[0]);
    }
}
