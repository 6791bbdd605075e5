//! New and changed records beside those that blocking rules bring together with them: which pairs there are, what they
//! weigh, and what is stored of them.

use super::super::ResolveError;
use super::super::block::KeysOfSome;
use super::super::certainty::Certainty;
use super::super::compare::Comparisons;
use super::super::edge::{Edge, NO_RULE};
use super::super::encode::encode;
use super::super::explain::Compared;
use super::super::model::Model;
use super::super::score::{Scorer, milli};
use super::super::store::{self, Whole};
use super::super::weigh::{BELOW_REVIEW, credit};
use super::changes::Changes;
use crate::progress::Progress;
use duckdb::Connection;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// The records with all it takes to compare them.
pub(super) struct Against {
    compared: Compared,
    certainty: Certainty,
    /// By record: it is new or changed.
    fresh: Vec<bool>,
    /// The most new and changed records that share an identifier.
    pub(super) sharing: usize,
    keys: KeysOfSome,
    /// Pairs with a fresh record that a steward has spoken on, smaller first.
    decided: Vec<(u32, u32)>,
}

impl Against {
    /// Loads them; `None` when the figures of the last run over all records don't do for what is new.
    pub(super) fn load(
        conn: &Connection,
        model: &Model,
        whole: &Whole,
        changes: &Changes,
    ) -> Result<Option<Self>, ResolveError> {
        let fresh: FxHashSet<i64> = changes.new.iter().chain(&changes.changed).copied().collect();
        let kept = store::kept_rules(conn)?;
        let ids: Vec<i64> = fresh.iter().copied().collect();
        let read;
        let input = match &changes.input {
            Some(input) => input,
            None => {
                read = store::load_some(conn, &ids)?;
                &read
            }
        };
        let reread = store::read_nationals(conn, input)?.then(|| store::load_some(conn, &ids)).transpose()?;
        let alone = encode(reread.as_ref().unwrap_or(input), &Progress::silent());
        if !kept.knows(&alone)? {
            return Ok(None);
        }
        let keys = kept.keys(&alone)?;
        let sharing = kept.most_sharing(&keys);
        let mut wanted: Vec<u32> = keys.stored().map(|(key, _)| key).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let gone: FxHashSet<i64> = changes.gone.iter().map(|g| g.0).collect();
        let mut records = store::records_with(conn, wanted)?;
        records.retain(|record| !gone.contains(record));
        records.extend(&ids);
        let decided = decided(conn, &fresh)?;
        records.extend(store::known(conn, &decided.iter().flat_map(|d| [d.0, d.1]).collect::<Vec<_>>())?);
        records.sort_unstable();
        records.dedup();
        let mut compared = Compared::load(conn, model.clone(), &records)?;
        let levels = |attribute: &str| model.levels(attribute).len() + 1;
        let wanted = model.wanted(&compared.corpus);
        let Some(comparisons) = Comparisons::as_then(&compared.corpus, wanted, &whole.compared, levels)
        else {
            return Ok(None);
        };
        compared.comparisons = comparisons;
        let certainty = Certainty::new(&compared.comparisons, &compared.model, &compared.frequencies)
            .silencing(&compared.silent);
        let keys = kept.keys(&compared.corpus)?;
        let fresh = compared.corpus.record_ids.iter().map(|record| fresh.contains(record)).collect();
        let place = |record: &i64| compared.corpus.record_ids.binary_search(record).ok().map(|at| at as u32);
        let decided = decided.iter().filter_map(|(a, b)| Some((place(a)?, place(b)?))).collect();
        Ok(Some(Self { compared, certainty, fresh, sharing, keys, decided }))
    }

    pub(super) fn records(&self) -> usize {
        self.fresh.len()
    }

    /// How many pairs were compared, and the edges among them: what is heavy enough, and what a steward has spoken on.
    pub(super) fn edges(&self) -> Result<(usize, Vec<Edge>), ResolveError> {
        let Compared { corpus, comparisons, scorer, model, .. } = &self.compared;
        let pairs = self.keys.pairs(|record| self.fresh[record as usize]);
        let found: FxHashSet<(u32, u32)> = pairs.iter().map(|pair| (pair.0, pair.1)).collect();
        let decided: FxHashSet<(u32, u32)> = self.decided.iter().copied().collect();
        let only_decided = decided.difference(&found).map(|&(left, right)| (left, right, NO_RULE));
        let all: Vec<(u32, u32, i16)> = pairs.iter().copied().chain(only_decided).collect();
        let floor = milli(model.review_at) - BELOW_REVIEW;
        let edge = |&(left, right, rule): &(u32, u32, i16)| {
            let (a, b) = (corpus.row(left), corpus.row(right));
            let pattern = comparisons.pattern(corpus, a, b);
            let weight = scorer.weight(comparisons, pattern, a, b, corpus);
            let certain = self.certainty.joins(pattern, a, b, corpus);
            let edge = Edge { left, right, weight, pattern, rule, certain, learned: false };
            (weight >= floor || certain || decided.contains(&(left, right))).then_some(edge)
        };
        let mut edges: Vec<Edge> = all.par_iter().filter_map(edge).collect();
        if model.learned.is_some() {
            let plain = Model { learned: None, ..model.clone() };
            let Compared { frequencies, silent, .. } = &self.compared;
            let scorer = Scorer::new(corpus, comparisons, &plain, &Model::shipped()?, frequencies);
            credit(corpus, comparisons, &scorer.silencing(silent), milli(model.merge_at), &mut edges);
        }
        Ok((pairs.len(), edges))
    }

    /// What compares and groups the records.
    #[cfg(test)]
    pub(super) fn parts(&self) -> (&super::super::corpus::Corpus, &Comparisons, &Scorer, &Model) {
        let Compared { corpus, comparisons, scorer, model, .. } = &self.compared;
        (corpus, comparisons, scorer, model)
    }

    /// What the records say, and which contacts are silent.
    #[cfg(test)]
    pub(super) fn read(&self) -> (&super::super::input::Input, &super::super::contact::Silent) {
        (&self.compared.input, &self.compared.silent)
    }

    /// Edges with the ids of their records.
    pub(super) fn by_ids(&self, edges: &[Edge]) -> impl Iterator<Item = ((i64, i64), Edge)> {
        let ids = &self.compared.corpus.record_ids;
        edges.iter().map(|e| ((ids[e.left as usize], ids[e.right as usize]), *e))
    }

    /// Notes what the new and changed records say and by which keys they are found.
    pub(super) fn keep(&self, conn: &Connection, changes: &Changes) -> Result<(), ResolveError> {
        let places = store::place(conn, changes.marks.iter().map(|(record, mark)| (*record, *mark)))?;
        let ids = &self.compared.corpus.record_ids;
        let keys = self.keys.stored();
        let keys = keys.filter_map(|(key, record)| Some((key, *places.get(&ids[record as usize])?)));
        store::keep_more(conn, &keys.collect::<Vec<_>>())
    }
}

/// The pairs a steward has spoken on that have one of these records.
fn decided(conn: &Connection, fresh: &FxHashSet<i64>) -> Result<Vec<(i64, i64)>, ResolveError> {
    let verdicts = store::in_force(conn)?.into_iter().map(|v| (v.left.min(v.right), v.left.max(v.right)));
    Ok(verdicts.filter(|(left, right)| fresh.contains(left) || fresh.contains(right)).collect())
}
