//! The schema's version, and the steps from each version to the next.

use super::error::database;
use super::seal::{self, Log};
use super::{WorkspaceError, in_transaction};
use duckdb::{Connection, OptionalExt};
use std::path::Path;

/// Tables and columns of a new workspace.
const SCHEMA: &str = include_str!("schema.sql");

/// The newest schema this program knows: what `schema.sql` describes.
pub(super) const VERSION: u32 = 14;

/// `STEPS[n]` brings a workspace of version `n + 1` to version `n + 2`. One step per change of `schema.sql`, never
/// changed once released.
const STEPS: &[&str] = &[
    "ALTER TABLE blocking_report DROP COLUMN seconds; ALTER TABLE blocking_report ADD COLUMN left_out VARCHAR",
    "CREATE TABLE contacts (kind VARCHAR NOT NULL, value VARCHAR NOT NULL, label VARCHAR NOT NULL,
         cause VARCHAR NOT NULL, records INTEGER NOT NULL, profiles INTEGER NOT NULL, households INTEGER NOT NULL,
         given_names INTEGER NOT NULL, silent BOOLEAN NOT NULL, record_id BIGINT NOT NULL)",
    "CREATE TABLE contact_decisions (decision_id BIGINT NOT NULL, \"at\" TIMESTAMP NOT NULL, who VARCHAR NOT NULL,
         action VARCHAR NOT NULL, target BIGINT, kind VARCHAR NOT NULL, value VARCHAR NOT NULL, label VARCHAR,
         reason VARCHAR, effect VARCHAR NOT NULL)",
    "CREATE TABLE record_marks (record_id BIGINT NOT NULL, mark UBIGINT NOT NULL);
     CREATE TABLE record_moves (run_id BIGINT NOT NULL, record_id BIGINT NOT NULL, profile_id BIGINT NOT NULL);
     ALTER TABLE models ADD COLUMN report VARCHAR",
    "CREATE TABLE household_members (record_id BIGINT NOT NULL, household_id BIGINT NOT NULL);
     CREATE VIEW households AS
     SELECT household AS household_id, string_agg(DISTINCT family_name, ' & ' ORDER BY family_name) AS name,
         mode(street) AS street, mode(coalesce(postcode, city)) AS place,
         count(*) AS people, sum(records)::BIGINT AS records
     FROM profiles WHERE household IS NOT NULL GROUP BY household",
    "ALTER TABLE edges ADD COLUMN component INTEGER DEFAULT 0;
     CREATE TABLE record_components (record_id BIGINT NOT NULL, component INTEGER NOT NULL);
     DELETE FROM stages WHERE name = 'resolve';
     DELETE FROM models",
    "ALTER TABLE decisions ADD COLUMN batch BIGINT",
    "ALTER TABLE decisions ADD COLUMN model VARCHAR; ALTER TABLE decisions ADD COLUMN shown VARCHAR;
     CREATE TABLE seals (position BIGINT NOT NULL, log VARCHAR NOT NULL, number BIGINT NOT NULL,
         seal VARCHAR NOT NULL)",
    "CREATE TABLE golden_choices (decision_id BIGINT NOT NULL, \"at\" TIMESTAMP NOT NULL, who VARCHAR NOT NULL,
         action VARCHAR NOT NULL, target BIGINT, attribute VARCHAR NOT NULL, record_id BIGINT NOT NULL,
         source VARCHAR, native_key VARCHAR, value VARCHAR, reason VARCHAR);
     CREATE TABLE profile_locks (decision_id BIGINT NOT NULL, \"at\" TIMESTAMP NOT NULL, who VARCHAR NOT NULL,
         action VARCHAR NOT NULL, target BIGINT, records VARCHAR NOT NULL, reason VARCHAR)",
    "CREATE TABLE judgements (decision_id BIGINT NOT NULL, \"at\" TIMESTAMP NOT NULL, who VARCHAR NOT NULL,
         action VARCHAR NOT NULL, verdict VARCHAR NOT NULL, left_source VARCHAR, left_key VARCHAR,
         right_source VARCHAR, right_key VARCHAR, left_record BIGINT NOT NULL, right_record BIGINT NOT NULL,
         together BOOLEAN NOT NULL, records INTEGER NOT NULL, weight INTEGER);
     CREATE TABLE measurements (run_id BIGINT NOT NULL, records BIGINT NOT NULL, profiles BIGINT NOT NULL,
         judged BIGINT NOT NULL, precision DOUBLE NOT NULL, precision_low DOUBLE NOT NULL,
         precision_high DOUBLE NOT NULL, recall DOUBLE NOT NULL, recall_low DOUBLE NOT NULL,
         recall_high DOUBLE NOT NULL)",
    "CREATE VIEW undone_decisions AS
         SELECT target AS decision_id FROM decisions WHERE action IN ('undo', 'redo') AND target IS NOT NULL
         GROUP BY target HAVING arg_max(action, decision_id) = 'undo'",
    "ALTER TABLE record_marks ADD COLUMN place INTEGER;
     CREATE TABLE whole_run (run_id BIGINT NOT NULL, records BIGINT NOT NULL, since BIGINT NOT NULL,
         compared VARCHAR NOT NULL);
     CREATE TABLE national_phones (national VARCHAR NOT NULL, international VARCHAR);
     CREATE TABLE block_keys (key UINTEGER NOT NULL USING COMPRESSION uncompressed, place INTEGER NOT NULL);
     CREATE TABLE crowded_keys (rule INTEGER NOT NULL, round UINTEGER NOT NULL, key UINTEGER NOT NULL,
         finer VARCHAR)",
    "ALTER TABLE profiles ADD COLUMN home UINTEGER; DELETE FROM whole_run",
];

