//! A connector bound to the columns of one file: values are then found by number, not by name.

use super::connector::{Condition, Made, Spec, matches};
use super::row::{Place, Row, path};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The file a connector is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    /// Column names; empty for JSON.
    pub header: &'a [String],
    pub json: bool,
}

/// Values of this system that need cleaning.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cleaner {
    pub nulls: Vec<String>,
    pub prefixes: Vec<String>,
}

/// A [`Spec`] bound to a file.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    At(Place),
    First(Vec<Value>),
    Joined(Vec<Value>, String),
    Fixed(String),
    Mapped { from: Box<Value>, map: BTreeMap<String, String>, default: Option<String> },
    Line(Box<Value>, String),
    Query(Box<Value>, String),
    Before(String, Box<Value>),
}

impl Value {
    /// Binds a spec; columns the file does not have give nothing.
    pub(crate) fn bind(spec: &Spec, shape: Shape) -> Self {
        match spec {
            Spec::Column(name) => column(name, shape),
            Spec::First(specs) => {
                let mut values: Vec<Self> = specs
                    .iter()
                    .map(|s| Self::bind(s, shape))
                    .filter(|v| !matches!(v, Self::Nothing))
                    .collect();
                match values.len() {
                    0 => Self::Nothing,
                    1 => values.remove(0),
                    _ => Self::First(values),
                }
            }
            Spec::Made(made) => Self::bind_made(made, shape),
        }
    }

    /// Binds a spec that may be left out.
    pub(crate) fn maybe(spec: Option<&Spec>, shape: Shape) -> Self {
        spec.map_or(Self::Nothing, |s| Self::bind(s, shape))
    }

    fn bind_made(made: &Made, shape: Shape) -> Self {
        let mut value = if let Some(text) = &made.value {
            Self::Fixed(text.clone())
        } else if let Some(pattern) = &made.header {
            header_part(pattern, shape).map_or(Self::Nothing, Self::Fixed)
        } else if let Some(specs) = &made.join {
            let parts = specs.iter().map(|s| Self::bind(s, shape)).collect();
            Self::Joined(parts, made.with.clone().unwrap_or_else(|| " ".into()))
        } else {
            Self::maybe(made.from.as_ref(), shape)
        };
        if let Some(label) = &made.line {
            value = Self::Line(Box::new(value), label.to_lowercase());
        }
        if let Some(parameter) = &made.query {
            value = Self::Query(Box::new(value), parameter.clone());
        }
        if !made.map.is_empty() {
            let map = made.map.iter().map(|(k, v)| (k.to_lowercase(), v.clone())).collect();
            value = Self::Mapped { from: Box::new(value), map, default: made.default.clone() };
        }
        if let Some(text) = &made.before {
            value = Self::Before(text.clone(), Box::new(value));
        }
        value
    }

    /// The text for a row, trimmed and cleaned; `None` when there is nothing.
    pub(crate) fn of<'r>(&'r self, row: &Row<'r>, cleaner: &Cleaner) -> Option<Cow<'r, str>> {
        match self {
            Self::Nothing => None,
            Self::At(place) => row.text(place).and_then(|text| cleaner.clean(text)),
            Self::First(values) => values.iter().find_map(|v| v.of(row, cleaner)),
            Self::Fixed(text) => Some(Cow::Borrowed(text)),
            Self::Joined(values, with) => {
                let parts: Vec<Cow<str>> = values.iter().filter_map(|v| v.of(row, cleaner)).collect();
                (!parts.is_empty()).then(|| Cow::Owned(parts.join(with)))
            }
            Self::Mapped { from, map, default } => {
                let text = from.of(row, cleaner);
                let found = text.as_ref().and_then(|t| map.get(&t.to_lowercase()));
                let mapped = match (found, default) {
                    (Some(to), _) => Some(Cow::Borrowed(to.as_str())),
                    (None, Some(default)) => Some(Cow::Borrowed(default.as_str())),
                    (None, None) => text,
                };
                mapped.filter(|m| !m.is_empty())
            }
            Self::Line(from, label) => {
                let text = from.of(row, cleaner)?;
                let value = text.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    (name.trim().to_lowercase() == *label).then(|| value.trim().to_owned())
                })?;
                (!value.is_empty()).then_some(Cow::Owned(value))
            }
            Self::Query(from, parameter) => query(&from.of(row, cleaner)?, parameter).map(Cow::Owned),
            Self::Before(text, value) => value.of(row, cleaner).map(|v| Cow::Owned(format!("{text}{v}"))),
        }
    }

    /// The columns it looks at, by number.
    pub(crate) fn columns(&self) -> Vec<usize> {
        match self {
            Self::At(Place::Cell(i)) => vec![*i],
            Self::First(values) | Self::Joined(values, _) => values.iter().flat_map(Self::columns).collect(),
            Self::Mapped { from, .. }
            | Self::Line(from, _)
            | Self::Query(from, _)
            | Self::Before(_, from) => from.columns(),
            Self::Nothing | Self::Fixed(_) | Self::At(Place::Path(_)) => Vec::new(),
        }
    }
}

