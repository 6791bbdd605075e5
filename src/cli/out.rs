//! The one writer of the command line: answers to standard output, everything else to standard error.

use super::{CliError, Ending};
use crate::text;
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Where answers go.
#[derive(Debug)]
pub(super) struct Out<W: Write = std::io::Stdout> {
    to: W,
}

impl Out {
    /// Standard output.
    pub(super) fn new() -> Self {
        Self { to: std::io::stdout() }
    }
}

impl<W: Write> Out<W> {
    /// One line of text. What comes from files must have been through [`text::clean`].
    pub(super) fn line(&mut self, text: impl AsRef<str>) -> Result<(), CliError> {
        Ok(writeln!(self.to, "{}", text.as_ref().trim_end())?)
    }

    /// One JSON value, on several lines.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CliError::Internal(format!("the answer could not be written: {error}")))?;
        self.line(text)
    }

    /// What was done: the value when JSON is wanted, else a sentence.
    pub(super) fn told(
        &mut self,
        json: bool,
        value: &impl Serialize,
        sentence: String,
    ) -> Result<Ending, CliError> {
        if json {
            self.json(value)?
        } else {
            self.line(sentence)?
        }
        Ok(Ending::Done)
    }

    /// Names and values, one pair a line.
    pub(super) fn pairs<const N: usize>(&mut self, pairs: [(&str, String); N]) -> Result<(), CliError> {
        let wide = pairs.iter().map(|(name, _)| text::width(name)).max().unwrap_or_default();
        pairs.iter().try_for_each(|(name, value)| self.line(format!("{name:wide$}  {value}")))
    }

    /// A line of CSV, without escape sequences, and with nothing in it that a spreadsheet would run as a formula.
    pub(super) fn csv_line(&mut self, cells: &[String]) -> Result<(), CliError> {
        let mut line = csv::Writer::from_writer(&mut self.to);
        let cells = cells.iter().map(|cell| no_formula(&text::clean(cell)));
        line.write_record(cells)
            .map_err(|error| CliError::Internal(format!("the answer could not be written: {error}")))?;
        Ok(line.flush()?)
    }

    /// A table: the first row is its head. Columns that hold only numbers stand right.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) -> Result<(), CliError> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|c| rows.iter().map(|row| text::width(&cell(row, c))).max().unwrap_or_default())
            .collect();
        let right: Vec<bool> = (0..columns)
            .map(|c| rows.len() > 1 && rows[1..].iter().all(|row| is_number(&cell(row, c))))
            .collect();
        for row in rows {
            let line: Vec<String> = (0..columns)
                .map(|c| {
                    let value = cell(row, c);
                    let fill = " ".repeat(widths[c].saturating_sub(text::width(&value)));
                    if right[c] { fill + &value } else { value + &fill }
                })
                .collect();
            self.line(line.join("  "))?;
        }
        Ok(())
    }
}

pub(super) use crate::text::many;

/// With an apostrophe before what begins like a formula; numbers stay.
fn no_formula(cell: &str) -> String {
    let signed = cell.starts_with(['+', '-'])
        && !cell[1..].chars().all(|c| c.is_ascii_digit() || " .()+-".contains(c));
    if signed || cell.starts_with(['=', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn is_number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '–') || cell.is_empty()
}

/// A sentence for the user that is no part of the answer; lost when nobody reads it.
pub(super) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether a person sees what goes to standard error.
pub(super) fn someone_watches() -> bool {
    std::io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_by_width_on_screen() {
        let mut out = Out { to: Vec::new() };
        let rows = [["source", "rows"], ["王小明", "1,200"], ["crm", "7"]]
            .map(|row| row.map(str::to_owned).to_vec());
        out.table(&rows).unwrap();
        assert_eq!(String::from_utf8(out.to).unwrap(), "source   rows\n王小明  1,200\ncrm         7\n");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!([0, 1, 1200].map(|n| many(n, "row")), ["0 rows", "1 row", "1,200 rows"]);
    }

    #[test]
    fn a_closed_pipe_is_told_apart() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        assert!(matches!(Out { to: Closed }.line("x"), Err(CliError::ClosedPipe)));
    }
}
