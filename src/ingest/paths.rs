//! Files, folders, patterns and standard input as one list of files to load.

use super::IngestError;
use std::path::{Path, PathBuf};

/// A file to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Absolute; `-` for standard input.
    pub path: PathBuf,
    /// Named by the user itself, not found in a folder: then it must be of use.
    pub named: bool,
}

/// What the user's paths stand for, in a fixed order.
pub(crate) fn expand(paths: &[String]) -> Result<Vec<Target>, IngestError> {
    let mut targets = Vec::new();
    for given in paths {
        let path = Path::new(given);
        if given == "-" {
            targets.push(Target { path: path.into(), named: true });
        } else if path.is_dir() {
            let mut found = Vec::new();
            walk(path, &mut found)?;
            if found.is_empty() {
                return Err(IngestError::NothingThere {
                    path: given.clone(),
                    why: "the folder holds no data files".into(),
                });
            }
            targets.extend(found.into_iter().map(|path| Target { path, named: false }));
        } else if path.exists() {
            targets.push(Target { path: absolute(path), named: true });
        } else if given.contains(['*', '?', '[']) {
            let matches = glob::glob(given).map_err(|e| IngestError::NothingThere {
                path: given.clone(),
                why: format!("the pattern is wrong: {e}"),
            })?;
            let mut found: Vec<PathBuf> = matches.filter_map(Result::ok).filter(|p| p.is_file()).collect();
            found.sort();
            if found.is_empty() {
                return Err(IngestError::NothingThere {
                    path: given.clone(),
                    why: "no file matches the pattern".into(),
                });
            }
            targets.extend(found.into_iter().map(|p| Target { path: absolute(&p), named: false }));
        } else {
            return Err(IngestError::Missing { path: given.clone() });
        }
    }
    let mut seen = Vec::new();
    targets.retain(|t| {
        let new = !seen.contains(&t.path);
        seen.push(t.path.clone());
        new
    });
    Ok(targets)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.into())
}

/// Files of a folder and its folders, by name, without what tools leave beside their data.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), IngestError> {
    let io = |source| IngestError::Io { path: folder.into(), source };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(io)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .map_err(io)?;
    entries.sort();
    if entries.iter().any(|e| e.ends_with("_delta_log")) {
        return Err(IngestError::NothingThere {
            path: folder.display().to_string(),
            why: "it is a Delta table, whose files may be dead. Unload it as Parquet or CSV first".into(),
        });
    }
    for entry in entries {
        let name = entry.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if is_left_over(&name) {
            continue;
        }
        if entry.is_dir() {
            walk(&entry, found)?;
        } else if entry.metadata().map_err(io)?.len() > 0 {
            found.push(absolute(&entry));
        }
    }
    Ok(())
}

/// Markers, manifests and hidden files; the answers that `synth` puts beside its exports; notes.
fn is_left_over(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with(['.', '_'])
        || lower.ends_with(".crc")
        || lower.ends_with(".md")
        || lower.ends_with(".sql")
        || lower.ends_with(".py")
        || lower.ends_with(".duckdb")
        || lower.ends_with(".wal")
        || lower.ends_with("manifest")
        || lower.ends_with("manifest.json")
        || lower == "truth.csv"
        || lower == "source.txt"
        || lower == "readme.txt"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_patterns_and_what_tools_leave_behind() {
        let dir = tempfile::tempdir().unwrap();
        for name in
            ["b.csv", "a.csv", "_SUCCESS", ".hidden", "x.crc", "manifest.json", "empty.csv", "truth.csv"]
        {
            let content = if name == "empty.csv" { "" } else { "x" };
            std::fs::write(dir.path().join(name), content).unwrap();
        }
        std::fs::create_dir(dir.path().join("dt=2026-01-01")).unwrap();
        std::fs::write(dir.path().join("dt=2026-01-01/part-0.csv"), "x").unwrap();
        let names = |targets: Vec<Target>| -> Vec<String> {
            targets.iter().map(|t| t.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        let folder = dir.path().display().to_string();
        assert_eq!(names(expand(std::slice::from_ref(&folder)).unwrap()), ["a.csv", "b.csv", "part-0.csv"]);
        assert_eq!(
            names(expand(&[format!("{folder}/[ab].csv"), format!("{folder}/a.csv")]).unwrap()),
            ["a.csv", "b.csv"]
        );
        assert!(matches!(expand(&[format!("{folder}/no.csv")]), Err(IngestError::Missing { .. })));
        assert!(matches!(expand(&[format!("{folder}/no*.csv")]), Err(IngestError::NothingThere { .. })));
    }
}
