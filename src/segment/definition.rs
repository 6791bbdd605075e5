//! A segment as its TOML file defines it: read, checked, and refused with file, line and remedy.

use super::SegmentError;
use super::field::{self, FIELDS, Field, Type};
use crate::journey::kind;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// What a segment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Where people stand between first and last order.
    Lifecycle,
    /// What they do.
    Behaviour,
    /// What they are worth.
    Value,
    /// The grid of recency, frequency and monetary scores.
    Rfm,
}

impl Family {
    /// As it stands in the workspace.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Lifecycle => "lifecycle",
            Self::Behaviour => "behaviour",
            Self::Value => "value",
            Self::Rfm => "rfm",
        }
    }
}

/// A segment, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// File stem.
    pub id: String,
    /// For people.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// What it is about.
    pub family: Family,
    /// Where it stands in lists; in a grid, which comes first.
    pub position: i32,
    /// True: one of the conditions is enough. False: all must hold.
    pub any: bool,
    /// Segments of one grid exclude each other: the first that fits wins.
    pub grid: Option<String>,
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// Bounds on a number; `None` is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// This or more.
    pub at_least: Option<f64>,
    /// This or less.
    pub at_most: Option<f64>,
}

/// Bounds on how many days before the reference date something lies; `None` is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// That many days or fewer.
    pub within: Option<u32>,
    /// More days than that.
    pub older_than: Option<u32>,
}

