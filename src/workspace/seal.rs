//! Seals: each line of the steward's logs is hashed together with the seal before it, so that a line that was changed,
//! put in or taken out later is found, and the last seal, noted elsewhere, vouches for all before it.
//!
//! Haber and Stornetta 1991, "How to time-stamp a digital document".

use super::WorkspaceError;
use super::error::database;
use super::query::first_row;
use duckdb::{Connection, Row, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The steward's logs: append-only tables, their rows numbered from 1 in `decision_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Log {
    /// Words on pairs.
    Decisions,
    /// Words on contacts.
    Contacts,
    /// Golden values chosen by hand.
    Golden,
    /// Locks on profiles.
    Locks,
    /// Words on pairs of the random sample.
    Judgements,
}

impl Log {
    pub(super) const ALL: [Self; 5] =
        [Self::Decisions, Self::Contacts, Self::Golden, Self::Locks, Self::Judgements];

    /// Its table.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Contacts => "contact_decisions",
            Self::Golden => "golden_choices",
            Self::Locks => "profile_locks",
            Self::Judgements => "judgements",
        }
    }

    /// The number of the next line; inside the transaction that writes it.
    ///
    /// # Errors
    /// When DuckDB refuses.
    pub fn next(self, conn: &Connection) -> duckdb::Result<i64> {
        let sql = format!("SELECT 1 + coalesce(max(decision_id), 0) FROM {}", self.table());
        first_row(conn, &sql, [], |row| row.get(0))
    }

    /// What one of its lines is called, here and in the journal.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Decisions => "decision",
            Self::Contacts => "contact",
            Self::Golden => "golden",
            Self::Locks => "lock",
            Self::Judgements => "judgement",
        }
    }

    fn of(table: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|log| log.table() == table)
    }
}

/// A line of a log with all that came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub number: i64,
    /// The row as JSON.
    pub row: Value,
    /// Records it moved, and the profiles they were in.
    pub moved: Vec<(i64, i64)>,
}

impl Line {
    /// The seal of this line after the seal `before`. A column without a value does not count: lines stay sealed when
    /// their table gets another one.
    pub(super) fn seal(&self, log: Log, before: &str) -> String {
        let filled = self.row.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let row: BTreeMap<&String, &Value> = filled.collect();
        let text = json!([before, log.table(), self.number, row, self.moved]).to_string();
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A seal and its place among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seal {
    /// From 1.
    pub position: i64,
    /// 64 hexadecimal digits.
    pub seal: String,
}

/// The rows of a log from one number to another.
pub(super) fn lines(conn: &Connection, log: Log, first: i64, last: i64) -> Result<Vec<Line>, WorkspaceError> {
    let doing = "read the log of decisions";
    let sql = format!(
        "SELECT decision_id, to_json(d)::VARCHAR FROM {} d WHERE decision_id BETWEEN ? AND ?",
        log.table()
    );
    let mut rows: Vec<(i64, String)> = conn
        .prepare_cached(&sql)
        .and_then(|mut rows| rows.query_map([first, last], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(database(doing))?;
    // One line mostly: DuckDB's own sorting takes longer.
    rows.sort_unstable();
    let mut moved = match log {
        Log::Decisions => moved(conn, first, last).map_err(database(doing))?,
        Log::Contacts | Log::Golden | Log::Locks | Log::Judgements => BTreeMap::new(),
    };
    let line = |(number, row): (i64, String)| Line {
        number,
        // JSON that DuckDB made.
        row: serde_json::from_str(&row).unwrap_or_default(),
        moved: moved.remove(&number).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The records each decision moved, and the profiles they were in.
fn moved(conn: &Connection, first: i64, last: i64) -> duckdb::Result<BTreeMap<i64, Vec<(i64, i64)>>> {
    let sql = "SELECT decision_id, record_id, profile_id FROM decision_members
        WHERE decision_id BETWEEN ? AND ?";
    let (mut statement, mut moved) = (conn.prepare_cached(sql)?, BTreeMap::<_, Vec<_>>::new());
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        moved.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    moved.values_mut().for_each(|records| records.sort_by_key(|(record, _)| *record));
    Ok(moved)
}

/// The last seal there is.
pub(super) fn last(conn: &Connection) -> Result<Option<Seal>, WorkspaceError> {
    let sql = "SELECT max(position), arg_max(seal, position) FROM seals";
    let last = |row: &Row<'_>| -> duckdb::Result<_> {
        let (position, seal): (Option<i64>, Option<String>) = (row.get(0)?, row.get(1)?);
        Ok(position.zip(seal).map(|(position, seal)| Seal { position, seal }))
    };
    first_row(conn, sql, [], last).map_err(database("read the last seal"))
}

/// Seals lines just written, in the caller's transaction.
pub(super) fn add(conn: &Connection, log: Log, lines: &[Line]) -> Result<Vec<Seal>, WorkspaceError> {
    let (mut position, mut before) =
        last(conn)?.map_or_else(Default::default, |last| (last.position, last.seal));
    let mut seals = Vec::with_capacity(lines.len());
    for line in lines {
        position += 1;
        before = line.seal(log, &before);
        seals.push(Seal { position, seal: before.clone() });
    }
    let rows: Vec<(Log, i64, &Seal)> = lines.iter().zip(&seals).map(|(l, s)| (log, l.number, s)).collect();
    store(conn, &rows)?;
    Ok(seals)
}

/// Stores seals as they are.
pub(super) fn store(conn: &Connection, seals: &[(Log, i64, &Seal)]) -> Result<(), WorkspaceError> {
    if seals.is_empty() {
        return Ok(());
    }
    let rows = || -> duckdb::Result<()> {
        let mut table = conn.appender("seals")?;
        for (log, number, seal) in seals {
            table.append_row(params![seal.position, log.table(), number, seal.seal])?;
        }
        table.flush()
    };
    rows().map_err(database("seal the decision"))
}

/// Seals the lines of these logs that have no seal: those of a time before there were any.
pub(super) fn close(conn: &Connection, logs: &[Log]) -> Result<(), WorkspaceError> {
    for &log in logs {
        let open = format!(
            "SELECT min(decision_id), max(decision_id) FROM {0}
             WHERE decision_id NOT IN (SELECT number FROM seals WHERE log = '{0}')",
            log.table()
        );
        let (first, last): (Option<i64>, Option<i64>) = conn
            .query_row(&open, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(database("seal the decisions"))?;
        if let (Some(first), Some(last)) = (first, last) {
            let own = |(of, number, _): (Log, i64, Seal)| (of == log).then_some(number);
            let sealed: BTreeSet<i64> = sealed(conn)?.into_iter().filter_map(own).collect();
            let mut lines = lines(conn, log, first, last)?;
            lines.retain(|line| !sealed.contains(&line.number));
            add(conn, log, &lines)?;
        }
    }
    Ok(())
}

/// All seals in their order, with what they seal.
pub(super) fn sealed(conn: &Connection) -> Result<Vec<(Log, i64, Seal)>, WorkspaceError> {
    let sql = "SELECT log, number, position, seal FROM seals ORDER BY position";
    let read = || -> duckdb::Result<Vec<(Log, i64, Seal)>> {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let log: String = row.get(0)?;
            Ok((Log::of(&log), row.get(1)?, Seal { position: row.get(2)?, seal: row.get(3)? }))
        })?;
        let known = |row: duckdb::Result<(Option<Log>, i64, Seal)>| match row {
            Ok((Some(log), number, seal)) => Some(Ok((log, number, seal))),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        };
        rows.filter_map(known).collect()
    };
    read().map_err(database("read the seals"))
}
