//! JSON in all the ways exports write it: one object a line, an array, objects run together, one page with `data`.

use super::window::{LONGEST, Window, text, too_long};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io;

/// One item of a file, or what was wrong with it.
#[derive(Debug, PartialEq)]
pub(crate) enum Item {
    /// An object.
    Object(Value),
    /// What a tool said while the data was captured.
    Noise,
    /// What could not be read.
    Broken { reason: String, raw: String },
}

/// How the objects follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One or several a line, never over lines.
    Lines,
    /// In one array.
    Array,
    /// One after the other, over lines or not.
    RunTogether,
}

/// A JSON text being read.
pub(crate) struct Items {
    window: Window,
    layout: Layout,
    /// Read, but not handed out: further objects of a line, or of a page.
    waiting: VecDeque<(u64, Item)>,
    paged: bool,
    /// Items handed out so far: the place in an array or page.
    place: u64,
}

impl Items {
    /// Finds out how the objects follow each other.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn open(mut window: Window) -> io::Result<Self> {
        let first = loop {
            let line = window.first_line()?.unwrap_or(window.data().len().min(64));
            let head = &window.data()[..line];
            if head.trim_ascii().is_empty() && line > 0 || head.starts_with(b"% ") {
                break if head.starts_with(b"% ") {
                    Vec::new()
                } else {
                    window.advance(line);
                    continue;
                };
            }
            break head.to_vec();
        };
        let first = first.trim_ascii();
        let layout = if first.starts_with(b"[") {
            Layout::Array
        } else if first.is_empty() || complete(first) {
            Layout::Lines
        } else {
            Layout::RunTogether
        };
        Ok(Self { window, layout, waiting: VecDeque::new(), paged: false, place: 0 })
    }

    /// For people: `NDJSON, UTF-8`.
    pub(crate) fn detail(&self) -> Vec<String> {
        let layout = match self.layout {
            _ if self.paged => "JSON, page",
            Layout::Lines => "NDJSON",
            Layout::Array => "JSON, array",
            Layout::RunTogether => "JSON, objects run together",
        };
        vec![layout.to_owned(), self.window.decoder().encoding().to_owned()]
    }

    /// True for one object a line.
    pub(crate) fn is_lines(&self) -> bool {
        self.layout == Layout::Lines && !self.paged
    }

    /// The next item with its line (or its place in an array or page, from 1). `None` at the end.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u64, Item)>> {
        while self.waiting.is_empty() {
            let more = if self.layout == Layout::Lines { self.read_line()? } else { self.read_value()? };
            if !more {
                return Ok(None);
            }
        }
        Ok(self.waiting.pop_front())
    }

    fn read_line(&mut self) -> io::Result<bool> {
        let line = self.window.line();
        let Some(length) = self.window.first_line()? else {
            let (length, raw) = self.window.skip_line()?;
            self.waiting.push_back((line, Item::Broken { reason: too_long(length), raw }));
            return Ok(true);
        };
        if length == 0 {
            return Ok(false);
        }
        let content = self.window.data()[..length].trim_ascii();
        if content.starts_with(b"% ") {
            self.waiting.push_back((line, Item::Noise));
        } else {
            let mut values = serde_json::Deserializer::from_slice(content).into_iter::<Value>();
            let mut from = 0;
            while let Some(value) = values.next() {
                let broken = value.is_err();
                let item = self.item(value, &content[from..]);
                self.waiting.push_back((line, item));
                from = values.byte_offset();
                if broken {
                    break;
                }
            }
        }
        self.window.advance(length);
        if self.waiting.len() == 1 {
            self.unfold_page();
        }
        Ok(true)
    }

    fn read_value(&mut self) -> io::Result<bool> {
        loop {
            let data = self.window.data();
            let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']');
            let blank = data.iter().position(|byte| !between(byte)).unwrap_or(data.len());
            let all_blank = blank == data.len();
            self.window.advance(blank);
            if !all_blank {
                break;
            }
            if self.window.ended() || !self.window.grow()? {
                return Ok(false);
            }
        }
        let line = self.window.line();
        let length = loop {
            if let Some(length) = extent(self.window.data()) {
                break Some(length);
            }
            if self.window.data().len() > LONGEST || self.window.ended() || !self.window.grow()? {
                break None;
            }
        };
        self.place += 1;
        let number = if self.layout == Layout::Array { self.place } else { line };
        let Some(length) = length.filter(|length| *length <= LONGEST) else {
            let cut_off = self.window.ended() && self.window.data().len() <= LONGEST;
            let raw = text(&self.window.data()[..self.window.data().len().min(1 << 12)]);
            let mut dropped = 0;
            while !self.window.data().is_empty() {
                dropped += self.window.data().len() as u64;
                self.window.advance(self.window.data().len());
                if !self.window.ended() {
                    self.window.grow()?;
                }
            }
            let reason = if cut_off {
                "the object is cut off: the file ends in the middle of it. Export it again".to_owned()
            } else {
                too_long(dropped)
            };
            self.waiting.push_back((number, Item::Broken { reason, raw }));
            return Ok(true);
        };
        let content = &self.window.data()[..length];
        let item = self.item(serde_json::from_slice(content), content);
        self.waiting.push_back((number, item));
        self.window.advance(length);
        self.unfold_page();
        Ok(true)
    }

    fn item(&self, value: serde_json::Result<Value>, content: &[u8]) -> Item {
        let raw = || text(content);
        match value {
            Ok(value) if value.is_object() => {
                if self.window.decoder().repaired() && raw().contains('\u{fffd}') {
                    let reason = "the object holds bytes that are not UTF-8. Export the file as UTF-8".into();
                    return Item::Broken { reason, raw: raw() };
                }
                Item::Object(value)
            }
            Ok(_) => {
                Item::Broken { reason: "this is no JSON object: every item must be one".into(), raw: raw() }
            }
            Err(error) => {
                Item::Broken { reason: format!("this is not valid JSON: {}", cause(&error)), raw: raw() }
            }
        }
    }

    /// Puts the objects of a page in the place of the page.
    fn unfold_page(&mut self) {
        let Some((_, Item::Object(Value::Object(page)))) = self.waiting.front_mut() else { return };
        let Some(values) = page_items(page) else { return };
        self.paged = true;
        self.waiting.clear();
        for value in values {
            self.place += 1;
            let item = if value.is_object() {
                Item::Object(value)
            } else {
                Item::Broken { reason: "this is no JSON object".into(), raw: value.to_string() }
            };
            self.waiting.push_back((self.place, item));
        }
    }
}

