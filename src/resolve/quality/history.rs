//! What was measured after each run: whether a load made the profiles better or worse.

use super::{Rate, Sample};
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::store::rows;
use duckdb::{Connection, params};
use serde::Serialize;

/// Precision and recall after a run, by the judgements there were at the time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// The run.
    pub run_id: i64,
    /// When it began, UTC, as ISO 8601 text.
    pub at: String,
    /// Records and profiles after it.
    pub records: u64,
    /// Profiles after it.
    pub profiles: u64,
    /// Pairs judged by then.
    pub judged: u64,
    /// Of the pairs in one profile, the share that is one person.
    pub precision: Rate,
    /// Of the pairs that are one person, the share in one profile.
    pub recall: Rate,
}

/// Keeps what the sample tells of the profiles a run has made; nothing when nothing was judged. Belongs into the
/// transaction of the run.
pub(in crate::resolve) fn remember(conn: &Connection, run_id: i64) -> Result<(), ResolveError> {
    let failed = || database("measure the profiles");
    let judged: bool =
        conn.query_row("SELECT count(*) > 0 FROM judgements", [], |row| row.get(0)).map_err(failed())?;
    if !judged {
        return Ok(());
    }
    let Some(measured) = Sample::read(conn, "")?.measured() else { return Ok(()) };
    let (p, r) = (measured.precision, measured.recall);
    conn.execute("DELETE FROM measurements WHERE run_id = ?", [run_id]).map_err(failed())?;
    conn.execute(
        "INSERT INTO measurements SELECT ?, (SELECT count(*) FROM profile_members), (SELECT count(*) FROM profiles),
             ?, ?, ?, ?, ?, ?, ?",
        params![run_id, measured.judged, p.value, p.low, p.high, r.value, r.low, r.high],
    )
    .map_err(failed())
    .map(|_| ())
}

/// All of them, oldest first.
pub(super) fn measurements(conn: &Connection) -> Result<Vec<Measurement>, ResolveError> {
    let sql = "SELECT run_id, strftime(started_at, '%Y-%m-%dT%H:%M:%S'), records, profiles, judged,
            precision, precision_low, precision_high, recall, recall_low, recall_high
        FROM measurements JOIN runs USING (run_id) ORDER BY run_id";
    rows(conn, sql, [], "read what was measured", |row| {
        Ok(Measurement {
            run_id: row.get(0)?,
            at: row.get(1)?,
            records: row.get(2)?,
            profiles: row.get(3)?,
            judged: row.get(4)?,
            precision: Rate { value: row.get(5)?, low: row.get(6)?, high: row.get(7)? },
            recall: Rate { value: row.get(8)?, low: row.get(9)?, high: row.get(10)? },
        })
    })
}
