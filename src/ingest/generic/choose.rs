//! Which column means what: by its name in several languages, and by what its values look like.

use super::words::{self, Meaning};
use super::{Choice, Column};
use crate::value::{date, email, phone};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Share of values that must look alike to say what a column holds.
const MOST: f64 = 0.7;
/// Share of values that must look right where the name says what they are.
const SOME: f64 = 0.3;
/// Given names in their common and short forms, one set a line.
const NAMES: &str = include_str!("../../../assets/names/nicknames.txt");

/// Chooses a target for every column.
pub(crate) fn choose(columns: &[Column]) -> Vec<Choice> {
    let mut choices: Vec<Option<Choice>> = columns.iter().map(by_name).collect();
    if let Some(key) = record_key(columns, &choices) {
        choices[key] = Some(made(&columns[key], "record", "every row has one, and each is different"));
    }
    let mut choices: Vec<Choice> = columns
        .iter()
        .zip(choices)
        .map(|(column, choice)| choice.unwrap_or_else(|| by_values(column)))
        .collect();
    settle_names(&mut choices);
    choices
}

fn made(column: &Column, target: &str, reason: &str) -> Choice {
    Choice { column: column.name.clone(), target: target.to_owned(), reason: reason.to_owned() }
}

/// By its name, as long as its values do not speak against it; `None`: the values must say.
fn by_name(column: &Column) -> Option<Choice> {
    let fits = |test: fn(&str) -> bool| column.share(test) >= SOME || column.values.is_empty();
    match words::meaning(&column.name)? {
        Meaning::Answer => Some(made(column, "ignore", "its name says that it is the answer to who is who")),
        Meaning::Ignore => Some(made(column, "ignore", "its name says that it is not about who somebody is")),
        Meaning::Target("email") if !fits(|value| value.contains('@')) => None,
        Meaning::Target("birth_date") if !fits(|value| date::read(value).is_some()) => None,
        Meaning::Target("phone") if !fits(|value| phone::read(value, Some("US")).is_some()) => None,
        Meaning::Target(target) => Some(made(column, target, "by its name")),
        Meaning::Key => None,
    }
}

/// The record key: a column without a meaning of its own whose values are all there and all different; one that is
/// named like a key, else the first of the table.
fn record_key(columns: &[Column], choices: &[Option<Choice>]) -> Option<usize> {
    let fits =
        |index: &usize| choices[*index].is_none() && columns[*index].is_full() && columns[*index].is_unique();
    let named = |index: &usize| {
        let name = &columns[*index].name;
        words::meaning(name) == Some(Meaning::Key) && !words::is_personal_number(name)
    };
    let fitting: Vec<usize> = (0..columns.len()).filter(fits).collect();
    fitting.iter().copied().find(named).or_else(|| fitting.first().copied().filter(|index| *index == 0))
}

/// By what its values look like.
fn by_values(column: &Column) -> Choice {
    if column.values.is_empty() {
        return made(column, "ignore", "it is empty");
    }
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    if column.share(|value| email::read(value).is_some()) > MOST {
        return made(column, "email", "its values are e-mail addresses");
    }
    if column.share(|value| value.starts_with("http://") || value.starts_with("https://")) > MOST {
        return made(column, "ignore", "its values are links");
    }
    if column.share(|value| value.contains(':') && digits(value) >= 8) > MOST {
        return made(column, "ignore", "its values are times");
    }
    if column.share(|value| digits(value) >= 4 && date::read(value).is_some()) > MOST {
        return if column.is_birth_like() {
            made(column, "birth_date", "its values are dates spread over many years")
        } else {
            made(column, "ignore", "its values are dates that lie close together")
        };
    }
    let marked = |value: &str| value.starts_with('+') || value.contains([' ', '-', '(', '/']);
    if column.share(|value| marked(value) && digits(value) >= 7 && phone::read(value, Some("US")).is_some())
        > MOST
    {
        return made(column, "phone", "its values are phone numbers");
    }
    if column.distinct() == 1 && column.rows > 1 {
        return made(column, "ignore", "it always says the same");
    }
    if column.share(is_given_name) > MOST {
        return made(column, "given_name", "its values are given names");
    }
    by_kind(column)
}

/// A column whose values have no form of their own.
fn by_kind(column: &Column) -> Choice {
    let is_key = words::meaning(&column.name) == Some(Meaning::Key);
    let slug = words::slug(&column.name);
    let length = column.length();
    if is_key && column.is_unique() && column.values.len() > 20 && !words::is_personal_number(&column.name) {
        return made(column, "ignore", "no two rows share a value: it joins nobody");
    }
    if length > 60.0 || column.share(|value| value.split_whitespace().count() > 8) > 0.5 {
        return made(column, "ignore", "its values are free text");
    }
    let number = |value: &str| value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '.'));
    let decimals = column.share(|value| value.contains('.') && value.parse::<f64>().is_ok());
    if decimals > 0.5 || (column.share(number) > 0.9 && length < 5.0) {
        return made(column, "ignore", "its values are measures");
    }
    if column.distinct() < 12 && column.rows > 60 {
        return made(column, "ignore", "it has too few different values to say who somebody is");
    }
    if words::is_personal_number(&column.name) {
        // Typed by people, and so with slips: extras are compared with tolerance, identifiers are the same or not.
        return made(column, &format!("extra:{slug}"), "a number that people type, and so with slips");
    }
    let system_made = column.even_length() > 0.95 && length >= 8.0 && column.share(has_digit) > 0.95;
    if is_key || (system_made && column.share(|value| !value.contains(' ')) > 0.95) {
        return made(column, &format!("id:{slug}"), "it looks like an identifier that a system gave");
    }
    made(column, &format!("extra:{slug}"), "it may tell people apart")
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

