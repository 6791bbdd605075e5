//! Things put in order of a small number by counting, not by comparing: time grows with the things alone.

/// Gathers things by their keys, all below `keys`; those of one key stay in their order.
pub(crate) fn by_key<T: Copy + Default>(
    keys: usize,
    things: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> usize,
) -> Vec<T> {
    with_begins(keys, things, key).0
}

/// The same, with where the things of each key begin, and at last where all of them end.
pub(crate) fn with_begins<T: Copy + Default>(
    keys: usize,
    things: impl Iterator<Item = T> + Clone,
    key: impl Fn(&T) -> usize,
) -> (Vec<T>, Vec<u32>) {
    let mut next = vec![0u32; keys + 1];
    let mut count = 0;
    for thing in things.clone() {
        next[key(&thing) + 1] += 1;
        count += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut gathered = vec![T::default(); count];
    for thing in things {
        let place = &mut next[key(&thing)];
        gathered[*place as usize] = thing;
        *place += 1;
    }
    // Each key's next place is where the following one's things begin.
    next.pop();
    next.insert(0, 0);
    (gathered, next)
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
}
