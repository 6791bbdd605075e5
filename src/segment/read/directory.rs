//! The directory of all profiles: their order by any column as ids, and the rows of some ids with their numbers.

use super::facets::{Facet, narrow};
use crate::journey::at;
use crate::resolve::decide::locked;
use crate::segment::SegmentError;
use crate::segment::error::database;
use duckdb::{Connection, Row, params_from_iter};
use jiff::civil::DateTime;

/// A column of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectoryColumn {
    /// Name.
    Name,
    /// E-mail.
    Email,
    /// City.
    City,
    /// Sources.
    Sources,
    /// Records.
    #[default]
    Records,
    /// Orders.
    Orders,
    /// Revenue, in the profile's own currency.
    Revenue,
    /// Last seen.
    LastSeen,
    /// Doubtful pairs waiting.
    Review,
}

impl DirectoryOrder {
    /// For people: `largest first`, `from A to Z`, `latest first`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        use DirectoryColumn::{City, Email, LastSeen, Name};
        match (self.by, self.descending) {
            (Name | Email | City, false) => "from A to Z",
            (Name | Email | City, true) => "from Z to A",
            (LastSeen, false) => "earliest first",
            (LastSeen, true) => "latest first",
            (_, false) => "smallest first",
            (_, true) => "largest first",
        }
    }
}

impl DirectoryColumn {
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Name => "lower(p.name)",
            Self::Email => "p.email",
            Self::City => "lower(p.city)",
            Self::Sources => "p.sources",
            Self::Records => "p.records",
            Self::Orders => "x.orders",
            Self::Revenue => "x.revenue",
            Self::LastSeen => "x.last_seen",
            Self::Review => "p.review",
        }
    }

    fn of_metrics(self) -> bool {
        matches!(self, Self::Orders | Self::Revenue | Self::LastSeen)
    }
}

/// How the directory is sorted; equal profiles by id, missing values last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectoryOrder {
    /// By which column.
    pub by: DirectoryColumn,
    /// Largest first.
    pub descending: bool,
}

/// One profile in the directory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DirectoryRow {
    /// The profile.
    pub profile_id: i64,
    /// For people.
    pub name: Option<String>,
    /// Golden e-mail.
    pub email: Option<String>,
    /// Golden phone.
    pub phone: Option<String>,
    /// Golden city.
    pub city: Option<String>,
    /// Golden country.
    pub country: Option<String>,
    /// Its records.
    pub records: u32,
    /// Distinct sources of them.
    pub sources: u32,
    /// Doubtful pairs waiting that touch it.
    pub review: u32,
    /// Orders that count; `None` before the profiles are scored.
    pub orders: Option<u32>,
    /// What they came to.
    pub revenue: Option<f64>,
    /// In which currency.
    pub currency: Option<String>,
    /// Last event or record, UTC.
    pub last_seen: Option<DateTime>,
    /// A steward locked it: it keeps its records and takes in no others.
    pub locked: bool,
}

/// Ids in this order, all of them or the first few (a top-N is much quicker than the whole).
///
/// # Errors
/// When DuckDB refuses.
pub fn directory_order(
    connection: &Connection,
    order: DirectoryOrder,
    first: Option<u32>,
) -> Result<Vec<i64>, SegmentError> {
    directory_narrowed(connection, order, &[], first)
}

/// The same for those whom the choices leave.
///
/// # Errors
/// When DuckDB refuses.
pub fn directory_narrowed(
    connection: &Connection,
    order: DirectoryOrder,
    choices: &[Facet],
    first: Option<u32>,
) -> Result<Vec<i64>, SegmentError> {
    let (narrow, values) = narrow(choices);
    let join =
        if order.by.of_metrics() { "LEFT JOIN profile_metrics x ON x.profile_id = p.profile_id" } else { "" };
    let direction = if order.descending { "DESC" } else { "ASC" };
    let limit = first.map(|n| format!("LIMIT {n}")).unwrap_or_default();
    let sql = format!(
        "SELECT p.profile_id FROM profiles p {join} WHERE {narrow}
         ORDER BY {} {direction} NULLS LAST, p.profile_id {limit}",
        order.by.sql()
    );
    let failed = database("sort the profiles");
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let batches = statement.query_arrow(params_from_iter(&values)).map_err(&failed)?;
    let mut ids = Vec::new();
    for batch in batches {
        use duckdb::arrow::array::Int64Array;
        if let Some(column) = batch.column(0).as_any().downcast_ref::<Int64Array>() {
            ids.extend_from_slice(column.values());
        }
    }
    Ok(ids)
}

