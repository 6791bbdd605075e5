//! The generic table: any file with people in it, mapped by its column names and by what the values look like.

use super::connector::{Connector, Detect, ExtraMap, IdentifierMap, RecordMap, Spec};
use super::words::{self, Meaning};
use crate::value::{date, email, phone};
use rustc_hash::FxHashSet;

/// What is seen of one column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub name: String,
    /// Values of the rows looked at, trimmed, without the empty ones.
    pub values: Vec<String>,
    /// Rows looked at.
    pub rows: usize,
}

/// A column and what is made of it, with the reason, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub column: String,
    /// As in a map file: `given_name`, `id:loyalty`, `extra:job`, `ignore`.
    pub target: String,
    pub reason: String,
}

/// Rows looked at to tell what a column holds.
pub(crate) const LOOKED_AT: usize = 20_000;

/// Chooses a target for every column.
pub(crate) fn choose(columns: &[Column]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = columns.iter().map(first_choice).collect();
    choose_record_key(columns, &mut choices);
    for (column, choice) in columns.iter().zip(&mut choices) {
        if choice.target == UNDECIDED {
            *choice = by_values(column);
        }
    }
    settle_names(&mut choices);
    choices
}

const UNDECIDED: &str = "?";

fn made(column: &Column, target: &str, reason: &str) -> Choice {
    Choice { column: column.name.clone(), target: target.to_owned(), reason: reason.to_owned() }
}

/// By its name, as long as its values do not speak against it.
fn first_choice(column: &Column) -> Choice {
    let meaning = words::meaning(&column.name);
    let fits = |test: fn(&str) -> bool| column.share(test) >= 0.3 || column.values.is_empty();
    match meaning {
        Some(Meaning::Answer) => made(column, "ignore", "its name says that it is the answer, not a fact"),
        Some(Meaning::Ignore) => made(column, "ignore", "its name says that it is not about who somebody is"),
        Some(Meaning::Target("email")) if !fits(|v| v.contains('@')) => made(column, UNDECIDED, ""),
        Some(Meaning::Target("birth_date")) if !fits(|v| date::read(v).is_some()) => {
            made(column, UNDECIDED, "")
        }
        Some(Meaning::Target("phone")) if !fits(|v| phone::read(v, Some("US")).is_some()) => {
            made(column, UNDECIDED, "")
        }
        Some(Meaning::Target(target)) => made(column, target, "by its name"),
        Some(Meaning::Key) | None => made(column, UNDECIDED, ""),
    }
}

/// The record key is a column whose name says so and whose values are all there and all different.
fn choose_record_key(columns: &[Column], choices: &mut [Choice]) {
    let candidate = |i: &usize| {
        let column = &columns[*i];
        choices[*i].target == UNDECIDED
            && column.values.len() == column.rows
            && column.rows > 0
            && column.is_unique()
    };
    let named = (0..columns.len())
        .filter(candidate)
        .find(|i| words::meaning(&columns[*i].name) == Some(Meaning::Key));
    let first = || (0..columns.len().min(1)).find(candidate);
    if let Some(i) = named.or_else(first) {
        choices[i] = made(&columns[i], "record", "every row has one, and each is different");
    }
}

