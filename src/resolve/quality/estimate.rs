//! Precision and recall out of a stratified sample, with intervals, and which stratum to ask about next.
//!
//! The share of a stratum that is one person is uncertain as a beta distribution is (Jeffreys 1946). Most of its prior is
//! the mean of the strata on its side, or dozens of strata with a handful of judgements each would pull the sum towards a
//! half; a fifth is not, or a stratum that differs from the others would seem certain too soon. What all strata together
//! tell is drawn from these distributions some thousand times: the interval lies between the quantiles (Gelman et al.,
//! *Bayesian Data Analysis*, chapter 3). The next judgement goes where it narrows the wider interval most (Neyman 1934),
//! after a few in each stratum that matters.

use super::chance::Chance;
use serde::{Deserialize, Serialize};

/// Half the width an interval may have for the sample to be enough: two points.
pub const TARGET: f64 = 0.02;
/// What is drawn of what all strata together tell.
const DRAWS: usize = 2_000;
/// One in so many of them is below the interval, and one above. In name that makes 97.5 %: because it depends on what was
/// seen where one looks next, that holds the truth in about 95 % of cases (see the tests).
const TAIL: usize = 80;
/// Judgements each stratum gets before any gets more, when it has this share of the pairs in one profile or more.
const FIRST: u64 = 5;
const MATTERS: f64 = 0.002;
/// Fewer judgements don't tell how many more it takes.
const FEW: u64 = 50;
/// The part of a prior that is the mean of its side; the rest is a half.
const POOLED: f64 = 0.8;

/// A share with the interval it lies in with a probability of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// The best guess.
    pub value: f64,
    /// It is above this.
    pub low: f64,
    /// It is below this.
    pub high: f64,
}

impl Rate {
    /// Half the width of the interval.
    #[must_use]
    pub fn half(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// The middle of what was drawn; the guess is never outside.
    fn of(value: f64, mut drawn: Vec<f64>) -> Self {
        drawn.sort_unstable_by(f64::total_cmp);
        let tail = drawn.len() / TAIL;
        Self { value, low: drawn[tail].min(value), high: drawn[drawn.len() - 1 - tail].max(value) }
    }
}

/// What was said of the pairs of one stratum.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    /// The pairs are of one profile.
    pub(super) together: bool,
    /// Pairs there are.
    pub(super) size: u64,
    /// Of them judged, one way or the other.
    pub(super) judged: u64,
    /// Of those called one person.
    pub(super) same: u64,
    /// Pairs that stand for those not judged: drawn here, also when a decision has mended them since.
    pub(super) drawn: u64,
    /// Of those called one person.
    pub(super) drawn_same: u64,
}

impl Tally {
    /// Pairs nobody has judged.
    fn unseen(self) -> f64 {
        self.size.saturating_sub(self.judged) as f64
    }

    /// One more of them is judged.
    pub(super) fn add(&mut self, same: bool) {
        self.judged += 1;
        self.drawn += 1;
        self.same += u64::from(same);
        self.drawn_same += u64::from(same);
    }
}

/// What a sample tells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// Of the pairs in one profile, the share that is one person.
    pub precision: Rate,
    /// Of the pairs that are one person, the share in one profile; among pairs that were compared and remembered.
    pub recall: Rate,
    /// Pairs judged.
    pub judged: u64,
    /// Both intervals are within [`TARGET`] either way.
    pub enough: bool,
    /// About so many more judgements until then; `None`: too early to tell.
    pub more: Option<u64>,
}

/// A stratum with what is believed of its share.
#[derive(Debug, Clone, Copy)]
struct Belief {
    of: Tally,
    /// Of the beta distribution before anything was judged; they add up to one.
    prior: (f64, f64),
}

impl Belief {
    /// The mean share.
    fn mean(self) -> f64 {
        (self.of.drawn_same as f64 + self.prior.0) / (self.of.drawn as f64 + 1.0)
    }

    /// The share as it was seen; the prior's where nothing was.
    fn seen(self) -> f64 {
        if self.of.drawn == 0 { self.prior.0 } else { self.of.drawn_same as f64 / self.of.drawn as f64 }
    }

    /// Variance of the number of pairs that are one person, after this many more judgements.
    fn variance(self, more: f64) -> f64 {
        let (p, unseen) = (self.mean(), (self.of.unseen() - more).max(0.0));
        let each = p * (1.0 - p);
        unseen * unseen * each / (self.of.drawn as f64 + more + 2.0) + unseen * each
    }

    /// Pairs that are one person when this is the share of those not judged.
    fn total(self, share: f64) -> f64 {
        self.of.same as f64 + self.of.unseen() * share
    }

    /// The same, as chance may have it.
    fn draw(self, chance: &mut Chance) -> f64 {
        let unseen = self.of.unseen();
        if unseen <= 0.0 {
            return self.of.same as f64;
        }
        let (same, drawn) = (self.of.drawn_same as f64, self.of.drawn as f64);
        let share = chance.beta(same + self.prior.0, drawn - same + self.prior.1);
        let spread = (unseen * share * (1.0 - share)).sqrt() * chance.normal();
        self.of.same as f64 + (unseen * share + spread).clamp(0.0, unseen)
    }
}

