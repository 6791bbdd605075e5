//! The match model in force, as people read it: what agreement is worth, what is expected of its thresholds, what each
//! blocking rule found, and which records say too little.

use super::attribute_title;
use crate::resolve::error::database;
use crate::resolve::expect::{self, Expected, Thresholds};
use crate::resolve::model::{Level, Model};
use crate::resolve::{ModelReport, ResolveError, StartReport, fixed};
use crate::text;
use crate::workspace::moment;
use duckdb::Connection;
use jiff::civil::DateTime;
use serde::Serialize;

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelView {
    /// As in the model: `exact`.
    pub level: String,
    /// P(level | same person).
    pub m: f64,
    /// P(level | two people at random).
    pub u: f64,
    /// log2(m / u).
    pub weight: f64,
    /// For people, short: `3,200×`.
    #[serde(skip)]
    pub times: String,
    /// For people: `the same e-mail: 3,200 times likelier of one person`.
    pub words: String,
    /// The weight depends on how common the value is.
    pub frequency: bool,
    /// Pairs of one person with this level that taught it, as the model expects; `None`: the model was given.
    pub seen: Option<f64>,
    /// How far the data decide m, the rest being the shipped figure: 0 to 1.
    pub m_from_data: Option<f64>,
    /// How far the data decide u.
    pub u_from_data: Option<f64>,
    /// No pair of one person had it: m is the shipped figure, made a little smaller.
    pub regularised: bool,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelComparisonView {
    /// As in the model: `given_name`.
    pub attribute: String,
    /// For people: `given name`.
    pub title: String,
    /// Best first.
    pub levels: Vec<LevelView>,
}

/// What a blocking rule did in the last run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockingRow {
    /// The keys it brings together.
    pub rule: String,
    /// Pairs it made that no earlier rule had made.
    pub pairs: u64,
    /// Of them, matches.
    pub matches: u64,
    /// Matches that no other rule finds.
    pub alone: u64,
    /// Blocks that were too big.
    pub oversized: u64,
    /// Why it was not used.
    pub left_out: Option<String>,
}

/// The match model in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchModel {
    /// The file it was given by; `None`: it was trained on the data.
    pub file: Option<String>,
    /// When the run that used it first was made, UTC.
    #[serde(serialize_with = "moment::serialise_some")]
    pub trained_at: Option<DateTime>,
    /// Records resolved.
    pub records: u64,
    /// Records looked at for `unlinkable`.
    pub looked_at: u64,
    /// Records that would not be merged even with a copy of themselves.
    pub unlinkable: u64,
    /// Probability that two random records are one person's.
    pub prior: f64,
    /// Probability that two random records are of one household.
    pub household: f64,
    /// Bits from which pairs are merged.
    pub merge_at: f64,
    /// Bits from which groups are merged where a deterministic rule speaks for it.
    pub certain_at: f64,
    /// Bits from which pairs wait for review.
    pub review_at: f64,
    /// The training came to rest; `None`: there was none.
    pub converged: Option<bool>,
    /// Where the training started from.
    pub starts: Vec<StartReport>,
    /// In the order of the model.
    pub comparisons: Vec<ModelComparisonView>,
    /// In the order they were taken; those left out last.
    pub rules: Vec<BlockingRow>,
    /// Pairs compared, by whole bits of match weight, rounded down.
    pub histogram: Vec<(i32, u64)>,
    /// What is expected of every threshold.
    pub curve: Vec<Expected>,
    /// The thresholds the shipped rule would choose.
    pub suggested: Option<Thresholds>,
}

impl MatchModel {
    /// What is expected of the pairs from this weight on.
    #[must_use]
    pub fn expected(&self, weight: f64) -> Option<Expected> {
        expect::at(&self.curve, weight)
    }

    /// Share of the records that say too little.
    #[must_use]
    pub fn unlinkable_share(&self) -> f64 {
        if self.looked_at == 0 { 0.0 } else { self.unlinkable as f64 / self.looked_at as f64 }
    }
}

/// Reads it.
///
/// # Errors
/// When nothing was resolved yet, or DuckDB refuses.
pub fn model(connection: &Connection) -> Result<MatchModel, ResolveError> {
    let Stored { model, trained_at, report } = stored(connection)?;
    let doing = "read what the run found";
    let histogram: Vec<(i32, u64)> = connection
        .prepare("SELECT bits, pairs FROM weight_histogram ORDER BY bits")
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(database(doing))?;
    let rules = rules(connection, &report).map_err(database(doing))?;
    let curve = expect::curve(&histogram);
    let rule = Model::shipped()?.expect;
    let training = report.training.as_ref();
    let comparison = |c: &crate::resolve::model::ModelComparison| {
        let support = training.and_then(|t| t.comparisons.iter().find(|s| s.attribute == c.attribute));
        let title = attribute_title(&c.attribute);
        let level = |(i, level): (usize, &Level)| {
            let taught = support.and_then(|s| s.levels.get(i));
            let weight = (level.m / level.u).log2();
            LevelView {
                level: level.name.clone(),
                m: level.m,
                u: level.u,
                weight,
                times: format!("{}×", times(weight)),
                words: format!("{}: {}", agreement(&title, &level.name), odds(weight)),
                frequency: level.frequency,
                seen: taught.map(|t| t.same),
                m_from_data: taught.map(|t| t.m_from_data),
                u_from_data: taught.map(|t| t.u_from_data),
                regularised: taught.is_some_and(|t| t.is_unseen()),
            }
        };
        ModelComparisonView {
            attribute: c.attribute.clone(),
            levels: c.levels.iter().enumerate().map(level).collect(),
            title,
        }
    };
    Ok(MatchModel {
        file: report.training.is_none().then(|| fixed::file(connection)).transpose()?.flatten(),
        trained_at,
        records: report.records,
        looked_at: report.looked_at,
        unlinkable: report.unlinkable,
        prior: model.prior,
        household: model.household,
        merge_at: model.merge_at,
        certain_at: model.certain_at,
        review_at: model.review_at,
        converged: training.map(|t| t.converged),
        starts: training.map(|t| t.starts.clone()).unwrap_or_default(),
        comparisons: model.comparisons.iter().map(comparison).collect(),
        rules,
        histogram,
        suggested: rule.filter(|_| !curve.is_empty()).map(|rule| expect::choose(&rule, &curve)),
        curve,
    })
}

