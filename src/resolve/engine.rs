//! The core from end to end: records in, edges and clusters out. Pure: no database, no clock, no chance.

use super::ResolveError;
use super::audit::{Audit, ModelReport};
use super::block::{KeptRule, Plan, PlannedRule, plan, prune, shipped_rules};
use super::certainty::Certainty;
use super::cluster::{Bars, Link, Verdicts, cluster};
use super::compare::Comparisons;
use super::contact::{Contact, Corrections, Former, Kind, Label, Labels, Silent};
use super::corpus::Corpus;
use super::edge::{Edge, NO_RULE};
use super::estimate::{Estimate, Training, estimate, random_pairs, session_pairs, shares};
use super::expect;
use super::frequency::Frequencies;
use super::histogram::{Histogram, shifted, with_edges, without_edges};
use super::laps::Laps;
use super::model::{Model, ModelComparison};
use super::score::{Evidence, Patterns, Scorer, Weight, milli, probability};
use super::weigh::{BELOW_REVIEW, RuleReport, Scales, Scored, credit, in_order, rescore, score};
use crate::progress::Progress;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// The outcome of a run.
pub(crate) struct Resolution {
    pub corpus: Corpus,
    pub model: Model,
    pub frequencies: Frequencies,
    /// Sorted by (left, right).
    pub edges: Vec<Edge>,
    /// For each record the smallest record (index) of its cluster.
    pub clusters: Vec<u32>,
    pub rules: Vec<RuleReport>,
    /// Scored pairs by whole bits of weight.
    pub histogram: Histogram,
    pub pairs: u64,
    /// Whose the contacts are that several profiles hold.
    pub contacts: Vec<Contact>,
    /// Contacts that counted for little or nothing.
    pub silent: Silent,
    /// How the training went, and what the model can't do.
    pub report: ModelReport,
    /// The blocking rules in force, in the order of `rules`.
    pub kept: Vec<KeptRule>,
    /// The attributes that patterns hold, in their order.
    pub compared: Vec<String>,
}

/// Resolves all records, by a model that is `fixed`, or one that is trained. `verdicts` are the steward's, by index
/// into the corpus; `corrections` are hers too, of whom a contact belongs to.
pub(crate) fn resolve(
    corpus: Corpus,
    shipped: &Model,
    fixed: Option<&Model>,
    verdicts: &Verdicts,
    corrections: &Corrections,
    laps: &mut Laps,
    progress: &Progress,
) -> Result<Resolution, ResolveError> {
    resolve_without(corpus, (shipped, fixed), &[], verdicts, corrections, laps, progress)
}

