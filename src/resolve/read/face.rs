//! The few golden values by which people tell a profile from another: for saying what a decision changed.

use super::LONGEST_PAGE;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use duckdb::{Connection, params_from_iter};

/// A profile by its golden values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Face {
    /// Which one.
    pub profile_id: i64,
    /// How many records it has.
    pub records: u32,
    /// Golden values: attribute and value, those it has, most telling first.
    pub values: Vec<(&'static str, String)>,
}

const ATTRIBUTES: [&str; 7] = ["name", "email", "phone", "birth_date", "street", "city", "company"];

/// The faces of these profiles, by id; those that are gone are left out. At most [`LONGEST_PAGE`].
///
/// # Errors
/// When DuckDB refuses.
pub fn faces(connection: &Connection, profiles: &[i64]) -> Result<Vec<Face>, ResolveError> {
    read(connection, profiles, |marks| format!("p.profile_id IN ({marks})"))
}

/// The faces of the profiles that hold these records, by id.
///
/// # Errors
/// When DuckDB refuses.
pub fn faces_of_records(connection: &Connection, records: &[i64]) -> Result<Vec<Face>, ResolveError> {
    read(connection, records, |marks| {
        format!("p.profile_id IN (SELECT profile_id FROM profile_members WHERE record_id IN ({marks}))")
    })
}

fn read(
    connection: &Connection,
    ids: &[i64],
    condition: impl Fn(&str) -> String,
) -> Result<Vec<Face>, ResolveError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = &ids[..ids.len().min(LONGEST_PAGE as usize)];
    let columns = ATTRIBUTES.map(|name| format!("p.{name}::VARCHAR")).join(", ");
    let sql = format!(
        "SELECT p.profile_id, p.records, {columns} FROM profiles p WHERE {} ORDER BY p.profile_id",
        condition(&vec!["?"; ids.len()].join(", "))
    );
    let failed = || database("read the golden values");
    let mut statement = connection.prepare(&sql).map_err(failed())?;
    statement
        .query_map(params_from_iter(ids), |row| {
            let mut face = Face { profile_id: row.get(0)?, records: row.get(1)?, values: Vec::new() };
            for (i, name) in ATTRIBUTES.into_iter().enumerate() {
                if let Some(value) = row.get::<_, Option<String>>(2 + i)? {
                    face.values.push((name, value));
                }
            }
            Ok(face)
        })
        .and_then(Iterator::collect)
        .map_err(failed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn faces_hold_what_is_known() {
        let workspace = Workspace::in_memory().unwrap();
        workspace
            .connection()
            .execute_batch(
                "INSERT INTO profiles (profile_id, records, sources, name, email, birth_date, review)
                 VALUES (1, 2, 1, 'Ann', 'a@x.org', DATE '1984-03-12', 0), (2, 1, 1, NULL, NULL, NULL, 0);
                 INSERT INTO profile_members VALUES (10, 1), (11, 1), (12, 2)",
            )
            .unwrap();
        let all = faces(workspace.connection(), &[2, 1, 9]).unwrap();
        assert_eq!(all.iter().map(|f| (f.profile_id, f.records)).collect::<Vec<_>>(), [(1, 2), (2, 1)]);
        assert_eq!(
            all[0].values,
            [("name", "Ann".to_owned()), ("email", "a@x.org".into()), ("birth_date", "1984-03-12".into())]
        );
        assert_eq!(faces_of_records(workspace.connection(), &[11, 10]).unwrap(), all[..1]);
        assert!(faces(workspace.connection(), &[]).unwrap().is_empty());
    }
}
