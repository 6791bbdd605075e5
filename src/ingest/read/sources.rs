//! The sources with what their current loads brought.

use super::{ReadError, failed};
use crate::workspace::moment;
use duckdb::Connection;
use jiff::civil::DateTime;

/// A source and the sums over its current loads.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// Its id.
    pub source_id: i32,
    /// Its name.
    pub name: String,
    /// Id of its connector.
    pub connector: String,
    /// The system, for people.
    pub system: String,
    /// Default country of phones and postcodes.
    pub region: Option<String>,
    /// Files loaded and in force.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Data rows read.
    pub rows: u64,
    /// Rows the connector says to skip.
    pub ignored: u64,
    /// Rows that could not be used.
    pub rejects: u64,
    /// What the rows became.
    pub records: u64,
    /// Events, orders' own among them.
    pub events: u64,
    /// Orders.
    pub orders: u64,
    /// Statements of consent.
    pub consents: u64,
    /// Rows of ad spend.
    pub ad_spend: u64,
    /// When the latest file was loaded, UTC.
    pub loaded_at: Option<DateTime>,
}

/// All sources, in the order they first came.
///
/// # Errors
/// When DuckDB refuses.
pub fn sources(connection: &Connection) -> Result<Vec<SourceRow>, ReadError> {
    let failed = failed("read the sources");
    let sql = "SELECT s.source_id, s.name, s.connector, s.system, s.region, count(l.load_id),
            coalesce(sum(l.bytes), 0)::BIGINT, coalesce(sum(l.rows_read), 0)::BIGINT,
            coalesce(sum(l.rows_ignored), 0)::BIGINT, coalesce(sum(l.rejects), 0)::BIGINT,
            coalesce(sum(l.records), 0)::BIGINT, coalesce(sum(l.events), 0)::BIGINT,
            coalesce(sum(l.orders), 0)::BIGINT, coalesce(sum(l.consents), 0)::BIGINT,
            coalesce(sum(l.ad_spend), 0)::BIGINT, max(l.loaded_at)
        FROM sources s LEFT JOIN loads l ON l.source_id = s.source_id AND l.current
        GROUP BY ALL ORDER BY s.source_id";
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement
        .query_map([], |row| {
            Ok(SourceRow {
                source_id: row.get(0)?,
                name: row.get(1)?,
                connector: row.get(2)?,
                system: row.get(3)?,
                region: row.get(4)?,
                files: row.get(5)?,
                bytes: row.get(6)?,
                rows: row.get(7)?,
                ignored: row.get(8)?,
                rejects: row.get(9)?,
                records: row.get(10)?,
                events: row.get(11)?,
                orders: row.get(12)?,
                consents: row.get(13)?,
                ad_spend: row.get(14)?,
                loaded_at: moment::at(row, 15)?,
            })
        })
        .and_then(Iterator::collect)
        .map_err(&failed)
}