fn column(name: &str, shape: Shape) -> Value {
    if shape.json {
        return Value::At(Place::Path(path(name)));
    }
    shape.header.iter().position(|h| matches(name, h)).map_or(Value::Nothing, |i| Value::At(Place::Cell(i)))
}

/// What stands for the `*` of a pattern in the file's header.
fn header_part(pattern: &str, shape: Shape) -> Option<String> {
    let (start, end) = pattern.split_once('*')?;
    let name = shape.header.iter().find(|h| matches(pattern, h))?.trim();
    name.get(start.len()..name.len() - end.len()).map(str::to_owned)
}

/// The decoded value of a parameter of a URL.
fn query(url: &str, parameter: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or(query);
    let value = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.eq_ignore_ascii_case(parameter).then_some(value)
    })?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        let hex = (b == b'%').then(|| tail.get(..2)).flatten().and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            None => {
                bytes.push(if b == b'+' { b' ' } else { b });
                rest = tail;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

impl Cleaner {
    /// Trims; takes off Excel's apostrophe before numbers and the system's prefixes; drops what means nothing.
    fn clean<'a>(&self, text: Cow<'a, str>) -> Option<Cow<'a, str>> {
        let mut text = match text {
            Cow::Borrowed(text) => {
                Cow::Borrowed(text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}'))
            }
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        let number = |t: &str| t.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '.'));
        if let Some(rest) = text.strip_prefix('\'').filter(|r| !r.is_empty() && number(r)) {
            text = Cow::Owned(rest.to_owned());
        }
        if let Some(rest) = self.prefixes.iter().find_map(|p| text.strip_prefix(p.as_str())) {
            text = Cow::Owned(rest.to_owned());
        }
        let nothing =
            text.is_empty() || text == "\\N" || self.nulls.iter().any(|n| n.eq_ignore_ascii_case(&text));
        (!nothing).then_some(text)
    }
}

/// A [`Condition`] bound to a file.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    value: Value,
    condition: Condition,
}

impl Test {
    pub(crate) fn bind_all(conditions: &[Condition], shape: Shape) -> Vec<Self> {
        conditions
            .iter()
            .map(|c| Self { value: Value::bind(&c.column, shape), condition: c.clone() })
            .collect()
    }

    /// True when the row meets the condition.
    pub(crate) fn holds(&self, row: &Row, cleaner: &Cleaner) -> bool {
        let text = self.value.of(row, cleaner);
        let one_of =
            |list: &[String]| text.as_ref().is_some_and(|t| list.iter().any(|l| l.eq_ignore_ascii_case(t)));
        let c = &self.condition;
        c.is.as_ref().is_none_or(|list| one_of(list))
            && c.not.as_ref().is_none_or(|list| !one_of(list))
            && c.filled.is_none_or(|filled| text.is_some() == filled)
            && c.begins.as_ref().is_none_or(|b| text.as_ref().is_some_and(|t| t.starts_with(b.as_str())))
            && c.above.is_none_or(|n| {
                text.as_ref().and_then(|t| crate::value::money::read(t)).is_some_and(|x| x > n)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::StringRecord;

    fn value(spec: &str, header: &[&str], cells: &[&str]) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Holder {
            spec: Spec,
        }
        let holder: Holder = toml::from_str(&format!("spec = {spec}")).unwrap();
        let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
        let record = StringRecord::from(cells.to_vec());
        let bound = Value::bind(&holder.spec, Shape { header: &header, json: false });
        bound.of(&Row::Cells(&record), &Cleaner::default()).map(Cow::into_owned)
    }

    #[test]
    fn values_in_every_way() {
        let header = ["A", "B", "Spent (EUR)", "Notes"];
        let cells = [" x ", "", "3", "UTM source: fb\nphone: 1"];
        assert_eq!(value("'a'", &header, &cells).as_deref(), Some("x"));
        assert_eq!(value("['B', 'A']", &header, &cells).as_deref(), Some("x"));
        assert_eq!(
            value("{ join = ['A', 'Spent (*)'], with = '-' }", &header, &cells).as_deref(),
            Some("x-3")
        );
        assert_eq!(value("{ header = 'Spent (*)' }", &header, &cells).as_deref(), Some("EUR"));
        assert_eq!(value("{ from = 'A', map = { X = 'y' } }", &header, &cells).as_deref(), Some("y"));
        assert_eq!(value("{ from = 'Notes', line = 'utm source' }", &header, &cells).as_deref(), Some("fb"));
        assert_eq!(value("'C'", &header, &cells), None);
        let url = ["https://x.org/?utm_source=a%20b&c=d#e"];
        assert_eq!(value("{ from = 'U', query = 'utm_source' }", &["U"], &url).as_deref(), Some("a b"));
    }

    #[test]
    fn apostrophes_go_only_before_numbers() {
        assert_eq!(value("'A'", &["A"], &["'+573158"]).as_deref(), Some("+573158"));
        assert_eq!(value("'A'", &["A"], &["'t Hooft"]).as_deref(), Some("'t Hooft"));
    }
}