/// One condition on a profile.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A number lies within bounds.
    Number(Field, Bounds),
    /// A number is among the highest of all above zero; revenue among those of the same currency.
    Top(Field, f64),
    /// A time lies so many days back.
    Time(Field, Days),
    /// A text is (or is not) one of these.
    Text(Field, Vec<String>, bool),
    /// A field has a value (or has none).
    Set(Field, bool),
    /// Did (or did not do) something, so often, so many days back.
    Did {
        /// Kinds of events; empty: any.
        kinds: Vec<String>,
        /// Channels of events; empty: any.
        channels: Vec<String>,
        /// How many days back.
        days: Days,
        /// How often.
        times: Bounds,
        /// True: such events did not happen (so often).
        not: bool,
    },
    /// Did none of `kinds` at or after the last event of `since`.
    NotSince {
        /// Kinds that must not follow.
        kinds: Vec<String>,
        /// Kinds whose last event counts.
        since: Vec<String>,
    },
    /// The latest word on being contacted through this channel is `granted` or `refused`.
    Consent(String, String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    title: String,
    description: String,
    family: Family,
    position: i32,
    #[serde(rename = "match", default)]
    fit: Fit,
    grid: Option<String>,
    when: Vec<Spanned<WhenText>>,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Fit {
    #[default]
    All,
    Any,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Words {
    One(String),
    Many(Vec<String>),
}

impl Words {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(word) => vec![word],
            Self::Many(words) => words,
        }
    }
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
struct WhenText {
    field: Option<String>,
    did: Option<Vec<String>>,
    did_not: Option<Vec<String>>,
    channel: Option<Vec<String>>,
    consent: Option<String>,
    is: Option<Words>,
    is_not: Option<Words>,
    is_set: Option<bool>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    top_percent: Option<f64>,
    within_days: Option<u32>,
    older_than_days: Option<u32>,
    since_last: Option<Vec<String>>,
}

/// Reads the segment `id` from the text of its file.
///
/// # Errors
/// With the line and the remedy, when the text does not define a segment.
pub(super) fn read(id: &str, file: &str, text: &str) -> Result<Definition, SegmentError> {
    let wrong = |offset: usize, why: String| SegmentError::Definition {
        file: file.to_owned(),
        line: text.as_bytes()[..offset.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1,
        why,
    };
    if id.is_empty()
        || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
    {
        return Err(wrong(0, "name the file with small letters, digits, _ and - only".into()));
    }
    let parsed: FileText = toml::from_str(text)
        .map_err(|e| wrong(e.span().map_or(0, |span| span.start), e.message().trim().to_owned()))?;
    if parsed.when.is_empty() {
        return Err(wrong(0, "there is no [[when]]. A segment needs at least one condition".into()));
    }
    let conditions = parsed
        .when
        .into_iter()
        .map(|when| {
            let start = when.span().start;
            condition(when.into_inner()).map_err(|why| wrong(start, why))
        })
        .collect::<Result<_, _>>()?;
    Ok(Definition {
        id: id.to_owned(),
        title: parsed.title,
        description: parsed.description,
        family: parsed.family,
        position: parsed.position,
        any: parsed.fit == Fit::Any,
        grid: parsed.grid,
        conditions,
    })
}

fn condition(when: WhenText) -> Result<Condition, String> {
    let lists = [&when.did_not, &when.since_last, &when.channel, &words(&when.is), &words(&when.is_not)];
    if lists.iter().any(|list| list.as_ref().is_some_and(Vec::is_empty))
        || when.did.as_ref().is_some_and(Vec::is_empty)
    {
        return Err("a list must not be empty; name at least one, or leave the line out".into());
    }
    let bounds = Bounds { at_least: when.at_least, at_most: when.at_most };
    let days = Days { within: when.within_days, older_than: when.older_than_days };
    let about_events = when.did.is_some() || when.did_not.is_some() || when.channel.is_some();
    match (&when.field, &when.consent, about_events) {
        (Some(name), None, false) => about_field(name, &when, bounds, days),
        (None, Some(channel), false) => about_consent(channel, &when),
        (None, None, true) => about_event(when, bounds, days),
        _ => {
            Err("a condition begins with one of field, did, did_not, channel and consent; split it in two"
                .into())
        }
    }
}

fn words(words: &Option<Words>) -> Option<Vec<String>> {
    words.clone().map(Words::list)
}

fn about_field(name: &str, when: &WhenText, bounds: Bounds, days: Days) -> Result<Condition, String> {
    let Some(field) = field::of(name) else {
        let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        return Err(format!("there is no field {name}. There are: {}", names.join(", ")));
    };
    let numeric = bounds != Bounds::default();
    let dated = days != Days::default();
    let worded = when.is.is_some() || when.is_not.is_some();
    let tests = [numeric, dated, worded, when.is_set.is_some(), when.top_percent.is_some()];
    if tests.iter().filter(|&&used| used).count() != 1 || when.since_last.is_some() {
        return Err(format!("{name} needs one test: {}", tests_of(field)));
    }
    if let Some(set) = when.is_set {
        return Ok(Condition::Set(field, set));
    }
    match (field.of, when.top_percent, when.is.clone(), when.is_not.clone()) {
        (Type::Number, Some(top), ..) if top > 0.0 && top <= 100.0 => Ok(Condition::Top(field, top)),
        (Type::Number, Some(_), ..) => Err("top_percent lies between 0 and 100".into()),
        (Type::Number, None, None, None) if numeric => Ok(Condition::Number(field, bounds)),
        (Type::Time, None, None, None) if dated => Ok(Condition::Time(field, days)),
        (Type::Text, None, Some(is), None) => Ok(Condition::Text(field, is.list(), true)),
        (Type::Text, None, None, Some(is_not)) => Ok(Condition::Text(field, is_not.list(), false)),
        _ => Err(format!("{name} can't be tested like that, but by {}", tests_of(field))),
    }
}

fn tests_of(field: Field) -> &'static str {
    match field.of {
        Type::Number => "at_least and at_most, top_percent, or is_set",
        Type::Time => "within_days and older_than_days, or is_set",
        Type::Text => "is, is_not, or is_set",
    }
}

fn about_consent(channel: &str, when: &WhenText) -> Result<Condition, String> {
    match when.is.clone().map(Words::list).as_deref() {
        Some([state]) if state == "granted" || state == "refused" => {
            Ok(Condition::Consent(channel.to_owned(), state.clone()))
        }
        _ => Err("consent needs is = \"granted\" or is = \"refused\"".into()),
    }
}

fn about_event(when: WhenText, times: Bounds, days: Days) -> Result<Condition, String> {
    if when.is.is_some() || when.is_not.is_some() || when.is_set.is_some() || when.top_percent.is_some() {
        return Err(
            "events are tested by channel, within_days, older_than_days, at_least, at_most, since_last"
                .into(),
        );
    }
    let not = when.did_not.is_some();
    let kinds = match (when.did, when.did_not) {
        (Some(_), Some(_)) => return Err("write did and did_not as two conditions".into()),
        (did, did_not) => did.or(did_not).unwrap_or_default(),
    };
    for id in kinds.iter().chain(when.since_last.iter().flatten()) {
        if !kind::is_known(id) {
            let known: Vec<_> = kind::KINDS.iter().map(|kind| kind.id).collect();
            return Err(format!(
                "there are no events of kind {id}. There are: {}, support, other",
                known.join(", ")
            ));
        }
    }
    match when.since_last {
        None => Ok(Condition::Did { kinds, channels: when.channel.unwrap_or_default(), days, times, not }),
        Some(since)
            if not && when.channel.is_none() && days == Days::default() && times == Bounds::default() =>
        {
            Ok(Condition::NotSince { kinds, since })
        }
        Some(_) => Err("since_last goes with did_not alone".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title = \"T\"\ndescription = \"D\"\nfamily = \"value\"\nposition = 1\n";

    fn refused(rest: &str) -> String {
        read("x", "x.toml", &format!("{HEAD}{rest}")).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_file_says_where_and_what_to_do() {
        for (rest, line, remedy) in [
            ("[[when]]\nfield = \"order\"\nat_least = 1", 5, "There are: orders,"),
            ("[[when]]\nfield = \"orders\"", 5, "orders needs one test: at_least"),
            ("\n[[when]]\nfield = \"country\"\nat_least = 1", 6, "is, is_not"),
            ("[[when]]\nfield = \"orders\"\nwithin_days = 1", 5, "at_least and at_most"),
            ("[[when]]\nfield = \"orders\"\nmore = 1", 7, "unknown field `more`"),
            ("[[when]]\nfield = \"orders\"\ntop_percent = 0", 5, "between 0 and 100"),
            ("[[when]]\ndid = [\"dance\"]", 5, "no events of kind dance"),
            ("[[when]]\ndid = [\"cart\"]\nfield = \"orders\"", 5, "split it in two"),
            ("[[when]]\nconsent = \"email\"\nis = \"maybe\"", 5, "is = \"granted\""),
            ("[[when]]\ndid = [\"cart\"]\nsince_last = [\"order\"]", 5, "did_not alone"),
            ("[[when]]\nfield = \"country\"\nis = []", 5, "must not be empty"),
            ("[[when]]\ndid_not = []\nsince_last = [\"cart\"]", 5, "must not be empty"),
            ("when = []", 1, "at least one condition"),
        ] {
            let said = refused(rest);
            assert!(said.starts_with(&format!("x.toml, line {line}: ")) && said.contains(remedy), "{said}");
        }
        assert!(read("My file", "My file.toml", HEAD).unwrap_err().to_string().contains("small letters"));
    }

    #[test]
    fn a_right_file_reads() {
        let text = format!("{HEAD}match = \"any\"\n[[when]]\nfield = \"country\"\nis = [\"DE\", \"AT\"]\n");
        let read = read("x", "x.toml", &text).unwrap();
        assert!(read.any && read.grid.is_none());
        let country = field::of("country").unwrap();
        assert_eq!(read.conditions, [Condition::Text(country, vec!["DE".into(), "AT".into()], true)]);
    }
}
