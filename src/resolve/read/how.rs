//! How a profile holds together: its records joined piece by piece as grouping joined them, the decisions among them,
//! and where it would come apart most easily.

use super::find::RecordPlace;
use super::log::verdict_on;
use super::profile::golden;
use crate::resolve::ResolveError;
use crate::resolve::cluster::rank;
use crate::resolve::error::database;
use crate::resolve::explain::Compared;
use crate::resolve::score::milli;
use crate::resolve::store;
use crate::resolve::survive::GoldenValue;
use duckdb::{Connection, Row, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// Pairs looked at, strongest first.
const MOST_PAIRS: u32 = 100_000;
/// Records of a profile that are weighed piece against piece; larger ones are accidents, told by their pairs alone.
const MOST_RECORDS: usize = 400;

/// A pair of records that holds a profile together.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// One record.
    pub left: RecordPlace,
    /// The other one.
    pub right: RecordPlace,
    /// Match weight in bits, with the prior.
    pub weight: f64,
    /// deterministic, probabilistic, learned, steward.
    pub evidence: String,
    /// The blocking rule that brought the two together; `None` for a steward's word.
    pub rule: Option<String>,
    /// Records in the piece that the left one was in by then, and in the right one's.
    pub sizes: (usize, usize),
    /// Match weight in bits of the two pieces as a whole; `None` where only their pair counts.
    pub together: Option<f64>,
    /// The decision without which they would not have been joined.
    pub decision: Option<i64>,
}

/// A decision in force on two records of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Its number.
    pub decision_id: i64,
    /// same, different, unsure.
    pub verdict: String,
    /// The steward.
    pub who: String,
    /// When, UTC.
    pub at: Option<DateTime>,
    /// One record.
    pub left_record: i64,
    /// The other one.
    pub right_record: i64,
}

/// Where the profile would come apart most easily.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cut {
    /// Which of the ties would go, by its place among them.
    pub tie: usize,
    /// Match weight in bits between the two halves.
    pub weight: f64,
    /// What each would be.
    pub halves: [Half; 2],
}

/// A part of a profile, as a profile of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Half {
    /// Its records.
    pub records: Vec<i64>,
    /// Its golden record.
    pub golden: Vec<GoldenValue>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct How {
    /// Which profile.
    pub profile_id: i64,
    /// How many records it has.
    pub records: usize,
    /// The pairs that joined its records, in the order they were joined: so many that every record hangs on the
    /// others, and none that closes a circle.
    pub ties: Vec<Tie>,
    /// Further pairs of its records that speak for it.
    pub further: usize,
    /// What stewards said of its records.
    pub decisions: Vec<Inside>,
    /// Where it would come apart; `None` for a single record.
    pub cut: Option<Cut>,
}

/// How a profile holds together.
///
/// # Errors
/// When nothing was resolved yet, or DuckDB refuses.
pub fn how(connection: &Connection, profile_id: i64) -> Result<How, ResolveError> {
    let places = places(connection, profile_id)?;
    let ids: Vec<i64> = places.iter().map(|place| place.record_id).collect();
    let decisions = decisions(connection, &ids)?;
    let mut pairs = pairs(connection, profile_id, &places)?;
    if pairs.is_empty() && decisions.is_empty() {
        let (ties, records) = (Vec::new(), ids.len());
        return Ok(How { profile_id, records, ties, further: 0, decisions, cut: None });
    }
    let model = store::load_model(connection)?;
    let (merge_at, certain_at) = (milli(model.merge_at), milli(model.certain_at));
    let joining = |tie: &Tie| rank(milli(tie.weight), tie.evidence == "deterministic", merge_at);
    pairs.sort_by_key(|(tie, a, b)| (-joining(tie), *a, *b));
    let weigh = (2..=MOST_RECORDS).contains(&ids.len());
    let compared = if weigh { Some(Compared::load(connection, model, &ids)?) } else { None };
    let between = |a: &[u32], b: &[u32]| compared.as_ref().map(|compared| compared.between(a, b));

    let mut pieces = Pieces::new(ids.len());
    let mut tree: Vec<(Tie, u32, u32)> = Vec::new();
    // First along heavy pairs, as long as the pieces as a whole agree; then along the steward's word; at last along
    // what else there is (the model may have changed since).
    for (tie, a, b) in pairs.iter().filter(|(tie, ..)| joining(tie) >= merge_at) {
        let Some((left, right)) = pieces.apart(*a, *b) else { continue };
        let alone = left.len() == 1 && right.len() == 1;
        let together = if alone { Some(milli(tie.weight)) } else { between(left, right) };
        let bar = if tie.evidence == "deterministic" { certain_at } else { merge_at };
        if together.is_none_or(|weight| weight >= bar) {
            tree.push((pieces.tie(tie, *a, *b, together), *a, *b));
            pieces.join(*a, *b);
        }
    }
    let place = |id: i64| ids.binary_search(&id).ok().map(|at| at as u32);
    for said in decisions.iter().filter(|said| said.verdict == "same") {
        let (Some(a), Some(b)) = (place(said.left_record), place(said.right_record)) else { continue };
        let Some((left, right)) = pieces.apart(a, b) else { continue };
        let together = between(left, right);
        let known = pairs.iter().find(|(_, x, y)| (*x, *y) == (a, b));
        let tie =
            known.map_or_else(|| word(&places[a as usize], &places[b as usize]), |known| known.0.clone());
        let tie = Tie { decision: Some(said.decision_id), ..pieces.tie(&tie, a, b, together) };
        tree.push((tie, a, b));
        pieces.join(a, b);
    }
    for (tie, a, b) in &pairs {
        let Some((left, right)) = pieces.apart(*a, *b) else { continue };
        let together = between(left, right);
        tree.push((pieces.tie(tie, *a, *b, together), *a, *b));
        pieces.join(*a, *b);
    }
    let cut = match weakest(&tree, ids.len(), &between) {
        Some((tie, weight, halves)) => {
            let [left, right] =
                halves.map(|half| half.iter().map(|at| ids[*at as usize]).collect::<Vec<_>>());
            let half = |records: Vec<i64>| -> Result<Half, ResolveError> {
                Ok(Half { golden: golden(connection, &records)?, records })
            };
            Some(Cut { tie, weight: f64::from(weight) / 1000.0, halves: [half(left)?, half(right)?] })
        }
        None => None,
    };
    let ties: Vec<Tie> = tree.into_iter().map(|(tie, ..)| tie).collect();
    Ok(How {
        profile_id,
        records: ids.len(),
        further: pairs.len().saturating_sub(ties.len()),
        ties,
        decisions,
        cut,
    })
}