/// Lists of a page that may hold its objects.
const LISTS: [&str; 5] = ["data", "events", "records", "items", "results"];

/// The objects of a page such as `{"data": [...], "included": [...]}`; what an object refers to is put into it under
/// `included`, by the name of the relationship (JSON:API). An object with anything to say beside its list and links
/// is no page but a record that happens to hold a list.
fn page_items(page: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let around =
        ["included", "links", "meta", "has_more", "next", "paging", "count", "total", "object", "url"];
    let name = LISTS.into_iter().find(|name| {
        page.get(*name).and_then(Value::as_array).is_some_and(|list| list.iter().any(Value::is_object))
            && page.keys().all(|key| key == name || around.contains(&key.as_str()))
    })?;
    let Some(Value::Array(mut values)) = page.remove(name) else { return None };
    let included = page.remove("included").unwrap_or_default();
    let key = |value: &Value| {
        Some((value.get("type")?.as_str()?.to_owned(), value.get("id")?.as_str()?.to_owned()))
    };
    let known: std::collections::HashMap<_, &Value> =
        included.as_array().into_iter().flatten().filter_map(|value| Some((key(value)?, value))).collect();
    for value in &mut values {
        let Some(relations) = value.get("relationships").and_then(Value::as_object) else { continue };
        let resolved: Map<String, Value> = relations
            .iter()
            .filter_map(|(name, relation)| {
                Some((name.clone(), (*known.get(&key(relation.get("data")?)?)?).clone()))
            })
            .collect();
        if let Some(object) = value.as_object_mut() {
            object.insert("included".into(), Value::Object(resolved));
        }
    }
    Some(values)
}

