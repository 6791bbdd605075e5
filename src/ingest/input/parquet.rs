//! Parquet through DuckDB: flat files as rows of cells, nested ones as JSON objects.

use super::{Cells, Found, Visit};
use crate::ingest::IngestError;
use duckdb::arrow::array::{Array, AsArray};
use duckdb::arrow::datatypes::Int64Type;
use duckdb::{Connection, params};
use std::path::Path;

/// A Parquet file and its columns.
#[derive(Debug, Clone)]
pub(crate) struct Parquet {
    path: String,
    header: Vec<String>,
    nested: bool,
}

impl Parquet {
    /// Reads the file's schema.
    pub(crate) fn open(path: &Path, connection: &Connection) -> Result<Self, IngestError> {
        let damaged = |error: duckdb::Error| {
            // What is said after the first line is our own query.
            let error = error.to_string();
            let error = error.lines().next().unwrap_or_default();
            let why = format!("the Parquet file can't be read ({error}). Copy or unload it again");
            IngestError::unusable(path, &why)
        };
        let name = literal_path(path);
        let sql = "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($1))";
        // DESCRIBE takes no parameters in some versions: the statement is prepared with the name inside.
        let sql = sql.replace("$1", &quoted(&name));
        let mut statement = connection.prepare(&sql).map_err(damaged)?;
        let columns: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(damaged)?;
        let nested = |kind: &str| kind.contains(['[', '(']) && !kind.starts_with("DECIMAL");
        let is_nested = columns.iter().any(|(_, kind)| nested(kind));
        let header = columns.into_iter().map(|(name, _)| name).collect();
        Ok(Self { path: name, header, nested: is_nested })
    }

    /// Names of the columns; empty when rows come as objects.
    pub(crate) fn header(&self) -> &[String] {
        if self.nested { &[] } else { &self.header }
    }

    pub(crate) fn is_nested(&self) -> bool {
        self.nested
    }

    /// Visits every row.
    pub(crate) fn read(&self, connection: &Connection, visit: &mut Visit<'_>) -> Result<(), IngestError> {
        let failed = |source| IngestError::Database { doing: "read the Parquet file", source };
        let columns: Vec<String> = self.header.iter().map(|name| identifier(name)).collect();
        let columns = if self.nested {
            let fields: Vec<String> = self
                .header
                .iter()
                .zip(&columns)
                .map(|(name, column)| format!("{}: {column}", quoted(name)))
                .collect();
            format!("to_json({{{}}})::VARCHAR", fields.join(", "))
        } else {
            columns.iter().map(|column| format!("{column}::VARCHAR")).collect::<Vec<_>>().join(", ")
        };
        let sql = format!(
            "SELECT (file_row_number + 1)::BIGINT, {columns} FROM read_parquet($1, file_row_number = true)"
        );
        let mut statement = connection.prepare(&sql).map_err(failed)?;
        let mut cells = Cells::default();
        for batch in statement.stream_arrow(params![self.path]).map_err(failed)? {
            let batch = batch.map_err(failed)?;
            let lines = batch.column(0).as_primitive::<Int64Type>();
            let texts: Vec<_> = batch.columns()[1..].iter().map(|column| column.as_string::<i32>()).collect();
            for row in 0..batch.num_rows() {
                let line = lines.value(row).unsigned_abs();
                let flow = if self.nested {
                    match serde_json::from_str(texts[0].value(row)) {
                        Ok(value) => visit(line, Found::Object(&value))?,
                        Err(error) => {
                            let reason = format!("the row can't be read as JSON: {error}");
                            visit(line, Found::Broken { reason: &reason, raw: texts[0].value(row) })?
                        }
                    }
                } else {
                    cells.clear();
                    texts
                        .iter()
                        .for_each(|text| cells.push(if text.is_null(row) { "" } else { text.value(row) }));
                    visit(line, Found::Cells(&cells))?
                };
                if flow.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// DuckDB reads `*`, `?` and `[` in a path as a pattern.
fn literal_path(path: &Path) -> String {
    let mut out = String::new();
    for c in path.display().to_string().chars() {
        if matches!(c, '*' | '?' | '[') {
            out.push('[');
            out.push(c);
            out.push(']');
        } else {
            out.push(c);
        }
    }
    out
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    #[test]
    fn flat_files_are_cells_and_nested_ones_objects() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open_in_memory().unwrap();
        let read = |name: &str, query: &str| {
            let path = folder.path().join(name);
            connection
                .execute_batch(&format!("COPY ({query}) TO '{}' (FORMAT parquet)", path.display()))
                .unwrap();
            let parquet = Parquet::open(&path, &connection).unwrap();
            let mut rows = Vec::new();
            parquet
                .read(&connection, &mut |line, found| {
                    rows.push(match found {
                        Found::Cells(cells) => {
                            format!("{line} {}", cells.iter().collect::<Vec<_>>().join("|"))
                        }
                        Found::Object(value) => format!("{line} {value}"),
                        other => format!("{other:?}"),
                    });
                    Ok(ControlFlow::Continue(()))
                })
                .unwrap();
            (parquet.header().to_vec(), rows)
        };
        let (header, rows) = read("a.parquet", "SELECT 7 AS id, 'Ann' AS \"the name\", NULL::DATE AS born");
        assert_eq!(header, ["id", "the name", "born"]);
        assert_eq!(rows, ["1 7|Ann|"]);
        let (header, rows) = read("b[1].parquet", "SELECT 'x' AS k, [{'key': 'a', 'value': 1}] AS params");
        assert!(header.is_empty());
        assert_eq!(rows, [r#"1 {"k":"x","params":[{"key":"a","value":1}]}"#]);
    }
}
