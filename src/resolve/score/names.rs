//! How common full names are: given and family names go together, and are written in either order.

use super::table::share;
use super::{Weight, milli};
use crate::resolve::corpus::{Corpus, field};
use crate::resolve::frequency::{Frequencies, NAME_UNIT};
use crate::resolve::model::Model;

/// The share of others with each name.
pub(super) struct NameShares {
    /// By name id: full name as written.
    full: Vec<f64>,
    /// By name id: if given and family names met by chance.
    apart: Vec<f64>,
    given: Vec<f64>,
    family: Vec<f64>,
}

impl NameShares {
    /// `shipped` tells how common names usually are.
    pub(super) fn new(corpus: &Corpus, shipped: &Model, frequencies: &Frequencies) -> Self {
        let shares = |attribute: &str, field: usize| -> Vec<f64> {
            let usual = shipped.levels(attribute).iter().find(|l| l.frequency).map_or(1.0, |l| l.u);
            let counts = frequencies.of(field);
            (0..corpus.values_of(field) as u32).map(|id| share(counts, id, usual)).collect()
        };
        let (given, family) = (shares("given_name", field::GIVEN), shares("family_name", field::FAMILY));
        let counts = frequencies.of(field::NAME);
        let total = NAME_UNIT * f64::from(counts.total.max(1));
        let apart: Vec<f64> =
            corpus.names.iter().map(|&(g, f)| given[g as usize] * family[f as usize]).collect();
        let seen = |id: usize| counts.by_id.get(id).map_or(0.0, |n| f64::from(*n) / total);
        let full = apart.iter().enumerate().map(|(id, apart)| apart.max(seen(id))).collect();
        Self { full, apart, given, family }
    }

    /// Bits to take off an agreement on both names, by name id: how much commoner the full name is than if the two
    /// met by chance.
    pub(super) fn together(&self) -> Vec<Weight> {
        self.full.iter().zip(&self.apart).map(|(full, apart)| milli((apart / full).log2())).collect()
    }

    /// Probability that the names of two people at random look swapped, given that one of them has these names and
    /// that `written` of all people have theirs written the other way round: the other bears the same name and it was
    /// written so, or really has the swapped name.
    pub(super) fn swapped(&self, written: f64, left: &[u32], right: &[u32]) -> f64 {
        let of = |shares: &[f64], id: u32| shares.get(id as usize).copied().unwrap_or(0.0);
        let (a, b) = match (left[field::NAME], right[field::NAME]) {
            (0, _) => (of(&self.family, left[field::FAMILY]), of(&self.given, right[field::GIVEN])),
            (_, 0) => (of(&self.given, left[field::GIVEN]), of(&self.family, right[field::FAMILY])),
            (left, right) => (of(&self.full, left), of(&self.full, right)),
        };
        written * a.max(b) + a.min(b)
    }
}
