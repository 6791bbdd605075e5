//! Weighs pairs: all candidates once, and the edges anew when more is known.

use super::block::{Plan, walk};
use super::buckets::by_key;
use super::certainty::Certainty;
use super::compare::Comparisons;
use super::corpus::{Corpus, FETCHED};
use super::edge::Edge;
use super::estimate::Session;
use super::histogram::Histogram;
use super::model::Model;
use super::score::{Evidence, Scorer, Weight, milli};
use super::tally::Tally;
use crate::progress::Progress;
use rayon::prelude::*;

/// Edges are kept from this far below the weight that asks for review, in thousandths of a bit.
pub(crate) const BELOW_REVIEW: Weight = 2_000;

/// Weights may rise by this much once the priors are known.
const LEEWAY: Weight = 4_000;

/// Why a rule was not used that brings no two records together yet; for new records it is in force.
pub(crate) const FINDS_NOTHING: &str = "finds nothing so far";

/// What one blocking rule did.
#[derive(Debug, Clone)]
pub(crate) struct RuleReport {
    pub name: String,
    pub pairs: u64,
    pub matches: u64,
    pub oversized: u64,
    /// Why it was not used.
    pub left_out: Option<&'static str>,
}

/// What one walk over all candidates found.
pub(super) struct Scored {
    /// As the threads found them.
    pub edges: Vec<Vec<(Edge, Evidence)>>,
    /// All candidates, by pattern.
    pub compared: Session,
    pub histogram: Histogram,
    pub rules: Vec<RuleReport>,
}

/// What one thread found.
struct Local {
    /// Pairs that are still to be compared, and the rule that found them.
    waiting: Vec<(u32, u32)>,
    rule: usize,
    edges: Vec<(Edge, Evidence)>,
    tally: Tally,
}

impl Local {
    fn new(rules: usize) -> Self {
        Self { waiting: Vec::with_capacity(FETCHED), rule: 0, edges: Vec::new(), tally: Tally::new(rules) }
    }
}

/// What it takes to compare and weigh a pair.
#[derive(Clone, Copy)]
pub(super) struct Scales<'a> {
    pub corpus: &'a Corpus,
    pub comparisons: &'a Comparisons,
    pub scorer: &'a Scorer,
    pub certainty: &'a Certainty,
    pub model: &'a Model,
}

impl Scales<'_> {
    /// Weighs these pairs on this thread as if one rule had found them; how many of them are worth remembering.
    pub(super) fn weigh(self, pairs: &[(u32, u32)]) -> usize {
        let (mut local, mut kept) = (Local::new(1), 0);
        for some in pairs.chunks(FETCHED) {
            some.iter().for_each(|&(left, right)| self.visit(&mut local, 0, left, right));
            self.catch_up(&mut local);
            kept += local.edges.drain(..).count();
        }
        kept
    }

    /// Takes up a pair that a rule found. It is weighed with others.
    #[inline]
    fn visit(self, local: &mut Local, rule: usize, left: u32, right: u32) {
        if local.rule != rule || local.waiting.len() == FETCHED {
            self.catch_up(local);
            local.rule = rule;
        }
        local.waiting.push((left, right));
    }

    /// Compares and weighs the pairs that wait, counts them, and keeps those worth remembering.
    fn catch_up(self, local: &mut Local) {
        let Self { corpus, comparisons, scorer, certainty, model } = self;
        let (merge_at, floor) = (milli(model.merge_at), milli(model.review_at) - BELOW_REVIEW - LEEWAY);
        let Local { waiting, rule, edges, tally } = local;
        for (&(left, right), pattern) in waiting.iter().zip(comparisons.patterns(corpus, waiting)) {
            let (a, b) = (corpus.row(left), corpus.row(right));
            let stated = tally.pattern(scorer, comparisons, pattern);
            let evidence = scorer.evidence_beside(stated, comparisons, pattern, a, b, corpus);
            let weight = scorer.total(evidence);
            tally.pair(*rule, weight, weight >= merge_at);
            let certain = certainty.joins(pattern, a, b, corpus);
            if weight >= floor || certain {
                let edge = Edge { left, right, weight, pattern, rule: *rule as i16, certain, learned: false };
                edges.push((edge, evidence));
            }
        }
        waiting.clear();
    }
}

