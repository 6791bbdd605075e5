//! The file that says which records are one person's.

use super::super::ResolveError;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// Headers of the three columns, as people name them.
const SOURCE: [&str; 5] = ["source", "system", "dataset", "source_dataset", "source_name"];
const RECORD: [&str; 9] =
    ["record", "record_id", "id", "native_key", "rec_id", "unique_id", "key", "record_key", "source_id"];
const ENTITY: [&str; 10] = [
    "entity",
    "entity_id",
    "cluster",
    "cluster_id",
    "person",
    "person_id",
    "profile",
    "profile_id",
    "label",
    "customer",
];

/// A line: this record is this person's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Line in the file, from 1.
    pub(super) line: u64,
    pub(super) source: Option<String>,
    pub(super) record: String,
    /// Number of the person, from 0.
    pub(super) entity: u32,
}

/// The whole file.
#[derive(Debug)]
pub(super) struct Truth {
    path: PathBuf,
    pub(super) lines: Vec<Line>,
}

impl Truth {
    pub(super) fn read(path: &Path) -> Result<Self, ResolveError> {
        let bytes = std::fs::read(path).map_err(|error| {
            wrong(path, format!("it could not be read ({}). Check the spelling", error.kind()))
        })?;
        Self::parse(path, &bytes)
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, ResolveError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(bytes)).from_reader(bytes);
        let headers = reader.headers().map_err(|error| wrong(path, error.to_string()))?.clone();
        let column = |names: &[&str]| {
            headers.iter().position(|header| {
                names.contains(&header.trim().to_lowercase().replace([' ', '-'], "_").as_str())
            })
        };
        let source = column(&SOURCE);
        let (Some(record), Some(entity)) = (column(&RECORD), column(&ENTITY)) else {
            let found = headers.iter().collect::<Vec<_>>().join(", ");
            return Err(wrong(
                path,
                format!("line 1: the header must be [source,]record,entity; it is: {found}"),
            ));
        };
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut lines = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| wrong(path, error.to_string()))?;
            // After CRLF the reader places a row before the LF that ends the row above.
            let line = row
                .position()
                .map_or(0, |at| at.line() + u64::from(bytes.get(at.byte() as usize) == Some(&b'\n')));
            let field = |at: usize| row.get(at).map(str::trim).filter(|value| !value.is_empty());
            let (Some(record), Some(entity)) = (field(record), field(entity)) else {
                return Err(wrong(path, format!("line {line}: record and entity must both have a value")));
            };
            let next = numbers.len() as u32;
            let entity = *numbers.entry(entity.to_owned()).or_insert(next);
            lines.push(Line {
                line,
                source: source.and_then(field).map(str::to_owned),
                record: record.to_owned(),
                entity,
            });
        }
        if lines.is_empty() {
            return Err(wrong(path, "there is nothing under the header".into()));
        }
        Ok(Self { path: path.into(), lines })
    }

    /// The error for a record that two lines give to two persons.
    pub(super) fn contradicts(&self, line: &Line) -> ResolveError {
        wrong(
            &self.path,
            format!("line {}: an earlier line gives record {} to another entity", line.line, line.record),
        )
    }

    /// The error for a file none of whose records is in the workspace.
    pub(super) fn strange(&self) -> ResolveError {
        wrong(
            &self.path,
            "none of its records is in the workspace. Are the sources named as in: onefold info?".into(),
        )
    }
}

/// The one of comma, semicolon and tab that the header has most of.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let most =
        [b',', b';', b'\t'].into_iter().rev().max_by_key(|d| header.iter().filter(|b| *b == d).count());
    most.unwrap_or(b',')
}

fn wrong(path: &Path, why: String) -> ResolveError {
    ResolveError::Truth { file: path.display().to_string(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Truth, ResolveError> {
        Truth::parse(Path::new("truth.csv"), text.as_bytes())
    }

    #[test]
    fn headers_order_and_delimiter_are_tolerated() {
        let want = Line { line: 2, source: Some("crm".into()), record: "a, 1".into(), entity: 0 };
        for text in [
            "source,record,entity\ncrm,\"a, 1\",p9\n",
            "\u{feff}Entity ID;System;Native Key\r\np9;crm;a, 1\r\n",
            "cluster\tdataset\trec-id\np9\tcrm\ta, 1",
        ] {
            assert_eq!(
                parse(text).unwrap().lines,
                [&want].map(|l| Line {
                    line: l.line,
                    source: l.source.clone(),
                    record: l.record.clone(),
                    entity: l.entity
                }),
                "{text}"
            );
        }
        assert_eq!(
            parse("record,entity\n1,x\n2,y\n3,x\n")
                .unwrap()
                .lines
                .iter()
                .map(|l| l.entity)
                .collect::<Vec<_>>(),
            [0, 1, 0]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, want) in [
            ("a,b\n1,2\n", "line 1: the header must be [source,]record,entity; it is: a, b"),
            ("record,entity\n1,x\n2,\n", "line 3: record and entity"),
            ("record,entity\n", "nothing under the header"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(want) && error.contains("truth.csv"), "{error}");
        }
    }
}