/// From this version on lines of the logs are sealed; with it those that were written before are.
const SEALED: u32 = 9;

/// Makes the tables of a new workspace and says what it is.
pub(super) fn install(conn: &Connection) -> Result<(), WorkspaceError> {
    in_transaction(conn, database("make its tables"), || {
        conn.execute_batch(SCHEMA).map_err(database("make its tables"))?;
        let mut statement =
            conn.prepare("INSERT INTO meta VALUES (?, ?)").map_err(database("note its version"))?;
        let version = VERSION.to_string();
        let id: String = conn
            .query_row("SELECT uuid()::VARCHAR", [], |row| row.get(0))
            .map_err(database("give it an id"))?;
        for (key, value) in [
            ("format", "onefold"),
            ("schema_version", version.as_str()),
            ("workspace_id", id.as_str()),
            ("created_at", jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S").to_string().as_str()),
            ("created_by", concat!("onefold ", env!("CARGO_PKG_VERSION"))),
        ] {
            statement.execute([key, value]).map_err(database("note its version"))?;
        }
        Ok(())
    })
}

/// Brings the workspace at `path` to [`VERSION`], each step in a transaction of its own. Says from which version.
pub(super) fn bring_up_to_date(
    conn: &Connection,
    path: &Path,
    may_write: bool,
) -> Result<u32, WorkspaceError> {
    through(conn, path, may_write, STEPS)
}

fn through(conn: &Connection, path: &Path, may_write: bool, steps: &[&str]) -> Result<u32, WorkspaceError> {
    let known = steps.len() as u32 + 1;
    let found = version(conn, path)?;
    if found > known {
        return Err(WorkspaceError::TooNew { path: path.into(), found, known });
    }
    if found < known && !may_write {
        return Err(WorkspaceError::TooOld { path: path.into(), found, known });
    }
    for (step, next) in steps.iter().zip(2..).skip(found as usize - 1) {
        in_transaction(conn, database("bring its tables up to date"), || {
            conn.execute_batch(step)
                .and_then(|()| {
                    conn.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [next.to_string()])
                })
                .map_err(database("bring its tables up to date"))?;
            if next == SEALED { seal::close(conn, &[Log::Decisions, Log::Contacts]) } else { Ok(()) }
        })?;
    }
    Ok(found)
}

