//! The pair kernel by itself: what comparing and weighing pairs takes, for benchmarks.

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
use super::weigh::Scales;
use crate::progress::Progress;
use duckdb::Connection;

/// The records of a workspace, prepared as a run prepares them and weighed by the shipped model.
pub struct Kernel {
    corpus: Corpus,
    comparisons: Comparisons,
    plan: Plan,
    scorer: Scorer,
    certainty: Certainty,
    model: Model,
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
        Ok(Self { corpus, comparisons, plan, scorer, certainty, model })
    }

    /// All pairs that blocking finds, each once, those of one block side by side.
    #[must_use]
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let push = |found: &mut Vec<(u32, u32)>, _, left, right| found.push((left, right));
        walk(&self.plan, self.corpus.len(), &Progress::silent(), Vec::new, push).concat()
    }

    /// Compares, weighs and counts pairs as a run does, on this thread; how many of them a run would keep as edges.
    #[must_use]
    pub fn weigh(&self, pairs: &[(u32, u32)]) -> usize {
        let Self { corpus, comparisons, scorer, certainty, model, .. } = self;
        Scales { corpus, comparisons, scorer, certainty, model }.weigh(pairs)
    }
}
