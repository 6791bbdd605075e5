//! The journal: decisions and settings, one JSON line each, outside the workspace, so that no human work is lost with it.
//!
//! One file a workspace path, under the state folder. Each line names the workspace it belongs to; a workspace that is
//! made anew at the same path takes up the last one's decisions and its id. A line that a crash has torn is passed over.

use super::error::database;
use super::{Paths, WorkspaceError, in_transaction, path_of, settings};
use duckdb::{Connection, OptionalExt, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What is noted.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// The rows of `decisions` from one number to another, which the caller has just written in its transaction.
    Decisions {
        /// The first number.
        first: i64,
        /// The last one.
        last: i64,
    },
    /// The row of `contact_decisions` with this number, likewise.
    Contact(i64),
    /// The row of `golden_choices` with this number, likewise.
    Golden(i64),
    /// The row of `profile_locks` with this number, likewise.
    Lock(i64),
    /// A setting.
    Setting {
        /// Its name.
        key: &'a str,
        /// What was chosen.
        value: &'a str,
    },
}

/// Where decisions are noted, found out while the workspace can still be asked: a decision whose transaction fails after
/// it was noted must be withdrawn.
#[derive(Debug, Clone)]
pub struct Journal {
    path: Option<PathBuf>,
    workspace: String,
}

impl Journal {
    /// The journal of an open workspace.
    ///
    /// # Errors
    /// When DuckDB can't tell where the workspace lies.
    pub fn of(conn: &Connection) -> Result<Self, WorkspaceError> {
        Ok(Self { path: journal_of(conn)?, workspace: workspace_id(conn)? })
    }

    /// Notes that what was noted did not come about; a setting is noted only when it did.
    ///
    /// # Errors
    /// When the journal can't be written.
    pub fn withdraw(&self, entry: &Entry) -> Result<(), WorkspaceError> {
        let (what, numbers) = match *entry {
            Entry::Decisions { first, last } => ("withdrawn", first..=last),
            Entry::Contact(id) => ("withdrawn_contact", id..=id),
            Entry::Golden(id) => ("withdrawn_golden", id..=id),
            Entry::Lock(id) => ("withdrawn_lock", id..=id),
            Entry::Setting { .. } => return Ok(()),
        };
        let Some(path) = &self.path else { return Ok(()) };
        let lines = numbers.map(|n| json!({"workspace": self.workspace, what: n}).to_string());
        write_lines(path, &lines.collect::<Vec<_>>()).map_err(|e| failed(path, "written", e))
    }
}

/// What came back from a journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restored {
    /// Decisions (undo and redo included) the workspace lacked.
    pub decisions: u64,
    /// Settings it lacked or had otherwise.
    pub settings: u64,
}

/// The journal of the workspace at `path`.
#[must_use]
pub fn path_for(workspace: &Path, paths: &Paths) -> PathBuf {
    let whole = fs::canonicalize(workspace).unwrap_or_else(|_| workspace.to_owned());
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    paths.journals().join(format!("{name}.jsonl"))
}

/// Notes `entry`, and returns when it is safely on disk. A workspace in memory has no journal. Belongs last into the
/// caller's transaction, just before it commits.
///
/// # Errors
/// When the journal can't be written; the caller must then give up its transaction.
pub fn append(conn: &Connection, entry: &Entry) -> Result<(), WorkspaceError> {
    match journal_of(conn)? {
        Some(journal) => append_to(&journal, conn, entry),
        None => Ok(()),
    }
}

/// Brings back what the workspace's journal knows and the workspace does not.
///
/// # Errors
/// When the journal can't be read or DuckDB refuses; nothing is changed then.
pub fn restore(conn: &Connection) -> Result<Restored, WorkspaceError> {
    match journal_of(conn)? {
        Some(journal) if journal.exists() => restore_from(&journal, conn),
        _ => Ok(Restored::default()),
    }
}

fn journal_of(conn: &Connection) -> Result<Option<PathBuf>, WorkspaceError> {
    Ok(path_of(conn)?.map(|path| path_for(&path, &Paths::of_user())))
}

