//! Whose the contacts of a profile are.

use super::{IdentifierRow, RecordRow};
use crate::resolve::ResolveError;
use crate::resolve::contact::{Label, address, labels, normal};
use duckdb::Connection;

/// Labels the identifiers of a profile, and adds those of its addresses that other profiles hold too.
///
/// # Errors
/// When DuckDB refuses.
pub fn label_contacts(
    conn: &Connection,
    identifiers: &mut Vec<IdentifierRow>,
    records: &[RecordRow],
) -> Result<(), ResolveError> {
    let mut addresses: Vec<(String, IdentifierRow)> = Vec::new();
    for record in records {
        let value = |name| record.values.iter().find(|v| v.0 == name).map(|v| v.1.as_str());
        let (postcode, city) = (value("postcode"), value("city"));
        let Some(street) = value("street") else { continue };
        let Some(normal) = address(street, postcode, city) else { continue };
        let at = addresses.iter().position(|a| a.0 == normal).unwrap_or_else(|| {
            let value = format!("{street}, {}", postcode.or(city).unwrap_or_default());
            addresses
                .push((normal, IdentifierRow { kind: "address".into(), value, ..IdentifierRow::default() }));
            addresses.len() - 1
        });
        let row = &mut addresses[at].1;
        row.records += 1;
        if !row.sources.contains(&record.source) {
            row.sources.push(record.source.clone());
        }
    }
    let mut values: Vec<String> = identifiers.iter().map(|i| normal(&i.kind, &i.value)).collect();
    values.extend(addresses.iter().map(|a| a.0.clone()));
    let labels = labels(conn, &values)?;
    let of = |kind: &str, value: &str| labels.get(&(kind.to_owned(), value.to_owned())).copied();
    for (row, value) in identifiers.iter_mut().zip(&values) {
        row.label = of(&row.kind, value).map_or(Label::Personal, |found| found.0);
    }
    for (value, row) in addresses {
        if let Some((label, profiles)) = of("address", &value) {
            identifiers.push(IdentifierRow { label, profiles, ..row });
        }
    }
    Ok(())
}
