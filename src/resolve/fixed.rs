//! A model that the user gave: used as it is, without training, until it is given up again.

use super::ResolveError;
use super::model::Model;
use crate::workspace::{WorkspaceError, settings};
use duckdb::Connection;
use std::path::Path;

/// Settings: the text of the model, empty when there is none, and the file it came from.
const MODEL: &str = "model";
const FILE: &str = "model_file";

/// Reads a model file, checks it, and lets runs use it from now on.
///
/// # Errors
/// When the file can't be read or is wrong (with its line and the remedy), or the workspace can't be written.
pub fn fix(conn: &Connection, file: &Path) -> Result<(), ResolveError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| ResolveError::Model {
        file: name.clone(),
        why: format!("it can't be read: {error}. Make one with: onefold model --save FILE"),
    })?;
    Model::read(&text, &name)?;
    set(conn, &text, &name)
}

/// Lets runs train a model of their own again.
///
/// # Errors
/// When the workspace can't be written.
pub fn free(conn: &Connection) -> Result<(), ResolveError> {
    match in_force(conn)? {
        Some(_) => set(conn, "", ""),
        None => Ok(()),
    }
}

/// The model the user gave.
pub(super) fn in_force(conn: &Connection) -> Result<Option<Model>, ResolveError> {
    let text = get(conn, MODEL)?;
    let name = file(conn)?.unwrap_or_else(|| "the model that was given".into());
    text.map(|text| Model::read(&text, &name)).transpose()
}

/// The file of the model in force, when one was given.
///
/// # Errors
/// When DuckDB refuses.
pub fn file(conn: &Connection) -> Result<Option<String>, ResolveError> {
    get(conn, FILE)
}

fn get(conn: &Connection, key: &str) -> Result<Option<String>, ResolveError> {
    Ok(settings::get(conn, key).map_err(unwritten)?.filter(|value| !value.is_empty()))
}

fn set(conn: &Connection, text: &str, file: &str) -> Result<(), ResolveError> {
    settings::set(conn, MODEL, text).and_then(|()| settings::set(conn, FILE, file)).map_err(unwritten)
}

fn unwritten(error: WorkspaceError) -> ResolveError {
    ResolveError::Setting(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;
    use crate::resolve::read::{model, saved};
    use crate::resolve::{ResolveOptions, fingerprint, run};
    use crate::workspace::Workspace;
    use jiff::civil::date;

    /// Thirty people with two records each, one of them with a slip.
    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP);
                 INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name,
                     birth_date, email, email_key, raw)
                 SELECT i * 10 + k, 1, 1, i, 'k' || i || k, ['Anna', 'Boris', 'Clara'][i % 3 + 1] || ['', 'h'][k],
                     ['Archer', 'Bellini', 'Castillo', 'Dvorak', 'Eriksen'][i % 5 + 1], '19' || (40 + i) || '-02-1' || (i % 9),
                     'p' || i || '@mail.org', 'p' || i || '@mail.org', '{}'
                 FROM range(30) p(i), range(1, 3) r(k)",
            )
            .unwrap();
        go(&workspace);
        workspace
    }

    fn go(workspace: &Workspace) {
        let now = date(2026, 11, 23).at(12, 0, 0, 0);
        run(workspace.connection(), 1, now, ResolveOptions::default(), &Progress::silent()).unwrap();
    }

    fn edges(workspace: &Workspace) -> Vec<(i64, i64, i32, String)> {
        workspace
            .connection()
            .prepare("SELECT left_record, right_record, weight, state FROM edges ORDER BY ALL")
            .unwrap()
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn a_saved_model_gives_the_same_edges_to_the_bit_and_is_used_until_given_up() {
        let workspace = workspace();
        let conn = workspace.connection();
        let (trained, fresh) = (edges(&workspace), fingerprint(conn).unwrap());
        assert!(trained.len() >= 30);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        let text = saved(conn).unwrap();
        std::fs::write(&file, &text).unwrap();
        fix(conn, &file).unwrap();
        assert_ne!(fingerprint(conn).unwrap(), fresh);
        go(&workspace);
        assert_eq!(edges(&workspace), trained);
        let read = model(conn).unwrap();
        assert_eq!(read.file.as_deref(), Some(file.display().to_string().as_str()));
        assert_eq!(read.converged, None);

        // The text in the workspace counts, not the file: it may be gone.
        std::fs::remove_file(&file).unwrap();
        go(&workspace);
        assert_eq!(edges(&workspace), trained);

        free(conn).unwrap();
        assert_eq!(fingerprint(conn).unwrap(), fresh);
        go(&workspace);
        assert!(model(conn).unwrap().converged.is_some());
        assert_eq!(edges(&workspace), trained);
    }

    #[test]
    fn an_edited_model_decides_and_a_comparison_left_out_plays_no_part() {
        let workspace = workspace();
        let conn = workspace.connection();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        let text = saved(conn).unwrap();
        let start = text.find("[[comparison]]\nattribute = \"birth_date\"").unwrap();
        let end = start + 5 + text[start + 5..].find("\n[[").unwrap();
        let without =
            format!("{}{}", &text[..start], &text[end..]).replace("merge_at = 1.0", "merge_at = 2.5");
        std::fs::write(&file, without).unwrap();
        fix(conn, &file).unwrap();
        go(&workspace);
        let read = model(conn).unwrap();
        assert_eq!(read.merge_at, 2.5);
        assert!(read.comparisons.iter().all(|c| c.attribute != "birth_date"));
        assert!(edges(&workspace).iter().all(|(_, _, weight, _)| *weight < 60_000));
    }

    #[test]
    fn a_wrong_file_changes_nothing() {
        let workspace = workspace();
        let conn = workspace.connection();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        let before = fingerprint(conn).unwrap();
        let gone = fix(conn, &file).unwrap_err().to_string();
        assert!(gone.contains("mine.toml") && gone.contains("can't be read"), "{gone}");
        std::fs::write(&file, "strength = many").unwrap();
        let wrong = fix(conn, &file).unwrap_err().to_string();
        assert!(wrong.contains("mine.toml") && wrong.contains("line 1"), "{wrong}");
        assert_eq!(fingerprint(conn).unwrap(), before);
    }
}
