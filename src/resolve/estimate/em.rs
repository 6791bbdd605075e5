//! Expectation-maximisation over counts of comparison patterns, with three classes: same person, two people at
//! random, two people of one household.
//!
//! Winkler 1988; Enamorado, Fifield and Imai 2019 (patterns, not pairs). Several sessions are fitted together: one of
//! random pairs, which teaches u, and one a blocking rule, which teaches m of every attribute the rule does not fix.
//! Classes have a share in each session; m and u are common to all. The shipped figures count as `strength` pairs.

use crate::resolve::compare::{Comparison, Comparisons, Kind, Pattern};
use crate::resolve::model::{Level, Model};

/// Pairs drawn in one way, counted by pattern.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Pattern and number of pairs, sorted by pattern.
    pub patterns: Vec<(Pattern, f64)>,
    /// Comparisons (bit by index) that the way of drawing fixes; they teach nothing here.
    pub excluded: u64,
    /// True for random pairs.
    pub random: bool,
}

/// m, u and h of every level of one comparison; index 0 is "missing" and stays 1.
#[derive(Debug, Clone)]
struct Table {
    m: Vec<f64>,
    u: Vec<f64>,
    h: Vec<f64>,
    groups: Vec<u8>,
    /// An identifier or extra attribute.
    open: bool,
    prior_m: Vec<f64>,
    prior_u: Vec<f64>,
}

/// What came out of the estimation.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// By comparison index: its levels with m and u estimated.
    pub levels: Vec<Vec<Level>>,
    /// Probability that two random records match, and that they are of one household.
    pub prior: f64,
    pub household: f64,
}

const MAX_ITERATIONS: usize = 200;
const SHARE_ITERATIONS: usize = 40;
const ENOUGH: f64 = 1e-5;
/// Pairs within a household for each pair of records of one person, as customer data usually have it, and how many
/// matching pairs it takes to outweigh that.
const HOUSEHOLD_SHARE: f64 = 0.3;
const HOUSEHOLD_STRENGTH: f64 = 60.0;
/// How far people of one household are like one person in identifiers and extra attributes.
const HOUSEHOLD_LIKENESS: f64 = 0.1;
/// The shipped u counts as this many random pairs.
const U_STRENGTH: f64 = 200.0;

/// Fits all sessions together.
pub(crate) fn estimate(
    model: &Model,
    comparisons: &Comparisons,
    sessions: &[Session],
    records: usize,
) -> Estimate {
    let mut tables: Vec<Table> = comparisons.list.iter().map(|c| Table::new(model, c)).collect();
    let mut shares: Vec<[f64; 3]> = sessions.iter().map(|s| first_shares(s, records)).collect();
    let mut iterations = 0;
    let mut change = f64::INFINITY;
    while iterations < MAX_ITERATIONS && change > ENOUGH {
        change = iterate(&mut tables, &mut shares, comparisons, sessions, model.strength);
        iterations += 1;
    }
    let random = sessions.iter().position(|s| s.random).map_or([1e-6, 1.0, 1e-6], |i| shares[i]);
    let levels = comparisons
        .list
        .iter()
        .zip(&tables)
        .map(|(c, table)| {
            let shipped = model.comparison(&c.attribute).map(|c| c.levels.clone()).unwrap_or_default();
            let fill = |(i, level): (usize, Level)| Level {
                m: table.m[i + 1],
                u: table.u[i + 1],
                h: table.h[i + 1],
                ..level
            };
            shipped.into_iter().enumerate().map(fill).collect()
        })
        .collect();
    Estimate { levels, prior: random[0], household: random[2] }
}

/// Shares of the classes to start from: about one partner a record among random pairs, a fifth among blocked ones.
fn first_shares(session: &Session, records: usize) -> [f64; 3] {
    if session.random {
        let partner = (0.5 / records.max(2) as f64).min(0.2);
        [partner, 1.0 - 1.2 * partner, 0.2 * partner]
    } else {
        [0.2, 0.75, 0.05]
    }
}

impl Table {
    fn new(model: &Model, comparison: &Comparison) -> Self {
        let levels = model.comparison(&comparison.attribute).map(|c| c.levels.as_slice()).unwrap_or_default();
        let column = |pick: fn(&Level) -> f64| std::iter::once(1.0).chain(levels.iter().map(pick)).collect();
        let (m, u, h): (Vec<f64>, Vec<f64>, Vec<f64>) = (column(|l| l.m), column(|l| l.u), column(|l| l.h));
        let groups = std::iter::once(0).chain(levels.iter().map(|l| l.group)).collect();
        let open = matches!(comparison.kind, Kind::Open(_));
        Self { prior_m: m.clone(), prior_u: u.clone(), m, u, h, groups, open }
    }

