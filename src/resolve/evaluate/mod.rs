//! How good the profiles are, against a file that says which records are one person's.

mod measure;
mod sweep;
mod truth;

pub use measure::{Quality, Scores};
pub use sweep::Threshold;

use super::ResolveError;
use super::error::database;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::path::Path;
use sweep::Edge;
use truth::Truth;

/// What `evaluate` answers.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// Of pairs of records, and of records (B-cubed).
    #[serde(flatten)]
    pub quality: Quality,
    /// Profiles that hold at least one measured record.
    pub profiles: u64,
    /// Persons the truth knows among the measured records.
    pub entities: u64,
    /// Records measured: those both the truth and the workspace know.
    pub records: u64,
    /// Records of the truth that the workspace does not have; not measured.
    pub missing: u64,
    /// Records of the workspace that the truth does not know; not measured.
    pub unknown: u64,
    /// Lines of the truth whose key several sources have, and which name no source; not measured.
    pub ambiguous: u64,
    /// The same by threshold, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sweep: Option<Vec<Threshold>>,
}

/// Measures the workspace's profiles against the file `truth`: a CSV `[source,]record,entity`.
///
/// # Errors
/// When the file can't be read or understood, nothing was resolved yet, or nothing in it is in the workspace.
pub fn evaluate(conn: &Connection, truth: &Path, sweep: bool) -> Result<Evaluation, ResolveError> {
    let truth = Truth::read(truth)?;
    let records = Records::read(conn)?;
    if records.placed.is_empty() {
        return Err(ResolveError::NotResolved);
    }
    let (mut missing, mut ambiguous) = (0, 0);
    let mut entity_of: Vec<Option<u32>> = vec![None; records.placed.len()];
    for line in &truth.lines {
        match records.find(line.source.as_deref(), &line.record) {
            None => missing += 1,
            Some(Found::Several) => ambiguous += 1,
            Some(Found::One(at)) => match entity_of[at] {
                Some(entity) if entity != line.entity => return Err(truth.contradicts(line)),
                _ => entity_of[at] = Some(line.entity),
            },
        }
    }
    let measured =
        || records.placed.iter().zip(&entity_of).filter_map(|(p, entity)| entity.map(|e| (p.profile, e)));
    let count = measured().count() as u64;
    if count == 0 {
        return Err(truth.strange());
    }
    let sweep = match sweep {
        true => Some(sweep::sweep(&entity_of, records.edges(conn)?)),
        false => None,
    };
    Ok(Evaluation {
        quality: measure::measure(measured().map(|m| m.0), measured().map(|m| m.1)),
        profiles: measured().map(|m| m.0).collect::<FxHashSet<_>>().len() as u64,
        entities: measured().map(|m| m.1).collect::<FxHashSet<_>>().len() as u64,
        records: count,
        missing,
        unknown: records.placed.len() as u64 - count,
        ambiguous,
        sweep,
    })
}

/// A record with its profile as resolved.
struct Placed {
    record_id: i64,
    profile: i64,
}

/// Where a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// To the record of this position.
    One(usize),
    /// To records of several sources.
    Several,
}

/// The resolved records by record id, and where their keys lead.
struct Records {
    placed: Vec<Placed>,
    by_source: FxHashMap<(u32, String), Found>,
    by_key: FxHashMap<String, Found>,
    sources: FxHashMap<String, u32>,
}

