//! Records out of the workspace, as the core wants them.

use super::choices::choices;
use super::nationals::readings;
use super::query::among;
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::attribute::Attribute;
use crate::resolve::error::database;
use crate::resolve::input::{Input, Interner, RawColumn};
use duckdb::Connection;
use duckdb::arrow::array::AsArray;
use duckdb::arrow::datatypes::{Int32Type, Int64Type};
use duckdb::arrow::record_batch::RecordBatch;
use rustc_hash::FxHashMap;
use std::cell::LazyCell;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::ScopedJoinHandle;

/// Text columns of the query, in its order, from the fourth on.
const COLUMNS: [Attribute; 13] = [
    Attribute::GivenName,
    Attribute::FamilyName,
    Attribute::FullName,
    Attribute::BirthDate,
    Attribute::Gender,
    Attribute::Email,
    Attribute::Phone,
    Attribute::Street,
    Attribute::City,
    Attribute::Region,
    Attribute::Postcode,
    Attribute::Country,
    Attribute::Company,
];

/// Batches of records that may wait to be gathered.
const WAITING: usize = 64;

const RECORDS: &str = "SELECT record_id, source_id,
    coalesce(epoch_us(coalesce(updated_at, created_at)), 0) AS recency,
    given_name, family_name, full_name, birth_date, gender, email_key, phone_key,
    street, city, region, postcode, country, company FROM records";

/// All records.
pub(crate) fn load_all(conn: &Connection, stop: &Progress) -> Result<Input, ResolveError> {
    load(conn, "", stop)
}

/// Some records, by id.
pub(crate) fn load_some(conn: &Connection, records: &[i64]) -> Result<Input, ResolveError> {
    if records.is_empty() {
        return Ok(Input::default());
    }
    let among = among(conn, records)?;
    // By row: found by one narrow column first, a few records of a million cost little.
    let condition = format!(" WHERE rowid IN (SELECT rowid FROM {{table}} WHERE record_id IN {among})");
    let mut input = load(conn, &condition, &Progress::silent())?;
    input.nationals = readings(conn, &input)?;
    Ok(input)
}

fn load(conn: &Connection, condition: &str, stop: &Progress) -> Result<Input, ResolveError> {
    let mut input = Input::default();
    add_columns(conn, condition, &mut input, stop)?;
    add_lists(conn, condition, &mut input, stop)?;
    input.choices = choices(conn)?;
    Ok(input)
}

fn going_on(stop: &Progress) -> Result<(), ResolveError> {
    if stop.is_cancelled() { Err(ResolveError::Cancelled) } else { Ok(()) }
}

fn query(conn: &Connection, sql: &str, doing: &'static str) -> Result<Vec<RecordBatch>, ResolveError> {
    let mut statement = conn.prepare(sql).map_err(database(doing))?;
    Ok(statement.query_arrow([]).map_err(database(doing))?.collect())
}

/// Attributes with one value a record. While DuckDB reads on, other threads gather what has come.
fn add_columns(
    conn: &Connection,
    condition: &str,
    input: &mut Input,
    stop: &Progress,
) -> Result<(), ResolveError> {
    let failed = || database("read the records");
    let sql = format!("{RECORDS}{}", condition.replace("{table}", "records"));
    let mut statement = conn.prepare(&sql).map_err(failed())?;
    let batches = statement.stream_arrow([]).map_err(failed())?;
    let gathered = std::thread::scope(|scope| {
        let threads = rayon::current_num_threads().min(COLUMNS.len());
        let (mut senders, mut gatherers) = (Vec::new(), Vec::new());
        for first in 0..threads {
            let (send, receive) = sync_channel(WAITING);
            senders.push(send);
            gatherers.push(scope.spawn(move || gather(&receive, first, threads)));
        }
        for batch in batches {
            going_on(stop)?;
            let batch = batch.map_err(failed())?;
            input.record_ids.extend(batch.column(0).as_primitive::<Int64Type>().values());
            input.sources.extend(batch.column(1).as_primitive::<Int32Type>().values());
            input.recency.extend(batch.column(2).as_primitive::<Int64Type>().values());
            // One that is gone has failed, and says so when it is joined.
            senders.iter().for_each(|gatherer| drop(gatherer.send(batch.clone())));
        }
        drop(senders);
        let join = |gatherer: ScopedJoinHandle<'_, Vec<RawColumn>>| {
            gatherer.join().map_err(|_| ResolveError::Threads("one of them failed".into()))
        };
        gatherers.into_iter().map(join).collect::<Result<Vec<_>, _>>()
    })?;
    let mut gathered: Vec<_> = gathered.into_iter().map(Vec::into_iter).collect();
    let threads = gathered.len();
    for (i, attribute) in COLUMNS.into_iter().enumerate() {
        if let Some(column) = gathered[i % threads].next() {
            input.add_column(attribute, column);
        }
    }
    Ok(())
}

/// Every `step`th text column from the `first` on, in their order.
fn gather(batches: &Receiver<RecordBatch>, first: usize, step: usize) -> Vec<RawColumn> {
    let own = (first..COLUMNS.len()).step_by(step);
    let mut columns: Vec<(usize, Interner, Vec<u32>)> =
        own.map(|i| (i + 3, Interner::default(), Vec::new())).collect();
    for batch in batches {
        for (i, interner, ids) in &mut columns {
            let values = batch.column(*i).as_string::<i32>();
            interner.extend(values.iter().map(Option::unwrap_or_default), ids);
        }
    }
    columns.into_iter().map(|(_, interner, ids)| interner.column(ids)).collect()
}

/// Identifiers beyond the first e-mail and phone, and extra attributes.
fn add_lists(
    conn: &Connection,
    condition: &str,
    input: &mut Input,
    stop: &Progress,
) -> Result<(), ResolveError> {
    // Made for the first one: many workspaces have none.
    let rows: LazyCell<FxHashMap<i64, u32>, _> =
        LazyCell::new(|| input.record_ids.iter().zip(0..).map(|(id, row)| (*id, row)).collect());
    let mut lists: FxHashMap<Attribute, (Interner, Vec<(u32, u32)>)> = FxHashMap::default();
    type Reads = fn(&str) -> Attribute;
    let tables: [(&str, &str, Reads); 2] = [
        ("record_identifiers", "kind", |kind| match kind {
            "email" => Attribute::Email,
            "phone" => Attribute::Phone,
            kind => Attribute::Identifier(kind.to_owned()),
        }),
        ("record_extras", "name", |name| Attribute::Extra(name.to_owned())),
    ];
    for (table, name, attribute) in tables {
        let condition = condition.replace("{table}", table);
        let sql = format!("SELECT record_id, {name}, value FROM {table}{condition}");
        for batch in query(conn, &sql, "read the identifiers")? {
            going_on(stop)?;
            let ids = batch.column(0).as_primitive::<Int64Type>();
            let (names, values) = (batch.column(1).as_string::<i32>(), batch.column(2).as_string::<i32>());
            for i in 0..batch.num_rows() {
                let Some(&row) = rows.get(&ids.value(i)) else { continue };
                let (interner, entries) = lists.entry(attribute(names.value(i))).or_default();
                let id = interner.id(values.value(i));
                entries.push((row, id));
            }
        }
    }
    let mut lists: Vec<_> = lists.into_iter().collect();
    lists.sort_by(|a, b| a.0.cmp(&b.0));
    for (attribute, (interner, entries)) in lists {
        input.add_list(attribute, interner.list(entries));
    }
    Ok(())
}