/// The tie whose going leaves two halves that have least to do with each other; a steward's word only when there is
/// nothing else.
fn weakest(
    tree: &[(Tie, u32, u32)],
    records: usize,
    between: &impl Fn(&[u32], &[u32]) -> Option<i32>,
) -> Option<(usize, i32, [Vec<u32>; 2])> {
    /// How weak it is, where, and the two sides.
    type Broken = ((bool, i32), usize, [Vec<u32>; 2]);
    let mut best: Option<Broken> = None;
    for (at, (tie, left, right)) in tree.iter().enumerate() {
        let mut pieces = Pieces::new(records);
        for (other, (_, a, b)) in tree.iter().enumerate() {
            if other != at {
                pieces.join(*a, *b);
            }
        }
        let Some((left, right)) = pieces.apart(*left, *right) else { continue };
        let weight = between(left, right).unwrap_or(milli(tie.weight));
        let key = (tie.decision.is_some(), weight);
        if best.as_ref().is_none_or(|(least, ..)| key < *least) {
            let sorted = |half: &[u32]| {
                let mut half = half.to_vec();
                half.sort_unstable();
                half
            };
            best = Some((key, at, [sorted(left), sorted(right)]));
        }
    }
    best.map(|((_, weight), at, halves)| (at, weight, halves))
}

/// The records of a profile while they are joined: each with the piece it is in.
struct Pieces {
    piece: Vec<usize>,
    members: Vec<Vec<u32>>,
}

impl Pieces {
    fn new(records: usize) -> Self {
        Self { piece: (0..records).collect(), members: (0..records as u32).map(|at| vec![at]).collect() }
    }

    /// The pieces of two records, the one with the smaller first record first; `None` when they are one.
    fn apart(&self, a: u32, b: u32) -> Option<(&[u32], &[u32])> {
        let (a, b) = (self.piece[a as usize], self.piece[b as usize]);
        (a != b).then(|| (self.members[a.min(b)].as_slice(), self.members[a.max(b)].as_slice()))
    }

    fn tie(&self, tie: &Tie, a: u32, b: u32, together: Option<i32>) -> Tie {
        let size = |at: u32| self.members[self.piece[at as usize]].len();
        Tie {
            sizes: (size(a), size(b)),
            together: together.map(|weight| f64::from(weight) / 1000.0),
            ..tie.clone()
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.piece[a as usize], self.piece[b as usize]);
        if a != b {
            let moved = std::mem::take(&mut self.members[a.max(b)]);
            moved.iter().for_each(|at| self.piece[*at as usize] = a.min(b));
            self.members[a.min(b)].extend(moved);
        }
    }
}

/// A steward's word on two records that no run compared.
fn word(left: &RecordPlace, right: &RecordPlace) -> Tie {
    Tie {
        left: left.clone(),
        right: right.clone(),
        weight: 0.0,
        evidence: "steward".into(),
        rule: None,
        sizes: (1, 1),
        together: None,
        decision: None,
    }
}

/// The records of the profile, by id.
fn places(connection: &Connection, profile_id: i64) -> Result<Vec<RecordPlace>, ResolveError> {
    let failed = || database("read the records of the profile");
    let sql = "SELECT m.record_id, s.name, r.native_key
        FROM profile_members m
        JOIN records r ON r.record_id = m.record_id
        JOIN sources s ON s.source_id = r.source_id
        WHERE m.profile_id = $1 ORDER BY m.record_id";
    let mut statement = connection.prepare(sql).map_err(failed())?;
    let place = |row: &Row<'_>| -> duckdb::Result<RecordPlace> {
        Ok(RecordPlace {
            record_id: row.get(0)?,
            source: row.get(1)?,
            native_key: row.get(2)?,
            profile_id: Some(profile_id),
        })
    };
    statement.query_map([profile_id], place).and_then(Iterator::collect).map_err(failed())
}

