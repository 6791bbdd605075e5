//! Learning from decisions: a logistic model over the levels of the comparisons, held near the weights that were found
//! without labels, so that few decisions move it little. It is shown beside the model it would replace, and used only
//! when a steward says so.

mod examples;
mod fit;
mod measure;

pub use measure::{Difference, Errors, Measures};

use super::ResolveError;
use super::model::{Learned, LearnedLevel};
use crate::progress::Progress;
use crate::workspace::{WorkspaceError, settings};
use duckdb::Connection;
use examples::{CONSTANT, Examples, HOUSEHOLD, LEVELS, folds};
use fit::{Row, fit};
use measure::{Seen, gain, measure};
use serde::Serialize;

/// Decisions it takes.
pub const NEEDED: usize = 50;
/// Of each sort, at least.
const NEEDED_OF_EACH: usize = 5;
/// Parts the decisions are cut into: each is foretold by a model of the others.
const FOLDS: usize = 5;
/// How far levels may move, as standard deviations in bits; the one that foretells best is taken.
const REACHES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];
/// The constant may move by so many times that, the share of the household term by so much of it.
const CONSTANT_REACH: f64 = 2.0;
const HOUSEHOLD_REACH: f64 = 0.1;
/// Calibration may stretch weights by about so much, and move them by about so many bits.
const STRETCH: f64 = 0.25;
const SHIFT: f64 = 0.5;
/// Levels told that moved most.
const MOST_MOVED: usize = 12;
/// Name of the setting that holds what is in use.
const SETTING: &str = "learned";

/// A level that decisions moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The comparison; `every pair` for the constant, `household` for the household term.
    pub attribute: String,
    /// Its level.
    pub level: String,
    /// Bits it had without decisions: log2(m/u).
    pub before: f64,
    /// Bits added by them.
    pub moved: f64,
    /// Decided pairs at that level.
    pub decisions: usize,
}

/// What was learned, and how good it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Study {
    /// Decisions learned from.
    pub decisions: usize,
    /// Of them: one person.
    pub same: usize,
    /// Of them: two people.
    pub different: usize,
    /// How far levels may move, as a standard deviation in bits.
    pub reach: f64,
    /// The model without labels, on these decisions.
    pub unsupervised: Measures,
    /// The learned one, each decision foretold by a model of the others' profiles.
    pub learned: Measures,
    /// By how much the log loss falls.
    pub gain: Difference,
    /// True when it is better beyond chance.
    pub better: bool,
    /// The levels that moved most.
    pub moved: Vec<Moved>,
    /// In a sentence.
    pub sentence: String,
    /// What would be used.
    #[serde(skip)]
    pub model: Learned,
}

/// The outcome of [`study`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Studied {
    /// Too little has been decided.
    TooFew {
        /// Decisions that say same or different.
        decisions: usize,
        /// How many more it takes.
        missing: usize,
        /// What to do.
        sentence: String,
    },
    /// There is enough to learn from.
    Enough(Box<Study>),
}

