//! The figures of one comparison while they are fitted: m, u and h of each level.

use crate::resolve::compare::{Comparison, Kind};
use crate::resolve::explain::Agreement;
use crate::resolve::model::{Level, Model};

/// How far people of one household are like one person in identifiers and extra attributes.
const HOUSEHOLD_LIKENESS: f64 = 0.1;
/// The shipped u counts as this many random pairs.
pub(super) const U_STRENGTH: f64 = 200.0;

/// That people of one household share less than is usual takes this many times the pairs to teach.
const DOUBT: f64 = 20.0;

/// m, u and h of every level of one comparison; index 0 is "missing" and stays 1.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub m: Vec<f64>,
    pub u: Vec<f64>,
    pub h: Vec<f64>,
    pub prior_m: Vec<f64>,
    pub prior_u: Vec<f64>,
    prior_h: Vec<f64>,
    /// What m may grow to, by level.
    most: Vec<f64>,
    groups: Vec<u8>,
    /// Levels at which the values are the same.
    same: Vec<bool>,
    /// How h is found.
    household: Household,
    /// How much more than once a pair of one person counts, being seen by several blocking rules.
    times: f64,
}

/// Where the h of a comparison comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Household {
    /// As shipped: it tells households from people.
    Shipped,
    /// From the pairs of households, the shipped figures counting as so many.
    Learned(f64),
    /// From m and u: nobody knows beforehand what the attribute is.
    Likened,
}

/// Pairs by level as the classes have them, in the order of the table's levels.
pub(super) struct Counts<'a> {
    pub same: &'a [f64],
    pub apart: &'a [f64],
    pub household: &'a [f64],
}

impl Table {
    pub(super) fn new(model: &Model, comparison: &Comparison) -> Self {
        let levels = model.comparison(&comparison.attribute).map(|c| c.levels.as_slice()).unwrap_or_default();
        let column = |pick: fn(&Level) -> f64| std::iter::once(1.0).chain(levels.iter().map(pick)).collect();
        let (m, u, h): (Vec<f64>, Vec<f64>, Vec<f64>) = (column(|l| l.m), column(|l| l.u), column(|l| l.h));
        let household = match &model.shared {
            _ if matches!(comparison.kind, Kind::Open(_)) => Household::Likened,
            Some(shared) if shared.attributes.contains(&comparison.attribute) => {
                Household::Learned(shared.strength)
            }
            _ => Household::Shipped,
        };
        Self {
            prior_m: m.clone(),
            prior_u: u.clone(),
            prior_h: h.clone(),
            most: column(|l| l.m_at_most.unwrap_or(1.0)),
            groups: std::iter::once(0).chain(levels.iter().map(|l| l.group)).collect(),
            same: std::iter::once(false)
                .chain(levels.iter().map(|l| l.agreement == Agreement::Same))
                .collect(),
            household,
            times: 1.0,
            m,
            u,
            h,
        }
    }

    /// Begins with less trust in agreement: m raised to a power, each group of levels still one distribution.
    pub(super) fn doubt(&mut self, power: f64) {
        if power == 1.0 {
            return;
        }
        for of_group in groups(&self.groups) {
            let (was, is) = of_group
                .iter()
                .fold((0.0, 0.0), |(was, is), i| (was + self.m[*i], is + self.m[*i].powf(power)));
            for i in of_group {
                self.m[i] = self.m[i].powf(power) * was / is;
            }
        }
    }

    /// Logarithm of how likely these figures are beforehand.
    pub(super) fn log_prior(&self, strength: f64) -> f64 {
        let strength = self.strength(strength);
        (1..self.m.len())
            .map(|i| {
                strength * self.prior_m[i] * self.m[i].ln() + U_STRENGTH * self.prior_u[i] * self.u[i].ln()
            })
            .sum()
    }

    /// How many of the pairs counted the shipped m count as.
    pub(super) fn strength(&self, strength: f64) -> f64 {
        strength * self.times
    }

