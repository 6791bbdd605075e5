//! Which records are connected at all: union-find, in which several threads may join at once.
//!
//! Anderson and Woll 1991, "Wait-free parallel algorithms for the union-find problem": roots are linked by
//! compare-and-swap, paths halved along the way. The smaller root always stays, so that the order does not matter.

use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Of fewer records no second thread is made use of.
const ALONE: usize = 1 << 12;

pub(crate) struct Forest {
    parent: Vec<AtomicU32>,
}

impl Forest {
    pub(crate) fn new(records: usize) -> Self {
        Self { parent: (0..records as u32).map(AtomicU32::new).collect() }
    }

    pub(crate) fn find(&self, mut i: u32) -> u32 {
        loop {
            let up = self.parent[i as usize].load(Relaxed);
            if up == i {
                return i;
            }
            let further = self.parent[up as usize].load(Relaxed);
            if further != up {
                self.parent[i as usize].store(further, Relaxed);
            }
            i = further;
        }
    }

    /// Connects two; the smaller root stays. False when they were connected already.
    pub(crate) fn join(&self, a: u32, b: u32) -> bool {
        loop {
            let (a, b) = (self.find(a), self.find(b));
            if a == b {
                return false;
            }
            let (stays, goes) = (a.min(b), a.max(b));
            // Another thread may have linked it meanwhile.
            if self.parent[goes as usize].compare_exchange(goes, stays, Relaxed, Relaxed).is_ok() {
                return true;
            }
        }
    }

    /// The smallest of those each is connected with.
    pub(crate) fn roots(self) -> Vec<u32> {
        (0..self.parent.len() as u32).into_par_iter().with_min_len(ALONE).map(|i| self.find(i)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_joined_have_the_smallest_of_them_for_a_root_whoever_joins_them() {
        let records = 40_000u32;
        let joins: Vec<(u32, u32)> = (0..records).filter(|i| i % 7 != 0).map(|i| (i, i - 1)).collect();
        let forest = Forest::new(records as usize);
        let joined = joins.par_iter().chain(&joins).filter(|(a, b)| forest.join(*a, *b)).count();
        assert_eq!(joined, joins.len());
        assert!(forest.roots().iter().zip(0..).all(|(root, i)| *root == i - i % 7));
    }
}
