//! Distinct values, held once, and distinct sets of them.

use super::similarity::{Head, Sketch, Spelling, head};
use super::texts::{Numbering, Shelf};
use rustc_hash::FxHashMap;

/// Distinct byte strings with their sketches. Id 0 is the empty one.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    values: Vec<Place>,
}

/// Where a value lies, its sketch and its first bytes: one line of memory tells all that most comparisons want.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Place {
    sketch: Sketch,
    start: u32,
    end: u32,
    head: Head,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { bytes: Vec::new(), values: vec![Place::default()] }
    }
}

impl Dictionary {
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub(crate) fn get(&self, id: u32) -> &[u8] {
        let place = self.values[id as usize];
        &self.bytes[place.start as usize..place.end as usize]
    }

    #[inline]
    pub(crate) fn text(&self, id: u32) -> &str {
        std::str::from_utf8(self.get(id)).unwrap_or_default()
    }

    /// The value as similarities take it.
    #[inline]
    pub(crate) fn spelling(&self, id: u32) -> Spelling<'_> {
        let place = self.values[id as usize];
        Spelling::new(place.head, &self.bytes[place.start as usize..place.end as usize])
    }

    #[inline]
    pub(crate) fn sketch(&self, id: u32) -> Sketch {
        self.values[id as usize].sketch
    }

    fn push(&mut self, value: &[u8]) -> u32 {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(value);
        let end = self.bytes.len() as u32;
        self.values.push(Place { sketch: Sketch::of(value), start, end, head: head(value) });
        (self.values.len() - 1) as u32
    }
}

impl Shelf for Dictionary {
    fn begun() -> Self {
        Self::default()
    }

    #[inline]
    fn held(&self, number: u32) -> &[u8] {
        self.get(number)
    }

    fn put(&mut self, value: &str) -> u32 {
        self.push(value.as_bytes())
    }
}

/// Builds a [`Dictionary`].
#[derive(Debug, Default)]
pub(crate) struct DictionaryBuilder(Numbering<Dictionary>);

impl DictionaryBuilder {
    /// The ids of these values; 0 for the empty one.
    pub(crate) fn ids<'a>(&mut self, values: impl ExactSizeIterator<Item = &'a str>) -> Vec<u32> {
        let mut ids = Vec::with_capacity(values.len());
        self.0.number_all(values, &mut ids);
        ids
    }

    pub(crate) fn finish(self) -> Dictionary {
        self.0.shelf()
    }
}

/// Distinct sets of value ids. A set's id is 0 for the empty one, the value's id for one of a single value (the usual
/// case, which then needs no looking up), and has the bit [`SEVERAL`] for others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    members: Vec<u32>,
    ends: Vec<u32>,
}

const SEVERAL: u32 = 1 << 31;

impl Sets {
    /// The values of a set, ascending.
    #[inline]
    pub(crate) fn get<'a>(&'a self, id: &'a u32) -> &'a [u32] {
        match *id {
            0 => &[],
            set if set & SEVERAL != 0 => {
                let set = (set & !SEVERAL) as usize;
                let start = if set == 0 { 0 } else { self.ends[set - 1] as usize };
                &self.members[start..self.ends[set] as usize]
            }
            _ => std::slice::from_ref(id),
        }
    }
}

/// Builds [`Sets`].
#[derive(Debug, Default)]
pub(crate) struct SetsBuilder {
    ids: FxHashMap<Vec<u32>, u32>,
    sets: Sets,
}

impl SetsBuilder {
    /// The id of a set given sorted and without repeats.
    pub(crate) fn id(&mut self, members: &[u32]) -> u32 {
        match members {
            [] => return 0,
            [one] => return *one,
            _ => {}
        }
        if let Some(&id) = self.ids.get(members) {
            return id;
        }
        self.sets.members.extend_from_slice(members);
        let id = self.sets.ends.len() as u32 | SEVERAL;
        self.sets.ends.push(self.sets.members.len() as u32);
        self.ids.insert(members.to_vec(), id);
        id
    }

    pub(crate) fn finish(self) -> Sets {
        self.sets
    }
}

/// A list attribute: distinct values and distinct sets of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueSets {
    pub values: Dictionary,
    pub sets: Sets,
}