/// All strata, each with a prior of which this part is what its side gives it.
fn beliefs(strata: &[Tally], pooled: f64) -> Vec<Belief> {
    let mean = |together: bool| {
        let side = strata.iter().filter(|s| s.together == together);
        let (same, drawn) = side.fold((0, 0), |(same, drawn), s| (same + s.drawn_same, drawn + s.drawn));
        (same as f64 + 0.5) / (drawn as f64 + 1.0)
    };
    let (together, apart) = (mean(true), mean(false));
    let belief = |of: &Tally| {
        let p = 0.5 * (1.0 - pooled) + pooled * if of.together { together } else { apart };
        Belief { of: *of, prior: (p, 1.0 - p) }
    };
    strata.iter().map(belief).collect()
}

/// Pairs in one profile, and pairs that are one person in one profile and in two.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pairs: f64,
    together: f64,
    apart: f64,
}

impl Sums {
    fn of(beliefs: &[Belief], mut total: impl FnMut(Belief) -> f64) -> Self {
        let mut sums = Self::default();
        for belief in beliefs {
            let same = total(*belief);
            if belief.of.together {
                sums.pairs += belief.of.size as f64;
                sums.together += same;
            } else {
                sums.apart += same;
            }
        }
        sums
    }

    fn precision(self) -> f64 {
        self.together / self.pairs
    }

    fn recall(self) -> f64 {
        let all = self.together + self.apart;
        if all > 0.0 { self.together / all } else { 1.0 }
    }

    /// How the recall changes with pairs found, and with pairs missed.
    fn slopes(self) -> (f64, f64) {
        let all = (self.together + self.apart).max(1.0).powi(2);
        (self.apart / all, self.together / all)
    }
}

/// Precision and recall; `None` while nothing was judged or no two records are in one profile.
pub(super) fn measure(strata: &[Tally]) -> Option<Measured> {
    let judged: u64 = strata.iter().map(|s| s.judged).sum();
    let beliefs = beliefs(strata, POOLED);
    let guess = Sums::of(&beliefs, |belief| belief.total(belief.seen()));
    if judged == 0 || guess.pairs <= 0.0 {
        return None;
    }
    // The same judgements tell the same each time.
    let mut chance = Chance::new(judged);
    let drawn: Vec<Sums> =
        (0..DRAWS).map(|_| Sums::of(&beliefs, |belief| belief.draw(&mut chance))).collect();
    let precision = Rate::of(guess.precision(), drawn.iter().map(|sums| sums.precision()).collect());
    let recall = Rate::of(guess.recall(), drawn.iter().map(|sums| sums.recall()).collect());
    let widest = precision.half().max(recall.half());
    let enough = widest <= TARGET;
    let unseen = beliefs.iter().map(|belief| belief.of.unseen()).sum();
    // The width falls with the root of the number.
    let more = (judged as f64 * ((widest / TARGET).powi(2) - 1.0)).max(0.0).min(unseen).ceil() as u64;
    let more = (enough || judged >= FEW).then_some(if enough { 0 } else { more });
    Some(Measured { precision, recall, judged, enough, more })
}

/// The place of the stratum where one more judgement tells most, among those that `can` still be asked about.
pub(super) fn most_telling(strata: &[Tally], can: impl Fn(usize) -> bool) -> Option<usize> {
    // Who believes too soon that a stratum is pure would never look there again.
    let beliefs = beliefs(strata, 0.0);
    let sums = Sums::of(&beliefs, |belief| belief.total(belief.mean()));
    let open = || beliefs.iter().enumerate().filter(|(i, b)| can(*i) && b.of.unseen() > 0.0);
    let matters = |belief: &Belief| belief.of.size as f64 >= MATTERS * sums.pairs;
    let hardly = open().filter(|(_, belief)| belief.of.judged < FIRST && matters(belief));
    let first = hardly.min_by_key(|(i, belief)| (belief.of.judged, std::cmp::Reverse(belief.of.size), *i));
    if let Some((i, _)) = first {
        return Some(i);
    }
    let (found, missed) = sums.slopes();
    let recall = |belief: &Belief| if belief.of.together { found } else { missed };
    let precision = |belief: &Belief| if belief.of.together { 1.0 / sums.pairs } else { 0.0 };
    let variance = |slope: &dyn Fn(&Belief) -> f64| -> f64 {
        beliefs.iter().map(|belief| slope(belief).powi(2) * belief.variance(0.0)).sum()
    };
    let wider: &dyn Fn(&Belief) -> f64 =
        if variance(&recall) >= variance(&precision) { &recall } else { &precision };
    let gain = |belief: &Belief| wider(belief).powi(2) * (belief.variance(0.0) - belief.variance(1.0));
    open().max_by(|(i, a), (j, b)| gain(a).total_cmp(&gain(b)).then(j.cmp(i))).map(|(i, _)| i)
}

#[cfg(test)]
mod tests;
