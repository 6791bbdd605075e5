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

/// The same, with where the things of each key begin, and at last where all of them end.
pub(crate) fn with_begins<T: Copy + Default + Send + Sync>(
    keys: usize,
    things: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> usize + Sync,
) -> (Vec<T>, Vec<u32>) {
    // Roughly first, into a few long rows; then each of these by itself.
    let mut ends = vec![0; keys.div_ceil(SPREAD) + 1];
    things.clone().for_each(|thing| ends[key(&thing) / SPREAD + 1] += 1);
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let count = ends.last().copied().unwrap_or_default();
    let (mut rough, mut next) = (vec![T::default(); count], ends.clone());
    for thing in things {
        let place = &mut next[key(&thing) / SPREAD];
        rough[*place] = thing;
        *place += 1;
    }
    let mut gathered = vec![T::default(); count];
    let mut begins = vec![0u32; keys + 1];
    let mut room = &mut gathered[..];
    let mut parts = Vec::with_capacity(ends.len());
    for ((row, begin), first) in begins[..keys].chunks_mut(SPREAD).zip(&ends).zip((0..keys).step_by(SPREAD)) {
        let end = ends[first / SPREAD + 1];
        let (own, rest) = mem::take(&mut room).split_at_mut(end - begin);
        parts.push((first, *begin as u32, row, &rough[*begin..end], own));
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
