//! The pair kernel by itself: what comparing and weighing one pair takes, for benchmarks.

use super::ResolveError;
use super::block::{Plan, plan, shipped_rules, walk};
use super::certainty::Certainty;
use super::compare::Comparisons;
use super::corpus::Corpus;
use super::encode::encode;
use super::frequency::Frequencies;
use super::model::Model;
use super::score::Scorer;
use super::store;
use crate::progress::Progress;
use duckdb::Connection;

/// The records of a workspace, prepared as a run prepares them and weighed by the shipped model.
pub struct Kernel {
    corpus: Corpus,
    comparisons: Comparisons,
    plan: Plan,
    scorer: Scorer,
    certainty: Certainty,
}

impl Kernel {
    /// Reads and prepares all records.
    ///
    /// # Errors
    /// When the workspace can't be read or holds no records.
    pub fn new(conn: &Connection) -> Result<Self, ResolveError> {
        let quiet = &Progress::silent();
        let corpus = encode(&store::load_all(conn, quiet)?, quiet);
        if corpus.len() == 0 {
            return Err(ResolveError::NoRecords);
        }
        let model = Model::shipped()?;
        let (comparisons, _) = Comparisons::new(&corpus, model.wanted(&corpus));
        let plan = plan(&corpus, &comparisons, shipped_rules(&corpus)?, quiet);
        let frequencies = Frequencies::count(&corpus, None);
        let scorer = Scorer::new(&corpus, &comparisons, &model, &model, &frequencies);
        let certainty = Certainty::new(&comparisons, &model, &frequencies);
        Ok(Self { corpus, comparisons, plan, scorer, certainty })
    }

    /// All pairs that blocking finds, each once, those of one block side by side.
    #[must_use]
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let push = |found: &mut Vec<(u32, u32)>, _, left, right| found.push((left, right));
        walk(&self.plan, self.corpus.len(), &Progress::silent(), |_| (), Vec::new, push).concat()
    }

    /// The match weight of a pair in thousandths of a bit, and whether a deterministic rule joins it.
    #[must_use]
    pub fn weigh(&self, (left, right): (u32, u32)) -> (i32, bool) {
        let (a, b) = (self.corpus.row(left), self.corpus.row(right));
        let pattern = self.comparisons.pattern(&self.corpus, a, b);
        let weight = self.scorer.weight(&self.comparisons, pattern, a, b, &self.corpus);
        (weight, self.certainty.joins(pattern, a, b, &self.corpus))
    }
}
