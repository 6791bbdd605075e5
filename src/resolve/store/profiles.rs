//! Profiles into the workspace: ids that last, golden records, members, the ledger.

use super::batch::append;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::identity::{Assignment, assign};
use crate::resolve::input::Input;
use crate::resolve::normalise::{fold, read_street};
use crate::resolve::survive::{GoldenValue, Survivorship};
use duckdb::arrow::array::{ArrayRef, Date32Array, Int32Array, Int64Array, StringArray};
use duckdb::{Connection, params, params_from_iter};
use jiff::civil::{Date, DateTime, date};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What the caller knows of each cluster beside its records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    /// Rows of the input, by cluster; clusters in order of their smallest record id.
    pub clusters: Vec<Vec<u32>>,
    /// Weight of the weakest edge that holds it together.
    pub weakest: Vec<Option<i32>>,
    /// Doubtful pairs that touch it.
    pub review: Vec<i32>,
}

/// When and why, for the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Occasion<'a> {
    pub run_id: i64,
    pub now: DateTime,
    pub cause: &'a str,
}

/// The decision that moves records: its number, and the one it takes back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub decision_id: i64,
    pub undoes: Option<i64>,
}

/// Replaces all profiles. Returns how many there are.
pub(crate) fn write_profiles(
    conn: &Connection,
    input: &Input,
    written: &Written,
    golden: Golden,
    occasion: &Occasion,
) -> Result<u64, ResolveError> {
    let before = members_before(conn, "", &[])?;
    let next = next_profile(conn)?;
    conn.execute_batch("DELETE FROM profiles; DELETE FROM profile_members")
        .map_err(database("clear the profiles"))?;
    write(conn, input, written, golden, &before, next, occasion)?;
    Ok(written.clusters.len() as u64)
}

/// What replacing profiles changed; profiles whose records stayed the same are left out.
pub(crate) struct Replaced {
    /// Ids before, ascending.
    pub before: Vec<i64>,
    /// Ids after, ascending.
    pub after: Vec<i64>,
    /// Records of the profiles that changed.
    pub records: usize,
}

/// Replaces the profiles that hold these records.
pub(crate) fn replace_profiles(
    conn: &Connection,
    input: &Input,
    written: &Written,
    occasion: &Occasion,
    moved: Move,
) -> Result<Replaced, ResolveError> {
    let marks = vec!["?"; input.len()].join(", ");
    let condition = format!(" WHERE record_id IN ({marks})");
    let before = members_before(conn, &condition, &input.record_ids)?;
    let mut old: Vec<i64> = before.values().copied().collect();
    old.sort_unstable();
    old.dedup();
    let next = next_profile(conn)?;
    let marks = vec!["?"; old.len()].join(", ");
    for table in ["profiles", "profile_members"] {
        conn.execute(&format!("DELETE FROM {table} WHERE profile_id IN ({marks})"), params_from_iter(&old))
            .map_err(database("replace the profiles"))?;
    }
    let mut former = before.clone();
    if let Some(decision) = moved.undoes {
        former.extend(members_before_decision(conn, decision)?);
    }
    let golden = Golden::new(input, written);
    let assignment = write(conn, input, written, golden, &former, next, occasion)?;
    remember_moves(conn, &before, moved.decision_id)?;
    join_households(conn, &assignment.profile_ids)?;
    Ok(changed(&before, &members_before(conn, &condition, &input.record_ids)?))
}

/// The profiles whose records are not the same before and after, both by record.
fn changed(before: &FxHashMap<i64, i64>, after: &FxHashMap<i64, i64>) -> Replaced {
    let by_profile = |members: &FxHashMap<i64, i64>| {
        let mut profiles: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for (record, profile) in members {
            profiles.entry(*profile).or_default().insert(*record);
        }
        profiles
    };
    let (old, new) = (by_profile(before), by_profile(after));
    let unlike = |these: &BTreeMap<i64, BTreeSet<i64>>, those: &BTreeMap<i64, BTreeSet<i64>>| {
        let changed = these.iter().filter(|(id, records)| those.get(id) != Some(records));
        changed.map(|(id, records)| (*id, records.len())).collect::<Vec<_>>()
    };
    let (was, is) = (unlike(&old, &new), unlike(&new, &old));
    Replaced {
        before: was.iter().map(|p| p.0).collect(),
        after: is.iter().map(|p| p.0).collect(),
        records: is.iter().map(|p| p.1).sum(),
    }
}

