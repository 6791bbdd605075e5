//! Normalises an [`Input`] into a [`Corpus`]: each distinct value once, then rows of ids.

use super::attribute::Attribute;
use super::corpus::{Birth, Corpus, FirstWord, GivenNames, Mailboxes, OpenAttribute, Streets, field};
use super::dictionary::{Dictionary, DictionaryBuilder, SetsBuilder, ValueSets};
use super::input::{Input, RawColumn, RawList};
use super::national::internationalised;
use super::normalise::{Nicknames, fold, read_name, read_street};
use super::texts::Texts;
use crate::progress::Progress;
use crate::value::{country, date, email, placeholder, postcode};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Numbers in a line of memory: a row that fits into one begins with one.
const LINE: usize = 16;

/// Encodes all records. The result does not depend on the order of the input. Stopped, what is left counts as empty.
pub(crate) fn encode(input: &Input, stop: &Progress) -> Corpus {
    let n = input.len();
    let folded = |attribute, clean: &(dyn Fn(&str) -> String + Sync)| folded(input, attribute, clean, stop);
    let mut order: Vec<(i64, u32)> = input.record_ids.iter().copied().zip(0..).collect();
    radsort::sort_by_key(&mut order, |record| record.0);

    // Attributes have nothing to do with each other: they are read side by side.
    let (((names, traits), (births, birth_ids)), ((emails, email_ids), (phones, phone_ids))) = rayon::join(
        || {
            let of_names = || {
                let names = names(input, stop);
                let traits = traits(input, &names);
                (names, traits)
            };
            rayon::join(of_names, || births(input))
        },
        || {
            rayon::join(
                || value_sets(input, &Attribute::Email, &mailbox, stop),
                || value_sets(&internationalised(input), &Attribute::Phone, &keep, stop),
            )
        },
    );
    let places = || {
        let postcode =
            |v: &str| postcode::read(v, None).map_or_else(|| fold(v), |p| fold(&p)).replace(' ', "");
        let country = |v: &str| country::code(v).map_or_else(|| fold(v), str::to_owned);
        (
            folded(&Attribute::Postcode, &postcode),
            folded(&Attribute::City, &|v| fold(v).replace(' ', "")),
            folded(&Attribute::Region, &fold),
            folded(&Attribute::Company, &fold),
            folded(&Attribute::Country, &country),
        )
    };
    let ((streets, street_ids), (mailboxes, places)) =
        rayon::join(|| streets(input, stop), || (mailboxes(&emails.values), places()));
    let (
        (postcodes, postcode_ids),
        (cities, city_ids),
        (regions, region_ids),
        (companies, company_ids),
        (countries, country_ids),
    ) = places;
    let mut fields: Vec<Vec<u32>> = vec![Vec::new(); field::OPEN];
    for (field, ids) in [
        (field::TRAITS, traits),
        (field::NAME, names.pair_ids),
        (field::GIVEN, names.given_ids),
        (field::FAMILY, names.family_ids),
        (field::BIRTH, birth_ids),
        (field::EMAIL, email_ids),
        (field::PHONE, phone_ids),
        (field::STREET, street_ids),
        (field::POSTCODE, postcode_ids),
        (field::CITY, city_ids),
        (field::REGION, region_ids),
        (field::COMPANY, company_ids),
        (field::COUNTRY, country_ids),
    ] {
        fields[field] = ids;
    }

    let mut open = Vec::new();
    for attribute in open_attributes(input) {
        let identifier = matches!(attribute, Attribute::Identifier(_));
        let clean = |v: &str| if identifier { v.trim().to_owned() } else { fold(v) };
        let (values, ids) = value_sets(input, &attribute, &clean, stop);
        open.push(OpenAttribute { name: attribute.to_string(), identifier, values });
        fields.push(ids);
    }

    let stride = fields.len().max(LINE);
    let mut rows = vec![0u32; n * stride];
    rows.par_chunks_mut(stride).zip(&order).filter(|_| !stop.is_cancelled()).for_each(|(row, &(_, i))| {
        for (cell, column) in row.iter_mut().zip(&fields) {
            *cell = column.get(i as usize).copied().unwrap_or(0);
        }
    });
    Corpus {
        record_ids: order.iter().map(|record| record.0).collect(),
        input_rows: order.into_iter().map(|record| record.1).collect(),
        rows,
        stride,
        given: names.given,
        family: names.family,
        names: names.pairs,
        births,
        emails,
        mailboxes,
        phones,
        streets,
        postcodes,
        cities,
        regions,
        companies,
        countries,
        open,
    }
}

