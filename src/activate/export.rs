//! Profiles as one table in a file: CSV that no spreadsheet runs as formulas, or Parquet.

use super::error::{ExportError, database};
use crate::resolve::read::REDIRECTS;
use duckdb::Connection;
use std::path::{Path, PathBuf};

const PROFILES: &str = include_str!("../../assets/sql/activate/profiles.sql");

/// What the file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8, with a header; text that a spreadsheet would run as a formula gets an apostrophe in front.
    Csv,
    /// Parquet, compressed with zstd; text as it is.
    Parquet,
}

impl Format {
    /// Its name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// Which profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    Everyone,
    /// The members of the segment with this id.
    Segment(String),
}

/// Writes the selected profiles to `file`, and returns how many they were. The file appears when it is whole.
///
/// # Errors
/// When there is nothing to export, the segment is unknown, or the file is there already or can't be written.
pub fn export(
    conn: &Connection,
    selection: &Selection,
    format: Format,
    file: &Path,
    overwrite: bool,
) -> Result<u64, ExportError> {
    if file.exists() && !overwrite {
        return Err(ExportError::Exists { path: file.into() });
    }
    check(conn, selection)?;
    let mut query = PROFILES.to_owned();
    if let Selection::Segment(id) = selection {
        query += &format!(
            "WHERE p.profile_id IN (SELECT profile_id FROM segment_members WHERE segment_id = {})",
            literal(id)
        );
    }
    query += " ORDER BY p.profile_id";
    if format == Format::Csv {
        query = format!("SELECT {} FROM ({query}) ORDER BY profile_id", guarded(conn)?);
    }
    copy(conn, &query, format, file)
}

/// Writes every profile id that is gone, with where its people are now, and returns how many lines that is.
///
/// # Errors
/// When the file is there already or can't be written, or nothing was resolved yet.
pub fn export_redirects(
    conn: &Connection,
    format: Format,
    file: &Path,
    overwrite: bool,
) -> Result<u64, ExportError> {
    if file.exists() && !overwrite {
        return Err(ExportError::Exists { path: file.into() });
    }
    check(conn, &Selection::Everyone)?;
    copy(conn, REDIRECTS, format, file)
}

/// The outcome of a query as a file, which appears when it is whole.
fn copy(conn: &Connection, query: &str, format: Format, file: &Path) -> Result<u64, ExportError> {
    let options = match format {
        Format::Csv => "FORMAT csv, HEADER",
        Format::Parquet => "FORMAT parquet, COMPRESSION zstd",
    };
    let draft = draft_of(file);
    let unwritable = |why: String| ExportError::Unwritable { path: file.into(), why };
    let copy = format!("COPY ({query}) TO {} ({options})", literal(&draft.to_string_lossy()));
    let written = conn.execute(&copy, []).map_err(|error| match error.to_string() {
        said if said.contains("IO Error") => unwritable(said.lines().next().unwrap_or_default().to_owned()),
        _ => database("write the profiles")(error),
    });
    let placed = written.and_then(|rows| {
        std::fs::rename(&draft, file).map_err(|error| unwritable(error.to_string()))?;
        Ok(rows as u64)
    });
    let _ = std::fs::remove_file(&draft);
    placed
}

fn check(conn: &Connection, selection: &Selection) -> Result<(), ExportError> {
    let look = database("look at the profiles");
    let profiles: u64 =
        conn.query_row("SELECT count(*) FROM profiles", [], |row| row.get(0)).map_err(&look)?;
    if profiles == 0 {
        return Err(ExportError::NoProfiles);
    }
    let Selection::Segment(id) = selection else { return Ok(()) };
    let known: bool = conn
        .query_row("SELECT count(*) > 0 FROM segments WHERE segment_id = ?", [id], |row| row.get(0))
        .map_err(&look)?;
    if known { Ok(()) } else { Err(ExportError::NoSuchSegment(id.clone())) }
}

