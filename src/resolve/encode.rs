//! Normalises an [`Input`] into a [`Corpus`]: each distinct value once, then rows of ids.

use super::attribute::Attribute;
use super::corpus::{Birth, Corpus, FirstWord, GivenNames, Mailboxes, OpenAttribute, Streets, field};
use super::dictionary::{Dictionary, DictionaryBuilder, SetsBuilder, ValueSets};
use super::input::{Input, RawColumn, RawList};
use super::national::internationalised;
use super::normalise::{Nicknames, fold, read_name, read_street};
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
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.par_sort_unstable_by_key(|&i| input.record_ids[i as usize]);

    // Attributes have nothing to do with each other: they are read side by side.
    let (
        ((names, traits, (pairs, name_ids)), (births, birth_ids)),
        ((emails, email_ids), (phones, phone_ids)),
    ) = rayon::join(
        || {
            let of_names = || {
                let names = names(input, stop);
                let (traits, pairs) = rayon::join(|| traits(input, &names), || name_pairs(&names));
                (names, traits, pairs)
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
        (field::NAME, name_ids),
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
    rows.par_chunks_mut(stride).zip(&order).filter(|_| !stop.is_cancelled()).for_each(|(row, &i)| {
        for (cell, column) in row.iter_mut().zip(&fields) {
            *cell = column.get(i as usize).copied().unwrap_or(0);
        }
    });
    Corpus {
        record_ids: order.iter().map(|&i| input.record_ids[i as usize]).collect(),
        rows,
        stride,
        given: names.given,
        family: names.family,
        names: pairs,
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
fn clean_values(
    dictionary: &[String],
    clean: &(dyn Fn(&str) -> String + Sync),
    stop: &Progress,
) -> Vec<String> {
    let silent = |v: &str| v.is_empty() || stop.is_cancelled() || placeholder::is_placeholder(v);
    dictionary.par_iter().map(|v| if silent(v) { String::new() } else { clean(v) }).collect()
}

fn keep(value: &str) -> String {
    value.to_owned()
}

/// The parts of each address.
fn mailboxes(emails: &Dictionary) -> Mailboxes {
    let mut letters = DictionaryBuilder::default();
    let parts = (0..emails.len() as u32)
        .map(|id| {
            let address = emails.text(id);
            let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
            let of_local: String = local.chars().filter(char::is_ascii_lowercase).collect();
            (letters.id(&of_local), local.len().min(255) as u8)
        })
        .collect();
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
    let by_raw: Vec<u32> =
        clean_values(&column.dictionary, clean, stop).iter().map(|v| builder.id(v)).collect();
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
    let mut ids_of = |dictionary: &[String]| -> Vec<u32> {
        clean_values(dictionary, clean, stop).iter().map(|v| builder.id(v)).collect()
    };
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
    generations: Vec<u8>,
    scripts: Vec<u8>,
}

/// Given and family names; read together, since one field may hold both. Each distinct combination is read once.
fn names(input: &Input, stop: &Progress) -> Names {
    let empty = RawColumn { dictionary: vec![String::new()], ids: vec![0; input.len()] };
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
                &given_raw.dictionary[g as usize],
                &family_raw.dictionary[f as usize],
                &full_raw.dictionary[full as usize],
            )
        })
        .collect();
    let (mut given, mut family) = (DictionaryBuilder::default(), DictionaryBuilder::default());
    let coded: Vec<(u32, u32, u8, u8)> = read
        .iter()
        .map(|n| (given.id(&n.given), family.id(&n.family.replace(' ', "")), n.generation, n.script as u8))
        .collect();
    let given = given.finish();
    let nicknames = Nicknames::shipped();
    let first_words: Vec<&str> =
        (0..given.len() as u32).map(|id| given.text(id).split(' ').next().unwrap_or_default()).collect();
    let first = first_words.iter().map(|w| FirstWord::new(w.len(), nicknames.sets_of(w))).collect();
    Names {
        given: GivenNames { names: given, first },
        given_ids: by_row.iter().map(|&c| coded[c as usize].0).collect(),
        family: family.finish(),
        family_ids: by_row.iter().map(|&c| coded[c as usize].1).collect(),
        generations: by_row.iter().map(|&c| coded[c as usize].2).collect(),
        scripts: by_row.iter().map(|&c| coded[c as usize].3).collect(),
    }
}

/// Distinct given and family names together, and which of them each record has.
fn name_pairs(names: &Names) -> (Vec<(u32, u32)>, Vec<u32>) {
    let mut pairs = vec![(0, 0)];
    let mut ids: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let by_row = names
        .given_ids
        .iter()
        .zip(&names.family_ids)
        .map(|(&given, &family)| match (given, family) {
            (0, _) | (_, 0) => 0,
            pair => *ids.entry(pair).or_insert_with(|| {
                pairs.push(pair);
                (pairs.len() - 1) as u32
            }),
        })
        .collect();
    (pairs, by_row)
}

/// Generation in bits 0-3, gender in bits 4-5 (1 female, 2 male), script of the name from bit 6 on.
fn traits(input: &Input, names: &Names) -> Vec<u32> {
    let gender = input.column(&Attribute::Gender);
    let codes: Vec<u32> = gender.map_or_else(Vec::new, |c| {
        let code = |v: &String| match fold(v).as_str() {
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
    let mut ids: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    ids.insert((0, 0), 0);
    let by_raw: Vec<u32> = read
        .iter()
        .map(|street| {
            let key = (names.id(&street.name), numbers.id(&street.number));
            *ids.entry(key).or_insert_with(|| {
                parts.push(key);
                (parts.len() - 1) as u32
            })
        })
        .collect();
    let streets = Streets { names: names.finish(), numbers: numbers.finish(), parts };
    (streets, column.ids.iter().map(|&id| by_raw[id as usize]).collect())
}
