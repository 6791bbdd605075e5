//! What a decision on one pair or many may touch: the records linked to them, directly or not, with their profiles and
//! edges.
//!
//! Groups only ever form along links and verdicts, so resolving these anew gives what a whole run would give with the
//! same model.

use super::super::ResolveError;
use super::super::edge::{Edge, NO_RULE};
use super::super::explain::{self, Compared, Known, Shown};
use super::super::model::Model;
use super::super::store::{self, Lives, Lock, Standing, Verdict};
use super::note::Word;
use super::search::{DOING, Found, StoredEdge, search};
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

/// All that a decision may touch, read once.
pub(in crate::resolve) struct Reach {
    /// The pairs decided on, smaller id first, as they were asked for; at least one.
    pub pairs: Vec<(i64, i64)>,
    /// Records with all it takes to compare them; in the corpus by ascending id.
    pub compared: Compared,
    /// The profile each record is in.
    pub members: FxHashMap<i64, i64>,
    /// Those profiles, and those outside, by id.
    pub(super) profiles: Vec<Standing>,
    /// All edges with an end among the records and those of the pairs, ordered.
    pub(super) edges: Vec<StoredEdge>,
    /// The decisions in force.
    pub(super) verdicts: Vec<Verdict>,
    /// The locks in force.
    pub(super) locks: Vec<Lock>,
    /// The profiles of records beyond these that edges or the steward's word lead to.
    pub(super) outside: FxHashMap<i64, i64>,
    /// Those of its records that say something else than when their profile was made.
    pub(super) changed: FxHashSet<i64>,
}

/// What any decision may change, also one that has nothing to do with the pair.
pub(super) struct Around {
    /// Who is in a household with the records.
    pub lives: Vec<Lives>,
    /// The next id that no profile ever had.
    pub next: i64,
}

impl Reach {
    /// Reads it; `None` when it is more than `most` records.
    pub(super) fn read(
        conn: &Connection,
        model: Model,
        pairs: Vec<(i64, i64)>,
        most: usize,
    ) -> Result<Option<Self>, ResolveError> {
        let ends = pairs.iter().flat_map(|(left, right)| [*left, *right]).collect();
        let mut reach = Self::from(conn, model, (ends, Vec::new()), most)?;
        reach.iter_mut().for_each(|reach| reach.ask(pairs.clone()));
        Ok(reach)
    }

    /// Reads what hangs together with these records.
    fn from(
        conn: &Connection,
        model: Model,
        from: (Vec<i64>, Vec<StoredEdge>),
        most: usize,
    ) -> Result<Option<Self>, ResolveError> {
        let verdicts = store::in_force(conn)?;
        let ends = from.0.clone();
        let Some(Found { seen, members, edges }) = search(conn, &model, &verdicts, from, most)? else {
            return Ok(None);
        };
        let mut records: Vec<i64> = seen.into_iter().collect();
        records.sort_unstable();
        let compared = Compared::load(conn, model, &records).map_err(|error| match error {
            // Not one that was asked for: it left the data since the last run.
            ResolveError::NoSuchRecord(id) if !ends.iter().any(|end| end.to_string() == id) => {
                ResolveError::NewRecords
            }
            other => other,
        })?;
        let far = |left: i64, right: i64| {
            let is_inside = |record: i64| records.binary_search(&record).is_ok();
            match (is_inside(left), is_inside(right)) {
                (true, false) => Some(right),
                (false, true) => Some(left),
                _ => None,
            }
        };
        let mut beyond: Vec<i64> = verdicts.iter().filter_map(|v| far(v.left, v.right)).collect();
        beyond.extend(edges.iter().filter_map(|e| far(e.left, e.right)));
        let outside = profiles_of(conn, beyond)?;
        let profiles = standing(conn, members.values().chain(outside.values()).copied().collect())?;
        let (locks, pairs, changed) = (store::locks(conn)?, Vec::new(), FxHashSet::default());
        Ok(Some(Self { pairs, compared, members, profiles, edges, verdicts, locks, outside, changed }))
    }

    /// What new and changed records may touch, and what those that left the data leave behind: `gone` tells the
    /// profiles of these, `left` who hung together with changed or gone ones; `edges` are those of new and changed ones,
    /// by record ids, not stored yet.
    pub(in crate::resolve) fn of_changes(
        conn: &Connection,
        model: Model,
        (new, changed, left): (&[i64], &[i64], &[i64]),
        gone: &[(i64, i64)],
        edges: impl Iterator<Item = ((i64, i64), Edge)>,
    ) -> Result<Option<Self>, ResolveError> {
        let evidence = |edge: &Edge| match (edge.certain, edge.learned) {
            (true, _) => "deterministic",
            (false, true) => "learned",
            (false, false) => "probabilistic",
        };
        let edges = edges.map(|(pair, edge)| StoredEdge::new(pair, &edge, evidence(&edge))).collect();
        let from = ([new, changed, left].concat(), edges);
        let Some(mut reach) = Self::from(conn, model, from, usize::MAX)? else { return Ok(None) };
        reach.edges.sort_unstable_by_key(|edge| (edge.left, edge.right));
        reach.changed = changed.iter().copied().collect();
        if !gone.is_empty() {
            reach.members.extend(gone.iter().copied());
            let all = reach.members.values().chain(reach.outside.values()).copied();
            reach.profiles = standing(conn, all.collect())?;
        }
        Ok(Some(reach))
    }