fn members_before(
    conn: &Connection,
    condition: &str,
    wanted: &[i64],
) -> Result<FxHashMap<i64, i64>, ResolveError> {
    let doing = "read the profiles";
    let mut statement = conn
        .prepare(&format!("SELECT record_id, profile_id FROM profile_members{condition}"))
        .map_err(database(doing))?;
    let rows = statement
        .query_map(params_from_iter(wanted), |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// Where a decision found the records it moved. Profiles that others are in by now (the workspace was made anew) are no
/// places to go back to.
fn members_before_decision(conn: &Connection, decision_id: i64) -> Result<Vec<(i64, i64)>, ResolveError> {
    let doing = "read what the decision moved";
    let mut statement = conn
        .prepare(
            "SELECT record_id, profile_id FROM decision_members
             WHERE decision_id = ? AND profile_id NOT IN (SELECT profile_id FROM profile_members)",
        )
        .map_err(database(doing))?;
    let rows =
        statement.query_map([decision_id], |row| Ok((row.get(0)?, row.get(1)?))).map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// Notes the former profile of every record that is in another one now.
fn remember_moves(
    conn: &Connection,
    before: &FxHashMap<i64, i64>,
    decision_id: i64,
) -> Result<(), ResolveError> {
    let mut statement = conn
        .prepare(
            "INSERT INTO decision_members SELECT ?1, ?2, ?3 FROM profile_members
             WHERE record_id = ?2 AND profile_id <> ?3",
        )
        .map_err(database("note what the decision moved"))?;
    let mut before: Vec<(i64, i64)> = before.iter().map(|(r, p)| (*r, *p)).collect();
    before.sort_unstable();
    for (record, profile) in before {
        statement
            .execute(params![decision_id, record, profile])
            .map_err(database("note what the decision moved"))?;
    }
    Ok(())
}

/// The next id that no profile ever had.
fn next_profile(conn: &Connection) -> Result<i64, ResolveError> {
    conn.query_row(
        "SELECT 1 + greatest(coalesce((SELECT max(profile_id) FROM profile_members), 0),
             coalesce((SELECT max(greatest(profile_id, coalesce(other_id, 0))) FROM profile_ledger), 0))",
        [],
        |row| row.get(0),
    )
    .map_err(database("number the profiles"))
}

fn write(
    conn: &Connection,
    input: &Input,
    written: &Written,
    golden: Golden,
    before: &FxHashMap<i64, i64>,
    next: i64,
    occasion: &Occasion,
) -> Result<Assignment, ResolveError> {
    let records: Vec<Vec<i64>> = written
        .clusters
        .iter()
        .map(|rows| rows.iter().map(|&r| input.record_ids[r as usize]).collect())
        .collect();
    let assignment = assign(&records, before, next);
    let ids = &assignment.profile_ids;
    let of_members =
        || records.iter().zip(ids).flat_map(|(records, id)| records.iter().map(move |r| (*r, *id)));
    append(
        conn,
        "profile_members",
        vec![
            Arc::new(Int64Array::from_iter_values(of_members().map(|m| m.0))),
            Arc::new(Int64Array::from_iter_values(of_members().map(|m| m.1))),
        ],
    )?;
    golden.append(conn, written, ids)?;
    let mut ledger = conn
        .prepare("INSERT INTO profile_ledger VALUES (?, CAST(? AS TIMESTAMP), ?, ?, ?, ?, ?)")
        .map_err(database("write the ledger"))?;
    for change in &assignment.changes {
        ledger
            .execute(params![
                occasion.run_id,
                occasion.now.to_string(),
                change.profile_id,
                change.kind.as_str(),
                change.other_id,
                change.records as i32,
                occasion.cause
            ])
            .map_err(database("write the ledger"))?;
    }
    Ok(assignment)
}

/// Profiles whose golden records are worked out in one go.
const CHUNK: usize = 16_384;

/// The golden records of all profiles, as columns. Needs no workspace: it can be made while that is written to.
pub(crate) struct Golden {
    /// [`CHUNK`] profiles each.
    chunks: Vec<Vec<ArrayRef>>,
    /// What people of one household share, by profile.
    households: Vec<Option<u64>>,
}

impl Golden {
    /// Works out the golden record of each cluster.
    pub(crate) fn new(input: &Input, written: &Written) -> Self {
        let survivorship = Survivorship::new(input);
        let (chunks, keys): (Vec<_>, Vec<Vec<_>>) = written
            .clusters
            .par_chunks(CHUNK)
            .map(|clusters| {
                let golden: Vec<Vec<GoldenValue>> =
                    clusters.iter().map(|rows| survivorship.golden(rows)).collect();
                let keys = golden.iter().map(|values| household_key(values)).collect();
                (golden_columns(input, clusters, &golden), keys)
            })
            .unzip();
        Self { chunks, households: keys.into_iter().flatten().collect() }
    }

    /// Appends them to table `profiles`.
    fn append(self, conn: &Connection, written: &Written, ids: &[i64]) -> Result<(), ResolveError> {
        let households = households(&self.households, ids);
        for (chunk, golden) in self.chunks.into_iter().enumerate() {
            let rows = chunk * CHUNK..((chunk + 1) * CHUNK).min(ids.len());
            let mut columns: Vec<ArrayRef> =
                vec![Arc::new(Int64Array::from_iter_values(ids[rows.clone()].iter().copied()))];
            columns.extend(golden);
            columns.push(Arc::new(households[rows.clone()].iter().copied().collect::<Int64Array>()));
            columns.push(Arc::new(written.weakest[rows.clone()].iter().copied().collect::<Int32Array>()));
            columns.push(Arc::new(Int32Array::from_iter_values(written.review[rows].iter().copied())));
            append(conn, "profiles", columns)?;
        }
        Ok(())
    }
}

/// The columns of table `profiles` from `records` to `company`, in its order.
fn golden_columns(input: &Input, clusters: &[Vec<u32>], golden: &[Vec<GoldenValue>]) -> Vec<ArrayRef> {
    let text = |attribute: &str| -> ArrayRef {
        Arc::new(golden.iter().map(|values| value(values, attribute)).collect::<StringArray>())
    };
    let sources = clusters.iter().map(|rows| {
        let mut sources: Vec<i32> = rows.iter().map(|&r| input.sources[r as usize]).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.len() as i32
    });
    let births = golden.iter().map(|values| value(values, "birth_date").and_then(days_since_epoch));
    vec![
        Arc::new(Int32Array::from_iter_values(clusters.iter().map(|rows| rows.len() as i32))),
        Arc::new(Int32Array::from_iter_values(sources)),
        Arc::new(golden.iter().map(|values| display_name(values)).collect::<StringArray>()),
        text("given_name"),
        text("family_name"),
        Arc::new(births.collect::<Date32Array>()),
        text("gender"),
        text("email"),
        text("phone"),
        text("street"),
        text("city"),
        text("region"),
        text("postcode"),
        text("country"),
        text("company"),
    ]
}

fn value<'a>(values: &'a [GoldenValue], attribute: &str) -> Option<&'a str> {
    values.iter().find(|g| g.attribute == attribute).map(|g| g.value.as_str())
}

