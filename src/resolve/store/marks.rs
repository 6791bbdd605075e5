//! What a record says, as one number: equal numbers, equal records.

use crate::resolve::input::Input;
use crate::resolve::texts::Texts;
use rayon::prelude::*;

/// One mark a row of the input. Sums, so that the order of values and attributes does not matter.
pub(crate) fn marks(input: &Input) -> Vec<u64> {
    let hashed = |attribute: String, dictionary: &Texts| -> Vec<u64> {
        let attribute = fnv(OFFSET, attribute.as_bytes());
        let mark = |value: &str| if value.is_empty() { 0 } else { mixed(fnv(attribute, value.as_bytes())) };
        dictionary.par_iter().map(mark).collect()
    };
    let columns: Vec<(&[u32], Vec<u64>)> = input
        .columns
        .iter()
        .map(|(attribute, column)| (&column.ids[..], hashed(attribute.to_string(), &column.dictionary)))
        .collect();
    let row = |row: usize| {
        columns.iter().fold(0u64, |sum, (ids, marks)| sum.wrapping_add(marks[ids[row] as usize]))
    };
    let mut out: Vec<u64> = (0..input.len()).into_par_iter().map(row).collect();
    for (attribute, list) in &input.lists {
        let marks = hashed(attribute.to_string(), &list.dictionary);
        for &(row, id) in &list.entries {
            let mark = &mut out[row as usize];
            *mark = mark.wrapping_add(marks[id as usize]);
        }
    }
    out
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// A normalised address as a number; of two addresses in four thousand million it is the same by chance.
pub(super) fn home_number(address: &str) -> u32 {
    mixed(fnv(OFFSET, address.as_bytes())) as u32
}

/// FNV-1a: the same in every version of the program.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// SplitMix64's finaliser: sums of these do not meet by chance.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::attribute::Attribute;
    use crate::resolve::input::Interner;

    fn of(given: &str, city: &str, phones: &[&str]) -> u64 {
        let mut input = Input { record_ids: vec![7], sources: vec![1], ..Input::default() };
        for (attribute, value) in [(Attribute::GivenName, given), (Attribute::City, city)] {
            let mut interner = Interner::default();
            let id = interner.id(value);
            input.add_column(attribute, interner.column(vec![id]));
        }
        let mut interner = Interner::default();
        let entries = phones.iter().map(|p| (0, interner.id(p))).collect();
        input.add_list(Attribute::Phone, interner.list(entries));
        marks(&input)[0]
    }

    #[test]
    fn a_mark_changes_with_what_is_said_and_where() {
        let mark = of("Ann", "Paris", &["1", "2"]);
        assert_eq!(mark, of("Ann", "Paris", &["2", "1"]));
        for other in
            [of("Anne", "Paris", &["1", "2"]), of("Paris", "Ann", &["1", "2"]), of("Ann", "", &["1", "2"])]
        {
            assert_ne!(mark, other);
        }
        assert_ne!(mark, of("Ann", "Paris", &["1"]));
        assert_eq!(of("", "", &[]), 0);
    }
}