/// Compares and weighs all candidates, and keeps those worth remembering.
pub(super) fn score(scales: Scales, plan: &Plan, stop: &Progress) -> Scored {
    let corpus = scales.corpus;
    let make = || Local::new(plan.rules.len());
    let visit = |local: &mut Local, rule, left, right| scales.visit(local, rule, left, right);
    let locals = walk(plan, corpus.len(), stop, make, visit);
    let mut edges = Vec::new();
    let mut tally = Tally::new(plan.rules.len());
    for mut local in locals {
        scales.catch_up(&mut local);
        edges.push(local.edges);
        tally.add(local.tally);
    }
    let mut rules: Vec<RuleReport> = plan
        .rules
        .iter()
        .zip(&tally.by_rule)
        .map(|(r, &(pairs, matches))| RuleReport {
            name: r.rule.name.clone(),
            pairs,
            matches,
            oversized: r.oversized,
            left_out: None,
        })
        .collect();
    rules.extend(plan.idle.iter().map(|r| RuleReport {
        name: r.rule.name.clone(),
        pairs: 0,
        matches: 0,
        oversized: r.oversized,
        left_out: Some(FINDS_NOTHING),
    }));
    rules.extend(plan.left_out.iter().map(|l| RuleReport {
        name: l.name.clone(),
        pairs: l.pairs,
        matches: 0,
        oversized: 0,
        left_out: Some(l.why),
    }));
    Scored { edges, compared: tally.session(), histogram: tally.histogram(), rules }
}

/// The edges among so many records in order of (left, right), weighed now that the priors are known.
pub(super) fn in_order(records: usize, edges: Vec<Vec<(Edge, Evidence)>>, scorer: &Scorer) -> Vec<Edge> {
    let weighed = |(edge, evidence): (Edge, Evidence)| Edge { weight: scorer.total(evidence), ..edge };
    let rows = edges.into_iter().map(|share| share.into_iter().map(weighed)).collect();
    let mut edges = by_key(records, rows, |edge: &Edge| edge.left as usize);
    edges
        .par_chunk_by_mut(|a, b| a.left == b.left)
        .for_each(|edges| edges.sort_unstable_by_key(|edge| edge.right));
    edges
}

/// Weighs the edges anew.
pub(super) fn rescore(
    corpus: &Corpus,
    comparisons: &Comparisons,
    scorer: &Scorer,
    certainty: &Certainty,
    edges: &mut [Edge],
    stop: &Progress,
) {
    edges.par_chunks_mut(FETCHED).filter(|_| !stop.is_cancelled()).for_each(|edges| {
        corpus.fetch(edges.iter().map(|e| e.right));
        for e in edges {
            let (a, b) = (corpus.row(e.left), corpus.row(e.right));
            e.weight = scorer.weight(comparisons, e.pattern, a, b, corpus);
            e.certain = certainty.joins(e.pattern, a, b, corpus);
        }
    });
}

/// Tells which edges are heavy enough only by what was learned; `plain` weighs without it.
pub(crate) fn credit(
    corpus: &Corpus,
    comparisons: &Comparisons,
    plain: &Scorer,
    merge_at: Weight,
    edges: &mut [Edge],
) {
    edges.par_iter_mut().filter(|e| e.weight >= merge_at && !e.certain).for_each(|e| {
        let (a, b) = (corpus.row(e.left), corpus.row(e.right));
        e.learned = plain.weight(comparisons, e.pattern, a, b, corpus) < merge_at;
    });
}
