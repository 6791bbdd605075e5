//! Files, folders, patterns and standard input as one list of files to load.

use super::IngestError;
use super::report::FileReport;
use std::io;
use std::path::{Path, PathBuf};

/// A file to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Absolute; `-` for standard input.
    pub path: PathBuf,
    /// The folder it was found in, when it was not named itself.
    pub folder: Option<PathBuf>,
    /// Named by the user, by itself: then it must be of use.
    pub named: bool,
}

/// What the user's paths stand for, in a fixed order, each file once.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    pub files: Vec<Target>,
    /// Files of folders that can't be exports.
    pub skipped: Vec<FileReport>,
}

/// Finds the files that paths stand for.
pub(crate) fn expand(paths: &[String]) -> Result<Targets, IngestError> {
    let mut targets = Targets::default();
    for given in paths {
        let nothing = |why: &str| IngestError::NothingThere { path: given.clone(), why: why.to_owned() };
        let path = Path::new(given);
        if given == "-" {
            targets.add(path.into(), None, true);
        } else if path.is_dir() {
            let before = targets.files.len();
            let root = absolute(path);
            targets.walk(&root, &root)?;
            if targets.files.len() == before {
                return Err(nothing(
                    "the folder holds no data files. Name the folder with the exports in it",
                ));
            }
        } else if path.exists() {
            targets.add(absolute(path), None, true);
        } else if given.contains(['*', '?', '[']) {
            let found = glob::glob(given).map_err(|e| nothing(&format!("the pattern is wrong: {e}")))?;
            let mut found: Vec<PathBuf> =
                found.filter_map(Result::ok).filter(|path| path.is_file()).collect();
            found.sort();
            if found.is_empty() {
                return Err(nothing("no file matches the pattern. Check the spelling"));
            }
            for path in found {
                targets.add(absolute(&path), None, false);
            }
        } else {
            return Err(IngestError::Missing { path: given.clone() });
        }
    }
    Ok(targets)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.into())
}

impl Targets {
    fn add(&mut self, path: PathBuf, folder: Option<PathBuf>, named: bool) {
        if !self.files.iter().any(|known| known.path == path) {
            self.files.push(Target { path, folder, named });
        }
    }

    /// Files of a folder and its folders, by name, without what tools leave beside their data.
    fn walk(&mut self, root: &Path, folder: &Path) -> Result<(), IngestError> {
        let failed = |source: io::Error| IngestError::Io { path: folder.into(), source };
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
            .map_err(failed)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(failed)?;
        entries.sort();
        if entries.iter().any(|entry| entry.ends_with("_delta_log")) {
            return Err(IngestError::NothingThere {
                path: folder.display().to_string(),
                why:
                    "it is a Delta table, some of whose files may be dead. Unload it as Parquet or CSV first"
                        .into(),
            });
        }
        for entry in entries {
            let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if entry.is_dir() {
                if !is_left_over(&name) {
                    self.walk(root, &entry)?;
                }
            } else if is_left_over(&name) || is_no_export(&name) {
                self.skip(&entry, "not an export, by its name");
            } else if entry.metadata().map_err(failed)?.len() == 0 {
                self.skip(&entry, "empty");
            } else {
                self.add(entry, Some(root.to_owned()), false);
            }
        }
        Ok(())
    }

    fn skip(&mut self, path: &Path, why: &str) {
        self.skipped.push(FileReport::skipped(path, why));
    }
}

/// Markers, manifests and hidden files.
fn is_left_over(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with(['.', '_'])
        || lower.ends_with(".crc")
        || lower.ends_with("manifest")
        || lower.ends_with("manifest.json")
        || lower == "beam-temp"
        || lower.starts_with("beam-temp-")
}

/// Notes, programs, pictures and workspaces that lie beside exports.
fn is_no_export(name: &str) -> bool {
    const ENDS: [&str; 16] = [
        "md", "sql", "py", "rs", "sh", "toml", "yaml", "yml", "html", "duckdb", "wal", "pdf", "png", "jpg",
        "svg", "lock",
    ];
    let lower = name.to_lowercase();
    let end = lower.rsplit_once('.').map_or("", |(_, end)| end);
    ENDS.contains(&end)
        || matches!(lower.as_str(), "readme" | "readme.txt" | "source.txt" | "license" | "license.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_patterns_and_what_tools_leave_behind() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["b.csv", "a.csv", "_SUCCESS", ".hidden", "x.crc", "manifest.json", "empty.csv", "README.md"]
        {
            std::fs::write(folder.path().join(name), if name == "empty.csv" { "" } else { "x" }).unwrap();
        }
        std::fs::create_dir(folder.path().join("dt=2026-01-01")).unwrap();
        std::fs::write(folder.path().join("dt=2026-01-01/part-0.csv"), "x").unwrap();
        let names = |targets: &Targets| -> Vec<String> {
            let name = |target: &Target| target.path.file_name().unwrap().to_string_lossy().into_owned();
            targets.files.iter().map(name).collect()
        };
        let path = folder.path().display().to_string();
        let all = expand(std::slice::from_ref(&path)).unwrap();
        assert_eq!(names(&all), ["a.csv", "b.csv", "part-0.csv"]);
        assert_eq!(all.skipped.len(), 6);
        let twice = expand(&[format!("{path}/[ab].csv"), format!("{path}/a.csv")]).unwrap();
        assert_eq!(names(&twice), ["a.csv", "b.csv"]);
        assert!(matches!(expand(&[format!("{path}/no.csv")]), Err(IngestError::Missing { .. })));
        assert!(matches!(expand(&[format!("{path}/no*.csv")]), Err(IngestError::NothingThere { .. })));
    }
}
