//! Why two records match, or do not: the prior and each comparison's level with its match weight.

use super::ResolveError;
use super::cluster::Verdicts;
use super::compare::{Comparison, Comparisons, Kind};
use super::contact::{self, Silent};
use super::corpus::{Corpus, field};
use super::edge::Edge;
use super::encode::encode;
use super::engine;
use super::error::database;
use super::frequency::Frequencies;
use super::input::Input;
use super::model::{Level, Model};
use super::score::{Patterns, Scorer, probability};
use super::store;
use crate::progress::Progress;
use duckdb::{Connection, params};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// How one attribute of a pair agrees, in the four words the screens use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// The normalised values are equal.
    Same,
    /// A nickname, a close spelling, a transposition, a neighbouring value.
    Close,
    /// Both are there and differ.
    Different,
    /// At least one side is empty.
    Missing,
}

/// One comparison of a pair: a bar of the waterfall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonStep {
    /// The attribute, as in the model: `given_name`, `address`, `id:loyalty`, `extra:occupation`.
    pub attribute: String,
    /// The values compared, normalised, for people; empty when missing.
    pub left: String,
    /// The right-hand side likewise.
    pub right: String,
    /// Name of the comparison level: `exact`, `nickname`, `close spelling`, …
    pub level: String,
    /// The level in one of four words.
    pub agreement: Agreement,
    /// P(level | same person).
    pub m: f64,
    /// P(level | different people).
    pub u: f64,
    /// Bits added because the value is rarer (or commoner: negative) than the average one.
    pub frequency_adjustment: f64,
    /// Match weight in bits: log2(m/u) plus the adjustment.
    pub weight: f64,
}

/// Name of the step that takes off what people of one household share anyway.
pub const HOUSEHOLD: &str = "household";

/// Name of the step that adds what decisions taught of all pairs; what they taught of a level is in its own step.
pub const LEARNED: &str = "learned";

/// Everything that speaks for and against two records being one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairExplanation {
    /// The two records, smaller id first.
    pub left_record: i64,
    /// The other one.
    pub right_record: i64,
    /// Bits of the prior: log2(odds that two random records match).
    pub prior: f64,
    /// In the model's order.
    pub steps: Vec<ComparisonStep>,
    /// Prior plus all steps, in bits.
    pub weight: f64,
    /// 2^weight / (1 + 2^weight).
    pub probability: f64,
    /// Weight from which pairs are merged.
    pub merge_at: f64,
    /// Weight from which pairs wait for review.
    pub review_at: f64,
    /// The blocking rule that brought the two together; `None`: no rule did, they were never compared in a run.
    pub rule: Option<String>,
    /// The profiles they are in now.
    pub left_profile: Option<i64>,
    /// The right-hand record's.
    pub right_profile: Option<i64>,
    /// The steward's word on exactly this pair, when there is one: same, different, unsure.
    pub verdict: Option<String>,
}

/// What a decision was made on, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// As in [`PairExplanation`].
    pub prior: f64,
    /// Those of which at least one side has a value.
    pub steps: Vec<ComparisonStep>,
    /// Match weight in bits.
    pub weight: f64,
    /// That they are one person.
    pub probability: f64,
}

impl Shown {
    pub(super) fn of(pair: PairExplanation) -> Self {
        let PairExplanation { prior, mut steps, weight, probability, .. } = pair;
        steps.retain(|s| s.weight != 0.0 || !(s.left.is_empty() && s.right.is_empty()));
        Self { prior, steps, weight, probability }
    }
}

/// Explains any two records, also ones that were never compared, by the model of the last run.
///
/// # Errors
/// When a record is not there, nothing was resolved yet, or the workspace can't be read.
pub fn pair(conn: &Connection, left: i64, right: i64) -> Result<PairExplanation, ResolveError> {
    let (left, right) = (left.min(right), left.max(right));
    let compared = Compared::load(conn, store::load_model(conn)?, &[left, right])?;
    rows(conn, &compared, 0, 1)
}

/// Explains two records out of several, by their places in the corpus.
pub(super) fn rows(
    conn: &Connection,
    pair: &Compared,
    left: u32,
    right: u32,
) -> Result<PairExplanation, ResolveError> {
    let ids = &pair.corpus.record_ids;
    let known = known(conn, ids[left.min(right) as usize], ids[left.max(right) as usize])?;
    Ok(told(pair, left, right, known))
}