/// Bytes of the value that `data` begins with; `None` while its end is not there.
fn extent(data: &[u8]) -> Option<usize> {
    if !matches!(data.first()?, b'{' | b'[') {
        // No object: up to the next break.
        return data.iter().position(|byte| matches!(byte, b'\n' | b',' | b']'));
    }
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    for (at, byte) in data.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// True when the line holds whole values only, or nothing that could be one.
fn complete(line: &[u8]) -> bool {
    !line.starts_with(b"{") || extent(line).is_some()
}

/// The parser's word without its own line and column, which count from the item.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let cause = text.rsplit_once(" at line ").map_or(text.as_str(), |(cause, _)| cause);
    match cause {
        // What the parser says when a word begins like null, true or false and is none.
        "expected ident" => "text stands without quotation marks. Export the file again".to_owned(),
        cause => format!("{cause}. Export the file again"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::Decoder;
    use super::*;

    fn all(text: &str) -> Vec<(u64, String)> {
        let source = io::Cursor::new(text.as_bytes().to_vec());
        let mut items = Items::open(Window::new(Decoder::new(Box::new(source)))).unwrap();
        let mut out = Vec::new();
        while let Some((line, item)) = items.next().unwrap() {
            out.push(match item {
                Item::Object(value) => (line, value.to_string()),
                Item::Noise => (line, "noise".to_owned()),
                Item::Broken { reason, .. } => (line, format!("! {reason}")),
            });
        }
        out
    }

    fn objects(lines: [u64; 2]) -> Vec<(u64, String)> {
        vec![(lines[0], r#"{"a":1}"#.to_owned()), (lines[1], r#"{"a":{"b":"}"}}"#.to_owned())]
    }

    #[test]
    fn lines_arrays_and_objects_run_together() {
        assert_eq!(all("{\"a\":1}\n{\"a\":{\"b\":\"}\"}}\n"), objects([1, 2]));
        assert_eq!(all(" [\n{\"a\":1}, {\"a\":{\"b\":\"}\"}}]"), objects([1, 2]));
        assert_eq!(all("{\"a\":1}{\"a\":{\"b\":\"}\"}}"), objects([1, 1]));
        assert_eq!(all("{\n \"a\": 1\n}\n{\n\"a\": {\"b\": \"}\"}}\n"), objects([1, 4]));
    }

    #[test]
    fn noise_and_broken_lines_do_not_stop_the_rest() {
        let out = all("% Reached end\n{\"a\":1}\n{\"a\":\nnope\n\"text\"\n{\"b\":2}\n");
        assert_eq!(out[0], (1, "noise".into()));
        assert_eq!(out[1], (2, "{\"a\":1}".into()));
        assert!(out[2].1.starts_with("! this is not valid JSON") && out[2].0 == 3, "{out:?}");
        assert!(
            out[3].1.starts_with("! this is not valid JSON")
                && out[4].1.starts_with("! this is no JSON object")
        );
        assert_eq!(out[5], (6, "{\"b\":2}".into()));
    }

    #[test]
    fn a_file_that_is_cut_off_gives_what_is_whole() {
        let out = all("[{\"a\":1},{\"b\":");
        assert_eq!(out[0], (1, "{\"a\":1}".into()));
        assert!(out[1].1.contains("cut off"), "{out:?}");
    }

    #[test]
    fn a_page_brings_what_its_items_refer_to() {
        let page = r#"{"data":[{"id":"e","relationships":{"metric":{"data":{"type":"metric","id":"m"}}}}],
            "included":[{"type":"metric","id":"m","attributes":{"name":"Placed Order"}}],"links":{}}"#;
        let out = all(page);
        assert!(out[0].1.contains(r#""included":{"metric":{"type":"metric""#), "{out:?}");
        let order = r#"{"id":7,"items":[{"sku":"x"}]}"#;
        assert_eq!(all(order), vec![(1, order.to_owned())]);
    }

    #[test]
    fn a_line_that_is_too_long_is_one_reject() {
        let out = all(&format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"b\":2}}\n", "x".repeat(50 << 20)));
        assert_eq!(out.len(), 3);
        assert!(out[1].1.contains("50.0 MB"), "{}", out[1].1);
        assert_eq!(out[2], (3, "{\"b\":2}".into()));
    }
}
