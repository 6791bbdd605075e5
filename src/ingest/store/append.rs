//! Record batches into tables, through one DuckDB appender a table.

use super::buffer::Filled;
use crate::ingest::IngestError;
use crate::ingest::error::database;
use duckdb::arrow::datatypes::{Field, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::{Appender, Connection};
use std::sync::Arc;

/// Rows of one of DuckDB's row groups. Handed over in such portions, rows are packed once; else the checkpoint would
/// join and pack small groups again.
const ROW_GROUP: usize = 122_880;

/// The appenders of a load, opened when first needed.
pub(crate) struct Appending<'c> {
    connection: &'c Connection,
    open: Vec<Table<'c>>,
}

struct Table<'c> {
    name: &'static str,
    appender: Appender<'c>,
    /// Rows not yet handed over.
    waiting: usize,
}

impl<'c> Appending<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, open: Vec::new() }
    }

    /// Appends a batch to its table.
    pub(crate) fn append(&mut self, filled: Filled) -> Result<(), IngestError> {
        let fields: Vec<Field> = filled
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| Field::new(format!("c{index}"), column.data_type().clone(), true))
            .collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), filled.columns)
            .map_err(|e| duckdb::Error::ToSqlConversionFailure(Box::new(e)))
            .map_err(database("gather the rows"))?;
        let at = match self.open.iter().position(|table| table.name == filled.table) {
            Some(at) => at,
            None => {
                let appender = self.connection.appender(filled.table).map_err(database("open a table"))?;
                self.open.push(Table { name: filled.table, appender, waiting: 0 });
                self.open.len() - 1
            }
        };
        let table = &mut self.open[at];
        table.waiting += batch.num_rows();
        table.appender.append_record_batch(batch).map_err(database("store the rows"))?;
        if table.waiting >= ROW_GROUP {
            table.waiting = 0;
            table.appender.flush().map_err(database("store the rows"))?;
        }
        Ok(())
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> Result<(), IngestError> {
        for table in &mut self.open {
            table.appender.flush().map_err(database("store the rows"))?;
        }
        Ok(())
    }
}