fn workspace_id(conn: &Connection) -> Result<String, WorkspaceError> {
    conn.query_row("SELECT value FROM meta WHERE key = 'workspace_id'", [], |row| row.get(0))
        .optional()
        .map(Option::unwrap_or_default)
        .map_err(database("read its id"))
}

fn append_to(journal: &Path, conn: &Connection, entry: &Entry) -> Result<(), WorkspaceError> {
    let workspace = workspace_id(conn)?;
    let lines = match entry {
        Entry::Setting { key, value } => {
            vec![json!({"workspace": workspace, "setting": {"key": key, "value": value}})]
        }
        Entry::Decisions { first, last } => {
            let mut moved = moved(conn, *first, *last)?;
            let line = |(id, row): (i64, Value)| {
                let moved = moved.remove(&id).unwrap_or_default();
                json!({"workspace": workspace, "decision": row, "moved": moved})
            };
            rows_of(journal, conn, "decisions", *first, *last)?.into_iter().map(line).collect()
        }
        Entry::Contact(id) => {
            let rows = rows_of(journal, conn, "contact_decisions", *id, *id)?.into_iter();
            rows.map(|(_, row)| json!({"workspace": workspace, "contact": row})).collect()
        }
        Entry::Golden(id) => {
            let rows = rows_of(journal, conn, "golden_choices", *id, *id)?.into_iter();
            rows.map(|(_, row)| json!({"workspace": workspace, "golden": row})).collect()
        }
        Entry::Lock(id) => {
            let rows = rows_of(journal, conn, "profile_locks", *id, *id)?.into_iter();
            rows.map(|(_, row)| json!({"workspace": workspace, "lock": row})).collect()
        }
    };
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    write_lines(journal, &lines).map_err(|e| failed(journal, "written", e))
}

