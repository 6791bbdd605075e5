//! Match weights as integers: thousandths of a bit, summed in a fixed order, the same on any machine.

use super::compare::{Comparison, Comparisons, Kind, Pattern, address};
use super::corpus::{Corpus, field};
use super::explain::Agreement;
use super::frequency::{Counts, Frequencies, NAME_UNIT};
use super::model::{Level, Model};
use rayon::prelude::*;

/// Thousandths of a bit.
pub(crate) type Weight = i32;

/// Bits to thousandths.
pub(crate) fn milli(bits: f64) -> Weight {
    (bits * 1000.0).round() as Weight
}

/// 2^w / (1 + 2^w).
pub(crate) fn probability(weight: Weight) -> f64 {
    1.0 / (1.0 + (-f64::from(weight) / 1000.0).exp2())
}

/// Weights of one comparison.
struct Table {
    /// log2(m/u) by level.
    same: Vec<Weight>,
    /// log2(h/u) by level.
    household: Vec<Weight>,
    /// Levels whose weight depends on how common the value is.
    frequency: Vec<Frequency>,
    /// What a value adds to an agreement on it, by value id.
    adjustments: Adjustments,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Frequency {
    No,
    /// Agreement: rare values weigh more, common ones less.
    Full,
    /// Near agreement: common values weigh less (a slip of a common name is common too), rare ones no more.
    CommonOnly,
}

enum Adjustments {
    None,
    /// By the id in a field of the row.
    Field {
        field: usize,
        by_id: Vec<Weight>,
    },
    /// By the family name, less where the full name is commoner than its parts let expect.
    Family {
        by_id: Vec<Weight>,
        by_name: Vec<Weight>,
    },
    /// By the shared value of two sets.
    Sets {
        field: usize,
        by_value: Vec<Weight>,
    },
    /// By street, else postcode, else city.
    Address {
        street: Vec<Weight>,
        postcode: Vec<Weight>,
        city: Vec<Weight>,
        /// How much less the same place says where the names tell the country already.
        country: Vec<Weight>,
    },
}

/// Scores patterns of pairs.
pub(crate) struct Scorer {
    tables: Vec<Table>,
    prior: Weight,
    household_prior: Weight,
    softplus: Vec<Weight>,
}

/// A score in its parts.
pub(crate) struct Parts {
    /// Per comparison: level weight and frequency adjustment.
    pub steps: Vec<(Weight, Weight)>,
    /// What is taken off because people of one household agree like this too.
    pub household: Weight,
    pub prior: Weight,
}

/// Groups are judged by at most this many pairs of records.
const JUDGED_PAIRS: usize = 400;

/// Frequency adjustments stay within this many thousandths of a bit.
const LARGEST_ADJUSTMENT: f64 = 10.0;
/// log2(1 + 2^x) is tabulated for |x| up to this many thousandths of a bit.
const SOFTPLUS_REACH: Weight = 20_000;

impl Scorer {
    /// `trained` gives the weights, `shipped` how common values of each kind usually are.
    pub(crate) fn new(
        corpus: &Corpus,
        comparisons: &Comparisons,
        trained: &Model,
        shipped: &Model,
        frequencies: &Frequencies,
    ) -> Self {
        let (prior, household) = (trained.prior, trained.household);
        let levels = |model: &'_ Model, attribute: &str| -> Vec<Level> {
            model.comparison(attribute).map(|c| c.levels.clone()).unwrap_or_default()
        };
        let tables = comparisons
            .list
            .par_iter()
            .map(|comparison| {
                let (learned, typical) =
                    (levels(trained, &comparison.attribute), levels(shipped, &comparison.attribute));
                let names = if comparison.kind == Kind::Family {
                    together(corpus, shipped, frequencies)
                } else {
                    Vec::new()
                };
                Table::new(comparison, &learned, &typical, frequencies, names)
            })
            .collect();
        let random = (1.0 - prior - household).max(1e-12);
        let softplus = (-SOFTPLUS_REACH..=SOFTPLUS_REACH)
            .map(|x| milli((1.0 + (f64::from(x) / 1000.0).exp2()).log2()))
            .collect();
        Self {
            tables,
            prior: milli((prior / random).log2()),
            household_prior: milli((household / random).log2()),
            softplus,
        }
    }

