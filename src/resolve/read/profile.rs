//! One profile from inside: its records side by side, its identifiers, and how it came to be.

use super::LONGEST_PAGE;
use crate::resolve::ResolveError;
use crate::resolve::contact::Label;
use crate::resolve::error::database;
use crate::resolve::store::{among, load_some};
use crate::resolve::survive::{GoldenValue, Survivorship};
use crate::value::attribute;
use crate::workspace::moment;
use duckdb::{Connection, params};
use jiff::civil::DateTime;

/// One record of a profile, as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// Its id.
    pub record_id: i64,
    /// The source's id.
    pub source_id: i32,
    /// The source's name.
    pub source: String,
    /// The system, for people.
    pub system: String,
    /// The source's own id of it.
    pub native_key: String,
    /// The file's name, and the line in it.
    pub file: String,
    /// Line in the file.
    pub line: i64,
    /// Attributes that have a value, with their names as in the schema, in its order.
    pub values: Vec<(&'static str, String)>,
    /// When the source says the row last changed (else: came to be), UTC.
    pub updated_at: Option<DateTime>,
}

/// The records of a profile, by source and key, at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn records(connection: &Connection, profile_id: i64) -> Result<Vec<RecordRow>, ResolveError> {
    let members = format!("(SELECT record_id FROM profile_members WHERE profile_id = {profile_id})");
    rows(connection, &members)
}

/// These records, by source and key, at most [`LONGEST_PAGE`].
pub(super) fn records_of(connection: &Connection, ids: &[i64]) -> Result<Vec<RecordRow>, ResolveError> {
    rows(connection, &among(connection, ids)?)
}

/// Of the records `among`: ids, or a query for them, in brackets.
fn rows(connection: &Connection, among: &str) -> Result<Vec<RecordRow>, ResolveError> {
    let sql = format!(
        "SELECT r.record_id, r.source_id, s.name, s.system, r.native_key, coalesce(l.path, ''), r.line,
            coalesce(r.updated_at, r.created_at), {}
         FROM records r
         JOIN sources s ON s.source_id = r.source_id
         LEFT JOIN loads l ON l.load_id = r.load_id
         -- By row: found by one narrow column first.
         WHERE r.rowid IN (SELECT rowid FROM records WHERE record_id IN {among})
         ORDER BY r.source_id, r.native_key LIMIT {LONGEST_PAGE}",
        attribute::NAMES.map(|name| format!("r.{name}")).join(", ")
    );
    let read = || -> duckdb::Result<Vec<RecordRow>> {
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            let path: String = row.get(5)?;
            let mut values = Vec::new();
            for (i, name) in attribute::NAMES.into_iter().enumerate() {
                if let Some(value) = row.get::<_, Option<String>>(8 + i)?.filter(|v| !v.trim().is_empty()) {
                    values.push((name, value));
                }
            }
            Ok(RecordRow {
                record_id: row.get(0)?,
                source_id: row.get(1)?,
                source: row.get(2)?,
                system: row.get(3)?,
                native_key: row.get(4)?,
                file: path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
                line: row.get(6)?,
                values,
                updated_at: moment::at(row, 7)?,
            })
        })?;
        rows.collect()
    };
    read().map_err(database("read the records of the profile"))
}

/// The golden record of these records with its lineage, by the rules that made the stored one.
///
/// # Errors
/// When DuckDB refuses.
pub fn golden(connection: &Connection, records: &[i64]) -> Result<Vec<GoldenValue>, ResolveError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let input = load_some(connection, records)?;
    let rows: Vec<u32> = (0..).take(input.record_ids.len()).collect();
    Ok(Survivorship::new(&input).golden(&rows))
}

/// An identifier of a profile and where it is known from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentifierRow {
    /// Its kind: `email`, `phone`, `loyalty`, …
    pub kind: String,
    /// Normalised.
    pub value: String,
    /// How many of the profile's records carry it.
    pub records: u64,
    /// The sources they are of.
    pub sources: Vec<String>,
    /// How many profiles carry it: more than one means it is shared.
    pub profiles: u64,
    /// Whose it is, by the last run; see [`super::label_contacts`].
    pub label: Label,
}

