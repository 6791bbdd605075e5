//! The rows of a delimited text, one after the other, and what is wrong with the broken ones.

use super::cells::{Cells, Split, split};
use super::dialect::{self, Layout};
use super::window::{LONGEST, Window, text, too_long};
use std::io;

/// Bytes of the head looked at to find the dialect.
const HEAD: usize = 1 << 20;

/// A delimited text being read.
pub(crate) struct Table {
    window: Window,
    layout: Layout,
}

/// What stands at the reader's place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TableRow {
    /// A row; its cells are in the buffer.
    Cells { line: u64 },
    /// A row that can't be used.
    Broken { line: u64, reason: String, raw: String },
}

impl Table {
    /// Finds delimiter and header, or tells why there is no header.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn open(mut window: Window) -> io::Result<Result<Self, &'static str>> {
        while window.data().len() < HEAD && window.grow()? {}
        let head = &window.data()[..window.data().len().min(HEAD)];
        let whole = window.ended() && head.len() == window.data().len();
        Ok(dialect::detect(head, whole).map(|layout| {
            window.advance(layout.body);
            Self { window, layout }
        }))
    }

    /// Names of the columns; numbers when the table has no header.
    pub(crate) fn header(&self) -> Vec<String> {
        let numbers = || (1..=self.layout.columns).map(|n| format!("column {n}")).collect();
        self.layout.header.clone().unwrap_or_else(numbers)
    }

    pub(crate) fn has_header(&self) -> bool {
        self.layout.header.is_some()
    }

    /// For people: `CSV, comma, UTF-8`.
    pub(crate) fn detail(&self) -> Vec<String> {
        let mut detail = vec![
            "CSV".to_owned(),
            dialect::name(self.layout.dialect.delimiter).to_owned(),
            self.window.decoder().encoding().to_owned(),
        ];
        if self.layout.header_line > 1 {
            detail.push(format!("header in line {}", self.layout.header_line));
        }
        if self.layout.dialect.backslash {
            detail.push("backslash escapes".into());
        }
        detail
    }

    /// Reads the next row into `cells`; blank lines are passed over. `None` at the end.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn next(&mut self, cells: &mut Cells) -> io::Result<Option<TableRow>> {
        loop {
            let line = self.window.line();
            let Some(found) = self.look(cells)? else { return Ok(None) };
            let (bytes, tidy) = match found {
                Split::Row { bytes, tidy } => (bytes, tidy),
                Split::Unfinished => return self.unfinished(line).map(Some),
            };
            if cells.is_blank() && (cells.len() == 1 || cells.len() != self.layout.columns) {
                self.window.advance(bytes);
                continue;
            }
            let Some(reason) = self.why_broken(cells, tidy) else {
                self.window.advance(bytes);
                return Ok(Some(TableRow::Cells { line }));
            };
            // A quotation mark that never closes swallows the rows behind it: its line alone is given up.
            let row = self.window.data()[..bytes].strip_suffix(b"\n").unwrap_or(&self.window.data()[..bytes]);
            let first_line = row.iter().position(|byte| *byte == b'\n');
            let reason = if first_line.is_some() { OPEN_QUOTE.to_owned() } else { reason };
            let raw = text(&row[..first_line.unwrap_or(row.len())]);
            self.window.advance(first_line.map_or(bytes, |at| at + 1));
            return Ok(Some(TableRow::Broken { line, reason, raw: raw.trim_end_matches('\r').to_owned() }));
        }
    }

    /// Splits the row at the reader's place without moving on.
    fn look(&mut self, cells: &mut Cells) -> io::Result<Option<Split>> {
        loop {
            let data = self.window.data();
            if data.is_empty() && self.window.ended() {
                return Ok(None);
            }
            let found = split(data, self.layout.dialect, self.window.ended(), cells);
            if found != Split::Unfinished || self.window.ended() || data.len() > LONGEST {
                return Ok(Some(found));
            }
            self.window.grow()?;
        }
    }

    /// A row without an end: its line is too long, or a quotation mark in it is never closed.
    fn unfinished(&mut self, line: u64) -> io::Result<TableRow> {
        let length = self.window.first_line()?.filter(|length| *length <= LONGEST);
        let Some(length) = length else {
            let (length, raw) = self.window.skip_line()?;
            return Ok(TableRow::Broken { line, reason: too_long(length), raw });
        };
        let raw = text(&self.window.data()[..length]).trim_end().to_owned();
        self.window.advance(length);
        Ok(TableRow::Broken { line, reason: OPEN_QUOTE.to_owned(), raw })
    }

    /// Why a row can't be used. Surplus cells are fine while they are empty.
    fn why_broken(&self, cells: &Cells, tidy: bool) -> Option<String> {
        let columns = self.layout.columns;
        let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
        if cells.len() < columns || filled > columns {
            return Some(format!(
                "the row has {} cells and the header {columns}. Put cells that hold a {} in quotation marks",
                cells.len(),
                dialect::name(self.layout.dialect.delimiter)
            ));
        }
        if !tidy && cells.iter().any(|cell| cell.contains('\n')) {
            return Some(OPEN_QUOTE.to_owned());
        }
        if self.window.decoder().repaired() && cells.is_damaged() {
            return Some("the row holds bytes that are not UTF-8. Export the file as UTF-8".to_owned());
        }
        None
    }
}

