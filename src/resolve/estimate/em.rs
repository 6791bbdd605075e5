//! Expectation-maximisation over counts of comparison patterns, with three classes: same person, two people at
//! random, two people of one household.
//!
//! Winkler 1988; Enamorado, Fifield and Imai 2019 (patterns, not pairs). Several sessions are fitted together: one of
//! random pairs, which teaches u, and one a blocking rule, which teaches m of every attribute the rule does not fix.
//! Classes have a share in each session; m and u are common to all. The shipped figures count as `strength` pairs, as
//! often as the data's own pairs are seen: on small data one pair meets in many sessions.

use super::table::{Counts, Table, U_STRENGTH};
use super::training::{LevelSupport, StartReport, Support, Training};
use crate::progress::Progress;
use crate::resolve::compare::{Comparison, Comparisons, Pattern};
use crate::resolve::model::{Level, Model};
use rayon::prelude::*;

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

/// What came out of the estimation.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// By comparison index: its levels with m and u estimated.
    pub levels: Vec<Vec<Level>>,
    /// Probability that two random records match, and that they are of one household.
    pub prior: f64,
    pub household: f64,
    /// How it went.
    pub training: Training,
}

const MAX_ITERATIONS: usize = 200;
/// Iterations of each start before the likeliest goes on.
const SHORT: usize = 6;
/// How much likelier (natural logarithm) another start must be than the shipped figures.
const LIKELIER: f64 = 1.0;
const SHARE_ITERATIONS: usize = 40;
const ENOUGH: f64 = 1e-5;
/// Pairs within a household for each pair of records of one person, as customer data usually have it, and how many
/// matching pairs it takes to outweigh that.
const HOUSEHOLD_SHARE: f64 = 0.3;
const HOUSEHOLD_STRENGTH: f64 = 60.0;
/// Other records of the same person that a record has, on average over all, at the very most.
const MOST_PARTNERS: f64 = 15.0;

/// Fits all sessions together, unless it is stopped: a few iterations from each start, then on from the likeliest
/// (Biernacki 2003).
pub(crate) fn estimate(
    model: &Model,
    comparisons: &Comparisons,
    sessions: &[Session],
    records: usize,
    stop: &Progress,
) -> Estimate {
    let mut fits: Vec<Fit> =
        STARTS.map(|start| Fit::begin(start, model, comparisons, sessions, records)).into();
    let go = |fit: &mut Fit, most| fit.go(most, comparisons, sessions, model.strength, stop);
    fits.par_iter_mut().for_each(|fit| go(fit, SHORT));
    let best = (0..fits.len()).fold(0, |best, i| {
        // The shipped figures win a tie.
        if fits[i].likelihood > fits[best].likelihood + LIKELIER { i } else { best }
    });
    let mut starts: Vec<StartReport> = fits.iter().map(Fit::report).collect();
    let mut fit = fits.swap_remove(best);
    go(&mut fit, MAX_ITERATIONS);
    starts[best] = StartReport { kept: true, ..fit.report() };
    let training = Training {
        converged: fit.change <= ENOUGH,
        starts,
        comparisons: support(comparisons, &fit, model.strength),
    };
    let Fit { tables, shares, .. } = fit;
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
    Estimate { levels, prior: random[0], household: random[2], training }
}

/// Where to start from.
#[derive(Clone, Copy)]
struct Start {
    name: &'static str,
    /// Partners of a record.
    partners: f64,
    /// Matches among the pairs of a blocking rule.
    blocked: f64,
    /// m is raised to this power: below 1, agreement is less certain than usual.
    trust: f64,
}

const STARTS: [Start; 3] = [
    Start { name: "as shipped", partners: 0.5, blocked: 0.2, trust: 1.0 },
    Start { name: "few matches", partners: 0.05, blocked: 0.02, trust: 1.0 },
    Start { name: "many slips", partners: 1.5, blocked: 0.5, trust: 0.5 },
];

/// One way from a start to an optimum.
struct Fit {
    start: Start,
    tables: Vec<Table>,
    shares: Vec<[f64; 3]>,
    /// All pairs of records there are.
    pairs: f64,
    iterations: usize,
    change: f64,
    /// Natural logarithm, the shipped figures as prior included.
    likelihood: f64,
    /// Pairs by comparison and level, as the last iteration counted them: of one person, and at random.
    same: Vec<Vec<f64>>,
    apart: Vec<Vec<f64>>,
}

impl Fit {
    fn begin(
        start: Start,
        model: &Model,
        comparisons: &Comparisons,
        sessions: &[Session],
        records: usize,
    ) -> Self {
        let mut tables: Vec<Table> = comparisons.list.iter().map(|c| Table::new(model, c)).collect();
        tables.iter_mut().for_each(|table| table.doubt(start.trust));
        let shares = sessions.iter().map(|s| start.shares(s, records)).collect();
        Self {
            start,
            tables,
            shares,
            pairs: pairs_of(records),
            iterations: 0,
            change: f64::INFINITY,
            likelihood: f64::NEG_INFINITY,
            same: Vec::new(),
            apart: Vec::new(),
        }
    }

    /// Iterates until nothing changes, so many iterations are done in all, or it is stopped; once at least.
    fn go(
        &mut self,
        most: usize,
        comparisons: &Comparisons,
        sessions: &[Session],
        strength: f64,
        stop: &Progress,
    ) {
        let stopped = |done: usize| done > 0 && stop.is_cancelled();
        while self.iterations < most && self.change > ENOUGH && !stopped(self.iterations) {
            self.iterate(comparisons, sessions, strength);
            self.iterations += 1;
        }
    }

