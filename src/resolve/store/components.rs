//! Which records links hold together, however far around: edges are stored in that order, so that those around a few
//! records are found without reading all of them.

use super::batch::append;
use crate::resolve::ResolveError;
use crate::resolve::edge::Edge;
use crate::resolve::error::database;
use crate::resolve::forest::Forest;
use crate::resolve::score::Weight;
use duckdb::Connection;
use duckdb::arrow::array::{Int32Array, Int64Array};
use rayon::prelude::*;
use std::sync::Arc;

/// The component of each record, from 1; 0: nothing links it.
pub(super) struct Components(Vec<i32>);

impl Components {
    /// `clusters` holds for each record the label of its cluster.
    pub(super) fn new(edges: &[Edge], clusters: &[u32], merge_at: Weight) -> Self {
        let forest = Forest::new(clusters.len());
        let links = |e: &&Edge| {
            e.certain || e.weight >= merge_at || clusters[e.left as usize] == clusters[e.right as usize]
        };
        edges.par_iter().filter(links).for_each(|e| {
            forest.join(e.left, e.right);
        });
        let roots = forest.roots();
        let (mut components, mut next) = (vec![0; roots.len()], 0);
        for (record, &root) in roots.iter().enumerate().filter(|(record, root)| *record != **root as usize) {
            let root = root as usize;
            if components[root] == 0 {
                next += 1;
                components[root] = next;
            }
            components[record] = components[root];
        }
        Self(components)
    }

    /// How many numbers there are, 0 among them.
    pub(super) fn count(&self) -> usize {
        self.0.iter().max().map_or(1, |last| *last as usize + 1)
    }

    /// The component both records of an edge are in; 0: not in one.
    pub(super) fn of(&self, edge: &Edge) -> i32 {
        let (left, right) = (self.0[edge.left as usize], self.0[edge.right as usize]);
        if left == right { left } else { 0 }
    }

    /// Replaces table `record_components`.
    pub(super) fn write(&self, conn: &Connection, record_ids: &[i64]) -> Result<(), ResolveError> {
        conn.execute_batch("DELETE FROM record_components").map_err(database("clear the components"))?;
        let linked = || self.0.iter().zip(record_ids).filter(|(component, _)| **component != 0);
        append(
            conn,
            "record_components",
            vec![
                Arc::new(Int64Array::from_iter_values(linked().map(|l| *l.1))),
                Arc::new(Int32Array::from_iter_values(linked().map(|l| *l.0))),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::edge::NO_RULE;

    #[test]
    fn links_hold_together_and_doubts_do_not() {
        let edge = |left, right, weight| Edge {
            left,
            right,
            weight,
            pattern: 0,
            rule: NO_RULE,
            certain: false,
            learned: false,
        };
        let edges =
            [edge(0, 2, 5_000), edge(2, 4, 3_000), edge(0, 4, -2_000), edge(1, 3, -500), edge(3, 4, -500)];
        // A decision put 1 and 3 into one cluster; 5 has no edge at all.
        let components = Components::new(&edges, &[0, 1, 0, 1, 0, 5], 1_000);
        assert_eq!(components.0, [1, 2, 1, 2, 1, 0]);
        assert_eq!(edges.iter().map(|e| components.of(e)).collect::<Vec<_>>(), [1, 1, 1, 2, 0]);
    }
}
