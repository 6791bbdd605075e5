//! What people call a profile or a record: its number, its key, or a text it is searched by.

use super::CliError;
use crate::progress::Progress;
use crate::resolve::read::{RecordPlace, SearchIndex, find_records, records};
use crate::segment::read::{DirectoryColumn, DirectoryOrder, directory_order};
use crate::text;
use crate::workspace::Workspace;

/// A profile or a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A profile by its id.
    Profile(i64),
    /// A record, and where it is.
    Record(RecordPlace),
}

impl Subject {
    /// The profile it is or is in; `None` before the first run.
    pub(super) fn profile(&self) -> Option<i64> {
        match self {
            Self::Profile(id) => Some(*id),
            Self::Record(place) => place.profile_id,
        }
    }
}

/// Digits of a phone number that can be looked for.
const SHORTEST_PHONE: usize = 7;

/// The profile meant by `P12`, `12`, a record (`source:key`, its key or id) or a name, e-mail address or phone number,
/// in this order; the best one when a search finds several.
pub(super) fn profile(workspace: &Workspace, query: &str) -> Result<i64, CliError> {
    let conn = workspace.connection();
    let nothing = || {
        CliError::Bad(format!(
            "nobody is called {}. Try part of a name, or P and a number",
            text::truncate(query, 60)
        ))
    };
    let number = numbered(query).or_else(|| query.trim().parse().ok());
    if let Some(profile) = existing(workspace, number)? {
        return Ok(profile);
    }
    let found = find_records(conn, query)?;
    if let Some(profile) = found.iter().find_map(|r| r.profile_id) {
        return Ok(profile);
    }
    // A number names somebody, it does not look for one: its digits are in some key or phone number of somebody else.
    if number.is_some() && query.trim().len() < SHORTEST_PHONE {
        return Err(nothing());
    }
    let stop = Progress::silent();
    let index = SearchIndex::load(conn, &stop)?.ok_or_else(nothing)?;
    let order = DirectoryOrder { by: DirectoryColumn::Records, descending: true };
    let ids = directory_order(conn, order, None)?;
    let found = index.search(&index.rank(&ids), query, &stop).ok_or_else(nothing)?;
    found.ids.first().copied().ok_or_else(nothing)
}

/// The profile meant by `P12`, else the record meant by `source:key`, its key or its id.
pub(super) fn subject(workspace: &Workspace, query: &str) -> Result<Subject, CliError> {
    if let Some(profile) = existing(workspace, numbered(query))? {
        return Ok(Subject::Profile(profile));
    }
    let mut found = find_records(workspace.connection(), query)?;
    match found.len() {
        1 => Ok(Subject::Record(found.remove(0))),
        0 => Err(CliError::Bad(format!(
            "no record and no profile {}. Name a record by source:key or by the id that profile shows, a profile by P and its number",
            text::truncate(query, 60)
        ))),
        _ => Err(CliError::Bad(format!(
            "{} is the key of several records: {}. Name one of them",
            text::truncate(query, 60),
            found
                .iter()
                .map(|r| text::truncate(&format!("{}:{}", r.source, r.native_key), 60))
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}

/// The record meant by `source:key`, its key or its id.
pub(super) fn record(workspace: &Workspace, named: &str) -> Result<i64, CliError> {
    match subject(workspace, named)? {
        Subject::Record(place) => Ok(place.record_id),
        Subject::Profile(id) => Err(CliError::Bad(format!("P{id} is a profile: name its records"))),
    }
}

/// The number of `P12`.
fn numbered(query: &str) -> Option<i64> {
    query.trim().strip_prefix(['P', 'p'])?.parse().ok()
}

fn existing(workspace: &Workspace, profile: Option<i64>) -> Result<Option<i64>, CliError> {
    Ok(match profile {
        Some(id) if !records(workspace.connection(), id)?.is_empty() => Some(id),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_by_its_number_comes_before_records_of_that_key() {
        let workspace = Workspace::in_memory().unwrap();
        let conn = workspace.connection();
        conn.execute_batch(
            "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP);
             INSERT INTO records (record_id, source_id, load_id, line, native_key, raw)
             VALUES (10, 1, 1, 2, 'P2', '{}'), (11, 1, 1, 3, '2', '{}'), (12, 1, 1, 4, '9', '{}');
             INSERT INTO profile_members VALUES (10, 1), (11, 1), (12, 2)",
        )
        .unwrap();
        for (query, want) in [("P2", 2), ("p2", 2), ("2", 2), ("9", 2), ("shop:2", 1), ("10", 1)] {
            assert_eq!(profile(&workspace, query).unwrap(), want, "{query}");
        }
        assert!(
            profile(&workspace, "999999").is_err_and(|e| e.to_string().contains("nobody is called 999999"))
        );
        assert_eq!(subject(&workspace, " P2 ").unwrap(), Subject::Profile(2));
        assert_eq!(subject(&workspace, "shop:P2").unwrap().profile(), Some(1));
        assert!(matches!(subject(&workspace, "2"), Ok(Subject::Record(place)) if place.record_id == 11));
        assert!(
            subject(&workspace, "P7")
                .is_err_and(|error| error.to_string().contains("no record and no profile P7"))
        );
    }
}