/// Explains two records out of several of which all is known.
pub(super) fn told(pair: &Compared, left: u32, right: u32, known: Known) -> PairExplanation {
    let (a, b) = (pair.corpus.row(left.min(right)), pair.corpus.row(left.max(right)));
    let ids = &pair.corpus.record_ids;
    let (left, right) = (ids[left.min(right) as usize], ids[left.max(right) as usize]);
    let pattern = pair.comparisons.pattern(&pair.corpus, a, b);
    let parts = pair.scorer.parts(&pair.comparisons, pattern, a, b, &pair.corpus);
    let bits = |weight: i32| f64::from(weight) / 1000.0;
    let mut steps: Vec<ComparisonStep> = Vec::new();
    for model in &pair.model.comparisons {
        let at = pair.comparisons.list.iter().position(|c| c.attribute == model.attribute);
        steps.push(match at {
            Some(i) => {
                let comparison = &pair.comparisons.list[i];
                let level = comparison.level(pattern).checked_sub(1).map(|l| &model.levels[l]);
                let (weight, adjustment) = parts.steps[i];
                step(&pair.corpus, comparison, [a, b], level, bits(weight), bits(adjustment))
            }
            None => missing(&model.attribute),
        });
    }
    if parts.household != 0 {
        steps.push(extra(HOUSEHOLD, "people of one household agree like this too", bits(parts.household)));
    }
    if parts.learned != 0 {
        steps.push(extra(LEARNED, "what decisions taught", bits(parts.learned)));
    }
    let weight = pair.scorer.weight(&pair.comparisons, pattern, a, b, &pair.corpus);
    PairExplanation {
        left_record: left,
        right_record: right,
        prior: bits(parts.prior),
        steps,
        weight: bits(weight),
        probability: probability(weight),
        merge_at: pair.model.merge_at,
        review_at: pair.model.review_at,
        rule: known.rule,
        left_profile: known.left_profile,
        right_profile: known.right_profile,
        verdict: known.verdict,
    }
}

/// Some records with all it takes to score them as the last run did.
pub(super) struct Compared {
    pub input: Input,
    pub corpus: Corpus,
    pub comparisons: Comparisons,
    pub scorer: Scorer,
    pub model: Model,
    pub frequencies: Frequencies,
    pub silent: Silent,
}

impl Compared {
    /// Loads records, to be scored by the model of the last run; in the corpus they are in order of their ids.
    pub(super) fn load(conn: &Connection, model: Model, records: &[i64]) -> Result<Self, ResolveError> {
        let input = store::load_some(conn, records)?;
        let present: FxHashSet<i64> = input.record_ids.iter().copied().collect();
        if let Some(absent) = records.iter().find(|id| !present.contains(id)) {
            return Err(ResolveError::NoSuchRecord(absent.to_string()));
        }
        let corpus = encode(&input, &Progress::silent());
        let (comparisons, _) = Comparisons::new(&corpus, model.wanted(&corpus));
        let mut values: Vec<String> = (0..corpus.fields())
            .flat_map(|field| (1..corpus.values_of(field) as u32).map(move |id| (field, id)))
            .map(|(field, id)| corpus.value_text(field, id))
            .collect();
        let frequencies = Frequencies::recall(&corpus, &store::remembered(conn, &values)?);
        values.extend(contact::addresses(&corpus));
        let silent = Silent::recall(&corpus, &contact::silent_among(conn, &values)?);
        let scorer =
            Scorer::new(&corpus, &comparisons, &model, &Model::shipped()?, &frequencies).silencing(&silent);
        Ok(Self { input, corpus, comparisons, scorer, model, frequencies, silent })
    }

    /// The match weight of two records, by their places in the corpus, the smaller first.
    pub(super) fn weight(&self, left: u32, right: u32) -> i32 {
        let (a, b) = (self.corpus.row(left), self.corpus.row(right));
        let pattern = self.comparisons.pattern(&self.corpus, a, b);
        self.scorer.weight(&self.comparisons, pattern, a, b, &self.corpus)
    }

