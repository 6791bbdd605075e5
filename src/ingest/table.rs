//! Delimited text: which character parts the cells, where the header is, and rows that are broken.

use super::IngestError;
use csv::{ReaderBuilder, StringRecord};
use std::path::Path;

/// Rows longer than this are rejected: no export has them, and a screen could not show them.
const LONGEST_ROW: usize = 16 << 20;
/// Records looked at to find the delimiter and the header.
const LOOKED_AT: usize = 50;

/// A delimited text with its dialect.
#[derive(Debug, Clone)]
pub(crate) struct Table<'t> {
    text: &'t str,
    delimiter: u8,
    /// Cells of the header row, trimmed; repeated names get a number: `email`, `email 2`.
    pub header: Vec<String>,
    /// Byte offset of the first data row, and its line number.
    start: (usize, u64),
    /// For people: `CSV, comma`.
    pub detail: Vec<String>,
}

/// A data row, or what was wrong with one.
#[derive(Debug)]
pub(crate) enum TableRow<'a> {
    Cells(&'a StringRecord),
    Broken { reason: String, raw: &'a str },
}

impl<'t> Table<'t> {
    /// Finds delimiter and header.
    pub(crate) fn detect(path: &Path, text: &'t str) -> Result<Self, IngestError> {
        let unknown = |why: &str| IngestError::Unknown { path: path.into(), why: why.to_owned() };
        let (delimiter, columns) = delimiter(text).ok_or_else(|| unknown("it has no rows of cells"))?;
        let mut reader = reader(text, delimiter);
        let mut record = StringRecord::new();
        let mut skipped = 0;
        loop {
            if !reader.read_record(&mut record).unwrap_or(false) {
                return Err(unknown("no header row was found in it"));
            }
            if record.len() == columns && is_header(&record) {
                break;
            }
            skipped += 1;
            if skipped > LOOKED_AT {
                return Err(unknown("no header row was found in it"));
            }
        }
        let after = reader.position();
        let start = (after.byte() as usize, after.line());
        let name = match delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            _ => "bar",
        };
        let mut detail = vec![format!("CSV, {name}")];
        if skipped > 0 {
            detail.push(format!("{skipped} lines before the header"));
        }
        Ok(Self { text, delimiter, header: numbered(&record), start, detail })
    }

    /// Visits every data row with its line number. Blank lines are passed over.
    pub(crate) fn rows<E>(&self, mut visit: impl FnMut(u64, TableRow) -> Result<(), E>) -> Result<(), E> {
        let (mut from, mut first_line) = self.start;
        let columns = self.header.len();
        'restart: loop {
            let text = &self.text[from..];
            let mut reader = reader(text, self.delimiter);
            let mut record = StringRecord::new();
            loop {
                let begin = reader.position().clone();
                match reader.read_record(&mut record) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(error) => {
                        let reason = format!("the row can't be read: {error}");
                        visit(first_line + begin.line() - 1, TableRow::Broken { reason, raw: "" })?;
                        return Ok(());
                    }
                }
                let at = record.position().map_or(begin.byte(), csv::Position::byte) as usize;
                let line = first_line + record.position().map_or(begin.line(), csv::Position::line) - 1;
                let end = reader.position().byte() as usize;
                let raw = text[at..end].trim_end_matches(['\r', '\n']);
                // Blank lines before a row count to it.
                let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
                let (at, line) = (at + blank, line + raw[..blank].matches('\n').count() as u64);
                let raw = &raw[blank..];
                if record.len() == 1 && record.get(0).is_none_or(|c| c.trim().is_empty()) && columns > 1 {
                    continue;
                }
                if let Some(reason) = broken(&record, raw, columns) {
                    // A quote that never closes swallows the rows behind it: reject its line and go on with the next.
                    let first = raw.find('\n').filter(|_| raw.contains('"'));
                    let shown = first.map_or(raw, |n| &raw[..n]);
                    let reason = first.map_or(reason, |_| {
                        "a quotation mark is opened and not closed. Double it (\"\") or take it out"
                            .to_owned()
                    });
                    visit(line, TableRow::Broken { reason, raw: shown.trim_end() })?;
                    if let Some(n) = first {
                        from += at + n + 1;
                        first_line = line + 1;
                        continue 'restart;
                    }
                    continue;
                }
                visit(line, TableRow::Cells(&record))?;
            }
        }
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// Why a row can't be used. Surplus cells are fine while they are empty.
fn broken(record: &StringRecord, raw: &str, columns: usize) -> Option<String> {
    if raw.len() > LONGEST_ROW {
        return Some(format!(
            "the row is {} long; rows may be up to 16 MB",
            crate::text::bytes(raw.len() as u64)
        ));
    }
    let filled = (0..record.len()).rev().find(|i| !record[*i].is_empty()).map_or(0, |i| i + 1);
    if record.len() < columns || filled > columns {
        return Some(format!(
            "the row has {} cells where the header has {columns}. Quote cells that hold the delimiter",
            record.len()
        ));
    }
    if record.iter().any(|c| c.contains('\u{fffd}')) {
        return Some("the row holds bytes that are not UTF-8. Save the file as UTF-8".to_owned());
    }
    None
}