/// True when the word is a given name that is known.
fn is_given_name(word: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        let lines = NAMES.lines().map(|line| line.split('#').next().unwrap_or_default());
        lines.flat_map(str::split_whitespace).collect()
    });
    KNOWN.contains(deunicode::deunicode(word).to_lowercase().as_str())
}

/// A whole name is of use only where there is none in parts.
fn settle_names(choices: &mut [Choice]) {
    let has = |choices: &[Choice], target: &str| choices.iter().any(|choice| choice.target == target);
    let (given, family) = (has(choices, "given_name"), has(choices, "family_name"));
    let full = has(choices, "full_name");
    for choice in choices.iter_mut() {
        let (drop, reason) = match choice.target.as_str() {
            "full_name" => (given && family, "the name is there in parts"),
            "given_name" | "family_name" => (full && given != family, "the whole name says more"),
            _ => (false, ""),
        };
        if drop {
            "ignore".clone_into(&mut choice.target);
            reason.clone_into(&mut choice.reason);
        }
    }
}

/// Whether there are people in the table: somebody to be reached, or somebody's name beside something personal.
/// Else why not.
pub(crate) fn has_people(columns: &[Column], choices: &[Choice]) -> Result<(), String> {
    let has = |target: &str| choices.iter().any(|choice| choice.target == target);
    let reached = has("email") || has("phone");
    let named = has("given_name") || has("family_name");
    let beside = ["birth_date", "gender", "street", "postcode"].iter().any(|target| has(target));
    // A column "name" may be of anything: its values must hold given names.
    let full = columns.iter().zip(choices).any(|(column, choice)| {
        choice.target == "full_name"
            && column.share(|value| value.split_whitespace().any(is_given_name))
                >= if beside { 0.05 } else { SOME }
    });
    if reached || named || full {
        return Ok(());
    }
    if columns.is_empty() {
        return Err("no connector knows it, and there is nothing in it that could be people".to_owned());
    }
    let names: Vec<&str> = columns.iter().take(12).map(|column| column.name.as_str()).collect();
    let more = if columns.len() > 12 { ", …" } else { "" };
    Err(format!(
        "no connector knows it, and there are no people in its {}: no names, e-mail addresses or phone numbers ({}{more})",
        crate::text::many(columns.len() as u64, "column"),
        crate::text::truncate(&names.join(", "), 160),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, rows: &[&str]) -> Vec<Column> {
        let column = |(index, name): (usize, &str)| {
            let values = rows.iter().filter_map(|row| row.split(',').nth(index)).map(str::trim);
            let values = values.filter(|value| !value.is_empty()).map(str::to_owned).collect();
            Column { name: name.trim().to_owned(), values, rows: rows.len() }
        };
        header.split(',').enumerate().map(column).collect()
    }

    fn targets(header: &str, rows: &[&str]) -> Vec<String> {
        choose(&columns(header, rows)).into_iter().map(|choice| choice.target).collect()
    }

    #[test]
    fn names_in_several_languages() {
        let rows =
            ["1,Anna,Maier,a@b.de,03.04.1980,80331,München", "2,Bo,Li,b@b.de,05.04.1981,80331,München"];
        assert_eq!(
            targets("Kundennummer,Vorname,Nachname,E-Mail,Geburtsdatum,PLZ,Ort", &rows),
            ["record", "given_name", "family_name", "email", "birth_date", "postcode", "city"]
        );
    }

    #[test]
    fn numbers_that_people_type_are_compared_with_tolerance() {
        let rows = ["a, x,y,1,Mill Rd,Eastville,Bath,nsw,6988048,1", "b, x,y,2,Oak Rd,,Bath,nsw,6988049,1"];
        assert_eq!(
            targets(
                "rec_id, given_name, surname, street_number, address_1, address_2, suburb, state, soc_sec_id, cluster",
                &rows
            ),
            [
                "record",
                "given_name",
                "family_name",
                "street",
                "street",
                "extra:address_2",
                "city",
                "region",
                "extra:soc_sec_id",
                "ignore"
            ]
        );
    }

    #[test]
    fn values_speak_where_names_do_not() {
        let rows: Vec<String> = (0..80)
            .map(|i| {
                let year = 20 + i;
                format!(
                    "k{i},p{i}@mail.org,+1 202-555-01{i:02},19{year}-03-04,note,https://x.org/{i},A{:08}",
                    i / 2
                )
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(
            targets("a,b,c,d,e,f,card", &rows),
            ["record", "email", "phone", "birth_date", "ignore", "ignore", "id:card"]
        );
    }

    #[test]
    fn things_are_not_people() {
        let of = |header: &str, rows: &[&str]| {
            let columns = columns(header, rows);
            has_people(&columns, &choose(&columns))
        };
        let why = of("id,name,price", &["1,Camp Stove,3.50", "2,Lantern,4.50"]).unwrap_err();
        assert!(why.contains("no people in its 3 columns") && why.contains("id, name, price"), "{why}");
        assert!(of("id,name,price", &["1,Robert Hill,3.50", "2,William Ng,4.50"]).is_ok());
        assert!(of("id,Vorname", &["1,Uwe", "2,Jens"]).is_ok());
        assert!(of("source,record,entity", &["a,1,1", "a,2,1"]).is_err());
    }
}
