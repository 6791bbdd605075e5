//! The sample: which pairs to judge, spread over strata.

use super::Measured;
use super::estimate::{self, Tally, measure};
use super::said::{Said, agreed, said};
use crate::resolve::ResolveError;
use crate::resolve::store::rows;
use duckdb::Connection;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// Pairs kept ready of each stratum.
const FEW: usize = 48;
/// Each so many-th pair of a steward is one that another has judged: that tells how far they agree.
const SHARED: usize = 6;

/// A stratum as a number: pairs of one profile below 100 (ten for each class of size), others from 100 on; the last digit
/// is the class of the weight.
pub(super) fn stratum_of(together: &str, records: &str, weight: &str) -> String {
    format!(
        "CASE WHEN {together}
            THEN CASE WHEN {records} <= 2 THEN 10 WHEN {records} <= 5 THEN 20 ELSE 30 END ELSE 100 END
         + CASE WHEN {weight} IS NULL THEN 0 WHEN {weight} < -4000 THEN 1 WHEN {weight} < 0 THEN 2
                WHEN {weight} < 6000 THEN 3 WHEN {weight} < 12000 THEN 4 ELSE 5 END"
    )
}

/// One stratum with what was said of its pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// Its number; see the source.
    #[serde(skip)]
    id: i64,
    /// For people: `one profile of 2 records, weight 12 and more`.
    pub title: String,
    /// Its pairs are of one profile.
    pub together: bool,
    /// How many pairs it has.
    pub pairs: u64,
    /// Of them judged.
    pub judged: u64,
    /// Of those called one person.
    pub same: u64,
    /// Pairs drawn here: of those judged, and those that a decision has moved since.
    pub drawn: u64,
    /// Of those called one person.
    pub drawn_same: u64,
    /// The next ones in the random order.
    #[serde(skip)]
    next: Vec<(i64, i64)>,
}

impl Stratum {
    fn tally(&self) -> Tally {
        let Self { together, judged, same, drawn, drawn_same, .. } = *self;
        Tally { together, size: self.pairs, judged, same, drawn, drawn_same }
    }
}

/// All that sampling needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// By number; those without pairs are left out.
    pub strata: Vec<Stratum>,
    pub(super) said: Vec<Said>,
    /// Of the steward who asks: pairs another judged and she did not.
    second: Vec<(i64, i64)>,
    /// Pairs she judged.
    own: usize,
}

#[derive(Deserialize)]
struct Ends {
    l: i64,
    r: i64,
}

impl Sample {
    /// The sample as it is for this steward.
    ///
    /// # Errors
    /// When DuckDB refuses.
    pub fn read(conn: &Connection, who: &str) -> Result<Self, ResolveError> {
        let sql = include_str!("../../../assets/sql/resolve/quality_strata.sql")
            .replace("{STRATUM}", &stratum_of("together", "records", "weight"))
            .replace("{FEW}", &FEW.to_string());
        let strata = rows(conn, sql, [], "draw a sample", |row| {
            let (id, next): (i64, Option<String>) = (row.get(0)?, row.get(2)?);
            // JSON that DuckDB made.
            let next: Vec<Ends> = next.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            Ok(Stratum {
                id,
                title: title(id),
                together: id < 100,
                pairs: row.get(1)?,
                judged: 0,
                same: 0,
                drawn: 0,
                drawn_same: 0,
                next: next.into_iter().map(|ends| (ends.l, ends.r)).collect(),
            })
        })?;
        Self { strata, ..Self::default() }.again(conn, who)
    }

    /// The same pairs with what has been said since: quick, as long as no profile has changed.
    ///
    /// # Errors
    /// When DuckDB refuses.
    pub fn again(&self, conn: &Connection, who: &str) -> Result<Self, ResolveError> {
        let (mut strata, said) = (self.strata.clone(), said(conn)?);
        let judged: FxHashSet<(i64, i64)> = said.iter().map(|s| s.pair).collect();
        for stratum in &mut strata {
            (stratum.judged, stratum.same, stratum.drawn, stratum.drawn_same) = (0, 0, 0, 0);
            stratum.next.retain(|pair| !judged.contains(pair));
        }
        for (word, same) in agreed(&said) {
            if let Some(stratum) = strata.iter_mut().find(|s| s.id == word.stratum) {
                stratum.judged += 1;
                stratum.same += u64::from(same);
            }
            if let Some(stratum) = strata.iter_mut().find(|s| s.id == word.drawn) {
                stratum.drawn += 1;
                stratum.drawn_same += u64::from(same);
            }
        }
        let mine: FxHashSet<(i64, i64)> = said.iter().filter(|s| s.who == who).map(|s| s.pair).collect();
        let mut second: Vec<(i64, i64)> = judged.into_iter().filter(|pair| !mine.contains(pair)).collect();
        second.sort_unstable_by_key(|pair| (shuffled(*pair), *pair));
        Ok(Self { strata, said, second, own: mine.len() })
    }

    /// What it tells so far.
    #[must_use]
    pub fn measured(&self) -> Option<Measured> {
        measure(&self.tallies())
    }

    /// Pairs that can be judged.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.pairs).sum()
    }

    fn tallies(&self) -> Vec<Tally> {
        self.strata.iter().map(Stratum::tally).collect()
    }

    /// The pairs to judge next, at most `most`: each where it tells most, and now and then one that another judged. Their
    /// order tells nothing of what the model thinks of them.
    #[must_use]
    pub fn coming(&self, most: usize) -> Vec<(i64, i64)> {
        let (mut tallies, mut taken) = (self.tallies(), vec![0; self.strata.len()]);
        let (mut second, mut coming) = (self.second.iter(), Vec::new());
        while coming.len() < most {
            if (self.own + coming.len()) % SHARED == SHARED - 1
                && let Some(pair) = second.next()
            {
                coming.push(*pair);
                continue;
            }
            let open = |i: usize| self.strata[i].next.len() > taken[i];
            let Some(stratum) = estimate::most_telling(&tallies, open) else { break };
            coming.push(self.strata[stratum].next[taken[stratum]]);
            taken[stratum] += 1;
            // As if it had been as most of the others were.
            let tally = &mut tallies[stratum];
            tally.add(2 * tally.drawn_same >= tally.drawn && tally.together);
        }
        coming.sort_unstable_by_key(|pair| (shuffled(*pair), *pair));
        coming
    }
}

/// A place for a pair that looks like chance and is always the same.
fn shuffled((left, right): (i64, i64)) -> u64 {
    // Steele, Lea, Flood 2014: the finaliser of SplitMix64.
    let mut z = left.cast_unsigned().rotate_left(32) ^ right.cast_unsigned();
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn title(stratum: i64) -> String {
    let place = match stratum / 10 {
        1 => "one profile of 2 records",
        2 => "one profile of 3 to 5 records",
        3 => "one profile of 6 records and more",
        _ => "two profiles",
    };
    let weight = match stratum % 10 {
        0 => "held together by others",
        1 => "weight below −4",
        2 => "weight −4 to 0",
        3 => "weight 0 to 6",
        4 => "weight 6 to 12",
        _ => "weight 12 and more",
    };
    format!("{place}, {weight}")
}
