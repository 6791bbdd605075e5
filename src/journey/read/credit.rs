//! Attribution as screens show it: the credit of one order, and of each marketing channel in all.

use super::LONGEST_PAGE;
use crate::journey::error::database;
use crate::journey::{JourneyError, orders};
use duckdb::{Connection, params};
use serde::Serialize;

/// The share of one order that one channel and campaign get.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderCredit {
    /// Marketing channel.
    pub channel: String,
    /// utm_campaign.
    pub campaign: Option<String>,
    /// Share by the first touchpoint.
    pub first: f64,
    /// Share by the last touchpoint.
    pub last: f64,
    /// Share when every touchpoint counts the same.
    pub linear: f64,
}

/// The credit of one order, largest linear share first.
///
/// # Errors
/// When DuckDB refuses.
pub fn credit(connection: &Connection, order_id: i64) -> Result<Vec<OrderCredit>, JourneyError> {
    let failed = database("read the credit of the order");
    let mut statement = connection
        .prepare(
            "SELECT channel, campaign, first_touch, last_touch, linear FROM touch_credit WHERE order_id = $1
             ORDER BY linear DESC, channel, campaign LIMIT $2",
        )
        .map_err(&failed)?;
    statement
        .query_map(params![order_id, LONGEST_PAGE], |row| {
            Ok(OrderCredit {
                channel: row.get(0)?,
                campaign: row.get(1)?,
                first: row.get(2)?,
                last: row.get(3)?,
                linear: row.get(4)?,
            })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}

/// What one marketing channel brought in, in one currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChannelCredit {
    /// Marketing channel.
    pub channel: String,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Orders it had a part in.
    pub orders: u64,
    /// Money by the first touchpoint, less refunds.
    pub first: f64,
    /// Money by the last touchpoint.
    pub last: f64,
    /// Money when every touchpoint counts the same.
    pub linear: f64,
}

/// What each marketing channel brought in, by currency, most (linear) first.
///
/// # Errors
/// When DuckDB refuses.
pub fn channels(connection: &Connection) -> Result<Vec<ChannelCredit>, JourneyError> {
    let failed = database("add up the credit of the channels");
    let mut statement = connection
        .prepare(&format!(
            "WITH part AS (
                 SELECT c.order_id, c.channel, o.currency, any_value(o.net)::DOUBLE AS net,
                        sum(first_touch) AS first, sum(last_touch) AS last, sum(linear) AS linear
                 FROM touch_credit c JOIN ({}) o ON o.order_id = c.order_id
                 GROUP BY c.order_id, c.channel, o.currency
             )
             SELECT channel, currency, count(*), sum(first * net), sum(last * net), sum(linear * net) AS shared
             FROM part GROUP BY channel, currency ORDER BY currency, shared DESC, channel LIMIT $1",
            orders::all()
        ))
        .map_err(&failed)?;
    statement
        .query_map([LONGEST_PAGE], |row| {
            Ok(ChannelCredit {
                channel: row.get(0)?,
                currency: row.get(1)?,
                orders: row.get(2)?,
                first: row.get(3)?,
                last: row.get(4)?,
                linear: row.get(5)?,
            })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}