/// Rows of one of the two tables of decisions, with their numbers.
fn rows_of(
    journal: &Path,
    conn: &Connection,
    table: &str,
    first: i64,
    last: i64,
) -> Result<Vec<(i64, Value)>, WorkspaceError> {
    let sql = format!(
        "SELECT decision_id, to_json(d)::VARCHAR FROM {table} d WHERE decision_id BETWEEN ? AND ? ORDER BY decision_id"
    );
    let rows: Vec<(i64, String)> = conn
        .prepare(&sql)
        .and_then(|mut rows| rows.query_map([first, last], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(database("read the decisions"))?;
    let parsed = |(id, row): (i64, String)| Ok((id, serde_json::from_str(&row)?));
    rows.into_iter()
        .map(parsed)
        .collect::<Result<_, serde_json::Error>>()
        .map_err(|e| failed(journal, "written", e))
}

/// The records decisions moved, and the profiles they were in.
type Moved = BTreeMap<i64, Vec<(i64, i64)>>;

fn moved(conn: &Connection, first: i64, last: i64) -> Result<Moved, WorkspaceError> {
    let read = || -> duckdb::Result<Moved> {
        let sql = "SELECT decision_id, record_id, profile_id FROM decision_members
            WHERE decision_id BETWEEN ? AND ? ORDER BY decision_id, record_id";
        let (mut statement, mut moved) = (conn.prepare(sql)?, Moved::new());
        let mut rows = statement.query([first, last])?;
        while let Some(row) = rows.next()? {
            moved.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
        Ok(moved)
    };
    read().map_err(database("read what the decisions moved"))
}

fn write_lines(journal: &Path, lines: &[String]) -> std::io::Result<()> {
    if let Some(folder) = journal.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(journal)?;
    let torn = file.seek(SeekFrom::End(0))? > 0 && {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        last != *b"\n"
    };
    file.write_all(format!("{}{}\n", if torn { "\n" } else { "" }, lines.join("\n")).as_bytes())?;
    file.sync_data()
}

/// The lines of one workspace: the newest decision of each number, the newest value of each setting.
#[derive(Default)]
struct Lines {
    workspace: String,
    decisions: BTreeMap<i64, Noted>,
    /// Words on contacts: rows of `contact_decisions` as JSON.
    contacts: BTreeMap<i64, String>,
    settings: BTreeMap<String, String>,
}

/// A decision as it stands in the journal.
struct Noted {
    /// The row of `decisions` as JSON.
    row: String,
    /// Records it moved, and the profiles they were in.
    moved: Vec<(i64, i64)>,
}

/// The lines of the workspace `id`, or of the last one in the journal when it has none.
fn read(journal: &Path, id: &str) -> std::io::Result<Lines> {
    let bytes = fs::read(journal)?;
    let lines: Vec<Value> =
        bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let of = |line: &Value| line["workspace"].as_str().unwrap_or_default().to_owned();
    let known = lines.iter().any(|line| of(line) == id);
    let workspace = if known { id.to_owned() } else { lines.last().map(of).unwrap_or_default() };
    let mut found = Lines { workspace: workspace.clone(), ..Lines::default() };
    for line in lines.iter().filter(|line| of(line) == workspace) {
        if let Some(number) = line["decision"]["decision_id"].as_i64() {
            let moved = serde_json::from_value(line["moved"].clone()).unwrap_or_default();
            found.decisions.insert(number, Noted { row: line["decision"].to_string(), moved });
        }
        if let Some(number) = line["withdrawn"].as_i64() {
            found.decisions.remove(&number);
        }
        if let Some(number) = line["contact"]["decision_id"].as_i64() {
            found.contacts.insert(number, line["contact"].to_string());
        }
        if let Some(number) = line["withdrawn_contact"].as_i64() {
            found.contacts.remove(&number);
        }
        if let (Some(key), Some(value)) = (line["setting"]["key"].as_str(), line["setting"]["value"].as_str())
        {
            found.settings.insert(key.to_owned(), value.to_owned());
        }
    }
    Ok(found)
}

fn restore_from(journal: &Path, conn: &Connection) -> Result<Restored, WorkspaceError> {
    let lines = read(journal, &workspace_id(conn)?).map_err(|e| failed(journal, "read", e))?;
    let mut restored = Restored::default();
    if lines.workspace.is_empty() {
        return Ok(restored);
    }
    let insert = insert_into(conn, "decisions")?;
    let insert_contact = insert_into(conn, "contact_decisions")?;
    in_transaction(conn, database("bring back the decisions"), || {
        for (number, decision) in &lines.decisions {
            let rows = conn
                .execute(&insert, params![decision.row, number])
                .map_err(database("bring back the decisions"))?;
            restored.decisions += rows as u64;
            for (record, profile) in decision.moved.iter().filter(|_| rows > 0) {
                conn.execute(
                    "INSERT INTO decision_members VALUES (?, ?, ?)",
                    params![number, record, profile],
                )
                .map_err(database("bring back what the decisions moved"))?;
            }
        }
        for (number, word) in &lines.contacts {
            let rows = conn
                .execute(&insert_contact, params![word, number])
                .map_err(database("bring back the words on contacts"))?;
            restored.decisions += rows as u64;
        }
        for (key, value) in &lines.settings {
            if settings::get(conn, key)?.as_ref() != Some(value) {
                settings::store(conn, key, value)?;
                restored.settings += 1;
            }
        }
        conn.execute("UPDATE meta SET value = ? WHERE key = 'workspace_id'", [&lines.workspace])
            .map_err(database("take up its id"))?;
        Ok(restored)
    })
}

/// The statement that brings a row back, given as JSON and by number, unless it is there.
fn insert_into(conn: &Connection, table: &str) -> Result<String, WorkspaceError> {
    let shape: String = conn
        .query_row(
            "SELECT json_group_object(column_name, data_type)::VARCHAR FROM duckdb_columns()
             WHERE table_name = ? AND database_name = current_database()",
            [table],
            |row| row.get(0),
        )
        .map_err(database("read the shape of a decision"))?;
    // `shape` is made of our own column names and types only.
    Ok(format!(
        "INSERT INTO {table} BY NAME SELECT unnest(from_json(?1::JSON, '{shape}'))
         WHERE NOT EXISTS (FROM {table} WHERE decision_id = ?2)"
    ))
}

fn failed(journal: &Path, doing: &'static str, why: impl std::fmt::Display) -> WorkspaceError {
    WorkspaceError::Journal { path: journal.into(), doing, why: why.to_string() }
}

#[cfg(test)]
mod tests;
