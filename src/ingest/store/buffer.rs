//! Rows of one table, gathered by column until there are enough for an Arrow record batch.

use crate::workspace::moment;
use duckdb::arrow::array::{
    ArrayRef, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use std::sync::Arc;

/// A value of one column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    Text(Option<&'a str>),
    Int(Option<i64>),
    Small(i32),
    Real(Option<f64>),
    Time(Option<DateTime>),
    Day(Date),
}

enum Column {
    Text(StringBuilder),
    Int(Int64Builder),
    Small(Int32Builder),
    Real(Float64Builder),
    Time(TimestampMicrosecondBuilder),
    Day(Date32Builder),
}

/// Rows of one table.
pub(crate) struct Buffer {
    table: &'static str,
    columns: Vec<Column>,
    rows: usize,
    text: usize,
}

/// Columns of a table, ready to be appended.
pub(crate) struct Filled {
    pub table: &'static str,
    pub columns: Vec<ArrayRef>,
}

/// Rows, or bytes of text, in one batch: whichever comes first. Fifteen such batches are a row group of DuckDB's.
const ROWS: usize = 1 << 13;
const TEXT: usize = 8 << 20;

impl Buffer {
    /// An empty buffer; its first row says what the columns are.
    pub(crate) fn new(table: &'static str) -> Self {
        Self { table, columns: Vec::new(), rows: 0, text: 0 }
    }

    /// Adds a row, its cells in the table's order. Gives the batch when it is full with it.
    pub(crate) fn push(&mut self, row: &[Cell<'_>]) -> Option<Filled> {
        if self.columns.is_empty() {
            self.columns = row.iter().map(Column::of).collect();
        }
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.text += column.push(cell);
        }
        self.rows += 1;
        if self.rows >= ROWS || self.text >= TEXT { self.take() } else { None }
    }

    /// What is there; `None` when nothing is.
    pub(crate) fn take(&mut self) -> Option<Filled> {
        if self.rows == 0 {
            return None;
        }
        (self.rows, self.text) = (0, 0);
        Some(Filled { table: self.table, columns: self.columns.iter_mut().map(Column::finish).collect() })
    }
}

impl Column {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Text(_) => Self::Text(StringBuilder::new()),
            Cell::Int(_) => Self::Int(Int64Builder::new()),
            Cell::Small(_) => Self::Small(Int32Builder::new()),
            Cell::Real(_) => Self::Real(Float64Builder::new()),
            Cell::Time(_) => Self::Time(TimestampMicrosecondBuilder::new()),
            Cell::Day(_) => Self::Day(Date32Builder::new()),
        }
    }

    /// Adds a value; the bytes of text in it.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => {
                column.append_option(*text);
                return text.map_or(0, str::len);
            }
            (Self::Int(column), Cell::Int(number)) => column.append_option(*number),
            (Self::Small(column), Cell::Small(number)) => column.append_value(*number),
            (Self::Real(column), Cell::Real(number)) => {
                column.append_option(number.filter(|n| n.is_finite()))
            }
            (Self::Time(column), Cell::Time(at)) => column.append_option(at.and_then(moment::micros)),
            (Self::Day(column), Cell::Day(day)) => column.append_value(days(*day)),
            _ => debug_assert!(false, "a column changed its type"),
        }
        0
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Int(column) => Arc::new(column.finish()),
            Self::Small(column) => Arc::new(column.finish()),
            Self::Real(column) => Arc::new(column.finish()),
            Self::Time(column) => Arc::new(column.finish()),
            Self::Day(column) => Arc::new(column.finish()),
        }
    }
}

/// Days since 1970-01-01.
fn days(day: Date) -> i32 {
    let seconds = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, jiff::Timestamp::as_second);
    i32::try_from(seconds.div_euclid(86_400)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970_on() {
        assert_eq!(days(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(days(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(days(jiff::civil::date(2026, 11, 23)), 20_780);
    }

    #[test]
    fn a_buffer_is_full_by_rows_or_by_text() {
        let mut buffer = Buffer::new("t");
        let long = "x".repeat(TEXT);
        assert!(buffer.push(&[Cell::Text(Some("a")), Cell::Int(None)]).is_none());
        let filled = buffer.push(&[Cell::Text(Some(&long)), Cell::Int(Some(1))]).unwrap();
        assert_eq!((filled.columns.len(), filled.columns[0].len()), (2, 2));
        assert!(buffer.take().is_none());
    }
}
