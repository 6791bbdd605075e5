//! The members of a segment as ids in the order of any column of the directory, and what they spent.

use super::{DirectoryOrder, Takings};
use crate::segment::SegmentError;
use crate::segment::error::database;
use duckdb::arrow::array::{Array, Int64Array};
use duckdb::{Connection, params_from_iter};

/// Ids of the members of the segment with this id in whose name, contact or address each word of `wanted` stands, in
/// this order; equal ones by id, missing values last. Everybody without a word.
///
/// # Errors
/// When DuckDB refuses.
pub fn roster(
    connection: &Connection,
    segment_id: &str,
    order: DirectoryOrder,
    wanted: &str,
) -> Result<Vec<i64>, SegmentError> {
    let direction = if order.descending { "DESC" } else { "ASC" };
    let wanted = wanted.to_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let sql = format!(
        "SELECT m.profile_id FROM segment_members m
         JOIN profiles p ON p.profile_id = m.profile_id
         LEFT JOIN profile_metrics x ON x.profile_id = m.profile_id
         WHERE m.segment_id = ?{}
         ORDER BY {} {direction} NULLS LAST, m.profile_id",
        " AND contains(lower(concat_ws(chr(31), p.name, p.email, p.phone, p.city, p.postcode, p.company)), ?)"
            .repeat(words.len()),
        order.by.sql()
    );
    let failed = database("sort the members");
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    let mut ids = Vec::new();
    for batch in
        statement.query_arrow(params_from_iter([segment_id].iter().chain(&words))).map_err(&failed)?
    {
        if let Some(column) = batch.column(0).as_any().downcast_ref::<Int64Array>() {
            ids.extend_from_slice(column.values());
        }
    }
    Ok(ids)
}

/// What the members of the segment with this id came to, by currency, most orders first; at most 20.
///
/// # Errors
/// When DuckDB refuses.
pub fn takings_of(connection: &Connection, segment_id: &str) -> Result<Vec<Takings>, SegmentError> {
    let sql = "SELECT x.currency, count(*), sum(x.orders)::BIGINT, sum(x.revenue)
        FROM segment_members m JOIN profile_metrics x ON x.profile_id = m.profile_id
        WHERE m.segment_id = ? AND x.orders > 0 GROUP BY x.currency ORDER BY 3 DESC, 1 LIMIT 20";
    let failed = database("add up what the members spent");
    let mut statement = connection.prepare(sql).map_err(&failed)?;
    statement.query_map([segment_id], Takings::of).and_then(Iterator::collect).map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::read::DirectoryColumn;
    use crate::workspace::Workspace;

    #[test]
    fn members_come_in_any_order_with_what_they_spent() {
        let workspace = Workspace::in_memory().unwrap();
        let connection = workspace.connection();
        connection
            .execute_batch(
                "INSERT INTO profiles (profile_id, records, sources, name, review)
                 VALUES (1, 2, 1, 'bea', 0), (2, 5, 2, NULL, 0), (3, 2, 1, 'Abe', 1), (4, 9, 1, 'Zoe', 0);
                 INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, currency, channels)
                 VALUES (3, 0, 0, 2, 9.5, 'EUR', 1), (1, 0, 0, 4, 3, 'EUR', 1), (2, 0, 0, 0, 0, NULL, 1);
                 INSERT INTO segment_members VALUES ('vip', 1), ('vip', 2), ('vip', 3), ('all', 4)",
            )
            .unwrap();
        let by = |by, descending| roster(connection, "vip", DirectoryOrder { by, descending }, "").unwrap();
        assert_eq!(by(DirectoryColumn::Name, false), [3, 1, 2]);
        assert_eq!(by(DirectoryColumn::Revenue, true), [3, 1, 2]);
        let by_name = DirectoryOrder { by: DirectoryColumn::Name, descending: false };
        assert!(roster(connection, "none", by_name, "").unwrap().is_empty());
        let found = |wanted| roster(connection, "vip", by_name, wanted).unwrap();
        assert_eq!((found("B"), found("a E"), found("be zoe")), (vec![3, 1], vec![3, 1], vec![]));
        let spent = takings_of(connection, "vip").unwrap();
        assert_eq!((spent.len(), spent[0].buyers, spent[0].orders, spent[0].revenue), (1, 2, 6, 12.5));
    }
}