    /// What a household shares of an attribute nobody knows beforehand: little more than two people at random.
    fn follow(&mut self) {
        if self.open {
            for ((h, m), u) in self.h.iter_mut().zip(&self.m).zip(&self.u) {
                *h = HOUSEHOLD_LIKENESS * m + (1.0 - HOUSEHOLD_LIKENESS) * u;
            }
        }
    }

    /// New m or u from weighted counts, each group of levels a distribution of its own. Returns the largest change.
    fn refit(old: &mut [f64], prior: &[f64], counts: &[f64], groups: &[u8], strength: f64) -> f64 {
        let mut change: f64 = 0.0;
        let top = groups.iter().copied().max().unwrap_or(0);
        for group in 0..=top {
            let of_group = |i: &usize| groups[*i] == group;
            let total: f64 = (1..counts.len()).filter(of_group).map(|i| counts[i]).sum();
            let prior_total: f64 = (1..counts.len()).filter(of_group).map(|i| prior[i]).sum();
            if prior_total <= 0.0 {
                continue;
            }
            for i in (1..counts.len()).filter(of_group) {
                let new = (counts[i] + strength * prior[i] / prior_total) / (total + strength);
                change = change.max((new - old[i]).abs());
                old[i] = new;
            }
        }
        change
    }
}

fn iterate(
    tables: &mut [Table],
    shares: &mut [[f64; 3]],
    comparisons: &Comparisons,
    sessions: &[Session],
    strength: f64,
) -> f64 {
    let blank: Vec<Vec<f64>> = tables.iter().map(|t| vec![0.0; t.m.len()]).collect();
    let (mut same, mut apart) = (blank.clone(), blank);
    for (session, share) in sessions.iter().zip(shares.iter_mut()) {
        let mut sums = [1e-3, 1.0, 1e-3];
        for &(pattern, count) in &session.patterns {
            let posterior = classes(tables, comparisons, session.excluded, *share, pattern);
            for (sum, p) in sums.iter_mut().zip(posterior) {
                *sum += p * count;
            }
            for (i, comparison) in comparisons.list.iter().enumerate() {
                if session.excluded & (1 << i) == 0 {
                    let level = comparison.level(pattern);
                    same[i][level] += posterior[0] * count;
                    if session.random {
                        apart[i][level] += posterior[1] * count;
                    }
                }
            }
        }
        // Families are everywhere; a handful of pairs says so until the data have spoken.
        sums[2] += HOUSEHOLD_SHARE * sums[0] * HOUSEHOLD_STRENGTH / (sums[0] + HOUSEHOLD_STRENGTH);
        let total: f64 = sums.iter().sum();
        *share = sums.map(|s| s / total);
    }
    let mut change: f64 = 0.0;
    for (table, (same, apart)) in tables.iter_mut().zip(same.iter().zip(&apart)) {
        change = change.max(Table::refit(&mut table.m, &table.prior_m, same, &table.groups, strength));
        change = change.max(Table::refit(&mut table.u, &table.prior_u, apart, &table.groups, U_STRENGTH));
        table.follow();
    }
    change
}

/// Shares of the classes among all pairs of records, from the patterns of all pairs that were compared; the ones that
/// were not are two people at random.
pub(crate) fn shares(
    model: &Model,
    comparisons: &Comparisons,
    compared: &Session,
    records: usize,
) -> (f64, f64) {
    let tables: Vec<Table> = comparisons.list.iter().map(|c| Table::new(model, c)).collect();
    let all = records as f64 * (records as f64 - 1.0).max(1.0) / 2.0;
    let mut share = [model.prior, 1.0 - model.prior - model.household, model.household];
    for _ in 0..SHARE_ITERATIONS {
        let (mut same, mut household) = (0.5, 0.0);
        for &(pattern, count) in &compared.patterns {
            let posterior = classes(&tables, comparisons, 0, share, pattern);
            same += posterior[0] * count;
            household += posterior[2] * count;
        }
        household += HOUSEHOLD_SHARE * same * HOUSEHOLD_STRENGTH / (same + HOUSEHOLD_STRENGTH);
        let (same, household) = ((same / all).min(0.5), (household / all).min(0.4));
        share = [same, 1.0 - same - household, household];
    }
    (share[0], share[2])
}

/// Probabilities that a pair with this pattern is of one person, two at random, two of one household.
fn classes(
    tables: &[Table],
    comparisons: &Comparisons,
    excluded: u64,
    share: [f64; 3],
    pattern: Pattern,
) -> [f64; 3] {
    let mut p = share;
    for (i, (comparison, table)) in comparisons.list.iter().zip(tables).enumerate() {
        if excluded & (1 << i) != 0 {
            continue;
        }
        let level = comparison.level(pattern);
        p[0] *= table.m[level];
        p[1] *= table.u[level];
        p[2] *= table.h[level];
    }
    let total: f64 = p.iter().sum();
    if total > 0.0 { p.map(|x| x / total) } else { [0.0, 1.0, 0.0] }
}