/// By what its values look like.
fn by_values(column: &Column) -> Choice {
    let is_key = words::meaning(&column.name) == Some(Meaning::Key);
    if column.values.is_empty() {
        return made(column, "ignore", "it is empty");
    }
    if column.share(|v| email::read(v).is_some()) > 0.7 {
        return made(column, "email", "its values are e-mail addresses");
    }
    let phone_like = |v: &str| {
        let marks = v.starts_with('+') || v.contains([' ', '-', '(', '/']);
        marks && v.chars().filter(char::is_ascii_digit).count() >= 7 && phone::read(v, Some("US")).is_some()
    };
    if column.share(|v| v.contains(':') && v.chars().filter(char::is_ascii_digit).count() >= 8) > 0.7 {
        return made(column, "ignore", "its values are times");
    }
    let dates =
        column.share(|v| v.chars().filter(char::is_ascii_digit).count() >= 4 && date::read(v).is_some());
    if dates > 0.7 {
        return match column.birth_like() {
            true => made(column, "birth_date", "its values are dates spread over many years"),
            false => made(column, "ignore", "its values are recent dates"),
        };
    }
    if column.share(phone_like) > 0.7 {
        return made(column, "phone", "its values are phone numbers");
    }
    let distinct = column.distinct();
    if distinct == 1 && column.rows > 1 {
        return made(column, "ignore", "it always says the same");
    }
    let slug = words::slug(&column.name);
    let letters =
        column.values.iter().map(|v| v.chars().count()).sum::<usize>() as f64 / column.values.len() as f64;
    if column.is_unique() && column.values.len() > 20 && is_key {
        return made(column, "ignore", "no two rows share a value: it can't join any");
    }
    if letters > 60.0 || column.share(|v| v.split_whitespace().count() > 8) > 0.5 {
        return made(column, "ignore", "its values are free text");
    }
    let digits = column.share(|v| v.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '.')));
    let decimals = column.share(|v| v.parse::<f64>().is_ok() && v.contains('.'));
    if decimals > 0.5 || (digits > 0.9 && letters < 5.0) {
        return made(column, "ignore", "its values are measures");
    }
    if distinct < 12 && column.rows > 60 {
        return made(column, "ignore", "it has too few different values to say who somebody is");
    }
    if is_key && !words::is_personal_number(&column.name) {
        return made(column, &format!("id:{slug}"), "its name says that it is an identifier");
    }
    made(column, &format!("extra:{slug}"), "it may tell people apart")
}

/// A whole name is of use only where there is none in parts.
fn settle_names(choices: &mut [Choice]) {
    let has = |choices: &[Choice], target: &str| choices.iter().any(|c| c.target == target);
    if has(choices, "given_name") && has(choices, "family_name") {
        for choice in choices.iter_mut().filter(|c| c.target == "full_name") {
            "ignore".clone_into(&mut choice.target);
            "the name is there in parts".clone_into(&mut choice.reason);
        }
    } else if has(choices, "full_name") && has(choices, "given_name") != has(choices, "family_name") {
        for choice in choices.iter_mut().filter(|c| c.target == "given_name" || c.target == "family_name") {
            "ignore".clone_into(&mut choice.target);
            "the whole name says more".clone_into(&mut choice.reason);
        }
    }
}

/// True when there are people in it: a name, an e-mail address or a phone number.
pub(crate) fn has_people(choices: &[Choice]) -> bool {
    let personal = ["given_name", "family_name", "full_name", "email", "phone"];
    choices.iter().any(|c| personal.contains(&c.target.as_str()))
}

