//! Files: rows gathered a page at a time, put in the order the system would export them, and written.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::error::SynthError;

/// Builds one delimited row.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    /// Quote every cell, as Salesforce does.
    pub(super) quote_all: bool,
    /// `,` unless set.
    pub(super) delimiter: Option<char>,
    open: bool,
    /// Lines that are ended.
    lines: u64,
}

impl Row {
    /// Adds a cell, quoted where needed.
    pub(super) fn cell(&mut self, value: &str) -> &mut Self {
        let delimiter = self.delimiter.unwrap_or(',');
        if self.open {
            self.text.push(delimiter);
        }
        self.open = true;
        if self.quote_all || value.contains([delimiter, '"', '\n', '\r']) {
            self.text.push('"');
            for (at, part) in value.split('"').enumerate() {
                self.text.push_str(if at > 0 { "\"\"" } else { "" });
                self.text.push_str(part);
            }
            self.text.push('"');
        } else {
            self.text.push_str(value);
        }
        self
    }

    /// Adds several cells.
    pub(super) fn cells(&mut self, values: &[&str]) -> &mut Self {
        for value in values {
            self.cell(value);
        }
        self
    }

    /// Adds empty cells.
    pub(super) fn blanks(&mut self, count: usize) -> &mut Self {
        for _ in 0..count {
            self.cell("");
        }
        self
    }

    /// Ends a line within a row of several lines.
    pub(super) fn line(&mut self) -> &mut Self {
        self.text.push('\n');
        self.open = false;
        self.lines += 1;
        self
    }

    /// The finished text; the row is empty afterwards.
    fn take(&mut self) -> &str {
        if self.open {
            self.line();
        }
        &self.text
    }

    fn clear(&mut self) {
        self.text.clear();
        self.open = false;
        self.lines = 0;
    }
}

/// One file that grows a page at a time.
pub(super) struct Sheet {
    path: PathBuf,
    sink: Box<dyn Write>,
    latin1: bool,
    text: String,
    /// Sort key, and where the row begins and ends in `text`.
    rows: Vec<(u64, usize, usize)>,
    /// Scratch for one row.
    pub(super) row: Row,
    /// Rows written or waiting, without the header.
    pub(super) count: u64,
}

impl Sheet {
    /// A plain file at `out/name`.
    pub(super) fn create(out: &Path, name: &str) -> Result<Self, SynthError> {
        let path = out.join(name);
        Self::open(path.clone(), |file| Box::new(BufWriter::with_capacity(1 << 18, file)))
    }

    /// A gzip file at `out/name`.
    pub(super) fn gzip(out: &Path, name: &str) -> Result<Self, SynthError> {
        Self::open(out.join(name), |file| {
            Box::new(GzEncoder::new(BufWriter::with_capacity(1 << 18, file), Compression::new(6)))
        })
    }

    fn open(path: PathBuf, sink: impl FnOnce(File) -> Box<dyn Write>) -> Result<Self, SynthError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(SynthError::at(folder))?;
        }
        let file = File::create(&path).map_err(SynthError::at(&path))?;
        Ok(Self {
            path,
            sink: sink(file),
            latin1: false,
            text: String::new(),
            rows: Vec::new(),
            row: Row::default(),
            count: 0,
        })
    }

    /// Writes ISO-8859-1; letters it lacks become `?`.
    pub(super) fn in_latin1(mut self) -> Self {
        self.latin1 = true;
        self
    }

    /// Quotes every cell.
    pub(super) fn quoted(mut self) -> Self {
        self.row.quote_all = true;
        self
    }

    /// Separates cells by `delimiter`.
    pub(super) fn separated(mut self, delimiter: char) -> Self {
        self.row.delimiter = Some(delimiter);
        self
    }

    /// Begins the file with a UTF-8 byte order mark.
    pub(super) fn marked(mut self) -> Result<Self, SynthError> {
        self.sink.write_all("\u{feff}".as_bytes()).map_err(SynthError::at(&self.path))?;
        Ok(self)
    }

    /// Writes the header (or anything that stands before the rows) at once.
    pub(super) fn header(mut self, columns: &[&str]) -> Result<Self, SynthError> {
        self.row.cells(columns);
        self.put()?;
        Ok(self)
    }

    /// Writes the row in the scratch at once, uncounted.
    pub(super) fn put(&mut self) -> Result<(), SynthError> {
        let result = self.sink.write_all(self.row.take().as_bytes());
        self.row.clear();
        result.map_err(SynthError::at(&self.path))
    }

    /// Keeps the row in the scratch for the page; rows of a page are sorted by `order`.
    pub(super) fn keep(&mut self, order: u64) {
        let start = self.text.len();
        let rows = self.row.lines + u64::from(self.row.open);
        self.text.push_str(self.row.take());
        self.row.clear();
        self.rows.push((order, start, self.text.len()));
        self.count += rows;
    }

    /// Keeps a line that is ready, without its line end.
    pub(super) fn keep_line(&mut self, order: u64, line: &str) {
        let start = self.text.len();
        self.text.push_str(line);
        self.text.push('\n');
        self.rows.push((order, start, self.text.len()));
        self.count += 1;
    }

    /// Writes the page in order.
    pub(super) fn flush(&mut self) -> Result<(), SynthError> {
        self.rows.sort_by_key(|row| row.0);
        for &(_, start, end) in &self.rows {
            let row = &self.text[start..end];
            let result = if self.latin1 {
                let bytes: Vec<u8> =
                    row.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
                self.sink.write_all(&bytes)
            } else {
                self.sink.write_all(row.as_bytes())
            };
            result.map_err(SynthError::at(&self.path))?;
        }
        self.rows.clear();
        self.text.clear();
        Ok(())
    }

    /// Writes what is left and closes the file; says where it is.
    pub(super) fn finish(mut self) -> Result<(PathBuf, u64), SynthError> {
        self.flush()?;
        self.sink.flush().map_err(SynthError::at(&self.path))?;
        Ok((self.path, self.count))
    }
}

/// Writes a whole small file, gzipped.
pub(super) fn write_gzip(path: &Path, bytes: &[u8]) -> Result<(), SynthError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(SynthError::at(folder))?;
    }
    let file = File::create(path).map_err(SynthError::at(path))?;
    let mut sink = GzEncoder::new(file, Compression::new(6));
    sink.write_all(bytes).and_then(|()| sink.finish()).map(drop).map_err(SynthError::at(path))
}

/// Hundredths as `12.50`.
pub(super) fn money(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// A whole number with thousands commas: `1,240`.
pub(super) fn thousands(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_quoted_where_needed_and_sorted_by_page() {
        let folder = tempfile::tempdir().unwrap();
        let mut sheet = Sheet::create(folder.path(), "a/b.csv").unwrap().header(&["x", "y"]).unwrap();
        sheet.row.cells(&["2", "say \"hi\", all"]);
        sheet.keep(2);
        sheet.row.cells(&["1", "line\nfeed"]);
        sheet.keep(1);
        let (path, count) = sheet.finish().unwrap();
        assert_eq!(count, 2);
        assert_eq!(fs::read_to_string(path).unwrap(), "x,y\n1,\"line\nfeed\"\n2,\"say \"\"hi\"\", all\"\n");
    }

    #[test]
    fn numbers_are_spelled_like_the_systems_do() {
        assert_eq!(money(-350), "-3.50");
        assert_eq!(thousands(89_085), "89,085");
        assert_eq!(thousands(12), "12");
    }
}