/// The delimiter that gives the same number of cells most often, and that number.
fn delimiter(text: &str) -> Option<(u8, usize)> {
    let head = &text[..floor_char(text, text.len().min(1 << 20))];
    let score = |delimiter: u8| {
        let mut reader = reader(head, delimiter);
        let mut record = StringRecord::new();
        let mut counts: Vec<usize> = Vec::new();
        while counts.len() < LOOKED_AT && reader.read_record(&mut record).unwrap_or(false) {
            counts.push(record.len());
        }
        let most = *counts.iter().max_by_key(|c| (counts.iter().filter(|d| d == c).count(), **c))?;
        Some((counts.iter().filter(|c| **c == most).count(), most))
    };
    let best = [b',', b'\t', b';', b'|']
        .into_iter()
        .filter_map(|d| score(d).filter(|(_, columns)| *columns > 1).map(|s| (d, s)))
        .max_by_key(|(_, (same, columns))| (*same, *columns));
    match best {
        Some((delimiter, (_, columns))) => Some((delimiter, columns)),
        None => score(b',').map(|(_, columns)| (b',', columns)),
    }
}

fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Names, not values: mostly filled, mostly without digits only.
fn is_header(record: &StringRecord) -> bool {
    let filled = record.iter().filter(|c| !c.trim().is_empty()).count();
    let numbers = record.iter().filter(|c| !c.trim().is_empty() && c.trim().parse::<f64>().is_ok()).count();
    filled * 2 > record.len() && numbers * 2 <= filled
}

fn numbered(record: &StringRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for cell in record {
        let name =
            cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{a0}').to_owned();
        let same = names
            .iter()
            .filter(|n| n.rsplit_once(' ').map_or(n.as_str(), |(a, _)| a) == name || **n == name)
            .count();
        names.push(if same > 0 { format!("{name} {}", same + 1) } else { name });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<(u64, String)>) {
        let table = Table::detect(Path::new("x.csv"), text).unwrap();
        let mut out = Vec::new();
        table
            .rows(|line, row| {
                out.push((
                    line,
                    match row {
                        TableRow::Cells(c) => c.iter().collect::<Vec<_>>().join("|"),
                        TableRow::Broken { reason, raw } => format!("! {reason} [{raw}]"),
                    },
                ));
                Ok::<(), ()>(())
            })
            .unwrap();
        (table.header, out)
    }

    #[test]
    fn delimiter_header_and_line_numbers() {
        let (header, out) = rows("Report of today\n\nid;name;city\n1;Ann;\"a\nb\"\n\n2;Bo;c\n");
        assert_eq!(header, ["id", "name", "city"]);
        assert_eq!(out, [(4, "1|Ann|a\nb".to_owned()), (7, "2|Bo|c".to_owned())]);
    }

    #[test]
    fn repeated_names_are_numbered() {
        assert_eq!(rows("email,email,email,fn\na,b,c,d\n").0, ["email", "email 2", "email 3", "fn"]);
    }

    #[test]
    fn ragged_rows_are_rejected_with_a_reason() {
        let (_, out) = rows("a,b,c\n1,2,3\n1,2\n1,2,3,,\n1,2,3,4\n4,5,6\n");
        assert_eq!(out.len(), 5);
        assert!(out[1].1.contains("2 cells where the header has 3"), "{:?}", out[1]);
        assert!(!out[2].1.starts_with('!'));
        assert!(out[3].1.starts_with('!'));
        assert_eq!(out[4], (6, "4|5|6".to_owned()));
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        let (_, out) = rows("a,b,c\n1,\"open,3\n4,5,6\n7,8,9\n");
        assert_eq!(out.len(), 3);
        assert!(out[0].1.contains("quotation mark"), "{:?}", out[0]);
        assert_eq!(out[1], (3, "4|5|6".to_owned()));
        assert_eq!(out[2], (4, "7|8|9".to_owned()));
    }
}
