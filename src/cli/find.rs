//! What people call a profile: its number, a record of it, or a text it is searched by.

use super::CliError;
use crate::progress::Progress;
use crate::resolve::read::{SearchIndex, find_records};
use crate::segment::read::{DirectoryColumn, DirectoryOrder, directory_order};
use crate::text;
use duckdb::Connection;

/// The profile meant by `P12`, `12`, a record (`source:key`, its key or id) or a name, e-mail address or phone number;
/// the best one when a search finds several.
pub(super) fn profile(conn: &Connection, query: &str) -> Result<i64, CliError> {
    let nothing = || {
        CliError::Bad(format!(
            "nobody is called {}. Try part of a name, or P and a number",
            text::truncate(query, 60)
        ))
    };
    let records = find_records(conn, query)?;
    if let Some(profile) = records.iter().find_map(|r| r.profile_id) {
        return Ok(profile);
    }
    let number = query.trim().trim_start_matches(['P', 'p']).parse::<i64>().ok();
    let stop = Progress::silent();
    let index = SearchIndex::load(conn, &stop)?.ok_or_else(nothing)?;
    let order = DirectoryOrder { by: DirectoryColumn::Records, descending: true };
    let ids = directory_order(conn, order, None)?;
    if let Some(number) = number.filter(|n| ids.contains(n)) {
        return Ok(number);
    }
    let found = index.search(&index.rank(&ids), query, &stop).ok_or_else(nothing)?;
    found.ids.first().copied().ok_or_else(nothing)
}

/// The record meant by `source:key`, its key or its id.
pub(super) fn record(conn: &Connection, query: &str) -> Result<i64, CliError> {
    let found = find_records(conn, query)?;
    match found.as_slice() {
        [one] => Ok(one.record_id),
        [] => Err(CliError::Bad(format!(
            "no record {}. Name it by source:key or by the id that profile shows",
            text::truncate(query, 60)
        ))),
        several => Err(CliError::Bad(format!(
            "{} is the key of several records: {}. Name one of them",
            text::truncate(query, 60),
            several.iter().map(|r| format!("{}:{}", r.source, r.native_key)).collect::<Vec<_>>().join(", ")
        ))),
    }
}