/// Learns from the decisions in force, and measures what was learned. Changes nothing.
///
/// # Errors
/// When nothing was resolved yet, the work is cancelled, or the workspace can't be read.
pub fn study(conn: &Connection, progress: &Progress) -> Result<Studied, ResolveError> {
    progress.step("learn", "reading the decisions", 0, None);
    let examples = examples::load(conn)?;
    let decisions = examples.rows.len();
    let same = examples.rows.iter().filter(|row| row.yes).count();
    let fewest = same.min(decisions - same);
    let missing = NEEDED.saturating_sub(decisions).max(NEEDED_OF_EACH.saturating_sub(fewest));
    if missing > 0 {
        let sentence = if decisions < NEEDED {
            format!(
                "{decisions} decisions say same or different; it takes {NEEDED} to learn from them: {missing} are missing."
            )
        } else {
            format!(
                "{same} decisions say same person and {} say different people; it takes {NEEDED_OF_EACH} of each to \
                 learn from them.",
                decisions - same
            )
        };
        return Ok(Studied::TooFew { decisions, missing, sentence });
    }
    let folds = folds(&examples.groups, FOLDS);
    let mut best: Option<(f64, f64, Vec<f64>)> = None;
    for (at, reach) in REACHES.into_iter().enumerate() {
        progress.step("learn", "trying how far weights may move", at as u64, Some(REACHES.len() as u64));
        if progress.is_cancelled() {
            return Err(ResolveError::Cancelled);
        }
        let foretold = foretell(&examples, &folds, reach);
        let loss = loss(&examples.rows, &foretold);
        // The shorter reach wins unless the longer one is really better.
        if best.as_ref().is_none_or(|(least, ..)| loss < least - 1e-3) {
            best = Some((loss, reach, foretold));
        }
    }
    let Some((_, reach, foretold)) = best else { return Err(ResolveError::Cancelled) };
    let calibrated = calibrate_across(&examples.rows, &foretold, &folds);
    let seen = |bits: &[f64]| -> Vec<Seen> {
        let one =
            |((row, bits), group): ((&Row, &f64), &usize)| Seen { bits: *bits, same: row.yes, group: *group };
        examples.rows.iter().zip(bits).zip(&examples.groups).map(one).collect()
    };
    let plain: Vec<f64> = examples.rows.iter().map(|row| row.offset).collect();
    let (before, after) = (seen(&plain), seen(&calibrated));
    let all: Vec<&Row> = examples.rows.iter().collect();
    let theta = fit(&all, &reaches(&examples, reach));
    let (gain_of, shift) = calibration(&all, &foretold);
    let merge_at = examples.plain.merge_at;
    let mut study = Study {
        decisions,
        same,
        different: decisions - same,
        reach,
        unsupervised: measure(&before, merge_at),
        learned: measure(&after, merge_at),
        gain: gain(&before, &after),
        better: false,
        moved: moved(&examples, &theta),
        sentence: String::new(),
        model: model(&examples, &theta, gain_of, shift),
    };
    study.better = study.gain.low > 0.0;
    study.sentence = match (study.better, study.gain.high < 0.0) {
        (true, _) => "What was learned foretells the decisions better, beyond chance.",
        (_, true) => "What was learned foretells the decisions worse: better not to use it.",
        _ => "What was learned foretells the decisions no better than chance would: more of them may tell.",
    }
    .to_owned();
    Ok(Studied::Enough(Box::new(study)))
}

/// The standard deviation of each parameter.
fn reaches(examples: &Examples, reach: f64) -> Vec<f64> {
    let mut sd = vec![reach; LEVELS + examples.levels.len()];
    sd[CONSTANT] = reach * CONSTANT_REACH;
    sd[HOUSEHOLD] = reach * HOUSEHOLD_REACH;
    sd
}

/// For each example its bits by a model of the other folds.
fn foretell(examples: &Examples, folds: &[usize], reach: f64) -> Vec<f64> {
    let sd = reaches(examples, reach);
    across(&examples.rows, folds, |others| fit(others, &sd), |theta, row, _| row.bits(theta))
}

/// For each row what a model of the rows of other folds says of it.
fn across<M>(
    rows: &[Row],
    folds: &[usize],
    learn: impl Fn(&[&Row]) -> M,
    say: impl Fn(&M, &Row, usize) -> f64,
) -> Vec<f64> {
    let mut out = vec![0.0; rows.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Row> =
            rows.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(row, _)| row).collect();
        let model = learn(&others);
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| folds[*at] == fold) {
            out[at] = say(&model, row, at);
        }
    }
    out
}

fn loss(rows: &[Row], bits: &[f64]) -> f64 {
    rows.iter().zip(bits).map(|(row, bits)| fit::surprise(*bits, row.yes)).sum::<f64>()
        / rows.len().max(1) as f64
}

