//! What a model can't do, and what each blocking rule alone gives: looked at when a run is over.

use super::block::{KeyTable, Plan};
use super::certainty::Certainty;
use super::compare::Comparisons;
use super::corpus::{Corpus, FETCHED};
use super::edge::Edge;
use super::estimate::Training;
use super::model::Model;
use super::score::{Scorer, milli};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How the training went, and what the model can't do; kept beside the model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelReport {
    /// Records resolved.
    pub records: u64,
    /// Records looked at to see which can be linked: all, or an even sample.
    pub looked_at: u64,
    /// Of them, those that a copy of themselves would not be merged with: they say too little.
    pub unlinkable: u64,
    /// By position of the blocking rule: matches that no other rule finds.
    pub lone_matches: Vec<u64>,
    /// How it went; `None`: the model was given.
    pub training: Option<Training>,
}

/// Records looked at for [`ModelReport::unlinkable`], at most about this many.
const LOOKED_AT: usize = 100_000;

/// What there is to look at.
pub(crate) struct Audit<'a> {
    pub corpus: &'a Corpus,
    pub comparisons: &'a Comparisons,
    pub scorer: &'a Scorer,
    pub certainty: &'a Certainty,
}

impl Audit<'_> {
    pub(crate) fn report(
        &self,
        plan: &Plan,
        edges: &[Edge],
        model: &Model,
        training: Option<Training>,
    ) -> ModelReport {
        let merge_at = milli(model.merge_at);
        let records = self.corpus.len();
        let step = records.div_ceil(LOOKED_AT).max(1);
        let looked_at: Vec<usize> = (0..records).step_by(step).collect();
        let unlinkable = looked_at.par_iter().filter(|i| !self.links(**i, merge_at)).count();
        ModelReport {
            records: records as u64,
            looked_at: looked_at.len() as u64,
            unlinkable: unlinkable as u64,
            lone_matches: lone_matches(&KeyTable::new(&plan.rules, records), edges, merge_at),
            training,
        }
    }

    /// Whether a record would be merged with one that says exactly the same.
    fn links(&self, record: usize, merge_at: i32) -> bool {
        let row = self.corpus.row(record as u32);
        let pattern = self.comparisons.pattern(self.corpus, row, row);
        self.scorer.weight(self.comparisons, pattern, row, row, self.corpus) >= merge_at
            || self.certainty.joins(pattern, row, row, self.corpus)
    }
}

/// Matches that only one rule finds, by its position. An edge knows the first rule that does.
fn lone_matches(keys: &KeyTable, edges: &[Edge], merge_at: i32) -> Vec<u64> {
    let blank = || vec![0u64; keys.rules()];
    let count = |mut alone: Vec<u64>, edges: &[Edge]| {
        let matched = edges.iter().filter(|e| e.rule >= 0 && (e.weight >= merge_at || e.certain));
        keys.fetch(matched.clone().map(|edge| edge.right));
        for edge in matched {
            let first = edge.rule as usize;
            alone[first] += u64::from(!keys.finds(first + 1..keys.rules(), edge.left, edge.right));
        }
        alone
    };
    edges.par_chunks(FETCHED).fold(blank, count).reduce(blank, |mut a, b| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    })
}