/// The schema version, from 1.
fn version(conn: &Connection, path: &Path) -> Result<u32, WorkspaceError> {
    let not_ours = |why: &str| WorkspaceError::NotAWorkspace { path: path.into(), why: why.into() };
    let tables: u64 = conn
        .query_row(
            "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta' AND database_name = current_database()",
            [],
            |row| row.get(0),
        )
        .map_err(database("look at its tables"))?;
    if tables == 0 {
        return Err(not_ours("it is a DuckDB file of another program"));
    }
    let meta = |key: &str| {
        conn.query_row("SELECT value FROM meta WHERE key = ?", [key], |row| row.get::<_, String>(0))
            .optional()
    };
    let other = |_| not_ours("its table 'meta' is another program's");
    if meta("format").map_err(other)?.as_deref() != Some("onefold") {
        return Err(not_ours("it is a DuckDB file of another program"));
    }
    let version = meta("schema_version").map_err(database("read its version"))?.unwrap_or_default();
    version.parse().ok().filter(|v| *v >= 1).ok_or_else(|| not_ours("its schema version is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        install(&conn).unwrap();
        conn
    }

    /// A workspace as version 1 had it, as far as the steps care.
    fn first() -> Connection {
        let conn = fresh();
        conn.execute_batch(
            "DROP TABLE whole_run; DROP TABLE national_phones; DROP TABLE block_keys; DROP TABLE crowded_keys;
             DROP VIEW undone_decisions; DROP TABLE contacts; DROP TABLE contact_decisions; DROP TABLE golden_choices; DROP TABLE profile_locks;
             DROP TABLE judgements; DROP TABLE measurements;
             DROP VIEW households; ALTER TABLE profiles DROP COLUMN home; DROP TABLE household_members; DROP TABLE record_components;
             ALTER TABLE edges DROP COLUMN component; ALTER TABLE decisions DROP COLUMN batch;
             ALTER TABLE decisions DROP COLUMN model; ALTER TABLE decisions DROP COLUMN shown; DROP TABLE seals;
             ALTER TABLE blocking_report DROP COLUMN left_out;
             ALTER TABLE blocking_report ADD COLUMN seconds DOUBLE;
             DROP TABLE record_marks; DROP TABLE record_moves; ALTER TABLE models DROP COLUMN report;
             UPDATE meta SET value = '1' WHERE key = 'schema_version'",
        )
        .unwrap();
        conn
    }

    fn says(conn: &Connection, sql: &str) -> String {
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_schema_is_what_all_steps_lead_to() {
        assert_eq!(STEPS.len() as u32 + 1, VERSION);
        assert_eq!(bring_up_to_date(&fresh(), Path::new("x"), true).unwrap(), VERSION);
        let old = first();
        assert_eq!(bring_up_to_date(&old, Path::new("x"), true).unwrap(), 1);
        let columns =
            "SELECT string_agg(table_name || '.' || column_name, ' ' ORDER BY table_name, column_name)
                       FROM duckdb_columns() WHERE NOT internal";
        assert_eq!(says(&old, columns), says(&fresh(), columns));
    }

    #[test]
    fn steps_run_once_in_order_and_a_failed_one_leaves_its_version() {
        let conn = first();
        let steps = ["CREATE TABLE a AS SELECT 'one' AS word", "UPDATE a SET word = word || ' two'"];
        assert_eq!(through(&conn, Path::new("x"), true, &steps).unwrap(), 1);
        assert_eq!(through(&conn, Path::new("x"), true, &steps).unwrap(), 3);
        assert_eq!(says(&conn, "SELECT word FROM a"), "one two");
        let broken = [steps[0], steps[1], "DROP TABLE a; DROP TABLE never_there"];
        assert!(through(&conn, Path::new("x"), true, &broken).is_err());
        assert_eq!(says(&conn, "SELECT word FROM a"), "one two");
        assert_eq!(says(&conn, "SELECT value FROM meta WHERE key = 'schema_version'"), "3");
    }

    #[test]
    fn newer_older_and_foreign_files_are_told_apart() {
        let conn = fresh();
        conn.execute_batch("UPDATE meta SET value = '7' WHERE key = 'schema_version'").unwrap();
        let newer = through(&conn, Path::new("x"), true, &[]);
        assert!(matches!(newer, Err(WorkspaceError::TooNew { found: 7, known: 1, .. })));
        let older = through(&first(), Path::new("x"), false, &["SELECT 1"]);
        assert!(matches!(older, Err(WorkspaceError::TooOld { found: 1, known: 2, .. })));
        for sql in ["SELECT 1", "CREATE TABLE meta (a INT)", "CREATE TABLE meta (key VARCHAR, value VARCHAR)"]
        {
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch(sql).unwrap();
            let foreign = through(&conn, Path::new("x"), true, &[]);
            assert!(matches!(foreign, Err(WorkspaceError::NotAWorkspace { .. })), "{sql}");
        }
    }
}
