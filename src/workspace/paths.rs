//! Where Onefold keeps what is not in the workspace: configuration, journal, log, cache.

use super::WorkspaceError;
use super::error::database;
use duckdb::Connection;
use std::path::{Path, PathBuf};

/// The folders of this user, by the XDG rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Key bindings, themes: `$XDG_CONFIG_HOME/onefold`.
    pub config: PathBuf,
    /// Journals, log, last session: `$XDG_STATE_HOME/onefold`.
    pub state: PathBuf,
    /// What can be made again (the demo's workspace): `$XDG_CACHE_HOME/onefold`.
    pub cache: PathBuf,
}

impl Paths {
    /// Of the running process. Unit tests have folders of their own, and never touch the user's.
    #[must_use]
    pub fn of_user() -> Self {
        if cfg!(test) {
            return Self::from(|name| (name == "HOME").then(|| std::env::temp_dir().join("onefold-tests")));
        }
        Self::from(|name| std::env::var_os(name).map(PathBuf::from))
    }

    /// From the variables `variable` knows; a relative path in one of them does not count, as XDG says.
    pub fn from(variable: impl Fn(&str) -> Option<PathBuf>) -> Self {
        let home = variable("HOME").filter(|p| p.is_absolute()).unwrap_or_else(std::env::temp_dir);
        let folder = |name: &str, otherwise: &str| {
            let base = variable(name).filter(|p| p.is_absolute()).unwrap_or_else(|| home.join(otherwise));
            base.join("onefold")
        };
        Self {
            config: folder("XDG_CONFIG_HOME", ".config"),
            state: folder("XDG_STATE_HOME", ".local/state"),
            cache: folder("XDG_CACHE_HOME", ".cache"),
        }
    }

    /// Where the journals of decisions and settings lie.
    #[must_use]
    pub fn journals(&self) -> PathBuf {
        self.state.join("journal")
    }
}

/// Where the workspace of a connection lies; `None` in memory.
///
/// # Errors
/// When DuckDB refuses.
pub fn path_of(conn: &Connection) -> Result<Option<PathBuf>, WorkspaceError> {
    let sql = "SELECT path FROM duckdb_databases() WHERE database_name = current_database()";
    let path: Option<String> =
        conn.query_row(sql, [], |row| row.get(0)).map_err(database("tell where it lies"))?;
    Ok(path.map(PathBuf::from))
}

/// The folder beside a workspace with the user's own `what` (segments, connectors): `shop.duckdb` → `shop.segments`.
#[must_use]
pub fn beside(workspace: &Path, what: &str) -> PathBuf {
    workspace.with_extension(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Access, Workspace};

    #[test]
    fn a_connection_knows_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.duckdb");
        let workspace = Workspace::open(&path, Access::Create).unwrap();
        assert_eq!(path_of(&workspace.reader().unwrap()).unwrap().as_deref(), Some(path.as_path()));
        assert_eq!(beside(&path, "segments"), folder.path().join("shop.segments"));
        assert_eq!(path_of(Workspace::in_memory().unwrap().connection()).unwrap(), None);
    }

    #[test]
    fn xdg_variables_win_over_home_unless_relative() {
        let paths = Paths::from(|name| match name {
            "HOME" => Some("/home/ann".into()),
            "XDG_STATE_HOME" => Some("/var/ann".into()),
            "XDG_CACHE_HOME" => Some("tmp".into()),
            _ => None,
        });
        assert_eq!(paths.config, Path::new("/home/ann/.config/onefold"));
        assert_eq!(paths.journals(), Path::new("/var/ann/onefold/journal"));
        assert_eq!(paths.cache, Path::new("/home/ann/.cache/onefold"));
    }
}
