//! Which decisions an undo or a redo means: the one named, or those made at once last.

use super::super::ResolveError;
use super::super::error::database;
use super::super::store::rows;
use super::Which;
use super::note::Word;
use crate::workspace::first_row;
use duckdb::{Connection, OptionalExt, Row, params};

/// Decisions to take back or put back.
pub(super) struct Found {
    pub words: Vec<Word>,
    /// They are one deed.
    pub alike: bool,
}

const UNDOABLE: &str = include_str!("../../../assets/sql/resolve/undoable.sql");
const REDOABLE: &str = include_str!("../../../assets/sql/resolve/redoable.sql");

/// Decisions in force.
pub(super) fn find_undo(conn: &Connection, which: Which) -> Result<Found, ResolveError> {
    find(conn, "undo", which, UNDOABLE, include_str!("../../../assets/sql/resolve/undoable_batch.sql"))
}

/// Decisions undone.
pub(super) fn find_redo(conn: &Connection, which: Which) -> Result<Found, ResolveError> {
    find(conn, "redo", which, REDOABLE, include_str!("../../../assets/sql/resolve/redoable_batch.sql"))
}

fn find(
    conn: &Connection,
    action: &str,
    which: Which,
    one: &str,
    with_all: &'static str,
) -> Result<Found, ResolveError> {
    let doing = "look up the decision";
    let alone = |id: Option<i64>| -> Result<Option<(Word, Option<i64>)>, ResolveError> {
        first_row(conn, one, params![id], |row| Ok((word(row)?, row.get(3)?)))
            .optional()
            .map_err(database(doing))
    };
    let together = |batch: i64| -> Result<Found, ResolveError> {
        Ok(Found { words: rows(conn, with_all, [batch], doing, word)?, alike: true })
    };
    let single = |word| Found { words: vec![word], alike: false };
    let found = match which {
        Which::WithAll(id) => together(id)?,
        Which::One(id) => match alone(Some(id))? {
            Some((word, _)) => single(word),
            None => Found { words: Vec::new(), alike: false },
        },
        Which::Last => match alone(None)? {
            Some((_, Some(batch))) => together(batch)?,
            Some((word, None)) => single(word),
            None => Found { words: Vec::new(), alike: false },
        },
    };
    if found.words.is_empty() {
        return Err(ResolveError::refused(match which {
            Which::Last => format!("there is nothing to {action}"),
            Which::One(id) | Which::WithAll(id) => {
                format!("decision {id} can't be {action}ne: it is not there, or that was done already")
            }
        }));
    }
    Ok(found)
}

fn word(row: &Row<'_>) -> duckdb::Result<Word> {
    Ok(Word { target: row.get(0)?, left: row.get(1)?, right: row.get(2)?, verdict: None })
}
