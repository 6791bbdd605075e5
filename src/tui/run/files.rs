//! The user's configuration (read) and the session (read and written), in the places XDG names.

use crate::tui::session::Session;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The user's wishes, from `$XDG_CONFIG_HOME/onefold/config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A shipped theme's name, or a TOML file.
    pub theme: Option<String>,
    /// Frames and bars in ASCII.
    pub ascii: bool,
    /// The mouse is ours.
    pub mouse: bool,
    /// Keys by action id.
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Default for Config {
    fn default() -> Self {
        Self { theme: None, ascii: false, mouse: true, keys: BTreeMap::new() }
    }
}

/// The configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {why}")]
pub struct ConfigError {
    /// The file.
    pub file: String,
    /// Line in it, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

impl Config {
    /// Where it lies.
    #[must_use]
    pub fn path() -> Option<PathBuf> {
        home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("onefold").join("config.toml"))
    }

    /// Reads it; a missing file is the default.
    ///
    /// # Errors
    /// When the file is not valid.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&path.display().to_string(), &text),
            Err(_) => Ok(Self::default()),
        }
    }

    fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|e: toml::de::Error| {
            let at = e.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|b| *b == b'\n').count() + 1;
            ConfigError { file: file.into(), line, why: e.message().to_owned() }
        })
    }
}

/// Where the session of a workspace is kept; `None` without a home.
#[must_use]
pub fn session_path(workspace: &Path) -> Option<PathBuf> {
    use sha2::{Digest, Sha256};
    let whole = std::path::absolute(workspace).unwrap_or_else(|_| workspace.into());
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    home("XDG_STATE_HOME", ".local/state")
        .map(|dir| dir.join("onefold").join("sessions").join(name + ".json"))
}

/// Reads a session; anything wrong with it means a fresh one.
#[must_use]
pub fn read_session(path: &Path) -> Session {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Keeps a session; one that can't be kept is no reason to complain while leaving.
pub fn write_session(path: &Path, session: &Session) {
    if let (Some(dir), Ok(text)) = (path.parent(), serde_json::to_string_pretty(session)) {
        let _ = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(path, text));
    }
}

fn home(variable: &str, below: &str) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set(variable).filter(|path| path.is_absolute()).or_else(|| set("HOME").map(|home| home.join(below)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_configuration_names_its_line() {
        let good = Config::parse("c", "theme = \"dusk\"\nmouse = false\n[keys]\nhelp = [\"F1\"]\n").unwrap();
        assert_eq!((good.theme.as_deref(), good.mouse, good.keys["help"].len()), (Some("dusk"), false, 1));
        let wrong = Config::parse("c.toml", "ascii = true\ncolour = 3\n").unwrap_err();
        assert!(wrong.to_string().starts_with("c.toml, line 2: unknown field"), "{wrong}");
    }

    #[test]
    fn sessions_come_back_and_broken_ones_are_fresh() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b.json");
        let session = Session { screen: "profiles".into(), ..Session::default() };
        write_session(&path, &session);
        assert_eq!(read_session(&path), session);
        std::fs::write(&path, "{").unwrap();
        assert_eq!(read_session(&path), Session::default());
    }
}