    fn report(&self) -> StartReport {
        StartReport {
            name: self.start.name.to_owned(),
            iterations: self.iterations,
            change: self.change,
            likelihood: self.likelihood,
            kept: false,
        }
    }
}

impl Start {
    /// Shares of the classes among random pairs, and among blocked ones.
    fn shares(self, session: &Session, records: usize) -> [f64; 3] {
        if session.random {
            let partner = (self.partners / records.max(2) as f64).min(0.2);
            [partner, 1.0 - 1.2 * partner, 0.2 * partner]
        } else {
            [self.blocked, 0.95 - self.blocked, 0.05]
        }
    }
}

/// How many pairs taught each level, and how far they outweigh the shipped figures.
fn support(comparisons: &Comparisons, fit: &Fit, strength: f64) -> Vec<Support> {
    let part = |counts: &[f64], prior: &[f64], level: usize, strength: f64| {
        counts[level] / (counts[level] + strength * prior[level])
    };
    let of = |(i, (comparison, table)): (usize, (&Comparison, &Table))| Support {
        attribute: comparison.attribute.clone(),
        levels: (1..table.m.len())
            .map(|level| LevelSupport {
                same: fit.same[i][level],
                apart: fit.apart[i][level],
                m_from_data: part(&fit.same[i], &table.prior_m, level, table.strength(strength)),
                u_from_data: part(&fit.apart[i], &table.prior_u, level, U_STRENGTH),
            })
            .collect(),
    };
    comparisons.list.iter().zip(&fit.tables).enumerate().map(of).collect()
}

impl Fit {
    fn iterate(&mut self, comparisons: &Comparisons, sessions: &[Session], strength: f64) {
        let blank: Vec<Vec<f64>> = self.tables.iter().map(|t| vec![0.0; t.m.len()]).collect();
        let (mut same, mut apart, mut household) = (blank.clone(), blank.clone(), blank);
        let mut matches = 0.0;
        let mut likelihood: f64 = self.tables.iter().map(|t| t.log_prior(strength)).sum();
        for (session, share) in sessions.iter().zip(self.shares.iter_mut()) {
            let mut sums = [1e-3, 1.0, 1e-3];
            for &(pattern, count) in &session.patterns {
                let (posterior, total) =
                    classes(&self.tables, comparisons, session.excluded, *share, pattern);
                likelihood += count * total.max(f64::MIN_POSITIVE).ln();
                for (sum, p) in sums.iter_mut().zip(posterior) {
                    *sum += p * count;
                }
                for (i, comparison) in comparisons.list.iter().enumerate() {
                    if session.excluded & (1 << i) == 0 {
                        let level = comparison.level(pattern);
                        same[i][level] += posterior[0] * count;
                        household[i][level] += posterior[2] * count;
                        if session.random {
                            apart[i][level] += posterior[1] * count;
                        }
                    }
                }
            }
            if session.random {
                let looked_at: f64 = session.patterns.iter().map(|(_, count)| count).sum();
                matches = sums[0] * self.pairs / looked_at.max(1.0);
            }
            // Families are everywhere; a handful of pairs says so until the data have spoken.
            sums[2] += HOUSEHOLD_SHARE * sums[0] * HOUSEHOLD_STRENGTH / (sums[0] + HOUSEHOLD_STRENGTH);
            let total: f64 = sums.iter().sum();
            *share = sums.map(|s| s / total);
            if session.random {
                // What nearly all pairs have in common says nothing, however well it fits to people's records.
                let surplus = (share[0] - most_alike(self.pairs)).max(0.0);
                share[0] -= surplus;
                share[1] += surplus;
            }
        }
        let mut change: f64 = 0.0;
        for (i, table) in self.tables.iter_mut().enumerate() {
            let counts = Counts { same: &same[i], apart: &apart[i], household: &household[i] };
            change = change.max(table.refit(&counts, matches, strength));
        }
        (self.change, self.likelihood, self.same, self.apart) = (change, likelihood, same, apart);
    }
}

/// The largest share of all pairs that can be of one person: no data have more records of everybody than this.
fn most_alike(pairs: f64) -> f64 {
    let records = (2.0 * pairs).sqrt();
    (MOST_PARTNERS / records).min(0.5)
}

fn pairs_of(records: usize) -> f64 {
    records as f64 * (records as f64 - 1.0).max(1.0) / 2.0
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
    let all = pairs_of(records);
    let mut share = [model.prior, 1.0 - model.prior - model.household, model.household];
    for _ in 0..SHARE_ITERATIONS {
        let (mut same, mut household) = (0.5, 0.0);
        for &(pattern, count) in &compared.patterns {
            let (posterior, _) = classes(&tables, comparisons, 0, share, pattern);
            same += posterior[0] * count;
            household += posterior[2] * count;
        }
        household += HOUSEHOLD_SHARE * same * HOUSEHOLD_STRENGTH / (same + HOUSEHOLD_STRENGTH);
        let (same, household) = ((same / all).min(most_alike(all)), (household / all).min(0.4));
        share = [same, 1.0 - same - household, household];
    }
    (share[0], share[2])
}

/// Probabilities that a pair with this pattern is of one person, two at random, two of one household; and how likely
/// the pattern is.
fn classes(
    tables: &[Table],
    comparisons: &Comparisons,
    excluded: u64,
    share: [f64; 3],
    pattern: Pattern,
) -> ([f64; 3], f64) {
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
    (if total > 0.0 { p.map(|x| x / total) } else { [0.0, 1.0, 0.0] }, total)
}
