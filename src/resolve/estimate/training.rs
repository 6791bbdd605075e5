//! How a training went: what is told of it later.

use serde::{Deserialize, Serialize};

/// A training from end to end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The figures stopped changing before the iterations ran out.
    pub converged: bool,
    /// Where it started from; the likeliest was kept.
    pub starts: Vec<StartReport>,
    /// What taught each level of each comparison.
    pub comparisons: Vec<Support>,
}

/// One start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartReport {
    /// For people: `as shipped`.
    pub name: String,
    /// Iterations done from it.
    pub iterations: usize,
    /// The largest change of a figure in the last one.
    pub change: f64,
    /// Natural logarithm, the shipped figures as prior included.
    pub likelihood: f64,
    /// It was the likeliest, and led to the model in force.
    pub kept: bool,
}

/// What taught a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// As in the model.
    pub attribute: String,
    /// In the order of the model.
    pub levels: Vec<LevelSupport>,
}

/// What taught a level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LevelSupport {
    /// Pairs of one person with this level among those looked at, as the model expects.
    pub same: f64,
    /// Random pairs of two people with this level.
    pub apart: f64,
    /// How far the data decide m, the rest being the shipped figure: 0 to 1.
    pub m_from_data: f64,
    /// How far the data decide u.
    pub u_from_data: f64,
}

impl LevelSupport {
    /// No pair of one person had it: its m is the shipped one, made a little smaller.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.same < 1.0
    }
}