/// The same, with the blocking rules of these names left aside.
pub(crate) fn resolve_without(
    corpus: Corpus,
    (shipped, fixed): (&Model, Option<&Model>),
    without: &[String],
    verdicts: &Verdicts,
    corrections: &Corrections,
    laps: &mut Laps,
    progress: &Progress,
) -> Result<Resolution, ResolveError> {
    let stop = || if progress.is_cancelled() { Err(ResolveError::Cancelled) } else { Ok(()) };
    progress.step("resolve", "choosing what to compare", 0, None);
    let (comparisons, _) = Comparisons::new(&corpus, fixed.unwrap_or(shipped).wanted(&corpus));
    let mut rules = shipped_rules(&corpus)?;
    rules.retain(|rule| !without.contains(&rule.name));
    stop()?;
    let mut plan = plan(&corpus, &comparisons, rules, progress);
    laps.lap("block", corpus.len());
    stop()?;
    progress.step("resolve", "learning from the data", 0, None);
    let (mut model, training) = match fixed {
        Some(fixed) => (Model { learned: shipped.learned.clone(), ..fixed.with_priors(corpus.len()) }, None),
        None => {
            let (model, training) = train(&corpus, &comparisons, &plan, shipped, progress);
            (model, Some(training))
        }
    };
    laps.lap("train", plan.rules.len());
    stop()?;
    let frequencies = Frequencies::count(&corpus, None);
    stop()?;
    let mut scorer = Scorer::new(&corpus, &comparisons, &model, shipped, &frequencies);
    let certainty = Certainty::new(&comparisons, &model, &frequencies);
    prune(&mut plan, |left, right| {
        let (a, b) = (corpus.row(left), corpus.row(right));
        if progress.is_cancelled() {
            return 0.0;
        }
        let pattern = comparisons.pattern(&corpus, a, b);
        probability(scorer.weight(&comparisons, pattern, a, b, &corpus))
    });
    let candidates: u64 = plan.rules.iter().map(|r| r.pairs).sum();
    laps.lap("choose rules", plan.rules.len());
    stop()?;
    progress.step("resolve", "comparing pairs", 0, Some(candidates));
    let scales = Scales {
        corpus: &corpus,
        comparisons: &comparisons,
        scorer: &scorer,
        certainty: &certainty,
        model: &model,
    };
    let Scored { edges, compared, histogram, rules } = score(scales, &plan, progress);
    plan.rules.iter_mut().for_each(PlannedRule::forget_blocks);
    let pairs = rules.iter().filter(|r| r.left_out.is_none()).map(|r| r.pairs).sum();
    laps.lap("compare", pairs as usize);
    stop()?;
    let before = scorer.total(Evidence::default());
    if fixed.is_none_or(|fixed| fixed.prior <= 0.0) {
        // Now that all candidates are seen, how many of them match is known better than from samples.
        (model.prior, model.household) = shares(&model, &comparisons, &compared, corpus.len());
        scorer.set_priors(&model);
    }
    let histogram = shifted(without_edges(histogram, &edges), scorer.total(Evidence::default()) - before);
    let mut edges = in_order(corpus.len(), edges, &scorer);
    progress.step("resolve", "grouping records", 0, None);
    add_decided(&corpus, &comparisons, verdicts, &mut edges);
    let patterns = known(&corpus, &edges);
    let among = (&corpus, &comparisons, &patterns);
    let first = group(among, &scorer, &edges, &model, verdicts, progress);
    stop()?;
    // How rare a value is depends on how many people have it, not on how many records: count again by cluster.
    let mut frequencies = Frequencies::count(&corpus, Some(&first));
    stop()?;
    let labels = Labels::new(&corpus, corrections);
    let heard = labels.of(&first, &frequencies, None);
    let silent = Silent::of(&corpus, &heard);
    stop()?;
    heard.iter().filter(|c| c.is_said_personal()).for_each(|c| frequencies.is_one_persons(c.kind, c.key));
    let scorer = Scorer::new(&corpus, &comparisons, &model, shipped, &frequencies).silencing(&silent);
    let certainty = Certainty::new(&comparisons, &model, &frequencies).silencing(&silent);
    stop()?;
    rescore(&corpus, &comparisons, &scorer, &certainty, &mut edges, progress);
    stop()?;
    let histogram = with_edges(histogram, &edges);
    if let (None, Some(rule)) = (fixed, shipped.expect.as_ref().filter(|rule| rule.in_force)) {
        let bars: Vec<(i32, u64)> = histogram.iter().map(|(bits, pairs)| (*bits, *pairs)).collect();
        let chosen = expect::choose(rule, &expect::curve(&bars));
        (model.merge_at, model.review_at) = (chosen.merge_at, chosen.review_at);
    }
    let floor = milli(model.review_at) - BELOW_REVIEW;
    edges.retain(|e| e.weight >= floor || e.certain || e.rule == NO_RULE);
    if model.learned.is_some() {
        let plain = Model { learned: None, ..model.clone() };
        let scorer = Scorer::new(&corpus, &comparisons, &plain, shipped, &frequencies).silencing(&silent);
        credit(&corpus, &comparisons, &scorer, milli(model.merge_at), &mut edges);
    }
    let clusters = group(among, &scorer, &edges, &model, verdicts, progress);
    drop(patterns);
    stop()?;
    laps.lap("group", edges.len());
    // What a steward called one person's has changed the frequencies.
    let is_alike = !heard.iter().any(Contact::is_said_personal);
    let former = is_alike.then_some(Former { clusters: &first, contacts: &heard });
    let contacts = labels.of(&clusters, &frequencies, former);
    let contacts = with_silent(contacts, heard);
    laps.lap("contacts", contacts.len());
    stop()?;
    let audit = Audit { corpus: &corpus, comparisons: &comparisons, scorer: &scorer, certainty: &certainty };
    let report = audit.report(&plan, &edges, &model, training);
    laps.lap("audit", edges.len());
    let kept = plan.kept();
    let compared = comparisons.list.iter().map(|c| c.attribute.clone()).collect();
    Ok(Resolution {
        corpus,
        model,
        frequencies,
        edges,
        clusters,
        rules,
        histogram,
        pairs,
        contacts,
        silent,
        report,
        kept,
        compared,
    })
}