fn open_attributes(input: &Input) -> Vec<Attribute> {
    let columns = input.columns.iter().map(|(a, _)| a);
    let lists = input.lists.iter().map(|(a, _)| a);
    let mut open: Vec<Attribute> = columns
        .chain(lists)
        .filter(|a| matches!(a, Attribute::Identifier(_) | Attribute::Extra(_)))
        .cloned()
        .collect();
    open.sort();
    open.dedup();
    open
}

/// The normal form of each distinct raw value; placeholders become empty.
fn clean_values(dictionary: &Texts, clean: &(dyn Fn(&str) -> String + Sync), stop: &Progress) -> Vec<String> {
    let silent = |v: &str| v.is_empty() || stop.is_cancelled() || placeholder::is_placeholder(v);
    dictionary.par_iter().map(|v| if silent(v) { String::new() } else { clean(v) }).collect()
}

fn keep(value: &str) -> String {
    value.to_owned()
}

/// The parts of each address.
fn mailboxes(emails: &Dictionary) -> Mailboxes {
    let parts = (0..emails.len() as u32).into_par_iter().map(|id| {
        let address = emails.text(id);
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        let of_local: String = local.chars().filter(char::is_ascii_lowercase).collect();
        (of_local, local.len().min(255) as u8)
    });
    let (of_local, lengths): (Vec<String>, Vec<u8>) = parts.unzip();
    let mut letters = DictionaryBuilder::default();
    let parts = letters.ids(of_local.iter().map(String::as_str)).into_iter().zip(lengths).collect();
    Mailboxes { letters: letters.finish(), parts }
}

/// The mailbox an address ends in; what is no address (any more) stays as it was typed.
fn mailbox(value: &str) -> String {
    email::read(value).map_or_else(|| value.to_lowercase(), |e| e.canonical)
}

/// A column of folded text.
fn folded(
    input: &Input,
    attribute: &Attribute,
    clean: &(dyn Fn(&str) -> String + Sync),
    stop: &Progress,
) -> (Dictionary, Vec<u32>) {
    let Some(column) = input.column(attribute) else { return (Dictionary::default(), Vec::new()) };
    let mut builder = DictionaryBuilder::default();
    let by_raw = builder.ids(clean_values(&column.dictionary, clean, stop).iter().map(String::as_str));
    if stop.is_cancelled() {
        return (Dictionary::default(), Vec::new());
    }
    (builder.finish(), column.ids.iter().map(|&id| by_raw[id as usize]).collect())
}

/// The values of an attribute that may have several a record, from its column and its list.
fn value_sets(
    input: &Input,
    attribute: &Attribute,
    clean: &(dyn Fn(&str) -> String + Sync),
    stop: &Progress,
) -> (ValueSets, Vec<u32>) {
    let empty_column = RawColumn::default();
    let empty_list = RawList::default();
    let column = input.column(attribute).unwrap_or(&empty_column);
    let list = input.list(attribute).unwrap_or(&empty_list);
    if column.dictionary.is_empty() && list.dictionary.is_empty() {
        return (ValueSets::default(), Vec::new());
    }
    let mut builder = DictionaryBuilder::default();
    let mut ids_of =
        |dictionary: &Texts| builder.ids(clean_values(dictionary, clean, stop).iter().map(String::as_str));
    let (of_column, of_list) = (ids_of(&column.dictionary), ids_of(&list.dictionary));
    if stop.is_cancelled() {
        return (ValueSets::default(), Vec::new());
    }

    let mut further: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for &(row, id) in &list.entries {
        let value = of_list[id as usize];
        if value != 0 {
            further.entry(row).or_default().push(value);
        }
    }
    let mut sets = SetsBuilder::default();
    let mut members = Vec::new();
    let ids = (0..input.len())
        .take_while(|_| !stop.is_cancelled())
        .map(|row| {
            members.clear();
            if let Some(&raw) = column.ids.get(row) {
                members.extend(Some(of_column[raw as usize]).filter(|&v| v != 0));
            }
            if let Some(more) = further.get(&(row as u32)) {
                members.extend_from_slice(more);
            }
            members.sort_unstable();
            members.dedup();
            sets.id(&members)
        })
        .collect();
    (ValueSets { values: builder.finish(), sets: sets.finish() }, ids)
}

