//! Why two records match, or do not: the prior and each comparison's level with its match weight.

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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
