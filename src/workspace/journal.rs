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
    /// The row of `decisions` with this number, which the caller has just written in its transaction.
    Decision(i64),
    /// The row of `contact_decisions` with this number, likewise.
    Contact(i64),
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

    /// Notes that the decision of this number did not come about.
    ///
    /// # Errors
    /// When the journal can't be written.
    pub fn withdraw(&self, decision: i64) -> Result<(), WorkspaceError> {
        self.withdrawn("withdrawn", decision)
    }

    /// Notes that the word on a contact of this number did not come about.
    ///
    /// # Errors
    /// When the journal can't be written.
    pub fn withdraw_contact(&self, decision: i64) -> Result<(), WorkspaceError> {
        self.withdrawn("withdrawn_contact", decision)
    }

    fn withdrawn(&self, what: &str, decision: i64) -> Result<(), WorkspaceError> {
        let Some(path) = &self.path else { return Ok(()) };
        let line = json!({"workspace": self.workspace, what: decision});
        write_line(path, &line.to_string()).map_err(|e| failed(path, "written", e))
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
    let line = match entry {
        Entry::Setting { key, value } => {
            json!({"workspace": workspace, "setting": {"key": key, "value": value}})
        }
        Entry::Decision(id) => {
            let row = row_of(journal, conn, "decisions", *id)?;
            json!({"workspace": workspace, "decision": row, "moved": moved(conn, *id)?})
        }
        Entry::Contact(id) => {
            json!({"workspace": workspace, "contact": row_of(journal, conn, "contact_decisions", *id)?})
        }
    };
    write_line(journal, &line.to_string()).map_err(|e| failed(journal, "written", e))
}

/// A row of one of the two tables of decisions.
fn row_of(journal: &Path, conn: &Connection, table: &str, id: i64) -> Result<Value, WorkspaceError> {
    let sql = format!("SELECT to_json(d)::VARCHAR FROM {table} d WHERE decision_id = ?");
    let row: String = conn.query_row(&sql, [id], |row| row.get(0)).map_err(database("read the decision"))?;
    serde_json::from_str(&row).map_err(|e| failed(journal, "written", e))
}

/// The records a decision moved, and the profiles they were in.
fn moved(conn: &Connection, decision: i64) -> Result<Vec<(i64, i64)>, WorkspaceError> {
    let failed = || database("read what the decision moved");
    let sql = "SELECT record_id, profile_id FROM decision_members WHERE decision_id = ? ORDER BY record_id";
    conn.prepare(sql)
        .and_then(|mut rows| rows.query_map([decision], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(failed())
}

fn write_line(journal: &Path, line: &str) -> std::io::Result<()> {
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
    file.write_all(format!("{}{line}\n", if torn { "\n" } else { "" }).as_bytes())?;
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
