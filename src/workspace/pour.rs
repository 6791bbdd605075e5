//! Rows into a table as Arrow record batches: a few through DuckDB's appender; many are taken by all of its threads,
//! portion by portion, and packed and written side by side.

use duckdb::Connection;
use duckdb::arrow::array::{Array, ArrayRef};
use duckdb::arrow::datatypes::{Field, Schema, SchemaRef};
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::core::{DataChunkHandle, LogicalTypeHandle, LogicalTypeId};
use duckdb::vtab::{
    BindInfo, InitInfo, TableFunctionInfo, VTab, record_batch_to_duckdb_data_chunk,
    to_duckdb_logical_type_for_field,
};
use rustc_hash::FxHashMap;
use std::error::Error;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, available_parallelism};

/// Rows of one of DuckDB's row groups. A taker takes so many in a row and packs them once: of smaller groups the
/// checkpoint would make larger ones, packing all anew.
pub(crate) const ROW_GROUP: usize = 122_880;

/// Bytes that one taker takes in a row at most, however few rows they are.
const LARGE: usize = 128 << 20;

/// Rows DuckDB takes at a time.
const VECTOR: usize = 2_048;

const FUNCTION: &str = "onefold_portions";

/// Columns, in the order of a table's own, as a batch of rows.
pub(crate) fn batch(columns: Vec<ArrayRef>) -> duckdb::Result<RecordBatch> {
    let fields = columns.iter().enumerate();
    let fields: Vec<Field> =
        fields.map(|(i, c)| Field::new(format!("c{i}"), c.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .map_err(|error| duckdb::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Adds batches to a table, in their order.
pub(crate) fn append(
    conn: &Connection,
    table: &str,
    batches: impl IntoIterator<Item = RecordBatch>,
) -> duckdb::Result<()> {
    let mut appender = conn.appender(table)?;
    for batch in batches {
        appender.append_record_batch(batch)?;
    }
    appender.flush()
}

/// Puts all batches into a table; their columns are in the order of the table's own, and of the same types throughout.
/// Rows come in nearly any order: those of a row group in theirs.
pub(crate) fn pour(
    conn: &Connection,
    table: &str,
    batches: impl Iterator<Item = RecordBatch> + Send,
) -> duckdb::Result<()> {
    let mut batches = batches.filter(|batch| batch.num_rows() > 0);
    let Some(first) = batches.next() else { return Ok(()) };
    thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        let spring = Spring::open(first.schema(), receive);
        let fed = scope.spawn(move || feed(std::iter::once(first).chain(batches), &send));
        let sql = format!("INSERT INTO {table} FROM {FUNCTION}({})", spring.number);
        let poured = conn
            .execute_batch("SET SESSION preserve_insertion_order = false")
            .and_then(|()| conn.execute(&sql, []));
        spring.close();
        keep_order(conn);
        let stored = poured?;
        match fed.join() {
            Ok(Some(rows)) if rows == stored => Ok(()),
            _ => Err(duckdb::Error::ToSqlConversionFailure("not all rows came into the table".into())),
        }
    })
}

/// Makes a connection give rows in their order again. In a transaction that has failed it can't: it is asked again when
/// that is taken back.
pub(super) fn keep_order(conn: &Connection) {
    let _ = conn.execute_batch("RESET SESSION preserve_insertion_order");
}

/// Makes a database ready to be poured into.
pub(super) fn prepare(conn: &Connection) -> duckdb::Result<()> {
    conn.register_table_function::<Portions>(FUNCTION)
}

/// Batches that one taker takes one after the other, while they are still being made: the rows of one row group.
struct Portion {
    batches: Receiver<RecordBatch>,
    /// What is left of a batch.
    rest: Option<RecordBatch>,
}

impl Portion {
    /// As many rows as DuckDB takes at a time.
    fn take(&mut self) -> Option<RecordBatch> {
        let batch = self.rest.take().or_else(|| self.batches.recv().ok())?;
        let rows = batch.num_rows().min(VECTOR);
        self.rest = (rows < batch.num_rows()).then(|| batch.slice(rows, batch.num_rows() - rows));
        Some(batch.slice(0, rows))
    }
}

/// Deals batches out in portions. Returns how many rows there were; `None`: nobody takes them any more.
fn feed(mut batches: impl Iterator<Item = RecordBatch>, portions: &SyncSender<Portion>) -> Option<usize> {
    let (mut next, mut all) = (batches.next(), 0);
    while next.is_some() {
        let (send, receive) = channel();
        portions.send(Portion { batches: receive, rest: None }).ok()?;
        let (mut rows, mut bytes) = (0, 0);
        while rows < ROW_GROUP
            && bytes < LARGE
            && let Some(batch) = next.take()
        {
            let fits = batch.slice(0, batch.num_rows().min(ROW_GROUP - rows));
            let (taken, over) = (fits.num_rows(), batch.num_rows() - fits.num_rows());
            rows += taken;
            bytes += bytes_of(&fits);
            send.send(fits).ok()?;
            next = if over > 0 { Some(batch.slice(taken, over)) } else { batches.next() };
        }
        all += rows;
    }
    Some(all)
}

/// Bytes of these rows, whatever they are a part of.
fn bytes_of(batch: &RecordBatch) -> usize {
    batch.columns().iter().filter_map(|column| column.to_data().get_slice_memory_size().ok()).sum()
}

/// One of those DuckDB reads with side by side, each filling row groups of its own: known by the chunk it keeps for rows.
/// A thread is none: it may lay one aside for another to go on with.
type Taker = usize;

/// Portions on their way into a table.
struct Spring {
    number: u64,
    schema: SchemaRef,
    /// `None`: closed.
    portions: Mutex<Option<Receiver<Portion>>>,
    /// What is left of the portion each taker takes from.
    begun: Mutex<FxHashMap<Taker, Portion>>,
}

/// Those that are open, by number: a table function is given nothing but values.
static SPRINGS: LazyLock<Mutex<FxHashMap<u64, Arc<Spring>>>> = LazyLock::new(Mutex::default);

/// The number of the next one.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Spring {
    fn open(schema: SchemaRef, portions: Receiver<Portion>) -> Arc<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let (portions, begun) = (Mutex::new(Some(portions)), Mutex::default());
        let spring = Arc::new(Self { number, schema, portions, begun });
        locked(&SPRINGS).insert(number, spring.clone());
        spring
    }

    fn close(&self) {
        locked(&SPRINGS).remove(&self.number);
        locked(&self.portions).take();
        locked(&self.begun).clear();
    }

    /// The next rows for this taker, of its own portion as long as it lasts.
    fn take(&self, taker: Taker) -> Option<RecordBatch> {
        let mut own = locked(&self.begun).remove(&taker);
        let next = || locked(&self.portions).as_ref().and_then(|portions| portions.recv().ok());
        loop {
            let mut portion = own.take().or_else(next)?;
            if let Some(rows) = portion.take() {
                locked(&self.begun).insert(taker, portion);
                return Some(rows);
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The table function that hands out what a spring of a number gives.
struct Portions;

impl VTab for Portions {
    type InitData = ();
    type BindData = Arc<Spring>;

    fn bind(bind: &BindInfo) -> Result<Self::BindData, Box<dyn Error>> {
        let number = bind.get_parameter(0).to_uint64();
        let spring = locked(&SPRINGS).get(&number).cloned().ok_or("nothing is poured under this number")?;
        for field in spring.schema.fields() {
            bind.add_result_column(field.name(), to_duckdb_logical_type_for_field(field)?);
        }
        Ok(spring)
    }

    fn init(init: &InitInfo) -> Result<Self::InitData, Box<dyn Error>> {
        init.set_max_threads(available_parallelism().map_or(1, NonZero::get) as u64);
        Ok(())
    }

    fn func(call: &TableFunctionInfo<Self>, output: &mut DataChunkHandle) -> Result<(), Box<dyn Error>> {
        match call.get_bind_data().take(output.get_ptr().addr()) {
            Some(rows) => record_batch_to_duckdb_data_chunk(&rows, output)?,
            None => output.set_len(0),
        }
        Ok(())
    }

    fn parameters() -> Option<Vec<LogicalTypeHandle>> {
        Some(vec![LogicalTypeHandle::from(LogicalTypeId::UBigint)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Workspace, in_transaction};
    use duckdb::arrow::array::{Int64Array, StringArray};

    fn portion(from: i64, rows: usize) -> RecordBatch {
        let numbers = from..from + rows as i64;
        let texts = numbers.clone().map(|n| (n % 3 != 0).then(|| format!("number {n}")));
        let columns: Vec<ArrayRef> =
            vec![Arc::new(Int64Array::from_iter_values(numbers)), Arc::new(texts.collect::<StringArray>())];
        batch(columns).unwrap()
    }

    fn table() -> Workspace {
        let workspace = Workspace::in_memory().unwrap();
        workspace.connection().execute_batch("CREATE TABLE t (n BIGINT NOT NULL, s VARCHAR)").unwrap();
        workspace
    }

    #[test]
    fn every_row_of_every_portion_is_there_once() {
        let (workspace, portions, rows) = (table(), 40, 10_000);
        let conn = workspace.connection();
        // Columns that no other test pours: whether their spring is closed can be told while others run.
        conn.execute_batch("ALTER TABLE t ADD COLUMN again BIGINT").unwrap();
        let own = |from, rows| {
            let two = portion(from, rows);
            batch(vec![two.column(0).clone(), two.column(1).clone(), two.column(0).clone()]).unwrap()
        };
        pour(conn, "t", (0..portions).map(|n| own(n * rows, rows as usize))).unwrap();
        let sql = "SELECT count(*), count(DISTINCT n), min(n), max(n), count(s),
            count(*) FILTER (s = 'number ' || n) FROM t";
        let found: [i64; 6] = conn
            .query_row(sql, [], |row| Ok(std::array::from_fn(|i| row.get(i).unwrap_or_default())))
            .unwrap();
        let all = portions * rows;
        assert_eq!(found, [all, all, 0, all - 1, all - (all + 2) / 3, all - (all + 2) / 3]);
        pour(conn, "t", std::iter::empty()).unwrap();
        assert!(locked(&SPRINGS).values().all(|spring| spring.schema != own(0, 1).schema()));
    }

    #[test]
    fn row_groups_are_whole_but_the_last() {
        let (workspace, batches, rows) = (table(), 37, 10_000);
        let conn = workspace.connection();
        pour(conn, "t", (0..batches).map(|n| portion(n * rows, rows as usize))).unwrap();
        let sql = "SELECT CAST(sum(count) AS BIGINT) FROM pragma_storage_info('t')
            WHERE column_name = 'n' AND segment_type = 'BIGINT' GROUP BY row_group_id";
        let mut statement = conn.prepare(sql).unwrap();
        let groups: Vec<i64> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(groups.iter().sum::<i64>(), batches * rows);
        let partly = groups.iter().filter(|rows| **rows != ROW_GROUP as i64).count();
        assert_eq!(partly, 1, "{groups:?}");
    }

    #[test]
    fn what_does_not_fit_stores_nothing_and_ends_who_makes_it() {
        let workspace = table();
        let conn = workspace.connection();
        conn.execute_batch("CREATE TABLE narrow (n BIGINT)").unwrap();
        pour(conn, "narrow", (0..1_000).map(|n| portion(n * 10, 10))).unwrap_err();
        conn.execute_batch("CREATE TABLE positive (n BIGINT CHECK (n < 5000), s VARCHAR)").unwrap();
        pour(conn, "positive", (0..1_000).map(|n| portion(n * 10, 10))).unwrap_err();
        let all = (0..1_000).map(|n| portion(n * 10, 10));
        in_transaction(conn, |error| error, || pour(conn, "positive", all)).unwrap_err();
        let sql = "SELECT count(*), current_setting('preserve_insertion_order') FROM positive";
        let found: (i64, bool) = conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(found, (0, true));
    }
}