    /// The match weight of two groups of records, by their places in the corpus.
    pub(super) fn between(&self, left: &[u32], right: &[u32]) -> i32 {
        self.scorer.between(&self.comparisons, left, right, &self.corpus, &Patterns::none())
    }

    /// Groups the records by the edges among them.
    pub(super) fn group(&self, edges: &[Edge], verdicts: &Verdicts) -> Vec<u32> {
        let patterns = engine::known(&self.corpus, edges);
        let (among, stop) = ((&self.corpus, &self.comparisons, &patterns), &Progress::silent());
        engine::group(among, &self.scorer, edges, &self.model, verdicts, stop)
    }
}

fn step(
    corpus: &Corpus,
    comparison: &Comparison,
    rows: [&[u32]; 2],
    level: Option<&Level>,
    weight: f64,
    adjustment: f64,
) -> ComparisonStep {
    let [left, right] = rows.map(|row| values(corpus, comparison.kind, row));
    match level {
        Some(level) => ComparisonStep {
            attribute: comparison.attribute.clone(),
            left,
            right,
            level: level.name.clone(),
            agreement: level.agreement,
            m: level.m,
            u: level.u,
            frequency_adjustment: adjustment,
            weight: weight + adjustment,
        },
        None => ComparisonStep { left, right, ..missing(&comparison.attribute) },
    }
}

fn missing(attribute: &str) -> ComparisonStep {
    ComparisonStep {
        attribute: attribute.to_owned(),
        left: String::new(),
        right: String::new(),
        level: "missing".into(),
        agreement: Agreement::Missing,
        m: 1.0,
        u: 1.0,
        frequency_adjustment: 0.0,
        weight: 0.0,
    }
}

fn extra(attribute: &str, level: &str, weight: f64) -> ComparisonStep {
    ComparisonStep { level: level.into(), agreement: Agreement::Close, weight, ..missing(attribute) }
}

/// The normalised values a comparison looks at, for people.
fn values(corpus: &Corpus, kind: Kind, row: &[u32]) -> String {
    let of_set = |field: usize| {
        let ids = corpus.value_sets(field).sets.get(&row[field]);
        ids.iter().map(|&id| corpus.value_text(field, id)).collect::<Vec<_>>().join(", ")
    };
    match kind {
        Kind::Given => corpus.value_text(field::GIVEN, row[field::GIVEN]),
        Kind::Family => corpus.value_text(field::FAMILY, row[field::FAMILY]),
        Kind::Birth => corpus.value_text(field::BIRTH, row[field::BIRTH]),
        Kind::Email => of_set(field::EMAIL),
        Kind::Phone => of_set(field::PHONE),
        Kind::Company => corpus.value_text(field::COMPANY, row[field::COMPANY]),
        Kind::Open(i) => of_set(field::OPEN + i),
        Kind::Gender => match row[field::TRAITS] >> 4 & 3 {
            1 => "female".into(),
            2 => "male".into(),
            _ => String::new(),
        },
        Kind::Address => [field::STREET, field::POSTCODE, field::CITY]
            .iter()
            .map(|&f| corpus.value_text(f, row[f]))
            .filter(|v| !v.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// What the workspace says of two records together.
#[derive(Default)]
pub(super) struct Known {
    pub rule: Option<String>,
    pub left_profile: Option<i64>,
    pub right_profile: Option<i64>,
    pub verdict: Option<String>,
}

fn known(conn: &Connection, left: i64, right: i64) -> Result<Known, ResolveError> {
    let verdict = store::in_force(conn)?.into_iter().find(|v| (v.left, v.right) == (left, right));
    conn.query_row(
        "SELECT (SELECT r.rule FROM edges e JOIN blocking_report r ON r.position = e.rule
                 WHERE e.left_record = ?1 AND e.right_record = ?2),
                (SELECT profile_id FROM profile_members WHERE record_id = ?1),
                (SELECT profile_id FROM profile_members WHERE record_id = ?2)",
        params![left, right],
        |row| {
            Ok(Known {
                rule: row.get(0)?,
                left_profile: row.get(1)?,
                right_profile: row.get(2)?,
                verdict: verdict.map(|v| v.verdict),
            })
        },
    )
    .map_err(database("read how the pair was found"))
}
