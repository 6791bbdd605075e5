//! Opening, making and handing out connections.

use super::error::database;
use super::{WorkspaceError, journal, limits, migrate, pour, trouble};
use duckdb::{AccessMode, Config, Connection, InterruptHandle};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files are written so that DuckDB 1.5 and its tools can read them too.
const STORAGE_VERSION: &str = "v1.5.0";

/// How the workspace may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read and write; made when it is not there.
    Create,
    /// Read and write; an error when it is not there.
    ReadWrite,
    /// Read only; other readers may hold it too.
    ReadOnly,
}

/// An open workspace. Owns the writing connection; readers are clones of it.
#[derive(Debug)]
pub struct Workspace {
    path: Option<PathBuf>,
    connection: Connection,
    notices: Vec<String>,
}

/// Interrupts whatever query the writing connection runs, from any thread.
#[derive(Clone)]
pub struct Stopper(Arc<InterruptHandle>);

impl Stopper {
    /// DuckDB forgets an interrupt that comes between two queries: call it again until the work has ended.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Workspace {
    /// Opens (or makes) the workspace at `path`. Look at [`Self::notices`] afterwards.
    ///
    /// # Errors
    /// When the file is missing, locked, damaged, newer than this program, or something else altogether.
    pub fn open(path: &Path, access: Access) -> Result<Self, WorkspaceError> {
        match (path.exists(), access) {
            (true, _) => Self::open_existing(path, access),
            (false, Access::Create) => {
                make(path)?;
                let mut workspace = Self::open_existing(path, Access::ReadWrite)?;
                workspace.restore("")?;
                Ok(workspace)
            }
            (false, _) => Err(WorkspaceError::Missing { path: path.into() }),
        }
    }

    /// Makes a workspace at `path` in place of what was there, without bringing back old decisions.
    ///
    /// # Errors
    /// When the old one is in use or is no workspace, or the new one can't be written.
    pub fn replace(path: &Path) -> Result<Self, WorkspaceError> {
        if path.exists() {
            drop(Self::open_existing(path, Access::ReadWrite)?);
        }
        make(path)?;
        Self::open_existing(path, Access::ReadWrite)
    }

    fn open_existing(path: &Path, access: Access) -> Result<Self, WorkspaceError> {
        look_at_header(path)?;
        let (connection, aside) = match connect(path, access) {
            Ok(connection) => (connection, None),
            Err(error) if trouble::log_is_broken(&error) => {
                if access == Access::ReadOnly {
                    return Err(WorkspaceError::LogBroken { path: path.into() });
                }
                let aside = move_log_aside(path)?;
                (connect(path, access).map_err(|error| trouble::opening(path, error))?, Some(aside))
            }
            Err(error) => return Err(trouble::opening(path, error)),
        };
        migrate::bring_up_to_date(&connection, path, access != Access::ReadOnly)?;
        let mut workspace = Self { path: Some(path.into()), connection, notices: Vec::new() };
        if let Some(aside) = aside {
            workspace.restore(&format!(
                "the last changes in {} could not be read back and were set aside as {}. The rest is here. Load and run again",
                path.display(),
                aside.display()
            ))?;
        } else if access != Access::ReadOnly && journal::withdraw_unfinished(&workspace.connection)? > 0 {
            workspace.notices.push(
                "the last decision was not stored before the program was ended; it is not in force. Decide again".into(),
            );
        }
        Ok(workspace)
    }

    /// Takes away the file of a workspace that was made and then got nothing.
    ///
    /// # Errors
    /// When the file will not go.
    pub fn discard(self) -> Result<(), WorkspaceError> {
        let Self { path: Some(path), connection, .. } = self else { return Ok(()) };
        drop(connection);
        let _ = std::fs::remove_file(named(&path, "wal"));
        std::fs::remove_file(&path)
            .map_err(|error| WorkspaceError::Unreachable { path, why: error.to_string() })
    }

    /// Brings back from the journal the decisions and settings that the file lacks, and says so after `notice`.
    fn restore(&mut self, notice: &str) -> Result<(), WorkspaceError> {
        let mut sentences = vec![notice.to_owned()];
        let back = journal::restore(&self.connection)?;
        if back.decisions + back.settings > 0 {
            sentences.push(format!(
                "{} decisions and {} settings were brought back from the journal",
                back.decisions, back.settings
            ));
        }
        sentences.retain(|s| !s.is_empty());
        if !sentences.is_empty() {
            self.notices.push(sentences.join("; "));
        }
        Ok(())
    }