const OPEN_QUOTE: &str = "a quotation mark is opened and not closed. Double it (\"\") or take it out";

#[cfg(test)]
mod tests {
    use super::super::decode::Decoder;
    use super::*;

    fn table(text: impl AsRef<[u8]>) -> Table {
        let source = io::Cursor::new(text.as_ref().to_vec());
        Table::open(Window::new(Decoder::new(Box::new(source)))).unwrap().unwrap()
    }

    fn rows(mut table: Table) -> Vec<(u64, String)> {
        let mut out = Vec::new();
        let mut cells = Cells::default();
        while let Some(row) = table.next(&mut cells).unwrap() {
            out.push(match row {
                TableRow::Cells { line } => (line, cells.iter().collect::<Vec<_>>().join("|")),
                TableRow::Broken { line, reason, raw } => (line, format!("! {reason} [{raw}]")),
            });
        }
        out
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let found = rows(table("Report of today\n\nid;name;city\n1;Ann;\"a\nb\"\n\n2;Bo;c\n"));
        assert_eq!(found, [(4, "1|Ann|a\nb".to_owned()), (7, "2|Bo|c".to_owned())]);
    }

    #[test]
    fn ragged_rows_are_rejected_with_a_reason() {
        let found = rows(table("a,b,c\n1,2,3\n1,2\n1,2,3,,\n1,2,3,4\n4,5,6\n"));
        assert_eq!(found.len(), 5);
        assert!(found[1].1.contains("2 cells and the header 3"), "{:?}", found[1]);
        assert_eq!(found[2].1, "1|2|3||");
        assert!(found[3].1.starts_with('!'));
        assert_eq!(found[4], (6, "4|5|6".to_owned()));
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        for text in ["a,b,c\n1,\"open,3\n4,5,6\n7,8,9\n", "a,b,c\n1,\"open,3\n4,5,6\n7,\"8\",9\n"] {
            let found = rows(table(text));
            assert_eq!(found.len(), 3, "{found:?}");
            assert!(
                found[0].1.contains("quotation mark") && found[0].1.ends_with("[1,\"open,3]"),
                "{found:?}"
            );
            assert_eq!((found[1].0, found[1].1.as_str()), (3, "4|5|6"));
            assert_eq!((found[2].0, found[2].1.as_str()), (4, "7|8|9"));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_one_reject() {
        let found = rows(table(format!("a,b\n1,2\n{},3\n4,5\n", "x".repeat(50 << 20))));
        assert_eq!(found.len(), 3);
        assert!(found[1].1.contains("50.0 MB") && found[1].1.len() < 10_000, "{}", &found[1].1[..80]);
        assert_eq!(found[2], (4, "4|5".to_owned()));
    }

    #[test]
    fn broken_bytes_cost_their_row() {
        let mut bytes = "id,name\n1,Zoë\n2,Renée\n3,M".as_bytes().to_vec();
        bytes.extend(b"\xfcller\n4,Ann\n");
        let found = rows(table(bytes));
        assert!(found[2].1.contains("not UTF-8"), "{found:?}");
        assert_eq!(found[3], (5, "4|Ann".to_owned()));
    }

    #[test]
    fn long_tables_are_read_in_pieces() {
        let mut text = "id,name\n".to_owned();
        for i in 0..200_000 {
            text.push_str(&format!("{i},\"name {i}\"\n"));
        }
        let found = rows(table(text));
        assert_eq!(found.len(), 200_000);
        assert_eq!(found[199_999], (200_001, "199999|name 199999".to_owned()));
    }
}
