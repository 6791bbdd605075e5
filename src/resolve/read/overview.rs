//! The story in numbers: from records to profiles, how they spread over sources, what waits for review.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::Connection;
use serde::Serialize;

/// How many profiles have this many of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Sources or records.
    pub of: u32,
    /// Profiles.
    pub profiles: u64,
}

/// Numbers about all profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Customer rows of all sources.
    pub records: u64,
    /// People.
    pub profiles: u64,
    /// Profiles by the number of their sources, fewest first.
    pub by_sources: Vec<Tally>,
    /// Profiles by the number of their records, fewest first.
    pub by_records: Vec<Tally>,
    /// Profiles with an e-mail address.
    pub with_email: u64,
    /// Profiles with a phone number.
    pub with_phone: u64,
    /// Profiles with a postal address.
    pub with_address: u64,
    /// Doubtful pairs that wait for the steward.
    pub review: u64,
    /// Decisions that were not taken back.
    pub decisions: u64,
}

const DECISIONS: &str = "SELECT count(*) FROM decisions
    WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)";

/// Reads the numbers.
///
/// # Errors
/// When DuckDB refuses.
pub fn overview(connection: &Connection) -> Result<Overview, ResolveError> {
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
    let filled =
        "SELECT count(*), count(email), count(phone), count(coalesce(street, postcode)) FROM profiles";
    let read = || -> duckdb::Result<Overview> {
        let (profiles, with_email, with_phone, with_address) = connection
            .query_row(filled, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        Ok(Overview {
            records: one("SELECT count(*) FROM records")?,
            profiles,
            by_sources: tally(connection, "sources")?,
            by_records: tally(connection, "records")?,
            with_email,
            with_phone,
            with_address,
            review: one("SELECT count(*) FROM edges WHERE state = 'review'")?,
            decisions: one(DECISIONS)?,
        })
    };
    read().map_err(database("read the numbers of the profiles"))
}

/// `column` is one of two names known here.
fn tally(connection: &Connection, column: &'static str) -> duckdb::Result<Vec<Tally>> {
    let sql = format!("SELECT {column}, count(*) FROM profiles GROUP BY 1 ORDER BY 1 LIMIT 100");
    connection
        .prepare(&sql)?
        .query_map([], |row| Ok(Tally { of: row.get(0)?, profiles: row.get(1)? }))?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn an_empty_workspace_has_only_noughts() {
        let workspace = Workspace::in_memory().unwrap();
        assert_eq!(overview(workspace.connection()).unwrap(), Overview::default());
    }

    #[test]
    fn profiles_are_counted_by_sources_and_records() {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO profiles (profile_id, records, sources, email, review)
                 VALUES (1, 1, 1, 'a@b.c', 0), (2, 3, 2, NULL, 0), (3, 1, 1, NULL, 0)",
            )
            .unwrap();
        let read = overview(workspace.connection()).unwrap();
        assert_eq!((read.profiles, read.with_email), (3, 1));
        assert_eq!(read.by_sources, [Tally { of: 1, profiles: 2 }, Tally { of: 2, profiles: 1 }]);
        assert_eq!(read.by_records, [Tally { of: 1, profiles: 2 }, Tally { of: 3, profiles: 1 }]);
    }
}
