//! Record batches into their tables. One statement runs at a time: while one table is poured into, what comes for the
//! others waits.

use super::buffer::Filled;
use crate::ingest::IngestError;
use crate::ingest::error::database;
use crate::workspace::{append, batch, pour};
use duckdb::Connection;
use duckdb::arrow::record_batch::RecordBatch;
use std::collections::VecDeque;

/// Rows of a table that wait until it is poured into; fewer are appended at last.
const MANY: usize = 1 << 15;

/// Bytes that may wait for other tables meanwhile.
const PATIENCE: usize = 64 << 20;

/// Stores all that comes.
pub(crate) fn store(
    connection: &Connection,
    mut coming: impl Iterator<Item = Filled> + Send,
) -> Result<(), IngestError> {
    let failed = || database("store the rows");
    let mut waiting = Waiting::default();
    while let Some(filled) = coming.next() {
        let table = filled.table;
        waiting.add(filled).map_err(failed())?;
        if waiting.of(table).iter().map(RecordBatch::num_rows).sum::<usize>() < MANY {
            continue;
        }
        let mut unfit = Ok(());
        let turn = std::iter::from_fn(|| {
            while waiting.of(table).is_empty() && waiting.bytes < PATIENCE {
                unfit = waiting.add(coming.next()?);
                unfit.as_ref().ok()?;
            }
            waiting.take(table)
        });
        pour(connection, table, turn).and(unfit).map_err(failed())?;
    }
    let mut rest = waiting.tables.into_iter().filter(|(_, batches)| !batches.is_empty());
    rest.try_for_each(|(table, batches)| append(connection, table, batches)).map_err(failed())
}

/// What waits, by table.
#[derive(Default)]
struct Waiting {
    tables: Vec<(&'static str, VecDeque<RecordBatch>)>,
    bytes: usize,
}

impl Waiting {
    fn of(&mut self, table: &'static str) -> &mut VecDeque<RecordBatch> {
        let known = self.tables.iter().position(|(name, _)| *name == table);
        let at = known.unwrap_or_else(|| {
            self.tables.push((table, VecDeque::new()));
            self.tables.len() - 1
        });
        &mut self.tables[at].1
    }

    fn add(&mut self, filled: Filled) -> duckdb::Result<()> {
        let batch = batch(filled.columns)?;
        self.bytes += batch.get_array_memory_size();
        self.of(filled.table).push_back(batch);
        Ok(())
    }

    fn take(&mut self, table: &'static str) -> Option<RecordBatch> {
        let batch = self.of(table).pop_front()?;
        self.bytes -= batch.get_array_memory_size();
        Some(batch)
    }
}
