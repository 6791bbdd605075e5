//! Record batches into tables, through one DuckDB appender a table.

use super::buffer::Filled;
use crate::ingest::IngestError;
use crate::ingest::error::database;
use duckdb::arrow::datatypes::{Field, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::{Appender, Connection};
use std::sync::Arc;

/// The appenders of a load, opened when first needed.
pub(crate) struct Appending<'c> {
    connection: &'c Connection,
    open: Vec<(&'static str, Appender<'c>)>,
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
        let at = match self.open.iter().position(|(table, _)| *table == filled.table) {
            Some(at) => at,
            None => {
                let appender = self.connection.appender(filled.table).map_err(database("open a table"))?;
                self.open.push((filled.table, appender));
                self.open.len() - 1
            }
        };
        self.open[at].1.append_record_batch(batch).map_err(database("store the rows"))
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> Result<(), IngestError> {
        for (_, appender) in &mut self.open {
            appender.flush().map_err(database("store the rows"))?;
        }
        Ok(())
    }
}
