//! Golden values that others of the same standing speak against, the one worth most to settle first; and one of them from
//! inside, with who says what.

use super::LONGEST_PAGE;
use super::profile::{golden, records_of};
use crate::resolve::ResolveError;
use crate::resolve::store::{load_some, members, members_of, rows};
use crate::resolve::survive::{ADDRESS, Alike, Claim, GoldenValue, Rivalry, Survivorship, chosen_as, place};
use crate::text;
use duckdb::{Connection, params};
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// The reason under which a steward settles a conflict, whichever value she takes: it is not asked about again.
pub const LOOKED_AT: &str = "the values in conflict looked at side by side";

/// Places looked at closely for each that is told: many are two spellings of one.
const CLOSELY: u32 = 2;
const DOING: &str = "look for golden values in conflict";
const DAY: i64 = 86_400_000_000;

/// A golden value in doubt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictRow {
    /// The profile.
    pub profile_id: i64,
    /// Its name.
    pub name: Option<String>,
    /// The attribute, as it is chosen by.
    pub attribute: &'static str,
    /// The golden value.
    pub golden: String,
    /// The strongest of the others.
    pub rival: String,
    /// How many different values there are.
    pub values: u64,
    /// The records of the profile.
    pub records: u64,
    /// What the person spent.
    pub revenue: f64,
    /// In this currency.
    pub currency: Option<String>,
    /// The rule that chose: `most sources`, `most records`, `most recent`.
    pub rule: &'static str,
    /// Chance that the other value is right, as far as standing tells.
    pub doubt: f64,
    /// Doubt times what a wrong value harms, times records times revenue, the last two on a logarithmic scale.
    pub worth: f64,
    /// How close the choice was.
    pub why: String,
}

impl ConflictRow {
    /// What is in conflict: the profile, and which of its values.
    #[must_use]
    pub fn key(&self) -> (i64, &'static str) {
        (self.profile_id, self.attribute)
    }

    /// The same as one number.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.profile_id.wrapping_mul(16).wrapping_add(place(self.attribute))
    }
}

/// One of them from inside.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictView {
    /// The profile.
    pub profile_id: i64,
    /// The attribute, as it is chosen by.
    pub attribute: &'static str,
    /// The golden value, then the others, the strongest first.
    pub claims: Vec<Claimed>,
    /// The profile's golden record.
    pub golden: Vec<GoldenValue>,
}

/// A value with those who say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Tidied for people.
    pub value: String,
    /// The record it is chosen from.
    pub record_id: i64,
    /// Who says it, the newest first.
    pub carriers: Vec<Carrier>,
}

/// A record that says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Carrier {
    /// Its source.
    pub source: String,
    /// The source's own id of it.
    pub native_key: String,
    /// The value as it came.
    pub written: String,
    /// When the source says the row last changed, UTC.
    pub at: Option<DateTime>,
}

/// Golden values in doubt, the one worth most to settle first; at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn conflicts(conn: &Connection) -> Result<Vec<ConflictRow>, ResolveError> {
    let sql = include_str!("../../../assets/sql/resolve/conflicts.sql")
        .replace("{CHOICES}", include_str!("../../../assets/sql/resolve/choices_in_force.sql").trim_end());
    type Place = (i64, String, Option<String>, f64, Option<String>);
    let places: Vec<Place> = rows(conn, sql, params![CLOSELY * LONGEST_PAGE], DOING, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let mut profiles: Vec<i64> = places.iter().map(|place| place.0).collect();
    profiles.sort_unstable();
    profiles.dedup();
    if profiles.is_empty() {
        return Ok(Vec::new());
    }
    let homes = members_of(conn, &profiles, DOING)?;
    let home: FxHashMap<i64, i64> = homes.iter().copied().collect();
    let input = load_some(conn, &homes.iter().map(|(record, _)| *record).collect::<Vec<_>>())?;
    let mut rows_of: FxHashMap<i64, Vec<u32>> = FxHashMap::default();
    for (record, row) in input.record_ids.iter().zip(0..) {
        rows_of.entry(home[record]).or_default().push(row);
    }
    let (survivorship, alike) = (Survivorship::new(&input), Alike::new());
    let mut found: Vec<ConflictRow> = places
        .into_iter()
        .filter_map(|(profile_id, attribute, name, revenue, currency)| {
            let attribute = chosen_as(&attribute)?;
            let rows = rows_of.get(&profile_id)?;
            let Rivalry { claims, rule, doubt, weight } = survivorship.rivals(rows, attribute, &alike)?;
            let [own, rival, ..] = claims.as_slice() else { return None };
            let size = (1.0 + (rows.len() as f64).log2()) * (1.0 + (1.0 + revenue.max(0.0)).log10());
            Some(ConflictRow {
                profile_id,
                name,
                attribute,
                golden: own.value.clone(),
                rival: rival.value.clone(),
                values: claims.len() as u64,
                records: rows.len() as u64,
                revenue,
                currency,
                rule,
                doubt,
                worth: doubt * weight * size,
                why: why(own, rival),
            })
        })
        .collect();
    found.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.key().cmp(&b.key())));
    found.truncate(LONGEST_PAGE as usize);
    Ok(found)
}