/// The model in force as a file to keep, edit and use again.
///
/// # Errors
/// When nothing was resolved yet, or DuckDB refuses.
pub fn saved(connection: &Connection) -> Result<String, ResolveError> {
    let Stored { model, trained_at, report } = stored(connection)?;
    let when = trained_at.map(|at| format!(" on {}", text::date_time(at))).unwrap_or_default();
    let what = if report.training.is_some() { "Trained" } else { "Used as given" };
    Ok(model.to_file(&[format!("{what}{when} UTC, with {} records.", text::count(report.records))]))
}

/// The model of the last run with what was noted of it.
pub(super) struct Stored {
    pub model: Model,
    pub trained_at: Option<DateTime>,
    pub report: ModelReport,
}

pub(super) fn stored(connection: &Connection) -> Result<Stored, ResolveError> {
    let failed = || database("read the model");
    let mut statement =
        connection.prepare("SELECT model, trained_at, report FROM models").map_err(failed())?;
    let mut rows = statement.query([]).map_err(failed())?;
    let row = rows.next().map_err(failed())?.ok_or(ResolveError::NotResolved)?;
    let toml: String = row.get(0).map_err(failed())?;
    let report: Option<String> = row.get(2).map_err(failed())?;
    Ok(Stored {
        model: Model::parse(&toml, "the model of the last run")?,
        trained_at: moment::at(row, 1).map_err(failed())?,
        // A run of an earlier version left none.
        report: report.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
    })
}

fn rules(connection: &Connection, report: &ModelReport) -> duckdb::Result<Vec<BlockingRow>> {
    connection
        .prepare("SELECT position, rule, pairs, matches, oversized, left_out FROM blocking_report ORDER BY position")?
        .query_map([], |row| {
            let position: usize = row.get(0)?;
            Ok(BlockingRow {
                rule: row.get(1)?,
                pairs: row.get(2)?,
                matches: row.get(3)?,
                alone: report.lone_matches.get(position).copied().unwrap_or(0),
                oversized: row.get(4)?,
                left_out: row.get(5)?,
            })
        })?
        .collect()
}

/// `the same e-mail`, `another e-mail`, `e-mail, close spelling`.
fn agreement(title: &str, level: &str) -> String {
    match level {
        "exact" | "same" => format!("the same {title}"),
        "different" => format!("another {title}"),
        level => format!("{title}, {level}"),
    }
}

/// A weight in words: `3,200 times likelier of one person`.
fn odds(weight: f64) -> String {
    let whose = if weight > 0.0 { "of one person" } else { "of two people" };
    if weight.abs().exp2() < 1.1 {
        return "says next to nothing".into();
    }
    format!("{} times likelier {whose}", times(weight))
}

/// How many times likelier one of the two is: two digits say enough.
fn times(weight: f64) -> String {
    let times = weight.abs().exp2();
    if times < 10.0 {
        return text::decimal(times, 1);
    }
    let unit = 10f64.powf((times.log10().floor() - 1.0).max(0.0));
    text::count(((times / unit).round() * unit) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn weights_read_like_speech() {
        for (weight, want) in [
            (11.65, "3,200 times likelier of one person"),
            (-2.0, "4.0 times likelier of two people"),
            (0.05, "says next to nothing"),
            (4.0, "16 times likelier of one person"),
        ] {
            assert_eq!(odds(weight), want);
        }
        assert_eq!(agreement("e-mail", "exact"), "the same e-mail");
        assert_eq!(agreement("e-mail", "close spelling"), "e-mail, close spelling");
    }

    #[test]
    fn before_the_first_run_there_is_none() {
        let workspace = Workspace::in_memory().unwrap();
        assert!(matches!(model(workspace.connection()), Err(ResolveError::NotResolved)));
        assert!(matches!(saved(workspace.connection()), Err(ResolveError::NotResolved)));
    }

    #[test]
    fn a_model_of_an_earlier_version_is_shown_as_far_as_it_goes() {
        let workspace = Workspace::in_memory().unwrap();
        let toml = Model::shipped().unwrap().to_toml().unwrap();
        let conn = workspace.connection();
        conn.execute("INSERT INTO models VALUES (?, now()::TIMESTAMP, NULL)", [toml]).unwrap();
        conn.execute_batch(
            "INSERT INTO weight_histogram VALUES (-9, 1000), (12, 500);
             INSERT INTO blocking_report VALUES (0, 'email', 9, 7, 0, NULL), (1, 'everything', 90, 0, 0, 'costs too much')",
        )
        .unwrap();
        let read = model(conn).unwrap();
        assert_eq!((read.records, read.converged, read.unlinkable_share()), (0, None, 0.0));
        assert_eq!(read.comparisons[3].levels[0].words.split(':').next(), Some("the same e-mail"));
        assert_eq!(read.rules[1].left_out.as_deref(), Some("costs too much"));
        assert_eq!(read.expected(1.0).map(|e| e.pairs), Some(500));
        assert!(saved(conn).unwrap().contains("[[comparison]]"));
    }
}