struct Names {
    given: GivenNames,
    given_ids: Vec<u32>,
    family: Dictionary,
    family_ids: Vec<u32>,
    /// Distinct given and family names together.
    pairs: Vec<(u32, u32)>,
    pair_ids: Vec<u32>,
    generations: Vec<u8>,
    scripts: Vec<u8>,
}

/// Given and family names; read together, since one field may hold both. Each distinct combination is read once.
fn names(input: &Input, stop: &Progress) -> Names {
    let empty = RawColumn { dictionary: Texts::from_iter([""]), ids: vec![0; input.len()] };
    let given_raw = input.column(&Attribute::GivenName).unwrap_or(&empty);
    let family_raw = input.column(&Attribute::FamilyName).unwrap_or(&empty);
    let full_raw = input.column(&Attribute::FullName).unwrap_or(&empty);
    let blank = |column: &RawColumn| -> Vec<bool> {
        column.dictionary.iter().map(|v| v.is_empty() || placeholder::is_placeholder(v)).collect()
    };
    let (no_given, no_family, no_full) = (blank(given_raw), blank(family_raw), blank(full_raw));

    let mut combinations: FxHashMap<(u32, u32, u32), u32> = FxHashMap::default();
    let mut distinct: Vec<(u32, u32, u32)> = Vec::new();
    let by_row: Vec<u32> = (0..input.len())
        .take_while(|_| !stop.is_cancelled())
        .map(|row| {
            let pick = |column: &RawColumn, blank: &[bool]| {
                let id = column.ids[row];
                if blank[id as usize] { 0 } else { id }
            };
            let (g, f) = (pick(given_raw, &no_given), pick(family_raw, &no_family));
            let full = if g == 0 && f == 0 { pick(full_raw, &no_full) } else { 0 };
            *combinations.entry((g, f, full)).or_insert_with(|| {
                distinct.push((g, f, full));
                (distinct.len() - 1) as u32
            })
        })
        .collect();
    let read: Vec<_> = distinct
        .par_iter()
        .map(|&(g, f, full)| {
            if stop.is_cancelled() {
                return read_name("", "", "");
            }
            read_name(
                given_raw.dictionary.get(g),
                family_raw.dictionary.get(f),
                full_raw.dictionary.get(full),
            )
        })
        .collect();
    let (mut given, mut family) = (DictionaryBuilder::default(), DictionaryBuilder::default());
    let given_of = given.ids(read.iter().map(|name| name.given.as_str()));
    let families: Vec<String> = read.iter().map(|name| name.family.replace(' ', "")).collect();
    let family_of = family.ids(families.iter().map(String::as_str));
    let given = given.finish();
    let nicknames = Nicknames::shipped();
    let first_words: Vec<&str> =
        (0..given.len() as u32).map(|id| given.text(id).split(' ').next().unwrap_or_default()).collect();
    let first = first_words.iter().map(|w| FirstWord::new(w.len(), nicknames.sets_of(w))).collect();
    let (pairs, pair_of) = name_pairs(&given_of, &family_of);
    let each = |of: &[u32]| by_row.iter().map(|&c| of[c as usize]).collect();
    Names {
        given: GivenNames { names: given, first },
        given_ids: each(&given_of),
        family: family.finish(),
        family_ids: each(&family_of),
        pairs,
        pair_ids: each(&pair_of),
        generations: by_row.iter().map(|&c| read[c as usize].generation).collect(),
        scripts: by_row.iter().map(|&c| read[c as usize].script as u8).collect(),
    }
}

