//! Rows on their way into tables: columns are filled and appended to DuckDB in batches.

use super::IngestError;
use super::error::database;
use duckdb::Connection;
use duckdb::arrow::array::{
    ArrayRef, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use duckdb::arrow::datatypes::{Field, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use jiff::civil::{Date, DateTime, date};
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
}

/// Rows appended in one go.
const FULL: usize = 65_536;

impl Buffer {
    /// An empty buffer; the first row says what the columns are.
    pub(crate) fn new(table: &'static str) -> Self {
        Self { table, columns: Vec::new(), rows: 0 }
    }

    /// Adds a row, its cells in the table's order.
    pub(crate) fn push(&mut self, row: &[Cell]) {
        if self.columns.is_empty() {
            self.columns = row.iter().map(Column::of).collect();
        }
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.rows += 1;
    }

    /// True when it is time to append.
    pub(crate) fn is_full(&self) -> bool {
        self.rows >= FULL
    }

    /// Appends what is there to the table and is empty again.
    pub(crate) fn flush(&mut self, conn: &Connection) -> Result<(), IngestError> {
        if self.rows == 0 {
            return Ok(());
        }
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Column::finish).collect();
        self.rows = 0;
        let fields: Vec<Field> = arrays
            .iter()
            .enumerate()
            .map(|(i, a)| Field::new(format!("c{i}"), a.data_type().clone(), true))
            .collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|e| database(self.table)(duckdb::Error::ToSqlConversionFailure(Box::new(e))))?;
        let mut appender = conn.appender(self.table).map_err(database(self.table))?;
        appender.append_record_batch(batch).map_err(database(self.table))?;
        appender.flush().map_err(database(self.table))
    }
}

impl Column {
    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Text(_) => Self::Text(StringBuilder::new()),
            Cell::Int(_) => Self::Int(Int64Builder::new()),
            Cell::Small(_) => Self::Small(Int32Builder::new()),
            Cell::Real(_) => Self::Real(Float64Builder::new()),
            Cell::Time(_) => Self::Time(TimestampMicrosecondBuilder::new()),
            Cell::Day(_) => Self::Day(Date32Builder::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_option(*text),
            (Self::Int(column), Cell::Int(n)) => column.append_option(*n),
            (Self::Small(column), Cell::Small(n)) => column.append_value(*n),
            (Self::Real(column), Cell::Real(x)) => column.append_option(*x),
            (Self::Time(column), Cell::Time(at)) => column.append_option(at.and_then(micros)),
            (Self::Day(column), Cell::Day(day)) => column.append_value(days(*day)),
            _ => debug_assert!(false, "a column changed its type"),
        }
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

fn micros(at: DateTime) -> Option<i64> {
    jiff::tz::Offset::UTC.to_timestamp(at).ok().map(jiff::Timestamp::as_microsecond)
}

fn days(day: Date) -> i32 {
    day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days())
}