    /// Every record that hangs together with these, as things stand.
    pub(in crate::resolve) fn together(
        conn: &Connection,
        model: &Model,
        records: Vec<i64>,
    ) -> Result<Vec<i64>, ResolveError> {
        let found = search(conn, model, &store::in_force(conn)?, (records, Vec::new()), usize::MAX)?;
        Ok(found.map(|found| found.seen.into_iter().collect()).unwrap_or_default())
    }

    /// Decides on these of its pairs instead: a decided pair is an edge, also when no rule found it.
    pub(super) fn ask(&mut self, pairs: Vec<(i64, i64)>) {
        self.edges.retain(|edge| edge.row.is_some());
        let known: FxHashSet<(i64, i64)> = self.edges.iter().map(|e| (e.left, e.right)).collect();
        let asked: FxHashSet<(i64, i64)> = pairs.iter().copied().collect();
        for &(left, right) in asked.difference(&known) {
            let edge = Edge { weight: self.weight(left, right), rule: NO_RULE, ..Edge::default() };
            self.edges.push(StoredEdge::new((left, right), &edge, "steward"));
        }
        self.edges.sort_unstable_by_key(|e| (e.left, e.right));
        self.pairs = pairs;
    }

    /// The match weight of two of its records as it is now.
    fn weight(&self, left: i64, right: i64) -> i32 {
        self.compared.weight(self.place(left), self.place(right))
    }

    /// Where a record is in the corpus.
    fn place(&self, id: i64) -> u32 {
        self.records().partition_point(|record| *record < id) as u32
    }

    /// The first pair, mostly the only one.
    pub(in crate::resolve) fn pair(&self) -> (i64, i64) {
        self.pairs[0]
    }

    /// The match weight of each pair as it is now.
    pub(super) fn weights<'a>(&'a self, words: &'a [Word]) -> impl Iterator<Item = i32> + 'a {
        words.iter().map(|word| self.weight(word.left, word.right))
    }

    /// What a steward sees of two of its records: [`Shown`] in JSON.
    pub(super) fn shown(&self, left: i64, right: i64) -> Result<String, ResolveError> {
        let (left, right) = (self.place(left), self.place(right));
        let shown = Shown::of(explain::told(&self.compared, left, right, Known::default()));
        serde_json::to_string(&shown).map_err(|error| ResolveError::Journal(error.to_string()))
    }

    pub(super) fn around(&self, conn: &Connection) -> Result<Around, ResolveError> {
        Ok(Around { lives: store::neighbours(conn, self.records())?, next: store::next_profile(conn)? })
    }

    /// The blocking rule that found the pair, by its position; [`NO_RULE`]: none.
    pub(in crate::resolve) fn rule(&self) -> i16 {
        let edge = self.edges.iter().find(|e| (e.left, e.right) == self.pair());
        edge.map_or(NO_RULE, |edge| edge.rule)
    }

    /// The steward's word on the pair.
    pub(in crate::resolve) fn verdict(&self) -> Option<&str> {
        let verdict = self.verdicts.iter().find(|v| (v.left, v.right) == self.pair());
        verdict.map(|v| v.verdict.as_str())
    }

    /// The records, ascending.
    pub(in crate::resolve) fn records(&self) -> &[i64] {
        &self.compared.corpus.record_ids
    }
}

/// These profiles as they stand, each once.
fn standing(conn: &Connection, mut ids: Vec<i64>) -> Result<Vec<Standing>, ResolveError> {
    ids.sort_unstable();
    ids.dedup();
    store::standing(conn, &ids)
}

/// The profile each record is in.
fn profiles_of(conn: &Connection, mut records: Vec<i64>) -> Result<FxHashMap<i64, i64>, ResolveError> {
    if records.is_empty() {
        return Ok(FxHashMap::default());
    }
    records.sort_unstable();
    records.dedup();
    let sql = format!(
        "SELECT record_id, profile_id FROM profile_members WHERE record_id IN {}",
        store::among(conn, &records)?
    );
    store::rows(conn, sql, [], DOING, store::two)
}
