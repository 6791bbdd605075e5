//! Things put in order of a small number by counting, not by comparing: time grows with the things alone.

use rayon::prelude::*;
use std::mem;

/// Things of so many keys next to each other are gathered by one thread, in as much memory as it has at hand.
const SPREAD: usize = 1 << 13;

/// Gathers things by their keys, all below `keys`; those of one key stay in their order.
pub(crate) fn by_key<T: Copy + Default + Send + Sync>(
    keys: usize,
    things: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> usize + Sync,
) -> Vec<T> {
    with_begins(keys, things, key).0
}

/// The same of several rows of things, each of which is let go of as soon as it is gathered.
pub(crate) fn of_rows_by_key<T: Copy + Default + Send + Sync>(
    keys: usize,
    rows: Vec<Vec<T>>,
    key: impl Fn(&T) -> usize + Sync,
) -> Vec<T> {
    let mut rough = Rough::for_all(keys, rows.iter().flatten().map(&key));
    rows.into_iter().flatten().for_each(|thing| rough.put(key(&thing), thing));
    rough.gather(&key).0
}

/// As [`by_key`], with where the things of each key begin, and at last where all of them end.
pub(crate) fn with_begins<T: Copy + Default + Send + Sync>(
    keys: usize,
    things: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> usize + Sync,
) -> (Vec<T>, Vec<u32>) {
    let mut rough = Rough::for_all(keys, things.clone().map(|thing| key(&thing)));
    things.for_each(|thing| rough.put(key(&thing), thing));
    rough.gather(&key)
}

/// Things in order of their keys, in about so many parts, each of whole keys.
pub(crate) fn parts<T>(mut things: &mut [T], count: usize, key: impl Fn(&T) -> u32) -> Vec<&mut [T]> {
    let enough = things.len().div_ceil(count).max(1);
    let mut parts = Vec::with_capacity(count);
    while !things.is_empty() {
        let last = key(&things[enough.min(things.len()) - 1]);
        let end = things.partition_point(|thing| key(thing) <= last);
        let (part, rest) = things.split_at_mut(end);
        parts.push(part);
        things = rest;
    }
    parts
}

/// Things put roughly in order first: into a few long rows, to be gathered each by itself.
struct Rough<T> {
    keys: usize,
    /// Where each row begins, and at last where all of them end.
    ends: Vec<usize>,
    /// Where the next thing of each row goes.
    next: Vec<usize>,
    things: Vec<T>,
}

impl<T: Copy + Default + Send + Sync> Rough<T> {
    /// With room for things of these keys.
    fn for_all(keys: usize, of_things: impl Iterator<Item = usize>) -> Self {
        let mut ends = vec![0; keys.div_ceil(SPREAD) + 1];
        of_things.for_each(|key| ends[key / SPREAD + 1] += 1);
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let count = ends.last().copied().unwrap_or_default();
        Self { keys, next: ends.clone(), ends, things: vec![T::default(); count] }
    }

    fn put(&mut self, key: usize, thing: T) {
        let place = &mut self.next[key / SPREAD];
        self.things[*place] = thing;
        *place += 1;
    }

    fn gather(self, key: &(impl Fn(&T) -> usize + Sync)) -> (Vec<T>, Vec<u32>) {
        let Self { keys, ends, things, .. } = self;
        let count = things.len();
        let mut gathered = vec![T::default(); count];
        let mut begins = vec![0u32; keys + 1];
        let mut room = &mut gathered[..];
        let mut parts = Vec::with_capacity(ends.len());
        for ((row, begin), first) in
            begins[..keys].chunks_mut(SPREAD).zip(&ends).zip((0..keys).step_by(SPREAD))
        {
            let end = ends[first / SPREAD + 1];
            let (own, rest) = mem::take(&mut room).split_at_mut(end - begin);
            parts.push((first, *begin as u32, row, &things[*begin..end], own));
            room = rest;
        }
        parts.into_par_iter().for_each(|(first, begin, begins, things, room)| {
            things.iter().for_each(|thing| begins[key(thing) - first] += 1);
            let mut next = begin;
            for place in &mut *begins {
                next += mem::replace(place, next);
            }
            let mut places = begins.to_vec();
            for thing in things {
                let place = &mut places[key(thing) - first];
                room[(*place - begin) as usize] = *thing;
                *place += 1;
            }
        });
        begins[keys] = count as u32;
        (gathered, begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_key_and_otherwise_as_they_were() {
        let things = [(2, 'a'), (0, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let gathered = by_key(3, things.iter().copied(), |thing| thing.0);
        assert_eq!(gathered, [(0, 'b'), (0, 'e'), (1, 'd'), (2, 'a'), (2, 'c')]);
        let begins = with_begins(3, things.iter().copied(), |thing| thing.0).1;
        assert_eq!(begins, [0, 2, 3, 5]);
        assert!(by_key(0, std::iter::empty::<u32>(), |n| *n as usize).is_empty());
        let rows = vec![things[..2].to_vec(), Vec::new(), things[2..].to_vec()];
        assert_eq!(of_rows_by_key(3, rows, |thing| thing.0), gathered);
    }

    #[test]
    fn parts_are_of_whole_keys() {
        let mut things = [1, 1, 1, 2, 3, 3, 4, 4, 4, 4];
        let parts = |things: &mut [u32], count| -> Vec<Vec<u32>> {
            super::parts(things, count, |thing| *thing).into_iter().map(|part| part.to_vec()).collect()
        };
        let four = vec![vec![1, 1, 1], vec![2, 3, 3], vec![4; 4]];
        assert_eq!(parts(&mut things, 4), four);
        assert_eq!(parts(&mut things, 1), [things.to_vec()]);
        assert_eq!(parts(&mut [], 4), [[0; 0]; 0]);
    }

    #[test]
    fn so_do_those_of_many_keys() {
        let keys = 3 * SPREAD + 1;
        let things = (0..5 * SPREAD).map(|i| (i * i % keys * (i % 3) / 2, i));
        let mut sorted: Vec<(usize, usize)> = things.clone().collect();
        sorted.sort();
        let (gathered, begins) = with_begins(keys, things, |thing| thing.0);
        assert!(gathered == sorted);
        assert!((0..=keys).all(|k| begins[k] as usize == sorted.partition_point(|thing| thing.0 < k)));
    }
}
