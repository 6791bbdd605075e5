//! Columns into tables through DuckDB's appender, as Arrow record batches.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;
use duckdb::arrow::array::ArrayRef;
use duckdb::arrow::datatypes::{Field, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use std::sync::Arc;

/// Appends columns, in the order of the table's own, to a table.
pub(crate) fn append(
    conn: &Connection,
    table: &'static str,
    columns: Vec<ArrayRef>,
) -> Result<(), ResolveError> {
    append_all(conn, table, [columns])
}

/// Appends one part after the other, each as columns in the order of the table's own.
pub(crate) fn append_all(
    conn: &Connection,
    table: &'static str,
    parts: impl IntoIterator<Item = Vec<ArrayRef>>,
) -> Result<(), ResolveError> {
    let mut appender = conn.appender(table).map_err(database(table))?;
    for columns in parts {
        let fields = columns.iter().enumerate();
        let fields: Vec<Field> =
            fields.map(|(i, c)| Field::new(format!("c{i}"), c.data_type().clone(), true)).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
            .map_err(|e| database(table)(duckdb::Error::ToSqlConversionFailure(Box::new(e))))?;
        if batch.num_rows() > 0 {
            appender.append_record_batch(batch).map_err(database(table))?;
        }
    }
    appender.flush().map_err(database(table))
}
