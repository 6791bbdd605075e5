//! Distinct texts, each held once, one after the other in memory; and the numbers of such things.

use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::hint::black_box;

/// Texts by number, from 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.all[start..self.ends[number]]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.get(number))
    }

    pub(crate) fn par_iter(&self) -> impl IndexedParallelIterator<Item = &str> {
        (0..self.len() as u32).into_par_iter().map(|number| self.get(number))
    }

    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}

/// Where distinct byte strings are held, each under its number.
pub(crate) trait Shelf {
    /// One that holds the empty text.
    fn begun() -> Self;

    fn held(&self, number: u32) -> &[u8];

    /// Puts one more on it. Returns its number.
    fn put(&mut self, value: &str) -> u32;
}

impl Shelf for Texts {
    fn begun() -> Self {
        Self::from_iter([""])
    }

    #[inline]
    fn held(&self, number: u32) -> &[u8] {
        self.get(number).as_bytes()
    }

    fn put(&mut self, value: &str) -> u32 {
        self.push(value);
        self.len() as u32 - 1
    }
}

/// Numbers distinct texts in the order in which they come, and holds each once. The empty text is always number 0, and
/// on the shelf from the start.
#[derive(Debug)]
pub(crate) struct Numbering<S> {
    shelf: S,
    numbers: HashTable<Slot>,
}

/// A number with a part of the hash of what it stands for: most others are told apart without looking at them.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

/// Texts that are looked for together: memory answers all at once as fast as one alone.
const AT_ONCE: usize = 64;

impl<S: Shelf> Default for Numbering<S> {
    fn default() -> Self {
        Self { shelf: S::begun(), numbers: HashTable::new() }
    }
}

impl<S: Shelf> Numbering<S> {
    /// The number of one text.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() { 0 } else { self.find(text, hash(text)) }
    }

    /// Adds the number of each of these texts to `numbers`.
    pub(crate) fn number_all<'a>(
        &mut self,
        mut texts: impl Iterator<Item = &'a str>,
        numbers: &mut Vec<u32>,
    ) {
        let (mut some, mut hashes, mut likely) = ([""; AT_ONCE], [0; AT_ONCE], [None; AT_ONCE]);
        loop {
            let mut count = 0;
            for (place, text) in some.iter_mut().zip(&mut texts) {
                *place = text;
                count += 1;
            }
            let some = &some[..count];
            hashes.iter_mut().zip(some).for_each(|(place, text)| *place = hash(text));
            likely.iter_mut().zip(hashes).take(count).for_each(|(place, hash)| *place = self.likely(hash));
            let found = likely[..count].iter().flatten();
            black_box(found.fold(0, |sum, number| sum ^ self.first_byte(*number)));
            for ((text, hash), likely) in some.iter().zip(hashes).zip(likely) {
                numbers.push(match likely.filter(|likely| self.shelf.held(*likely) == text.as_bytes()) {
                    _ if text.is_empty() => 0,
                    Some(likely) => likely,
                    None => self.find(text, hash),
                });
            }
            if count < AT_ONCE {
                return;
            }
        }
    }

    pub(crate) fn shelf(self) -> S {
        self.shelf
    }

    fn find(&mut self, text: &str, hash: u32) -> u32 {
        let Self { shelf, numbers } = self;
        let is = |slot: &Slot| slot.hash == hash && shelf.held(slot.number) == text.as_bytes();
        if let Some(slot) = numbers.find(spread(hash), is) {
            return slot.number;
        }
        let number = shelf.put(text);
        numbers.insert_unique(spread(hash), Slot { hash, number }, |slot| spread(slot.hash));
        number
    }

    /// The number of a text with this hash, most likely the one that is meant.
    #[inline]
    fn likely(&self, hash: u32) -> Option<u32> {
        self.numbers.find(spread(hash), |slot| slot.hash == hash).map(|slot| slot.number)
    }

    #[inline]
    fn first_byte(&self, number: u32) -> u8 {
        self.shelf.held(number).first().copied().unwrap_or_default()
    }
}

#[inline]
fn hash(text: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(text.as_bytes());
    (hash ^ hash >> 32) as u32
}

/// As the table wants it: all bits matter.
#[inline]
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_get_their_numbers_as_they_come_alone_or_many_at_once() {
        let texts: Vec<String> = (0..5_000).map(|n: u64| format!("{}", n * n % 1_013 % 701)).collect();
        let mut alone = Numbering::<Texts>::default();
        let one_by_one: Vec<u32> = texts.iter().map(|text| alone.number(text)).collect();
        let mut at_once = Numbering::<Texts>::default();
        let mut all = Vec::new();
        at_once.number_all(texts.iter().map(String::as_str), &mut all);
        at_once.number_all(["", "7", "new", "new", ""].into_iter(), &mut all);
        assert_eq!(all[..5_000], one_by_one);
        let held = at_once.shelf();
        assert!(texts.iter().zip(&all).all(|(text, number)| held.get(*number) == text));
        let new = alone.shelf().len() as u32;
        let seven = held.iter().position(|text| text == "7").unwrap() as u32;
        assert_eq!(all[5_000..], [0, seven, new, new, 0]);
        assert_eq!((held.len() as u32, held.get(0), held.par_iter().count() as u32), (new + 1, "", new + 1));
    }
}