/// Given and family name, else the full name, else e-mail, else phone.
fn display_name(values: &[GoldenValue]) -> Option<String> {
    let parts: Vec<&str> = ["given_name", "family_name"].iter().filter_map(|a| value(values, a)).collect();
    if !parts.is_empty() {
        return Some(parts.join(" "));
    }
    ["full_name", "company", "email", "phone"].iter().find_map(|a| value(values, a)).map(str::to_owned)
}

fn days_since_epoch(text: &str) -> Option<i32> {
    let day: Date = text.parse().ok()?;
    day.since(date(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// What people of one household share: family name, street and place. `None` without the first two.
fn household_key(values: &[GoldenValue]) -> Option<u64> {
    let family = fold(value(values, "family_name")?);
    let street = read_street(value(values, "street")?);
    let place = fold(value(values, "postcode").or_else(|| value(values, "city")).unwrap_or_default());
    let mut hasher = rustc_hash::FxHasher::default();
    (family, street.name, street.number, place).hash(&mut hasher);
    Some(hasher.finish())
}

/// For each profile the smallest id of its household; none when it is alone.
fn households(keys: &[Option<u64>], ids: &[i64]) -> Vec<Option<i64>> {
    let mut groups: FxHashMap<u64, (i64, usize)> = FxHashMap::default();
    for (key, id) in keys.iter().zip(ids) {
        if let Some(key) = key {
            let group = groups.entry(*key).or_insert((*id, 0));
            *group = (group.0.min(*id), group.1 + 1);
        }
    }
    let shared = |key: u64| groups.get(&key).filter(|g| g.1 > 1).map(|g| g.0);
    keys.iter().map(|key| key.and_then(shared)).collect()
}

/// The household of a few profiles that were just written, found among all.
fn join_households(conn: &Connection, ids: &[i64]) -> Result<(), ResolveError> {
    let marks = vec!["?"; ids.len()].join(", ");
    conn.execute(
        &format!(
            "UPDATE profiles SET household = found.household FROM (
                 SELECT p.profile_id, min(least(p.profile_id, coalesce(o.household, o.profile_id))) AS household
                 FROM profiles p JOIN profiles o ON o.profile_id <> p.profile_id
                     AND lower(o.family_name) = lower(p.family_name) AND lower(o.street) = lower(p.street)
                     AND o.postcode IS NOT DISTINCT FROM p.postcode
                 WHERE p.profile_id IN ({marks}) GROUP BY p.profile_id) AS found
             WHERE found.profile_id = profiles.profile_id"
        ),
        params_from_iter(ids),
    )
    .map_err(database("find the households"))?;
    Ok(())
}
