//! One order with its lines, and what a profile spent in each currency.

use super::LONGEST_PAGE;
use crate::journey::error::database;
use crate::journey::{JourneyError, at, orders, serialise};
use duckdb::{Connection, OptionalExt, params};
use jiff::civil::DateTime;
use serde::Serialize;

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderLine {
    /// From 1.
    pub position: u32,
    /// The shop's article number.
    pub sku: Option<String>,
    /// What it is.
    pub title: String,
    /// How many.
    pub quantity: f64,
    /// Price of one, in the order's currency.
    pub unit_price: Option<f64>,
    /// Taken off this line, in the order's currency.
    pub discount: Option<f64>,
}

/// One order, its money in `currency`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// Its id.
    pub order_id: i64,
    /// As people know it: #1042; else the source's own id.
    pub number: String,
    /// When, UTC.
    #[serde(serialize_with = "serialise")]
    pub at: DateTime,
    /// Name of the source that told it.
    pub source: String,
    /// paid, pending, refunded, voided, …
    pub status: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Before discount, tax and shipping.
    pub subtotal: Option<f64>,
    /// Taken off.
    pub discount: Option<f64>,
    /// Tax.
    pub tax: Option<f64>,
    /// Shipping.
    pub shipping: Option<f64>,
    /// What was asked for.
    pub total: f64,
    /// What was given back.
    pub refunded: f64,
    /// web, pos, …
    pub channel: Option<String>,
    /// Shop or till.
    pub location: Option<String>,
    /// Its lines in order, at most [`LONGEST_PAGE`].
    pub lines: Vec<OrderLine>,
}

/// The order with that id; `None` when there is none.
///
/// # Errors
/// When DuckDB refuses.
pub fn order(connection: &Connection, order_id: i64) -> Result<Option<Order>, JourneyError> {
    let failed = database("read the order");
    let found = connection
        .query_row(sql!("order"), [order_id], |row| {
            Ok(Order {
                order_id,
                number: row.get(0)?,
                at: at(row, 1)?.unwrap_or_default(),
                source: row.get(2)?,
                status: row.get(3)?,
                currency: row.get(4)?,
                subtotal: row.get(5)?,
                discount: row.get(6)?,
                tax: row.get(7)?,
                shipping: row.get(8)?,
                total: row.get(9)?,
                refunded: row.get(10)?,
                channel: row.get(11)?,
                location: row.get(12)?,
                lines: Vec::new(),
            })
        })
        .optional()
        .map_err(&failed)?;
    let Some(mut order) = found else { return Ok(None) };
    let mut statement = connection
        .prepare(
            "SELECT position, sku, title, quantity, unit_price, discount FROM order_lines
             WHERE order_id = $1 ORDER BY position LIMIT $2",
        )
        .map_err(&failed)?;
    order.lines = statement
        .query_map(params![order_id, LONGEST_PAGE], |row| {
            Ok(OrderLine {
                position: row.get(0)?,
                sku: row.get(1)?,
                title: row.get(2)?,
                quantity: row.get(3)?,
                unit_price: row.get(4)?,
                discount: row.get(5)?,
            })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)?;
    Ok(Some(order))
}

/// What a profile spent in one currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spend {
    /// ISO 4217; `None` when the source did not say.
    pub currency: Option<String>,
    /// Orders that count: voided, wholly refunded and doubly exported ones do not.
    pub orders: u64,
    /// What they came to, less refunds.
    pub revenue: f64,
}

/// What a profile spent, by currency, the main one (most orders, then most money) first. Nothing is converted.
///
/// # Errors
/// When DuckDB refuses.
pub fn spend(connection: &Connection, profile_id: i64) -> Result<Vec<Spend>, JourneyError> {
    let failed = database("add up the orders");
    let sql = format!(
        "SELECT currency, count(*), sum(net)::DOUBLE AS revenue FROM ({}) GROUP BY currency
         ORDER BY count(*) DESC, revenue DESC, currency",
        orders::of_profile()
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    statement
        .query_map([profile_id], |row| {
            Ok(Spend { currency: row.get(0)?, orders: row.get(1)?, revenue: row.get(2)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}
