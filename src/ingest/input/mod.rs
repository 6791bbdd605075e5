//! Reading files: bytes on disk → text → rows. Every reader streams, and holds no more than one row (at most 16 MB).

mod cells;
mod decode;
mod dialect;
mod json;
mod open;
mod parquet;
mod table;
mod window;

pub(crate) use cells::Cells;
pub(crate) use open::{Looked, Packing, look};

use super::IngestError;
use duckdb::Connection;
use json::{Item, Items};
use parquet::Parquet;
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use table::{Table, TableRow};
use window::Window;

/// What stands at one place of a file.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// A row of a table.
    Cells(&'a Cells),
    /// An object.
    Object(&'a Value),
    /// Something that is no data: why.
    Noise(&'static str),
    /// A row that can't be read: why, and how it came.
    Broken { reason: &'a str, raw: &'a str },
}

/// Takes what is found, with its line (table, NDJSON), place (JSON array) or row (Parquet), from 1.
pub(crate) type Visit<'a> = dyn FnMut(u64, Found<'_>) -> Result<ControlFlow<()>, IngestError> + 'a;

/// A file whose format is known.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub looked: Looked,
    form: Form,
    /// Columns that the folders of the path tell of: `dt=2026-09-01`.
    partitions: Vec<(String, String)>,
    /// Read the payloads of a kcat capture in place of its envelopes.
    unwrap: bool,
}

#[derive(Debug, Clone)]
enum Form {
    Table { header: Vec<String>, has_header: bool, detail: Vec<String> },
    Json { lines: bool, detail: Vec<String> },
    Parquet(Parquet),
}

const NO_TEXT: &str = "this is no text: it holds zero bytes. Export it as CSV, JSON or Parquet";
const TOMBSTONE: &str = "a message of the capture without payload (a deletion)";
const NO_OBJECT: &str = "a message of the capture whose payload is no JSON object";

impl Input {
    /// Finds out the format of a file.
    pub(crate) fn open(looked: Looked, connection: &Connection) -> Result<Self, IngestError> {
        let partitions = partitions(&looked.path);
        if looked.packing == Packing::Parquet {
            let parquet = Parquet::open(&looked.path, connection)?;
            return Ok(Self { looked, form: Form::Parquet(parquet), partitions, unwrap: false });
        }
        let mut window = Window::new(looked.decoder(Arc::default())?);
        window.grow().map_err(|e| looked.failure(e))?;
        if window.data().contains(&0) {
            return Err(IngestError::unusable(&looked.path, NO_TEXT));
        }
        let head = window.data().trim_ascii_start();
        if head.is_empty() && window.data().len() < window::LONGEST {
            return Err(IngestError::unusable(
                &looked.path,
                "the file holds nothing. Export it again, or leave it out",
            ));
        }
        let packed = looked.packing.name().map(str::to_owned);
        let form = if head.starts_with(b"{") || head.starts_with(b"[") || head.starts_with(b"% ") {
            let items = Items::open(window).map_err(|e| looked.failure(e))?;
            let detail = items.detail().into_iter().chain(packed).collect();
            Form::Json { lines: items.is_lines(), detail }
        } else {
            let table = Table::open(window).map_err(|e| looked.failure(e))?;
            let table = table.map_err(|why| IngestError::unknown(&looked.path, why))?;
            let detail = table.detail().into_iter().chain(packed).collect();
            let mut header = table.header();
            header.extend(partitions.iter().map(|(name, _)| name.clone()));
            Form::Table { header, has_header: table.has_header(), detail }
        };
        Ok(Self { looked, form, partitions, unwrap: false })
    }

    /// Names of the columns; empty for JSON.
    pub(crate) fn header(&self) -> &[String] {
        match &self.form {
            Form::Table { header, .. } => header,
            Form::Json { .. } => &[],
            Form::Parquet(parquet) => parquet.header(),
        }
    }

    /// False for a table whose columns have no names.
    pub(crate) fn has_header(&self) -> bool {
        !matches!(self.form, Form::Table { has_header: false, .. })
    }

    /// True when rows are objects, not cells.
    pub(crate) fn is_json(&self) -> bool {
        match &self.form {
            Form::Table { .. } => false,
            Form::Json { .. } => true,
            Form::Parquet(parquet) => parquet.is_nested(),
        }
    }