/// A connector that does what was chosen.
pub(crate) fn connector(choices: &[Choice], id: &str) -> Connector {
    let of = |target: &str| -> Vec<Spec> {
        choices.iter().filter(|c| c.target == target).map(|c| Spec::Column(c.column.clone())).collect()
    };
    let joined = |target: &str, with: &str| -> Option<Spec> {
        let specs = of(target);
        match specs.len() {
            0 => None,
            1 => specs.into_iter().next(),
            _ => Some(Spec::Made(Box::new(super::connector::Made {
                join: Some(specs),
                with: Some(with.to_owned()),
                ..Default::default()
            }))),
        }
    };
    let first =
        |target: &str| -> Option<Spec> { Some(Spec::First(of(target))).filter(|_| !of(target).is_empty()) };
    let named = |family: &str| -> Vec<(String, Spec)> {
        choices
            .iter()
            .filter_map(|c| Some((c.target.strip_prefix(family)?.to_owned(), Spec::Column(c.column.clone()))))
            .collect()
    };
    Connector {
        id: id.to_owned(),
        system: "Generic table".into(),
        title: "a table of people".into(),
        detect: Detect::default(),
        nulls: ["null", "NULL", "nan", "NaN", "#N/A"].map(str::to_owned).to_vec(),
        prefixes: Vec::new(),
        zone: None,
        ignore: Vec::new(),
        useless: None,
        group_by: None,
        record: Some(RecordMap {
            key: joined("record", "-"),
            given_name: joined("given_name", " "),
            family_name: joined("family_name", " "),
            full_name: joined("full_name", " "),
            birth_date: first("birth_date"),
            gender: first("gender"),
            emails: of("email"),
            phones: of("phone"),
            street: joined("street", " "),
            city: first("city"),
            region: first("region"),
            postcode: first("postcode"),
            country: first("country"),
            company: first("company"),
            identifier: named("id:").into_iter().map(|(kind, from)| IdentifierMap { kind, from }).collect(),
            extra: named("extra:").into_iter().map(|(name, from)| ExtraMap { name, from }).collect(),
            ..RecordMap::default()
        }),
        event: Vec::new(),
        order: None,
        spend: None,
    }
}

impl Column {
    fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let looked_at = self.values.len().min(1000);
        if looked_at == 0 {
            return 0.0;
        }
        self.values[..looked_at].iter().filter(|v| test(v)).count() as f64 / looked_at as f64
    }

    fn distinct(&self) -> usize {
        self.values.iter().collect::<FxHashSet<_>>().len()
    }

    fn is_unique(&self) -> bool {
        self.distinct() == self.values.len()
    }

    /// Dates of birth lie decades apart.
    fn birth_like(&self) -> bool {
        let mut years: Vec<i16> =
            self.values.iter().take(1000).filter_map(|v| date::read(v)).map(|d| d.date.year()).collect();
        years.sort_unstable();
        let at = |share: f64| years.get((years.len() as f64 * share) as usize).copied().unwrap_or(0);
        at(0.9) - at(0.1) >= 15
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(header: &str, rows: &[&str]) -> Vec<String> {
        let columns: Vec<Column> = header
            .split(',')
            .enumerate()
            .map(|(i, name)| Column {
                name: name.to_owned(),
                values: rows
                    .iter()
                    .filter_map(|r| r.split(',').nth(i))
                    .map(|v| v.trim().to_owned())
                    .filter(|v| !v.is_empty())
                    .collect(),
                rows: rows.len(),
            })
            .collect();
        choose(&columns).into_iter().map(|c| c.target).collect()
    }

    #[test]
    fn names_in_several_languages() {
        assert_eq!(
            targets(
                "Kundennummer,Vorname,Nachname,E-Mail,Geburtsdatum,PLZ,Ort",
                &["1,Anna,Maier,a@b.de,03.04.1980,80331,München", "2,Bo,Li,b@b.de,05.04.1981,80331,München"]
            ),
            ["record", "given_name", "family_name", "email", "birth_date", "postcode", "city"]
        );
        assert_eq!(
            targets(
                "rec_id,given_name,surname,street_number,address_1,suburb,state,soc_sec_id,cluster",
                &["a,x,y,1,Mill Rd,Bath,nsw,6988048,1", "b,x,y,2,Oak Rd,Bath,nsw,6988049,1"]
            ),
            [
                "record",
                "given_name",
                "family_name",
                "street",
                "street",
                "city",
                "region",
                "extra:soc_sec_id",
                "ignore"
            ]
        );
    }

    #[test]
    fn values_speak_where_names_do_not() {
        let rows: Vec<String> = (0..40)
            .map(|i| format!("k{i},p{i}@mail.org,+1 202-555-01{i:02},19{:02}-03-04,note", 50 + i))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(targets("a,b,c,d,e", &rows), ["record", "email", "phone", "birth_date", "ignore"]);
    }
}
