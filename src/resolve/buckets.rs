//! Things put in order of a small number by counting, not by comparing: time grows with the things alone.

use rayon::prelude::*;
use std::mem;
use std::ops::Range;

/// Things of so many keys next to each other are gathered by one thread, in as much memory as it has at hand.
const SPREAD: usize = 1 << 13;

/// So many things are put roughly in order by one thread, for the same reason.
const ROW: usize = 1 << 16;

/// The numbers below `count`, in rows that threads take one by one.
pub(crate) fn rows(count: usize) -> Vec<Range<u32>> {
    let end = |begin: usize| (begin + ROW).min(count) as u32;
    (0..count).step_by(ROW).map(|begin| begin as u32..end(begin)).collect()
}

/// Gathers things, given in rows, by their keys, all below `keys`; those of one key stay in their order.
pub(crate) fn by_key<T: Copy + Default + Send + Sync>(
    keys: usize,
    rows: Vec<impl IntoIterator<Item = T> + Send>,
    key: impl Fn(&T) -> usize + Sync,
) -> Vec<T> {
    with_begins(keys, rows, key).0
}

/// The same, with where the things of each key begin, and at last where all of them end.
pub(crate) fn with_begins<T: Copy + Default + Send + Sync>(
    keys: usize,
    rows: Vec<impl IntoIterator<Item = T> + Send>,
    key: impl Fn(&T) -> usize + Sync,
) -> (Vec<T>, Vec<u32>) {
    let rough = |row| Rough::new(keys, row, &key);
    let rows: Vec<Rough<T>> = rows.into_par_iter().with_max_len(1).map(rough).collect();
    let count = rows.iter().map(|row| row.things.len()).sum();
    let mut gathered = vec![T::default(); count];
    let mut begins = vec![0u32; keys + 1];
    let (mut room, mut begin) = (&mut gathered[..], 0);
    let mut spreads = Vec::with_capacity(keys.div_ceil(SPREAD));
    for (spread, begins) in begins[..keys].chunks_mut(SPREAD).enumerate() {
        let things = rows.iter().map(|row| row.of(spread).len()).sum();
        let (own, rest) = mem::take(&mut room).split_at_mut(things);
        spreads.push((spread, begin, begins, own));
        (room, begin) = (rest, begin + things as u32);
    }
    spreads.into_par_iter().with_max_len(1).for_each(|(spread, begin, begins, room)| {
        let things = || rows.iter().flat_map(|row| row.of(spread));
        let place = |key: u32| key as usize % SPREAD;
        things().for_each(|(key, _)| begins[place(*key)] += 1);
        let mut next = begin;
        for begin in &mut *begins {
            next += mem::replace(begin, next);
        }
        let mut nexts = begins.to_vec();
        for (key, thing) in things() {
            let next = &mut nexts[place(*key)];
            room[(*next - begin) as usize] = *thing;
            *next += 1;
        }
    });
    begins[keys] = count as u32;
    (gathered, begins)
}

/// A row of things with their keys, roughly in order.
struct Rough<T> {
    things: Vec<(u32, T)>,
    /// Where those of each spread of keys begin, and at last where all of them end.
    begins: Vec<u32>,
}

impl<T: Copy + Default> Rough<T> {
    fn new(keys: usize, row: impl IntoIterator<Item = T>, key: impl Fn(&T) -> usize) -> Self {
        let as_they_come: Vec<(u32, T)> = row.into_iter().map(|thing| (key(&thing) as u32, thing)).collect();
        let mut begins = vec![0; keys.div_ceil(SPREAD) + 1];
        as_they_come.iter().for_each(|(key, _)| begins[*key as usize / SPREAD + 1] += 1);
        for spread in 1..begins.len() {
            begins[spread] += begins[spread - 1];
        }
        let mut next = begins.clone();
        let mut things = vec![(0, T::default()); as_they_come.len()];
        for thing in as_they_come {
            let place = &mut next[thing.0 as usize / SPREAD];
            things[*place as usize] = thing;
            *place += 1;
        }
        Self { things, begins }
    }

    fn of(&self, spread: usize) -> &[(u32, T)] {
        &self.things[self.begins[spread] as usize..self.begins[spread + 1] as usize]
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_key_and_otherwise_as_they_were() {
        let things = [(2, 'a'), (0, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let rows = || vec![things[..2].to_vec(), Vec::new(), things[2..].to_vec()];
        let (gathered, begins) = with_begins(3, rows(), |thing| thing.0);
        assert_eq!(gathered, [(0, 'b'), (0, 'e'), (1, 'd'), (2, 'a'), (2, 'c')]);
        assert_eq!(begins, [0, 2, 3, 5]);
        assert_eq!(by_key(3, rows(), |thing| thing.0), gathered);
        assert!(by_key(0, super::rows(0), |n| *n as usize).is_empty());
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
        let (keys, count) = (3 * SPREAD + 1, 2 * ROW + 1);
        let thing = |i: u32| (i as usize * i as usize % keys * (i as usize % 3) / 2, i);
        let rows: Vec<_> = rows(count).into_iter().map(|row| row.map(thing)).collect();
        let mut sorted: Vec<(usize, u32)> = (0..count as u32).map(thing).collect();
        sorted.sort();
        let (gathered, begins) = with_begins(keys, rows, |thing| thing.0);
        assert!(gathered == sorted);
        assert!((0..=keys).all(|k| begins[k] as usize == sorted.partition_point(|thing| thing.0 < k)));
    }
}
