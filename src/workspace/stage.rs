//! What every stage of `run` reports when it is done.

/// The outcome of one stage, as `run --json` tells it.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct StageOutcome {
    /// Rows of the stage's main table.
    pub rows: u64,
    /// Candidate pairs compared (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<u64>,
    /// Pairs kept as edges (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edges: Option<u64>,
    /// Profiles made (resolve only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles: Option<u64>,
    /// Named parts of the stage: seconds and rows of each.
    pub parts: Vec<(&'static str, f64, u64)>,
}