    /// New figures from weighted counts, `matches` being how many pairs of one person there are, each counted once.
    /// Returns the largest change of m or u.
    pub(super) fn refit(&mut self, counts: &Counts, matches: f64, strength: f64) -> f64 {
        // Seen again a pair says partly the same, partly what the rule that found it first had fixed: the root lies between.
        self.times = (counts.same.iter().sum::<f64>() / (matches + 1.0)).max(1.0).sqrt();
        let was = self.m.clone();
        fit(&mut self.m, &self.prior_m, counts.same, &self.groups, strength * self.times);
        self.bound();
        let change = was.iter().zip(&self.m).fold(0.0, |most: f64, (was, is)| most.max((was - is).abs()));
        if let Household::Learned(strength) = self.household {
            self.refit_household(counts.household, strength * self.times);
        }
        let change = change.max(fit(&mut self.u, &self.prior_u, counts.apart, &self.groups, U_STRENGTH));
        if self.household == Household::Likened {
            for ((h, m), u) in self.h.iter_mut().zip(&self.m).zip(&self.u) {
                *h = HOUSEHOLD_LIKENESS * m + (1.0 - HOUSEHOLD_LIKENESS) * u;
            }
        }
        change
    }

    /// New h. Where households seem to share less than is usual, there may be none, and others taken for them: that takes
    /// more pairs to teach.
    fn refit_household(&mut self, counts: &[f64], strength: f64) {
        fit(&mut self.h, &self.prior_h, counts, &self.groups, strength);
        let mut doubted = self.h.clone();
        fit(&mut doubted, &self.prior_h, counts, &self.groups, DOUBT * strength);
        for of_group in groups(&self.groups) {
            let shared = |h: &[f64]| of_group.iter().filter(|i| self.same[**i]).map(|i| h[*i]).sum::<f64>();
            if shared(&self.h) < shared(&self.prior_h) {
                of_group.into_iter().for_each(|i| self.h[i] = doubted[i]);
            }
        }
    }

    /// Keeps m within its bounds; what a level may not have goes to the others of its group.
    fn bound(&mut self) {
        for of_group in groups(&self.groups) {
            let (over, rest): (Vec<usize>, Vec<usize>) =
                of_group.into_iter().partition(|i| self.m[*i] > self.most[*i]);
            if over.is_empty() {
                continue;
            }
            let sum = |of: &[usize], values: &[f64]| of.iter().map(|i| values[*i]).sum::<f64>();
            let surplus = sum(&over, &self.m) - sum(&over, &self.most);
            let grown = 1.0 + surplus / sum(&rest, &self.m).max(f64::MIN_POSITIVE);
            over.into_iter().for_each(|i| self.m[i] = self.most[i]);
            rest.into_iter().for_each(|i| self.m[i] *= grown);
        }
    }
}

/// The levels of each group, "missing" left out.
fn groups(groups: &[u8]) -> Vec<Vec<usize>> {
    let top = groups.iter().copied().max().unwrap_or(0);
    let of = |group| (1..groups.len()).filter(|i| groups[*i] == group).collect::<Vec<usize>>();
    (0..=top).map(of).filter(|levels| !levels.is_empty()).collect()
}

/// New figures from weighted counts, each group of levels a distribution of its own. Returns the largest change.
fn fit(old: &mut [f64], prior: &[f64], counts: &[f64], of: &[u8], strength: f64) -> f64 {
    let mut change: f64 = 0.0;
    for of_group in groups(of) {
        let total: f64 = of_group.iter().map(|i| counts[*i]).sum();
        let prior_total: f64 = of_group.iter().map(|i| prior[*i]).sum();
        if prior_total <= 0.0 {
            continue;
        }
        for i in of_group {
            let new = (counts[i] + strength * prior[i] / prior_total) / (total + strength);
            change = change.max((new - old[i]).abs());
            old[i] = new;
        }
    }
    change
}
