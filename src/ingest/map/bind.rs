//! A connector's values bound to the columns of one file: they are then found by number, not by name.

use super::row::{Place, Row, path};
use super::url;
use crate::ingest::connector::{Connector, Made, Spec, matches};
use crate::value::money;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The file a connector is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    /// Column names; empty for JSON.
    pub header: &'a [String],
    pub json: bool,
}

/// What of this system's values is to be taken off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cleaner {
    nulls: Vec<String>,
    prefixes: Vec<String>,
    /// The default region, for currency signs that several countries share.
    region: Option<String>,
}

/// A [`Spec`] bound to a file.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    At(Place),
    First(Vec<Value>),
    Joined(Vec<Value>, String),
    Added(Vec<Value>),
    Fixed(String),
    Done(Box<Value>, Doing),
}

/// What is done with a value.
#[derive(Debug, Clone)]
pub(crate) enum Doing {
    Line(String),
    Query(String),
    Host(Box<Value>),
    Currency,
    Cut(usize),
    After(String),
    Map(BTreeMap<String, String>, Option<String>),
    Then(String),
    Before(String),
}

impl Value {
    /// Binds a spec; columns the file does not have give nothing.
    pub(crate) fn bind(spec: &Spec, shape: Shape<'_>) -> Self {
        match spec {
            Spec::Column(name) => column(name, shape, matches),
            Spec::Exactly { column: name } => column(name, shape, |wanted, name| wanted == name),
            Spec::First(specs) => {
                let values = specs.iter().map(|spec| Self::bind(spec, shape));
                let mut values: Vec<Self> = values.filter(|value| !matches!(value, Self::Nothing)).collect();
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
    pub(crate) fn maybe(spec: Option<&Spec>, shape: Shape<'_>) -> Self {
        spec.map_or(Self::Nothing, |spec| Self::bind(spec, shape))
    }

    fn bind_made(made: &Made, shape: Shape<'_>) -> Self {
        let mut value = if let Some(text) = &made.value {
            Self::Fixed(text.clone())
        } else if let Some(pattern) = &made.header {
            header_part(pattern, shape).map_or(Self::Nothing, Self::Fixed)
        } else if let Some(specs) = &made.join {
            let parts = specs.iter().map(|spec| Self::bind(spec, shape)).collect();
            Self::Joined(parts, made.with.clone().unwrap_or_else(|| " ".into()))
        } else if let Some(specs) = &made.add {
            Self::Added(specs.iter().map(|spec| Self::bind(spec, shape)).collect())
        } else {
            Self::maybe(made.from.as_ref(), shape)
        };
        let lower = |map: &BTreeMap<String, String>| {
            map.iter().map(|(from, to)| (from.to_lowercase(), to.clone())).collect()
        };
        let doings = [
            made.line.as_ref().map(|label| Doing::Line(label.to_lowercase())),
            made.query.clone().map(Doing::Query),
            made.host.then(|| Doing::Host(Box::new(Self::maybe(made.unless.as_ref(), shape)))),
            made.currency.then_some(Doing::Currency),
            made.first.map(Doing::Cut),
            made.after.clone().map(Doing::After),
            (!made.map.is_empty()).then(|| Doing::Map(lower(&made.map), made.default.clone())),
            made.then.clone().map(Doing::Then),
            made.before.clone().map(Doing::Before),
        ];
        for doing in doings.into_iter().flatten() {
            value = Self::Done(Box::new(value), doing);
        }
        value
    }

    /// The text for a row, trimmed and cleaned; `None` when there is nothing.
    pub(crate) fn of<'r>(&'r self, row: &Row<'r>, cleaner: &Cleaner) -> Option<Cow<'r, str>> {
        match self {
            Self::Nothing => None,
            Self::At(place) => row.text(place).and_then(|text| cleaner.clean(text)),
            Self::First(values) => values.iter().find_map(|value| value.of(row, cleaner)),
            Self::Fixed(text) => Some(Cow::Borrowed(text)),
            Self::Joined(values, with) => {
                let parts: Vec<Cow<str>> = values.iter().filter_map(|value| value.of(row, cleaner)).collect();
                (!parts.is_empty()).then(|| Cow::Owned(parts.join(with)))
            }
            Self::Added(values) => {
                let amounts = values.iter().filter_map(|value| money::read(&value.of(row, cleaner)?));
                amounts.reduce(|sum, amount| sum + amount).map(|sum| Cow::Owned(format!("{sum:.6}")))
            }
            Self::Done(from, doing) => doing.apply(from.of(row, cleaner), row, cleaner),
        }
    }

    /// The currency (ISO 4217) for a row; `None` when the text names none.
    pub(crate) fn currency(&self, row: &Row<'_>, cleaner: &Cleaner) -> Option<String> {
        money::code(&self.of(row, cleaner)?, cleaner.region.as_deref())
    }

    /// Where in the row it looks.
    pub(crate) fn places(&self) -> Vec<&Place> {
        match self {
            Self::At(place) => vec![place],
            Self::First(values) | Self::Joined(values, _) | Self::Added(values) => {
                values.iter().flat_map(Self::places).collect()
            }
            Self::Done(from, _) => from.places(),
            Self::Nothing | Self::Fixed(_) => Vec::new(),
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

impl Doing {
    fn apply<'r>(
        &'r self,
        text: Option<Cow<'r, str>>,
        row: &Row<'r>,
        cleaner: &Cleaner,
    ) -> Option<Cow<'r, str>> {
        if let Self::Map(map, default) = self {
            let found = text.as_ref().and_then(|text| map.get(&text.to_lowercase()));
            return match (found, default) {
                (Some(to), _) | (None, Some(to)) => (!to.is_empty()).then_some(Cow::Borrowed(to.as_str())),
                (None, None) => text,
            };
        }
        let text = text?;
        match self {
            Self::Line(label) => text.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let value = value.trim();
                (name.trim().to_lowercase() == *label && !value.is_empty())
                    .then(|| Cow::Owned(value.to_owned()))
            }),
            Self::Query(parameter) => url::query(&text, parameter).map(Cow::Owned),
            Self::Host(unless) => {
                let host = url::host(&text)?;
                let own = unless.of(row, cleaner).and_then(|other| url::host(&other));
                (own.as_ref() != Some(&host)).then_some(Cow::Owned(host))
            }
            Self::Currency => money::currency(&text, cleaner.region.as_deref()).map(Cow::Borrowed),
            Self::Cut(length) => match text.char_indices().nth(*length) {
                Some((at, _)) => Some(Cow::Owned(text[..at].to_owned())),
                None => Some(text),
            },
            Self::After(mark) => {
                let at = text.rfind(mark.as_str())? + mark.len();
                let rest = text[at..].split_whitespace().next()?;
                Some(Cow::Owned(rest.to_owned()))
            }
            Self::Then(instead) => Some(Cow::Borrowed(instead)),
            Self::Before(start) => Some(Cow::Owned(format!("{start}{text}"))),
            Self::Map(..) => Some(text),
        }
    }
}

fn column(name: &str, shape: Shape<'_>, is: impl Fn(&str, &str) -> bool) -> Value {
    if shape.json {
        return Value::At(Place::Path(path(name)));
    }
    let found = shape.header.iter().position(|column| is(name, column));
    found.map_or(Value::Nothing, |index| Value::At(Place::Cell(index)))
}

/// What stands for the `*` of a pattern in the file's header.
fn header_part(pattern: &str, shape: Shape<'_>) -> Option<String> {
    let (start, end) = pattern.split_once('*')?;
    let name = shape.header.iter().find(|column| matches(pattern, column))?.trim();
    name.get(start.len()..name.len() - end.len()).map(str::to_owned)
}

impl Cleaner {
    pub(crate) fn of(connector: &Connector, region: Option<&str>) -> Self {
        let (nulls, prefixes) = (connector.nulls.clone(), connector.prefixes.clone());
        Self { nulls, prefixes, region: region.map(str::to_owned) }
    }

    /// Trims; takes off Excel's apostrophe before numbers and the system's prefixes; drops what means nothing.
    fn clean<'a>(&self, text: Cow<'a, str>) -> Option<Cow<'a, str>> {
        match text {
            Cow::Borrowed(text) => self.clean_text(text).map(Cow::Borrowed),
            Cow::Owned(text) => {
                let kept = self.clean_text(&text)?;
                Some(Cow::Owned(if kept.len() == text.len() { text } else { kept.to_owned() }))
            }
        }
    }

