//! The last run laid out in memory, to be grouped anew with other thresholds.

use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::cluster::Verdicts;
use crate::resolve::compare::Comparisons;
use crate::resolve::contact;
use crate::resolve::corpus::Corpus;
use crate::resolve::edge::Edge;
use crate::resolve::engine;
use crate::resolve::frequency::Frequencies;
use crate::resolve::model::Model;
use crate::resolve::score::Scorer;
use crate::resolve::store;
use duckdb::Connection;

/// All records with the edges of the last run and all it takes to weigh groups as it did.
pub(super) struct Bench {
    pub corpus: Corpus,
    pub edges: Vec<Edge>,
    comparisons: Comparisons,
    scorer: Scorer,
}

impl Bench {
    pub(super) fn load(conn: &Connection, corpus: Corpus, model: Model) -> Result<Self, ResolveError> {
        let (comparisons, _) = Comparisons::new(&corpus, model.wanted(&corpus));
        let frequencies = Frequencies::recall(&corpus, &store::all_remembered(conn)?);
        let silent = contact::Silent::recall(&corpus, &contact::all_silent(conn)?);
        let scorer =
            Scorer::new(&corpus, &comparisons, &model, &Model::shipped()?, &frequencies).silencing(&silent);
        let edges = store::load_edges(conn, &corpus.record_ids)?;
        Ok(Self { corpus, edges, comparisons, scorer })
    }

    /// The clusters by the thresholds of `model`.
    pub(super) fn group(&self, model: &Model, verdicts: &Verdicts, stop: &Progress) -> Vec<u32> {
        let patterns = engine::known(&self.corpus, &self.edges);
        let among = (&self.corpus, &self.comparisons, &patterns);
        engine::group(among, &self.scorer, &self.edges, model, verdicts, stop)
    }
}
