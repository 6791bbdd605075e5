//! The journal: decisions and settings, one JSON line each, outside the workspace, so that no human work is lost with it.
//!
//! One file a workspace path, under the state folder. Each line names the workspace it belongs to; a workspace that is
//! made anew at the same path takes up the last one's decisions and its id. A line that a crash has torn is passed over.

mod unfinished;

pub(super) use unfinished::withdraw_unfinished;

use super::error::database;
use super::query::first_row;
use super::seal::{self, Line, Log, Seal};
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
    /// The lines of a log from one number to another, which the caller has just written in its transaction.
    Lines {
        /// Which log.
        log: Log,
        /// The first number.
        first: i64,
        /// The last one.
        last: i64,
    },
    /// A setting.
    Setting {
        /// Its name.
        key: &'a str,
        /// What was chosen.
        value: &'a str,
    },
}

impl Entry<'_> {
    /// One line of a log.
    #[must_use]
    pub fn line(log: Log, number: i64) -> Self {
        Self::Lines { log, first: number, last: number }
    }
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
        let sql = "SELECT path, (SELECT value FROM meta WHERE key = 'workspace_id')
            FROM duckdb_databases() WHERE database_name = current_database()";
        let (path, id): (Option<String>, Option<String>) =
            first_row(conn, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(database("tell where it lies"))?;
        let path = path.map(|path| path_for(Path::new(&path), &Paths::of_user()));
        Ok(Self { path, workspace: id.unwrap_or_default() })
    }

    /// Notes `entry`, and returns when it is safely on disk; lines of a log are sealed first. A workspace in memory has no
    /// journal. Belongs last into the caller's transaction, just before it commits.
    ///
    /// # Errors
    /// When the journal can't be written; the caller must then give up its transaction.
    pub fn append(&self, conn: &Connection, entry: &Entry) -> Result<(), WorkspaceError> {
        let lines = match *entry {
            Entry::Setting { key, value } => {
                vec![
                    json!({"workspace": self.workspace, "setting": {"key": key, "value": value}}).to_string(),
                ]
            }
            Entry::Lines { log, first, last } => {
                let lines = seal::lines(conn, log, first, last)?;
                let seals = seal::add(conn, log, &lines)?;
                lines.iter().zip(&seals).map(|(line, seal)| self.noted(log, line, seal)).collect()
            }
        };
        let Some(path) = &self.path else { return Ok(()) };
        write_lines(path, &lines).map_err(|e| failed(path, "written", e))
    }

    /// A line of a log as the journal has it.
    fn noted(&self, log: Log, line: &Line, seal: &Seal) -> String {
        json!({
            "workspace": self.workspace, log.word(): line.row, "moved": line.moved,
            "position": seal.position, "seal": seal.seal,
        })
        .to_string()
    }

    /// Notes that what was noted did not come about; a setting is noted only when it did.
    ///
    /// # Errors
    /// When the journal can't be written.
    pub fn withdraw(&self, entry: &Entry) -> Result<(), WorkspaceError> {
        let Entry::Lines { log, first, last } = *entry else { return Ok(()) };
        let Some(path) = &self.path else { return Ok(()) };
        let lines =
            (first..=last).map(|n| json!({"workspace": self.workspace, withdrawn(log): n}).to_string());
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

/// What the journal calls the number of a line that did not come about.
fn withdrawn(log: Log) -> &'static str {
    match log {
        Log::Decisions => "withdrawn",
        Log::Contacts => "withdrawn_contact",
        Log::Golden => "withdrawn_golden",
        Log::Locks => "withdrawn_lock",
        Log::Judgements => "withdrawn_judgement",
    }
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

/// The lines of one workspace: the newest one of each number of each log, the newest value of each setting.
#[derive(Default)]
struct Lines {
    workspace: String,
    logs: BTreeMap<(Log, i64), Noted>,
    settings: BTreeMap<String, String>,
}

/// A line of a log as it stands in the journal.
struct Noted {
    /// The row as JSON.
    row: String,
    /// Records it moved, and the profiles they were in.
    moved: Vec<(i64, i64)>,
    /// `None`: of a time before there were seals.
    seal: Option<Seal>,
}

impl Noted {
    fn read(line: &Value, log: Log) -> Option<(i64, Self)> {
        let row = &line[log.word()];
        let seal = line["position"].as_i64().zip(line["seal"].as_str());
        let noted = Self {
            row: row.to_string(),
            moved: serde_json::from_value(line["moved"].clone()).unwrap_or_default(),
            seal: seal.map(|(position, seal)| Seal { position, seal: seal.to_owned() }),
        };
        row["decision_id"].as_i64().map(|number| (number, noted))
    }
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
        for log in Log::ALL {
            if let Some((number, noted)) = Noted::read(line, log) {
                found.logs.insert((log, number), noted);
            }
            if let Some(number) = line[withdrawn(log)].as_i64() {
                found.logs.remove(&(log, number));
            }
        }
        if let (Some(key), Some(value)) = (line["setting"]["key"].as_str(), line["setting"]["value"].as_str())
        {
            found.settings.insert(key.to_owned(), value.to_owned());
        }
    }
    Ok(found)
}

/// The seals the journal has of this workspace's lines; none without a journal.
pub(super) fn seals(conn: &Connection) -> Result<BTreeMap<(Log, i64), String>, WorkspaceError> {
    let Some(journal) = journal_of(conn)?.filter(|journal| journal.exists()) else {
        return Ok(BTreeMap::new());
    };
    let id = workspace_id(conn)?;
    let lines = read(&journal, &id).map_err(|e| failed(&journal, "read", e))?;
    let seals = lines.logs.into_iter().filter_map(|(line, noted)| Some((line, noted.seal?.seal)));
    Ok(if lines.workspace == id { seals.collect() } else { BTreeMap::new() })
}

fn restore_from(journal: &Path, conn: &Connection) -> Result<Restored, WorkspaceError> {
    let lines = read(journal, &workspace_id(conn)?).map_err(|e| failed(journal, "read", e))?;
    let mut restored = Restored::default();
    if lines.workspace.is_empty() {
        return Ok(restored);
    }
    let mut inserts = BTreeMap::new();
    for log in Log::ALL {
        inserts.insert(log, insert_into(conn, log)?);
    }
    in_transaction(conn, database("bring back the decisions"), || {
        let mut seals = Vec::new();
        for ((log, number), noted) in &lines.logs {
            let rows = conn
                .execute(&inserts[log], params![noted.row, number])
                .map_err(database("bring back the decisions"))?;
            if rows == 0 {
                continue;
            }
            restored.decisions += 1;
            seals.extend(noted.seal.as_ref().map(|seal| (*log, *number, seal)));
            for (record, profile) in &noted.moved {
                conn.execute(
                    "INSERT INTO decision_members VALUES (?, ?, ?)",
                    params![number, record, profile],
                )
                .map_err(database("bring back what the decisions moved"))?;
            }
        }
        seal::store(conn, &seals)?;
        seal::close(conn, &Log::ALL)?;
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
fn insert_into(conn: &Connection, log: Log) -> Result<String, WorkspaceError> {
    let table = log.table();
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