/// How foretold bits must be stretched and moved to mean what they say.
fn calibration(rows: &[&Row], foretold: &[f64]) -> (f64, f64) {
    let rows: Vec<Row> = rows
        .iter()
        .zip(foretold)
        .map(|(row, bits)| Row { offset: *bits, features: vec![(0, *bits), (1, 1.0)], yes: row.yes })
        .collect();
    let theta = fit(&rows.iter().collect::<Vec<_>>(), &[STRETCH, SHIFT]);
    ((1.0 + theta[0]).clamp(0.3, 2.0), theta[1])
}

/// Foretold bits, those of each fold calibrated on the others.
fn calibrate_across(rows: &[Row], foretold: &[f64], folds: &[usize]) -> Vec<f64> {
    let told: Vec<Row> = rows
        .iter()
        .zip(foretold)
        .map(|(row, bits)| Row { offset: *bits, features: Vec::new(), yes: row.yes })
        .collect();
    let learn = |others: &[&Row]| {
        let bits: Vec<f64> = others.iter().map(|row| row.offset).collect();
        calibration(others, &bits)
    };
    across(&told, folds, learn, |(gain, shift), row, _| gain * row.offset + shift)
}

fn model(examples: &Examples, theta: &[f64], gain: f64, shift: f64) -> Learned {
    let levels = examples.levels.iter().zip(&theta[LEVELS..]).map(|((comparison, level), bits)| {
        let of = &examples.plain.comparisons[*comparison];
        LearnedLevel {
            attribute: of.attribute.clone(),
            level: of.levels[level - 1].name.clone(),
            bits: *bits,
        }
    });
    Learned {
        decisions: examples.decisions.clone(),
        constant: theta[CONSTANT],
        household: (1.0 + theta[HOUSEHOLD]).max(0.0),
        gain,
        shift,
        levels: levels.collect(),
    }
}

/// The parameters that moved most, most first.
fn moved(examples: &Examples, theta: &[f64]) -> Vec<Moved> {
    let at = |column: usize| {
        examples.rows.iter().filter(|row| row.features.iter().any(|(c, x)| *c == column && *x != 0.0)).count()
    };
    let mut out = vec![Moved {
        attribute: "every pair".into(),
        level: String::new(),
        before: 0.0,
        moved: theta[CONSTANT],
        decisions: examples.rows.len(),
    }];
    for (column, (comparison, level)) in (LEVELS..).zip(&examples.levels) {
        let of = &examples.plain.comparisons[*comparison];
        let level = &of.levels[level - 1];
        out.push(Moved {
            attribute: of.attribute.clone(),
            level: level.name.clone(),
            before: (level.m / level.u).log2(),
            moved: theta[column],
            decisions: at(column),
        });
    }
    out.sort_by(|a, b| b.moved.abs().total_cmp(&a.moved.abs()));
    out.truncate(MOST_MOVED);
    out
}

/// What is in use; `None`: the model without labels.
///
/// # Errors
/// When the setting can't be read.
pub fn in_use(conn: &Connection) -> Result<Option<Learned>, ResolveError> {
    let text = settings::get(conn, SETTING).map_err(unset)?.unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong =
        |e: toml::de::Error| ResolveError::Model { file: "what was learned".into(), why: e.to_string() };
    toml::from_str(&text).map(Some).map_err(wrong)
}

/// Uses what was learned, from the next run on.
///
/// # Errors
/// When it can't be stored or noted in the journal; nothing is changed then.
pub fn use_it(conn: &Connection, model: &Learned) -> Result<(), ResolveError> {
    let text = toml::to_string(model)
        .map_err(|e| ResolveError::Model { file: "what was learned".into(), why: e.to_string() })?;
    settings::set(conn, SETTING, &text).map_err(unset)
}

/// Uses the model without labels again, from the next run on. False: nothing learned was in use.
///
/// # Errors
/// When it can't be stored or noted in the journal; nothing is changed then.
pub fn drop_it(conn: &Connection) -> Result<bool, ResolveError> {
    if in_use(conn)?.is_none() {
        return Ok(false);
    }
    settings::set(conn, SETTING, "").map_err(unset)?;
    Ok(true)
}

fn unset(error: WorkspaceError) -> ResolveError {
    ResolveError::Setting(error.to_string())
}

#[cfg(test)]
mod tests;