/// How close the choice was, in a sentence.
fn why(own: &Claim, rival: &Claim) -> String {
    let sources = |claim: &Claim| text::many(claim.sources as u64, "source");
    let (own_said, rival_said) = (own.records.len() as u64, rival.records.len() as u64);
    if rival.sources > own.sources {
        return format!("{} say otherwise in several spellings, {} this", sources(rival), own.sources);
    }
    let either = format!("{} each", sources(own));
    if own_said != rival_said {
        return format!("{either}, {} this and {} the other", text::many(own_said, "record"), rival_said);
    }
    let days = (own.latest - rival.latest) / DAY;
    match (own.latest, rival.latest) {
        (0, _) | (_, 0) => format!("{either}, undated: nothing told them apart"),
        _ if days == 0 => format!("{either}, on the same day"),
        _ if days < 0 => format!("{either}; the other is {} newer", text::many(days.unsigned_abs(), "day")),
        _ => format!("{either}; this is {} newer", text::many(days.unsigned_abs(), "day")),
    }
}

/// One golden value in doubt with who says what; without claims when it is in doubt no more.
///
/// # Errors
/// When DuckDB refuses.
pub fn conflict(
    conn: &Connection,
    profile_id: i64,
    attribute: &'static str,
) -> Result<ConflictView, ResolveError> {
    let records = members(conn, profile_id)?;
    let input = load_some(conn, &records)?;
    let rows: Vec<u32> = (0..).take(input.len()).collect();
    let rivalry = Survivorship::new(&input).rivals(&rows, attribute, &Alike::new());
    let known: FxHashMap<i64, _> =
        records_of(conn, &records)?.into_iter().map(|record| (record.record_id, record)).collect();
    let carrier = |record: &i64| {
        let record = known.get(record)?;
        Some(Carrier {
            source: record.source.clone(),
            native_key: record.native_key.clone(),
            written: written(&record.values, attribute),
            at: record.updated_at,
        })
    };
    let claims = rivalry.into_iter().flat_map(|rivalry| rivalry.claims).map(|claim| Claimed {
        carriers: claim.records.iter().filter_map(carrier).collect(),
        value: claim.value,
        record_id: claim.record_id,
    });
    Ok(ConflictView { profile_id, attribute, claims: claims.collect(), golden: golden(conn, &records)? })
}

/// The value as the record has it; of an address all its parts.
fn written(values: &[(&'static str, String)], attribute: &str) -> String {
    let of = |name: &&str| values.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let parts: &[&str] = &["street", "city", "region", "postcode", "country"];
    let found: Vec<&str> = if attribute == ADDRESS {
        parts.iter().filter_map(of).collect()
    } else {
        of(&attribute).into_iter().collect()
    };
    found.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::decide::tests::{author, workspace};
    use crate::resolve::decide::{Author, Verdict, choose, decide, undo_choice};
    use crate::workspace::Workspace;

    /// As everywhere, but all with one address.
    fn at_one_place() -> Workspace {
        let workspace = workspace();
        workspace
            .connection()
            .execute_batch("UPDATE records SET street = '7 Oak Lane', postcode = 'ZZ9'")
            .unwrap();
        workspace
    }

    fn listed(conn: &Connection) -> Vec<(i64, &'static str)> {
        conflicts(conn).unwrap().iter().map(ConflictRow::key).collect()
    }

    #[test]
    fn a_conflict_is_found_shown_settled_either_way_and_comes_back_with_undo() {
        let workspace = at_one_place();
        let conn = workspace.connection();
        assert_eq!(listed(conn), [], "Anna and Annaa are one name");
        decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
        conn.execute_batch("UPDATE records SET updated_at = TIMESTAMP '2026-11-01' + to_days((record_id % 10)::INT) WHERE record_id > 9000")
            .unwrap();
        let found = conflicts(conn).unwrap();
        let [row] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (row.attribute, row.golden.as_str(), row.rival.as_str()),
            ("given_name", "Petra", "Paula")
        );
        assert_eq!((row.values, row.records, row.doubt, row.rule), (2, 2, 0.5, "most recent"));
        assert_eq!(row.why, "1 source each; this is 1 day newer");
        let view = conflict(conn, row.profile_id, row.attribute).unwrap();
        let said: Vec<(&str, &str)> =
            view.claims.iter().map(|c| (c.value.as_str(), c.carriers[0].source.as_str())).collect();
        assert_eq!(said, [("Petra", "shop"), ("Paula", "crm")]);
        assert_eq!(view.claims[1].carriers[0].written, "Paula");
        let maria = Author { reason: LOOKED_AT, ..author() };
        for claim in &view.claims {
            choose(conn, &maria, claim.record_id, "given_name").unwrap();
            assert_eq!(listed(conn), []);
            let now = conflict(conn, row.profile_id, row.attribute).unwrap();
            assert!(now.claims.is_empty() && now.golden[0].value == claim.value);
            undo_choice(conn, &author(), None).unwrap();
            assert_eq!(listed(conn), [row.key()]);
        }
    }

    #[test]
    fn what_is_worth_most_comes_first() {
        let workspace = at_one_place();
        let conn = workspace.connection();
        decide(conn, &author(), Verdict::Same, 9001, 9002).unwrap();
        conn.execute_batch(
            "UPDATE records SET birth_date = '1931-07-05' WHERE record_id = 5003;
             INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, currency, channels)
                 SELECT profile_id, 1, 1, 1, 900.0, 'EUR', 1 FROM profile_members WHERE record_id = 5003",
        )
        .unwrap();
        let found = conflicts(conn).unwrap();
        let told: Vec<_> = found.iter().map(|row| (row.attribute, row.revenue)).collect();
        assert_eq!(told, [("birth_date", 900.0), ("given_name", 0.0)]);
        assert!(found[0].worth > found[1].worth);
    }
}