/// The rows of these profiles, in no particular order; unknown ids are left out.
///
/// # Errors
/// When DuckDB refuses.
pub fn directory_rows(connection: &Connection, ids: &[i64]) -> Result<Vec<DirectoryRow>, SegmentError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let sql = format!(
        "SELECT p.profile_id, p.name, p.email, p.phone, p.city, p.country, p.records, p.sources, p.review,
            x.orders, x.revenue, x.currency, x.last_seen
         FROM (FROM profiles WHERE profile_id IN ({list})) p
         LEFT JOIN (FROM profile_metrics WHERE profile_id IN ({list})) x ON x.profile_id = p.profile_id"
    );
    let locked: Vec<i64> = locked(connection)?.iter().filter_map(|lock| lock.profile_id).collect();
    let failed = database("read the profiles");
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    statement
        .query_map([], |row| {
            Ok(DirectoryRow {
                profile_id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                phone: row.get(3)?,
                city: row.get(4)?,
                country: row.get(5)?,
                records: row.get(6)?,
                sources: row.get(7)?,
                review: row.get(8)?,
                orders: row.get(9)?,
                revenue: row.get(10)?,
                currency: row.get(11)?,
                last_seen: at(row, 12)?,
                locked: locked.contains(&row.get(0)?),
            })
        })
        .and_then(Iterator::collect)
        .map_err(&failed)
}

/// What all profiles came to: orders and revenue by currency, most orders first.
#[derive(Debug, Clone, PartialEq)]
pub struct Takings {
    /// The currency.
    pub currency: Option<String>,
    /// Profiles whose main currency it is and that ordered.
    pub buyers: u64,
    /// Orders that count.
    pub orders: u64,
    /// Less refunds.
    pub revenue: f64,
}

impl Takings {
    /// From a row of currency, buyers, orders and revenue.
    pub(super) fn of(row: &Row<'_>) -> duckdb::Result<Self> {
        Ok(Self { currency: row.get(0)?, buyers: row.get(1)?, orders: row.get(2)?, revenue: row.get(3)? })
    }
}

/// Orders and revenue by currency, at most 20.
///
/// # Errors
/// When DuckDB refuses.
pub fn takings(connection: &Connection) -> Result<Vec<Takings>, SegmentError> {
    let sql = "SELECT currency, count(*), sum(orders)::BIGINT, sum(revenue) FROM profile_metrics
        WHERE orders > 0 GROUP BY currency ORDER BY 3 DESC, 1 LIMIT 20";
    let failed = database("add up the revenue");
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement.query_map([], Takings::of).and_then(Iterator::collect).map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn orders_put_missing_values_last_and_rows_come_by_id() {
        let workspace = Workspace::in_memory().unwrap();
        let connection = workspace.connection();
        connection
            .execute_batch(
                "INSERT INTO profiles (profile_id, records, sources, name, review)
                 VALUES (1, 2, 1, 'bea', 0), (2, 5, 2, NULL, 0), (3, 2, 1, 'Abe', 1);
                 INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, currency, channels)
                 VALUES (3, 0, 0, 2, 9.5, 'EUR', 1), (1, 0, 0, 4, 3, 'EUR', 1)",
            )
            .unwrap();
        let by =
            |by, descending| directory_order(connection, DirectoryOrder { by, descending }, None).unwrap();
        assert_eq!(by(DirectoryColumn::Name, false), [3, 1, 2]);
        assert_eq!(by(DirectoryColumn::Name, true), [1, 3, 2]);
        assert_eq!(by(DirectoryColumn::Records, true), [2, 1, 3]);
        assert_eq!(by(DirectoryColumn::Revenue, true), [3, 1, 2]);
        let first = DirectoryOrder { by: DirectoryColumn::Name, descending: false };
        assert_eq!(directory_order(connection, first, Some(1)).unwrap(), [3]);
        let mut rows = directory_rows(connection, &[2, 3, 99]).unwrap();
        rows.sort_by_key(|row| row.profile_id);
        assert_eq!((rows.len(), rows[0].orders, rows[1].revenue), (2, None, Some(9.5)));
        assert!(directory_rows(connection, &[]).unwrap().is_empty());
        assert_eq!(takings(connection).unwrap()[0].revenue, 12.5);
    }
}