    /// The match weight of a pair, prior included.
    pub(crate) fn weight(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Weight {
        let (mut same, mut household) = (self.prior, self.household_prior);
        for (comparison, table) in comparisons.list.iter().zip(&self.tables) {
            let level = comparison.level(pattern);
            same += table.same[level];
            household += table.household[level];
            let adjustment = table.adjustment(level, corpus, left, right);
            same += adjustment;
            household += adjustment;
        }
        same - self.log_one_plus(household)
    }

    /// The match weight of two groups of records. Each comparison counts once, however many pairs of records there
    /// are, with three parts of its mean agreement and one part of its best: a record that lacks a value neither helps
    /// nor harms, and one contact in common does not outshout all else.
    pub(crate) fn between(
        &self,
        comparisons: &Comparisons,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Weight {
        let mut heard = vec![Heard::default(); self.tables.len()];
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b)));
        let step = (left.len() * right.len()).div_ceil(JUDGED_PAIRS).max(1);
        for (a, b) in pairs.step_by(step) {
            let (a, b) = (corpus.row(a.min(b)), corpus.row(a.max(b)));
            let pattern = comparisons.pattern(corpus, a, b);
            for ((comparison, table), heard) in comparisons.list.iter().zip(&self.tables).zip(&mut heard) {
                let level = comparison.level(pattern);
                if level != 0 {
                    let adjustment = table.adjustment(level, corpus, a, b);
                    heard.add(table.same[level] + adjustment, table.household[level] + adjustment);
                }
            }
        }
        let (mut same, mut household) = (self.prior, self.household_prior);
        for heard in &heard {
            same += Heard::outcome(heard.best.0, heard.sum.0, heard.pairs);
            household += Heard::outcome(heard.best.1, heard.sum.1, heard.pairs);
        }
        same - self.log_one_plus(household)
    }

    /// The same, in parts.
    pub(crate) fn parts(
        &self,
        comparisons: &Comparisons,
        pattern: Pattern,
        left: &[u32],
        right: &[u32],
        corpus: &Corpus,
    ) -> Parts {
        let mut household = self.household_prior;
        let mut steps = Vec::with_capacity(self.tables.len());
        for (comparison, table) in comparisons.list.iter().zip(&self.tables) {
            let level = comparison.level(pattern);
            let adjustment = table.adjustment(level, corpus, left, right);
            household += table.household[level] + adjustment;
            steps.push((table.same[level], adjustment));
        }
        Parts { steps, household: -self.log_one_plus(household), prior: self.prior }
    }

    fn log_one_plus(&self, x: Weight) -> Weight {
        if x > SOFTPLUS_REACH {
            x
        } else if x < -SOFTPLUS_REACH {
            0
        } else {
            self.softplus[(x + SOFTPLUS_REACH) as usize]
        }
    }
}

/// What one comparison says of two groups: as the same person, and as people of one household.
#[derive(Clone, Copy, Default)]
struct Heard {
    best: (Weight, Weight),
    sum: (i64, i64),
    pairs: i64,
}

impl Heard {
    fn add(&mut self, same: Weight, household: Weight) {
        if self.pairs == 0 || (same, household) > self.best {
            self.best = (same, household);
        }
        self.sum.0 += i64::from(same);
        self.sum.1 += i64::from(household);
        self.pairs += 1;
    }

    fn outcome(best: Weight, sum: i64, pairs: i64) -> Weight {
        if pairs == 0 { 0 } else { ((i64::from(best) + 3 * (sum / pairs)) / 4) as Weight }
    }
}

impl Table {
    fn new(
        comparison: &Comparison,
        levels: &[Level],
        typical: &[Level],
        frequencies: &Frequencies,
        names: Vec<Weight>,
    ) -> Self {
        let by_level =
            |f: &dyn Fn(&Level) -> Weight| std::iter::once(0).chain(levels.iter().map(f)).collect();
        // The average u of the levels that frequency decides, to which each value's own share is compared.
        let exact = |levels: &[Level]| levels.iter().find(|l| l.frequency).map_or(1.0, |l| l.u);
        let (average, usual) = (exact(levels), exact(typical));
        let one = |field: usize| Adjustments::Field {
            field,
            by_id: adjustments(frequencies.of(field), average, usual),
        };
        let many = |field: usize| Adjustments::Sets {
            field,
            by_value: adjustments(frequencies.of(field), average, usual),
        };
        let adjustments = if levels.iter().any(|l| l.frequency) {
            match comparison.kind {
                Kind::Given => one(field::GIVEN),
                Kind::Family => Adjustments::Family {
                    by_id: adjustments(frequencies.of(field::FAMILY), average, usual),
                    by_name: names,
                },
                Kind::Birth => one(field::BIRTH),
                Kind::Company => one(field::COMPANY),
                Kind::Email => many(field::EMAIL),
                Kind::Phone => many(field::PHONE),
                Kind::Open(i) => many(field::OPEN + i),
                Kind::Gender => Adjustments::None,
                Kind::Address => {
                    let u = |levels: &[Level], level: usize| levels.get(level - 1).map_or(1.0, |l| l.u);
                    // The share of pairs that agree on the street, wherever it is.
                    let streets = |levels: &[Level]| (21..25).map(|l| u(levels, l)).sum::<f64>();
                    let place = |field| adjustments(frequencies.of(field), u(levels, 4), u(typical, 4));
                    Adjustments::Address {
                        street: adjustments(frequencies.of(field::STREET), streets(levels), streets(typical)),
                        postcode: place(field::POSTCODE),
                        city: place(field::CITY),
                        country: origin(frequencies.of(field::COUNTRY)),
                    }
                }
            }
        } else {
            Adjustments::None
        };
        Self {
            same: by_level(&|l| milli((l.m / l.u).log2())),
            household: by_level(&|l| milli((l.h / l.u).log2())),
            frequency: std::iter::once(Frequency::No).chain(levels.iter().map(Frequency::of)).collect(),
            adjustments,
        }
    }