/// Adds contacts that were silent in the evidence and turned out to be one person's: what a pair weighed hangs on them.
fn with_silent(mut contacts: Vec<Contact>, heard: Vec<Contact>) -> Vec<Contact> {
    let known: FxHashSet<(Kind, u64)> = contacts.iter().map(|c| (c.kind, c.key)).collect();
    let lone = heard.into_iter().filter(|c| c.label.is_silent() && !known.contains(&(c.kind, c.key)));
    contacts.extend(lone.map(|c| Contact { label: Label::Personal, profiles: 1, households: 1, ..c }));
    contacts
}

/// Decided pairs that no rule found become edges too: what was decided must be seen.
fn add_decided(corpus: &Corpus, comparisons: &Comparisons, verdicts: &Verdicts, edges: &mut Vec<Edge>) {
    let known = edges.len();
    let decided = verdicts.same.iter().chain(&verdicts.different).chain(&verdicts.unsure);
    for &(left, right) in decided {
        if edges[..known].binary_search_by_key(&(left, right), |e| (e.left, e.right)).is_err() {
            let pattern = comparisons.pattern(corpus, corpus.row(left), corpus.row(right));
            edges.push(Edge {
                left,
                right,
                weight: 0,
                pattern,
                rule: NO_RULE,
                certain: false,
                learned: false,
            });
        }
    }
    if edges.len() > known {
        edges.par_sort_unstable_by_key(|e| (e.left, e.right));
    }
}

fn train(
    corpus: &Corpus,
    comparisons: &Comparisons,
    plan: &Plan,
    shipped: &Model,
    stop: &Progress,
) -> (Model, Training) {
    let mut sessions = session_pairs(corpus, comparisons, plan, stop);
    sessions.push(random_pairs(corpus, comparisons, stop));
    let Estimate { levels, prior, household, training } =
        estimate(shipped, comparisons, &sessions, corpus.len(), stop);
    let attributes = comparisons.list.iter().map(|c| c.attribute.clone());
    let model = Model {
        strength: shipped.strength,
        prior,
        household,
        merge_at: shipped.merge_at,
        certain_at: shipped.certain_at,
        review_at: shipped.review_at,
        expect: None,
        shared: None,
        deterministic: shipped.deterministic.clone(),
        comparisons: attributes
            .zip(levels)
            .map(|(attribute, levels)| ModelComparison { attribute, levels })
            .collect(),
        learned: shipped.learned.clone(),
    };
    (model, training)
}

/// The patterns that edges know, so that groups are judged without comparing again.
pub(crate) fn known(corpus: &Corpus, edges: &[Edge]) -> Patterns {
    Patterns::of_pairs(corpus.len(), edges.iter().map(|e| (e.left, e.right, e.pattern)))
}

/// Groups records by the edges among them; `patterns` are those [`known`] of the edges. Stopped, no further groups are judged, or
/// there are none.
pub(crate) fn group(
    (corpus, comparisons, patterns): (&Corpus, &Comparisons, &Patterns),
    scorer: &Scorer,
    edges: &[Edge],
    model: &Model,
    verdicts: &Verdicts,
    stop: &Progress,
) -> Vec<u32> {
    if stop.is_cancelled() {
        return Vec::new();
    }
    let bars = Bars { merge_at: milli(model.merge_at), certain_at: milli(model.certain_at) };
    let mut links = Vec::with_capacity(edges.len());
    let joins = edges.iter().filter(|e| e.certain || e.weight >= bars.merge_at);
    links.extend(joins.map(|e| Link { left: e.left, right: e.right, weight: e.weight, certain: e.certain }));
    let fetch = |links: &[Link]| {
        let ends = || links.iter().flat_map(|link| [link.left, link.right]);
        patterns.fetch(ends());
        corpus.fetch(ends());
    };
    cluster(corpus.len(), &links, verdicts, bars, fetch, |a, b| match stop.is_cancelled() {
        true => Weight::MIN,
        false => scorer.between(comparisons, a, b, corpus, patterns),
    })
}