/// The columns, with an apostrophe before text that begins like a formula. Phone numbers and amounts stay.
fn guarded(conn: &Connection) -> Result<String, ExportError> {
    let failed = database("look at the columns of profiles");
    let mut statement = conn.prepare(&format!("DESCRIBE {PROFILES}")).map_err(&failed)?;
    let columns: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(&failed)?;
    let guard = |(name, kind): &(String, String)| match kind.as_str() {
        "VARCHAR" => format!(
            "CASE WHEN regexp_matches({name}, '^[=@\\t\\r]|^[+-].*[^0-9. ()+-]') THEN '''' || {name} ELSE {name} END AS {name}"
        ),
        _ => name.clone(),
    };
    Ok(columns.iter().map(guard).collect::<Vec<_>>().join(", "))
}

/// Beside the file, so that putting it in place is one step.
fn draft_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".writing-{}", std::process::id()));
    name.into()
}

/// A text as DuckDB reads it; COPY takes no bound parameters.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    fn workspace() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO profiles (profile_id, records, sources, name, email, phone, review)
                 VALUES (2, 1, 1, '=HYPERLINK(\"x\")', 'a@b.org', '+4915112345', 0),
                        (1, 3, 2, 'O''Neil, \"Bo\"', '-x@b.org', NULL, 0), (3, 1, 1, '@cmd', NULL, '+1 (2) 3', 0);
                 INSERT INTO segments VALUES ('it''s', 'T', '', '', 'value', 1, 1, now()::TIMESTAMP);
                 INSERT INTO segment_members VALUES ('it''s', 2)",
            )
            .unwrap();
        workspace
    }

    #[test]
    fn csv_holds_everybody_in_order_and_no_formula() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("it's.csv");
        let rows = export(workspace().connection(), &Selection::Everyone, Format::Csv, &file, false).unwrap();
        assert_eq!(rows, 3);
        let mut reader = csv::Reader::from_path(&file).unwrap();
        let seen: Vec<[String; 4]> = reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| [&row[0], &row[1], &row[6], &row[7]].map(str::to_owned))
            .collect();
        let want = [
            ["1", "O'Neil, \"Bo\"", "'-x@b.org", ""],
            ["2", "'=HYPERLINK(\"x\")", "a@b.org", "+4915112345"],
            ["3", "'@cmd", "", "+1 (2) 3"],
        ];
        assert_eq!(seen, want.map(|row| row.map(str::to_owned)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a draft was left behind");
    }

    #[test]
    fn a_segment_goes_to_parquet_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.parquet");
        let workspace = workspace();
        let one = Selection::Segment("it's".into());
        assert_eq!(export(workspace.connection(), &one, Format::Parquet, &file, false).unwrap(), 1);
        let sql = format!("SELECT name || segments FROM read_parquet({})", literal(&file.to_string_lossy()));
        let back: String = workspace.connection().query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(back, "=HYPERLINK(\"x\")it's");
    }

    #[test]
    fn nothing_is_overwritten_or_invented() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.csv");
        let workspace = workspace();
        let go = |selection: &Selection, file: &Path| {
            export(workspace.connection(), selection, Format::Csv, file, false).unwrap_err()
        };
        assert!(matches!(go(&Selection::Segment("no".into()), &file), ExportError::NoSuchSegment(_)));
        std::fs::write(&file, "mine").unwrap();
        assert!(matches!(go(&Selection::Everyone, &file), ExportError::Exists { .. }));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
        let nowhere = folder.path().join("no/p.csv");
        assert!(matches!(go(&Selection::Everyone, &nowhere), ExportError::Unwritable { .. }));
        let empty = Workspace::in_memory().unwrap();
        let none = export(empty.connection(), &Selection::Everyone, Format::Csv, &nowhere, false);
        assert!(matches!(none, Err(ExportError::NoProfiles)));
    }
}