    /// As in `loads.format`.
    pub(crate) fn format(&self) -> &'static str {
        match &self.form {
            Form::Table { .. } => "csv",
            Form::Json { lines: true, .. } => "ndjson",
            Form::Json { lines: false, .. } => "json",
            Form::Parquet(_) => "parquet",
        }
    }

    /// For people: `CSV, comma, UTF-8 with BOM, gzip`.
    pub(crate) fn detail(&self) -> String {
        let mut parts = match &self.form {
            Form::Table { detail, .. } | Form::Json { detail, .. } => detail.clone(),
            Form::Parquet(_) => vec!["Parquet".into()],
        };
        if self.unwrap {
            parts.push("payloads of a kcat capture".into());
        }
        parts.join(", ")
    }

    /// The same file read as the payloads of a kcat capture.
    pub(crate) fn payloads(&self) -> Self {
        Self { unwrap: true, ..self.clone() }
    }

    /// Visits everything in the file. `done` counts the bytes read from disk.
    pub(crate) fn read(
        &self,
        connection: &Connection,
        done: &Arc<AtomicU64>,
        visit: &mut Visit<'_>,
    ) -> Result<(), IngestError> {
        let failed = |error| self.looked.failure(error);
        match &self.form {
            Form::Parquet(parquet) => {
                parquet.read(connection, &mut |line, found| self.hand_over(line, found, visit))
            }
            Form::Table { .. } => {
                let window = Window::new(self.looked.decoder(Arc::clone(done))?);
                let table = Table::open(window).map_err(failed)?;
                let mut table = table.map_err(|why| IngestError::unknown(&self.looked.path, why))?;
                let mut cells = Cells::default();
                while let Some(row) = table.next(&mut cells).map_err(failed)? {
                    let flow = match row {
                        TableRow::Cells { line } => {
                            self.partitions.iter().for_each(|(_, value)| cells.push(value));
                            visit(line, Found::Cells(&cells))?
                        }
                        TableRow::Broken { line, reason, raw } => {
                            visit(line, Found::Broken { reason: &reason, raw: &raw })?
                        }
                    };
                    if flow.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Form::Json { .. } => {
                let window = Window::new(self.looked.decoder(Arc::clone(done))?);
                let mut items = Items::open(window).map_err(failed)?;
                while let Some((line, item)) = items.next().map_err(failed)? {
                    let flow = match &item {
                        Item::Object(value) => self.hand_over(line, Found::Object(value), visit)?,
                        Item::Noise => visit(line, Found::Noise("a progress line of the capturing tool"))?,
                        Item::Broken { reason, raw } => visit(line, Found::Broken { reason, raw })?,
                    };
                    if flow.is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Hands an object over with the partitions in it, out of its envelope where wished.
    fn hand_over(
        &self,
        line: u64,
        found: Found<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<ControlFlow<()>, IngestError> {
        let Found::Object(Value::Object(envelope)) = found else { return visit(line, found) };
        if !self.unwrap && self.partitions.is_empty() {
            return visit(line, found);
        }
        let mut object = if self.unwrap {
            match envelope.get("payload") {
                None | Some(Value::Null) => return visit(line, Found::Noise(TOMBSTONE)),
                Some(Value::Object(payload)) => payload.clone(),
                Some(payload) => match payload.as_str().map(serde_json::from_str) {
                    Some(Ok(Value::Object(payload))) => payload,
                    _ => return visit(line, Found::Noise(NO_OBJECT)),
                },
            }
        } else {
            envelope.clone()
        };
        for (name, value) in &self.partitions {
            object.entry(name.clone()).or_insert_with(|| value.clone().into());
        }
        visit(line, Found::Object(&Value::Object(object)))
    }
}

/// `name=value` folders of a path, as warehouses write them.
fn partitions(path: &Path) -> Vec<(String, String)> {
    let folders = path.parent().into_iter().flat_map(Path::components);
    folders
        .filter_map(|folder| folder.as_os_str().to_str()?.split_once('='))
        .filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .map(|(name, value)| {
            let value = if value == "__HIVE_DEFAULT_PARTITION__" { "" } else { value };
            (name.to_owned(), super::map::decode_percent(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn folders_tell_of_columns() {
        let path = PathBuf::from("/lake/dt=2026-09-01/country=__HIVE_DEFAULT_PARTITION__/part-0.csv");
        let want = [("dt", "2026-09-01"), ("country", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(partitions(&path), want);
    }
}