/// The pairs that speak for the profile, with the places of their records.
fn pairs(
    connection: &Connection,
    profile_id: i64,
    places: &[RecordPlace],
) -> Result<Vec<(Tie, u32, u32)>, ResolveError> {
    let sql = "WITH own AS (SELECT record_id FROM profile_members WHERE profile_id = $1)
        SELECT e.left_record, e.right_record, e.weight / 1000, e.evidence, b.rule
        FROM edges e LEFT JOIN blocking_report b ON b.position = e.rule
        WHERE e.state = 'merged' AND e.left_record IN (FROM own) AND e.right_record IN (FROM own)
        ORDER BY e.weight DESC, e.left_record, e.right_record LIMIT $2";
    type Row = (i64, i64, f64, String, Option<String>);
    let read = || -> duckdb::Result<Vec<Row>> {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map(params![profile_id, MOST_PAIRS], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.collect()
    };
    let found = read().map_err(database("read what holds the profile together"))?;
    let place = |id: i64| places.binary_search_by_key(&id, |place| place.record_id).ok();
    let tie = |(left, right, weight, evidence, rule): Row| {
        let (a, b) = (place(left)?, place(right)?);
        let tie = Tie { weight, evidence, rule, ..word(&places[a], &places[b]) };
        Some((tie, a as u32, b as u32))
    };
    Ok(found.into_iter().filter_map(tie).collect())
}

fn decisions(connection: &Connection, ids: &[i64]) -> Result<Vec<Inside>, ResolveError> {
    let inside = |id: i64| ids.binary_search(&id).is_ok();
    let mut out = Vec::new();
    for said in store::in_force(connection)?.into_iter().filter(|v| inside(v.left) && inside(v.right)) {
        if let Some(row) = verdict_on(connection, said.left, said.right)? {
            out.push(Inside {
                decision_id: row.decision_id,
                verdict: said.verdict,
                who: row.who,
                at: row.at,
                left_record: said.left,
                right_record: said.right,
            });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::tests::{author, workspace};
    use crate::resolve::decide::{Verdict, decide};

    fn profile(conn: &Connection, record: i64) -> i64 {
        let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
        conn.query_row(sql, [record], |row| row.get(0)).unwrap()
    }

    #[test]
    fn two_records_hang_on_one_tie_and_would_be_themselves_again() {
        let workspace = workspace();
        let conn = workspace.connection();
        let how = how(conn, profile(conn, 1003)).unwrap();
        assert_eq!((how.records, how.ties.len(), how.further), (2, 1, 0));
        assert_eq!((how.ties[0].sizes, how.ties[0].together), ((1, 1), Some(how.ties[0].weight)));
        let cut = how.cut.unwrap();
        assert_eq!(cut.halves.each_ref().map(|half| half.records.clone()), [vec![1003], vec![5003]]);
        let given =
            |half: &Half| half.golden.iter().find(|v| v.attribute == "given_name").unwrap().value.clone();
        assert_eq!(cut.halves.each_ref().map(given), ["David".to_owned(), "Davida".to_owned()]);
    }

    #[test]
    fn what_a_steward_joined_comes_last_and_is_not_the_cut() {
        let workspace = workspace();
        let conn = workspace.connection();
        decide(conn, &author(), Verdict::Same, 1003, 9001).unwrap();
        let how = how(conn, profile(conn, 1003)).unwrap();
        assert_eq!((how.records, how.ties.len(), how.decisions.len()), (3, 2, 1));
        let last = how.ties.last().unwrap();
        assert_eq!((last.decision, last.sizes), (Some(how.decisions[0].decision_id), (2, 1)));
        assert!(last.together.unwrap() < 0.0, "the pieces as a whole say no: {last:?}");
        assert_eq!(how.cut.unwrap().tie, 0);
    }

    #[test]
    fn a_single_record_has_nothing_to_come_apart() {
        let workspace = workspace();
        let conn = workspace.connection();
        let how = how(conn, profile(conn, 9001)).unwrap();
        assert_eq!((how.records, how.ties.len(), how.cut), (1, 0, None));
    }

    #[test]
    fn the_cut_goes_where_the_halves_have_least_in_common() {
        let tie = |weight: f64| {
            let place = RecordPlace {
                record_id: 0,
                source: String::new(),
                native_key: String::new(),
                profile_id: None,
            };
            Tie { weight, ..word(&place, &place) }
        };
        let tree = vec![(tie(9.0), 0, 1), (tie(8.0), 2, 3), (tie(8.5), 1, 2)];
        let between = |a: &[u32], b: &[u32]| Some(if a.len() == b.len() { -4_000 } else { 6_000 });
        let (at, weight, halves) = weakest(&tree, 4, &between).unwrap();
        assert_eq!((at, weight, halves), (2, -4_000, [vec![0, 1], vec![2, 3]]));
    }
}
