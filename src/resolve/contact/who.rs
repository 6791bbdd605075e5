//! A contact as people write it: its normal form, and the records that hold it.

use crate::resolve::ResolveError;
use crate::resolve::error::database;
use crate::resolve::normalise::{fold, read_street};
use crate::value::{email, phone, postcode};
use duckdb::{Connection, ToSql, params};

/// The value as table `contacts` has it.
pub(crate) fn normal(kind: &str, value: &str) -> String {
    let value = value.trim();
    match kind {
        "email" => email::read(value).map_or_else(|| value.to_lowercase(), |e| e.canonical),
        "phone" => phone::read(value, None).unwrap_or_else(|| value.to_owned()),
        "address" => {
            let (street, place) = value.rsplit_once(',').unwrap_or((value, ""));
            address(street, Some(place), None).unwrap_or_else(|| value.to_owned())
        }
        _ => value.to_owned(),
    }
}

/// Street and place as one normal value; `None` when the street has no number or the place is missing.
pub(crate) fn address(street: &str, postcode: Option<&str>, city: Option<&str>) -> Option<String> {
    let street = read_street(street);
    let of_postcode =
        |v: &str| postcode::read(v, None).map_or_else(|| fold(v), |p| fold(&p)).replace(' ', "");
    let place = postcode
        .map(of_postcode)
        .filter(|p| !p.is_empty())
        .or_else(|| city.map(|c| fold(c).replace(' ', "")).filter(|c| !c.is_empty()))?;
    (!street.number.is_empty()).then(|| format!("{} {}, {place}", street.number, street.name))
}

/// The kinds of contact a text may be: those under which a record holds it.
pub(super) fn kinds(conn: &Connection, text: &str) -> Result<Vec<String>, ResolveError> {
    let text = text.trim();
    let guessed = match text {
        t if email::read(t).is_some() => Some("email"),
        t if t.contains(',') && !holding(conn, "address", &normal("address", t))?.is_empty() => {
            Some("address")
        }
        t if phone::read(t, None).is_some_and(|p| t.starts_with('+') || p.starts_with('+')) => Some("phone"),
        _ => None,
    };
    if let Some(kind) = guessed {
        return Ok(vec![kind.to_owned()]);
    }
    let doing = "look up the contact";
    let mut statement = conn
        .prepare("SELECT DISTINCT kind FROM identifiers WHERE value = ? ORDER BY kind")
        .map_err(database(doing))?;
    let rows = statement.query_map([text], |row| row.get(0)).map_err(database(doing))?;
    rows.collect::<Result<_, _>>().map_err(database(doing))
}

/// The records that hold a contact, given by its normal value; ascending.
pub(super) fn holding(conn: &Connection, kind: &str, value: &str) -> Result<Vec<i64>, ResolveError> {
    let mut records = match kind {
        // What may end in the same mailbox begins alike, at the same provider.
        "email" => {
            let (local, domain) = value.rsplit_once('@').unwrap_or((value, ""));
            let initial: String = local.chars().take(1).collect();
            let other = if domain == "gmail.com" { "googlemail.com" } else { domain };
            let sql = "SELECT record_id, value FROM identifiers WHERE kind = 'email'
                 AND starts_with(value, ?) AND (ends_with(value, '@' || ?) OR ends_with(value, '@' || ?))";
            those(conn, sql, params![initial, domain, other], |held| normal("email", held) == value)?
        }
        // Tills write the national number.
        "phone" => {
            let end: String = value.chars().skip(value.chars().count().saturating_sub(7)).collect();
            let sql = "SELECT record_id, value FROM identifiers WHERE kind = 'phone' AND ends_with(value, ?)";
            those(conn, sql, params![end], |held| {
                held == value || (!held.starts_with('+') && value.ends_with(held.trim_start_matches('0')))
            })?
        }
        "address" => {
            let number = value.split(' ').next().unwrap_or_default();
            let sql =
                "SELECT record_id, street, postcode, city FROM records WHERE contains(lower(street), ?)";
            addresses(conn, sql, number, value)?
        }
        _ => {
            let sql = "SELECT record_id, value FROM identifiers WHERE kind = ? AND value = ?";
            those(conn, sql, params![kind, value], |_| true)?
        }
    };
    records.sort_unstable();
    records.dedup();
    Ok(records)
}

const DOING: &str = "find who holds the contact";

fn those(
    conn: &Connection,
    sql: &str,
    wanted: &[&dyn ToSql],
    is_meant: impl Fn(&str) -> bool,
) -> Result<Vec<i64>, ResolveError> {
    let mut statement = conn.prepare(sql).map_err(database(DOING))?;
    let rows = statement
        .query_map(wanted, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .map_err(database(DOING))?;
    let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>().map_err(database(DOING))?;
    Ok(rows.into_iter().filter(|(_, held)| is_meant(held)).map(|(id, _)| id).collect())
}

fn addresses(conn: &Connection, sql: &str, number: &str, value: &str) -> Result<Vec<i64>, ResolveError> {
    type Row = (i64, String, Option<String>, Option<String>);
    let mut statement = conn.prepare(sql).map_err(database(DOING))?;
    let rows = statement
        .query_map([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .map_err(database(DOING))?;
    let rows: Vec<Row> = rows.collect::<Result<_, _>>().map_err(database(DOING))?;
    let is_meant = |(_, street, postcode, city): &Row| {
        address(street, postcode.as_deref(), city.as_deref()).as_deref() == Some(value)
    };
    Ok(rows.into_iter().filter(is_meant).map(|row| row.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_in_any_way_a_contact_is_one() {
        assert_eq!(normal("email", " Ann.Lee+shop@googlemail.com"), "annlee@gmail.com");
        assert_eq!(normal("phone", "+44 20 7946 0018"), "+442079460018");
        assert_eq!(normal("address", "12a High St., EC1 2AB"), normal("address", "12A high street, ec1 2ab"));
        assert_eq!(normal("loyalty", " L-1 "), "L-1");
        assert_eq!(address("High Street", Some("EC1"), None), None, "no number");
        assert_eq!(
            address("1 High Street", None, Some("New York")).as_deref(),
            Some("1 highstreet, newyork")
        );
    }
}