    fn clean_text<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut text = text.trim();
        if let Some(rest) = text.strip_prefix('\'') {
            let number = rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b' ' | b'.'));
            if number && !rest.is_empty() {
                text = rest;
            }
        }
        if let Some(rest) = self.prefixes.iter().find_map(|prefix| text.strip_prefix(prefix.as_str())) {
            text = rest;
        }
        let nothing =
            text.is_empty() || text == "\\N" || self.nulls.iter().any(|null| null.eq_ignore_ascii_case(text));
        (!nothing).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::input::Cells;

    fn value(spec: &str, header: &[&str], row: &[&str]) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Holder {
            spec: Spec,
        }
        let holder: Holder = toml::from_str(&format!("spec = {spec}")).unwrap();
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let mut cells = Cells::default();
        row.iter().for_each(|cell| cells.push(cell));
        let bound = Value::bind(&holder.spec, Shape { header: &header, json: false });
        bound.of(&Row::Cells(&cells), &Cleaner::default()).map(Cow::into_owned)
    }

    #[test]
    fn values_in_every_way() {
        let header = ["A", "B", "Spent (EUR)", "Notes", "U"];
        let row = [" x ", "", "3", "UTM source: fb\nphone: 1", "https://www.x.org/?utm_source=a%20b&c=d#e"];
        for (spec, want) in [
            ("'a'", Some("x")),
            ("'C'", None),
            ("['B', 'A']", Some("x")),
            ("{ join = ['A', 'B', 'Spent (*)'], with = '-' }", Some("x-3")),
            ("{ add = ['Spent (*)', 'B', 'Spent (*)'] }", Some("6.000000")),
            ("{ header = 'Spent (*)' }", Some("EUR")),
            ("{ from = 'A', map = { X = 'y' } }", Some("y")),
            ("{ from = 'B', map = { X = 'y' }, default = 'z' }", Some("z")),
            ("{ from = 'Notes', line = 'utm source' }", Some("fb")),
            ("{ from = 'U', query = 'utm_source' }", Some("a b")),
            ("{ from = 'U', host = true }", Some("x.org")),
            ("{ from = 'U', host = true, unless = 'U' }", None),
            ("{ from = 'U', first = 5, before = '+' }", Some("+https")),
            ("{ from = 'Notes', after = 'phone: ' }", Some("1")),
            ("{ from = 'B', then = 'yes' }", None),
            ("{ from = 'A', then = 'yes' }", Some("yes")),
        ] {
            assert_eq!(value(spec, &header, &row).as_deref(), want, "{spec}");
        }
    }

    #[test]
    fn apostrophes_go_only_before_numbers() {
        assert_eq!(value("'A'", &["A"], &["'+573158"]).as_deref(), Some("+573158"));
        assert_eq!(value("'A'", &["A"], &["'t Hooft"]).as_deref(), Some("'t Hooft"));
    }

    #[test]
    fn amounts_tell_their_currency() {
        assert_eq!(value("{ from = 'A', currency = true }", &["A"], &["-£3.00"]).as_deref(), Some("GBP"));
        assert_eq!(value("{ from = 'A', currency = true }", &["A"], &["3.00"]), None);
    }
}
