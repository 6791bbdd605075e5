//! What a load is asked for, and what it tells afterwards.

use jiff::civil::DateTime;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to load, and how.
#[derive(Debug, Clone, Default)]
pub struct LoadRequest {
    /// Files, folders, patterns, or `-` for standard input.
    pub paths: Vec<String>,
    /// Name of the source; the connector's own when `None`.
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

/// A column and what it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappedColumn {
    /// Its name in the file.
    pub column: String,
    /// `given_name`, `id:loyalty`, …; `ignore` when nothing.
    pub target: String,
    /// Rows in which it holds something.
    pub filled: u64,
    /// Why, for columns that were chosen by their looks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What became of a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FileReport {
    /// Absolute.
    pub path: String,
    /// Name of the source it went to; empty when it was skipped.
    pub source: String,
    /// Connector id; `generic` for tables that no connector knows.
    pub connector: String,
    /// For people: `Shopify`.
    pub system: String,
    /// csv, json, parquet.
    pub format: String,
    /// For people: `CSV, comma, UTF-8, gzip`.
    pub detail: String,
    /// Why this connector.
    pub evidence: String,
    /// Columns and what they became; empty for JSON of a known system.
    pub mapping: Vec<MappedColumn>,
    /// Data rows: `rows_mapped + rows_ignored + rejects`.
    pub rows_read: u64,
    /// Rows that became, or added to, something.
    pub rows_mapped: u64,
    /// Rows passed over.
    pub rows_ignored: u64,
    /// The same by reason.
    pub ignored: BTreeMap<String, u64>,
    /// Rows that could not be used.
    pub rejects: u64,
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
    /// The same bytes were loaded before: nothing was done.
    pub unchanged: bool,
    /// An older version of the file was replaced.
    pub replaced: bool,
    /// Found in a folder and of no use: why. Nothing of it was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
}
