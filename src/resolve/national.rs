//! National phone numbers read as international ones: tills know no country.
//!
//! A national number is the one international number that ends like it, if there is exactly one among all records. How
//! each was read is kept, so that it is read alike beside few other records.

use super::attribute::Attribute;
use super::input::{Input, RawColumn, RawList};
use super::texts::Texts;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// How national numbers are read: each as it came, with the international number; `None`: none or several end like it.
pub(crate) type Nationals = FxHashMap<String, Option<String>>;

/// A shorter ending says nothing.
const SHORTEST: usize = 7;

/// All phone numbers of the records.
fn numbers(input: &Input) -> impl Iterator<Item = &str> {
    let column = input.column(&Attribute::Phone).map(|column| &column.dictionary);
    let list = input.list(&Attribute::Phone).map(|list| &list.dictionary);
    column.into_iter().chain(list).flat_map(Texts::iter).filter(|number| !number.is_empty())
}

/// The national ones among the phone numbers of the records.
pub(crate) fn nationals(input: &Input) -> FxHashSet<&str> {
    numbers(input).filter(|number| !number.starts_with('+')).collect()
}

/// What is left of a national number without the zeros it is dialled with.
pub(crate) fn ending(national: &str) -> &str {
    national.trim_start_matches('0')
}

/// Reads national numbers by these international ones.
pub(crate) fn read<'a>(
    national: impl Iterator<Item = &'a str>,
    international: impl Iterator<Item = &'a str>,
) -> Nationals {
    let mut endings: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for number in international {
        let Some(digits) = number.strip_prefix('+') else { continue };
        for code in 1..=3 {
            if let Some(ending) = digits.get(code..).filter(|ending| ending.len() >= SHORTEST) {
                let known = endings.entry(ending).or_insert(Some(number));
                if *known != Some(number) {
                    *known = None;
                }
            }
        }
    }
    let full = |number: &str| endings.get(ending(number)).copied().flatten().map(str::to_owned);
    national.map(|number| (number.to_owned(), full(number))).collect()
}

/// Reads those of the records by the numbers of the records.
pub(crate) fn read_all(input: &Input) -> Nationals {
    let national = nationals(input);
    if national.is_empty() {
        return Nationals::default();
    }
    read(national.into_iter(), numbers(input))
}

/// The phone numbers of the input, national ones replaced by the international ones they are read as.
pub(crate) fn internationalised(input: &Input) -> Cow<'_, Input> {
    let (national, known) = (nationals(input), &input.nationals);
    if national.is_empty() {
        return Cow::Borrowed(input);
    }
    let is_new = national.into_iter().any(|number| !known.contains_key(number));
    let read = if is_new { read_all(input) } else { Nationals::default() };
    let full = |dictionary: &Texts| -> Texts {
        let full = |number: &str| known.get(number).or(read.get(number)).cloned().flatten();
        dictionary.iter().map(|number| full(number).map_or(Cow::Borrowed(number), Cow::Owned)).collect()
    };
    let mut out = Input { record_ids: input.record_ids.clone(), ..Input::default() };
    if let Some(column) = input.column(&Attribute::Phone) {
        let (dictionary, ids) = (full(&column.dictionary), column.ids.clone());
        out.add_column(Attribute::Phone, RawColumn { dictionary, ids });
    }
    if let Some(list) = input.list(&Attribute::Phone) {
        let (dictionary, entries) = (full(&list.dictionary), list.entries.clone());
        out.add_list(Attribute::Phone, RawList { dictionary, entries });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_national_number_is_the_only_one_that_ends_like_it() {
        let all = ["+493012345678", "+14155550142", "+4415555501420", "+995550142"];
        let read = read(["03012345678", "4155550142", "15555501420", "5550142"].into_iter(), all.into_iter());
        assert_eq!(read["03012345678"].as_deref(), Some("+493012345678"));
        assert_eq!(read["4155550142"].as_deref(), Some("+14155550142"));
        assert_eq!(read["15555501420"].as_deref(), Some("+4415555501420"));
        assert_eq!(read["5550142"].as_deref(), Some("+995550142"), "the others have an area too");
        let twice = ["+13012345678", "+493012345678"];
        assert_eq!(super::read(["3012345678"].into_iter(), twice.into_iter())["3012345678"], None);
    }
}
