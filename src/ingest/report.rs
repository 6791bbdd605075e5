//! What a load is asked for, and what it tells afterwards.

use super::read::MappedColumn;
use jiff::civil::DateTime;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to load, and how.
#[derive(Debug, Clone, Default)]
pub struct LoadRequest {
    /// Files, folders, patterns, or `-` for standard input.
    pub paths: Vec<String>,
    /// Name of the source; when `None` the connector's own, or for a generic table the file's.
    pub source: Option<String>,
    /// Connector by id; recognised by the columns when `None`.
    pub connector: Option<String>,
    /// A map file, for tables that no connector knows.
    pub map: Option<PathBuf>,
    /// Default region (ISO alpha-2) for phones without a country code.
    pub region: Option<String>,
    /// Read and map, but keep nothing.
    pub dry_run: bool,
    /// Folder with the user's own connectors.
    pub connectors: Option<PathBuf>,
    /// Now.
    pub now: DateTime,
}

/// What became of a load: one entry a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LoadReport {
    /// In the order they were read.
    pub files: Vec<FileReport>,
}

/// What became of a file. `rows_read = rows_mapped + rows_ignored + rejects`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FileReport {
    /// Absolute; `stdin-` and the first digits of its hash for standard input.
    pub path: String,
    /// Name of the source it went to; empty when it was skipped.
    pub source: String,
    /// Connector id; `generic` for tables that no connector knows.
    pub connector: String,
    /// For people: `Shopify`.
    pub system: String,
    /// csv, ndjson, json, parquet.
    pub format: String,
    /// For people: `CSV, comma, UTF-8, gzip`.
    pub detail: String,
    /// Why this connector.
    pub evidence: String,
    /// Columns (of JSON: paths) and what they became.
    pub mapping: Vec<MappedColumn>,
    /// Data rows.
    pub rows_read: u64,
    /// Rows that became, or added to, something.
    pub rows_mapped: u64,
    /// Rows passed over.
    pub rows_ignored: u64,
    /// The same by reason.
    pub ignored: BTreeMap<String, u64>,
    /// Rows that could not be used.
    pub rejects: u64,
    /// The same by reason.
    pub rejected: BTreeMap<String, u64>,
    /// The first of them: line and reason.
    pub first_rejects: Vec<(u64, String)>,
    /// What came of the rows.
    pub records: u64,
    /// Likewise; every order has its event too.
    pub events: u64,
    /// Likewise.
    pub orders: u64,
    /// Likewise.
    pub order_lines: u64,
    /// Likewise.
    pub consents: u64,
    /// Likewise.
    pub ad_spend: u64,
    /// The same bytes were loaded before, with the same mapping: nothing was done.
    pub unchanged: bool,
    /// An older version of the file was replaced.
    pub replaced: bool,
    /// Found in a folder and of no use: why. Nothing of it was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
}

/// What rows of a file are counted in, by its `detail`: lines, items of an array or a page, rows.
#[must_use]
pub fn counted_in(detail: &str) -> &'static str {
    match detail {
        json if json.starts_with("JSON, array") || json.starts_with("JSON, page") => "item",
        parquet if parquet.starts_with("Parquet") => "row",
        _ => "line",
    }
}

impl FileReport {
    /// The file's name without its folders.
    #[must_use]
    pub fn file_name(&self) -> String {
        let name = Path::new(&self.path).file_name();
        name.map_or_else(|| self.path.clone(), |name| name.to_string_lossy().into_owned())
    }

    pub(crate) fn skipped(path: &Path, why: &str) -> Self {
        Self { path: path.display().to_string(), skipped: Some(why.to_owned()), ..Self::default() }
    }

    /// As in `loads.mapping`.
    pub(crate) fn mapping_json(&self) -> String {
        serde_json::to_string(&self.mapping).unwrap_or_else(|_| "[]".into())
    }
}