/// The identifiers of a profile, those in most records first, at most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn identifiers(connection: &Connection, profile_id: i64) -> Result<Vec<IdentifierRow>, ResolveError> {
    let sql = "WITH own AS (
            SELECT i.kind, i.value, count(DISTINCT i.record_id) n, string_agg(DISTINCT s.name, '|' ORDER BY s.name) sources
            FROM identifiers i
            JOIN records r ON r.record_id = i.record_id
            JOIN sources s ON s.source_id = r.source_id
            WHERE i.record_id IN (SELECT record_id FROM profile_members WHERE profile_id = $1)
            GROUP BY i.kind, i.value),
        shared AS (
            SELECT i.kind, i.value, count(DISTINCT m.profile_id) n
            FROM identifiers i JOIN profile_members m ON m.record_id = i.record_id
            WHERE (i.kind, i.value) IN (SELECT (kind, value) FROM own)
            GROUP BY i.kind, i.value)
        SELECT own.kind, own.value, own.n, own.sources, shared.n
        FROM own JOIN shared USING (kind, value)
        ORDER BY own.n DESC, own.kind, own.value LIMIT $2";
    let read = || -> duckdb::Result<Vec<IdentifierRow>> {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map(params![profile_id, LONGEST_PAGE], |row| {
            let sources: String = row.get(3)?;
            Ok(IdentifierRow {
                kind: row.get(0)?,
                value: row.get(1)?,
                records: row.get(2)?,
                sources: sources.split('|').map(str::to_owned).collect(),
                profiles: row.get(4)?,
                label: Label::default(),
            })
        })?;
        rows.collect()
    };
    read().map_err(database("read the identifiers of the profile"))
}

/// One entry of a profile's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// When, UTC.
    pub at: Option<DateTime>,
    /// created, merged, split, moved, gone.
    pub change: String,
    /// The other profile.
    pub other_id: Option<i64>,
    /// How many records moved.
    pub records: u64,
    /// run, decision N, undo of N.
    pub cause: String,
}

/// How a profile came to be, latest first, at most 50 entries.
///
/// # Errors
/// When DuckDB refuses.
pub fn ledger(connection: &Connection, profile_id: i64) -> Result<Vec<LedgerRow>, ResolveError> {
    let sql = "SELECT \"at\", change, other_id, records, cause FROM profile_ledger
        WHERE profile_id = $1 ORDER BY \"at\" DESC, change LIMIT 50";
    let read = || -> duckdb::Result<Vec<LedgerRow>> {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([profile_id], |row| {
            Ok(LedgerRow {
                at: moment::at(row, 0)?,
                change: row.get(1)?,
                other_id: row.get(2)?,
                records: row.get(3)?,
                cause: row.get(4)?,
            })
        })?;
        rows.collect()
    };
    read().map_err(database("read the history of the profile"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP), (2, 'till', 'x', 'Till', NULL, now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, email, email_key, raw)
                 VALUES (10, 1, 1, 2, 'A', 'Ann', 'Ann@X.com', 'ann@x.com', '{}'),
                        (11, 2, 2, 3, 'B', 'Anna', NULL, 'ann@x.com', '{}'),
                        (12, 2, 2, 4, 'C', 'Bob', ' ', 'ann@x.com', '{}');
                 INSERT INTO record_identifiers VALUES (11, 2, 'loyalty', 'L1');
                 INSERT INTO profile_members VALUES (10, 1), (11, 1), (12, 2);",
            )
            .unwrap();
        workspace
    }

    #[test]
    fn records_carry_only_what_is_filled() {
        let workspace = workspace();
        let rows = records(workspace.connection(), 1).unwrap();
        assert_eq!(rows.iter().map(|r| r.source.as_str()).collect::<Vec<_>>(), ["shop", "till"]);
        assert_eq!(rows[0].values, [("given_name", "Ann".to_owned()), ("email", "Ann@X.com".to_owned())]);
        assert_eq!(records(workspace.connection(), 2).unwrap()[0].values.len(), 1);
        assert!(records(workspace.connection(), 9).unwrap().is_empty());
    }

    #[test]
    fn shared_identifiers_say_with_how_many() {
        let workspace = workspace();
        let rows = identifiers(workspace.connection(), 1).unwrap();
        assert_eq!((rows[0].kind.as_str(), rows[0].records, rows[0].profiles), ("email", 2, 2));
        assert_eq!(rows[0].sources, ["shop", "till"]);
        assert_eq!((rows[1].kind.as_str(), rows[1].profiles), ("loyalty", 1));
    }
}