    /// A workspace in memory, for tests.
    ///
    /// # Errors
    /// When DuckDB can't start.
    pub fn in_memory() -> Result<Self, WorkspaceError> {
        let connection = config(AccessMode::Automatic)
            .and_then(Connection::open_in_memory_with_flags)
            .and_then(|connection| pour::prepare(&connection).map(|()| connection))
            .map_err(database("start"))?;
        migrate::install(&connection)?;
        Ok(Self { path: None, connection, notices: Vec::new() })
    }

    /// What the user must be told about how it was opened: a broken log set aside, decisions brought back.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Where it lies; `None` in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The writing connection.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Another connection on the same database, for a reader lane.
    ///
    /// # Errors
    /// When DuckDB can't give one.
    pub fn reader(&self) -> Result<Connection, WorkspaceError> {
        self.connection.try_clone().map_err(database("open a reader"))
    }

    /// Stops the writing connection's queries from another thread.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.connection.interrupt_handle())
    }

    /// Lets DuckDB use this many threads; 0 = as many as there are cores.
    ///
    /// # Errors
    /// When DuckDB refuses the number.
    pub fn use_threads(&self, threads: usize) -> Result<(), WorkspaceError> {
        let sql = if threads == 0 { "RESET threads".into() } else { format!("SET threads TO {threads}") };
        self.connection.execute_batch(&sql).map_err(database("set the number of threads"))
    }
}

/// Makes a new workspace under another name and puts it in place when it is whole, so that a kill leaves no half one.
fn make(path: &Path) -> Result<(), WorkspaceError> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.exists()) {
        return Err(WorkspaceError::Unreachable {
            path: path.into(),
            why: format!("there is no folder {}", folder.display()),
        });
    }
    let draft = named(path, &format!("making-{}", std::process::id()));
    let leftovers = || [draft.clone(), named(&draft, "wal")].map(|p| std::fs::remove_file(p).is_ok());
    leftovers();
    let made =
        connect(&draft, Access::Create).map_err(|error| trouble::opening(path, error)).and_then(|conn| {
            migrate::install(&conn)?;
            conn.execute_batch("CHECKPOINT").map_err(|error| trouble::opening(path, error))
        });
    let placed = made.and_then(|()| {
        let _ = std::fs::remove_file(named(path, "wal"));
        std::fs::rename(&draft, path)
            .map_err(|error| WorkspaceError::Unreachable { path: path.into(), why: error.to_string() })
    });
    leftovers();
    placed
}

/// DuckDB must not be asked about other files: it would look on the network for a reader of an SQLite file.
fn look_at_header(path: &Path) -> Result<(), WorkspaceError> {
    let unreachable =
        |error: std::io::Error| WorkspaceError::Unreachable { path: path.into(), why: error.to_string() };
    let mut header = [0; 12];
    let mut file = std::fs::File::open(path).map_err(unreachable)?;
    if file.metadata().map_err(unreachable)?.is_dir() {
        return Err(WorkspaceError::NotAWorkspace { path: path.into(), why: "it is a folder".into() });
    }
    let whole = file.read_exact(&mut header).is_ok();
    if whole && header.ends_with(b"DUCK") {
        return Ok(());
    }
    Err(WorkspaceError::NotAWorkspace { path: path.into(), why: "it is not a DuckDB file".into() })
}

fn connect(path: &Path, access: Access) -> duckdb::Result<Connection> {
    let mode = if access == Access::ReadOnly { AccessMode::ReadOnly } else { AccessMode::ReadWrite };
    let config = config(mode)?
        .with("storage_compatibility_version", STORAGE_VERSION)?
        .with("temp_directory", named(path, "tmp").to_string_lossy())?;
    let connection = Connection::open_with_flags(path, config)?;
    connection.execute_batch("SET write_buffer_row_group_count = 1")?;
    pour::prepare(&connection)?;
    Ok(connection)
}

/// Moves the write-ahead log to a name nothing has yet, and says which.
fn move_log_aside(path: &Path) -> Result<PathBuf, WorkspaceError> {
    let log = named(path, "wal");
    let aside = (1..)
        .map(|n| named(path, &format!("wal.broken-{n}")))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| named(path, "wal.broken"));
    match std::fs::rename(&log, &aside) {
        Ok(()) => Ok(aside),
        Err(error) => Err(WorkspaceError::Unreachable { path: log, why: error.to_string() }),
    }
}

/// `shop.duckdb` → `shop.duckdb.wal`.
fn named(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn config(mode: AccessMode) -> duckdb::Result<Config> {
    Config::default()
        .access_mode(mode)?
        .with("autoinstall_known_extensions", "false")?
        .with("autoload_known_extensions", "false")?
        // Without it DuckDB 2.0 hands out the parts of a large sorted result in any order.
        .with("preserve_insertion_order", "true")?
        .with("memory_limit", limits::memory_limit())
}

#[cfg(test)]
mod tests;