    fn adjustment(&self, level: usize, corpus: &Corpus, left: &[u32], right: &[u32]) -> Weight {
        let origin = match &self.adjustments {
            Adjustments::Address { country, .. } if address::place_agrees(level) => {
                let same = |field: usize| left[field] == right[field] && left[field] != 0;
                if same(field::COUNTRY) && (same(field::GIVEN) || same(field::FAMILY)) {
                    at(country, left[field::COUNTRY])
                } else {
                    0
                }
            }
            _ => 0,
        };
        origin
            + match self.frequency[level] {
                Frequency::No => 0,
                Frequency::Full => self.adjustments.of(corpus, left, right),
                Frequency::CommonOnly => self.adjustments.of(corpus, left, right).min(0),
            }
    }
}

impl Frequency {
    fn of(level: &Level) -> Self {
        match (level.frequency, level.agreement) {
            (false, _) => Self::No,
            (true, Agreement::Same) => Self::Full,
            (true, _) => Self::CommonOnly,
        }
    }
}

/// Bits to add per value id: log2(average u / the share of others that have the value). The two that agree are not
/// counted. The share usual for such attributes counts as half a carrier, so that a value nobody else has is as rare
/// as values of this kind usually are, and rarer only when there is a crowd to compare with.
fn adjustments(counts: &Counts, average: f64, usual: f64) -> Vec<Weight> {
    let bits = |share: f64| (average / share).log2().clamp(-LARGEST_ADJUSTMENT, LARGEST_ADJUSTMENT);
    (0..counts.by_id.len()).map(|id| milli(bits(share(counts, id as u32, usual)))).collect()
}

/// The share of others that have a value.
fn share(counts: &Counts, id: u32, usual: f64) -> f64 {
    let count = counts.by_id.get(id as usize).copied().unwrap_or(0);
    (f64::from(count.saturating_sub(2)) + 0.5) / (f64::from(counts.total) + 0.5 / usual)
}

/// Bits to take off an agreement on the full name, by name id: how much commoner it is than if given and family
/// names met by chance.
fn together(corpus: &Corpus, shipped: &Model, frequencies: &Frequencies) -> Vec<Weight> {
    let usual = |attribute: &str| {
        let levels = shipped.comparison(attribute).map(|c| c.levels.as_slice()).unwrap_or_default();
        levels.iter().find(|l| l.frequency).map_or(1.0, |l| l.u)
    };
    let (usual_given, usual_family) = (usual("given_name"), usual("family_name"));
    let (given, family) = (frequencies.of(field::GIVEN), frequencies.of(field::FAMILY));
    let names = frequencies.of(field::NAME);
    corpus
        .names
        .iter()
        .zip(&names.by_id)
        .map(|(&(g, f), &more)| {
            let apart = share(given, g, usual_given) * share(family, f, usual_family);
            let together = f64::from(more) / NAME_UNIT / f64::from(names.total.max(1));
            milli((apart / together.max(apart)).log2())
        })
        .collect()
}

impl Adjustments {
    fn of(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> Weight {
        match self {
            Self::None => 0,
            Self::Family { by_id, by_name } => {
                let (a, b) = (left[field::FAMILY], right[field::FAMILY]);
                let (name, other) = (left[field::NAME], right[field::NAME]);
                at(by_id, a).min(at(by_id, b)) + if name == other { at(by_name, name) } else { 0 }
            }
            Self::Field { field, by_id } => {
                let (a, b) = (left[*field], right[*field]);
                at(by_id, a).min(at(by_id, b))
            }
            Self::Sets { field, by_value } => {
                let sets = &corpus.value_sets(*field).sets;
                let (a, b) = (sets.get(left[*field]), sets.get(right[*field]));
                a.iter().filter(|v| b.contains(v)).map(|&v| at(by_value, v)).max().unwrap_or(0)
            }
            Self::Address { street, postcode, city, .. } => {
                let pick = |field: usize, by_id: &[Weight]| {
                    let (a, b) = (left[field], right[field]);
                    (a != 0 && b != 0).then(|| at(by_id, a).min(at(by_id, b)))
                };
                pick(field::STREET, street)
                    .or_else(|| pick(field::POSTCODE, postcode))
                    .or_else(|| pick(field::CITY, city))
                    .unwrap_or(0)
            }
        }
    }
}

/// Bits to take off an agreement on the place between people whose names agree, by country: names and places of one
/// country go together.
fn origin(counts: &Counts) -> Vec<Weight> {
    let total = f64::from(counts.total.max(1));
    counts.by_id.iter().map(|&n| milli((f64::from(n.max(1)) / total).log2())).collect()
}

fn at(by_id: &[Weight], id: u32) -> Weight {
    by_id.get(id as usize).copied().unwrap_or(0)
}
