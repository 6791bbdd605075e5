//! Opening, making and handing out connections.

use super::WorkspaceError;
use duckdb::{AccessMode, Config, Connection};
use std::path::{Path, PathBuf};

/// The newest schema this program knows.
const SCHEMA_VERSION: u32 = 1;
const SCHEMA: &str = include_str!("schema.sql");

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
}

impl Workspace {
    /// Opens (or makes) the workspace at `path`.
    ///
    /// # Errors
    /// When the file is missing, locked, newer than this program, or something else altogether.
    pub fn open(path: &Path, access: Access) -> Result<Self, WorkspaceError> {
        let fresh = !path.exists();
        if fresh && access != Access::Create {
            return Err(WorkspaceError::Missing { path: path.into() });
        }
        let mode = if access == Access::ReadOnly { AccessMode::ReadOnly } else { AccessMode::ReadWrite };
        let config = config(mode).map_err(database("set up DuckDB"))?;
        let connection = Connection::open_with_flags(path, config).map_err(database("open the file"))?;
        let workspace = Self { path: Some(path.into()), connection };
        if fresh {
            workspace.install()?;
        }
        Ok(workspace)
    }

    /// A workspace in memory, for tests.
    ///
    /// # Errors
    /// When DuckDB can't start.
    pub fn in_memory() -> Result<Self, WorkspaceError> {
        let config = config(AccessMode::Automatic).map_err(database("set up DuckDB"))?;
        let connection = Connection::open_in_memory_with_flags(config).map_err(database("start"))?;
        let workspace = Self { path: None, connection };
        workspace.install()?;
        Ok(workspace)
    }

    fn install(&self) -> Result<(), WorkspaceError> {
        self.connection.execute_batch(SCHEMA).map_err(database("make its tables"))?;
        self.connection
            .execute_batch(&format!(
                "INSERT INTO meta VALUES ('format', 'onefold'), ('schema_version', '{SCHEMA_VERSION}')"
            ))
            .map_err(database("note its version"))
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
}

fn config(mode: AccessMode) -> duckdb::Result<Config> {
    Config::default()
        .access_mode(mode)?
        .with("autoinstall_known_extensions", "false")?
        .with("autoload_known_extensions", "false")?
        .with("preserve_insertion_order", "false")
}

fn database(doing: &'static str) -> impl FnOnce(duckdb::Error) -> WorkspaceError {
    move |source| WorkspaceError::Database { doing, source }
}