/// Distinct given and family names together, and which of them each has that has these.
fn name_pairs(given: &[u32], family: &[u32]) -> (Vec<(u32, u32)>, Vec<u32>) {
    let mut pairs = vec![(0, 0)];
    let mut ids: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let of_each = given
        .iter()
        .zip(family)
        .map(|(&given, &family)| match (given, family) {
            (0, _) | (_, 0) => 0,
            pair => *ids.entry(pair).or_insert_with(|| {
                pairs.push(pair);
                (pairs.len() - 1) as u32
            }),
        })
        .collect();
    (pairs, of_each)
}

/// Generation in bits 0-3, gender in bits 4-5 (1 female, 2 male), script of the name from bit 6 on.
fn traits(input: &Input, names: &Names) -> Vec<u32> {
    let gender = input.column(&Attribute::Gender);
    let codes: Vec<u32> = gender.map_or_else(Vec::new, |c| {
        let code = |v: &str| match fold(v).as_str() {
            "f" | "female" | "w" | "woman" | "weiblich" | "femme" | "mujer" | "feminino" | "femenino"
            | "she her" => 1,
            "m" | "male" | "man" | "mannlich" | "maennlich" | "homme" | "hombre" | "masculino" | "he him" => {
                2
            }
            _ => 0,
        };
        c.dictionary.iter().map(code).collect()
    });
    let of = |row: usize| gender.map_or(0, |c| codes[c.ids[row] as usize]);
    let row = |(row, (&generation, &script)): (usize, (&u8, &u8))| {
        u32::from(generation) | of(row) << 4 | u32::from(script) << 6
    };
    names.generations.iter().zip(&names.scripts).enumerate().map(row).collect()
}

fn births(input: &Input) -> (Vec<Birth>, Vec<u32>) {
    let mut births = vec![Birth::default()];
    let Some(column) = input.column(&Attribute::BirthDate) else { return (births, Vec::new()) };
    let digits = |d: jiff::civil::Date| d.year() as u32 * 10_000 + d.month() as u32 * 100 + d.day() as u32;
    let read: Vec<Birth> = column
        .dictionary
        .par_iter()
        .map(|v| match date::read(v) {
            Some(reading) => Birth::new(digits(reading.date), reading.other.map_or(0, digits)),
            None => Birth::default(),
        })
        .collect();
    let mut ids: FxHashMap<Birth, u32> = FxHashMap::default();
    ids.insert(Birth::default(), 0);
    let by_raw: Vec<u32> = read
        .iter()
        .map(|birth| {
            *ids.entry(*birth).or_insert_with(|| {
                births.push(*birth);
                (births.len() - 1) as u32
            })
        })
        .collect();
    (births, column.ids.iter().map(|&id| by_raw[id as usize]).collect())
}

fn streets(input: &Input, stop: &Progress) -> (Streets, Vec<u32>) {
    let mut parts = vec![(0, 0)];
    let Some(column) = input.column(&Attribute::Street) else {
        return (Streets { parts, ..Streets::default() }, Vec::new());
    };
    let read: Vec<_> = column
        .dictionary
        .par_iter()
        .map(|v| {
            let silent = stop.is_cancelled() || placeholder::is_placeholder(v);
            read_street(if silent { "" } else { v })
        })
        .collect();
    let (mut names, mut numbers) = (DictionaryBuilder::default(), DictionaryBuilder::default());
    let names_of = names.ids(read.iter().map(|street| street.name.as_str()));
    let numbers_of = numbers.ids(read.iter().map(|street| street.number.as_str()));
    let mut ids: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    ids.insert((0, 0), 0);
    let by_raw: Vec<u32> = names_of
        .into_iter()
        .zip(numbers_of)
        .map(|key| {
            *ids.entry(key).or_insert_with(|| {
                parts.push(key);
                (parts.len() - 1) as u32
            })
        })
        .collect();
    let streets = Streets { names: names.finish(), numbers: numbers.finish(), parts };
    (streets, column.ids.iter().map(|&id| by_raw[id as usize]).collect())
}