impl Records {
    fn read(conn: &Connection) -> Result<Self, ResolveError> {
        let doing = "read the records with their profiles";
        let sql = include_str!("../../../assets/sql/resolve/placed_records.sql");
        let mut statement = conn.prepare(sql).map_err(database(doing))?;
        let mut rows = statement.query([]).map_err(database(doing))?;
        let mut all = Self {
            placed: Vec::new(),
            by_source: FxHashMap::default(),
            by_key: FxHashMap::default(),
            sources: FxHashMap::default(),
        };
        while let Some(row) = rows.next().map_err(database(doing))? {
            let get = || Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?));
            let (record_id, profile, source, key) = get().map_err(database(doing))?;
            let next = all.sources.len() as u32;
            let source = *all.sources.entry(source).or_insert(next);
            let one = Found::One(all.placed.len());
            all.by_key.entry(key.clone()).and_modify(|found| *found = Found::Several).or_insert(one);
            all.by_source.entry((source, key)).and_modify(|found| *found = Found::Several).or_insert(one);
            all.placed.push(Placed { record_id, profile });
        }
        Ok(all)
    }

    fn find(&self, source: Option<&str>, key: &str) -> Option<Found> {
        match source {
            Some(source) => self.by_source.get(&(*self.sources.get(source)?, key.to_owned())).copied(),
            None => self.by_key.get(key).copied(),
        }
    }

    /// The edges between them; those of rules and stewards hold at any threshold.
    fn edges(&self, conn: &Connection) -> Result<Vec<Edge>, ResolveError> {
        let doing = "read the edges";
        let at = |id: i64| self.placed.binary_search_by_key(&id, |p| p.record_id).ok().map(|at| at as u32);
        let mut statement = conn
            .prepare(include_str!("../../../assets/sql/resolve/swept_edges.sql"))
            .map_err(database(doing))?;
        let mut rows = statement.query([]).map_err(database(doing))?;
        let mut edges = Vec::new();
        while let Some(row) = rows.next().map_err(database(doing))? {
            let get = || Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, bool>(3)?));
            let (left, right, weight, certain) = get().map_err(database(doing))?;
            if let (Some(left), Some(right)) = (at(left), at(right)) {
                edges.push(Edge { left, right, weight: if certain { i32::MAX } else { weight } });
            }
        }
        Ok(edges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use std::io::Write;

    /// Five records in two sources; profiles {a1 b1} {a2 a3} {b2}.
    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'a', 'generic', 'A', NULL, now()::TIMESTAMP),
                                            (2, 'b', 'generic', 'B', NULL, now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, raw)
                 VALUES (11, 1, 1, 1, '1', ''), (12, 1, 1, 2, '2', ''), (13, 1, 1, 3, '3', ''),
                        (21, 2, 2, 1, '1', ''), (22, 2, 2, 2, '9', '');
                 INSERT INTO profile_members VALUES (11, 1), (21, 1), (12, 2), (13, 2), (22, 3);
                 INSERT INTO edges VALUES (11, 21, 7000, 0, 0, 'deterministic', 'merged', 0, 0),
                        (12, 13, 4100, 0, 0, 'probabilistic', 'merged', 0, 0),
                        (13, 22, 1200, 0, 0, 'probabilistic', 'weak', 0, 0),
                        (11, 12, 9000, 0, 0, 'probabilistic', 'apart', 0, 0)",
            )
            .unwrap();
        workspace
    }

    fn against(text: &str, sweep: bool) -> Result<Evaluation, ResolveError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        evaluate(workspace().connection(), file.path(), sweep)
    }

    #[test]
    fn counts_what_could_not_be_measured() {
        let text = "source,record,entity\na,1,p\nb,1,p\na,2,q\nb,9,q\nb,77,q\nc,1,p\n";
        let found = against(text, false).unwrap();
        assert_eq!((found.records, found.missing, found.unknown, found.ambiguous), (4, 2, 1, 0));
        assert_eq!((found.profiles, found.entities), (3, 2));
        assert_eq!((found.quality.pairs.precision, found.quality.pairs.recall), (1.0, 0.5));
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["pairs"]["recall"], 0.5);
        assert!(json["bcubed"]["f1"].is_f64() && json.get("sweep").is_none());
    }

    #[test]
    fn a_key_of_several_sources_needs_its_source() {
        let found = against("record,entity\n1,p\n2,q\n3,q\n", false).unwrap();
        assert_eq!((found.records, found.ambiguous), (2, 1));
        assert_eq!(found.quality.pairs.f1, 1.0);
    }

    #[test]
    fn the_sweep_keeps_rules_and_respects_decisions() {
        let text = "source,record,entity\na,1,p\nb,1,p\na,2,q\na,3,q\nb,9,q\n";
        let table = against(text, true).unwrap().sweep.unwrap();
        let seen: Vec<_> = table.iter().map(|t| (t.weight, t.profiles, t.quality.pairs.recall)).collect();
        assert_eq!(seen, [(1, 2, 1.0), (2, 3, 0.5), (3, 3, 0.5), (4, 3, 0.5), (5, 4, 0.25)]);
    }

    #[test]
    fn strange_and_contradicting_files_are_refused() {
        let strange = against("record,entity\n100,p\n", false).unwrap_err().to_string();
        assert!(strange.contains("none of its records"), "{strange}");
        let contradicts = against("source,record,entity\na,1,p\na,1,q\n", false).unwrap_err().to_string();
        assert!(contradicts.contains("line 3"), "{contradicts}");
        let nowhere = evaluate(workspace().connection(), Path::new("/no/truth.csv"), false).unwrap_err();
        assert!(nowhere.to_string().contains("/no/truth.csv"), "{nowhere}");
    }
}
